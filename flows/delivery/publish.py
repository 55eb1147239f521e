"""The archive folder: a page for each Edition, the index and the Atom feed, each written whole or not at all.

All of it can be made again from the snapshots at any time. This file does NOT lay pages out (digests/publish/archive.py
does).
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path
from uuid import uuid4

from digests.publish import archive, atom
from digests.publish.archive import FEED, INDEX, Shelf, page_name
from flows.app import House
from literature.model.edition import Edition
from literature.model.errors import BrokenStore


def folder_of(house: House) -> Path:
    """Where the archive lies."""
    return house.folder / house.watch.archive.folder


def address(house: House, key: date) -> str:
    """The web address of the page of the Edition ``key``, or '' where no base URL is configured."""
    base = house.watch.archive.base_url
    return f"{base}{page_name(key)}" if base else ""


def write(house: House, edition: Edition) -> None:
    """The page of ``edition``, pages that are missing, the index and the feed. Raises BrokenStore."""
    absent = [key for key, _ in house.editions.slots() if not (folder_of(house) / page_name(key)).exists()]
    _write(house, {edition.key, *absent})


def rebuild(house: House) -> Path:
    """Write all of the archive anew; the path of its index. Raises BrokenStore."""
    _write(house, [key for key, _ in house.editions.slots()])
    return folder_of(house) / INDEX


def _write(house: House, keys: Iterable[date]) -> None:
    """Pages first: the index never names one that is not there."""
    for key in sorted(keys):
        if edition := house.editions.get(key):
            _put(house, page_name(key), archive.page(edition, names(house, edition)).encode())
    shelves = [Shelf(key, works) for key, works in house.editions.slots()]
    _put(house, INDEX, archive.index(house.watch.watch.name, shelves).encode())
    _put(house, FEED, _feed(house, [shelf.key for shelf in shelves]))


def names(house: House, edition: Edition) -> dict[str, str]:
    """The topics that ``edition`` was sorted by, as they were called then."""
    return dict(edition.topics) or house.watch.topic_names


def _feed(house: House, keys: list[date]) -> bytes:
    newest = [found for key in reversed(keys[-atom.NEWEST :]) if (found := house.editions.get(key))]
    first = house.editions.get(keys[0]) if keys else None
    return atom.feed(house.watch.watch.name, first, newest, house.watch.topic_names, house.watch.archive.base_url)


def _put(house: House, name: str, content: bytes) -> None:
    """Write the file beside its name and put it in its place: who reads meanwhile sees the old one or the new one."""
    folder = folder_of(house)
    draft = folder / f".{name}.{uuid4().hex}"  # two runs at once, even of one process, write drafts of their own
    try:
        folder.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
        draft.replace(folder / name)
    except OSError as error:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        why = f"{name} cannot be written: {error.strerror}; `ilwatch archive` writes it anew when that is mended"
        raise BrokenStore(f"archive {folder}", why) from error
