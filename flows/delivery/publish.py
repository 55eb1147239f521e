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
from flows.app import App
from literature.model.edition import Edition
from literature.model.errors import BrokenStore


def folder_of(app: App) -> Path:
    """Where the archive lies."""
    return app.folder / app.watch.archive.folder


def address(app: App, key: date) -> str:
    """The web address of the page of the Edition ``key``, or '' where no base URL is configured."""
    base = app.watch.archive.base_url
    return f"{base}{page_name(key)}" if base else ""


def write(app: App, edition: Edition) -> None:
    """The page of ``edition``, pages that are missing, the index and the feed. Raises BrokenStore."""
    absent = [key for key, _ in app.editions.slots() if not (folder_of(app) / page_name(key)).exists()]
    _write(app, {edition.key, *absent})


def rebuild(app: App) -> Path:
    """Write all of the archive anew; the path of its index. Raises BrokenStore."""
    _write(app, [key for key, _ in app.editions.slots()])
    return folder_of(app) / INDEX


def _write(app: App, keys: Iterable[date]) -> None:
    """Pages first: the index never names one that is not there."""
    for key in sorted(keys):
        if edition := app.editions.get(key):
            _put(app, page_name(key), archive.page(edition, names(app, edition), app.silences).encode())
    shelves = [Shelf(key, works) for key, works in app.editions.slots()]
    _put(app, INDEX, archive.index(app.watch.watch.name, shelves).encode())
    _put(app, FEED, _feed(app, [shelf.key for shelf in shelves]))


def names(app: App, edition: Edition) -> dict[str, str]:
    """The topics that ``edition`` was sorted by, as they were called then."""
    return dict(edition.topics) or app.watch.topic_names


def _feed(app: App, keys: list[date]) -> bytes:
    newest = [found for key in reversed(keys[-atom.NEWEST :]) if (found := app.editions.get(key))]
    first = app.editions.get(keys[0]) if keys else None
    return atom.feed(app.watch.watch.name, first, newest, app.watch.topic_names, app.watch.archive.base_url)


def _put(app: App, name: str, content: bytes) -> None:
    """Write the file beside its name and put it in its place: who reads meanwhile sees the old one or the new one."""
    folder = folder_of(app)
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
