"""Works made of Records: the same as a whole library gives, in whatever order they come; every join can be undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import SQLModel, select

from literature.identity.fields import fields
from literature.identity.grouping import group
from literature.model.identifiers import identifier
from literature.model.record import (
    AbstractSection,
    Author,
    Event,
    EventDate,
    Journal,
    PartialDate,
    Record,
    RichText,
    Scheme,
)
from store.corpus import Corpus
from store.decisions import Decisions
from store.engine.database import Database
from store.tables import RecordRow, WorkRow
from tests.store.records import T0, classified, harvest

TITLE = "An invented drug in an invented disease of the heart"

drafts = st.builds(
    lambda title, doi, page, family, volume, abstract: Record(
        source="library",
        source_id="",
        title=RichText(title),
        abstract=(AbstractSection(RichText("Text.")),) if abstract else (),
        authors=(Author(family, initials="B"),) if family else (),
        journal=Journal("Invented Heart Journal", volume=volume, pages=page),
        dates=(EventDate(Event.ISSUE, PartialDate(2014)),),
        identifiers=tuple(each for each in [identifier(Scheme.DOI, doi)] if each),
    ),
    title=st.sampled_from([TITLE, f"{TITLE}: a trial", "An inventd drug in an invented disease of the heart"]),
    doi=st.sampled_from(["", "10.5555/a", "10.5555/b"]),
    page=st.sampled_from(["", "12", "12-19", "90"]),
    family=st.sampled_from(["", "Adler", "Brandt"]),
    volume=st.sampled_from(["", "7"]),
    abstract=st.booleans(),
)
libraries = st.lists(drafts, min_size=1, max_size=7).map(
    lambda records: [replace(one, source_id=str(number)) for number, one in enumerate(records)]
)


ACorpus = Callable[[], AbstractContextManager[tuple[Corpus, Database]]]


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def a_corpus(request: pytest.FixtureRequest) -> Iterator[ACorpus]:
    """Hypothesis runs one test many times: each run has the one corpus, in memory or on Postgres, emptied before."""
    with ExitStack() as stack:
        server = request.getfixturevalue("postgres") if request.param == "postgres" else None
        database = Database(stack.enter_context(server.fresh()) if server else "sqlite://")
        database.upgrade(T0)
        stack.callback(database.close)

        @contextmanager
        def emptied() -> Iterator[tuple[Corpus, Database]]:
            _empty(database)
            yield Corpus(database, classified), database

        yield emptied


def _empty(database: Database) -> None:
    """Delete all rows; the next ones have the ids from 1 again. TRUNCATE takes seven times as long on Postgres."""
    statements = [f'DELETE FROM "{table.name}"' for table in reversed(SQLModel.metadata.sorted_tables)]
    counters = text("SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'")
    with database.writing() as session:
        if not database.is_sqlite:
            statements += [f'ALTER SEQUENCE "{name}" RESTART' for name in session.execute(counters).scalars()]
        for statement in statements:
            session.execute(text(statement))


def admit(corpus: Corpus, *records: Record, seeding: bool = False) -> None:
    visit = harvest(*records, source="library")
    corpus.admit(visit, [classified(one) for one in records], started=T0, now=T0 + timedelta(hours=1), seeding=seeding)


def groups(database: Database) -> set[frozenset[str]]:
    """The Works inside, each as the ids of its Records."""
    members = defaultdict(set)
    with database.reading() as session:
        for row in session.exec(select(RecordRow)).all():
            members[row.work_id].add(row.source_id)
        live = session.exec(select(WorkRow.id).where(WorkRow.merged_into == None)).all()  # noqa: E711  # SQL
    assert members.keys() == set(live), "every Work that stands has Records, and no other"
    return {frozenset(ids) for ids in members.values()}


def of_a_library(records: Sequence[Record]) -> set[frozenset[str]]:
    found = group([fields(one) for one in records])
    return {frozenset(records[place].source_id for place in each) for each in found.groups}


@settings(max_examples=60)
@given(records=libraries, order=st.randoms(use_true_random=False), size=st.integers(1, 7))
def test_records_give_the_same_works_in_any_order_and_in_any_batches(
    a_corpus: ACorpus, records: list[Record], order: object, size: int
) -> None:
    expected = of_a_library(records)
    order.shuffle(records)  # type: ignore[attr-defined]  # random.Random
    with a_corpus() as (corpus, database):
        for at in range(0, len(records), size):
            admit(corpus, *records[at : at + size])
        assert groups(database) == expected


def rows(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {row.source_id: row.id or 0 for row in session.exec(select(RecordRow)).all()}


def state(database: Database) -> tuple[list[object], ...]:
    """Everything that readers or later visits could tell from the Works."""
    live = "(SELECT id FROM work WHERE merged_into IS NULL)"
    asked = (
        f"SELECT id, seeded, best_record, edition_key, kind, retracted FROM work WHERE id IN {live} ORDER BY id",
        "SELECT source_id, work_id FROM record ORDER BY id",
        "SELECT * FROM identifier ORDER BY scheme, value",
        "SELECT record_id, other_id, kind FROM link JOIN record a ON a.id = record_id JOIN record b ON b.id = other_id "
        "WHERE a.work_id != b.work_id ORDER BY 1, 2, 3",
        f"SELECT work_id, topic FROM label WHERE work_id IN {live} ORDER BY 1, 2",
        f'SELECT work_id, term, "where", start FROM match WHERE work_id IN {live} ORDER BY 1, 2, 3, 4',
    )
    with database.reading() as session:
        return tuple(list(session.execute(text(query)).all()) for query in asked)


@settings(max_examples=60)
@given(records=libraries, data=st.data())
def test_linking_two_works_and_unlinking_them_restores_what_was(
    a_corpus: ACorpus, records: list[Record], data: st.DataObject
) -> None:
    with a_corpus() as (corpus, database):
        admit(corpus, *records)
        before, parts = state(database), sorted(map(sorted, groups(database)))
        if len(parts) < 2:
            return
        one, other = data.draw(st.permutations(parts))[:2]
        row = rows(database)
        decisions = Decisions(database, classified)
        decisions.link(row[one[0]], row[other[0]], T0)
        assert frozenset(one + other) in groups(database)
        decisions.unlink([row[each] for each in one], [row[each] for each in other], T0)
        assert state(database) == before


@settings(max_examples=60)
@given(records=libraries, data=st.data())
def test_an_automatic_join_that_is_undone_and_made_again_restores_what_was(
    a_corpus: ACorpus, records: list[Record], data: st.DataObject
) -> None:
    with a_corpus() as (corpus, database):
        admit(corpus, *records)
        joined = [sorted(each) for each in groups(database) if len(each) == 2]
        if not joined:
            return
        before, row = state(database), rows(database)
        pair = data.draw(st.sampled_from(joined))
        one, other = (row[each] for each in pair)
        decisions = Decisions(database, classified)
        decisions.unlink([one], [other], T0)
        apart = state(database)
        assert not any(group.issuperset(pair) for group in groups(database))
        decisions.link(one, other, T0)
        assert state(database) == before
        decisions.unlink([one], [other], T0)
        assert state(database) == apart


@settings(max_examples=40)
@given(records=libraries, data=st.data())
def test_a_decision_outlives_what_the_sources_announce_again(
    a_corpus: ACorpus, records: list[Record], data: st.DataObject
) -> None:
    with a_corpus() as (corpus, database):
        admit(corpus, *records)
        row = rows(database)
        if len(row) < 2:
            return
        one, other = data.draw(st.permutations(sorted(row)))[:2]
        together = data.draw(st.booleans())
        decisions = Decisions(database, classified)
        if together:
            decisions.link(row[one], row[other], T0)
        else:
            decisions.unlink([row[one]], [row[other]], T0)
        admit(corpus, *(replace(each, abstract=(AbstractSection(RichText("Revised.")),)) for each in records))
        home = next(group for group in groups(database) if one in group)
        assert (other in home) is together


def test_a_record_taken_from_one_half_of_what_was_one_work_goes_to_the_other(a_corpus: ACorpus) -> None:
    with a_corpus() as (corpus, database):
        admit(corpus, *(replace(_at("12"), source_id=name) for name in "abc"))
        row = rows(database)
        decisions = Decisions(database, classified)
        decisions.unlink([row["a"]], [row["b"]], T0)
        (half,) = (each for each in groups(database) if "c" in each)
        (beside,) = half - {"c"}
        decisions.unlink([row[beside]], [row["c"]], T0)
        assert groups(database) == {frozenset(beside), frozenset("abc") - {beside}}
        assert decisions.possible_duplicates() == [], "a person has said that these two works are two"


def _at(page: str) -> Record:
    return Record(
        source="library",
        source_id="",
        title=RichText(TITLE),
        authors=(Author("Adler", initials="B"),),
        journal=Journal("Invented Heart Journal", volume="7", pages=page),
        dates=(EventDate(Event.ISSUE, PartialDate(2014)),),
    )
