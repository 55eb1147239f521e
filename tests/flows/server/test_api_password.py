"""The password of our Prefect servers: made once, and nobody else's to read."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from flows.server.api_password import PASSWORD_FILE, ensure_password, read_password
from flows.server.temporary import client_settings, settings_of
from literature.model.errors import WatchError


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_a_password_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    home = tmp_path / "data" / "prefect"
    before = os.umask(0)
    try:
        made = ensure_password(home)
    finally:
        os.umask(before)
    assert (mode(home), mode(home / PASSWORD_FILE)) == (0o700, 0o600)
    assert ensure_password(home) == read_password(home) == made
    assert len(made.removeprefix("ilwatch:")) == 43
    assert [path.name for path in home.iterdir()] == [PASSWORD_FILE]


def test_each_home_has_a_password_of_its_own(tmp_path: Path) -> None:
    assert ensure_password(tmp_path / "a") != ensure_password(tmp_path / "b")


def test_of_many_that_make_it_at_once_all_get_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: ensure_password(tmp_path / "home"), range(64)))
    assert len(made) == 1


@pytest.mark.parametrize("bits", [0o640, 0o604, 0o660, 0o606])
def test_a_password_that_others_could_have_read_is_replaced(tmp_path: Path, bits: int) -> None:
    made = ensure_password(tmp_path)
    (tmp_path / PASSWORD_FILE).chmod(bits)
    assert ensure_password(tmp_path) != made
    assert mode(tmp_path / PASSWORD_FILE) == 0o600


def test_where_none_was_made_there_is_none_and_none_is_made(tmp_path: Path) -> None:
    assert read_password(tmp_path) == ""
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_no_password(tmp_path: Path) -> None:
    (tmp_path / PASSWORD_FILE).touch(0o600)
    with pytest.raises(WatchError, match="holds no password: remove it"):
        ensure_password(tmp_path)


def test_a_folder_where_the_file_should_be_is_named(tmp_path: Path) -> None:
    (tmp_path / PASSWORD_FILE).mkdir(mode=0o700)
    with pytest.raises(WatchError, match="cannot be read: Is a directory"):
        ensure_password(tmp_path)


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(WatchError, match="cannot be kept there"):
        ensure_password(tmp_path / "data" / "prefect")


def test_server_and_clients_are_given_the_same_one(tmp_path: Path) -> None:
    server, client = settings_of(tmp_path, 4200), client_settings(tmp_path, "http://127.0.0.1:4200/api")
    assert server["PREFECT_SERVER_API_AUTH_STRING"] == client["PREFECT_API_AUTH_STRING"] == read_password(tmp_path)
