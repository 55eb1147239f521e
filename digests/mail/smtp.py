"""SMTP as a channel: one message to one reader, command by command, so that the caller knows what became of it.

``smtplib.sendmail`` raises the same exception before and after the final dot, where the difference is "send again"
or "it may have arrived" (RFC 1047). This file does NOT retry, keep state or build messages.
"""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from digests.mail.addresses import is_address
from digests.mail.channel import TAKEN_OVER, Ambiguous, Mark, Permanent, SendOutcome, Transient, always
from digests.mail.relay import Ended, Relay, connect, wait_at_most
from digests.mail.replies import after_dot, blames_us, error_words, refusal
from literature.model.errors import BrokenMail


@dataclass(frozen=True, slots=True)
class SmtpChannel:
    """A mail server, and the address that its messages come from."""

    relay: Relay
    sender: str

    @property
    def name(self) -> str:
        """The server."""
        return self.relay.name

    def takes(self, recipient: str) -> bool:
        """Return whether ``recipient`` is a mail address."""
        return is_address(recipient)

    def deliver(self, message: bytes, *, recipient: str, stem: str = "", mark: Mark = always) -> SendOutcome:  # noqa: ARG002  # the protocol's
        """Send ``message`` (CRLF lines, 7 bit); ``mark`` is called when all but the final dot is sent.

        Raises BrokenMail where the server or its settings are wrong: a wrong password, an untrusted certificate,
        STARTTLS or AUTH not offered, an unknown host, a sender that is refused.
        """
        if not (is_address(self.sender) and is_address(recipient)):
            return Permanent("address", 553, "not one plain mail address")
        try:
            connection = connect(self.relay)
        except Ended as ended:
            return ended.outcome
        try:
            outcome = self._converse(connection, message, recipient, mark)
            _quit(connection)
        finally:
            connection.close()
        return outcome

    def _converse(self, connection: smtplib.SMTP, message: bytes, recipient: str, mark: Mark) -> SendOutcome:
        try:
            _offer(connection, message, self.sender, recipient)
        except Ended as ended:
            if blames_us(ended.outcome):
                why = f"{ended.outcome.text}: fix sender or login of [mail] in watch.toml"
                raise BrokenMail(self.name, why) from None
            return ended.outcome
        if not mark():
            connection.close()  # no QUIT: it would be read as a line of the message
            return TAKEN_OVER
        return _finish(connection, self.relay)


def _offer(connection: smtplib.SMTP, message: bytes, sender: str, recipient: str) -> None:
    """Everything up to the final dot, which is not sent."""
    limit = connection.esmtp_features.get("size", "")
    if limit.isdecimal() and 0 < int(limit) < len(message):
        raise Ended(Permanent("size", 552, f"{len(message)} bytes, and the server takes {limit}"))
    options = [f"size={len(message)}"] if connection.has_extn("size") else []
    _step("MAIL", lambda: connection.mail(sender, options))
    _step("RCPT", lambda: connection.rcpt(recipient))
    _step("DATA", lambda: connection.docmd("DATA"), expected=354)
    try:
        connection.send(re.sub(rb"(?m)^\.", b"..", message))
    except OSError as error:
        raise Ended(Transient("body", 0, error_words(error))) from None


def _step(phase: str, command: Callable[[], tuple[int, bytes]], expected: int = 250) -> None:
    """One command whose answer must be of the hundred of ``expected``; a broken line before the dot is transient."""
    try:
        code, text = command()
    except OSError as error:
        raise Ended(Transient(phase, 0, error_words(error))) from None
    if code // 100 != expected // 100:
        raise Ended(refusal(phase, code, text))


def _finish(connection: smtplib.SMTP, relay: Relay) -> SendOutcome:
    wait_at_most(connection, relay.final_seconds)
    try:
        connection.send(b".\r\n")
        return after_dot(*connection.getreply())
    except OSError as error:
        return Ambiguous("dot", 0, error_words(error))


def _quit(connection: smtplib.SMTP) -> None:
    """QUIT as a courtesy: its failure changes nothing (flask-mail, issue 139: taken for one, it doubled mail)."""
    wait_at_most(connection, 5.0)
    with suppress(OSError):
        connection.quit()
