"""A person's answer on a work and a topic: shown at once, kept through polls, new descriptions, joins and partings."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from literature.model.record import Record
from literature.model.work import Candidate, Centrality, Kind, Label, Match, Where
from store.confirmations import Answer, Confirmations
from store.corpus import Corpus
from store.decisions import Decisions
from store.engine.database import Database
from store.learned import Learned, Origin
from tests.store.records import T0, classified, harvest, paper

LATER = T0 + timedelta(hours=1)


@pytest.fixture
def confirmations(database: Database) -> Confirmations:
    return Confirmations(database)


@pytest.fixture
def decisions(database: Database) -> Decisions:
    return Decisions(database, classified)


@pytest.fixture
def held(corpus: Corpus) -> int:
    """The row id of the one Record held; the rules give it "cardio"."""
    admit(corpus, "1")
    return 1


def admit(
    corpus: Corpus, pmid: str, title: str = "Anakinra in the treatment of invented recurrent pericarditis"
) -> None:
    one = paper(pmid, title)
    corpus.admit(harvest(one), [classified(one)], started=T0, now=T0)


def topics(corpus: Corpus) -> list[list[str]]:
    return [[label.topic for label in item.labels] for item in corpus.items(seeded=False)]


@pytest.mark.both_databases
def test_a_confirmed_topic_is_shown_at_once_and_says_who_gave_it(
    corpus: Corpus, confirmations: Confirmations, held: int
) -> None:
    confirmations.save([Answer(held, "gout", True)], T0)
    (item,) = corpus.items(seeded=False)
    assert item.labels[0][:3] == ("gout", 1.0, "confirmed by a person")
    assert [label.topic for label in item.labels] == ["gout", "cardio"]


def test_a_rejected_topic_is_not_shown_and_what_is_left_without_one_says_why(
    corpus: Corpus, confirmations: Confirmations, held: int
) -> None:
    confirmations.save([Answer(held, "cardio", False)], T0)
    (item,) = corpus.items(seeded=False)
    assert (item.labels, item.unsorted) == ((), "a person has said that it is not cardio")


def test_the_newest_word_counts(corpus: Corpus, confirmations: Confirmations, held: int) -> None:
    confirmations.save([Answer(held, "cardio", False)], T0)
    confirmations.save([Answer(held, "cardio", True)], T0)
    assert topics(corpus) == [["cardio"]]


def test_a_word_outlives_a_poll_that_describes_the_work_anew(
    corpus: Corpus, confirmations: Confirmations, held: int
) -> None:
    confirmations.save([Answer(held, "cardio", False), Answer(held, "gout", True)], T0)
    admit(corpus, "1", "Anakinra in the treatment of invented recurrent pericarditis, mended")
    assert topics(corpus) == [["gout"]]


@pytest.mark.both_databases
def test_a_word_goes_with_its_record_when_works_are_joined_and_taken_apart(
    corpus: Corpus, confirmations: Confirmations, decisions: Decisions, held: int
) -> None:
    admit(corpus, "2", "Canakinumab in another invented disease of the skin")
    confirmations.save([Answer(2, "gout", True)], T0)
    assert topics(corpus) == [["cardio"], ["gout", "cardio"]]
    decisions.link(1, 2, T0)
    assert "gout" in confirmations.answers()[1]
    decisions.unlink([1], [2], T0)
    assert topics(corpus) == [["cardio"], ["gout", "cardio"]]


@pytest.mark.both_databases
def test_one_word_on_a_joined_work_replaces_all_that_was_said_of_its_records(
    corpus: Corpus, confirmations: Confirmations, decisions: Decisions, held: int
) -> None:
    admit(corpus, "2", "Canakinumab in another invented disease of the skin")
    confirmations.save([Answer(1, "gout", True)], T0)
    decisions.link(1, 2, T0)
    confirmations.save([Answer(2, "gout", False)], T0)
    assert confirmations.answers() == {1: {"gout": False}}


def test_of_two_words_that_a_join_brings_together_the_newer_counts(
    corpus: Corpus, confirmations: Confirmations, decisions: Decisions, held: int
) -> None:
    admit(corpus, "2", "Canakinumab in another invented disease of the skin")
    confirmations.save([Answer(1, "gout", False)], LATER)
    confirmations.save([Answer(2, "gout", True)], T0)
    decisions.link(1, 2, LATER)
    assert confirmations.answers() == {1: {"gout": False}}


@pytest.mark.both_databases
def test_a_model_is_kept_once_and_forgotten(database: Database) -> None:
    learned = Learned(database)
    assert (learned.origin(), learned.content()) == (None, b"")
    learned.save(Origin("r1", "t1", 60), b"one", T0)
    learned.save(Origin("r1", "t2", 70), b"two", T0)
    assert (learned.origin(), learned.content()) == (Origin("r1", "t2", 70), b"two")
    learned.delete()
    assert learned.origin() is None


@pytest.mark.both_databases
def test_relabelling_replaces_labels_and_counts_the_works_that_moved(
    database: Database, corpus: Corpus, confirmations: Confirmations, held: int
) -> None:
    admit(corpus, "2", "Canakinumab in another invented disease of the skin")
    confirmations.save([Answer(1, "gout", True)], T0)
    learned = Learned(database)
    kept = Label("cardio", 0.7, "another reason", "r2")

    def classify(record: Record) -> Candidate:
        if "pericarditis" in record.title.text:
            return replace(classified(record), labels=(kept,))
        return replace(classified(record), labels=(), unsorted="nothing fits")

    assert learned.relabel(learned.works(), classify) == 1
    first, second = corpus.items(seeded=False)
    assert [label.reason for label in first.labels] == ["confirmed by a person", "another reason"]
    assert (second.labels, second.unsorted) == ((), "nothing fits")


def test_relabelling_brings_the_matches_and_the_verdict_of_the_rules_of_today(
    database: Database, corpus: Corpus, held: int
) -> None:
    found = Match("IL-1RA", "Anakinra", Where.TITLE, 0, 0, 8)

    def classify(record: Record) -> Candidate:
        verdict = classified(record).verdict._replace(kind=Kind.TRIAL, centrality=Centrality.CORE)
        return replace(classified(record), matches=(found,), verdict=verdict)

    Learned(database).relabel([1], classify)
    (item,) = corpus.items(seeded=False)
    assert (item.matches, item.kind, item.centrality) == ((found,), Kind.TRIAL, Centrality.CORE)


def test_a_work_in_which_no_term_is_found_any_more_keeps_what_it_is_held_for(
    database: Database, corpus: Corpus, held: int
) -> None:
    (before,) = corpus.items(seeded=False)

    def classify(record: Record) -> Candidate:
        return replace(classified(record), matches=(), labels=(), excluded="no term", unsorted="nothing fits")

    Learned(database).relabel([1], classify)
    (after,) = corpus.items(seeded=False)
    assert (after.matches, after.centrality, after.kind) == (before.matches, before.centrality, before.kind)
    assert (after.labels, after.unsorted) == ((), "nothing fits")


def test_centrality_keeps_its_score(corpus: Corpus) -> None:
    one = paper("1")
    candidate = classified(one)
    scored = replace(candidate, verdict=candidate.verdict._replace(centrality_score=0.81))
    corpus.admit(harvest(one), [scored], started=T0, now=T0)
    assert [item.centrality_score for item in corpus.items(seeded=False)] == [0.81]
