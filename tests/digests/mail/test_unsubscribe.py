"""The web address for leaving: made for one reader, and nobody else can make it."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode

from digests.mail.unsubscribe import unsubscribe_url

BASE = "https://example.org/leave"


def octets(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_it_tells_the_list_and_the_reader_under_a_seal() -> None:
    who, seal = (
        unsubscribe_url(BASE, "digest.example.org", "anna@example.org", "k").removeprefix(f"{BASE}?t=").split(".")
    )
    assert octets(who) == b"digest.example.org\0anna@example.org"
    assert octets(seal) == hmac.new(b"k", who.encode(), hashlib.sha256).digest()[:16]


def test_another_key_or_reader_makes_another_seal() -> None:
    made = {unsubscribe_url(BASE, "l", reader, key) for reader in ("a@x.org", "b@x.org") for key in ("k", "j")}
    assert len(made) == 4


def test_a_base_that_has_a_query_keeps_it() -> None:
    assert unsubscribe_url(f"{BASE}?list=il1", "l", "a@x.org", "k").startswith(f"{BASE}?list=il1&t=")
