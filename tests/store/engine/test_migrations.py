"""A database of the first schema that holds rows, on both kinds: what it holds goes through every migration."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlmodel import select

from digests.letter.order import works_shown
from literature.identity.fields import fields
from literature.model.harvest import VisitKind
from literature.model.work import Centrality, LinkKind
from literature.terms.matcher import Term
from store.admission.blocking import blocks
from store.corpus import Corpus
from store.editions import Editions
from store.engine.database import Database
from store.engine.schema import settings
from store.engine.serial import edition_json, record_of
from store.mail.outbox import Outbox
from store.tables import TermRow
from store.terms.watched import WatchedTerms
from tests.digests.factory import an_edition, an_item, health
from tests.standins.postgres import Postgres
from tests.store.engine.first_schema import LETTER, MESSAGE, OTHERS, SCRIPT, connected, holdings, lay_down, move
from tests.store.records import T0, classified, harvest, paper

KEY = "2026-11-23"
"""The edition of LETTER."""


@pytest.fixture
def first(empty_address: str, tmp_path: Path) -> str:
    """Where a database of the first schema is, with five works and a letter in it."""
    lay_down(empty_address, tmp_path, SCRIPT + LETTER)
    return empty_address


def test_a_database_of_the_first_schema_keeps_all_it_holds(first: str) -> None:
    """Five works and their ties, as version 0.1 wrote them."""
    database = Database(first)
    database.upgrade(T0)
    corpus = Corpus(database, classified)
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
    account = corpus.admit(harvest(again), [classified(again)], started=T0, now=T0)
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


def revisions() -> list[str]:
    """All schema versions, oldest first."""
    return [script.revision for script in ScriptDirectory.from_config(settings()).walk_revisions()][::-1]


def test_after_each_migration_postgres_holds_what_sqlite_holds(postgres: Postgres, tmp_path: Path) -> None:
    """Told row by row; what SQLite must hold is said by the tests above."""
    sqlite = f"sqlite:///{tmp_path / 'old.db'}"
    script = SCRIPT + LETTER + OTHERS
    lay_down(sqlite, tmp_path, script)
    with postgres.empty() as address:
        lay_down(address, tmp_path, script)
        for revision in revisions():
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
    monkeypatch.setattr("literature.identity.grouping.LARGEST_BLOCK", 1)
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


# 0008: facts that older versions kept in words only

READ = "0 found; PubMed read the query as it stands"
ACCOUNTS = f"""
    UPDATE account SET notes = '["IL-1: {READ}", "IL-1: PhraseNotFound: x"]' WHERE id = 2;
    INSERT INTO account VALUES (6, 'pubmed', '2026-11-17 06:17:00.250000', '2026-11-17 06:18:00.000000', 'done',
        0, 0, 0, 0, '{{}}', '{{}}', '', '["IL-1: {READ}", "IL-1RA: x: {READ}"]', '[]');
    INSERT INTO account VALUES (7, 'recheck: recall audit', '2026-11-17 06:17:00.000000', '2026-11-17 06:18:00.000000',
        'done', 0, 0, 0, 0, '{{}}', '{{}}', '', '["since 2026-10-01", "IL-6: {READ}"]', '[]');
    INSERT INTO account VALUES (8, 'recheck: works that readers know', '2026-11-17 06:17:00.000000',
        '2026-11-17 06:18:00.000000', 'done', 0, 0, 0, 0, '{{}}', '{{}}', '', '[]', '[]');
"""
"""Visits of version 0.1 and what they noted, in SQLite's words."""


@pytest.fixture
def older(empty_address: str, tmp_path: Path) -> str:
    """Where a database is that an older version left at schema 0006, with facts in words."""
    lay_down(empty_address, tmp_path, SCRIPT + LETTER + ACCOUNTS)
    move(empty_address, command.upgrade, "0006")
    return empty_address


def test_terms_are_watched_since_the_visit_whose_notes_first_named_them(older: str) -> None:
    database = Database(older)
    database.upgrade(T0)
    since = WatchedTerms(database).since
    assert since(Term("IL-1", ())) == T0
    assert since(Term("IL-1RA: x", ())) == datetime(2026, 11, 17, 6, 17, 0, 250_000, tzinfo=UTC)
    assert since(Term("IL-6", ())) is None, "only an audit asked for it, which never asks first"
    with database.reading() as session:
        assert {row.name: row.first_account for row in session.exec(select(TermRow)).all()} == {
            "IL-1": 2,
            "IL-1RA: x": 6,
        }
    database.close()


def test_visits_of_older_versions_say_what_they_were_for_and_go_back_as_they_were(older: str) -> None:
    before = set(holdings(older)["account"])
    move(older, command.upgrade, "0008")
    with connected(older) as connection:
        rows = connection.exec_driver_sql("SELECT id, source, kind FROM account ORDER BY id").all()
    assert [tuple(row) for row in rows if row.id in (1, 2, 3, 7, 8)] == [
        (1, "seed:mine.toml", "seed"),
        (2, "pubmed", "poll"),
        (3, "Feed", "poll"),
        (7, "pubmed", "audit"),
        (8, "pubmed", "recheck"),
    ]
    move(older, command.downgrade, "0006")
    assert set(holdings(older)["account"]) == before


WORDS = "too little for any topic; most for auto-inflammation: TRAPS: a word in the title; fever in the abstract"


def test_the_nearest_topic_of_an_unsorted_work_becomes_a_field_and_goes_back_to_words(older: str) -> None:
    with connected(older) as connection:
        connection.execute(text("UPDATE work SET unsorted = :words WHERE id = 2"), {"words": WORDS})
        connection.execute(text("UPDATE work SET unsorted = 'no keyword of a topic is in it' WHERE id = 3"))
    before = holdings(older)["work"]
    move(older, command.upgrade, "0008")
    with connected(older) as connection:
        asked = "SELECT unsorted, nearest_topic, nearest_words, nearest_score FROM work WHERE id IN (2, 3) ORDER BY id"
        rows = [tuple(row) for row in connection.exec_driver_sql(asked)]
    assert rows == [
        ("no topic fits clearly", "auto-inflammation", "TRAPS: a word in the title; fever in the abstract", 0.0),
        ("no keyword of a topic is in it", "", "", 0.0),
    ]
    move(older, command.downgrade, "0006")
    assert holdings(older)["work"] == before


def test_a_frozen_edition_of_an_older_version_shows_what_it_showed(older: str) -> None:
    """Its snapshot named the topic within a sentence, and rechecks by the beginning of a name."""
    item = replace(an_item(1, topics=[]), unsorted=WORDS.replace("auto-inflammation", "gout"))
    again = health("recheck: recall audit", announced=3, new=1)
    edition = replace(an_edition([item, an_item(2)], sources=[health()]), rechecks=(again,))
    with connected(older) as connection:
        connection.execute(text("UPDATE edition SET snapshot = :it"), {"it": edition_json(edition)})
    database = Database(older)
    database.upgrade(T0)
    shown = Editions(database, works_shown).get(date(2026, 11, 23))
    database.close()
    assert shown
    assert shown.items[0].nearest == ("gout", "TRAPS: a word in the title; fever in the abstract", 0.0)
    assert (shown.items[0].unsorted, shown.items[1]) == ("no topic fits clearly", edition.items[1])
    (audit,) = shown.rechecks
    assert (audit.source, audit.last.source, audit.last.kind) == ("pubmed", "pubmed", VisitKind.AUDIT)
    assert replace(audit, source=again.source, last=again.last) == again
    assert replace(shown, items=edition.items, rechecks=edition.rechecks) == edition


def test_a_notice_that_is_only_an_articles_own_mark_is_known_by_a_field(older: str) -> None:
    put = "INSERT INTO notice (record_id, kind, scheme, value, citation, first_seen) VALUES "
    with connected(older) as connection:
        for value, citation in (("1", "its own record says so"), ("2", "J Inv 2026")):
            row = "(2, 'retraction', 'pmid', :value, :citation, '2026-11-16 06:17:00.000000')"
            connection.execute(text(f"{put} {row}"), {"value": value, "citation": citation})
    move(older, command.upgrade, "0008")
    with connected(older) as connection:
        rows = connection.exec_driver_sql("SELECT value, own_mark FROM notice ORDER BY value").all()
    assert [(row.value, bool(row.own_mark)) for row in rows] == [("1", True), ("2", False)]


# 0009: plain names


def test_what_happened_to_a_record_and_what_the_owner_was_told_keep_their_values_under_plain_names(older: str) -> None:
    move(older, command.upgrade, "0008")
    with connected(older) as connection:
        connection.execute(text("INSERT INTO told VALUES ('silent pubmed', '2026-11-16 06:17:00.000000')"))
        doors = connection.exec_driver_sql("SELECT id, door FROM record ORDER BY id").all()
    before = holdings(older)
    move(older, command.upgrade, "0009")
    with connected(older) as connection:
        assert connection.exec_driver_sql("SELECT id, outcome FROM record ORDER BY id").all() == doors
        alerts = connection.exec_driver_sql("SELECT about FROM alert WHERE sent IS NOT NULL").scalars().all()
    assert ("silent pubmed" in alerts, len(doors) > 1) == (True, True)
    move(older, command.downgrade, "0008")
    assert holdings(older) == before


# 0012: answers


def test_notices_stay_and_nobody_was_asked_until_the_first_sweep(older: str) -> None:
    move(older, command.upgrade, "0009")
    columns = "record_id, kind, scheme, value, citation, own_mark, first_seen"
    with connected(older) as connection:
        record = connection.exec_driver_sql("SELECT MIN(id) AS id FROM record").one().id
        values = f"{record}, 'retraction', 'pmid', '1', 'J Inv', :own, '2026-11-16 06:17:00'"
        connection.execute(text(f"INSERT INTO notice ({columns}) VALUES ({values})"), {"own": False})
    before = holdings(older)
    move(older, command.upgrade, "0012")
    with connected(older) as connection:
        assert connection.exec_driver_sql("SELECT COUNT(*) AS n FROM answer").one().n == 0
        assert [row.unsaid for row in connection.exec_driver_sql("SELECT unsaid FROM notice")] == [None]
    move(older, command.downgrade, "0009")
    assert holdings(older) == before
