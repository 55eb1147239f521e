"""What a person says of a Work and a Topic: that it belongs there, or not. It overrides every rule and every visit.

An answer is kept for a Record, which never goes away, and read for the Work that holds it now: Works merge and come
back. This file does NOT read names as a person writes them (flows/curation/confirm.py does) and does NOT learn from the
answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, delete, select
from sqlmodel import Session, col

from literature.model.work import Label, Nearest
from literature.topics.sorter import Sorting
from store.engine.batches import rows_in
from store.engine.database import Repository
from store.records import BY_ID, BY_WORK, IN_A_WORK
from store.tables import ConfirmationRow, LabelRow, RecordRow, WorkRow

BY_A_PERSON = "a person"
"""Where a Label names the version of its rules."""


class Answer(NamedTuple):
    """Whether one Record belongs under one Topic."""

    record_id: int
    topic: str
    yes: bool


class Confirmations(Repository):
    """All that persons have said of Works and Topics."""

    def save(self, answers: Iterable[Answer], now: datetime) -> None:
        """Save ``answers``, all or none; each replaces what was said before of the same Work and Topic."""
        with self._database.writing() as session:
            for answer in answers:
                work = select(BY_WORK).where(col(RecordRow.id) == answer.record_id).scalar_subquery()
                of_work = col(ConfirmationRow.record_id).in_(select(BY_ID).where(col(RecordRow.work_id) == work))
                session.execute(delete(ConfirmationRow).where(col(ConfirmationRow.topic) == answer.topic, of_work))
                session.merge(ConfirmationRow(**answer._asdict(), made=now))
                session.flush()

    def answers(self) -> dict[int, dict[str, bool]]:
        """Work -> Topic -> whether it belongs there, of all Works of which anything was said."""
        with self._database.reading() as session:
            return _by_work(session.execute(_in_order()).all())


def answers_of(session: Session, work_ids: Iterable[int]) -> dict[int, dict[str, bool]]:
    """``Confirmations.answers`` of these Works."""
    return _by_work(rows_in(session, _in_order(), work_ids, BY_WORK))


def sorting_of(labels: Sequence[LabelRow], work: WorkRow, answers: Mapping[str, bool]) -> Sorting:
    """What the rules gave ``work``, as a person's ``answers`` change it: its Labels, surest first, or why none."""
    near = Nearest(work.nearest_topic, work.nearest_words, work.nearest_score) if work.nearest_topic else None
    given = tuple(Label(row.topic, row.score, row.reason, row.rules) for row in labels)
    return answered(Sorting(given, work.unsorted, nearest=near), answers)


def answered(sorting: Sorting, answers: Mapping[str, bool]) -> Sorting:
    """``sorting``, as the rules gave it, after what a person said of the Work."""
    kept = [label for label in sorting.labels if label.topic not in answers]
    kept += [Label(topic, 1.0, "confirmed by a person", BY_A_PERSON) for topic, yes in answers.items() if yes]
    if kept:
        return Sorting(tuple(sorted(kept, key=lambda label: -label.score)), "")
    if sorting.labels:
        return Sorting((), f"a person has said that it is not {', '.join(sorted(answers))}")
    return sorting


def _in_order() -> Select[Any]:
    """Answers as (Work, Topic, yes), the oldest first."""
    return (
        select(BY_WORK, col(ConfirmationRow.topic), col(ConfirmationRow.yes))
        .join(RecordRow, col(RecordRow.id) == ConfirmationRow.record_id)
        .where(IN_A_WORK)
        .order_by(col(ConfirmationRow.made), col(ConfirmationRow.record_id))
    )


def _by_work(rows: Iterable[Any]) -> dict[int, dict[str, bool]]:
    """Where Works were merged that people sorted in two ways, the newest answer counts."""
    answers: dict[int, dict[str, bool]] = {}
    for work_id, topic, yes in rows:
        answers.setdefault(work_id, {})[topic] = yes
    return answers
