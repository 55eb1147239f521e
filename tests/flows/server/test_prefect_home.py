"""Prefect's own records: one `ilwatch up` at a time serves them, and none that is older than they are."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from flows.server.prefect_home import LOCK, api_of, home_of, locked, refuse_newer, serving
from literature.model.errors import BrokenStore, WatchError


def test_the_home_lies_in_the_data_folder_beside_the_configuration(tmp_path: Path) -> None:
    assert home_of(tmp_path / "watch.toml") == tmp_path / "data" / "prefect"


def test_a_second_one_is_told_which_process_serves_and_where(tmp_path: Path) -> None:
    with locked(tmp_path, api_of(4200)):
        told = rf"running already as process {os.getpid()}: open http://127\.0\.0\.1:4200,"
        with pytest.raises(WatchError, match=told), locked(tmp_path, api_of(4300)):
            pass
        assert serving(tmp_path) == "http://127.0.0.1:4200/api"


def test_what_has_ended_serves_no_more_and_is_followed(tmp_path: Path) -> None:
    with locked(tmp_path, api_of(4200)) as before:
        assert before == ""
    assert serving(tmp_path) == ""
    with locked(tmp_path, api_of(4300)) as before:
        assert before == api_of(4200)


def test_a_lock_file_that_a_dead_process_left_holds_nobody_off(tmp_path: Path) -> None:
    (tmp_path / LOCK).write_text("no json at all", encoding="utf-8")
    assert serving(tmp_path) == ""
    with locked(tmp_path, api_of(4200)) as before:
        assert before == ""


def test_where_nothing_was_ever_served_nothing_serves(tmp_path: Path) -> None:
    assert serving(tmp_path / "none") == ""


def a_home(folder: Path, revision: str) -> Path:
    with closing(sqlite3.connect(folder / "prefect.db")) as connection, connection:
        connection.execute("CREATE TABLE alembic_version (version_num VARCHAR)")
        connection.execute("INSERT INTO alembic_version VALUES (?)", (revision,))
    return folder


def test_a_home_of_a_newer_prefect_is_refused_before_a_server_dies_of_it(tmp_path: Path) -> None:
    with pytest.raises(BrokenStore, match=r"written by a newer Prefect than 3\..*move the folder"):
        refuse_newer(a_home(tmp_path, "ffff00000000"))


@pytest.mark.parametrize("revision", ["f327e877e423"], ids=["of February 2022"])
def test_a_home_of_an_older_prefect_is_brought_up_to_date_by_its_server(tmp_path: Path, revision: str) -> None:
    refuse_newer(a_home(tmp_path, revision))


def test_a_new_home_is_no_newer_one(tmp_path: Path) -> None:
    refuse_newer(tmp_path)


def test_a_home_whose_first_start_was_killed_is_no_newer_one(tmp_path: Path) -> None:
    """SQLite makes the file before Prefect writes its first table."""
    (tmp_path / "prefect.db").touch()
    refuse_newer(tmp_path)


def test_a_home_that_is_damaged_is_named(tmp_path: Path) -> None:
    (tmp_path / "prefect.db").write_bytes(b"not a database" * 100)
    with pytest.raises(BrokenStore, match=r"cannot be read .*history of runs and nothing else"):
        refuse_newer(tmp_path)
