"""A mail server, and a connection to it that is ready for MAIL: greeted, under TLS, logged in.

This file does NOT send messages (smtp.py does), and it never turns on smtplib's debugging, which prints the password.
"""

from __future__ import annotations

import ipaddress
import smtplib
import socket
import ssl
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from digests.mail.channel import Permanent, Transient
from digests.mail.login import NoLogin, log_in
from digests.mail.replies import error_words
from digests.words.prose import plain
from literature.model.errors import BrokenMail

_NO_SUCH_HOST = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))


@dataclass(frozen=True, slots=True)
class Relay:
    """A mail server and how to connect to it; times in seconds, each for one step.

    ``starttls`` is required, not merely tried: without it the password would be sent unencrypted. ``none`` is only for
    a server on this computer. Certificates are checked against the system's authorities (``SSL_CERT_FILE`` adds one).
    """

    host: str
    port: int
    security: Literal["none", "starttls", "implicit"] = "starttls"
    username: str = ""
    password: str = field(default="", repr=False)
    connect_seconds: float = 30.0
    command_seconds: float = 60.0
    final_seconds: float = 600.0
    """How long the server may take after the final dot (RFC 5321, 4.5.3.2.6)."""
    password_env: str = ""
    """The environment variable that the password is read from."""

    @property
    def name(self) -> str:
        """What people call it."""
        return f"mail server {plain(self.host, 80)}:{self.port}"


class Ended(Exception):
    """Carries the outcome out of the steps before the final dot."""

    def __init__(self, outcome: Transient | Permanent) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def connect(relay: Relay) -> smtplib.SMTP:
    """Return a connection that is ready for MAIL. Raises BrokenMail where the settings are wrong, else Ended."""
    if relay.username and not relay.password:
        why = f"[mail] username is set, but the environment variable {relay.password_env} is empty"
        raise BrokenMail(relay.name, why)
    connection = _greeted(relay)
    try:
        wait_at_most(connection, relay.command_seconds)
        _secure(connection, relay)
        if relay.username:
            _log_in(connection, relay)
    except BaseException:
        connection.close()
        raise
    return connection


def wait_at_most(connection: smtplib.SMTP, seconds: float) -> None:
    """Let no later step block for longer."""
    if connection.sock:
        connection.sock.settimeout(seconds)


def _greeted(relay: Relay) -> smtplib.SMTP:
    """A greeted connection, under TLS already if that is implicit."""
    if relay.security == "none" and not _is_loopback(relay.host):
        raise BrokenMail(relay.name, 'security "none" is only for a server on this computer: set starttls or implicit')
    name, seconds = _own_name(), relay.connect_seconds
    try:
        if relay.security == "implicit":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(relay.host, relay.port, name, timeout=seconds, context=context)
        return smtplib.SMTP(relay.host, relay.port, name, timeout=seconds)
    except OSError as error:
        raise _setup_failed(relay, "connect", error) from None
    except UnicodeError:
        raise BrokenMail(relay.name, "not a host name: fix [mail] in watch.toml") from None


@cache
def _own_name() -> str:
    """The name of this computer in EHLO. Looked up once: smtplib does so for each letter, and without a name server
    that takes seconds."""
    name = socket.getfqdn()
    return name if "." in name and name.isascii() else "[127.0.0.1]"


def _secure(connection: smtplib.SMTP, relay: Relay) -> None:
    try:
        connection.ehlo_or_helo_if_needed()
        if relay.security == "starttls":
            connection.starttls(context=ssl.create_default_context())
            connection.ehlo_or_helo_if_needed()
    except OSError as error:
        raise _setup_failed(relay, "greeting", error) from None


def _log_in(connection: smtplib.SMTP, relay: Relay) -> None:
    try:
        log_in(connection, relay.username, relay.password)
    except NoLogin as refused:
        if refused.passing:
            raise Ended(Transient("login", refused.code, refused.why)) from None
        raise BrokenMail(relay.name, refused.why) from None
    except OSError as error:
        raise _setup_failed(relay, "login", error) from None


def _setup_failed(relay: Relay, phase: str, error: OSError) -> Exception:
    """What an error before MAIL means: fix the settings (BrokenMail), or try again later."""
    code = error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0
    passing = isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError) or 400 <= code <= 499
    lasting = isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError) or code >= 500
    unknown = isinstance(error, socket.gaierror) and error.errno in _NO_SUCH_HOST
    if unknown or (lasting and not passing):
        return BrokenMail(relay.name, f"{error_words(error)}: fix [mail] in watch.toml")
    return Ended(Transient(phase, code, error_words(error)))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() == "localhost"
