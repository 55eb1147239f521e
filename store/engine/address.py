"""The address of a database: read, checked, and shown without user, password or options.

SQLAlchemy's own words about an address that it cannot read quote a part of it, and of `user:p@ss@host` it takes
"ss@host" for the host: what such an error says may be a password. So nothing of an address that is refused is repeated.
This file does NOT connect.
"""

from __future__ import annotations

import re

from sqlalchemy import URL
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from literature.model.errors import BrokenStore

POSTGRES = "postgresql+psycopg"
"""The one driver for Postgres that we use: SQLAlchemy would take psycopg2."""

_SQLITE = ("sqlite", "sqlite+pysqlite")
_POSTGRES = ("postgres", "postgresql", POSTGRES)
_HIGHEST_PORT = 65535
_USE = "Give sqlite:///FILE or postgresql://USER:PASSWORD@HOST:PORT/NAME"


def parsed(text: str) -> URL:
    """``text`` as an address of SQLite or Postgres. Raises BrokenStore, which quotes nothing of it."""
    try:
        address = make_url(text)
    except (ArgumentError, ValueError) as error:  # ValueError: a port that is no number
        raise _refused("it is no address of a database, or its port is no number") from error
    if address.drivername in _SQLITE:
        return _sqlite(address)
    if address.drivername in _POSTGRES:
        return _postgres(address)
    raise _refused("it names neither SQLite nor Postgres, or another driver than psycopg")


def shown(address: URL) -> str:
    """``address`` for messages: which database, and nothing that opens it."""
    return str(URL.create(address.drivername, host=address.host, port=address.port, database=address.database))


def without_login(text: str, address: URL) -> str:
    """``text``, as a driver says it, without the password of ``address``, and without a user of more than a word."""
    user = "" if is_plain(address.username) else address.username
    for secret in (address.password, address.query.get("password"), user):
        if secret:
            text = re.sub(rf"(?<!\w){re.escape(str(secret))}(?!\w)", "…", text)
    return text


def is_plain(user: str | None) -> bool:
    """Whether ``user`` is one word: anything else may be a part of a password that was written into the wrong place."""
    return re.fullmatch(r"[\w.-]+", user or "") is not None


def _sqlite(address: URL) -> URL:
    if address.host or address.username or address.password:
        raise _refused("sqlite: has three slashes before the name of a file, four before a whole path")
    if address.query:
        raise _refused("sqlite: takes no options after a ?")
    return address


def _postgres(address: URL) -> URL:
    """A user or password that holds a sign of the address itself is read as part of the host or the name."""
    if any("@" in part for part in (address.host or "", address.database or "")):
        raise _refused("a user or password in it holds an @ or /: write %40 for @, %2F for /, %3A for : and %25 for %")
    if address.port is not None and not 0 < address.port <= _HIGHEST_PORT:
        raise _refused(f"its port is not one of 1 to {_HIGHEST_PORT}")
    return address.set(drivername=POSTGRES)


def _refused(why: str) -> BrokenStore:
    return BrokenStore("the address of the database", f"it cannot be used: {why}. {_USE}")
