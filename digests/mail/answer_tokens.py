"""The signed token by which one reader answers about one Work of one Edition; useless for anything else.

TOKEN is base64url of DAY (2 octets, days since 2020) WORK (4 octets) SEAL (15 octets):

    reader key = HMAC-SHA256(key, "ilwatch answer 1" NUL edition NUL reader)
    SEAL       = HMAC-SHA256(reader key, DAY WORK), its first 120 bits (RFC 2104, 5: at least 80)

The reader is not in it: who reads the link does not learn the address, and it is tried against the readers who were
sent that Edition. What is signed begins with words of its own, so no seal of unsubscribe.py is one of these, whatever
the keys are. This file does NOT know who the readers are.
"""

from __future__ import annotations

import binascii
import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date, timedelta
from typing import NamedTuple

TOKEN_LENGTH = 28
ANSWER_DAYS = 180
"""How long after its Edition a token may be used. A letter is read within weeks; a link in an old archive of mails is
worth nothing."""
SHORTEST_KEY = 32
"""Characters. A reader has tokens of their own and may try keys against them offline, so a word is no key."""

EPOCH = date(2020, 1, 1)
"""An older Edition cannot be answered."""
_PLACE = struct.Struct(">HI")
_SEAL_OCTETS = 15


class AnswerToken(NamedTuple):
    """What a token says, be it true or not."""

    edition: date
    work_id: int
    seal: bytes

    def is_sealed_by(self, reader_key: bytes) -> bool:
        """Whether it was made with ``reader_key``."""
        return hmac.compare_digest(self.seal, _seal(reader_key, _place(self.edition, self.work_id)))

    def has_expired(self, today: date) -> bool:
        """Whether its Edition is more than ANSWER_DAYS old."""
        return today > self.edition + timedelta(days=ANSWER_DAYS)


def reader_key(key: str, edition: date, reader: str) -> bytes:
    """Return the key of all tokens of one reader for one Edition; ``key`` is the secret of the configuration."""
    return derived(key, "answer 1", edition.isoformat(), reader.casefold())


def derived(key: str, *purpose: str) -> bytes:
    """Return 32 octets that nobody without ``key`` can make, and that say nothing of those for another purpose."""
    return hmac.digest(key.encode(), "\0".join((f"ilwatch {purpose[0]}", *purpose[1:])).encode(), "sha256")


def token(reader_key: bytes, edition: date, work_id: int) -> str:
    """Return the token about ``work_id`` for the reader of ``reader_key``: TOKEN_LENGTH characters of a URL."""
    place = _place(edition, work_id)
    return urlsafe_b64encode(place + _seal(reader_key, place)).decode()


def read_token(text: str) -> AnswerToken | None:
    """Return what ``text`` says; None where it is no token. Whether it is genuine is another question."""
    if len(text) != TOKEN_LENGTH or not text.isascii():
        return None
    try:
        octets = urlsafe_b64decode(text)
    except binascii.Error:
        return None
    if len(octets) != _PLACE.size + _SEAL_OCTETS or urlsafe_b64encode(octets).decode() != text:
        return None  # the decoder skips what is no base64url: one token would have many spellings
    day, work_id = _PLACE.unpack_from(octets)
    return AnswerToken(EPOCH + timedelta(days=day), work_id, octets[_PLACE.size :])


def _place(edition: date, work_id: int) -> bytes:
    return _PLACE.pack((edition - EPOCH).days, work_id)


def _seal(reader_key: bytes, place: bytes) -> bytes:
    return hmac.digest(reader_key, place, "sha256")[:_SEAL_OCTETS]
