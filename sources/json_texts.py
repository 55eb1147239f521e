"""JSON lines to texts to sort: {"id", "title", "text"}, and for examples "labels"; plain or gzip.

This file does NOT read libraries (see jsonl.py): a text here needs no title, no author and no year.
"""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from literature.model.errors import BrokenSource, SkipRecord
from literature.model.record import AbstractSection, Record, RichText

MAX_LINE = 10_000_000
"""Characters of one line: a whole book in one record is still read."""


class LabelledText(NamedTuple):
    """One object of the file; ``labels`` is empty where it has none. ``line`` counts from 1."""

    record: Record
    labels: tuple[str, ...]
    line: int


class Unreadable(NamedTuple):
    """A line that is no record, and why; ``id`` is '' where that could not be read either."""

    id: str
    reason: str
    line: int


def read_object(line: str) -> dict[str, object]:
    """Return the JSON object of ``line``. Raises SkipRecord where it is none."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as fault:
        raise SkipRecord("", f"no JSON, or cut ({fault})") from fault
    if not isinstance(value, dict):
        raise SkipRecord("", "no JSON object")
    return value


def read_texts(path: Path) -> Iterator[LabelledText | Unreadable]:
    """Each object of the file. Raises BrokenSource where the file cannot be read, or is cut inside its compression."""
    number = 0
    try:
        for number, line in enumerate(_lines(path), start=1):
            if line.strip():
                yield _read(line, number, path.name)
    except (OSError, EOFError, zlib.error) as fault:
        raise BrokenSource(path.name, f"cannot be read beyond line {number}: {fault}") from fault


def _lines(path: Path) -> Iterator[str]:
    with path.open("rb") as raw:
        zipped = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        stream = io.BufferedReader(gzip.GzipFile(fileobj=raw)) if zipped else raw
        with io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace") as text:
            while line := text.readline(MAX_LINE):
                if len(line) == MAX_LINE:
                    raise BrokenSource(path.name, f"a line of more than {MAX_LINE} characters: are these JSON lines?")
                yield line


def _read(line: str, number: int, file: str) -> LabelledText | Unreadable:
    text_id = ""
    try:
        data = read_object(line)
        text_id = str(data.get("id") or number)
        abstract = _text(data.get("text"), "text")
        record = Record(
            source=file,
            source_id=text_id,
            title=RichText(_text(data.get("title"), "title")),
            abstract=(AbstractSection(RichText(abstract)),) if abstract else (),
        )
        return LabelledText(record, _labels(data.get("labels")), number)
    except SkipRecord as fault:
        return Unreadable(text_id, fault.message, number)


def _text(value: object, key: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise SkipRecord(key, f"{key} is {type(value).__name__} where text belongs")
    return value


def _labels(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(label, str) for label in value):
        raise SkipRecord("labels", "labels is no list of topic ids")
    return tuple(dict.fromkeys(value))
