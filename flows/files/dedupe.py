"""`ilwatch dedupe`: the works of one library file, grouped by the rules of identity.

This file does NOT judge, does NOT touch the database, does NOT change the library and does NOT show it (see
dedupe_summary.py).
"""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from literature.identity.fields import Fields, fields
from literature.identity.grouping import Grouping, group
from literature.model.harvest import Unread
from literature.model.record import Author, EventDate, Journal, Record, RichText
from sources.library.read import read_entries

NAMED = 10
"""Repeated ids that are named one by one."""

_NOTHING = fields(Record("", "", RichText("")))
"""What is compared of a record that could not be read: it fits no other."""


class DedupeEntry(NamedTuple):
    """What the summary shows of one record."""

    title: str
    authors: tuple[Author, ...] = ()
    journal: Journal = Journal()
    dates: tuple[EventDate, ...] = ()


@dataclass(frozen=True, slots=True)
class Library:
    """The records of one file, in its order, and the works that they describe."""

    name: str
    ids: list[str]
    """The file's own ids, each once; where it has none, the record's number in the file. An id that an earlier record
    has, or a number that is another's id, has the record's number behind it ("a#7")."""
    entries: list[DedupeEntry]
    found: Grouping
    faults: list[str]
    """Records that could not be compared and stay alone, with file and line or the number of the record."""
    repeated: list[str]
    """The ids that were made distinct, as they are here."""

    def json_lines(self) -> Iterator[str]:
        """One object a record, in the file's order: its id, the number of its group, and why it is in it.

        ASCII alone: an id may hold half a character pair, which no encoding can write.
        """
        encode = json.JSONEncoder().encode
        number = {place: count for count, each in enumerate(self.found.groups, start=1) for place in each}
        for place, own in enumerate(self.ids):
            comparison = self.found.because.get(place)
            because = encode(comparison.reason if comparison else "")
            yield f'{{"id": {encode(own)}, "group": {number[place]}, "because": {because}}}'

    def complaints(self) -> Iterator[str]:
        """What a person should know of the file: each record kept alone, and the ids that are not the file's own."""
        yield from (f"kept alone: {fault}" for fault in self.faults)
        if self.repeated:
            named = ", ".join(map(repr, self.repeated[:NAMED]))
            more = f" and {len(self.repeated) - NAMED} more" if len(self.repeated) > NAMED else ""
            yield (
                f"{self.name}: {len(self.repeated)} records bear an id that an earlier one has; here their number "
                f"stands behind it: {named}{more}"
            )


def dedupe(path: Path) -> Library:
    """Group the library at ``path``. Raises BrokenSource where it cannot be read at all."""
    with _collector_at_rest():
        return _dedupe(path)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Without Python's search for cycles: nothing here makes one, and looking through all that is held, again and
    again, took a sixth of the time (measured). Nor once at the end: what was made goes among the old, unlooked at."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.unfreeze()
        if was_on:
            gc.enable()


def _dedupe(path: Path) -> Library:
    own: list[str] = []
    entries: list[DedupeEntry] = []
    faults: list[str] = []
    compared: list[Fields] = []
    known: set[str] = set()
    for number, one in enumerate(read_entries(path), start=1):
        own.append(one.source_id)
        if isinstance(one, Unread) or not one.title:
            faults.append(f"{path.name}: {_fault(one, number)}")
            entries.append(DedupeEntry("(not read)"))
            compared.append(_NOTHING)
        else:
            entries.append(DedupeEntry(one.title.text, one.authors[:1], one.journal, one.dates))
            # The same id twice is a fault of the file, and no evidence that both are one work.
            compared.append(fields(one)._replace(source_id="") if one.source_id in known else fields(one))
        known.add(one.source_id)
    ids, repeated = _distinct(own)
    return Library(path.name, ids, entries, group(compared), faults, repeated)


def _fault(one: Unread | Record, number: int) -> str:
    """Why the record of that ``number`` stays alone, by its line where the file has lines that a person can look up."""
    if isinstance(one, Unread) and one.line:
        return one.reason
    return f"record {number}: {one.reason if isinstance(one, Unread) else 'no title'}"


def _distinct(own: Sequence[str]) -> tuple[list[str], list[str]]:
    """An id for each record, and those of them that had to be made distinct from an earlier record's."""
    taken = set(own)
    first: set[str] = set()
    ids: list[str] = []
    repeated: list[str] = []
    for number, one in enumerate(own, start=1):
        name = one or str(number)
        is_new = name not in (first if one else taken)
        while not is_new and name in taken:
            name = f"{name}#{number}"
        if one and not is_new:
            repeated.append(name)
        first.add(name)
        taken.add(name)
        ids.append(name)
    return ids, repeated
