"""An mbox file or a Maildir on this computer. Both are only read: they belong to a mail program.

So each run reads all that is there, the newest mails first to be kept within the limit. What was taken before is taken
again, which changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from literature.model.errors import BrokenSource
from sources.inbox.mail_head import MOST_HEAD_BYTES, MOST_MAILS, FetchedMail

SUBJECT = "[feedback] inbox"


class LocalInbox:
    """The mails at ``path``."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def mails(self, state: str) -> Iterator[FetchedMail]:
        """Yield the newest MOST_MAILS, in the order of their arrival. Raises BrokenSource."""
        del state
        try:
            if self._path.is_dir():
                yield from _maildir(self._path)
            elif self._path.is_file() or not self._path.exists():
                yield from _mbox(self._path)
            else:  # to open a pipe would wait for whoever writes into it
                raise BrokenSource(SUBJECT, f"{self._path} is neither a file nor a folder")
        except OSError as error:
            raise BrokenSource(SUBJECT, f"{self._path} cannot be read: {error.strerror}") from error

    def state_after(self, number: int) -> str:
        """'': nothing needs to be remembered."""
        del number
        return ""

    def mark_seen(self, numbers: Collection[int]) -> None:
        """Leave the mails as they are."""


def _maildir(folder: Path) -> Iterator[FetchedMail]:
    """The names of the files begin with the second of their arrival."""
    if not (folder / "cur").is_dir() or not (folder / "new").is_dir():
        raise BrokenSource(SUBJECT, f"{folder} is no Maildir: it has no folders cur and new")
    found = (path for name in ("new", "cur") for path in (folder / name).iterdir() if path.is_file())
    files = sorted(found, key=lambda path: path.name)
    for number, path in enumerate(files[-MOST_MAILS:], 1):
        try:
            with path.open("rb") as file:
                yield FetchedMail(number, _head(file))
        except FileNotFoundError:
            continue  # a mail program has moved it meanwhile: the next run finds it


def _mbox(path: Path) -> Iterator[FetchedMail]:
    """Read twice, for the newest are at the end; neither time is more than a head in memory."""
    with path.open("rb") as file:
        total = sum(1 for _ in _heads(file))
        file.seek(0)
        for number, head in enumerate(islice(_heads(file), max(0, total - MOST_MAILS), None), 1):
            yield FetchedMail(number, head)


def _heads(file: BinaryIO) -> Iterator[bytes]:
    """The head of each mail: what follows a line "From …" that is the first or comes after an empty one (RFC 4155)."""
    after_empty = True
    while line := file.readline(MOST_HEAD_BYTES):
        if after_empty and line.startswith(b"From "):
            yield _head(file)
            after_empty = True
        else:
            after_empty = not line.strip()


def _head(file: BinaryIO) -> bytes:
    """All up to the first empty line, at most MOST_HEAD_BYTES."""
    head = b""
    while len(head) < MOST_HEAD_BYTES and (line := file.readline(MOST_HEAD_BYTES)).strip():
        head += line
    return head[:MOST_HEAD_BYTES]
