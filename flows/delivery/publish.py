"""The archive folder: a page for each Edition, the index and the Atom feed, each written whole or not at all.

All of it can be rebuilt from the snapshots at any time. This file does NOT render pages (digests/publish/archive.py
does).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

from digests.publish import archive, atom, earlier
from digests.publish.archive import FEED, INDEX, Shelf, files_of, page_name, saved
from flows.config import Watch
from literature.model.edition import Edition, Item
from literature.model.errors import BrokenStore
from literature.readers.coverage import Span
from store.editions import Editions


def page_url(watch: Watch, edition: Edition) -> str:
    """Return the web address of the page of ``edition``, or '' where no base URL is configured."""
    base = watch.archive.base_url
    return f"{base}{page_name(edition.key, edition.first_key)}" if base else ""


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
    joined: Callable[[], Iterable[Span]]
    """What the letters of several Editions cover, each of which has a page that it links to."""

    def write(self, key: date | None = None, planned: Iterable[Span] = ()) -> Path:
        """Write the page of the Edition ``key`` and those that are missing, or whose files for reference managers are
        (with no ``key`` every page), then the index and the feed: the index never names a page that is not there.
        Return the path of the index.

        Letters of several Editions have a page of their own, also those that are ``planned``; the index has each
        Edition once, and these pages not. Raises BrokenStore.
        """
        for span in sorted({*self.joined(), *planned}):
            name = page_name(span.last, span.first)
            is_missing = key is None or not (self.folder / name).exists()
            if is_missing and (edition := self.editions.get(span.last)):
                whole = self.editions.joined(edition, span.first)
                self._put(name, archive.page(whole, names(self.watch, whole), self.silences).encode())
        shelves = [Shelf(*slot) for slot in self.editions.slots()]
        for shelf in shelves:
            is_asked = key in (None, shelf.key) or not all((self.folder / name).exists() for name in files_of(shelf))
            if is_asked and (edition := self.editions.get(shelf.key)):
                page = archive.page(edition, names(self.watch, edition), self.silences)
                self._put_page(page_name(shelf.key), page, edition.items)
        name, base = self.watch.watch.name, self.watch.archive.base_url
        self._put_index(shelves)
        newest = [edition for shelf in reversed(shelves[-atom.NEWEST :]) if (edition := self.editions.get(shelf.key))]
        first = self.editions.get(shelves[0].key) if shelves else None
        self._put(FEED, atom.feed(name, first, newest, self.watch.topic_names, base))
        return self.folder / INDEX

    def write_earlier(self, items: Sequence[Item]) -> None:
        """Write the pages of the papers from before their terms were watched, then the index. Raises BrokenStore."""
        name = self.watch.watch.name
        for month, published in earlier.by_month(items).items():
            page = earlier.page(name, month, published, self.watch.topic_names)
            self._put_page(earlier.page_name(month), page, published)
        self._put_index([Shelf(*slot) for slot in self.editions.slots()])

    def _put_page(self, name: str, page: str, items: Sequence[Item]) -> None:
        """Write the files that a page links before the page."""
        for file, content in {**saved(name, items), name: page}.items():
            self._put(file, content.encode(errors="replace"))  # a lone surrogate has no bytes

    def _put_index(self, shelves: Sequence[Shelf]) -> None:
        """The index, with the pages of earlier papers that are there, newest first."""
        pages = sorted((path.name for path in self.folder.glob(earlier.PAGES)), reverse=True)
        months = [(page, earlier.in_words(earlier.month_of(page))) for page in pages]
        self._put(INDEX, archive.index(self.watch.watch.name, shelves, months).encode())

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
