"""Mailed answers count by their dates, in whatever order the mails are read."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

from literature.readers.reader_mark import MarkKind, MarkVia
from store.corpus import Corpus
from store.engine.database import Database
from store.reader_marks import NewMark, ReaderMarks
from tests.store.records import T0, classified, harvest, paper

USEFUL, NOT_FOR_US, TAKEN_BACK = MarkKind


def mailed(kind: MarkKind, minute: int, work_id: int) -> NewMark:
    made = T0 + timedelta(minutes=minute)
    return NewMark("reader@example.org", work_id, T0.date(), kind, MarkVia.MAIL, made, f"mail {minute}")


def test_mails_in_any_order_come_to_the_newest_where_it_says_what_the_first_said(
    database: Database, corpus: Corpus
) -> None:
    """An answer that says what the reader says already is kept too: one from before it may come last."""
    papers = [paper(str(number), f"Anakinra and invented disease number {number * 7919}") for number in range(1, 7)]
    corpus.admit(harvest(*papers), [classified(each) for each in papers], started=T0, now=T0)
    marks, found = ReaderMarks(database), []
    for work_id, order in enumerate(permutations([(USEFUL, 1), (NOT_FOR_US, 2), (USEFUL, 3)]), 1):
        for kind, minute in order:
            marks.save(mailed(kind, minute, work_id), T0 + timedelta(hours=1))
        present = marks.present("reader@example.org", work_id)
        found.append(present and present.kind)
    assert found == [USEFUL] * 6


def test_what_was_taken_back_before_its_answer_arrived_is_taken_back(database: Database, corpus: Corpus) -> None:

    corpus.admit(harvest(paper("1")), [classified(paper("1"))], started=T0, now=T0)
    marks = ReaderMarks(database)
    marks.save(mailed(TAKEN_BACK, 3, 1), T0 + timedelta(hours=1))
    marks.save(mailed(USEFUL, 2, 1), T0 + timedelta(hours=1))
    present = marks.present("reader@example.org", 1)
    assert present is None or present.kind is TAKEN_BACK
