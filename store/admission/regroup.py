"""Works made of Records: what was compared the same is joined, and each group finds its Work.

A Work is recognised by the Record that it began with (its first Record). A group that holds the first Records of
several Works becomes the one that readers know; the others are merged into it, and come back as they were when their
Records are taken apart. A group that holds none begins a new Work. So an automatic join can always be undone, and the
Works do not depend on the order in which their Records came. This file does NOT touch the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from literature.identity.compare import compare_fields
from literature.identity.comparison import Comparison, Likeness
from literature.identity.grouping import Pair, PersonsDecisions, RecordLink, join, rank
from literature.model.record import Record
from literature.model.work import AdmissionOutcome, Candidate
from store.admission.compare import SAME_ID, Admission, ComparedPair, CorpusRecord

TAKEN_APART = "no longer the same as what it was joined with"
Classify = Callable[[Record], Candidate]
"""The rules of the configuration: a Record with all that they say of it."""


class PreviousWork(NamedTuple):
    """A Work as it was before: live, or merged into another one."""

    work_id: int
    first_record: int
    best_record: int | None
    mailed: bool
    backfilled: bool
    """Whether its first Record came from the history of a term: then it is not mailed."""
    unmatched: bool = False
    """Whether no Term of today was found in it: the Record that describes it does not say so any more."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What the corpus holds that might be regrouped: whole Works, with all that ties their Records."""

    held: tuple[CorpusRecord, ...] = ()
    works: tuple[PreviousWork, ...] = ()
    """The Works of ``held``, and those that were merged into them."""
    doubtful: tuple[tuple[int, int], ...] = ()
    """Ids of Records that were compared possibly the same, or the same and yet kept apart."""
    together: tuple[tuple[int, int], ...] = ()
    apart: tuple[tuple[int, int], ...] = ()
    """What a person has said of pairs of Records, by their ids."""


@dataclass(slots=True, eq=False)
class WorkChange:
    """A Work as it is from now on; ``work_id`` is None until it is stored."""

    work_id: int | None
    members: tuple[CorpusRecord, ...]
    first: CorpusRecord
    merged: tuple[int, ...]
    """Ids of Works that are merged into it now."""
    seeded: bool
    moved: bool
    """Whether Records of the corpus have come or gone."""
    described_by: CorpusRecord | None = None
    candidate: Candidate | None = None
    """What the rules say of ``described_by``; both None while what is stored still holds."""

    @property
    def incoming(self) -> list[CorpusRecord]:
        """Its members that this visit announced."""
        return [record for record in self.members if record.candidate]

    @property
    def changed(self) -> bool:
        """Whether anything of it must be written."""
        return self.moved or self.described_by is not None or bool(self.incoming)


@dataclass(slots=True)
class Changes:
    """What a visit, or a person's decision, makes of the Works it touches."""

    works: list[WorkChange] = field(default_factory=list)
    admissions: list[Admission] = field(default_factory=list)
    """Of the incoming Records, in their order."""
    reasons: dict[int, str] = field(default_factory=dict)
    """Row id -> why the Record is in its Work, for those of the corpus that have moved."""
    refused: list[ComparedPair] = field(default_factory=list)
    """Pairs that are the same, kept apart because others of their Works contradict each other."""


def works_in_reach(incoming: Iterable[CorpusRecord], pairs: Iterable[ComparedPair]) -> set[int]:
    """The Works that may change: those that an incoming Record is the same as, and those that it belonged to."""
    ends = [end for pair in pairs if _is_same(pair.comparison) for end in (pair.left, pair.right)]
    return {record.work_id for record in (*incoming, *ends) if record.work_id is not None}


def regroup(
    incoming: Sequence[CorpusRecord],
    near: Neighbours,
    pairs: Iterable[ComparedPair],
    classify: Classify,
    *,
    news: Collection[str] = frozenset(),
    seeding: bool = False,
) -> Changes:
    """Group ``near`` and ``incoming`` into Works, where ``pairs`` say what the incoming Records are the same as.

    An incoming Record in no Work that the rules exclude stays out, unless it is a seed, or a story about a Work that we
    hold: ``news`` are the source ids of these.
    """
    arriving = {record.row_id for record in incoming if record.row_id is not None}
    held = [record for record in near.held if record.row_id not in arriving]
    records = [*held, *incoming]
    place = {_mark(record): index for index, record in enumerate(records)}
    same = {link.pair: link for link in _links_before(records, place, near, len(held))}
    for left, right, comparison in pairs:
        if _is_same(comparison):
            link = RecordLink(place[_mark(left)], place[_mark(right)], comparison)
            same[link.pair] = link
    decided = PersonsDecisions(_places(near.together, place), _places(near.apart, place))
    grouping = join([record.fields for record in records], list(same.values()), decided)
    changes = Changes(refused=[ComparedPair(records[a], records[b], why) for a, b, why in grouping.doubtful])
    homes: dict[Mark, WorkChange] = {}
    for group in grouping.groups:
        members = tuple(sorted((records[index] for index in group), key=lambda r: (r.row_id is None, r.row_id or 0)))
        if not _stays_out(members, news, seeding=seeding):
            work = _work(members, near)
            _describe(work, near, classify)
            changes.works.append(work)
            homes.update((_mark(record), work) for record in members)
    for index, record in enumerate(records):
        home, joined = homes.get(_mark(record)), grouping.because.get(index)
        reason = joined.reason if joined else TAKEN_APART
        if record.candidate:
            changes.admissions.append(_admission(record, record.candidate, home, reason))
        elif home and home.work_id != record.work_id and record.row_id is not None:
            changes.reasons[record.row_id] = reason
    return changes


Mark = tuple[str, str | int]
"""How ``regroup`` tells Records apart: by the row where it is stored, else by the id of this visit."""


def _mark(record: CorpusRecord) -> Mark:
    return ("row", record.row_id) if record.row_id is not None else ("id", record.record.source_id)


def _is_same(comparison: Comparison) -> bool:
    return comparison.likeness is Likeness.SAME


def _links_before(
    records: Sequence[CorpusRecord], place: Mapping[Mark, int], near: Neighbours, held: int
) -> Iterator[RecordLink]:
    """The pairs that the corpus had before, of one Work or kept apart in doubt, compared again; of ``records`` the
    first ``held`` are as they were.

    A Record that says something else now stays where it was unless it contradicts: a seed must not come back as news
    because its title was mended.
    """
    by_work: defaultdict[int, list[int]] = defaultdict(list)
    for index, record in enumerate(records):
        if record.work_id is not None:
            by_work[record.work_id].append(index)
    pairs = {pair for members in by_work.values() for pair in combinations(members, 2)}
    pairs |= _places(near.doubtful, place)
    for a, b in sorted(pairs):
        comparison = compare_fields(records[a].fields, records[b].fields)
        if _is_same(comparison):
            yield RecordLink(a, b, comparison)
        elif max(a, b) >= held and records[a].work_id == records[b].work_id and not comparison.contradicts:
            yield RecordLink(a, b, Comparison(Likeness.SAME, (), SAME_ID))


def _places(rows: Iterable[tuple[int, int]], place: Mapping[Mark, int]) -> frozenset[Pair]:
    known = ((place.get(("row", left)), place.get(("row", right))) for left, right in rows)
    return frozenset((min(a, b), max(a, b)) for a, b in known if a is not None and b is not None)


def _stays_out(members: Sequence[CorpusRecord], news: Collection[str], *, seeding: bool) -> bool:
    return not seeding and all(
        record.work_id is None
        and record.candidate
        and record.candidate.excluded
        and record.record.source_id not in news
        for record in members
    )


def _work(members: tuple[CorpusRecord, ...], near: Neighbours) -> WorkChange:
    """The Work of a group: of those that began with one of its Records the one that readers know, else one that they
    will be mailed, else the oldest."""
    rows = {record.row_id for record in members if record.row_id is not None}
    candidates = (work for work in near.works if work.first_record in rows)
    previous = sorted(candidates, key=lambda work: (not work.mailed, work.backfilled, work.work_id))
    kept = previous[0] if previous else None
    return WorkChange(
        work_id=kept.work_id if kept else None,
        members=members,
        first=next(
            (record for record in members if kept and record.row_id == kept.first_record),
            min(members, key=lambda record: record.backfilled),
        ),
        merged=tuple(work.work_id for work in previous[1:]),
        seeded=any(record.seed for record in members),
        moved={record.row_id for record in near.held if kept and record.work_id == kept.work_id}
        != {record.row_id for record in members if record.work_id is not None},
    )


def _describe(work: WorkChange, near: Neighbours, classify: Classify) -> None:
    """Let the best Record that the rules do not exclude describe the Work, where it is not the one that does so."""
    before = next((previous for previous in near.works if previous.work_id == work.work_id), None)
    best_before = before.best_record if before and not before.unmatched else None
    ranked = sorted(work.members, key=lambda record: rank(record.record), reverse=True)
    for record in ranked:
        if record.candidate is None and record.row_id == best_before:
            return
        candidate = record.candidate or classify(record.record)
        if candidate.matches or not candidate.excluded:
            work.described_by, work.candidate = record, candidate
            return
    work.described_by, work.candidate = ranked[0], ranked[0].candidate or classify(ranked[0].record)


def _admission(record: CorpusRecord, candidate: Candidate, work: WorkChange | None, joined: str) -> Admission:
    if work is None:
        return Admission(candidate, AdmissionOutcome.EXCLUDED, candidate.excluded)
    if work.work_id is None and record is _beginner(work):
        if work.seeded:
            return Admission(candidate, AdmissionOutcome.SEEDED, "admitted as a seed")
        reason = TAKEN_APART if record.work_id else "not in the database under any identifier"
        return Admission(candidate, AdmissionOutcome.NEW, reason)
    reason = SAME_ID if record.work_id and record.work_id == work.work_id else joined
    return Admission(candidate, AdmissionOutcome.SEEDED if work.seeded else AdmissionOutcome.KNOWN, reason)


def _beginner(work: WorkChange) -> CorpusRecord | None:
    """Whose arrival makes a Work new: the first Candidate with a Term in it; none where the corpus held a member."""
    if any(record.candidate is None for record in work.members):
        return None
    return min(work.members, key=lambda record: bool(record.candidate and record.candidate.excluded))
