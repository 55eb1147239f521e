"""The web address by which one reader unsubscribes, for groups that run a web server (RFC 8058).

``BASE?t=WHO.SEAL``: WHO is base64url of "list id NUL address", SEAL base64url of the first 16 octets of
HMAC-SHA256(key, WHO), both without "=". The server checks the seal, shows a page on GET (link scanners follow
links) and takes the reader off the list on POST. This file does NOT serve that.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode

SEAL_OCTETS = 16


def unsubscribe_url(base: str, list_id: str, recipient: str, key: str) -> str:
    """Return the address for ``recipient`` below ``base``; without ``key`` it cannot be made for another reader."""
    who = _written(f"{list_id}\0{recipient}".encode())
    seal = hmac.new(key.encode(), who.encode(), hashlib.sha256).digest()[:SEAL_OCTETS]
    return f"{base}{'&' if '?' in base else '?'}t={who}.{_written(seal)}"


def _written(octets: bytes) -> str:
    return urlsafe_b64encode(octets).decode().rstrip("=")
