"""Mailing the edition of the sample week over a real SMTP server on loopback: each reader once, each fault by name."""

from __future__ import annotations

import asyncio
import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from flows.config import ReaderTable
from flows.demo import MONDAY
from flows.digest import digest
from flows.house import House
from flows.poll import poll_bare
from literature.errors import BrokenMail
from store.outbox import State

KEY = MONDAY.date()
READER, CARDIOLOGIST = "reader@example.org", "cardiologist@example.org"


class PostOffice:
    """Keeps what it accepts, by reader; refuses what it is told to."""

    def __init__(self) -> None:
        self.boxes: dict[str, list[bytes]] = {}
        self.refuse: dict[str, str] = {}

    async def handle_RCPT(self, _server: SMTP, _s: Session, envelope: Envelope, address: str, _o: list[str]) -> str:
        envelope.rcpt_tos.append(address)
        return self.refuse.get(address, "250 OK")

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        for address in envelope.rcpt_tos:
            self.boxes.setdefault(address, []).append(envelope.original_content or b"")
        return "250 OK"

    def letters(self) -> dict[str, int]:
        return {address: len(box) for address, box in self.boxes.items()}

    def read(self, address: str) -> EmailMessage:
        """The one letter that ``address`` got."""
        (content,) = self.boxes[address]
        return email.message_from_bytes(content, policy=email.policy.default)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def open_at(office: PostOffice, port: int, **options: object) -> Iterator[None]:
    controller = Controller(office, hostname="127.0.0.1", port=port, **options)  # type: ignore[arg-type]  # SMTP's own
    controller.start()
    try:
        yield
    finally:
        controller.stop()


@pytest.fixture
def office() -> PostOffice:
    return PostOffice()


@pytest.fixture
def mailing(house: House) -> House:
    """The polled house, with a relay that does not run yet at ``watch.mail.port``."""
    asyncio.run(poll_bare(house))
    mail = house.watch.mail.model_copy(update={"host": "127.0.0.1", "port": free_port(), "security": "none"})
    return replace(house, watch=house.watch.model_copy(update={"mail": mail}))


def with_mail(house: House, **changes: object) -> House:
    mail = house.watch.mail.model_copy(update=changes)
    return replace(house, watch=house.watch.model_copy(update={"mail": mail}))


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


def test_a_refused_reader_is_named_without_the_address_and_the_others_are_served(
    mailing: House, office: PostOffice
) -> None:
    office.refuse[READER] = "550 5.1.1 no such user"
    with open_at(office, mailing.watch.mail.port):
        made = digest(mailing, KEY)
    assert office.letters() == {CARDIOLOGIST: 1}
    assert made.problems == ("the letter to r***@example.org is failed: 5.1.1 no such user",)


def test_a_reader_refused_for_good_is_not_tried_again(mailing: House, office: PostOffice) -> None:
    office.refuse[READER] = "550 5.1.1 no such user"
    with open_at(office, mailing.watch.mail.port):
        digest(mailing, KEY)
        office.refuse.clear()
        digest(mailing, KEY)
    assert states(mailing)[READER] == (State.FAILED, 1)
    assert office.letters() == {CARDIOLOGIST: 1}


def test_a_reader_put_off_gets_the_same_bytes_at_the_next_digest(mailing: House, office: PostOffice) -> None:
    office.refuse[READER] = "450 4.2.0 greylisted"
    with open_at(office, mailing.watch.mail.port):
        made = digest(mailing, KEY)
        assert made.problems == ("the letter to r***@example.org is pending: 4.2.0 greylisted",)
        stored = {d.recipient: d.message for d in made.deliveries}
        office.refuse.clear()
        assert digest(replace(mailing, now=lambda: MONDAY.replace(hour=19)), KEY).problems == ()
    assert office.boxes == {address: [message] for address, message in stored.items()}
    assert states(mailing)[READER] == (State.SENT, 2)


def test_after_a_dead_relay_the_next_digest_sends(mailing: House, office: PostOffice) -> None:
    made = digest(mailing, KEY)
    assert {d.state for d in made.deliveries} == {State.PENDING}
    assert len(made.problems) == 2
    with open_at(office, mailing.watch.mail.port):
        assert digest(mailing, KEY).problems == ()
    assert office.boxes == {d.recipient: [d.message] for d in made.deliveries}


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


def test_without_a_mail_host_nothing_is_enqueued(house: House) -> None:
    asyncio.run(poll_bare(house))
    made = digest(house, KEY)
    assert made.deliveries == ()
    assert made.problems == ()
    assert house.outbox.of_edition(KEY) == []
