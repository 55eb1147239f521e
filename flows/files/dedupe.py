"""`ilwatch dedupe`: the works of one library file, grouped by the rules of identity.

This file does NOT touch the database, does NOT change the library and does NOT show it (see dedupe_summary.py).
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
"""Repeated ids that are named, at most."""

_NOTHING = fields(Record("", "", RichText("")))
"""What is compared of a record that could not be read: it is like no other."""


class LibraryEntry(NamedTuple):
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
    """The file's own ids, each once; where it has none, the record's number in the file. To an id that an earlier
    record has, and to a number that is another's id, the record's number is added ("a#7")."""
    entries: list[LibraryEntry]
    grouping: Grouping
    faults: list[str]
    """Records that could not be compared and are kept alone, with file and line or the number of the record."""
    repeated: list[str]
    """The ids that were made distinct, as they are here."""

    def json_lines(self) -> Iterator[str]:
        """Write one object a record, in the file's order: its id, the number of its group, and why it is in it.

        ASCII alone: an id may have half a character pair, which no encoding can write.
        """
        encode = json.JSONEncoder().encode
        number = {place: count for count, group in enumerate(self.grouping.groups, start=1) for place in group}
        for place, record_id in enumerate(self.ids):
            comparison = self.grouping.because.get(place)
            because = encode(comparison.reason if comparison else "")
            yield f'{{"id": {encode(record_id)}, "group": {number[place]}, "because": {because}}}'

    def complaints(self) -> Iterator[str]:
        """Tell a person of each record that was not compared, and of the ids that are not the file's own."""
        yield from (f"kept alone: {fault}" for fault in self.faults)
        if self.repeated:
            named = ", ".join(map(repr, self.repeated[:NAMED]))
            more = f" and {len(self.repeated) - NAMED} more" if len(self.repeated) > NAMED else ""
            number = len(self.repeated)
            records = "1 record has" if number == 1 else f"{number} records have"
            yield f"{self.name}: {records} the id of an earlier one; the record's number is added to it: {named}{more}"


@contextmanager
def _without_cycle_collector() -> Iterator[None]:
    """Pause Python's search for cycles: nothing here makes one, and searching through all that is in memory, again and
    again, took a sixth of the time (measured). ``freeze`` spares the search at the end too."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.unfreeze()
        if was_on:
            gc.enable()


@_without_cycle_collector()
def dedupe_file(path: Path) -> Library:
    """Group the library at ``path``. Raises BrokenSource where it cannot be read at all."""
    own_ids: list[str] = []
    entries: list[LibraryEntry] = []
    faults: list[str] = []
    compared: list[Fields] = []
    known: set[str] = set()
    for number, record in enumerate(read_entries(path), start=1):
        own_ids.append(record.source_id)
        if isinstance(record, Unread) or not record.title:
            faults.append(f"{path.name}: {_fault(record, number)}")
            entries.append(LibraryEntry("(not read)"))
            compared.append(_NOTHING)
        else:
            entries.append(LibraryEntry(record.title.text, record.authors[:1], record.journal, record.dates))
            # The same id twice is a fault of the file, and no evidence that both are one work.
            compared.append(fields(record)._replace(source_id="") if record.source_id in known else fields(record))
        known.add(record.source_id)
    ids, repeated = _distinct(own_ids)
    return Library(path.name, ids, entries, group(compared), faults, repeated)


def _fault(record: Unread | Record, number: int) -> str:
    """Say why a record is kept alone, by its line where the file has lines that a person can look up."""
    if isinstance(record, Unread) and record.line:
        return record.reason
    return f"record {number}: {record.reason if isinstance(record, Unread) else 'no title'}"


def _distinct(own_ids: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return an id for each record, and those of them that had to be made distinct from an earlier record's."""
    taken = set(own_ids)
    used: set[str] = set()
    ids: list[str] = []
    repeated: list[str] = []
    for number, own_id in enumerate(own_ids, start=1):
        distinct = own_id or str(number)
        is_new = distinct not in (used if own_id else taken)
        while not is_new and distinct in taken:
            distinct = f"{distinct}#{number}"
        if own_id and not is_new:
            repeated.append(distinct)
        used.add(distinct)
        taken.add(distinct)
        ids.append(distinct)
    return ids, repeated
