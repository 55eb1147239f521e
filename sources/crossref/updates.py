"""What Crossref asserts of a work (``updated-by``), read into Records: one for each assertion.

An entry has {"DOI": the notice, "type", "label", "source": "publisher" or "retraction-watch", "record-id": of the
Retraction Watch database, "updated": {"date-parts", "date-time", "timestamp"}}. This file does NOT decide what of it is
a notice (literature/study/update_types.py does).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from literature.model.errors import SkipRecord
from literature.model.harvest import Unread
from literature.model.identifiers import identifier
from literature.model.record import CROSSREF, Identifier, PartialDate, Record, RichText, Scheme, Update
from literature.study.update_types import is_unknown_update, kind_of_update
from sources.crossref.works_answer import Work
from sources.printable import one_line

PUBLISHER = "publisher"
LONGEST = 60
"""Characters of a word of Crossref's: its own are far shorter."""


class Assertions(NamedTuple):
    """What Crossref asserts of some works."""

    records: tuple[Record, ...] = ()
    unread: tuple[Unread, ...] = ()
    """Works whose entries cannot be read: nothing is known of them."""
    unknown_types: tuple[str, ...] = ()
    """Types of entries that no rule knows, once for each entry."""


def assertions(works: Mapping[str, Work]) -> Assertions:
    """Return what ``works``, by DOI, say of notices."""
    records: dict[str, Record] = {}
    unread: list[Unread] = []
    strange: list[str] = []
    for doi, work in works.items():
        try:
            updates = _updates(Identifier(Scheme.DOI, doi), work)
        except SkipRecord as fault:
            unread.append(Unread(doi, fault.message, json.dumps(work).encode()))
            continue
        told = (_record(update) for update in updates if kind_of_update(update.type))
        records.update((record.source_id, record) for record in told)
        strange += (update.type for update in updates if is_unknown_update(update.type))
    return Assertions(tuple(records.values()), tuple(unread), tuple(strange))


def _updates(paper: Identifier, work: Work) -> list[Update]:
    entries = work.get("updated-by") or []
    if not isinstance(entries, list):
        raise SkipRecord(paper.value, "updated-by is no list")
    return [_update(paper, entry) for entry in entries]


def _update(paper: Identifier, entry: object) -> Update:
    if not isinstance(entry, dict) or not isinstance(entry.get("type"), str) or not entry["type"].strip():
        raise SkipRecord(paper.value, "an entry of updated-by has no type")
    return Update(
        work=paper,
        type=_word(entry["type"]),
        asserted_by=_word(str(entry.get("source") or PUBLISHER)),
        notice=identifier(Scheme.DOI, str(entry.get("DOI") or "")),
        issued=_date(entry.get("updated")),
    )


def _word(text: str) -> str:
    return one_line(text)[:LONGEST]


def _date(updated: object) -> PartialDate:
    """The day of ``date-parts`` [[2026, 11, 12]], of which the last ones may be missing; an empty one where it is
    none."""
    parts = updated.get("date-parts") if isinstance(updated, dict) else None
    numbers = parts[0] if isinstance(parts, list) and parts else None
    if not isinstance(numbers, list) or not numbers or not all(type(number) is int for number in numbers):
        return PartialDate()
    year, month, day, *_ = [*numbers, None, None]
    try:
        date(year, month or 1, day or 1)
    except (ValueError, OverflowError):
        return PartialDate()
    return PartialDate(year, month, day)


def _record(update: Update) -> Record:
    """The Record of one assertion. Its id is all that it says: if any of it changes, the old one is taken back."""
    notice = update.notice.value if update.notice else ""
    parts: Iterable[Any] = (update.work.value, update.type, notice, update.asserted_by, update.issued.iso)
    return Record(CROSSREF, " ".join(filter(None, parts)), RichText(""), update=update)
