"""Real polls of one search of bioRxiv, replayed: versions of a preprint are one work, and no paper is lost."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from literature.model.harvest import Harvest
from literature.model.record import Record, Scheme
from sources.feeds.record import records
from store.corpus import Corpus
from store.editions import Editions, Masthead
from store.engine.database import Database
from store.tables import IdentifierRow, WorkRow
from tests.sources.feeds.test_series import parsed
from tests.store.records import classified

SERIES = "biorxiv_amyloid_2022-05_to_2024-08"
BEGIN, STEP = datetime(2022, 5, 23, 14, tzinfo=UTC), timedelta(days=9.93)
"""When the series begins, and the mean time between two of its documents."""
MASTHEAD = Masthead("Amyloid", "Europe/London", "r1", (), "t1")


@pytest.fixture
def polled(shared: Path) -> list[list[Record]]:
    """The Records of each document, in the order of the polls."""
    feeds = (feed for feed in parsed(shared / "feeds", SERIES) if feed)
    return [[one for one in records("amyloid", feed) if isinstance(one, Record)] for feed in feeds]


@pytest.mark.slow
def test_each_preprint_is_one_work_in_one_edition_however_many_versions_it_has(
    polled: list[list[Record]], corpus: Corpus, editions: Editions, database: Database
) -> None:
    pages = defaultdict[str, set[str]](set)
    for record in (record for document in polled for record in document):
        pages[record.identifier(Scheme.DOI)].add(record.identifier(Scheme.URL))
    assert (len(pages), sum(len(urls) > 1 for urls in pages.values())) == (3_671, 526)

    in_editions = Counter[int]()
    for number, document in enumerate(polled):
        now = BEGIN + number * STEP
        harvest = Harvest("amyloid", announced=len(document), records=tuple(document))
        corpus.admit(harvest, [classified(record) for record in document], started=now, now=now)
        if number % 20 == 0 or document is polled[-1]:
            in_editions.update(item.work_id for item in editions.freeze(now.date(), MASTHEAD, now).items)

    with database.reading() as session:
        named = session.exec(select(IdentifierRow).where(col(IdentifierRow.scheme) == Scheme.DOI.value)).all()
        assert session.exec(select(WorkRow.id).where(col(WorkRow.merged_into).is_not(None))).all() == []
    work_of = {row.value: row.work_id for row in named}
    assert work_of.keys() == pages.keys()
    assert len(set(work_of.values())) == len(pages) == corpus.size()
    assert in_editions == Counter(work_of.values())
