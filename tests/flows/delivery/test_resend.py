"""What a person does with one letter: it is sent again, or settled, once, whatever dies on the way."""

from __future__ import annotations

from datetime import date

import pytest

from flows.app import App
from flows.delivery.resend import resend_edition, resolve_delivery
from literature.model.errors import BrokenConfig, BrokenMail, WatchError
from store.mail.delivery import DeliveryState
from tests.flows.delivery.relayed import CARDIOLOGIST, KEY, OWNER, READER, later, one, part, with_mail
from tests.flows.digests import make_digest
from tests.standins.post_office import PostOffice, open_at

FRIEND = "friend@example.net"


@pytest.fixture
def mailed(mailing: App, office: PostOffice) -> App:
    """Each reader has the edition; the boxes are empty again."""
    with open_at(office, mailing.watch.mail.port):
        make_digest(mailing, KEY)
    office.boxes.clear()
    return mailing


@pytest.fixture
def held(mailing: App, office: PostOffice) -> App:
    """READER's letter was stored by a server that lost its answer, under the policy "hold"."""
    app = with_mail(mailing, ambiguous="hold")
    office.at_dot[READER] = "store and drop"
    with open_at(office, app.watch.mail.port):
        make_digest(app, KEY)
    office.at_dot.clear()
    return app


def test_a_resend_is_a_letter_of_its_own_and_says_so(mailed: App, office: PostOffice) -> None:
    with open_at(office, mailed.watch.mail.port):
        (sent,) = resend_edition(later(mailed, hours=3).mailing, mailed.editions, KEY, CARDIOLOGIST)
        (again,) = resend_edition(later(mailed, hours=4).mailing, mailed.editions, KEY, CARDIOLOGIST.upper())
    assert (sent.state, sent.resend, again.resend) == (DeliveryState.SENT, 1, 2)
    first, second = office.boxes[CARDIOLOGIST], office.boxes[CARDIOLOGIST.upper()]
    office.boxes = {CARDIOLOGIST: first}
    letter = office.read(CARDIOLOGIST)
    assert letter["Subject"].startswith("Resent: ")
    assert "10:00:00" in letter["Date"]
    assert letter["Message-ID"].encode() not in second[0]
    assert "Rilonacept versus placebo" in part(letter, "plain")
    assert "CAR T-cell" not in part(letter, "plain")


def test_an_edition_may_be_sent_to_somebody_who_is_no_reader(mailed: App, office: PostOffice) -> None:
    with open_at(office, mailed.watch.mail.port):
        resend_edition(mailed.mailing, mailed.editions, KEY, FRIEND)
        make_digest(mailed, KEY)
    assert office.letters() == {FRIEND: 1}


def test_a_resend_that_stopped_is_resumed_and_not_made_twice(mailed: App, office: PostOffice) -> None:
    with pytest.raises(BrokenMail):
        resend_edition(mailed.mailing, mailed.editions, KEY, READER)
    with open_at(office, mailed.watch.mail.port):
        (sent,) = resend_edition(mailed.mailing, mailed.editions, KEY, READER)
        make_digest(mailed, KEY)
    assert sent.resend == 1
    assert office.letters() == {READER: 1}


@pytest.mark.parametrize(
    ("key", "to", "host", "fault"),
    [
        (date(2026, 1, 5), READER, "127.0.0.1", "no edition of 2026-01-05"),
        (KEY, "Anna <anna@example.org>", "127.0.0.1", "--to must be one plain mail address"),
        (KEY, READER, "", r"\[mail\] host is empty"),
    ],
)
def test_what_cannot_be_sent_again_is_bad_usage(mailed: App, key: date, to: str, host: str, fault: str) -> None:
    with pytest.raises(BrokenConfig, match=fault):
        resend_edition(with_mail(mailed, host=host).mailing, mailed.editions, key, to)


def test_a_letter_that_came_is_settled_without_another(held: App, office: PostOffice) -> None:
    with open_at(office, held.watch.mail.port):
        (settled,) = resolve_delivery(held.mailing, one(held).id, "sent")
        assert make_digest(held, KEY).problems == ()
    assert settled.state is DeliveryState.SENT
    assert office.letters() == {READER: 1, CARDIOLOGIST: 1, OWNER: 1}


def test_a_letter_that_did_not_come_is_sent_at_once_the_same_bytes(held: App, office: PostOffice) -> None:
    with open_at(office, held.watch.mail.port):
        (settled,) = resolve_delivery(held.mailing, one(held).id, "retry")
    assert settled.state is DeliveryState.SENT
    assert len(office.boxes[READER]) == 2
    assert len(set(office.boxes[READER])) == 1


def test_a_letter_that_failed_may_be_tried_again(mailing: App, office: PostOffice) -> None:
    office.refuse[READER] = "550 5.7.1 relay access denied"
    with open_at(office, mailing.watch.mail.port):
        make_digest(mailing, KEY)
        office.refuse.clear()
        resolve_delivery(mailing.mailing, one(mailing).id, "retry")
    assert one(mailing).state is DeliveryState.SENT


def test_a_relay_that_is_down_leaves_it_to_the_next_run(held: App, office: PostOffice) -> None:
    with pytest.raises(BrokenMail):
        resolve_delivery(held.mailing, one(held).id, "retry")
    with open_at(office, held.watch.mail.port):
        assert make_digest(held, KEY).problems == ()
    assert len(office.boxes[READER]) == 2


def test_only_what_is_open_or_failed_can_be_settled(mailed: App) -> None:
    with pytest.raises(WatchError, match="delivery 999: there is none"):
        resolve_delivery(mailed.mailing, 999, "sent")
    with pytest.raises(WatchError, match="is sent already"):
        resolve_delivery(mailed.mailing, one(mailed).id, "retry")


def test_what_another_process_sends_just_now_cannot_be_settled(mailing: App) -> None:
    with pytest.raises(BrokenMail):
        make_digest(mailing, KEY)
    assert mailing.outbox.claim(one(mailing), mailing.now())
    with pytest.raises(WatchError, match="is being sent by another process"):
        resolve_delivery(mailing.mailing, one(mailing).id, "retry")
