"""Works matched again after a change of terms: whatever record names a term, however works were joined meanwhile."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlmodel import select

from literature.model.record import Record
from literature.model.work import Candidate, Match, Where
from literature.terms.changes import EditedTerm, TermEdit
from store.corpus import Corpus
from store.decisions import Decisions
from store.engine.database import Database
from store.tables import RecordRow
from store.terms.rematch import Rematch
from tests.store.records import T0, classified, harvest, paper

DRUGS = {"IL-6": "tocilizumab", "IL-1": "anakinra"}
TITLE = "Study of an invented disease of the heart in one hundred patients"
BY_PUBMED = paper("1", TITLE, doi="10.5555/one", abstract="with tocilizumab")
BY_FEED = paper("f1", TITLE, source="feed", doi="10.5555/one", abstract="with anakinra and more")
ALPHA = paper("1", "Alpha anakinra in gout of invented mice", family="Ahn")
BETA = paper("2", "Beta tocilizumab for arthritis in real patients", family="Bo")


class Watched:
    """A corpus whose rules find the drug of each watched term."""

    def __init__(self, database: Database) -> None:
        self.database, self.terms = database, set(DRUGS)
        self.corpus, self.decisions = Corpus(database, self.classify), Decisions(database, self.classify)

    def classify(self, record: Record) -> Candidate:
        text = " ".join([record.title.text, *(section.text.text for section in record.abstract)])
        found = tuple(Match(t, DRUGS[t], Where.TITLE, 0, 0, 4) for t in sorted(self.terms) if DRUGS[t] in text)
        return replace(classified(record), matches=found, labels=(), excluded="" if found else "no watched term")

    def admit(self, *records: Record) -> None:
        candidates = [self.classify(record) for record in records]
        self.corpus.admit(harvest(*records, source=records[0].source), candidates, started=T0, now=T0)

    def watch(self, *terms: str) -> None:
        """From now on these are watched, and the works are matched again."""
        edited = [EditedTerm(term, TermEdit.REMOVED) for term in self.terms - set(terms)]
        edited += [EditedTerm(term, TermEdit.NEW) for term in set(terms) - self.terms]
        self.terms = set(terms)
        Rematch(self.database).match_again(edited, dict.fromkeys(terms, "v"), self.classify, T0)

    def row(self, source_id: str) -> int:
        with self.database.reading() as session:
            return session.exec(select(RecordRow.id).where(RecordRow.source_id == source_id)).one() or 0

    @property
    def waiting(self) -> list[str]:
        return sorted(item.record.source_id for item in self.corpus.new_items())


@pytest.fixture
def watched(database: Database) -> Watched:
    return Watched(database)


@pytest.mark.both_databases
def test_a_work_of_which_any_record_names_a_term_is_mailed_and_described_by_that_record(watched: Watched) -> None:
    watched.admit(BY_FEED)
    watched.admit(BY_PUBMED)
    assert watched.waiting == ["1"]
    watched.watch("IL-1")
    assert watched.waiting == ["f1"]
    watched.watch("IL-1", "IL-6")
    assert watched.waiting == ["1"]


def test_a_work_without_a_term_is_mailed_once_a_record_that_names_one_joins_it(watched: Watched) -> None:
    watched.admit(BY_PUBMED)
    watched.watch("IL-1")
    assert watched.waiting == []
    watched.admit(BY_FEED)
    assert watched.waiting == ["f1"]


def test_a_work_without_a_term_is_mailed_once_it_is_linked_to_one_that_has_it(watched: Watched) -> None:
    watched.admit(replace(BETA, source_id="1"), replace(ALPHA, source_id="2"))
    watched.watch("IL-1")
    assert watched.waiting == ["2"]
    watched.decisions.link(watched.row("1"), watched.row("2"), T0)
    assert watched.waiting == ["2"]


def test_works_that_are_taken_apart_were_matched_while_they_were_one(watched: Watched) -> None:
    watched.admit(ALPHA, BETA)
    watched.decisions.link(watched.row("1"), watched.row("2"), T0)
    watched.watch("IL-1")
    watched.decisions.unlink([watched.row("1")], [watched.row("2")], T0)
    assert watched.waiting == ["1"]
    watched.decisions.link(watched.row("1"), watched.row("2"), T0)
    watched.watch("IL-1", "IL-6")
    watched.decisions.unlink([watched.row("1")], [watched.row("2")], T0)
    assert watched.waiting == ["1", "2"]
