"""JSON lines to Records: one object a line, as programs and labelled sets write libraries.

Keys: id, title, authors (a list, or names separated by ";"), year or date, journal, volume, issue, pages, doi, pmid,
pmcid, url, abstract, type. This file does NOT read other keys, and keeps one line at a time in memory.
"""

from __future__ import annotations

import gzip
import io
import math
import zlib
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from literature.model.errors import BrokenSource, SkipRecord
from literature.model.harvest import Unread
from literature.model.record import Event, Form, Record
from sources.json_texts import read_object
from sources.library import detect
from sources.library.fields import attempt, event, marked, people, stated, unread
from sources.library.tags import ReferenceFields
from sources.printable import printable

_FORMS = {"preprint": Form.PREPRINT, "book": Form.BOOK, "news": Form.NEWS}
_TEXTS = ("title", "abstract", "doi", "pmid", "pmcid", "url", "journal", "volume", "issue", "pages", "date")

_AROUND = " \t\r\n\ufeff\x1a"
"""White space, byte order marks of joined files, the Ctrl-Z of DOS."""

MAX_LINE = 10_000_000
"""Characters of one line: an abstract book in one record is still read."""


def read(path: Path) -> Iterator[Record | Unread]:
    """Read each object of the file, plain or gzip whatever its name says.

    Raises BrokenSource where it is of another kind, or is cut inside its compression.
    """
    with path.open("rb") as raw:
        zipped = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        stream = gzip.GzipFile(fileobj=raw) if zipped else raw
        try:
            head = stream.read(detect.HEAD)
            _refuse_other(head, path.name)
            stream.seek(0)
            encoding = detect.encoding_of(head)
            text = io.TextIOWrapper(cast("BinaryIO", stream), encoding=encoding, errors="surrogateescape")
            yield from records(_lines(text, path.name), path.name)
        except (EOFError, gzip.BadGzipFile, zlib.error, UnicodeError) as fault:
            raise BrokenSource(path.name, f"the file is cut or damaged: {fault}") from fault


def _refuse_other(head: bytes, name: str) -> None:
    """Raise BrokenSource where nothing at the beginning of the file is an object on a line of its own."""
    detect.refuse_other_kinds(head, name)
    text = head.decode(detect.encoding_of(head), errors="replace").lstrip()
    if text.startswith("["):
        raise BrokenSource(name, "this is one JSON list; write one object a line")
    detect.refuse_other_format(text, ".jsonl", name)
    if not detect.first_format(text, anywhere=True):
        raise BrokenSource(name, "no line at its beginning is a JSON object; write one object a line")


def _lines(text: io.TextIOWrapper, name: str) -> Iterator[str]:
    """Read the lines; one that is not in the file's encoding as Windows-1252, as ``decode`` does."""
    number, warned = 0, False
    while line := text.readline(MAX_LINE):
        number += 1
        if len(line) == MAX_LINE:
            raise BrokenSource(f"{name}:{number}", f"a line of more than {MAX_LINE} characters: are these JSON lines?")
        if not line.isascii() and detect.is_stray(line):
            if not warned:
                detect.warn_of_strays(name, number)
            line, warned = detect.as_windows(line), True
        yield line


def records(lines: Iterable[str], file: str) -> Iterator[Record | Unread]:
    """Read each object under its own id, which may be there twice; Unread where a line is no object or has no title.

    An Unread has the object's id, where that could be read. Empty lines are skipped.
    """
    for number, line in enumerate(lines, start=1):
        if not (line := line.strip(_AROUND)):
            continue
        record_id = ""
        try:
            fields = read_object(line)
            record_id = _as_given(fields, "id")  # what is printed of it must be the file's own
            yield attempt(partial(_record, fields, record_id), file, number, line, record_id)
        except SkipRecord as fault:
            yield unread(file, number, fault.message, line, record_id)


def _text(fields: Mapping[str, object], key: str) -> str:
    """Return ``_as_given`` without what no program can write: half a character pair, control characters."""
    return printable(_as_given(fields, key)).strip()


def _as_given(fields: Mapping[str, object], key: str) -> str:
    """Return the value of ``key`` as text, '' where it is missing, null or no number; refuse a list or an object."""
    value = fields.get(key)
    if isinstance(value, str):
        return value.strip()
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if isinstance(value, list | dict):
        raise SkipRecord(key, f"{key} is a list or an object where text belongs")
    return str(value)


def _record(fields: Mapping[str, object], record_id: str) -> Record:
    if not marked(_text(fields, "title")):
        raise SkipRecord(record_id, "no title")
    texts = ReferenceFields({key: [text] for key in _TEXTS if (text := _text(fields, key))})
    texts["id"] = [record_id]
    texts["journal"] = [marked(texts.first("journal")).text]
    for place in ("volume", "issue", "pages"):
        texts[place] = [stated(texts.first(place))]
    form = _FORMS.get(_text(fields, "type").lower(), Form.ARTICLE)
    return texts.record(form, people(_people(fields)), event(Event.ISSUE, texts.first("date") or _text(fields, "year")))


def _people(fields: Mapping[str, object]) -> Iterator[str]:
    """Return the names, each in the file a text or an object with "family" and "given" (as CSL has them) or "name"."""
    value = fields.get("authors")
    names = value if isinstance(value, list) else _text(fields, "authors").split(";")
    for name in names:
        if isinstance(name, dict):
            parts = [text for key in ("family", "given") if (text := _text(name, key))]
            name = ", ".join(parts) or _text(name, "name")  # noqa: PLW2901
        if isinstance(name, str):
            yield marked(name).text if "&" in name or "<" in name else printable(name)
