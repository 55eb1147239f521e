"""One folder of an IMAP server (RFC 3501), by TLS from the first byte. Nothing is deleted or moved.

Only heads are fetched, and only of mails that came since the last run: the server numbers them (UID), and says by
UIDVALIDITY whether its numbers are still those of then. ``\\Seen`` would not do: people read the same folder.
"""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from typing import Any
from urllib.parse import SplitResult, unquote

from literature.model.errors import BrokenSource
from sources.inbox.local_inbox import SUBJECT
from sources.inbox.mail_head import MOST_HEAD_BYTES, MOST_MAILS, FetchedMail

TIMEOUT_SECONDS = 30.0
OLDEST = timedelta(days=200)
"""Mails that came before are not looked at: what they could answer has expired."""
AT_ONCE = 100
"""Heads fetched by one command."""

_UID = re.compile(rb"\bUID (\d+)")


class ImapInbox:
    """The folder that is selected on ``connection``."""

    def __init__(self, connection: imaplib.IMAP4, today: date) -> None:
        self._connection = connection
        self._since = f"{today - OLDEST:%d}-{_MONTHS[(today - OLDEST).month - 1]}-{today - OLDEST:%Y}"
        (validity,) = connection.response("UIDVALIDITY")[1]
        self._validity = validity.decode() if validity else "0"

    def mails(self, state: str) -> Iterator[FetchedMail]:
        """Yield the mails after those of ``state``, MOST_MAILS of them, in the order of their arrival."""
        validity, _, last = state.partition(" ")
        first = int(last) + 1 if validity == self._validity and last.isdigit() else 1
        (found,) = self._ask("SEARCH", f"UID {first}:*", f"SINCE {self._since}")
        numbers = sorted(number for number in map(int, (found or b"").split()) if number >= first)[:MOST_MAILS]
        for start in range(0, len(numbers), AT_ONCE):
            yield from self._heads(numbers[start : start + AT_ONCE])

    def state_after(self, number: int) -> str:
        """What ``mails`` needs to go on after the mail ``number``."""
        return f"{self._validity} {number}"

    def mark_seen(self, numbers: Collection[int]) -> None:
        """Mark these mails as read: they are for the program alone."""
        if numbers:
            self._ask("STORE", ",".join(map(str, sorted(numbers))), "+FLAGS.SILENT", r"(\Seen)")

    def _heads(self, numbers: Sequence[int]) -> list[FetchedMail]:
        """PEEK leaves the mail unread."""
        wanted = f"(UID BODY.PEEK[HEADER]<0.{MOST_HEAD_BYTES}>)"
        answers = self._ask("FETCH", ",".join(map(str, numbers)), wanted)
        fetched = {}
        for answer, after in zip(answers, [*answers[1:], b""], strict=True):
            if isinstance(answer, tuple):
                numbered = _UID.search(answer[0]) or _UID.search(after if isinstance(after, bytes) else b"")
                if numbered:
                    fetched[int(numbered[1])] = answer[1]
        return [FetchedMail(number, fetched[number]) for number in numbers if number in fetched]

    def _ask(self, command: str, *arguments: str) -> list[Any]:
        status, answers = self._connection.uid(command, *arguments)
        if status != "OK":
            raise BrokenSource(SUBJECT, f"the IMAP server refused UID {command}")
        return answers


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@contextmanager
def imap_inbox(place: SplitResult, password: str, today: date) -> Iterator[ImapInbox]:
    """The folder that the address ``place`` names, while the block runs. Raises BrokenSource where the server cannot be
    reached, is not who it says it is, or refuses; never with the password in its words."""
    host = place.hostname or ""
    try:
        with _connected(host, place.port or 993) as connection:
            _log_in(connection, unquote(place.username or ""), password)
            folder = unquote(place.path.strip("/"))
            if connection.select(_quoted(folder))[0] != "OK":
                raise BrokenSource(SUBJECT, f"{host} has no folder {folder!r}")
            yield ImapInbox(connection, today)
    except (imaplib.IMAP4.error, OSError) as error:
        raise BrokenSource(SUBJECT, f"{host}: {_why(error)}") from None


@contextmanager
def _connected(host: str, port: int) -> Iterator[imaplib.IMAP4]:
    """imaplib's own ``with`` leaves the socket open where the server has hung up."""
    context = ssl.create_default_context()
    connection = imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=TIMEOUT_SECONDS)
    try:
        yield connection
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            connection.logout()
        with suppress(OSError):
            connection.shutdown()


def _log_in(connection: imaplib.IMAP4, user: str, password: str) -> None:
    """PLAIN takes any characters; LOGIN is for old servers."""
    if "AUTH=PLAIN" in connection.capabilities:
        connection.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
    else:
        connection.login(_quoted(user), password)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _why(error: Exception) -> str:
    """What went wrong, in words without anything that we sent."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({error.verify_message})"
    if isinstance(error, OSError):
        return f"cannot be reached ({error.strerror or type(error).__name__})"
    return "refused the login, or broke the conversation; is the password right?"
