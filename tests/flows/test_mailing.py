"""Mailing the edition of the sample week over a real SMTP server on loopback: each reader once, each fault by name."""

from __future__ import annotations

import asyncio
import shutil
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from digests.relay import Relay
from flows.by_hand import resend
from flows.config import ReaderTable
from flows.demo import MONDAY, SAMPLE, write_config
from flows.digest import Digest, digest
from flows.house import House, clock, open_house, seed
from flows.mailing import go_on
from flows.poll import poll_bare
from flows.undelivered import suppressed
from literature.errors import BrokenMail, BrokenStore
from store.delivery import Delivery, Ending, Lease, State
from store.outbox import Outbox
from tests.flows.crash_child import at_once
from tests.standins.feeds import FeedStandin
from tests.standins.ncbi import NcbiStandin
from tests.standins.post_office import PostOffice, free_port, open_at

KEY = MONDAY.date()
READER, CARDIOLOGIST, OWNER = "reader@example.org", "cardiologist@example.org", "watch@example.org"


@pytest.fixture
def office() -> PostOffice:
    return PostOffice()


@pytest.fixture(scope="module")
def polled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The watch.toml of the sample week, beside a database in which it has been polled."""
    pubmed = NcbiStandin([SAMPLE / "pubmed.xml"], today=f"{MONDAY:%Y-%m-%d}")
    with pubmed, FeedStandin(SAMPLE / "feeds") as feeds:
        config = write_config(tmp_path_factory.mktemp("week"), pubmed.url, feeds.url)
        with open_house(config, f"sqlite:///{config.parent / 'polled.db'}", clock(MONDAY), at_once) as house:
            seed(house, SAMPLE / "held.toml")
            asyncio.run(poll_bare(house))
        yield config


@pytest.fixture
def mailing(polled: Path, tmp_path: Path) -> Iterator[House]:
    """The polled house, with a relay that does not run yet at ``watch.mail.port``."""
    shutil.copy(polled.parent / "polled.db", tmp_path / "ilwatch.db")
    shutil.copy(polled, tmp_path / "watch.toml")
    database = f"sqlite:///{tmp_path / 'ilwatch.db'}"
    with open_house(tmp_path / "watch.toml", database, clock(MONDAY), at_once) as house:
        yield with_mail(house, host="127.0.0.1", port=free_port(), security="none")


def with_mail(house: House, **changes: object) -> House:
    mail = house.watch.mail.model_copy(update=changes)
    return replace(house, watch=house.watch.model_copy(update={"mail": mail}))


def with_readers(house: House, count: int) -> House:
    """READER and others, ``count`` in all."""
    readers = (*house.watch.reader[:1], *(ReaderTable(address=f"reader{n}@example.org") for n in range(2, count + 1)))
    return replace(house, watch=house.watch.model_copy(update={"reader": readers}))


def stored_message(house: House, address: str) -> bytes:
    """The bytes that the outbox keeps for ``address``."""
    held = house.outbox.claim(one(house, address), house.now())
    assert held
    house.outbox.release(held, house.now())
    return held.message


def states(house: House) -> dict[str, tuple[State, int]]:
    return {d.recipient: (d.state, d.attempts) for d in house.outbox.of_edition(KEY)}


def part(letter: EmailMessage, kind: str) -> str:
    body = letter.get_body((kind,))
    assert body
    return str(body.get_content())


def test_each_reader_gets_the_edition_once(mailing: House, office: PostOffice) -> None:
    with open_at(office, mailing.watch.mail.port):
        first = digest(mailing, KEY)
        again = digest(mailing, KEY)
    assert office.letters() == {READER: 1, CARDIOLOGIST: 1}
    assert first.problems == again.problems == ()
    assert states(mailing) == {READER: (State.SENT, 1), CARDIOLOGIST: (State.SENT, 1)}


def test_a_letter_is_addressed_to_its_one_reader(mailing: House, office: PostOffice) -> None:
    with open_at(office, mailing.watch.mail.port):
        digest(mailing, KEY)
    for address in (READER, CARDIOLOGIST):
        assert office.read(address)["To"] == address
    assert office.read(READER)["Message-ID"] != office.read(CARDIOLOGIST)["Message-ID"]


def test_a_reader_who_chose_a_topic_gets_that_section_only(mailing: House, office: PostOffice) -> None:
    with open_at(office, mailing.watch.mail.port):
        digest(mailing, KEY)
    everything, chosen = (part(office.read(address), "plain") for address in (READER, CARDIOLOGIST))
    names = mailing.watch.topic_names
    assert [name for name in names.values() if f"\n{name} (" in chosen] == [names["cardio"]]
    assert sum(f"\n{name} (" in everything for name in names.values()) > 5
    assert "Rilonacept versus placebo" in chosen
    assert "CAR T-cell" in everything
    assert "CAR T-cell" not in chosen


def test_a_reader_added_later_gets_the_edition_and_nobody_twice(mailing: House, office: PostOffice) -> None:
    with open_at(office, mailing.watch.mail.port):
        digest(mailing, KEY)
        readers = (*mailing.watch.reader, ReaderTable(address="late@example.org"))
        digest(replace(mailing, watch=mailing.watch.model_copy(update={"reader": readers})), KEY)
    assert office.letters() == {READER: 1, CARDIOLOGIST: 1, "late@example.org": 1}


def one(house: House, address: str = READER) -> Delivery:
    (found,) = [d for d in house.outbox.of_edition(KEY) if d.recipient == address]
    return found


def later(house: House, **time: float) -> House:
    now = house.now() + timedelta(**time)
    return replace(house, now=lambda: now)


def impatient(monkeypatch: pytest.MonkeyPatch, seconds: float = 0.3) -> None:
    """The relay's deadlines, shortened."""
    short = partial(Relay, connect_seconds=seconds, command_seconds=seconds, final_seconds=seconds)
    monkeypatch.setattr("flows.mailing.Relay", short)


def test_a_refused_reader_is_named_without_the_address_and_the_others_are_served(
    mailing: House, office: PostOffice
) -> None:
    office.refuse[READER] = f"550 5.1.1 <{READER}>: no such user"
    with open_at(office, mailing.watch.mail.port):
        made = digest(mailing, KEY)
    assert office.letters() == {CARDIOLOGIST: 1, OWNER: 1}
    number = one(mailing).id
    told = f"5.1.1 <r***@example.org>: no such user (ilwatch resolve {number} sent|retry)"
    assert made.problems == (f"the letter to r***@example.org is failed: {told}",)


def test_the_owner_is_told_once_of_a_letter_that_failed(mailing: House, office: PostOffice) -> None:
    office.refuse[READER] = f"550 5.1.1 <{READER}>: no such user"
    with open_at(office, mailing.watch.mail.port):
        digest(mailing, KEY)
        digest(mailing, KEY)
    notice = office.read(OWNER)
    assert notice["Subject"].endswith("23 Nov 2026: 1 letter not delivered")
    for kind in ("plain", "html"):
        assert f"Delivery {one(mailing).id} to r***@example.org" in part(notice, kind)
        assert READER not in part(notice, kind)


def test_an_owner_who_cannot_be_told_is_told_so(mailing: House, office: PostOffice) -> None:
    office.refuse |= {READER: "550 5.1.1 no such user", OWNER: "451 4.3.0 later"}
    with open_at(office, mailing.watch.mail.port), pytest.raises(BrokenMail, match=r"owner: .*1 letter.*4\.3\.0 later"):
        digest(mailing, KEY)
    assert [path.suffix for path in sorted((mailing.folder / "outbox").glob("owner-*"))] == [".eml", ".html", ".txt"]


def test_a_reader_refused_for_good_is_not_tried_again(mailing: House, office: PostOffice) -> None:
    office.refuse[READER] = "550 5.1.1 no such user"
    with open_at(office, mailing.watch.mail.port):
        digest(mailing, KEY)
        office.refuse.clear()
        digest(mailing, KEY)
    assert states(mailing)[READER] == (State.FAILED, 1)
    assert office.letters() == {CARDIOLOGIST: 1, OWNER: 1}


# 4xx: the retry schedule


def test_a_reader_put_off_gets_the_same_bytes_at_the_next_digest(mailing: House, office: PostOffice) -> None:
    office.refuse[READER] = "450 4.2.0 greylisted"
    with open_at(office, mailing.watch.mail.port):
        made = digest(mailing, KEY)
        assert made.problems == ("the letter to r***@example.org is pending: 4.2.0 greylisted",)
        stored = stored_message(mailing, READER)
        office.refuse.clear()
        assert digest(mailing, KEY).problems == ()
    assert office.boxes[READER] == [stored]
    assert states(mailing)[READER] == (State.SENT, 2)


def test_by_itself_a_letter_put_off_is_tried_by_the_schedule(mailing: House, office: PostOffice) -> None:
    office.refuse[READER] = "450 4.2.0 greylisted"
    tried: list[int] = []
    with open_at(office, mailing.watch.mail.port):
        digest(mailing, KEY)
        for minute in range(0, 24 * 60, 5):
            go_on(later(mailing, minutes=minute))
            if one(mailing).attempts > 1 + len(tried):
                tried.append(minute)
        office.refuse.clear()
        go_on(later(mailing, days=2))
    assert tried == [5, 25, 85, 265, 625, 1345]
    assert office.letters() == {READER: 1, CARDIOLOGIST: 1}


def test_a_letter_put_off_for_five_days_has_failed_and_the_owner_is_told(mailing: House, office: PostOffice) -> None:
    office.refuse[READER] = "450 4.2.0 greylisted"
    with open_at(office, mailing.watch.mail.port):
        digest(mailing, KEY)
        go_on(later(mailing, days=5))
        assert one(mailing).state is State.PENDING
        go_on(later(mailing, days=5, hours=13))
    assert (one(mailing).state, one(mailing).text) == (State.FAILED, "given up after 5 days: 4.2.0 greylisted")
    assert office.letters() == {CARDIOLOGIST: 1, OWNER: 1}


def test_the_next_edition_takes_the_letters_of_the_one_before_along(mailing: House, office: PostOffice) -> None:
    office.refuse[READER] = "450 4.2.0 greylisted"
    with open_at(office, mailing.watch.mail.port):
        digest(mailing, KEY)
        office.refuse.clear()
        next_week = later(mailing, days=7)
        asyncio.run(poll_bare(next_week))
        made = digest(next_week, KEY + timedelta(days=7))
    assert [(d.edition_key, d.state) for d in made.others] == [(KEY, State.SENT)]
    assert office.letters() == {READER: 2, CARDIOLOGIST: 2}


# A relay that cannot be used


def test_after_a_dead_relay_the_next_digest_sends(mailing: House, office: PostOffice) -> None:
    with pytest.raises(BrokenMail, match=r"127\.0\.0\.1:\d+: does not take mail now .*the next run goes on"):
        digest(mailing, KEY)
    assert states(mailing) == {READER: (State.PENDING, 0), CARDIOLOGIST: (State.PENDING, 0)}
    stored = {address: [stored_message(mailing, address)] for address in (READER, CARDIOLOGIST)}
    with open_at(office, mailing.watch.mail.port):
        assert digest(mailing, KEY).problems == ()
    assert office.boxes == stored


@contextmanager
def mute(port: int, greeting: bytes = b"") -> Iterator[list[socket.socket]]:
    """A server that takes every connection, says ``greeting`` and no more."""
    lines: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", port)) as listening:
        listening.settimeout(0.05)
        ended = threading.Event()

        def serve() -> None:
            while not ended.is_set():
                with suppress(TimeoutError):
                    lines.append(listening.accept()[0])
                    lines[-1].sendall(greeting)

        thread = threading.Thread(target=serve)
        thread.start()
        yield lines
        ended.set()
        thread.join()
        for line in lines:
            line.close()


@pytest.mark.parametrize("greeting", [b"", b"220 hello\r\n"])
def test_a_silent_relay_costs_one_deadline_whatever_the_number_of_readers(
    mailing: House, monkeypatch: pytest.MonkeyPatch, greeting: bytes
) -> None:
    impatient(monkeypatch)
    house = with_readers(mailing, 20)
    with mute(house.watch.mail.port, greeting) as lines, pytest.raises(BrokenMail, match="does not take mail now"):
        digest(house, KEY)
    assert len(lines) == 1
    assert set(states(house).values()) == {(State.PENDING, 0)}


@pytest.mark.parametrize("at", ["refuse", "at_dot"])
def test_a_relay_that_hangs_up_on_two_readers_in_a_row_is_left_alone(
    mailing: House, office: PostOffice, at: str
) -> None:
    house = with_readers(mailing, 20)
    getattr(office, at)[""] = "drop"
    with (
        open_at(office, house.watch.mail.port),
        pytest.raises(BrokenMail, match="broke the line on 2 readers in a row"),
    ):
        digest(house, KEY)
    assert office.visits == 2
    assert sum(attempts for _, attempts in states(house).values()) == 2


def test_a_relay_that_hangs_up_on_one_reader_serves_the_others(mailing: House, office: PostOffice) -> None:
    house = with_readers(mailing, 20)
    office.refuse["reader5@example.org"] = "drop"
    with open_at(office, house.watch.mail.port):
        digest(house, KEY)
    assert len(office.letters()) == 19
    assert "reader5@example.org" not in office.letters()


def test_a_sender_that_is_refused_stops_the_mailing_and_counts_no_attempt(mailing: House, office: PostOffice) -> None:
    office.refuse[""] = "530 5.7.0 authentication required"
    with open_at(office, mailing.watch.mail.port), pytest.raises(BrokenMail, match="mend sender or login"):
        digest(mailing, KEY)
    assert set(states(mailing).values()) == {(State.PENDING, 0)}


def test_a_wrong_password_stops_the_mailing_and_counts_no_attempt(
    mailing: House, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(_server: SMTP, _session: Session, _envelope: Envelope, _how: str, who: object) -> AuthResult:
        assert isinstance(who, LoginPassword)
        return AuthResult(success=who.password == b"right", handled=False)

    house = with_mail(mailing, username="ilwatch", password_env="TEST_SMTP_PASSWORD")
    monkeypatch.setenv("TEST_SMTP_PASSWORD", "wrong-and-secret")
    with open_at(office, house.watch.mail.port, authenticator=check, auth_require_tls=False):
        with pytest.raises(BrokenMail) as caught:
            digest(house, KEY)
        assert "wrong-and-secret" not in f"{caught.value!r} {caught.value}"
        assert states(house) == {READER: (State.PENDING, 0), CARDIOLOGIST: (State.PENDING, 0)}
        monkeypatch.setenv("TEST_SMTP_PASSWORD", "right")
        assert digest(house, KEY).problems == ()
    assert office.letters() == {READER: 1, CARDIOLOGIST: 1}


def test_a_missing_password_names_the_variable_to_set(mailing: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_SMTP_PASSWORD", raising=False)
    with pytest.raises(BrokenMail, match="environment variable TEST_SMTP_PASSWORD is empty"):
        digest(with_mail(mailing, username="ilwatch", password_env="TEST_SMTP_PASSWORD"), KEY)


def test_without_a_mail_host_nothing_is_enqueued(mailing: House) -> None:
    house = with_mail(mailing, host="")
    made = digest(house, KEY)
    assert made.deliveries == ()
    assert made.problems == ()
    assert house.outbox.of_edition(KEY) == ()


# RFC 1047's gap


@pytest.mark.parametrize("fault", ["drop", "store and drop", "store and stall"])
@pytest.mark.parametrize("policy", ["retry", "hold"])
def test_a_letter_in_doubt_is_sent_again_or_held(
    mailing: House, office: PostOffice, monkeypatch: pytest.MonkeyPatch, fault: str, policy: str
) -> None:
    impatient(monkeypatch)
    house = with_mail(mailing, ambiguous=policy)
    office.at_dot[READER] = fault
    with open_at(office, house.watch.mail.port):
        made = digest(house, KEY)
        assert f"is ambiguous: {one(house).text} (ilwatch resolve {one(house).id} sent|retry)" in made.problems[0]
        assert states(house)[CARDIOLOGIST] == (State.SENT, 1)
        office.at_dot.clear()
        again = digest(house, KEY)
    stored = int(fault.startswith("store"))
    assert len(office.boxes.get(READER, [])) == stored + (policy == "retry")
    assert len(set(office.boxes.get(READER, []))) <= 1
    assert (again.problems == ()) is (policy == "retry")


def test_a_server_that_loses_every_answer_makes_three_copies_at_most(mailing: House, office: PostOffice) -> None:
    office.at_dot[READER] = "store and drop"
    with open_at(office, mailing.watch.mail.port):
        for _ in range(6):
            digest(mailing, KEY)
    assert office.letters() == {READER: 3, CARDIOLOGIST: 1, OWNER: 1}
    assert len(set(office.boxes[READER])) == 1
    assert one(mailing).state is State.AMBIGUOUS


# Readers who come, go, or have no mailbox


def test_the_letter_of_a_reader_who_left_is_called_off(mailing: House, office: PostOffice) -> None:
    office.refuse[READER] = "450 4.2.0 greylisted"
    with open_at(office, mailing.watch.mail.port):
        digest(mailing, KEY)
        left = mailing.watch.model_copy(update={"reader": mailing.watch.reader[1:]})
        made = digest(replace(mailing, watch=left), KEY)
    assert made.problems == ()
    assert (one(mailing).state, one(mailing).text) == (State.FAILED, "the reader is no longer in watch.toml")


def editions_refusing(house: House, office: PostOffice, refusals: list[str]) -> Digest:
    """One edition a week; READER is answered with each of ``refusals``. What became of the last one."""
    with open_at(office, house.watch.mail.port):
        for week, refusal in enumerate(refusals):
            office.refuse[READER] = refusal
            then = later(house, days=7 * week)
            asyncio.run(poll_bare(then))
            made = digest(then, KEY + timedelta(days=7 * week))
    return made


GONE = "550 5.1.1 no such user"


def test_after_two_hard_bounces_a_reader_gets_no_more_and_it_is_said(mailing: House, office: PostOffice) -> None:
    made = editions_refusing(mailing, office, [GONE, GONE, "250 OK"])
    assert READER not in office.letters()
    assert [d.recipient for d in made.deliveries] == [CARDIOLOGIST]
    (problem,) = made.problems
    assert problem.startswith("no letters for r***@example.org: refused 2 times (5.1.1 no such user); mend the address")


@pytest.mark.parametrize("refusals", [[GONE, "250 OK", GONE], [GONE, "554 5.7.1 not from you", GONE]])
def test_other_answers_between_do_not_suppress(mailing: House, office: PostOffice, refusals: list[str]) -> None:
    made = editions_refusing(mailing, office, refusals)
    assert made.suppressed == ()


def test_a_resend_that_is_accepted_lifts_the_suppression(mailing: House, office: PostOffice) -> None:
    editions_refusing(mailing, office, [GONE, GONE])
    office.refuse.clear()
    assert [d.recipient for d in suppressed(mailing)] == [READER]
    with open_at(office, mailing.watch.mail.port):
        resend(mailing, KEY, READER)
    assert suppressed(mailing) == ()


# Several processes, and a store that fails


def test_two_runs_at_once_send_each_letter_once(mailing: House, office: PostOffice) -> None:
    house = with_readers(mailing, 20)
    with open_at(office, house.watch.mail.port), ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(digest, house, KEY) for _ in range(4)]:
            done.result()
    assert office.copies() == {1: 20}


def test_when_the_mark_cannot_be_written_no_letter_leaves(
    mailing: House, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_outbox: Outbox, _held: Lease, _now: datetime) -> bool:
        raise BrokenStore("sqlite", "cannot be written (disk full)")

    with monkeypatch.context() as patch, open_at(office, mailing.watch.mail.port):
        patch.setattr(Outbox, "mark_data", full)
        with pytest.raises(BrokenStore, match="disk full"):
            digest(mailing, KEY)
    assert office.letters() == {}
    assert set(states(mailing).values()) == {(State.PENDING, 0)}


@pytest.mark.parametrize(("policy", "copies"), [("retry", 2), ("hold", 1)])
def test_when_what_was_sent_cannot_be_written_the_mailing_stops_with_one_letter_in_doubt(
    mailing: House, office: PostOffice, monkeypatch: pytest.MonkeyPatch, policy: str, copies: int
) -> None:
    house = with_mail(mailing, ambiguous=policy)

    def full(_outbox: Outbox, _held: Lease, _ending: Ending, _now: datetime) -> None:
        raise BrokenStore("sqlite", "cannot be written (disk full)")

    with open_at(office, house.watch.mail.port):
        with monkeypatch.context() as patch:
            patch.setattr(Outbox, "finish", full)
            with pytest.raises(BrokenStore, match="disk full"):
                digest(house, KEY)
        assert states(house) == {READER: (State.DATA, 1), CARDIOLOGIST: (State.PENDING, 0)}
        digest(later(house, minutes=21), KEY)
    assert office.letters() == {READER: copies, CARDIOLOGIST: 1} | ({OWNER: 1} if policy == "hold" else {})
    assert len(set(office.boxes[READER])) == 1
