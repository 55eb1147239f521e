"""Works written by hand in TOML, the format of seeds/corpus.toml: one ``[[work]]`` table for each.

This file does NOT read watch.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from functools import partial
from typing import Any

from literature.model.errors import BrokenSource
from literature.model.harvest import Unread
from literature.model.identifiers import identifier, identifiers_in_url
from literature.model.record import Event, Form, Identifier, Record, Scheme
from sources.library.fields import attempt, event, identifiers_of, people, unread
from sources.library.tags import TOML, fields_of
from sources.printable import printable

_SCHEMES = {each.value: each for each in (Scheme.PMID, Scheme.PMCID, Scheme.DOI, Scheme.BOOK, Scheme.URL)}
_LISTS = frozenset({"authors", "about", "keywords"})
_KEYS = frozenset({"form", "about", *(key for keys in TOML.values() for key in keys)})
_READERS = dict.fromkeys(("title", "abstract", *_SCHEMES), str)
_TABLE = re.compile(r"^[ \t]*\[\[\s*work\s*\]\]", re.MULTILINE)


def read(text: str, file: str) -> Iterator[Record | Unread]:
    """Read each ``[[work]]``; as Unread, with all its faults, where a key or a value is not understood.

    Raises BrokenSource where the file is not TOML, or holds anything but works.
    """
    try:
        tables = tomllib.loads(text)
    except ValueError as fault:  # no TOML, or a number of thousands of digits
        raise BrokenSource(file, f"not TOML: {fault}") from fault
    except RecursionError as fault:
        raise BrokenSource(file, "lists or tables are nested too deeply in it; a [[work]] needs none") from fault
    works = tables.pop("work", [])
    if tables or not isinstance(works, list):
        named = ", ".join(map(repr, tables)) or "[work]"
        raise BrokenSource(file, f"only [[work]] tables belong here, found {named}")
    for line, work in zip(_lines(text, len(works)), works, strict=True):
        faults = list(_faults(work))
        yield unread(file, line, "; ".join(faults)) if faults else attempt(partial(_record, work), file, line)


def _lines(text: str, count: int) -> list[int]:
    """Find the line of each table; its number from 1 where a string of the file imitates a table's head."""
    lines = [text.count("\n", 0, head.start(0)) + 1 for head in _TABLE.finditer(text)]
    return lines if len(lines) == count else list(range(1, count + 1))


def _faults(work: object) -> Iterator[str]:
    if not isinstance(work, dict):
        yield f"{str(work)[:60]!r}: write a [[work]] table with a title"
        return
    for key, value in work.items():
        if key not in _KEYS:
            near = get_close_matches(key, _KEYS, n=1)
            yield f"unknown key '{key}'" + (f", did you mean '{near[0]}'?" if near else "")
        elif fault := _fault_of_value(key, value):
            yield f"{key}: {fault}"
    if not work.get("title"):
        yield "no title"


def _fault_of_value(key: str, value: object) -> str:
    if key in _LISTS:
        return _fault_of_list(key, value)
    if key == "published":
        return "" if isinstance(value, (date, str, int)) else 'write a date, such as "2009-06-04" or "2011-10"'
    if not isinstance(value, (str, int)):
        return "write a string"
    if key == "form" and value not in set(Form):
        return f"write one of {', '.join(Form)}"
    is_wrong = key in _SCHEMES and identifier(_SCHEMES[key], str(value)) is None
    return f"{value!r} is no {key}" if is_wrong else ""


def _fault_of_list(key: str, value: object) -> str:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        return "write a list of strings"
    wrong = next((each for each in value if key == "about" and not _link(each)), None)
    return f'{wrong!r} names no work: write "doi:10.…", "pmid:…" or a link to one' if wrong is not None else ""


def _link(raw: str) -> tuple[Identifier, ...]:
    """Read "doi:10.1056/…", "pmid:19494218" or an address; nothing where it is none of these."""
    prefix, _, value = raw.partition(":")
    if scheme := _SCHEMES.get(prefix.lower()):
        named = identifier(scheme, value)
        return (named,) if named else ()
    return identifiers_in_url(raw) or identifiers_of([(Scheme.URL, raw)]).identifiers


def _record(work: dict[str, Any]) -> Record:
    values = {key: value if key in _LISTS else [str(value)] for key, value in work.items()}
    fields = fields_of(TOML, values, _READERS, printable)
    form, dates = Form(work.get("form", Form.ARTICLE)), event(Event.ISSUE, fields.first("date"))
    mentions = tuple(mention for raw in work.get("about", ()) for mention in _link(raw))
    return replace(fields.record(form, people(fields["authors"]), dates), mentions=mentions)
