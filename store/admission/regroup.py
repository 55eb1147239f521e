"""Works made of Records: what was compared the same is joined, and each group finds its Work.

A Work is told by the Record that it began with (its first Record). A group that holds the first Records of several
Works becomes the one that readers know; the others are merged into it, and come back as they were when their Records
are taken apart. A group that holds none begins a new Work. So an automatic join can always be undone, and the Works
do not depend on the order in which their Records came. This file does NOT touch the database.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from literature.identity.compare import compare_fields
from literature.identity.comparison import Comparison, Likeness
from literature.identity.grouping import Grouping, Pair, PersonsDecisions, RecordLink, join, rank
from literature.model.record import Record
from literature.model.work import AdmissionOutcome, Candidate
from store.admission.compare import SAME_ID, Admission, ComparedPair, CorpusRecord

TAKEN_APART = "no longer the same as what it was joined with"
Classify = Callable[[Record], Candidate]
"""The rules of the configuration: a Record with all that they say of it."""


class PreviousWork(NamedTuple):
    """A Work as it stood before: live, or merged into another one."""

    work_id: int
    first_record: int
    best_record: int | None
    mailed: bool


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What is inside and might be told apart anew: whole Works, with all that ties their Records."""

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
    """A Work as it stands now; ``work_id`` is None until it is stored."""

    work_id: int | None
    members: tuple[CorpusRecord, ...]
    first: CorpusRecord
    merged: tuple[int, ...]
    """Ids of Works that are merged into it now."""
    seeded: bool
    moved: bool
    """Whether Records that were inside before have come or gone."""
    described_by: CorpusRecord | None = None
    candidate: Candidate | None = None
    """What the rules say of ``described_by``; both None while what is stored still holds."""

    @property
    def changed(self) -> bool:
        """Whether anything of it must be written."""
        return self.moved or self.described_by is not None or any(one.candidate for one in self.members)


@dataclass(slots=True)
class Changes:
    """What a visit, or a person's decision, makes of the Works it touches."""

    works: list[WorkChange] = field(default_factory=list)
    admissions: list[Admission] = field(default_factory=list)
    """Of the entrants, in their order."""
    because: dict[int, str] = field(default_factory=dict)
    """Row id -> why the Record is in its Work, for those inside that have moved."""
    refused: list[ComparedPair] = field(default_factory=list)
    """Pairs that are the same, kept apart because others of their Works contradict each other."""


def works_in_reach(entrants: Iterable[CorpusRecord], pairs: Iterable[ComparedPair]) -> set[int]:
    """The Works that may change: those that an entrant is the same as, and those that it belonged to."""
    ends = [end for pair in pairs if _is_same(pair.comparison) for end in (pair.one, pair.other)]
    return {one.work_id for one in (*entrants, *ends) if one.work_id is not None}


def regroup(
    entrants: Sequence[CorpusRecord],
    near: Neighbours,
    pairs: Iterable[ComparedPair],
    classify: Classify,
    *,
    told_of: Collection[str] = frozenset(),
    seeding: bool = False,
) -> Changes:
    """The Works of ``near`` and ``entrants``, where ``pairs`` say what the entrants are the same as.

    An entrant in no Work that the rules exclude stays outside, unless it is a seed or ``told_of`` (its source id): a
    story about a Work that we hold.
    """
    arriving = {one.row_id for one in entrants if one.row_id is not None}
    held = [one for one in near.held if one.row_id not in arriving]
    records = [*held, *entrants]
    place = {_mark(one): at for at, one in enumerate(records)}
    same = {link.pair: link for link in _links_inside(records, place, near, len(held))}
    for one, other, comparison in pairs:
        if _is_same(comparison):
            link = RecordLink(place[_mark(one)], place[_mark(other)], comparison)
            same[link.pair] = link
    grouping = join([one.fields for one in records], list(same.values()), _decided(near, place))
    result = Changes(refused=[ComparedPair(records[a], records[b], j) for a, b, j in grouping.doubtful])
    homes: dict[Mark, WorkChange] = {}
    for members in _groups(records, grouping):
        if not _outside(members, told_of, seeding=seeding):
            work = _work(members, near)
            _describe(work, near, classify)
            result.works.append(work)
            homes.update((_mark(one), work) for one in members)
    for at, one in enumerate(records):
        home, joined = homes.get(_mark(one)), grouping.because.get(at)
        because = joined.reason if joined else TAKEN_APART
        if one.candidate:
            result.admissions.append(_admission(one, one.candidate, home, because))
        elif home and home.work_id != one.work_id and one.row_id is not None:
            result.because[one.row_id] = because
    return result


Mark = tuple[str, str | int]
"""How a Record is told in a settlement: by its row where it is stored, else by its id of this visit."""


def _mark(one: CorpusRecord) -> Mark:
    return ("row", one.row_id) if one.row_id is not None else ("id", one.record.source_id)


def _is_same(comparison: Comparison) -> bool:
    return comparison.likeness is Likeness.SAME


def _links_inside(
    records: Sequence[CorpusRecord], place: Mapping[Mark, int], near: Neighbours, stood: int
) -> Iterator[RecordLink]:
    """The pairs that were inside before: of one Work, or kept apart in doubt, compared again.

    A Record that says something else now stays where it was unless it contradicts: a seed must not come back as news
    because its title was mended.
    """
    by_work: defaultdict[int, list[int]] = defaultdict(list)
    for at, one in enumerate(records):
        if one.work_id is not None:
            by_work[one.work_id].append(at)
    pairs = {pair for members in by_work.values() for pair in combinations(members, 2)}
    pairs |= _places(near.doubtful, place)
    for a, b in sorted(pairs):
        comparison = compare_fields(records[a].fields, records[b].fields)
        if _is_same(comparison):
            yield RecordLink(a, b, comparison)
        elif max(a, b) >= stood and records[a].work_id == records[b].work_id and not comparison.contradicts:
            yield RecordLink(a, b, Comparison(Likeness.SAME, (), SAME_ID))


def _places(rows: Iterable[tuple[int, int]], place: Mapping[Mark, int]) -> frozenset[Pair]:
    """Pairs of row ids as pairs of places, where both stand here."""
    known = ((place.get(("row", one)), place.get(("row", other))) for one, other in rows)
    return frozenset((min(a, b), max(a, b)) for a, b in known if a is not None and b is not None)


def _decided(near: Neighbours, place: Mapping[Mark, int]) -> PersonsDecisions:
    return PersonsDecisions(_places(near.together, place), _places(near.apart, place))


def _groups(records: Sequence[CorpusRecord], grouping: Grouping) -> Iterator[tuple[CorpusRecord, ...]]:
    """Each group's Records, those inside first, by their ids."""
    for group in grouping.groups:
        members = [records[at] for at in group]
        yield tuple(sorted(members, key=lambda one: (one.row_id is None, one.row_id or 0)))


def _outside(members: Sequence[CorpusRecord], told_of: Collection[str], *, seeding: bool) -> bool:
    """Whether none of ``members`` belongs inside."""
    return not seeding and all(
        one.work_id is None and one.candidate and one.candidate.excluded and one.record.source_id not in told_of
        for one in members
    )


def _work(members: tuple[CorpusRecord, ...], near: Neighbours) -> WorkChange:
    """The Work of a group: of those that began with one of its Records the one that readers know, else the oldest."""
    rows = {one.row_id for one in members if one.row_id is not None}
    formers = sorted(
        (work for work in near.works if work.first_record in rows), key=lambda work: (not work.mailed, work.work_id)
    )
    own = formers[0] if formers else None
    first = next((one for one in members if own and one.row_id == own.first_record), members[0])
    before = {one.row_id for one in near.held if own and one.work_id == own.work_id}
    return WorkChange(
        work_id=own.work_id if own else None,
        members=members,
        first=first,
        merged=tuple(work.work_id for work in formers[1:]),
        seeded=any(one.seed for one in members),
        moved=before != {one.row_id for one in members if one.work_id is not None},
    )


def _describe(work: WorkChange, near: Neighbours, classify: Classify) -> None:
    """Let the best Record that the rules do not exclude describe the Work, where it is not the one that does so."""
    best_before = next((former.best_record for former in near.works if former.work_id == work.work_id), None)
    ranked = sorted(work.members, key=lambda one: rank(one.record), reverse=True)
    chosen = None
    for one in ranked:
        if one.candidate is None and one.row_id == best_before:
            return
        candidate = one.candidate or classify(one.record)
        if candidate.matches or not candidate.excluded:
            chosen = one, candidate
            break
    work.described_by, work.candidate = chosen or (ranked[0], ranked[0].candidate or classify(ranked[0].record))


def _admission(one: CorpusRecord, candidate: Candidate, work: WorkChange | None, because: str) -> Admission:
    if work is None:
        return Admission(candidate, AdmissionOutcome.EXCLUDED, candidate.excluded)
    if work.work_id is None and one is _beginner(work):
        if work.seeded:
            return Admission(candidate, AdmissionOutcome.SEEDED, "admitted as a seed")
        return Admission(candidate, AdmissionOutcome.NEW, TAKEN_APART if one.work_id else "not held under any name")
    reason = SAME_ID if one.work_id and one.work_id == work.work_id else because
    return Admission(candidate, AdmissionOutcome.SEEDED if work.seeded else AdmissionOutcome.KNOWN, reason)


def _beginner(work: WorkChange) -> CorpusRecord | None:
    """Whose arrival makes a Work new: the first Candidate with a Term in it; none where a Record was inside before."""
    if any(one.candidate is None for one in work.members):
        return None
    return min(work.members, key=lambda one: bool(one.candidate and one.candidate.excluded))
