"""What readers say of works: the newest answer counts, however often and in what order it is heard."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations

import pytest

from literature.model.work import Kind
from literature.readers.preferences import Aspect, Trait
from literature.readers.reader_mark import MarkKind, MarkVia
from store.corpus import Corpus
from store.decisions import Decisions
from store.engine.database import Database
from store.reader_marks import MOST_A_DAY, MarkOutcome, NewMark, ReaderMarks
from tests.store.records import T0, classified, harvest, paper

READER, OTHER = "reader@example.org", "other@example.org"
EDITION = T0.date()
USEFUL, NOT_FOR_US, TAKEN_BACK = MarkKind


@pytest.fixture
def marks(database: Database, corpus: Corpus) -> ReaderMarks:
    """Two works are held: 1 and 2."""
    papers = [paper("1"), paper("2", "Rilonacept and the invented course of another disease")]
    corpus.admit(harvest(*papers), [classified(each) for each in papers], started=T0, now=T0)
    return ReaderMarks(database)


def on_page(kind: MarkKind, work_id: int = 1, reader: str = READER, minute: int = 0) -> NewMark:
    return NewMark(reader, work_id, EDITION, kind, MarkVia.PAGE, T0 + timedelta(minutes=minute))


def by_mail(kind: MarkKind, minute: int, name: str = "") -> NewMark:
    made = T0 + timedelta(minutes=minute)
    return NewMark(READER, 1, EDITION, kind, MarkVia.MAIL, made, name or f"mail of minute {minute}")


def kind_now(marks: ReaderMarks, work_id: int = 1, reader: str = READER) -> MarkKind | None:
    present = marks.present(reader, work_id)
    return present.kind if present else None


@pytest.mark.both_databases
def test_an_answer_is_kept_changed_and_taken_back(marks: ReaderMarks) -> None:
    assert kind_now(marks) is None
    for seen, kind in enumerate((USEFUL, NOT_FOR_US, TAKEN_BACK)):
        assert marks.save(on_page(kind, minute=seen), T0, seen=seen) is MarkOutcome.SAVED
        present = marks.present(READER.upper(), 1)
        assert present
        assert (present.kind, present.version, present.reader) == (kind, seen + 1, READER)


def test_a_form_that_is_sent_again_changes_nothing(marks: ReaderMarks) -> None:
    assert marks.save(on_page(USEFUL), T0, seen=0) is MarkOutcome.SAVED
    assert marks.save(on_page(USEFUL), T0, seen=0) is MarkOutcome.UNCHANGED


def test_an_old_form_does_not_bring_back_what_was_taken_back(marks: ReaderMarks) -> None:
    marks.save(on_page(USEFUL), T0, seen=0)
    marks.save(on_page(TAKEN_BACK), T0, seen=1)
    assert marks.save(on_page(USEFUL), T0, seen=0) is MarkOutcome.STALE
    assert kind_now(marks) is TAKEN_BACK


def test_to_take_back_what_was_never_said_changes_nothing(marks: ReaderMarks) -> None:
    assert marks.save(on_page(TAKEN_BACK), T0, seen=0) is MarkOutcome.UNCHANGED
    assert marks.present(READER, 1) is None


def test_mails_in_any_order_and_read_any_number_of_times_come_to_the_newest(database: Database, corpus: Corpus) -> None:
    papers = [paper(str(number), f"Anakinra and invented disease number {number * 7919}") for number in range(1, 7)]
    corpus.admit(harvest(*papers), [classified(each) for each in papers], started=T0, now=T0)
    marks = ReaderMarks(database)
    sent = [by_mail(USEFUL, 1), by_mail(NOT_FOR_US, 2), by_mail(TAKEN_BACK, 3)]
    for work_id, order in enumerate(permutations(sent), 1):
        for mail in order * 3:
            marks.save(mail._replace(work_id=work_id), T0 + timedelta(hours=1))
        assert kind_now(marks, work_id) is TAKEN_BACK


def test_of_two_mails_of_one_second_the_same_one_counts_each_time(marks: ReaderMarks) -> None:
    for mail in (by_mail(USEFUL, 5, "b"), by_mail(NOT_FOR_US, 5, "a"), by_mail(USEFUL, 5, "b")):
        marks.save(mail, T0)
    assert kind_now(marks) is USEFUL


def test_a_mail_from_before_an_answer_on_the_page_is_older(marks: ReaderMarks) -> None:
    marks.save(on_page(TAKEN_BACK, minute=1), T0, seen=0)
    marks.save(on_page(USEFUL, minute=10), T0, seen=0)
    assert marks.save(by_mail(NOT_FOR_US, 9), T0) is MarkOutcome.OLDER
    assert marks.save(by_mail(NOT_FOR_US, 11), T0) is MarkOutcome.SAVED


def test_on_the_page_the_last_word_counts_whatever_the_clock_says(marks: ReaderMarks) -> None:
    marks.save(by_mail(USEFUL, 60), T0 + timedelta(hours=1))
    assert marks.save(on_page(TAKEN_BACK, minute=1), T0, seen=1) is MarkOutcome.SAVED
    assert kind_now(marks) is TAKEN_BACK
    assert marks.save(by_mail(USEFUL, 60), T0 + timedelta(hours=1)) is MarkOutcome.OLDER


def test_a_reader_who_answers_500_times_in_a_minute_is_bounded_and_may_go_on_a_day_later(marks: ReaderMarks) -> None:
    kinds = (USEFUL, NOT_FOR_US)
    outcomes = [
        marks.save(on_page(kinds[number % 2]), T0, seen=min(number, MOST_A_DAY)) for number in range(MOST_A_DAY + 5)
    ]
    assert outcomes.count(MarkOutcome.SAVED) == MOST_A_DAY
    assert outcomes[MOST_A_DAY] is MarkOutcome.TOO_MANY
    assert marks.save(on_page(USEFUL, reader=OTHER), T0, seen=0) is MarkOutcome.SAVED
    tomorrow = T0 + timedelta(days=1, minutes=1)
    assert marks.save(on_page(TAKEN_BACK), tomorrow, seen=MOST_A_DAY) is MarkOutcome.SAVED


def test_a_work_that_does_not_exist_is_not_marked(marks: ReaderMarks) -> None:
    assert marks.save(on_page(USEFUL, work_id=99), T0, seen=0) is MarkOutcome.NO_WORK
    assert (marks.present(READER, 99), marks.record(99)) == (None, None)


@pytest.mark.both_databases
def test_marks_follow_their_work_into_another_one_and_out_again(marks: ReaderMarks, database: Database) -> None:
    """The newest answer of both counts while they are one."""
    marks.save(on_page(USEFUL, work_id=1), T0, seen=0)
    marks.save(on_page(NOT_FOR_US, work_id=2, minute=5), T0, seen=0)
    marks.save(on_page(USEFUL, work_id=2, reader=OTHER, minute=6), T0, seen=0)
    decisions = Decisions(database, classified)
    decisions.link(1, 2, T0)
    assert [(mark.reader, mark.kind, mark.version) for mark in marks.of_work(1)] == [
        (READER, NOT_FOR_US, 2),
        (OTHER, USEFUL, 1),
    ]
    assert kind_now(marks, 2) is NOT_FOR_US
    assert marks.counts() == {NOT_FOR_US: 1, USEFUL: 1}
    assert marks.save(on_page(TAKEN_BACK, work_id=2, minute=7), T0, seen=1) is MarkOutcome.STALE
    decisions.unlink([1], [2], T0)
    assert (kind_now(marks, 1), kind_now(marks, 2)) == (USEFUL, NOT_FOR_US)


def test_the_marks_of_a_reader_come_with_what_the_rules_say_of_the_works(marks: ReaderMarks) -> None:
    marks.save(on_page(NOT_FOR_US, work_id=2), T0, seen=0)
    marks.save(on_page(USEFUL, work_id=1, minute=1), T0, seen=0)
    marks.save(on_page(USEFUL, work_id=1, reader=OTHER, minute=1), T0, seen=0)
    by_reader = marks.by_reader()
    assert {reader: [(mark.work_id, mark.useful) for mark in said] for reader, said in by_reader.items()} == {
        READER: [(2, False), (1, True)],
        OTHER: [(1, True)],
    }
    known = {Trait(Aspect.TOPIC, "cardio"), Trait(Aspect.TERM, "IL-1RA"), Trait(Aspect.KIND, Kind.TRIAL)}
    assert by_reader[READER][1].traits >= known
    marks.save(on_page(TAKEN_BACK, work_id=1, minute=2), T0, seen=1)
    assert [mark.work_id for mark in marks.by_reader()[READER]] == [2]


def test_how_far_an_inbox_was_read_is_kept(marks: ReaderMarks) -> None:
    assert marks.inbox_state("imaps://a@b/INBOX") == ""
    for state in ("1 2", "1 9"):
        marks.save_inbox_state("imaps://a@b/INBOX", state)
    assert (marks.inbox_state("imaps://a@b/INBOX"), marks.inbox_state("/var/mail/a")) == ("1 9", "")
