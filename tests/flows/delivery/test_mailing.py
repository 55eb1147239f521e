"""Mailing the edition of the sample week over a real SMTP server on loopback: each reader once, by the schedule."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from flows.app import App
from flows.config import ReaderTable
from flows.curation.why import story_of
from flows.delivery.mailing import resume
from flows.jobs.poll import poll_all
from literature.model.errors import BrokenMail
from store.mail.delivery import DeliveryState
from tests.flows.delivery.relayed import (
    CARDIOLOGIST,
    KEY,
    OWNER,
    READER,
    later,
    one,
    part,
    states,
    stored_message,
    with_mail,
)
from tests.flows.digests import make_digest
from tests.standins.post_office import PostOffice, open_at


def test_each_reader_gets_the_edition_once(mailing: App, office: PostOffice) -> None:
    with open_at(office, mailing.watch.mail.port):
        first = make_digest(mailing, KEY)
        again = make_digest(mailing, KEY)
    assert office.letters() == {READER: 1, CARDIOLOGIST: 1}
    assert first.problems == again.problems == ()
    assert states(mailing) == {READER: (DeliveryState.SENT, 1), CARDIOLOGIST: (DeliveryState.SENT, 1)}


def test_the_story_of_a_paper_says_to_whom_its_edition_was_sent(mailing: App, office: PostOffice) -> None:
    with open_at(office, mailing.watch.mail.port):
        make_digest(mailing, KEY)
    story = story_of(mailing.corpus, mailing.editions, mailing.outbox, mailing.marks, "99000001")
    assert {(sent["reader"], sent["state"]) for sent in story.data()["deliveries"]} == {
        ("r***@example.org", "sent"),
        ("c***@example.org", "sent"),
    }
    assert any("  sent to r***@example.org, 2026-11-23" in line for line in story.lines())


def test_a_letter_is_addressed_to_its_one_reader(mailing: App, office: PostOffice) -> None:
    with open_at(office, mailing.watch.mail.port):
        make_digest(mailing, KEY)
    for address in (READER, CARDIOLOGIST):
        assert office.read(address)["To"] == address
    assert office.read(READER)["Message-ID"] != office.read(CARDIOLOGIST)["Message-ID"]


def test_a_reader_who_chose_a_topic_gets_that_section_only(mailing: App, office: PostOffice) -> None:
    with open_at(office, mailing.watch.mail.port):
        make_digest(mailing, KEY)
    everything, chosen = (part(office.read(address), "plain") for address in (READER, CARDIOLOGIST))
    names = mailing.watch.topic_names
    assert [name for name in names.values() if f"\n{name} (" in chosen] == [names["cardio"]]
    assert sum(f"\n{name} (" in everything for name in names.values()) > 5
    assert "Rilonacept versus placebo" in chosen
    assert "CAR T-cell" in everything
    assert "CAR T-cell" not in chosen


def test_a_reader_added_later_gets_the_edition_and_nobody_twice(mailing: App, office: PostOffice) -> None:
    with open_at(office, mailing.watch.mail.port):
        make_digest(mailing, KEY)
        readers = (*mailing.watch.reader, ReaderTable(address="late@example.org"))
        make_digest(replace(mailing, watch=mailing.watch.model_copy(update={"reader": readers})), KEY)
    assert office.letters() == {READER: 1, CARDIOLOGIST: 1, "late@example.org": 1}


def test_a_refused_reader_is_named_without_the_address_and_the_others_are_served(
    mailing: App, office: PostOffice
) -> None:
    office.refuse[READER] = f"550 5.1.1 <{READER}>: no such user"
    with open_at(office, mailing.watch.mail.port):
        made = make_digest(mailing, KEY)
    assert office.letters() == {CARDIOLOGIST: 1, OWNER: 1}
    number = one(mailing).id
    told = f"5.1.1 <r***@example.org>: no such user (ilwatch resolve {number} sent|retry)"
    assert made.problems == (f"the letter to r***@example.org failed: {told}",)


def test_the_owner_is_told_once_of_a_letter_that_failed(mailing: App, office: PostOffice) -> None:
    office.refuse[READER] = f"550 5.1.1 <{READER}>: no such user"
    with open_at(office, mailing.watch.mail.port):
        make_digest(mailing, KEY)
        make_digest(mailing, KEY)
    notice = office.read(OWNER)
    assert notice["Subject"].endswith("23 Nov 2026: 1 letter not delivered")
    for kind in ("plain", "html"):
        assert f"Delivery {one(mailing).id} to r***@example.org" in part(notice, kind)
        assert READER not in part(notice, kind)


def test_an_owner_who_cannot_be_told_is_told_so(mailing: App, office: PostOffice) -> None:
    office.refuse |= {READER: "550 5.1.1 no such user", OWNER: "451 4.3.0 later"}
    with open_at(office, mailing.watch.mail.port), pytest.raises(BrokenMail, match=r"owner: .*1 letter.*4\.3\.0 later"):
        make_digest(mailing, KEY)
    assert [path.suffix for path in sorted((mailing.folder / "outbox").glob("owner-*"))] == [".eml", ".html", ".txt"]


def test_a_reader_refused_for_good_is_not_tried_again(mailing: App, office: PostOffice) -> None:
    office.refuse[READER] = "550 5.1.1 no such user"
    with open_at(office, mailing.watch.mail.port):
        make_digest(mailing, KEY)
        office.refuse.clear()
        make_digest(mailing, KEY)
    assert states(mailing)[READER] == (DeliveryState.FAILED, 1)
    assert office.letters() == {CARDIOLOGIST: 1, OWNER: 1}


# 4xx: the retry schedule


def test_a_reader_put_off_gets_the_same_bytes_at_the_next_digest(mailing: App, office: PostOffice) -> None:
    office.refuse[READER] = "450 4.2.0 greylisted"
    with open_at(office, mailing.watch.mail.port):
        made = make_digest(mailing, KEY)
        assert made.problems == (
            "the letter to r***@example.org is deferred: 4.2.0 greylisted (it will be retried automatically)",
        )
        stored = stored_message(mailing, READER)
        office.refuse.clear()
        assert make_digest(mailing, KEY).problems == ()
    assert office.boxes[READER] == [stored]
    assert states(mailing)[READER] == (DeliveryState.SENT, 2)


def test_by_itself_a_letter_put_off_is_tried_by_the_schedule(mailing: App, office: PostOffice) -> None:
    office.refuse[READER] = "450 4.2.0 greylisted"
    tried: list[int] = []
    with open_at(office, mailing.watch.mail.port):
        make_digest(mailing, KEY)
        for minute in range(0, 24 * 60, 5):
            resume(later(mailing, minutes=minute).mailing)
            if one(mailing).attempts > 1 + len(tried):
                tried.append(minute)
        office.refuse.clear()
        resume(later(mailing, days=2).mailing)
    assert tried == [5, 25, 85, 265, 625, 1345]
    assert office.letters() == {READER: 1, CARDIOLOGIST: 1}


def test_a_letter_put_off_for_five_days_has_failed_and_the_owner_is_told(mailing: App, office: PostOffice) -> None:
    office.refuse[READER] = "450 4.2.0 greylisted"
    with open_at(office, mailing.watch.mail.port):
        make_digest(mailing, KEY)
        resume(later(mailing, days=5).mailing)
        assert one(mailing).state is DeliveryState.PENDING
        resume(later(mailing, days=5, hours=13).mailing)
    assert (one(mailing).state, one(mailing).text) == (DeliveryState.FAILED, "given up after 5 days: 4.2.0 greylisted")
    assert office.letters() == {CARDIOLOGIST: 1, OWNER: 1}


def test_the_next_edition_takes_the_letters_of_the_one_before_along(mailing: App, office: PostOffice) -> None:
    office.refuse[READER] = "450 4.2.0 greylisted"
    with open_at(office, mailing.watch.mail.port):
        make_digest(mailing, KEY)
        office.refuse.clear()
        next_week = later(mailing, days=7)
        asyncio.run(poll_all(next_week))
        made = make_digest(next_week, KEY + timedelta(days=7))
    assert [(d.edition_key, d.state) for d in made.others] == [(KEY, DeliveryState.SENT)]
    assert office.letters() == {READER: 2, CARDIOLOGIST: 2}


def test_without_a_mail_host_nothing_is_enqueued(mailing: App) -> None:
    app = with_mail(mailing, host="")
    made = make_digest(app, KEY)
    assert made.deliveries == ()
    assert made.problems == ()
    assert app.outbox.of_edition(KEY) == ()
