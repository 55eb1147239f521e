"""The archive folder: a page for each Edition, the index and the Atom feed, each written whole or not at all.

All of it can be rebuilt from the snapshots at any time. This file does NOT render pages (digests/publish/archive.py
does).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

from digests.publish import archive, atom
from digests.publish.archive import FEED, INDEX, Shelf, page_name
from flows.config import Watch
from literature.model.edition import Edition
from literature.model.errors import BrokenStore
from store.editions import Editions


def page_url(watch: Watch, key: date) -> str:
    """Return the web address of the page of the Edition ``key``, or '' where no base URL is configured."""
    base = watch.archive.base_url
    return f"{base}{page_name(key)}" if base else ""


def names(watch: Watch, edition: Edition) -> dict[str, str]:
    """Return the topics that ``edition`` was sorted by, as they were called then."""
    return dict(edition.topics) or watch.topic_names


@dataclass(frozen=True, slots=True)
class Archive:
    """The archive in ``folder``."""

    watch: Watch
    editions: Editions
    folder: Path
    silences: Mapping[str, str]

    def add(self, edition: Edition) -> None:
        """Write the page of ``edition``, pages that are missing, the index and the feed. Raises BrokenStore."""
        absent = [key for key, _ in self.editions.slots() if not (self.folder / page_name(key)).exists()]
        self._write({edition.key, *absent})

    def rebuild(self) -> Path:
        """Write the whole archive again and return the path of its index. Raises BrokenStore."""
        self._write([key for key, _ in self.editions.slots()])
        return self.folder / INDEX

    def _write(self, keys: Iterable[date]) -> None:
        """Pages first: the index never names one that is not there."""
        for key in sorted(keys):
            if edition := self.editions.get(key):
                self._put(page_name(key), archive.page(edition, names(self.watch, edition), self.silences).encode())
        shelves = [Shelf(key, works) for key, works in self.editions.slots()]
        self._put(INDEX, archive.index(self.watch.watch.name, shelves).encode())
        self._put(FEED, self._feed([shelf.key for shelf in shelves]))

    def _feed(self, keys: list[date]) -> bytes:
        newest = [edition for key in reversed(keys[-atom.NEWEST :]) if (edition := self.editions.get(key))]
        first = self.editions.get(keys[0]) if keys else None
        watch = self.watch
        return atom.feed(watch.watch.name, first, newest, watch.topic_names, watch.archive.base_url)

    def _put(self, name: str, content: bytes) -> None:
        """Write a draft and rename it: whoever reads meanwhile sees the old file or the new one."""
        draft = self.folder / f".{name}.{uuid4().hex}"  # two runs at once have drafts of their own
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(content)
            draft.replace(self.folder / name)
        except OSError as error:
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            why = f"{name} cannot be written: {error.strerror}; run `ilwatch archive` when that is fixed"
            raise BrokenStore(f"archive {self.folder}", why) from error
