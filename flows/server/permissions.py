"""Which of our files every user of this machine can read: letters hold addresses, the database holds all of them.

New files are private (errors.py sets the umask). Files of an earlier version are reported and not changed, since
someone may share them on purpose. An archive with a web address is meant to be read. This file does NOT change a mode.
"""

from __future__ import annotations

import shlex
import stat
from collections.abc import Iterator
from pathlib import Path

from flows.app import database_of
from flows.config import Watch
from flows.server.prefect_home import home_of
from literature.model.errors import BrokenStore


def open_to_others(watch: Watch, config: Path, database: str | None = None) -> list[str]:
    """Return a line for each file or folder that other users can read or write, with the command that closes it."""
    return [
        f"{path} is open to every user of this machine: chmod -R go= {shlex.quote(str(path))}"
        for path in _places(watch, config, database)
        if _is_open(path)
    ]


def _places(watch: Watch, config: Path, database: str | None) -> Iterator[Path]:
    folder = config.resolve().parent
    yield folder / watch.mail.outbox
    if not watch.archive.base_url:
        yield folder / watch.archive.folder
    yield home_of(config)
    try:
        opened = database_of(database)
    except BrokenStore:  # reported by whoever opens it
        return
    opened.close()
    if opened.file:
        yield opened.file.resolve()
        yield opened.file.resolve().parent / "backups"


def _is_open(path: Path) -> bool:
    """Whether others have any right to ``path`` and can enter all folders above it."""
    try:
        return bool(path.stat().st_mode & stat.S_IRWXO) and all(
            folder.stat().st_mode & stat.S_IXOTH for folder in path.parents
        )
    except OSError:  # it does not exist yet, or we cannot see it either
        return False
