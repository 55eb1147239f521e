"""The password of a Prefect server that runs on this machine: made once, kept in a file that only its owner reads.

Whoever can use Prefect's API can run commands as the user who started it, and a loopback port is open to every user of
the machine. The file is in the server's own folder, so that commands find it. Nothing prints the password.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from literature.model.errors import WatchError

PASSWORD_FILE = "password"  # noqa: S105  # the name of the file
USER = "ilwatch"
"""Prefect wants "user:password" and compares the whole of it."""

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700


def read_password(home: Path) -> str:
    """Return the password of the server of ``home``, "" where there is none. Raises WatchError."""
    path = home / PASSWORD_FILE
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no text"
        raise WatchError(str(path), f"the password of Prefect cannot be read: {why}") from error


def ensure_password(home: Path) -> str:
    """Return the password of the server of ``home``; make one where there is none. Raises WatchError where it cannot.

    A password that other users could have read is replaced. Two processes that make one at once get the same one: the
    file is linked to its name, which fails where the name exists.
    """
    path = home / PASSWORD_FILE
    try:
        home.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        home.chmod(PRIVATE_FOLDER)
        if _is_exposed(path):
            path.unlink()
        if not path.exists():
            _make(path)
    except OSError as error:
        raise WatchError(str(path), f"the password of Prefect cannot be kept there: {error.strerror}") from error
    if password := read_password(home):
        return password
    raise WatchError(str(path), "holds no password: remove it, and the next start makes one")


def _make(path: Path) -> None:
    draft = path.with_name(f".{path.name}.{uuid4().hex}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE_FILE)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(f"{USER}:{secrets.token_urlsafe(32)}\n")
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()


def _is_exposed(path: Path) -> bool:
    try:
        held = path.lstat()
    except FileNotFoundError:
        return False
    return bool(held.st_mode & 0o077) or held.st_uid != os.geteuid()
