"""ATTACK FINDINGS: answers of readers."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations

import pytest

from digests.mail.answer_links import AnswerLinks, filled
from digests.mail.answer_tokens import TOKEN_LENGTH
from flows.feedback.inbox import _ANSWER
from literature.model.reader_mark import MarkKind, MarkVia
from store.corpus import Corpus
from store.engine.database import Database
from store.reader_marks import NewMark, ReaderMarks
from tests.flows.feedback.served import SECRET
from tests.store.records import T0, classified, harvest, paper

OPEN = pytest.mark.xfail(strict=True, reason="attack finding of issue 14, not mended yet")
USEFUL, NOT_FOR_US, TAKEN_BACK = MarkKind


def mailed(kind: MarkKind, minute: int, work_id: int) -> NewMark:
    made = T0 + timedelta(minutes=minute)
    return NewMark("reader@example.org", work_id, T0.date(), kind, MarkVia.MAIL, made, f"mail {minute}")


@OPEN
def test_mails_in_any_order_come_to_the_newest_where_it_says_what_the_first_said(
    database: Database, corpus: Corpus
) -> None:
    """store/reader_marks._refused: UNCHANGED keeps no row, so a later mail that says the same is forgotten, and one
    from between the two that arrives last wins (IMAP reads each mail once)."""
    papers = [paper(str(number), f"Anakinra and invented disease number {number * 7919}") for number in range(1, 7)]
    corpus.admit(harvest(*papers), [classified(each) for each in papers], started=T0, now=T0)
    marks, found = ReaderMarks(database), []
    for work_id, order in enumerate(permutations([(USEFUL, 1), (NOT_FOR_US, 2), (USEFUL, 3)]), 1):
        for kind, minute in order:
            marks.save(mailed(kind, minute, work_id), T0 + timedelta(hours=1))
        present = marks.present("reader@example.org", work_id)
        found.append(present and present.kind)
    assert found == [USEFUL] * 6


@OPEN
def test_what_was_taken_back_before_its_answer_arrived_is_taken_back(database: Database, corpus: Corpus) -> None:
    """The same: "Take back" that arrives before the answer it takes back is UNCHANGED, and forgotten."""
    corpus.admit(harvest(paper("1")), [classified(paper("1"))], started=T0, now=T0)
    marks = ReaderMarks(database)
    marks.save(mailed(TAKEN_BACK, 3, 1), T0 + timedelta(hours=1))
    marks.save(mailed(USEFUL, 2, 1), T0 + timedelta(hours=1))
    present = marks.present("reader@example.org", 1)
    assert present is None or present.kind is TAKEN_BACK


@OPEN
def test_an_edition_from_before_2020_can_be_answered_or_has_no_links() -> None:
    """answer_tokens._place: struct.error for `ilwatch digest --date 2019-12-30` with a key set (after a backfill of the
    clock, a demo, a test of an old week)."""
    edition = date(2019, 12, 30)
    links = AnswerLinks(SECRET, edition, "watch@example.org", "")
    body = links.of_work(1)[0].url.encode()
    assert len(filled(body, links.for_reader("reader@example.org"), edition)) == len(body)


@OPEN
@pytest.mark.parametrize("words", ["Take back: Useful", "Take back Not for us", "Not useful"])
def test_words_put_before_those_of_the_link_do_not_count_as_their_opposite(words: str) -> None:
    """flows/feedback/inbox._ANSWER: the letter asks for "Take back" in place of the words; who writes it before them is
    heard as "useful" again. "Take back" anywhere before the token should decide; "not useful" should be refused."""
    hit = _ANSWER.search(f"Re: {words} {'x' * TOKEN_LENGTH}")
    assert hit is None or hit[1].lower() == "take back"
