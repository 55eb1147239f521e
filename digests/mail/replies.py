"""What the answers of a mail server mean: sent, not yet, never, or unknown. Pure rules."""

from __future__ import annotations

import re
import smtplib

from digests.mail.addresses import without_addresses
from digests.mail.channel import Ambiguous, Permanent, SendOutcome, Sent, Transient
from digests.words.prose import plain

_STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
_NO_MAILBOX = re.compile(r"5\.(1\.(?!7|8)\d+|2\.1)")
"""RFC 3463: X.1.x a wrong address, X.2.1 a mailbox that is switched off; not X.1.7 and X.1.8, the sender's."""
_BAD_SENDER = ("5.1.7", "5.1.8")
LONGEST_WORDS = 300


def words(text: bytes | str) -> str:
    """Return a server's words, tidy and with every address masked."""
    decoded = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return without_addresses(plain(decoded, LONGEST_WORDS))


def error_words(error: OSError) -> str:
    """Return what an error of smtplib or of the network says."""
    text = words(error.smtp_error if isinstance(error, smtplib.SMTPResponseException) else str(error))
    return text or type(error).__name__


def refusal(phase: str, code: int, text: bytes) -> Transient | Permanent:
    """Return the outcome by the first digit of the code (RFC 5321, 4.2.1); the class of an exception does not tell."""
    kind = Permanent if 500 <= code <= 599 else Transient
    return kind(phase, code, words(text))


def after_dot(code: int, text: bytes) -> SendOutcome:
    """Return what the answer to the whole message means; an answer that is neither yes nor no leaves it in doubt."""
    if 200 <= code <= 299:
        return Sent("dot", code, words(text))
    return refusal("dot", code, text) if 400 <= code <= 599 else Ambiguous("dot", code, words(text))


def blames_us(answer: Transient | Permanent) -> bool:
    """Return whether no letter can pass until a person fixes the settings: the sender is refused, or must log in.

    552 after MAIL is about the size of this letter (RFC 1870), 530 asks for a login (RFC 4954).
    """
    if isinstance(answer, Transient):
        return False
    status = _STATUS.match(answer.text)
    return (
        (answer.phase == "MAIL" and answer.code != 552)
        or answer.code == 530
        or (answer.phase == "RCPT" and status is not None and status[1] in _BAD_SENDER)
    )


def no_mailbox(phase: str, code: int, text: str) -> bool:
    """Return whether the mailbox does not exist or is switched off (a hard bounce); one that is full, or refuses us by
    policy, exists.

    Without an enhanced status (RFC 3463) the code decides: 550, 551 and 553 are about the mailbox.
    """
    if phase != "RCPT" or code not in (550, 551, 553):
        return False
    status = _STATUS.match(text)
    return _NO_MAILBOX.fullmatch(status[1]) is not None if status else True


def line_broke(answer: SendOutcome) -> bool:
    """Return whether the server fell silent or hung up (421): its own fault, whoever the reader was."""
    return not isinstance(answer, Sent) and answer.code in (0, 421)
