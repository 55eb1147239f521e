"""A chat message as the bytes that the outbox freezes: a small mail (RFC 5322), as every channel is given."""

from __future__ import annotations

from datetime import date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime

from digests.chat.summary import ChatMessage
from digests.mail.message import DigestPolicy

_POLICY = DigestPolicy(linesep="\r\n", cte_type="7bit", max_line_length=76)


def frozen(message: ChatMessage, *, made: datetime, message_id: str, edition_key: date) -> bytes:
    """Return the bytes to keep; the same input gives the same bytes."""
    mail = EmailMessage(policy=_POLICY)
    mail["Subject"] = message.title.replace("=?", "= ?")  # tidy already; nothing in it may read as an encoded word
    mail["Date"] = format_datetime(made)
    mail["Message-ID"] = message_id
    mail["X-Digest-Edition"] = edition_key.isoformat()
    mail.set_content(message.text, charset="utf-8", cte="quoted-printable")
    return mail.as_bytes()


def thawed(content: bytes) -> ChatMessage:
    """Return the message that is to be posted: subject and text of a mail."""
    mail = message_from_bytes(content, policy=policy.default)
    return ChatMessage(mail["Subject"] or "", mail.get_content().replace("\r\n", "\n").rstrip("\n"))
