"""The links "Useful" and "Not for us" of a letter, and how one stored body serves many readers.

A body is rendered with a place for each token: a MARKER of the Edition and the number of the Work, as long as the token
that takes it. ``filled`` puts in those of one reader, character by character, in the quoted-printable text: lengths
and line breaks stay, so the same body and the same reader give the same bytes for ever (law 6). A marker is made with
the key, so no title can hold one before its letter was rendered; no body with its places leaves the program.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import quote

from digests.letter.parts import ANSWER_WORDS, Link
from digests.mail.answer_tokens import ANSWER_DAYS, TOKEN_LENGTH, derived, reader_key, token
from literature.readers.reader_mark import MarkKind

ANSWER_LETTERS = {MarkKind.USEFUL: "u", MarkKind.NOT_FOR_US: "n"}
"""The parameter of the page's address that holds the token, by the link that was followed. Both lead to one page."""

_EXPIRY = f"The links work for {ANSWER_DAYS} days."
_EFFECT = "Your answers move papers up or down in your own letters."
_BODY = quote("Just press Send.")
_WORK_DIGITS = 10
_MARKER_LENGTH = TOKEN_LENGTH - _WORK_DIGITS
_SOFT_BREAK = b"(?:=\r\n)?"


@dataclass(frozen=True, slots=True)
class AnswerLinks:
    """How the readers of one Edition answer: by the page at ``base_url``, or without one by mail to ``address``."""

    key: str = field(repr=False)
    """The secret of the configuration."""
    edition: date
    address: str
    base_url: str

    def of_work(self, work_id: int) -> tuple[Link, ...]:
        """Return the links of one entry, with places where the tokens will be."""
        place = f"{_marker(self.key, self.edition)}{work_id:0{_WORK_DIGITS}}"
        return tuple(Link(ANSWER_WORDS[kind], self._address(kind, place)) for kind in ANSWER_LETTERS)

    def _address(self, kind: MarkKind, place: str) -> str:
        if self.base_url:
            return f"{self.base_url}?{ANSWER_LETTERS[kind]}={place}"
        return f"mailto:{quote(self.address, safe='@')}?subject={quote(ANSWER_WORDS[kind])}%20{place}&body={_BODY}"

    @property
    def explained(self) -> str:
        """What the links do, for the end of a letter."""
        both = "“Useful” and “Not for us” below an entry"
        if self.base_url:
            return f"{both} open a page with two buttons, where you can also remove your answer. {_EFFECT} {_EXPIRY}"
        return (
            f"{both} open a mail that you only have to send. {_EFFECT} To remove an answer, send it again with “Take "
            f"back” in place of those words in its subject. {_EXPIRY}"
        )

    def for_reader(self, reader: str) -> bytes:
        """Return what ``filled`` needs to make the tokens of ``reader``: it is kept with the letter."""
        return _marker(self.key, self.edition).encode() + reader_key(self.key, self.edition, reader)


def filled(message: bytes, answer_key: bytes, edition: date) -> bytes:
    """Return ``message`` with a reader's tokens in all its places; ``answer_key`` is of ``AnswerLinks.for_reader``, and
    empty for a letter without places."""
    if not answer_key:
        return message
    marker, key = answer_key[:_MARKER_LENGTH], answer_key[_MARKER_LENGTH:]
    characters = [re.escape(bytes([each])) for each in marker] + [b"[0-9]"] * _WORK_DIGITS

    def put_in(place: re.Match[bytes]) -> bytes:
        work_id = int(place[0].replace(b"=\r\n", b"")[_MARKER_LENGTH:])
        signs = iter(token(key, edition, work_id).encode())
        return b"".join(
            piece if piece == b"=\r\n" else bytes(next(signs) for _ in piece) for piece in _pieces(place[0])
        )

    return re.sub(_SOFT_BREAK.join(characters), put_in, message)


def _pieces(place: bytes) -> list[bytes]:
    return re.split(rb"(=\r\n)", place)


def _marker(key: str, edition: date) -> str:
    return urlsafe_b64encode(derived(key, "places of answers 1", edition.isoformat())).decode()[:_MARKER_LENGTH]
