"""The errors of a database as one named error with what to do next. This file does NOT try anything again."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, NotSupportedError, ProgrammingError

from literature.model.errors import BrokenStore

Advice = tuple[str, str]
"""What is wrong, and what to do about it."""

_FULL = "the disk or its quota is full", "Free some space"
_NO_MORE = (
    "the disk, its quota or the largest file allowed is full, or the disk failed",
    "Free some space, or look for faults of the disk in the system's log",
)
"""SQLite says "disk I/O error" of a full disk too, where it learns of it late: at a quota, or for its -shm file."""
_NOT_READ = (
    "the disk cannot be read",
    "Look for its faults in the system's log, keep the file, go back to the last backup",
)
_LOCKED = "another process was writing for longer than this one waits", "Wait until it ends"
_READ_ONLY = "it may be read but not written", "Give this user the right to write the file and its folder"
_CLOSED = "it cannot be reached", "Start it, or correct the address"
_UNKNOWN = "it refuses", "Look at the disk and at who else uses it"

_BY_CODE: dict[int | str, Advice] = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_CORRUPT: ("the file is damaged", "Keep it, put the last backup in its place"),
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: _NO_MORE,
    sqlite3.SQLITE_IOERR_READ: _NOT_READ,
    sqlite3.SQLITE_IOERR_SHORT_READ: _NOT_READ,
    sqlite3.SQLITE_CANTOPEN: ("it cannot be opened", "Look at the path, and at who may read its folder"),
    sqlite3.SQLITE_NOTADB: ("it is not a database of ours", "Name another file"),
    "53100": _FULL,
    "55P03": _LOCKED,
    "25006": ("it takes no writing", "Name the primary, not a standby"),
    "57P01": _CLOSED,
    "57P03": _CLOSED,
}
"""By SQLite's result code, extended or primary (sqlite.org/rescode.html), or Postgres' SQLSTATE (appendix A)."""

_OURS = (IntegrityError, DataError, ProgrammingError, NotSupportedError)
"""Mistakes of this program and not of the database: their traceback says more than any advice."""

DRIVER_ERRORS = (sqlite3.Error, UnicodeDecodeError)
"""What Python's sqlite3 raises: the second where the message quotes bytes of a damaged schema that are no text."""


@contextmanager
def named(subject: str, redacted: Callable[[str], str] = str) -> Iterator[None]:
    """Turn what the database ``subject`` refuses within the block into BrokenStore, its words ``redacted``."""
    try:
        yield
    except _OURS:
        raise
    except DBAPIError as error:
        raise refusal(subject, error.orig, redacted) from error
    except DRIVER_ERRORS as error:
        raise refusal(subject, error) from error


def refusal(subject: str, error: BaseException | None, redacted: Callable[[str], str] = str) -> BrokenStore:
    """What the driver's ``error`` means for whoever runs the program. No SQL and no value of a row is in it."""
    unanswered = not isinstance(error, sqlite3.Error) and _codes(error) == ("",)  # Postgres hung up, or is not there
    what, then = _advice(error) or (_CLOSED if unanswered else _UNKNOWN)
    cause = "it holds bytes that are not text" if _quotes(error) else redacted(_line(error))
    return BrokenStore(subject, f"{what} ({cause}); nothing of this step was stored. {then}, then run it again.")


def unreadable(subject: str, error: Exception) -> BrokenStore:
    """What a value of another form than was written means: SQLite keeps what it is given, and finds a file whole in
    which a byte of a text has flipped."""
    return BrokenStore(
        subject,
        f"a value in it cannot be read ({type(error).__name__}): the file is damaged, or another program has written "
        "to it; nothing of this step was stored. Keep it, put the last backup in its place, then run it again. If that "
        "one cannot be read either, it is a fault of ilwatch: please report it",
    )


def has_no_space(error: BaseException) -> bool:
    """Whether there was no space for what was written: of a copy, it is the target and not the source."""
    return _advice(error) in (_FULL, _NO_MORE)


def _advice(error: BaseException | None) -> Advice | None:
    return next((_BY_CODE[code] for code in _codes(error) if code in _BY_CODE), None)


def _line(error: BaseException | None) -> str:
    return " ".join(str(error).split())


def _quotes(error: BaseException | None) -> bool:
    """Whether ``error`` is Python's own about bytes that are no text, which it quotes; SQLite has no code for it."""
    return isinstance(error, UnicodeDecodeError) or _line(error).startswith("Could not decode to UTF-8")


def _codes(error: BaseException | None) -> tuple[int | str, ...]:
    """Of SQLite the extended code and the primary one, its last eight bits."""
    if _quotes(error):
        return (sqlite3.SQLITE_CORRUPT,)
    if isinstance(error, sqlite3.Error):
        code = int(getattr(error, "sqlite_errorcode", 0))
        return code, code & 0xFF
    return (getattr(error, "sqlstate", None) or "",)
