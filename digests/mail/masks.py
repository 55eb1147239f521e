"""Mail addresses as logs, pages and messages may show them. This file does NOT check addresses (message.py does)."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:@]+@[^\s<>()\[\]\"',;:@]+")


def masked(address: str) -> str:
    """``anna@example.org`` as ``a***@example.org``: a run's page may be seen by many."""
    return f"{address[:1]}***@{address.rpartition('@')[2]}"


def without_addresses(text: str) -> str:
    """``text`` with every address in it masked: servers repeat the address that they refuse."""
    return _ADDRESS.sub(lambda hit: masked(hit[0]), text)
