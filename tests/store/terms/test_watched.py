"""Since when a term is watched: a fact of its own, on both databases, whatever notes say and names change to."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from literature.model.errors import WatchError
from literature.model.harvest import HistorySlice, TermAsked
from literature.terms.matcher import Term, asked_as
from store.corpus import Corpus
from store.engine.database import Database
from store.tables import AccountRow, TermRow
from store.terms.watched import WatchedTerms
from tests.store.records import T0, harvest

DAY = timedelta(days=1)
IL32 = Term("IL-32", ("IL-32", "interleukin-32", "NK4 protein"), mesh=("interleukin-32, human",))
LABELLED = replace(IL32, name="The odd one")
SPELLED_OUT = Term("Interleukin-32", ("IL32", "NK4 protein"))


def ask(corpus: Corpus, at: datetime, *terms: Term) -> None:
    asked = tuple(TermAsked(term.name, 3, asked_as(term)) for term in terms)
    corpus.admit(replace(harvest(), asked=asked), [], started=at, now=at + DAY / 24)


@pytest.mark.both_databases
def test_a_term_is_watched_since_the_visit_that_first_asked_for_it_began_and_no_note_is_read(
    corpus: Corpus, database: Database
) -> None:
    ask(corpus, T0, Term("IL-1", ("IL-1",)))
    ask(corpus, T0 + DAY, Term("IL-1", ("IL-1",)), IL32)
    since = WatchedTerms(database).since
    assert (since(Term("IL-1", ())), since(IL32), since(Term("IL-6", ("IL-6",)))) == (T0, T0 + DAY, None)
    with database.reading() as session:
        (first, second) = session.exec(select(AccountRow).order_by(AccountRow.id)).all()  # type: ignore[arg-type]
        terms = {row.name: row.first_account for row in session.exec(select(TermRow)).all()}
    assert terms == {"IL-1": first.id, "IL-32": second.id}


@pytest.mark.parametrize("renamed", [LABELLED, SPELLED_OUT])
@pytest.mark.both_databases
def test_a_renamed_term_keeps_its_history(corpus: Corpus, database: Database, renamed: Term) -> None:
    ask(corpus, T0, IL32)
    assert WatchedTerms(database).since(renamed) == T0
    ask(corpus, T0 + DAY, renamed)
    assert WatchedTerms(database).since(renamed) == T0


def test_a_term_renamed_twice_keeps_its_history(corpus: Corpus, database: Database) -> None:
    for days, name in enumerate(("A", "B", "C")):
        ask(corpus, T0 + days * DAY, replace(IL32, name=name))
    assert WatchedTerms(database).since(replace(IL32, name="D")) == T0


def test_a_term_that_only_shares_a_spelling_is_new(corpus: Corpus, database: Database) -> None:
    """Its own history would else flood a letter as papers that were missed."""
    ask(corpus, T0, IL32)
    assert WatchedTerms(database).since(Term("IL-6", ("interleukin-6", "NK4 protein"))) is None


def test_a_term_that_gets_more_synonyms_keeps_its_history(corpus: Corpus, database: Database) -> None:
    ask(corpus, T0, IL32)
    ask(corpus, T0 + DAY, replace(IL32, synonyms=(*IL32.synonyms, "TAIF")))
    assert WatchedTerms(database).since(replace(IL32, name="TAIF")) == T0


def test_a_term_first_asked_for_by_a_clock_that_was_ahead_is_watched_from_the_next_visit(
    corpus: Corpus, database: Database
) -> None:
    ask(corpus, T0 + 365 * DAY, IL32)
    ask(corpus, T0, IL32)
    assert WatchedTerms(database).since(IL32) == T0


def test_a_visit_that_is_not_stored_watches_nothing(corpus: Corpus, database: Database) -> None:
    unbalanced = replace(harvest(), announced=7, asked=(TermAsked("IL-1", 7),))
    with pytest.raises(WatchError, match="does not balance"):
        corpus.admit(unbalanced, [], started=T0, now=T0)
    assert WatchedTerms(database).since(Term("IL-1", ())) is None


def test_a_part_of_the_history_of_a_term_that_was_removed_meanwhile_is_stored_and_noted_nowhere(
    corpus: Corpus, database: Database
) -> None:
    part = replace(harvest(), history=HistorySlice("no term any more", T0.date()))
    assert corpus.admit(part, [], started=T0, now=T0, to_archive=True).balances
    assert WatchedTerms(database).histories() == {}
