"""A text that is almost TOML, mended line by line, so that all its faults can be named at once and in plain words.

What is mended is only read on to find the other faults: a file with any fault is refused. No line is added or removed,
so that all lines keep their numbers. This file does NOT know which keys there are.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from flows.toml_text.toml_lines import HEADER, UNREAD, TextFault
from flows.toml_text.toml_remedies import REMEDIES, RENAMED, Remedy, Spot

MOST = 25
"""Faults of one file that are looked for."""


_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


class Mended(NamedTuple):
    """What could be read, None where a fault could not be mended; and all faults found until then."""

    text: str
    data: dict[str, Any] | None
    faults: tuple[TextFault, ...]


def mend(text: str, repeated: Collection[str] = ()) -> Mended:
    """Read ``text``; the tables ``repeated`` are written in double brackets."""
    lines = [*text.split("\n"), ""]
    faults = [*_single_brackets(lines, repeated)]
    while len(faults) < MOST:
        try:
            data = tomllib.loads("\n".join(lines))
            return Mended("\n".join(lines), _known(data), tuple(faults))
        except tomllib.TOMLDecodeError as error:
            spot = _spot(lines, str(error))
        remedy = next((found for find in REMEDIES if (found := find(spot))), None)
        if remedy is None:
            faults.append(TextFault(spot.at + 1, f"this is not TOML: {spot.message[0].lower()}{spot.message[1:]}"))
            break
        faults.append(TextFault(remedy.at + 1, _without_secret(remedy.reason, lines[remedy.at])))
        if remedy.line == lines[remedy.changed]:
            break
        _apply(lines, remedy, len(faults))
    return Mended("\n".join(lines), None, tuple(faults))


_MAY_BE_SECRET = re.compile(r"//|^\s*\w*(?:_env|password|secret|token|key)\s*=", re.IGNORECASE)
_HUSHED = "cannot be read: is a quote or a # missing? What it holds is not repeated here, for it may be a secret"


def _without_secret(reason: str, line: str) -> str:
    """``reason``, unless it repeats what ``line`` holds where that may be a secret (law 10)."""
    held = re.findall(r"[^\s\"'=]{6,}", line)
    return _HUSHED if _MAY_BE_SECRET.search(line) and any(each in reason for each in held) else reason


def _apply(lines: list[str], remedy: Remedy, number: int) -> None:
    lines[remedy.changed] = remedy.line.replace(RENAMED, f"{UNREAD}{number}-")


def _spot(lines: list[str], message: str) -> Spot:
    """Where the parser of Python stopped: it says so in its message alone (from 3.14 on in fields too)."""
    place = _PLACE.search(message)
    words = _PLACE.sub("", message)
    if place is None or place[1] is None:
        return Spot(lines, len(lines) - 1, 0, words)
    return Spot(lines, int(place[1]) - 1, int(place[2]) - 1, words)


def _single_brackets(lines: list[str], repeated: Collection[str]) -> Iterator[TextFault]:
    for at, line in enumerate(lines):
        header = HEADER.match(line)
        if header and header[1] == "[" and header[2] in repeated:
            yield TextFault(at + 1, f"write [[{header[2]}]], with double brackets: there may be several")
            lines[at] = f"[[{header[2]}]]"


def _known(table: dict[str, Any]) -> dict[str, Any]:
    """``table`` without what was renamed."""
    known = {key: value for key, value in table.items() if not key.startswith(UNREAD)}
    for key, value in known.items():
        if isinstance(value, dict):
            known[key] = _known(value)
        elif isinstance(value, list):
            known[key] = [_known(each) if isinstance(each, dict) else each for each in value]
    return known
