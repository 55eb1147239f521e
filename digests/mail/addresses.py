"""Addresses of mail and of chats: which text is one, and how logs, pages and messages may show it."""

from __future__ import annotations

import re

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=[^@]{1,253}$)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_CHAT = "chat:"
_IN_TEXT = re.compile(r"[^\s<>()\[\]\"',;:@]+@[^\s<>()\[\]\"',;:@]+")


def is_address(text: str) -> bool:
    """Return whether ``text`` is one plain ASCII addr-spec: no display name, no list, nothing that ends a line."""
    return _ADDRESS.fullmatch(text) is not None


def chat_address(name: str) -> str:
    """Return what a Delivery to the chat ``name`` of watch.toml has for a recipient."""
    return f"{_CHAT}{name}"


def is_chat(address: str) -> bool:
    """Return whether ``address`` is that of a chat; no mail address has a colon."""
    return address.casefold().startswith(_CHAT)


def masked(address: str) -> str:
    """Return ``anna@example.org`` as ``a***@example.org``: a run's page may be seen by many. A chat's is no secret."""
    return address if is_chat(address) else f"{address[:1]}***@{address.rpartition('@')[2]}"


def without_addresses(text: str) -> str:
    """Return ``text`` with every address in it masked: servers repeat the address that they refuse."""
    return _IN_TEXT.sub(lambda hit: masked(hit[0]), text)
