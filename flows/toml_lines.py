"""A TOML file with the line of each key, so that a fault can be found. This file does NOT know what is in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from literature.model.errors import BrokenConfig

Key = tuple[str | int, ...]
"""Where a value is: ("term", 1, "name") for that of the second ``[[term]]``."""

Fault = tuple[Key, str]
"""Where, and what is wrong."""

_HEADER = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_-]+)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_-]+)\s*=")


def read_toml(path: Path, *, encoding: str = "utf-8", absent: str = "") -> tuple[dict[str, Any], dict[Key, int]]:
    """The tables of ``path``, and the line of each key. Raises BrokenConfig, for no file with the reason ``absent``."""
    try:
        text = path.read_text(encoding=encoding)
        return tomllib.loads(text), key_lines(text)
    except OSError as error:
        no_file = isinstance(error, FileNotFoundError) and absent
        raise BrokenConfig(str(path), (no_file or f"cannot be read: {error.strerror}",)) from error
    except RecursionError as error:
        raise BrokenConfig(str(path), ("is nested too deeply to be read",)) from error
    except ValueError as error:  # no UTF-8, no TOML, or a number of thousands of digits
        raise BrokenConfig(str(path), (f"is not TOML: {error}",)) from error


def key_lines(text: str) -> dict[Key, int]:
    """The line (from 1) of each table and key.

    >>> key_lines("[[term]]\\nname = 'IL-1'")[("term", 0, "name")]
    2
    """
    lines: dict[Key, int] = {}
    table: Key = ()
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            name = header[2]
            table = (name,)
            if header[1] == "[[":
                table = (name, counts.get(name, 0))
                counts[name] = counts.get(name, 0) + 1
            lines.setdefault((name,), number)
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault((*table, key[1]), number)
    return lines


def line_of(key: Key, lines: Mapping[Key, int]) -> int:
    """The line of ``key``, or of the nearest table around it; 1 where there is none."""
    return next((lines[key[:end]] for end in range(len(key), 0, -1) if key[:end] in lines), 1)


def located(faults: Iterable[Fault], lines: Mapping[Key, int]) -> tuple[str, ...]:
    """Each of ``faults`` with its line and key, as in "line 9: term[1].name: is missing"."""
    return tuple(f"line {line_of(key, lines)}: {_dotted(key)}: {reason}" for key, reason in faults)


def _dotted(key: Key) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in key).lstrip(".") or "the file"
