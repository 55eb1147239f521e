"""The login at a mail server: what one mechanism cannot do, the next one may; what no one can, a person has to fix.

The server is a script: what it answers to each line that the client sends.
"""

from __future__ import annotations

import base64
import hmac
import smtplib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from digests.mail.login import NoLogin, log_in
from digests.mail.relay import Relay, connect
from literature.model.errors import BrokenMail

SECRET = "hunter2-and-more"
CHALLENGE = base64.b64encode(b"<1@example.org>").decode()
ASKED = {"AUTH CRAM-MD5": f"334 {CHALLENGE}"}
OK, REFUSED = "235 in", "535 no"


class Server:
    """Offers ``mechanisms``; ``answers`` are by the first words of a line, else 500. ``heard`` is what came."""

    def __init__(self, mechanisms: str, answers: dict[str, str] | None = None) -> None:
        self.mechanisms = mechanisms
        self.answers = answers or {}
        self.heard = list[str]()

    def answer(self, line: str) -> str:
        self.heard.append(line)
        if line[:4].upper() == "EHLO":
            return f"250-x\r\n250 AUTH {self.mechanisms}" if self.mechanisms else "250 x"
        if line.upper() in ("*", "QUIT"):
            return "501 cancelled" if line == "*" else "221 bye"
        return next((text for start, text in self.answers.items() if line.startswith(start)), "500 what")


@contextmanager
def served(server: Server) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def talk() -> None:
            line, _ = listening.accept()
            with line, line.makefile("rw", newline="") as stream:
                stream.write("220 x\r\n")
                stream.flush()
                for said in iter(stream.readline, ""):
                    stream.write(f"{server.answer(said.strip())}\r\n")
                    stream.flush()

        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(10)


def tried(server: Server, password: str = SECRET) -> NoLogin | None:
    """What came of a login."""
    with served(server) as port, smtplib.SMTP("127.0.0.1", port, "x", timeout=10) as connection:
        connection.ehlo()
        try:
            log_in(connection, "anna", password)
        except NoLogin as refused:
            return refused
    return None


def asked(server: Server) -> list[str]:
    """The mechanisms that were tried, in order, and cancelled exchanges."""
    return [line.split()[1] if line.startswith("AUTH") else line for line in server.heard if line[:4] in ("AUTH", "*")]


def test_the_first_mechanism_that_works_is_enough() -> None:
    server = Server("LOGIN PLAIN CRAM-MD5", {**ASKED, "YW5u": OK})
    assert tried(server) is None
    assert asked(server) == ["CRAM-MD5"]
    assert not any(base64.b64encode(SECRET.encode()).decode()[:8] in line for line in server.heard)


@pytest.mark.parametrize("challenge", ["abc", "a", "====="], ids=repr)
def test_a_challenge_that_is_no_base64_is_cancelled_and_the_next_mechanism_is_tried(challenge: str) -> None:
    server = Server("CRAM-MD5 PLAIN", {"AUTH CRAM-MD5": f"334 {challenge}", "AUTH PLAIN": OK})
    assert tried(server) is None
    assert asked(server)[-1] == "PLAIN"


def test_where_md5_is_forbidden_the_next_mechanism_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine under FIPS: OpenSSL refuses the digest with a ValueError."""

    def forbidden(*_arguments: object) -> None:
        raise ValueError("[digital envelope routines] unsupported")

    monkeypatch.setattr(hmac, "HMAC", forbidden)
    server = Server("CRAM-MD5 PLAIN", {**ASKED, "AUTH PLAIN": OK})
    assert tried(server) is None
    assert asked(server) == ["CRAM-MD5", "*", "PLAIN"]
    told = tried(Server("CRAM-MD5", ASKED))
    assert told is not None
    assert not told.passing
    assert "CRAM-MD5: not allowed on this computer" in told.why


def test_a_password_that_is_not_ascii_is_tried_with_each_and_named_without_it() -> None:
    server = Server("CRAM-MD5 PLAIN LOGIN", {**ASKED, "AUTH LOGIN": "334 UGFzc3dvcmQ6"})
    told = tried(server, "pässword")
    assert told is not None
    assert told.why == "user name and password must be ASCII: fix them in the environment"
    assert asked(server) == ["CRAM-MD5", "*", "*", "LOGIN", "*"]


def test_a_refusal_by_one_mechanism_is_not_the_end() -> None:
    server = Server("CRAM-MD5 PLAIN LOGIN", {**ASKED, "YW5u": REFUSED, "AUTH PLAIN": "504 not now", "AUTH LOGIN": OK})
    assert tried(server) is None
    assert asked(server) == ["CRAM-MD5", "PLAIN", "LOGIN"]


@pytest.mark.parametrize(
    ("plain", "login", "passing", "told"),
    [
        (REFUSED, REFUSED, False, "refuses the user name or password (535): fix them in the environment"),
        (REFUSED, "454 later", True, "the server cannot check passwords now"),
        ("454 later", REFUSED, True, "the server cannot check passwords now"),
        (REFUSED, "334 again", False, "refuses the user name or password (535)"),
    ],
)
def test_what_all_refusals_together_mean(plain: str, login: str, passing: bool, told: str) -> None:
    server = Server("PLAIN LOGIN", {"AUTH PLAIN": plain, "AUTH LOGIN": login, "": login})  # the last: whatever is said
    refused = tried(server)
    assert refused is not None
    assert (refused.passing, refused.why.startswith(told)) == (passing, True)


@pytest.mark.parametrize("mechanisms", ["XOAUTH2 GSSAPI", "", "NTLM"])
def test_no_mechanism_in_common_is_a_setting_to_fix(mechanisms: str) -> None:
    with served(Server(mechanisms)) as port, pytest.raises(BrokenMail, match=r"fix \[mail\] in watch\.toml") as told:
        connect(Relay("127.0.0.1", port, "none", "anna", SECRET, 5.0, 5.0))
    assert SECRET not in str(told.value)
    for mechanism in mechanisms.split():
        assert mechanism in str(told.value)
