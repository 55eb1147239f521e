"""Which Candidates of a visit must be compared, and against what; decided in memory.

This file does NOT read or write the database (load.py and write.py do), and does NOT make Works of what was
compared (regroup.py does).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from literature.identity.compare import compare_fields
from literature.identity.comparison import Comparison, Likeness
from literature.identity.fields import Fields, fields
from literature.identity.grouping import LARGEST_BLOCK
from literature.identity.titles import title_key
from literature.model.record import Record
from literature.model.work import AdmissionOutcome, Candidate
from store.admission.blocking import blocks, number_of
from store.engine.serial import record_json, record_of

SAME_ID = "the same id as before"


class PreviousRecord(NamedTuple):
    """What the corpus remembers of one id of a source; ``seeded`` is said of its Work."""

    record_id: int
    work_id: int | None
    version: int
    data: str
    """Its Record, as it is kept."""
    seed: bool
    seeded: bool
    first_seen: datetime


@dataclass(frozen=True, slots=True, eq=False)
class CorpusRecord:
    """A Record that is inside, or stands at the door with its ``candidate``; ``row_id`` is None until it is stored."""

    record: Record
    fields: Fields
    row_id: int | None
    work_id: int | None
    """The Work that it belonged to before this visit."""
    seed: bool
    first_seen: datetime
    candidate: Candidate | None = None
    keys: tuple[int, ...] = ()
    """Its blocking keys, of one at the door."""


class ComparedPair(NamedTuple):
    """Two Records and how they stand to each other, other than different."""

    one: CorpusRecord
    other: CorpusRecord
    comparison: Comparison


class Admission(NamedTuple):
    """What happened at the door to one Candidate, and why."""

    candidate: Candidate
    outcome: AdmissionOutcome
    reason: str


@dataclass(slots=True)
class Arrivals:
    """The Candidates of a visit: ``settled`` say nothing new, ``entrants`` must be compared. In the visit's order, each
    id once among the entrants, in its newest version."""

    settled: list[Admission] = field(default_factory=list)
    entrants: list[CorpusRecord] = field(default_factory=list)
    repeated: list[Candidate] = field(default_factory=list)
    """A document may name one id twice: what happens to the first holds for all."""


def with_own_ids(candidates: Sequence[Candidate], seen: Mapping[str, PreviousRecord]) -> list[Candidate]:
    """``candidates``, those of them under another id whose id a source has given again, to another story or paper
    (see compare_fields): what stood under the id before must not be lost."""
    return [
        _under_another_id(candidate) if _is_given_again(candidate.record, seen) else candidate
        for candidate in candidates
    ]


def _is_given_again(record: Record, seen: Mapping[str, PreviousRecord]) -> bool:
    before = seen.get(record.source_id)
    if before is None or before.data == record_json(record):
        return False
    return compare_fields(fields(record_of(before.data)), fields(record)).likeness is not Likeness.SAME


def _under_another_id(candidate: Candidate) -> Candidate:
    """The id with a number that follows from the headline: the same one at every visit."""
    record = candidate.record
    number = number_of(title_key(record.title.text)) % 2**32
    return replace(candidate, record=replace(record, source_id=f"{record.source_id}#{number:08x}"))


def arrivals(
    candidates: Sequence[Candidate], seen: Mapping[str, PreviousRecord], *, seeding: bool, now: datetime
) -> Arrivals:
    """``candidates`` told apart by what is remembered of their ids (see ``PreviousRecord``)."""
    found = Arrivals()
    newest: dict[str, Candidate] = {}
    for candidate in candidates:
        source_id = candidate.record.source_id
        before = newest.get(source_id)
        if before:
            found.repeated.append(candidate)
        if not before or candidate.record.version >= before.record.version:
            newest[source_id] = candidate
    for source_id, candidate in newest.items():
        told = _nothing_new(candidate.record, seen.get(source_id), seeding=seeding)
        if told:
            found.settled.append(Admission(candidate, *told))
        else:
            found.entrants.append(_entrant(candidate, seen.get(source_id), seeding=seeding, now=now))
    return found


def _nothing_new(record: Record, seen: PreviousRecord | None, *, seeding: bool) -> tuple[AdmissionOutcome, str] | None:
    """What happens to a Record of a Work that we hold and that says what it said before, or less."""
    if seen is None or seen.work_id is None or (seeding and not seen.seed):
        return None
    outcome = AdmissionOutcome.SEEDED if seen.seeded else AdmissionOutcome.KNOWN
    if record.version < seen.version:
        return outcome, "an older version of what is held"
    return (outcome, SAME_ID) if record_json(record) == seen.data else None


def _entrant(candidate: Candidate, seen: PreviousRecord | None, *, seeding: bool, now: datetime) -> CorpusRecord:
    read = fields(candidate.record)
    return CorpusRecord(
        record=candidate.record,
        fields=read,
        row_id=seen.record_id if seen else None,
        work_id=seen.work_id if seen else None,
        seed=seeding or (seen is not None and seen.seed),
        first_seen=seen.first_seen if seen else now,
        candidate=candidate,
        keys=blocks(read),
    )


def compare(entrants: Sequence[CorpusRecord], offered: Mapping[int, Sequence[CorpusRecord]]) -> Iterator[ComparedPair]:
    """Each entrant against the Records inside that share a key with it (``offered``, by key), and against the
    entrants before it; a key that LARGEST_BLOCK share offers no more."""
    met: defaultdict[int, list[CorpusRecord]] = defaultdict(list)
    for one in entrants:
        others: dict[int, CorpusRecord] = {}
        for key in one.keys:
            inside, before = offered.get(key, ()), met[key]
            others.update((id(other), other) for other in (*inside, *before))
            if len(inside) + len(before) < LARGEST_BLOCK:
                before.append(one)
        for other in others.values():
            comparison = compare_fields(one.fields, other.fields)
            if comparison.likeness is not Likeness.DIFFERENT:
                yield ComparedPair(one, other, comparison)
