"""What every Channel promises, whatever it delivers to. A new channel is added to WAYS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from digests.chat.apprise_channel import AppriseChannel
from digests.mail.channel import CONNECTING, Channel, SendOutcome, Sent, Transient
from digests.mail.folder import FolderChannel
from digests.mail.relay import Relay
from digests.mail.smtp import SmtpChannel
from literature.model.errors import BrokenMail, BrokenStore
from tests.standins.post_office import PostOffice, free_port, open_at
from tests.standins.webhook import Webhook, open_webhook

MESSAGE = b"Subject: x\r\n\r\nline\r\n.dot\r\n..two dots\r\nfinal line\r\n"
READER = "reader@example.org"


@dataclass(frozen=True)
class Way:
    """A channel that works, one that nothing can pass, and the bytes that have arrived by the first."""

    channel: Channel
    broken: Channel
    arrived: Callable[[], list[bytes]]
    recipient: str = READER
    taken: bytes = MESSAGE
    """What it takes from MESSAGE."""


@contextmanager
def smtp(_folder: Path) -> Iterator[Way]:
    office, port = PostOffice(), free_port()
    relay = Relay("127.0.0.1", port, "none")
    broken = SmtpChannel(
        Relay("127.0.0.1", port, "none", "ilwatch", password_env="TEST_PASSWORD"), "digest@example.org"
    )
    with open_at(office, port):
        yield Way(SmtpChannel(relay, "digest@example.org"), broken, lambda: office.boxes.get(READER, []))


@contextmanager
def folder(folder: Path) -> Iterator[Way]:
    taken = folder / "a file"
    taken.write_bytes(b"")
    outbox = folder / "outbox"
    yield Way(
        FolderChannel(outbox), FolderChannel(taken), lambda: [path.read_bytes() for path in sorted(outbox.glob("*"))]
    )


@contextmanager
def chat(_folder: Path) -> Iterator[Way]:
    hook = Webhook()
    with open_webhook(hook):
        yield Way(
            AppriseChannel("lab", hook.url, "LAB_URL"),
            AppriseChannel("lab", "no address", "LAB_URL"),
            lambda: [f"{post['title']}\n{post['message']}".encode() for post in hook.posts],
            "chat:lab",
            b"x\nline\n.dot\n..two dots\nfinal line",
        )


def trouble(way: Way) -> str:
    """Why its channel did not deliver, in the words that people see; "" where it did."""
    try:
        outcome = deliver(way)
    except (BrokenMail, BrokenStore) as error:
        return error.subject and error.message
    return "" if isinstance(outcome, Sent) else outcome.text


WAYS = (smtp, folder, chat)


@pytest.fixture(params=WAYS, ids=lambda way: way.__name__)
def way(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Way]:
    with request.param(tmp_path) as made:
        yield made


def deliver(way: Way, mark: Callable[[], bool] = lambda: True, stem: str = "2026-11-23-1") -> SendOutcome:
    return way.channel.deliver(MESSAGE, recipient=way.recipient, stem=stem, mark=mark)


def test_what_is_delivered_arrives_byte_for_byte(way: Way) -> None:
    assert isinstance(deliver(way), Sent)
    assert way.arrived() == [way.taken]


def test_two_messages_arrive_as_two(way: Way) -> None:
    for stem in ("2026-11-23-1", "2026-11-23-2"):
        assert isinstance(deliver(way, stem=stem), Sent)
    assert way.arrived() == [way.taken, way.taken]


def test_nothing_has_arrived_when_the_mark_is_made(way: Way) -> None:
    arrived: list[list[bytes]] = []

    def mark() -> bool:
        arrived.append(way.arrived())
        return True

    deliver(way, mark)
    assert arrived == [[]]


def test_without_the_mark_nothing_is_delivered_and_it_may_be_sent_again(way: Way) -> None:
    outcome = deliver(way, lambda: False)
    assert isinstance(outcome, Transient)
    assert outcome.phase not in CONNECTING
    assert way.arrived() == []


def test_a_mark_that_cannot_be_written_is_raised_and_nothing_is_delivered(way: Way) -> None:
    def mark() -> bool:
        raise BrokenStore("sqlite", "cannot be written (disk full)")

    with pytest.raises(BrokenStore, match="disk full"):
        deliver(way, mark)
    assert way.arrived() == []


def test_a_broken_one_names_itself_and_what_is_wrong(way: Way) -> None:
    """With an outcome that is not Sent, or with an error that people are shown as it is; never with any other."""
    assert trouble(replace(way, channel=way.broken))
    assert way.arrived() == []


def test_it_takes_its_readers_and_has_a_name_for_people(way: Way) -> None:
    assert way.channel.takes(way.recipient)
    assert " " in way.channel.name
    assert "Channel(" not in way.channel.name
