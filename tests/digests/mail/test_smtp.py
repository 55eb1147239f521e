"""What became of one message, against a real server on loopback that can be told to misbehave at each step."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from digests.mail.channel import Ambiguous, Permanent, SendOutcome, Sent, Transient, always
from digests.mail.relay import Relay
from digests.mail.smtp import SmtpChannel
from literature.model.errors import BrokenMail
from tests.standins.certificate import write_certificate

MESSAGE = b"Subject: x\r\n\r\nline\r\n.dot\r\n..two dots\r\nend\r\n"
SECRET = "hunter2-and-more"


class Server:
    """Answers each command as scripted: a reply, "drop" (close the line), "store and drop", or "store and stall"."""

    def __init__(self, **script: str) -> None:
        self.script = script
        self.stored: list[bytes] = []

    async def handle_MAIL(self, server: SMTP, s: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        envelope.mail_from = address
        return self._answer(server, "MAIL")

    async def handle_RCPT(self, server: SMTP, s: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        envelope.rcpt_tos.append(address)
        return self._answer(server, "RCPT")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        step = self.script.get("DATA", "250 OK")
        if step.startswith(("store", "250", "421")):
            self.stored.append(envelope.original_content or b"")
        if step == "store and stall":
            await asyncio.sleep(30)
        return self._answer(server, "DATA")

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        return self._answer(server, "QUIT", "221 Bye")

    def _answer(self, server: SMTP, command: str, default: str = "250 OK") -> str:
        step = self.script.get(command, default)
        if step.endswith("drop"):
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return step


def free_port() -> int:
    """A port for the Controller, which cannot bind port 0 (aio-libs/aiosmtpd, issue 276)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(handler: Server, **options: Any) -> Iterator[int]:
    controller = Controller(handler, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def relay(port: int, **changes: Any) -> Relay:
    settings: dict[str, Any] = {"host": "127.0.0.1", "port": port, "security": "none"}
    settings |= {"connect_seconds": 5.0, "command_seconds": 5.0, "final_seconds": 0.5}
    return Relay(**(settings | changes))


def deliver(to: Relay, mark: Callable[[], bool] = always, message: bytes = MESSAGE) -> SendOutcome:
    return SmtpChannel(to, "digest@example.org").deliver(message, recipient="reader@example.org", mark=mark)


def test_what_was_built_is_what_arrives() -> None:
    server = Server()
    with running(server) as port:
        assert deliver(relay(port)) == Sent("dot", 250, "OK")
    assert server.stored == [MESSAGE]


@pytest.mark.parametrize(
    ("script", "outcome", "stored"),
    [
        ({"MAIL": "451 later"}, Transient("MAIL", 451, "later"), 0),
        ({"MAIL": "552 too big"}, Permanent("MAIL", 552, "too big"), 0),
        ({"RCPT": "450 greylisted"}, Transient("RCPT", 450, "greylisted"), 0),
        ({"RCPT": "550 unknown"}, Permanent("RCPT", 550, "unknown"), 0),
        ({"RCPT": "452 full"}, Transient("RCPT", 452, "full"), 0),
        ({"RCPT": "421 closing"}, Transient("RCPT", 421, "closing"), 0),
        ({"DATA": "451 later"}, Transient("dot", 451, "later"), 0),
        ({"DATA": "552 too big"}, Permanent("dot", 552, "too big"), 0),
        ({"DATA": "554 spam"}, Permanent("dot", 554, "spam"), 0),
        ({"DATA": "421 a lie"}, Transient("dot", 421, "a lie"), 1),
        ({"QUIT": "drop"}, Sent("dot", 250, "OK"), 1),
        ({"QUIT": "500 what"}, Sent("dot", 250, "OK"), 1),
    ],
)
def test_an_answer_tells_what_to_do_next(script: dict[str, str], outcome: SendOutcome, stored: int) -> None:
    server = Server(**script)
    with running(server) as port:
        assert deliver(relay(port)) == outcome
    assert len(server.stored) == stored


@pytest.mark.parametrize(
    ("script", "kind", "phase", "stored"),
    [
        ({"MAIL": "drop"}, Transient, "MAIL", 0),
        ({"RCPT": "drop"}, Transient, "RCPT", 0),
        ({"DATA": "drop"}, Ambiguous, "dot", 0),
        ({"DATA": "store and drop"}, Ambiguous, "dot", 1),
        ({"DATA": "store and stall"}, Ambiguous, "dot", 1),
    ],
)
def test_a_broken_line_is_ambiguous_only_after_the_dot(
    script: dict[str, str], kind: type[Transient | Ambiguous], phase: str, stored: int
) -> None:
    server = Server(**script)
    with running(server) as port:
        outcome = deliver(relay(port))
    assert isinstance(outcome, kind)
    assert outcome.phase == phase
    assert len(server.stored) == stored


def test_the_mark_is_set_after_the_body_and_before_the_dot() -> None:
    server = Server()
    seen: list[int] = []

    def mark() -> bool:
        seen.append(len(server.stored))
        return True

    with running(server) as port:
        deliver(relay(port), mark)
    assert (seen, len(server.stored)) == ([0], 1)


@pytest.mark.parametrize("script", [{"MAIL": "451 x"}, {"RCPT": "550 x"}, {"RCPT": "drop"}])
def test_the_mark_is_not_set_where_the_dot_is_never_sent(script: dict[str, str]) -> None:
    def never() -> bool:
        pytest.fail("the final dot was announced")

    with running(Server(**script)) as port:
        assert not isinstance(deliver(relay(port), never), Sent)


def test_if_the_mark_cannot_be_set_nothing_is_accepted() -> None:
    def disk_full() -> bool:
        raise OSError("No space left on device")

    server = Server()
    with running(server) as port, pytest.raises(OSError, match="No space left"):
        deliver(relay(port), disk_full)
    assert server.stored == []


def test_if_another_process_has_the_letter_by_then_nothing_is_accepted() -> None:
    server = Server()
    with running(server) as port:
        outcome = deliver(relay(port), lambda: False)
    assert (outcome.phase, type(outcome), server.stored) == ("mark", Transient, [])


@pytest.mark.parametrize(
    "script",
    [
        {"MAIL": "550 sender refused"},
        {"MAIL": "530 5.7.0 log in first"},
        {"RCPT": "530 5.7.0 log in first"},
        {"RCPT": "550 5.1.8 unknown sender domain"},
    ],
)
def test_a_server_that_refuses_us_and_not_the_reader_is_broken(script: dict[str, str]) -> None:
    server = Server(**script)
    with running(server) as port, pytest.raises(BrokenMail, match=r"fix sender or login of \[mail\]"):
        deliver(relay(port))
    assert server.stored == []


def test_a_host_that_is_not_known_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_question: object, **_options: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(BrokenMail, match=r"Name or service not known.*fix \[mail\]"):
        deliver(relay(25, host="relay.example.org", security="starttls"))


def test_the_address_that_a_server_repeats_is_masked() -> None:
    with running(Server(RCPT="550 5.1.1 <reader@example.org>: no such user")) as port:
        assert deliver(relay(port)).text == "5.1.1 <r***@example.org>: no such user"


def test_a_message_over_the_advertised_size_is_not_offered() -> None:
    server = Server()
    with running(server, data_size_limit=100) as port:
        outcome = deliver(relay(port), message=MESSAGE * 10)
    assert outcome == Permanent("size", 552, f"{len(MESSAGE) * 10} bytes, and the server takes 100")


def test_a_dead_server_is_transient() -> None:
    outcome = deliver(relay(free_port()))
    assert isinstance(outcome, Transient)
    assert outcome.phase == "connect"


@contextmanager
def a_raw_server(greeting: bytes) -> Iterator[int]:
    """Accepts one connection, says ``greeting`` if there is one, and is silent until the client leaves."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            line, _ = listening.accept()
            with line:
                line.sendall(greeting)
                while line.recv(4096):
                    pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(5)


@pytest.mark.parametrize("security", ["none", "implicit"])
def test_a_silent_server_is_left_at_the_deadline(security: str) -> None:
    with a_raw_server(b"") as port:
        outcome = deliver(relay(port, security=security, connect_seconds=0.2))
    assert isinstance(outcome, Transient)


def test_a_server_silent_after_its_greeting_is_left_at_the_deadline() -> None:
    with a_raw_server(b"220 hello\r\n") as port:
        outcome = deliver(relay(port, command_seconds=0.2))
    assert isinstance(outcome, Transient)


def test_a_server_that_takes_no_mail_is_broken() -> None:
    with a_raw_server(b"554 no SMTP service here\r\n") as port, pytest.raises(BrokenMail, match="no SMTP service"):
        deliver(relay(port))


def test_a_busy_server_is_transient() -> None:
    with a_raw_server(b"421 busy\r\n") as port:
        assert deliver(relay(port)) == Transient("connect", 421, "busy")


def test_plain_connections_leave_this_machine_never() -> None:
    with pytest.raises(BrokenMail, match="only for a server on this computer"):
        deliver(relay(25, host="mail.example.org"))


@pytest.mark.parametrize("recipient", ["a@b.org\r\nRCPT TO:<c@d.org>", "é@b.org", "a@b, c@d"])
def test_an_address_that_is_not_one_is_refused_before_any_connection(recipient: str) -> None:
    outcome = SmtpChannel(relay(1), "digest@example.org").deliver(MESSAGE, recipient=recipient)
    assert isinstance(outcome, Permanent)


# TLS and passwords


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 with its key, signed by itself, in one PEM file."""
    return write_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def check_password(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: Any) -> AuthResult:
    assert isinstance(given, LoginPassword)
    return AuthResult(success=given.password == SECRET.encode(), handled=False)


def secured(port: int, **changes: Any) -> Relay:
    login = {"host": "localhost", "security": "starttls", "username": "ilwatch", "password": SECRET}
    return relay(port, **(login | changes))


@pytest.mark.usefixtures("trusted")
def test_starttls_then_login(tls: ssl.SSLContext) -> None:
    server = Server()
    with running(server, tls_context=tls, require_starttls=True, authenticator=check_password) as port:
        assert deliver(secured(port)) == Sent("dot", 250, "OK")


@pytest.mark.usefixtures("trusted")
def test_implicit_tls(tls: ssl.SSLContext) -> None:
    """aiosmtpd's Controller checks itself over a plain line, so the server is started by hand."""
    server = Server()
    with implicit(server, tls) as port:
        assert deliver(relay(port, host="localhost", security="implicit")) == Sent("dot", 250, "OK")


@contextmanager
def implicit(handler: Server, tls: ssl.SSLContext) -> Iterator[int]:
    loop = asyncio.new_event_loop()
    listening = socket.create_server(("127.0.0.1", 0))
    port: int = listening.getsockname()[1]
    made = loop.create_server(lambda: SMTP(handler, loop=loop), sock=listening, ssl=tls)
    served = loop.run_until_complete(made)
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield port
    finally:
        loop.call_soon_threadsafe(served.close)
        time.sleep(0.05)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


def test_an_untrusted_certificate_is_broken(tls: ssl.SSLContext) -> None:
    with running(Server(), tls_context=tls) as port, pytest.raises(BrokenMail, match="certificate") as broken:
        deliver(secured(port))
    assert SECRET not in str(broken.value)


def test_starttls_that_is_not_offered_is_broken_and_no_password_is_sent() -> None:
    with running(Server()) as port, pytest.raises(BrokenMail, match="STARTTLS"):
        deliver(secured(port))


def test_implicit_tls_to_a_plain_server_is_broken() -> None:
    with running(Server()) as port, pytest.raises(BrokenMail, match="fix"):
        deliver(relay(port, host="localhost", security="implicit"))


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("password", ["wrong-password", "pässword"])
def test_a_wrong_password_is_broken_and_never_repeated(tls: ssl.SSLContext, password: str) -> None:
    options = {"tls_context": tls, "require_starttls": True, "authenticator": check_password}
    with running(Server(), **options) as port, pytest.raises(BrokenMail, match="environment") as broken:
        deliver(secured(port, password=password))
    assert password not in str(broken.value)
    assert broken.value.__cause__ is None


def test_a_server_without_auth_is_broken() -> None:
    with running(Server()) as port, pytest.raises(BrokenMail, match="AUTH"):
        deliver(relay(port, username="ilwatch", password=SECRET))


def test_a_relay_never_shows_its_password() -> None:
    assert SECRET not in repr(secured(1))
