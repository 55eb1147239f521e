"""The tables of the watch.toml that comes with the program, as text: its comments say how to choose terms.

This file does NOT read values; config.py does.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from flows.config import ROOT

_HEADER = re.compile(r"^\[\[?([a-z]+)\]\]?\s*(?:#.*)?$", re.MULTILINE)
_NAME = re.compile(r'^name = "(.+?)"', re.MULTILINE)
_TAIL = re.compile(r"\n(?:[ \t]*(?:#[^\n]*)?\n)*\Z")
"""Blank lines and comments at the end of a table: they are about the next one."""


class TableText(NamedTuple):
    """One table of a TOML text, with its sub-tables, and the comments before it."""

    kind: str
    intro: str
    body: str

    @property
    def name(self) -> str:
        """Its key ``name``, or ''."""
        found = _NAME.search(self.body)
        return found[1] if found else ""


def shipped_text() -> str:
    """The watch.toml of the checkout."""
    return (ROOT / "watch.toml").read_text(encoding="utf-8")


def tables(text: str) -> list[TableText]:
    """The tables of ``text``, in its order."""
    heads = [*_HEADER.finditer(text)]
    ends = [*(head.start() for head in heads[1:]), len(text)]
    found, intro = list[TableText](), text[: heads[0].start()] if heads else ""
    for head, end in zip(heads, ends, strict=True):
        whole = text[head.start() : end]
        tail = _TAIL.search(whole)
        cut = tail.start() + 1 if tail else len(whole)
        found.append(TableText(head[1], intro.strip("\n"), whole[:cut]))
        intro = whole[cut:]
    return found


def joined(text: str, kinds: Collection[str]) -> str:
    """The tables of these ``kinds``, with their comments, unchanged."""
    chosen = (table for table in tables(text) if table.kind in kinds)
    return "\n".join(f"{table.intro}\n{table.body}" if table.intro else table.body for table in chosen)
