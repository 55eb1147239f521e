"""What fails while letters are sent: the relay, the line after the dot, the store. The others are served, or nothing is
lost."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from digests.mail.channel import Mark, SendOutcome, always
from flows.app import App
from literature.model.errors import BrokenMail, BrokenStore
from store.mail.delivery import DeliveryState, Ending, Lease
from store.mail.outbox import Outbox
from tests.flows.delivery.relayed import (
    CARDIOLOGIST,
    KEY,
    OWNER,
    READER,
    impatient,
    later,
    one,
    states,
    stored_message,
    with_mail,
    with_readers,
)
from tests.flows.digests import make_digest
from tests.standins.post_office import PostOffice, open_at

# A relay that cannot be used


def test_after_a_dead_relay_the_next_digest_sends(mailing: App, office: PostOffice) -> None:
    with pytest.raises(BrokenMail, match=r"127\.0\.0\.1:\d+: is not accepting mail now .*the next run resumes it"):
        make_digest(mailing, KEY)
    assert states(mailing) == {READER: (DeliveryState.PENDING, 0), CARDIOLOGIST: (DeliveryState.PENDING, 0)}
    stored = {address: [stored_message(mailing, address)] for address in (READER, CARDIOLOGIST)}
    with open_at(office, mailing.watch.mail.port):
        assert make_digest(mailing, KEY).problems == ()
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
def test_a_silent_relay_costs_one_deadline_whatever_the_number_of_readers(mailing: App, greeting: bytes) -> None:
    app = with_readers(impatient(mailing, connect_seconds=0.3, command_seconds=0.3), 20)
    with mute(app.watch.mail.port, greeting) as lines, pytest.raises(BrokenMail, match="is not accepting mail now"):
        make_digest(app, KEY)
    assert len(lines) == 1
    assert set(states(app).values()) == {(DeliveryState.PENDING, 0)}


class Dead:
    """A channel for READER alone that cannot be used."""

    name = "dead channel"

    def takes(self, recipient: str) -> bool:
        return recipient == READER

    def deliver(self, message: bytes, *, recipient: str, stem: str, mark: Mark = always) -> SendOutcome:
        raise BrokenMail(self.name, "cannot be used")


def test_a_channel_that_cannot_be_used_does_not_stop_the_others(mailing: App, office: PostOffice) -> None:
    app = replace(mailing, channels=(Dead(), *mailing.channels))
    with open_at(office, app.watch.mail.port), pytest.raises(BrokenMail, match="dead channel: cannot be used"):
        make_digest(app, KEY)
    assert office.letters() == {CARDIOLOGIST: 1}
    assert states(app)[READER] == (DeliveryState.PENDING, 0)


@pytest.mark.parametrize("at", ["refuse", "at_dot"])
def test_a_relay_that_hangs_up_on_two_readers_in_a_row_is_left_alone(mailing: App, office: PostOffice, at: str) -> None:
    app = with_readers(mailing, 20)
    getattr(office, at)[""] = "drop"
    with (
        open_at(office, app.watch.mail.port),
        pytest.raises(BrokenMail, match="closed the connection on 2 readers in a row"),
    ):
        make_digest(app, KEY)
    assert office.visits == 2
    assert sum(attempts for _, attempts in states(app).values()) == 2


def test_a_relay_that_hangs_up_on_one_reader_serves_the_others(mailing: App, office: PostOffice) -> None:
    app = with_readers(mailing, 20)
    office.refuse["reader5@example.org"] = "drop"
    with open_at(office, app.watch.mail.port):
        make_digest(app, KEY)
    assert len(office.letters()) == 19
    assert "reader5@example.org" not in office.letters()


def test_a_sender_that_is_refused_stops_the_mailing_and_counts_no_attempt(mailing: App, office: PostOffice) -> None:
    office.refuse[""] = "530 5.7.0 authentication required"
    with open_at(office, mailing.watch.mail.port), pytest.raises(BrokenMail, match="fix sender or login"):
        make_digest(mailing, KEY)
    assert set(states(mailing).values()) == {(DeliveryState.PENDING, 0)}


def test_a_wrong_password_stops_the_mailing_and_counts_no_attempt(
    mailing: App, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(_server: SMTP, _session: Session, _envelope: Envelope, _how: str, who: object) -> AuthResult:
        assert isinstance(who, LoginPassword)
        return AuthResult(success=who.password == b"right", handled=False)

    monkeypatch.setenv("TEST_SMTP_PASSWORD", "wrong-and-secret")
    app = with_mail(mailing, username="ilwatch", password_env="TEST_SMTP_PASSWORD")
    with open_at(office, app.watch.mail.port, authenticator=check, auth_require_tls=False):
        with pytest.raises(BrokenMail) as caught:
            make_digest(app, KEY)
        assert "wrong-and-secret" not in f"{caught.value!r} {caught.value}"
        assert states(app) == {READER: (DeliveryState.PENDING, 0), CARDIOLOGIST: (DeliveryState.PENDING, 0)}
        monkeypatch.setenv("TEST_SMTP_PASSWORD", "right")
        assert make_digest(with_mail(app), KEY).problems == ()
    assert office.letters() == {READER: 1, CARDIOLOGIST: 1}


def test_a_missing_password_names_the_variable_to_set(mailing: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_SMTP_PASSWORD", raising=False)
    with pytest.raises(BrokenMail, match="environment variable TEST_SMTP_PASSWORD is empty"):
        make_digest(with_mail(mailing, username="ilwatch", password_env="TEST_SMTP_PASSWORD"), KEY)


# RFC 1047's gap


@pytest.mark.parametrize("fault", ["drop", "store and drop", "store and stall"])
@pytest.mark.parametrize("policy", ["retry", "hold"])
def test_a_letter_in_doubt_is_sent_again_or_held(mailing: App, office: PostOffice, fault: str, policy: str) -> None:
    app = impatient(with_mail(mailing, ambiguous=policy), final_seconds=3)
    office.at_dot[READER] = fault
    with open_at(office, app.watch.mail.port):
        made = make_digest(app, KEY)
        assert (
            f"may or may not have arrived: {one(app).text} (ilwatch resolve {one(app).id} sent|retry)"
            in made.problems[0]
        )
        assert states(app)[CARDIOLOGIST] == (DeliveryState.SENT, 1)
        office.at_dot.clear()
        again = make_digest(app, KEY)
    stored = int(fault.startswith("store"))
    assert len(office.boxes.get(READER, [])) == stored + (policy == "retry")
    assert len(set(office.boxes.get(READER, []))) <= 1
    assert (again.problems == ()) is (policy == "retry")


@pytest.mark.parametrize(("policy", "copies"), [("retry", 2), ("hold", 1)])
def test_a_server_that_stores_and_says_that_it_closes_makes_a_second_copy_only_by_policy(
    mailing: App, office: PostOffice, policy: str, copies: int
) -> None:
    app = with_mail(mailing, ambiguous=policy)
    office.at_dot[READER] = "421 closing"
    with open_at(office, app.watch.mail.port):
        assert len(make_digest(app, KEY).problems) == 1
        office.at_dot.clear()
        assert (make_digest(app, KEY).problems == ()) is (policy == "retry")
    assert len(office.boxes[READER]) == copies
    assert len(set(office.boxes[READER])) == 1
    assert office.letters()[CARDIOLOGIST] == 1


def test_a_server_that_loses_every_answer_makes_three_copies_at_most(mailing: App, office: PostOffice) -> None:
    office.at_dot[READER] = "store and drop"
    with open_at(office, mailing.watch.mail.port):
        for _ in range(6):
            make_digest(mailing, KEY)
    assert office.letters() == {READER: 3, CARDIOLOGIST: 1, OWNER: 1}
    assert len(set(office.boxes[READER])) == 1
    assert one(mailing).state is DeliveryState.AMBIGUOUS


# Several processes, and a store that fails


def test_two_runs_at_once_send_each_letter_once(mailing: App, office: PostOffice) -> None:
    app = with_readers(mailing, 20)
    with open_at(office, app.watch.mail.port), ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(make_digest, app, KEY) for _ in range(4)]:
            done.result()
    assert office.copies() == {1: 20}


def test_when_the_mark_cannot_be_written_no_letter_leaves(
    mailing: App, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_outbox: Outbox, _held: Lease, _now: datetime) -> bool:
        raise BrokenStore("sqlite", "cannot be written (disk full)")

    with monkeypatch.context() as patch, open_at(office, mailing.watch.mail.port):
        patch.setattr(Outbox, "mark_data", full)
        with pytest.raises(BrokenStore, match="disk full"):
            make_digest(mailing, KEY)
    assert office.letters() == {}
    assert set(states(mailing).values()) == {(DeliveryState.PENDING, 0)}


@pytest.mark.parametrize(("policy", "copies"), [("retry", 2), ("hold", 1)])
def test_when_what_was_sent_cannot_be_written_the_mailing_stops_with_one_letter_in_doubt(
    mailing: App, office: PostOffice, monkeypatch: pytest.MonkeyPatch, policy: str, copies: int
) -> None:
    app = with_mail(mailing, ambiguous=policy)

    def full(_outbox: Outbox, _held: Lease, _ending: Ending, _now: datetime) -> None:
        raise BrokenStore("sqlite", "cannot be written (disk full)")

    with open_at(office, app.watch.mail.port):
        with monkeypatch.context() as patch:
            patch.setattr(Outbox, "finish", full)
            with pytest.raises(BrokenStore, match="disk full"):
                make_digest(app, KEY)
        assert states(app) == {READER: (DeliveryState.DATA, 1), CARDIOLOGIST: (DeliveryState.PENDING, 0)}
        make_digest(later(app, minutes=21), KEY)
    assert office.letters() == {READER: copies, CARDIOLOGIST: 1} | ({OWNER: 1} if policy == "hold" else {})
    assert len(set(office.boxes[READER])) == 1


def test_where_the_letters_files_cannot_be_written_the_readers_are_served(mailing: App, office: PostOffice) -> None:
    (mailing.folder / "outbox").write_bytes(b"a file where the folder should be")
    with open_at(office, mailing.watch.mail.port), pytest.raises(BrokenStore, match="files cannot be written"):
        make_digest(mailing, KEY)
    assert office.letters() == {READER: 1, CARDIOLOGIST: 1}
