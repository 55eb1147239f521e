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
from store.engine.serial import record_json
from store.records import StoredRecord

SAME_ID = "the same id as before"


@dataclass(frozen=True, slots=True, eq=False)
class CorpusRecord:
    """A Record in the corpus, or an incoming one with its ``candidate``, ready to be compared."""

    record: Record
    fields: Fields
    row_id: int | None
    """None until it is stored."""
    work_id: int | None
    """The Work that it belonged to before this visit."""
    seed: bool
    first_seen: datetime
    backfilled: bool = False
    """Whether it came from the history of a term: a Work that begins with it is not mailed."""
    candidate: Candidate | None = None
    keys: tuple[int, ...] = ()
    """Its blocking keys, of an incoming one."""


class ComparedPair(NamedTuple):
    """Two Records and how they relate, other than different."""

    left: CorpusRecord
    right: CorpusRecord
    comparison: Comparison


class Admission(NamedTuple):
    """What the admission of one Candidate came to, and why."""

    candidate: Candidate
    outcome: AdmissionOutcome
    reason: str


@dataclass(slots=True)
class Arrivals:
    """The Candidates of a visit, in its order, each id once and in its newest version."""

    unchanged: list[Admission] = field(default_factory=list)
    """Those that say nothing new."""
    incoming: list[CorpusRecord] = field(default_factory=list)
    """Those that must be compared."""
    repeated: list[Candidate] = field(default_factory=list)
    """A document may name one id twice: what happens to the first holds for all."""


def with_own_ids(candidates: Sequence[Candidate], previous: Mapping[str, StoredRecord]) -> list[Candidate]:
    """``candidates``, those of them under another id whose id a source has given again, to another story or paper
    (see compare_fields): what the id named before must not be lost."""
    return [_with_own_id(candidate, previous.get(candidate.record.source_id)) for candidate in candidates]


def _with_own_id(candidate: Candidate, stored: StoredRecord | None) -> Candidate:
    """Add a number that follows from the headline, the same one at every visit, to an id that was given again."""
    record = candidate.record
    if stored is None or stored.data == record_json(record):
        return candidate
    if compare_fields(fields(stored.record), fields(record)).likeness is Likeness.SAME:
        return candidate
    number = number_of(title_key(record.title.text)) % 2**32
    return replace(candidate, record=replace(record, source_id=f"{record.source_id}#{number:08x}"))


def arrivals(
    candidates: Sequence[Candidate],
    previous: Mapping[str, StoredRecord],
    *,
    seeding: bool,
    to_archive: bool,
    now: datetime,
) -> Arrivals:
    """Sort ``candidates`` by what is stored under their ids."""
    came = Arrivals()
    newest: dict[str, Candidate] = {}
    for candidate in candidates:
        source_id = candidate.record.source_id
        earlier = newest.get(source_id)
        if earlier:
            came.repeated.append(candidate)
        if not earlier or candidate.record.version >= earlier.record.version:
            newest[source_id] = candidate
    for source_id, candidate in newest.items():
        stored = previous.get(source_id)
        if admission := _nothing_new(candidate, stored, seeding=seeding):
            came.unchanged.append(admission)
        else:
            came.incoming.append(_incoming(candidate, stored, seeding=seeding, to_archive=to_archive, now=now))
    return came


def _nothing_new(candidate: Candidate, stored: StoredRecord | None, *, seeding: bool) -> Admission | None:
    """What happens to a Record of a Work that we hold and that says what it said before, or less."""
    if stored is None or stored.work_id is None or (seeding and not stored.seed):
        return None
    outcome = AdmissionOutcome.SEEDED if stored.seeded else AdmissionOutcome.KNOWN
    if candidate.record.version < stored.version:
        return Admission(candidate, outcome, "an older version of what is held")
    return Admission(candidate, outcome, SAME_ID) if record_json(candidate.record) == stored.data else None


def _incoming(
    candidate: Candidate, stored: StoredRecord | None, *, seeding: bool, to_archive: bool, now: datetime
) -> CorpusRecord:
    """A Record that was kept out until now is backfilled as this visit is; one in a Work stays as it is."""
    read = fields(candidate.record)
    return CorpusRecord(
        record=candidate.record,
        fields=read,
        row_id=stored.record_id if stored else None,
        work_id=stored.work_id if stored else None,
        seed=seeding or (stored is not None and stored.seed),
        first_seen=stored.first_seen if stored else now,
        backfilled=stored.backfilled if stored and stored.work_id is not None else to_archive,
        candidate=candidate,
        keys=blocks(read),
    )


def compare(incoming: Sequence[CorpusRecord], offered: Mapping[int, Sequence[CorpusRecord]]) -> Iterator[ComparedPair]:
    """Compare each of ``incoming`` with the Records of the corpus that share a key with it (``offered``, by key), and
    with those before it; a key that LARGEST_BLOCK share offers no more."""
    arrived: defaultdict[int, list[CorpusRecord]] = defaultdict(list)
    for record in incoming:
        matches: dict[int, CorpusRecord] = {}
        for key in record.keys:
            held, earlier = offered.get(key, ()), arrived[key]
            matches.update((id(match), match) for match in (*held, *earlier))
            if len(held) + len(earlier) < LARGEST_BLOCK:
                earlier.append(record)
        for match in matches.values():
            comparison = compare_fields(record.fields, match.fields)
            if comparison.likeness is not Likeness.DIFFERENT:
                yield ComparedPair(record, match, comparison)
