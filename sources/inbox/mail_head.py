"""The head of one mail, as far as a reader's answer is in it: subject, date, sender, and whether a person sent it.

The body of a mail is never read: what people write to us is not for a program. This file does NOT know what an answer
looks like.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parseaddr, parsedate_to_datetime
from typing import NamedTuple

MOST_HEAD_BYTES = 32 * 1024
"""Of the head of one mail; a longer one is cut, and what comes after that is not seen."""
MOST_MAILS = 5_000
"""Mails that are looked at in one run: 200 readers who each answer 25 entries on one day, all at once."""
LONGEST_SUBJECT_READ = 2_000
"""Characters."""


class FetchedMail(NamedTuple):
    """The head of a mail, and its number in the inbox."""

    number: int
    head: bytes


class MailHead(NamedTuple):
    """What the head of a mail says."""

    subject: str
    """Decoded, on one line."""
    sent: datetime | None
    """Its Date; None where it has none that can be read."""
    sender: str
    mail_id: str
    """A hash of its Message-ID, or of all of the head where it has none."""
    is_automatic: bool
    """Whether a program sent it: an absence note, or word that a mail could not be delivered."""


def read_head(head: bytes) -> MailHead:
    """Return what ``head`` says; nothing in it can make this fail."""
    message = BytesHeaderParser().parsebytes(head)
    name = _plain(message, "Message-ID").encode() or head
    return MailHead(
        subject=_words(_plain(message, "Subject"))[:LONGEST_SUBJECT_READ],
        sent=_date(_plain(message, "Date")),
        sender=_sender(_plain(message, "From")),
        mail_id=hashlib.sha256(name).hexdigest()[:32],
        is_automatic=_is_automatic(message),
    )


def _plain(message: Message, name: str) -> str:
    """A header as it stands, on one line."""
    return " ".join(str(message.get(name, "")).split())


def _words(text: str) -> str:
    """``text`` without its encoded words (RFC 2047); as it stands where these cannot be read."""
    try:
        return " ".join(str(make_header(decode_header(text))).split())
    except (LookupError, ValueError, MessageError):  # an unknown character set; base64 that is none
        return text


def _sender(text: str) -> str:
    try:
        return parseaddr(text)[1]
    except RecursionError:  # thousands of open brackets
        return ""


def _date(text: str) -> datetime | None:
    try:
        sent = parsedate_to_datetime(text)
        return (sent if sent.tzinfo else sent.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, RecursionError):
        return None


def _is_automatic(message: Message) -> bool:
    """RFC 3834, 5: Auto-Submitted; RFC 3464: a report; and an empty Return-Path (RFC 5321, 4.5.5)."""
    automatic = _plain(message, "Auto-Submitted").partition(";")[0].strip().lower()
    is_report = _plain(message, "Content-Type").lower().startswith("multipart/report")
    return automatic not in ("", "no") or is_report or _plain(message, "Return-Path") == "<>"
