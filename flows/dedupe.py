"""`ilwatch dedupe`: the works of one library file, grouped by the rules of identity.

This file does NOT judge, does NOT touch the database and does NOT change the library.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from literature.fields import Fields, fields
from literature.grouping import Grouping, Link, group
from literature.harvest import Unread
from literature.judgement import Likeness
from literature.record import Record, RichText
from sources.library import read_entries

SHOWN = 80
"""Characters of a title in the summary."""

_NOTHING = fields(Record("", "", RichText("")))
"""What is compared of a record that could not be read: it fits no other."""


@dataclass(frozen=True, slots=True)
class Library:
    """The records of one file, in its order, and the works that they describe."""

    ids: list[str]
    """The file's own ids; where it has none, the record's number in the file; a used one with its number ("a#7")."""
    titles: list[str]
    found: Grouping
    faults: list[str]
    """What could not be compared, with file and line: these records stay alone."""

    def json_lines(self) -> Iterator[str]:
        """One object a record, in the file's order: its id, the number of its group, and why it is in it."""
        encode = json.JSONEncoder(ensure_ascii=False).encode
        number = {place: count for count, each in enumerate(self.found.groups, start=1) for place in each}
        for place, own in enumerate(self.ids):
            because = self.found.because.get(place, "")
            yield encode({"id": own, "group": number[place], "because": because})

    def lines(self) -> list[str]:
        """The summary for people."""
        several = [each for each in self.found.groups if len(each) > 1]
        works, records = len(self.found.groups), len(self.ids)
        said = [f"{records} records, {works} works: {records - works} duplicates in {len(several)} groups"]
        for each in several:
            said += ["", self.titles[each[0]], *(f"  {self.ids[at]}: {self.found.because[at]}" for at in each)]
        if self.found.doubtful:
            said += ["", f"{len(self.found.doubtful)} pairs kept apart that a person may want to see:"]
            said += [line for link in self.found.doubtful for line in self._doubt(link)]
        return [*said, *([""] if self.found.voided else []), *self.found.voided]

    def _doubt(self, link: Link) -> tuple[str, str]:
        judgement = link.judgement
        if judgement.likeness is Likeness.SAME:
            why = f"{judgement.reason}; but it would join others that contradict each other"
        else:
            why = f"{judgement.kinship or 'possibly the same'}: {judgement.reason}"
        return self.titles[link.one], f"  {self.ids[link.one]}, {self.ids[link.other]}: {why}"


def dedupe(path: Path) -> Library:
    """Group the library at ``path``. Raises BrokenSource where it cannot be read at all."""
    with _collector_at_rest():
        return _dedupe(path)


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Without Python's search for cycles: nothing here makes one, and looking through all that is held, again and
    again, took a sixth of the time (measured)."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _dedupe(path: Path) -> Library:
    ids: dict[str, int] = {}
    titles: list[str] = []
    faults: list[str] = []
    compared: list[Fields] = []
    for number, entry in enumerate(read_entries(path), start=1):
        own = entry.source_id or str(number)
        ids[own if own not in ids else f"{own}#{number}"] = number
        if isinstance(entry, Unread):
            faults.append(f"{path.name}: {entry.reason}")
            titles.append("(not read)")
            compared.append(_NOTHING)
        else:
            titles.append(entry.title.text[:SHOWN])
            compared.append(fields(entry))
    return Library(list(ids), titles, group(compared), faults)
