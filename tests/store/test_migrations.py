"""A database of the first schema that holds rows, on both kinds: what it holds goes through every migration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from literature.fields import fields
from literature.work import Centrality, LinkKind
from store.blocks import blocks
from store.corpus import Corpus
from store.database import Database
from store.outbox import Outbox
from store.serial import record_of
from tests.standins.postgres import Postgres
from tests.store.first_schema import LETTER, MESSAGE, OTHERS, SCRIPT, connected, holdings, lay_down, move
from tests.store.records import T0, harvest, judged, paper

KEY = "2026-11-23"
"""The edition of LETTER."""


@pytest.fixture(params=["sqlite", "postgres"])
def first(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a database of the first schema is, with five works and a letter in it."""
    script = SCRIPT + LETTER
    if request.param == "postgres":
        server: Postgres = request.getfixturevalue("postgres")
        with server.empty() as address:
            lay_down(address, tmp_path, script)
            yield address
    else:
        address = f"sqlite:///{tmp_path / 'old.db'}"
        lay_down(address, tmp_path, script)
        yield address


def test_a_database_of_the_first_schema_keeps_all_it_holds(first: str) -> None:
    """Five works and their ties, as version 0.1 wrote them."""
    database = Database(first)
    database.upgrade(T0)
    corpus = Corpus(database, judged)
    assert corpus.size() == 5
    assert {(item.centrality, item.centrality_score, item.unsorted) for item in corpus.new_items()} <= {
        (Centrality.CORE, 0.75, ""),
        (Centrality.MARKER, 0.25, ""),
        (Centrality.NONE, 0.0, ""),
    }
    (story,) = (item for item in corpus.new_items() if item.record.source == "News wire")
    assert [(tie.kind, tie.title) for tie in story.related] == [
        (LinkKind.NEWS_ABOUT, "Canakinumab for an invented crystal disease of the joints")
    ]
    again = paper("77", doi="10.5555/S", title="Interleukin-1 receptor antagonist deficiency, an invented twin")
    account = corpus.admit(harvest(again), [judged(again)], started=T0, now=T0)
    assert account.seeded == 1, "its keys are in the index"
    database.close()


def test_a_letter_of_the_first_schema_keeps_its_bytes_up_and_down(first: str) -> None:
    database = Database(first)
    database.upgrade(datetime(2026, 11, 23, 8, tzinfo=UTC))
    outbox = Outbox(database)
    (delivery,) = outbox.open()
    assert (delivery.id, delivery.attempts, delivery.text, delivery.doubts) == (7, 1, "later", 0)
    held = outbox.claim(delivery, datetime(2026, 11, 23, 8, tzinfo=UTC))
    assert held
    assert held.message == MESSAGE
    database.close()
    move(first, command.downgrade, "0002")
    with connected(first) as connection:
        (row,) = connection.exec_driver_sql("SELECT id, message FROM delivery")
    assert (row.id, bytes(row.message)) == (7, MESSAGE)


def test_after_each_migration_postgres_holds_what_sqlite_holds(postgres: Postgres, tmp_path: Path) -> None:
    """Told row by row; what SQLite must hold is said by the tests above."""
    sqlite = f"sqlite:///{tmp_path / 'old.db'}"
    script = SCRIPT + LETTER + OTHERS
    lay_down(sqlite, tmp_path, script)
    with postgres.empty() as address:
        lay_down(address, tmp_path, script)
        for revision in ("0001", "0002", "0003", "0004", "0005", "0006", "0007"):
            for each in (sqlite, address):
                move(each, command.upgrade, revision)
            held = holdings(sqlite)
            assert held["alembic_version"] == [f"{{'version_num': '{revision}'}}"]
            assert all(held[name] for name in ("record", "delivery", "unread", "pointer", "notice"))
            assert holdings(address) == held


def test_a_database_of_older_keys_knows_a_paper_by_its_volume_and_title(first: str) -> None:
    """Version 0.1 kept no key by which a paper without its year is looked up."""
    move(first, command.upgrade, "0004")
    with connected(first) as connection:
        before = {row.key for row in connection.exec_driver_sql("SELECT key FROM block")}
    move(first, command.upgrade, "0005")
    with connected(first) as connection:
        after = [(row.key, row.record_id) for row in connection.exec_driver_sql("SELECT key, record_id FROM block")]
        rows = connection.exec_driver_sql("SELECT id, data FROM record WHERE work_id IS NOT NULL").all()
    made = {(key, row.id) for row in rows for key in blocks(fields(record_of(row.data)))}
    assert set(after) == made
    assert before <= {key for key, _ in after}


def test_no_more_records_are_kept_under_one_key_than_are_compared(first: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("literature.grouping.LARGEST_BLOCK", 1)
    move(first, command.upgrade, "0005")
    with connected(first) as connection:
        rows = connection.exec_driver_sql("SELECT id, data FROM record WHERE work_id IS NOT NULL").all()
        (most,) = connection.exec_driver_sql(
            "SELECT MAX(n) FROM (SELECT COUNT(*) AS n FROM block GROUP BY key) AS t"
        ).one()
    shared = Counter(key for row in rows for key in blocks(fields(record_of(row.data))))
    assert (max(shared.values()) > 1, most) == (True, 1)


def test_a_retraction_that_an_older_version_told_nobody_is_untold_again(first: str) -> None:
    """It was marked as told with its paper's edition, whose letter showed the paper as sound."""
    move(first, command.upgrade, "0005")
    told = "INSERT INTO notice (record_id, kind, scheme, value, citation, first_seen, edition_key) VALUES "
    named = "SELECT scheme, value, work_id FROM identifier WHERE scheme IN ('pmid', 'doi', 'guid') ORDER BY work_id"
    with connected(first) as connection:
        names = {row.work_id: row for row in connection.exec_driver_sql(named)}
        swallowed, marked, earlier = list(names.values())[:3]
        record = connection.exec_driver_sql("SELECT MIN(id) AS id FROM record").one().id
        for name, edition, retracted in ((swallowed, KEY, False), (marked, KEY, True), (earlier, None, False)):
            connection.execute(
                text("UPDATE work SET edition_key = :key, retracted = :retracted WHERE id = :id"),
                {"key": edition, "retracted": retracted, "id": name.work_id},
            )
            connection.execute(
                text(f"{told} (:record, 'retraction', :scheme, :value, '', '2026-11-16 06:17:00.000000', :key)"),
                {"record": record, "scheme": name.scheme, "value": name.value, "key": KEY},
            )
    move(first, command.upgrade, "0006")
    with connected(first) as connection:
        untold = connection.exec_driver_sql("SELECT value FROM notice WHERE edition_key IS NULL").scalars().all()
    assert untold == [swallowed.value]
