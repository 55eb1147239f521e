"""Where Prefect keeps its own records for `ilwatch up`, and who serves them now: one process at a time.

Nothing of the product is in it: works, editions and letters are in the product's own database. This file does NOT start
a server and does NOT import Prefect.
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from literature.model.errors import BrokenStore, WatchError
from store.engine.refusals import DRIVER_ERRORS

LOCK = "up.lock"
_MIGRATIONS = Path("server/database/_migrations/versions/sqlite")


def home_of(config: Path) -> Path:
    """Return the folder of Prefect's own records: data/prefect next to the configuration file."""
    return config.resolve().parent / "data" / "prefect"


def api_of(port: int) -> str:
    """Return the address of the API of a server at ``port`` of loopback."""
    return f"http://127.0.0.1:{port}/api"


@contextmanager
def locked(home: Path, api: str) -> Iterator[str]:
    """Lock ``home`` for the one process that serves it at ``api``; yield the address of the previous one, or "".

    A file lock, not a file with a process number: it ends with its process, however that ends. Raises WatchError where
    another process holds it.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / LOCK).open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WatchError("ilwatch up", _already(home)) from None
        previous = str(_noted(home).get("api", ""))
        file.truncate(0)
        json.dump({"pid": os.getpid(), "api": api}, file)
        file.flush()
        yield previous


def serving(home: Path) -> str:
    """Return the address of the API of the `ilwatch up` that serves ``home``; "" where none does."""
    with suppress(OSError), (home / LOCK).open(encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return str(_noted(home).get("api", ""))
    return ""


def refuse_newer(home: Path) -> None:
    """Raise BrokenStore where ``home`` was written by a newer Prefect than the one installed here.

    An older Prefect fails on it with "Can't locate revision" after a minute. An older home is upgraded by its server.
    """
    database = home / "prefect.db"
    known = _revisions()
    if not database.exists() or not known:
        return
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            begun = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
            revision = begun and connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except DRIVER_ERRORS as error:
        raise BrokenStore(str(database), f"cannot be read ({error}); move it away, {_HARMLESS}") from error
    if revision and revision[0] not in known:
        raise BrokenStore(
            str(database),
            f"was written by a newer Prefect than {version('prefect')}: install that one again, or move the folder "
            f"{home} away, {_HARMLESS}",
        )


_HARMLESS = "which costs the history of runs and nothing else"


def _revisions() -> frozenset[str]:
    """Return the revisions of Prefect's database that the installed version knows; none where they are elsewhere."""
    spec = find_spec("prefect")
    folder = Path(spec.origin).parent / _MIGRATIONS if spec and spec.origin else Path()
    return frozenset(_revision(path) for path in folder.glob("*.py"))


def _revision(path: Path) -> str:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((line.partition("=")[2].strip(" \"'") for line in lines if line.startswith("revision = ")), "")


def _already(home: Path) -> str:
    noted = _noted(home)
    where = str(noted.get("api", "")).removesuffix("/api")
    return f"is running already as process {noted.get('pid', '?')}: open {where}, or end that one first"


def _noted(home: Path) -> dict[str, object]:
    try:
        noted = json.loads((home / LOCK).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # it has the lock and has not written yet
        return {}
    return noted if isinstance(noted, dict) else {}
