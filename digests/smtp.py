"""One message to one reader over SMTP, command by command, so that the caller knows what became of it.

``smtplib.sendmail`` raises the same exception before and after the final dot, where the difference is "send again"
or "it may have arrived" (RFC 1047). This file does NOT retry, keep state or build messages, and it never turns on
smtplib's debugging, which prints the password.
"""

from __future__ import annotations

import ipaddress
import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

from digests.message import is_address
from digests.prose import plain
from literature.errors import BrokenMail


@dataclass(frozen=True, slots=True)
class Relay:
    """A mail server and how to speak to it; times in seconds, each for one step.

    ``starttls`` is required, never tried: without it the password would go in the clear. ``none`` is for a server
    on this machine only. Certificates are checked against the system's authorities (``SSL_CERT_FILE`` adds one).
    """

    host: str
    port: int
    security: Literal["none", "starttls", "implicit"] = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    connect_seconds: float = 30.0
    command_seconds: float = 60.0
    final_seconds: float = 600.0
    """How long the server may think after the final dot (RFC 5321, 4.5.3.2.6)."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """How a conversation ended: after which command, with which code (0: the line broke), and in what words."""

    phase: str
    code: int
    text: str


class Sent(_Answer):
    """The server took charge of the message."""

    __slots__ = ()


class Transient(_Answer):
    """Not accepted, and it may be later: the same bytes can be sent again without fear of a second copy."""

    __slots__ = ()


class Permanent(_Answer):
    """Refused for good: sending again would be refused again."""

    __slots__ = ()


class Ambiguous(_Answer):
    """The line broke between the final dot and the answer: it may have been accepted, or not."""

    __slots__ = ()


Outcome = Sent | Transient | Permanent | Ambiguous


class _Ended(Exception):
    """Carries the outcome out of the steps before the final dot."""

    def __init__(self, outcome: Transient | Permanent) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def send(
    message: bytes,
    *,
    sender: str,
    recipient: str,
    relay: Relay,
    before_dot: Callable[[], None] = lambda: None,
) -> Outcome:
    """Send ``message`` (CRLF lines, 7 bit) to ``recipient``; blocks for the length of the conversation.

    ``before_dot`` is called when all but the final dot is sent: what it commits means "perhaps accepted". If it
    raises, the server has not accepted anything. Raises BrokenMail where the server or its settings are wrong, so
    that no message could be sent: a wrong password, an untrusted certificate, STARTTLS or AUTH not offered.
    """
    if not (is_address(sender) and is_address(recipient)):
        return Permanent("address", 553, "not one plain mail address")
    try:
        connection = _connect(relay)
    except _Ended as ended:
        return ended.outcome
    try:
        outcome = _converse(connection, message, sender=sender, recipient=recipient, relay=relay, before_dot=before_dot)
        _quit(connection)
    finally:
        connection.close()
    return outcome


def _converse(
    connection: smtplib.SMTP,
    message: bytes,
    *,
    sender: str,
    recipient: str,
    relay: Relay,
    before_dot: Callable[[], None],
) -> Outcome:
    """Everything between the connection and QUIT."""
    try:
        _begin(connection, relay)
        _offer(connection, message, sender, recipient)
    except _Ended as ended:
        return ended.outcome
    before_dot()
    return _finish(connection, relay)


def _connect(relay: Relay) -> smtplib.SMTP:
    """A greeted connection, under TLS already if that is implicit."""
    if relay.security == "none" and not _is_loopback(relay.host):
        raise _broken(relay, 'security "none" is only for a server on this machine: set starttls or implicit')
    try:
        if relay.security == "implicit":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(relay.host, relay.port, timeout=relay.connect_seconds, context=context)
        return smtplib.SMTP(relay.host, relay.port, timeout=relay.connect_seconds)
    except OSError as error:
        raise _setup_failed(relay, "connect", error) from None
    except UnicodeError:
        raise _broken(relay, "not a host name: mend [mail] in watch.toml") from None


def _begin(connection: smtplib.SMTP, relay: Relay) -> None:
    """EHLO, TLS and AUTH as the relay asks for them."""
    _wait_at_most(connection, relay.command_seconds)
    try:
        connection.ehlo_or_helo_if_needed()
        if relay.security == "starttls":
            connection.starttls(context=ssl.create_default_context())
            connection.ehlo_or_helo_if_needed()
    except OSError as error:
        raise _setup_failed(relay, "greeting", error) from None
    if relay.username:
        _log_in(connection, relay)


def _log_in(connection: smtplib.SMTP, relay: Relay) -> None:
    try:
        connection.login(relay.username, relay.password)
    except smtplib.SMTPAuthenticationError as error:  # its text may repeat what we sent
        if error.smtp_code < 500:
            raise _Ended(Transient("login", error.smtp_code, "the server cannot check passwords now")) from None
        why = f"refuses the user name or password ({error.smtp_code}): mend them in the environment"
        raise _broken(relay, why) from None
    except OSError as error:
        raise _setup_failed(relay, "login", error) from None
    except UnicodeError:  # its ``object`` is the password
        raise _broken(relay, "user name and password must be ASCII: mend them in the environment") from None


def _offer(connection: smtplib.SMTP, message: bytes, sender: str, recipient: str) -> None:
    """Everything up to the final dot, which is not sent."""
    limit = connection.esmtp_features.get("size", "")
    if limit.isdecimal() and 0 < int(limit) < len(message):
        raise _Ended(Permanent("size", 552, f"{len(message)} bytes, and the server takes {limit}"))
    options = [f"size={len(message)}"] if connection.has_extn("size") else []
    _step("MAIL", lambda: connection.mail(sender, options))
    _step("RCPT", lambda: connection.rcpt(recipient))
    _step("DATA", lambda: connection.docmd("DATA"), expected=354)
    try:
        connection.send(re.sub(rb"(?m)^\.", b"..", message))
    except OSError as error:
        raise _Ended(Transient("body", 0, _words(error))) from None


def _step(phase: str, command: Callable[[], tuple[int, bytes]], expected: int = 250) -> None:
    """One command whose answer must be of the hundred of ``expected``; a broken line before the dot is transient."""
    try:
        code, text = command()
    except OSError as error:
        raise _Ended(Transient(phase, 0, _words(error))) from None
    if code // 100 != expected // 100:
        raise _Ended(_refusal(phase, code, text))


def _refusal(phase: str, code: int, text: bytes) -> Transient | Permanent:
    """RFC 5321, 4.2.1: the first digit tells what to do next; the class of an exception does not."""
    kind = Permanent if 500 <= code <= 599 else Transient
    return kind(phase, code, plain(text.decode("utf-8", "replace"), 300))


def _finish(connection: smtplib.SMTP, relay: Relay) -> Outcome:
    """The final dot and its answer."""
    _wait_at_most(connection, relay.final_seconds)
    try:
        connection.send(b".\r\n")
        code, text = connection.getreply()
    except OSError as error:
        return Ambiguous("dot", 0, _words(error))
    if 200 <= code <= 299:
        return Sent("dot", code, plain(text.decode("utf-8", "replace"), 300))
    if 400 <= code <= 599:
        return _refusal("dot", code, text)
    return Ambiguous("dot", code, plain(text.decode("utf-8", "replace"), 300))


def _quit(connection: smtplib.SMTP) -> None:
    """QUIT as a courtesy: its failure changes nothing (flask-mail, issue 139: taken for one, it doubled mail)."""
    _wait_at_most(connection, 5.0)
    with suppress(OSError):
        connection.quit()


def _setup_failed(relay: Relay, phase: str, error: OSError) -> Exception:
    """What an error before MAIL means: mend the settings (BrokenMail), or try again later."""
    code = error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0
    passing = isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError) or 400 <= code <= 499
    lasting = isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError) or code >= 500
    if lasting and not passing:
        return _broken(relay, f"{_words(error)}: mend [mail] in watch.toml")
    return _Ended(Transient(phase, code, _words(error)))


def _broken(relay: Relay, message: str) -> BrokenMail:
    return BrokenMail(f"mail server {plain(relay.host, 80)}:{relay.port}", message)


def _words(error: OSError) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        text = error.smtp_error
        return plain(text.decode("utf-8", "replace") if isinstance(text, bytes) else text, 300)
    return plain(str(error), 300) or type(error).__name__


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def _wait_at_most(connection: smtplib.SMTP, seconds: float) -> None:
    if connection.sock:
        connection.sock.settimeout(seconds)
