"""Where things are in a TOML text: the line of each key, and the name of the table around it, as a person would say it.

This file does NOT parse values, and does NOT know which tables there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from digests.mail.addresses import without_addresses

Key = tuple[str | int, ...]
"""Where a value is: ("term", 1, "name") for that of the second ``[[term]]``."""

Fault = tuple[Key, str]
"""Where, and what is wrong."""

HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_-]+)\s*\]\]?\s*(?:#.*)?$")
KEY = re.compile(r"^\s*([A-Za-z0-9_-]+)\s*=")
UNREAD = "ilwatch-unread-"
"""How keys and tables begin that were renamed, with a number (see toml_remedies.py)."""
_RENAMED = re.compile(rf"^{UNREAD}\d+-")
_TEXT = re.compile(r"""=\s*(["'])(.+?)\1""")
_NAMING = ("id", "name", "address")
"""The keys by which people call a table, the first that it has."""


class TextFault(NamedTuple):
    """A fault of the text itself, by its line (from 1): a value that cannot be read has no key yet."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Layout:
    """The lines of a text, and what its tables are called."""

    lines: Mapping[Key, int]
    names: Mapping[Key, str]

    def located(self, faults: Iterable[Fault], of_text: Iterable[TextFault] = ()) -> tuple[str, ...]:
        """Each fault with its line and place, in the order of the file, as in 'line 9: term "IL-1", name: is missing'.
        What is said of a key whose text could not be read says nothing."""
        unread = [(fault.line, self.key_at(fault.line), fault.reason) for fault in of_text]
        bad = {tuple(map(as_written, key)) for _, key, _ in unread if len(key) > 1 and isinstance(key[-1], str)}
        good = [(key, why) for key, why in faults if not any(tuple(map(str, key[: len(b)])) == b for b in bad)]
        read = [(line_of(key, self.lines), key, why) for key, why in good]
        found = sorted((*unread, *read), key=lambda fault: fault[0])
        return tuple(f"line {line}: {self.place(key)}: {reason}" for line, key, reason in found)

    def place(self, key: Key) -> str:
        """``key`` in words: 'term "IL-1", synonyms', "watch.timezone"."""
        if not key:
            return "the file"
        if len(key) == 1 or isinstance(key[1], str):
            return ".".join(map(as_written, key))
        name = self.names.get(key[:2])
        table = f'{key[0]} "{name}"' if name else f"{key[0]} no. {int(key[1]) + 1}"
        return ", ".join(
            [table, *(f"entry {part + 1}" if isinstance(part, int) else as_written(part) for part in key[2:])]
        )

    def key_at(self, line: int) -> Key:
        """The key whose value has ``line``, or the table; () before the first."""
        above = [(number, len(key), key) for key, number in self.lines.items() if number <= line]
        return max(above, key=lambda each: each[:2])[2] if above else ()


def as_written(part: str | int) -> str:
    """One part of a key as the file has it."""
    return _RENAMED.sub("", str(part))


def layout(text: str) -> Layout:
    """The Layout of ``text``."""
    lines, rows = key_lines(text), text.split("\n")
    names: dict[Key, str] = {}
    for naming in _NAMING:
        for key, number in lines.items():
            if len(key) == 3 and key[2] == naming and (said := _TEXT.search(rows[number - 1])):
                names.setdefault(key[:2], without_addresses(said[2]))
    return Layout(lines, names)


def key_lines(text: str) -> dict[Key, int]:
    """The line (from 1) of each table and key.

    >>> key_lines("[[term]]\\nname = 'IL-1'")[("term", 0, "name")]
    2
    """
    lines: dict[Key, int] = {}
    table: Key = ()
    counts: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if header := HEADER.match(line):
            name = header[2]
            table = (name,)
            if header[1] == "[[":
                table = (name, counts.get(name, 0))
                counts[name] = counts.get(name, 0) + 1
            lines.setdefault((name,), number)
            lines.setdefault(table, number)
        elif key := KEY.match(line):
            lines.setdefault((*table, key[1]), number)
    return lines


def line_of(key: Key, lines: Mapping[Key, int]) -> int:
    """The line of ``key``, or of the nearest table around it; 1 where there is none."""
    return next((lines[key[:end]] for end in range(len(key), 0, -1) if key[:end] in lines), 1)
