"""`ilwatch backup` and `ilwatch maintenance`, as a person or a cron job runs them."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from flows.app import App
from flows.config import Watch
from flows.jobs.maintenance import maintain
from tests.flows.cli.test_cli import ilwatch
from tests.paths import ROOT


@pytest.fixture
def options(mailing: App, tmp_path: Path) -> tuple[str, ...]:
    """A polled database and its configuration."""
    return "--config", str(tmp_path / "watch.toml"), "--database", f"sqlite:///{tmp_path / 'ilwatch.db'}"


def test_a_backup_says_its_size_and_holds_the_works(options: tuple[str, ...], tmp_path: Path) -> None:
    said = ilwatch("backup", tmp_path / "copy.db", *options, "--json")
    assert said.code == 0
    assert said.json == {"file": str(tmp_path / "copy.db"), "bytes": (tmp_path / "copy.db").stat().st_size}
    status = ilwatch("status", *options[:2], "--database", f"sqlite:///{tmp_path / 'copy.db'}", "--json")
    assert status.json["works"] == ilwatch("status", *options, "--json").json["works"] > 10


def test_a_backup_that_would_overwrite_is_exit_2(options: tuple[str, ...], tmp_path: Path) -> None:
    said = ilwatch("backup", tmp_path / "watch.toml", *options)
    assert said.code == 2
    assert "never overwrites" in said.err


def test_a_backup_needs_neither_a_configuration_nor_this_schema(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "newer.db") as connection:
        connection.executescript("CREATE TABLE alembic_version (version_num); INSERT INTO alembic_version VALUES (9)")
    connection.close()
    database = f"sqlite:///{tmp_path / 'newer.db'}"
    assert ilwatch("backup", tmp_path / "copy.db", "--config", "none.toml", "--database", database).code == 0


def test_for_postgres_a_backup_says_what_to_run_without_the_password(tmp_path: Path) -> None:
    said = ilwatch("backup", tmp_path / "my copy.dump", "--database", "postgresql://anna:secret@db.example.org/corpus")
    assert said.code == 2
    assert (
        f"pg_dump --format=custom '--file={tmp_path}/my copy.dump' postgresql://anna@db.example.org/corpus" in said.err
    )
    assert "secret" not in said.err + said.out


def test_maintenance_says_what_it_dropped(options: tuple[str, ...]) -> None:
    said = ilwatch("maintenance", *options, "--json")
    assert said.code == 0
    done = said.json
    assert (done["accounts"], done["unread"], done["note"]) == (0, 0, "")
    assert done["bytes_after"] <= done["bytes_before"]
    assert "integrity check passed" in ilwatch("maintenance", "--keep-days", "30", *options).out


def test_maintenance_keeps_what_watch_toml_says(mailing: App) -> None:
    much_later = replace(mailing, now=lambda: mailing.now() + timedelta(days=401))
    for app in (mailing, much_later):  # of two failures the first is dropped; the good visit before them stays
        app.corpus.record_failure("pubmed", "gone", started=app.now(), now=app.now())
    assert maintain(mailing).accounts == 0
    assert maintain(much_later, keep_days=10_000).accounts == 0
    assert maintain(much_later).accounts == 1


def test_the_works_the_editions_and_the_letters_outlive_every_maintenance(mailing: App) -> None:
    works, held = mailing.corpus.size(), mailing.corpus.new_items()
    maintain(replace(mailing, now=lambda: mailing.now() + timedelta(days=40_000)))
    assert (mailing.corpus.size(), mailing.corpus.new_items()) == (works, held)


def test_the_default_is_that_of_the_project_file() -> None:
    import tomllib

    data = tomllib.loads((ROOT / "watch.toml").read_text(encoding="utf-8"))
    assert Watch.model_validate(data).store.keep_days == 400
    assert Watch.model_validate({**data, "store": {}}).store.keep_days == 400
    assert json.dumps(data["store"]) == '{"keep_days": 400}'
