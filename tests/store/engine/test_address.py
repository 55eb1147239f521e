"""Addresses of databases: what cannot be used is said, and no part of one that could be a password is repeated."""

from __future__ import annotations

import pytest

from literature.model.errors import BrokenStore
from store.engine.address import is_plain, parsed, shown, without_login
from store.engine.database import Database


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("postgresql://anna:hunter2@db:port/x", "its port is no number"),
        ("postgresql://anna:hunter2@db:0/x", "not one of 1 to 65535"),
        ("postgresql://anna:hunter2@db:99999/x", "not one of 1 to 65535"),
        ("postgresql://anna:hun@ter2@db/x", "write %40 for @"),
        ("postgresql://anna:hunter2@@db/x", "write %40 for @"),
        ("postgresql://an/na:hunter2@db/x", "write %40 for @, %2F for /"),
        ("mysql://anna:hunter2@db/x", "neither SQLite nor Postgres"),
        ("carrierpigeon://anna:hunter2@loft/x", "neither SQLite nor Postgres"),
        ("postgresql+asyncpg://anna:hunter2@db/x", "another driver than psycopg"),
        ("sqlite+aiosqlite:///hunter2.db", "another driver than psycopg"),
        ("sqlite://hunter2.db", "three slashes"),
        ("sqlite:///x.db?key=hunter2", "no options"),
        ("hunter2", "it is no address"),
        ("", "it is no address"),
    ],
)
def test_an_address_of_no_use_is_named_and_not_repeated(address: str, told: str) -> None:
    with pytest.raises(BrokenStore) as refused:
        Database(address)
    said = str(refused.value)
    assert told in said
    assert "sqlite:///FILE or postgresql://" in said
    for part in ("hunter2", "ter2", "anna", "na:", "hun@"):
        assert part not in said


@pytest.mark.parametrize("address", ["postgres://db/x", "postgresql://db/x", "postgresql+psycopg://db/x"])
def test_postgres_is_reached_by_the_one_driver_that_we_use(address: str) -> None:
    assert parsed(address).drivername == "postgresql+psycopg"


def test_what_is_shown_names_the_database_and_nothing_that_opens_it() -> None:
    address = parsed("postgresql://an%40na:p%40ss%2Fw%25rd@db.example.org:5432/corpus?password=x&sslkey=y")
    assert shown(address) == "postgresql+psycopg://db.example.org:5432/corpus"
    assert shown(parsed("sqlite:///a/b.db")) == "sqlite:///a/b.db"


def test_a_driver_that_repeats_the_login_is_cut() -> None:
    address = parsed("postgresql://an%40na:u@db/corpus?password=hunter2")
    assert without_login('user "an@na" refused: u, hunter2', address) == 'user "…" refused: …, …'
    plain = parsed("postgresql://corpus:secret@db/corpus")
    assert without_login('database "corpus" does not exist', plain) == 'database "corpus" does not exist'


@pytest.mark.parametrize(("user", "is_one"), [("anna", True), ("anna.b-c_1", True), ("a@b", False), ("", False)])
def test_a_user_of_one_word_may_be_told(user: str, is_one: bool) -> None:
    assert is_plain(user) is is_one


@pytest.mark.parametrize("login", ["an%40na:p%40ss%2Fword", "an%2Fna:p%25ssword", "anna:se/cret"])
def test_a_server_that_is_not_there_is_named_without_the_login(login: str) -> None:
    pytest.importorskip("psycopg", reason="needs the driver of Postgres, which the extra [postgres] has")
    database = Database(f"postgresql://{login}@127.0.0.1:1/corpus")
    with pytest.raises(BrokenStore, match="cannot be reached") as refused:
        database.require()
    database.close()
    for part in ("ss/word", "%ssword", "se/cret", "an@na", "an/na", "%40", "%2F", "%25"):
        assert part not in str(refused.value)
