"""The Works matched again when the terms have changed: which of them name a term now and did not before, and which no
longer do.

A Work in which no Term is found any more keeps the Matches for which it was taken in: readers may have been sent it.
Only what differs is written, in one transaction with the note that the terms were matched. This file does NOT classify
and does NOT decide what has changed (literature/terms/changes.py does).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from literature.identity.grouping import rank
from literature.model.record import Record
from literature.model.work import Candidate, Match
from literature.terms.changes import EditedTerm, TermChange, TermEdit
from store.admission import write
from store.admission.regroup import Classify
from store.engine.batches import chunks, rows_in, update_rows
from store.engine.database import Repository
from store.engine.serial import record_of
from store.items import match_of
from store.tables import MatchRow, RecordRow, TermChangeRow, TermRow, WorkRow
from store.terms.recalls import rename_recalls

MOST_TITLES = 5


@dataclass(slots=True)
class Difference:
    """What one term has gained and lost: how many Works, and titles of the first ones."""

    more: int = 0
    fewer: int = 0
    gained: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    def gain(self, title: str) -> None:
        """Count a Work in which the term is found now."""
        self.more += 1
        self.gained = [*self.gained, title][:MOST_TITLES]

    def lose(self, title: str) -> None:
        """Count a Work in which it is not found any more."""
        self.fewer += 1
        self.lost = [*self.lost, title][:MOST_TITLES]


@dataclass(frozen=True, slots=True)
class _Held:
    """A Work as it is stored."""

    work_id: int
    best_record: int | None
    unmatched: bool
    is_merged: bool
    """Whether it was merged into another one, which counts for it."""
    matches: frozenset[Match]

    @property
    def terms(self) -> frozenset[str]:
        """The terms that it names, of today or of an earlier watch.toml."""
        return frozenset() if self.unmatched else frozenset(match.term for match in self.matches)


class Rematch(Repository):
    """All Works, to be matched again."""

    def match_again(
        self,
        edited: Sequence[EditedTerm],
        rules: Mapping[str, str],
        classify: Classify,
        now: datetime,
        admitted: Iterable[Candidate] = (),
    ) -> tuple[TermChange, ...]:
        """Match all Works by the terms of today; ``rules`` is name -> version of each. Return what each of ``edited``
        has meant, the Works of ``admitted`` among what was gained: they were kept out before."""
        former = {term.previous_name: term.name for term in edited if term.edit is TermEdit.RENAMED}
        differences = defaultdict[str, Difference](Difference)
        for candidate in admitted:
            for term in {match.term for match in candidate.matches}:
                differences[term].gain(candidate.record.title.text)
        changed = list[tuple[_Held, int, Candidate]]()
        with self._database.reading() as session:
            for held, record, candidate in _classified(session, classify):
                if _differs(held, candidate):
                    changed.append((held, record, candidate))
                    if not held.is_merged:
                        _compare(held, candidate, former, differences)
        changes = tuple(_change(term, differences[term.name]) for term in edited)
        with self._database.writing() as session:
            _write(session, changed)
            _note(session, changes, rules, now)
        return changes


def _classified(session: Session, classify: Classify) -> Iterator[tuple[_Held, int, Candidate]]:
    """All Works, a part at a time: as they are stored, the Record that describes them by the rules of today, and what
    these say of it. One that was merged into another is read too: it comes back when they are taken apart."""
    every = select(col(WorkRow.id)).order_by(col(WorkRow.id))
    for work_ids in chunks(session.execute(every).scalars().all()):
        matches = defaultdict[int, set[Match]](set)
        for (row,) in rows_in(session, select(MatchRow), work_ids, col(MatchRow.work_id)):
            matches[row.work_id].add(match_of(row))
        works = list(rows_in(session, select(WorkRow).order_by(col(WorkRow.id)), work_ids, col(WorkRow.id)))
        records = _records(session, [work for (work,) in works])
        for (work,) in works:
            if described := _described(records[work.id], work.best_record, classify):
                is_merged = work.merged_into is not None
                held = _Held(work.id, work.best_record, work.unmatched, is_merged, frozenset(matches[work.id]))
                yield held, *described
        session.expunge_all()


def _records(session: Session, works: Sequence[WorkRow]) -> defaultdict[int, list[tuple[int, Record]]]:
    """The Records of each Work, with their rows; of one that was merged, the one that describes it."""
    records = defaultdict[int, list[tuple[int, Record]]](list)
    columns = select(col(RecordRow.id), col(RecordRow.work_id), col(RecordRow.data)).order_by(col(RecordRow.id))
    live = [work.id for work in works if work.merged_into is None]
    for record_id, work_id, data in rows_in(session, columns, live, col(RecordRow.work_id)):
        records[work_id].append((record_id, record_of(data)))
    merged = {work.best_record: work.id for work in works if work.merged_into is not None}
    for record_id, _, data in rows_in(session, columns, merged, col(RecordRow.id)):
        records[merged[record_id] or 0].append((record_id, record_of(data)))
    return records


def _described(
    records: Sequence[tuple[int, Record]], best: int | None, classify: Classify
) -> tuple[int, Candidate] | None:
    """The Record in which a Term of today is found, the one that says most first; of none, the one that describes the
    Work now."""
    candidates = dict[int, Candidate]()
    for record_id, record in sorted(records, key=lambda each: rank(each[1]), reverse=True):
        candidates[record_id] = classify(record)
        if candidates[record_id].matches:
            return record_id, candidates[record_id]
    return (best, candidates[best]) if best in candidates else None


def _differs(held: _Held, candidate: Candidate) -> bool:
    """Whether a Work must be written. One that never named a term is a story about a Work, or a seed."""
    if not candidate.matches:
        return bool(held.matches) and not held.unmatched
    return held.unmatched or frozenset(candidate.matches) != held.matches


def _compare(
    held: _Held, candidate: Candidate, former: Mapping[str, str], differences: defaultdict[str, Difference]
) -> None:
    before = {former.get(term, term) for term in held.terms}
    now, title = {match.term for match in candidate.matches}, candidate.record.title.text
    for term in now - before:
        differences[term].gain(title)
    for term in before - now:
        differences[term].lose(title)


def _change(term: EditedTerm, difference: Difference) -> TermChange:
    gained, lost = tuple(difference.gained), tuple(difference.lost)
    return TermChange(*term, difference.more, difference.fewer, gained, lost)


def _write(session: Session, changed: Collection[tuple[_Held, int, Candidate]]) -> None:
    """Write what differs; not of a Work that has been described by another Record since it was read."""
    ids = [held.work_id for held, _, _ in changed]
    now = dict(rows_in(session, select(col(WorkRow.id), col(WorkRow.best_record)), ids, col(WorkRow.id)))
    still = [each for each in changed if now.get(each[0].work_id) == each[0].best_record]
    matched = [(held.work_id, record, candidate) for held, record, candidate in still if candidate.matches]
    write.describe(session, [(work_id, candidate) for work_id, _, candidate in matched])
    update_rows(session, WorkRow, [{"id": work_id, "best_record": record} for work_id, record, _ in matched])
    lost = [{"id": held.work_id, "unmatched": True} for held, _, candidate in still if not candidate.matches]
    update_rows(session, WorkRow, lost)


def _note(session: Session, changes: Sequence[TermChange], rules: Mapping[str, str], now: datetime) -> None:
    for change in changes:
        row = TermChangeRow(
            made=now,
            term=change.term,
            kind=change.edit.value,
            previous_name=change.previous_name,
            more=change.more,
            fewer=change.fewer,
            gained=list(change.gained),
            lost=list(change.lost),
        )
        session.add(row)
        if change.previous_name:
            rename_recalls(session, change.previous_name, change.term)
        is_removed = change.edit is TermEdit.REMOVED
        former = session.get(TermRow, change.term if is_removed else change.previous_name)
        if former:
            session.delete(former)
        if not is_removed and (matched := session.get(TermRow, change.term)):
            matched.rules = rules.get(change.term, "")
            session.add(matched)
