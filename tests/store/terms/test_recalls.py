"""What a recall audit found of each term, on both databases: kept with its visit, under whatever name, and pruned."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from literature.model.errors import WatchError
from literature.model.harvest import TermAsked, VisitKind
from literature.model.recall import MissedPaper, TermAudit
from literature.model.record import Record
from literature.terms.matcher import Term, asked_as
from store.corpus import Corpus
from store.editions import Editions, Masthead
from store.engine.database import Database
from store.terms.watched import WatchedTerms
from store.upkeep import Upkeep
from tests.store.records import T0, classified, harvest, paper

pytestmark = pytest.mark.both_databases

DAY = timedelta(days=1)
SINCE = date(2025, 10, 16)
IL1RA = Term("IL-1RA", ("IL-1RA", "anakinra"))
"""What ``classified`` finds in every paper."""
RENAMED, IL32 = replace(IL1RA, name="The antagonist"), Term("IL-32", ("IL-32",))
MASTHEAD = Masthead("IL-1 digest", "Europe/London", "r1", (), "t1")


@pytest.fixture
def watched(database: Database) -> WatchedTerms:
    return WatchedTerms(database)


def poll(corpus: Corpus, at: datetime, *terms: Term) -> None:
    asked = tuple(TermAsked(term.name, 0, asked_as(term)) for term in terms)
    corpus.admit(replace(harvest(), asked=asked), [], started=at, now=at)


def audit(corpus: Corpus, at: datetime, *new: Record, term: Term = IL1RA, held: tuple[str, ...] = ()) -> None:
    ids = frozenset({*held, *(record.source_id for record in new)})
    audited = (TermAudit(term.name, SINCE, ids, frozenset(held)),)
    visit = replace(harvest(*new, held=held, cursor=None), kind=VisitKind.AUDIT, audited=audited)
    corpus.admit(visit, [classified(record) for record in new], started=at, now=at)


def test_an_audit_keeps_what_it_found_and_the_next_one_finds_it_held(corpus: Corpus, watched: WatchedTerms) -> None:
    audit(corpus, T0, paper("1", "Anakinra in an invented disease"))
    first = watched.recalls([IL1RA])["IL-1RA"]
    assert first
    assert (first.recall, first.missed_papers) == (0.0, (MissedPaper("1", "Anakinra in an invented disease"),))
    assert (first.since, first.asked) == (SINCE, T0)
    audit(corpus, T0 + DAY, held=("1",))
    second = watched.recalls([IL1RA])["IL-1RA"]
    assert second
    assert (second.recall, second.missed_papers, second.asked) == (1.0, (), T0 + DAY)


def test_a_term_that_was_never_audited_has_no_recall(corpus: Corpus, watched: WatchedTerms) -> None:
    poll(corpus, T0, IL1RA, IL32)
    audit(corpus, T0)
    assert watched.recalls([IL1RA, IL32])["IL-32"] is None


def test_an_audit_that_is_not_stored_leaves_no_recall(corpus: Corpus, watched: WatchedTerms) -> None:
    ids = frozenset({"1"})
    unbalanced = replace(harvest(), announced=7, audited=(TermAudit("IL-1RA", SINCE, ids, ids),))
    with pytest.raises(WatchError, match="does not balance"):
        corpus.admit(unbalanced, [], started=T0, now=T0)
    assert watched.recalls([IL1RA]) == {"IL-1RA": None}


def test_a_renamed_term_keeps_what_its_audits_found_before_and_after_the_next_one(
    corpus: Corpus, watched: WatchedTerms
) -> None:
    poll(corpus, T0, IL1RA)
    audit(corpus, T0, paper("1"))
    (kept,) = watched.recalls([RENAMED]).values()
    assert kept
    assert (kept.term, kept.missed) == ("The antagonist", 1)
    poll(corpus, T0 + DAY, RENAMED)
    assert watched.recalls([RENAMED])["The antagonist"] == kept
    audit(corpus, T0 + 2 * DAY, term=RENAMED, held=("1",))
    (newest,) = watched.recalls([RENAMED]).values()
    assert newest
    assert (newest.asked, newest.missed) == (T0 + 2 * DAY, 0)


def test_a_term_that_is_still_watched_lends_its_recall_to_no_other_one(corpus: Corpus, watched: WatchedTerms) -> None:
    """ "Anakinra" alone asks for nothing that IL-1RA does not ask for."""
    poll(corpus, T0, IL1RA)
    audit(corpus, T0, paper("1"))
    assert watched.recalls([IL1RA, Term("Anakinra", ())])["Anakinra"] is None


def test_an_edition_freezes_all_audits_since_the_last_one(corpus: Corpus, editions: Editions) -> None:
    """One that finds nothing does not hide what the one before it found."""
    audit(corpus, T0, paper("1"))
    audit(corpus, T0 + DAY, held=("1",))
    monday, week = date(2026, 11, 23), timedelta(days=7)
    first = editions.freeze(monday, MASTHEAD, T0 + week)
    assert [(recall.term, recall.missed, recall.asked) for recall in first.recalls] == [
        ("IL-1RA", 1, T0),
        ("IL-1RA", 0, T0 + DAY),
    ]
    assert editions.get(monday) == first
    assert editions.freeze(monday + week, MASTHEAD, T0 + 2 * week).recalls == ()


def test_old_audits_are_pruned_and_the_newest_of_each_term_stays(
    corpus: Corpus, database: Database, watched: WatchedTerms
) -> None:
    for days in range(3):
        audit(corpus, T0 + days * DAY)
    audit(corpus, T0, term=IL32)
    assert Upkeep(database).prune(T0 + DAY).recalls == 1
    assert Upkeep(database).prune(T0 + 9 * DAY).recalls == 1
    kept = watched.recalls([IL1RA, IL32])
    assert {term: recall and recall.asked for term, recall in kept.items()} == {"IL-1RA": T0 + 2 * DAY, "IL-32": T0}
