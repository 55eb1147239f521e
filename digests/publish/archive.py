"""The archive: each Edition as a page of its own with all its entries, and an index of them.

Pages are files that a browser opens from a folder or a web server: one inline script filters by topic and text, and
without it everything is shown. Beside a page with works are these works as RIS and BibTeX. The same Edition gives the
same bytes under the same templates. This file does NOT write to a disk.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from markupsafe import Markup

from digests.letter.compose import compose_page
from digests.publish.bibtex import bibtex
from digests.publish.ris_csv import ris
from digests.rendering.render import template, text_of
from digests.rendering.shortening import Shortening, view
from digests.words.prose import count, plain
from literature.model.clock import day_in_words
from literature.model.edition import Edition, Item

INDEX, FEED = "index.html", "feed.xml"

EVERYTHING = Shortening(240, 1_000_000, 1_000_000, 1_000_000)
"""Everything: no mail program cuts a page."""


class Shelf(NamedTuple):
    """One line of the index."""

    key: date
    works: int


def page_name(key: date, first: date | None = None) -> str:
    """Return the file name of the page of the Edition ``key``, or of those from ``first`` to ``key`` as one."""
    return f"{first.isoformat()}_{key.isoformat()}.html" if first else f"{key.isoformat()}.html"


class SavedFile(NamedTuple):
    """A file of works for reference managers, as a page links it."""

    format: str
    name: str
    programs: str
    """Some that import it."""


def saved_files(page: str) -> tuple[SavedFile, SavedFile]:
    """Return the files beside the page of that file name: its works as RIS, then as BibTeX."""
    stem = page.removesuffix(".html")
    return (
        SavedFile("RIS", f"{stem}.ris", "Zotero, EndNote, Mendeley"),
        SavedFile("BibTeX", f"{stem}.bib", "Zotero, JabRef, LaTeX"),
    )


def saved(page: str, items: Sequence[Item]) -> dict[str, str]:
    """Return the content of the ``saved_files`` of a page that shows ``items``, by name; none where it shows none."""
    in_ris, in_bibtex = saved_files(page)
    return {in_ris.name: ris(items), in_bibtex.name: bibtex(items)} if items else {}


def files_of(shelf: Shelf) -> tuple[str, ...]:
    """Return the names of all files of an Edition: its page, and those beside it where it has works."""
    name = page_name(shelf.key)
    return (name, *(each.name for each in saved_files(name))) if shelf.works else (name,)


def page(edition: Edition, topics: Mapping[str, str], silences: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return the page of ``edition`` as HTML.

    ``topics`` maps id to name in the order of the sections; ``silences`` is that of ``compose_page``.
    """
    letter = compose_page(edition, topics, silences)
    views = tuple(view(section, EVERYTHING) for section in letter.sections)
    filters = {v.name for v in views} | {name for v in views for entry in v.full for name in entry.also_under}
    saved = saved_files(page_name(edition.key)) if edition.items else ()
    shown = {"letter": letter, "views": views, "topics": sorted(filters), "saved": saved}
    return template("archive/edition.html.j2").render(**shown, **head())


def index(name: str, shelves: Iterable[Shelf], earlier: Sequence[tuple[str, str]] = ()) -> str:
    """Return the list of all Editions, newest first, and of the pages of ``earlier`` papers: file name and month."""
    newest = sorted(shelves, reverse=True)
    years = [
        (year, [(page_name(shelf.key), day_in_words(shelf.key), count(shelf.works, "work")) for shelf in of_year])
        for year, of_year in groupby(newest, key=lambda shelf: shelf.key.year)
    ]
    return template("archive/index.html.j2").render(name=plain(name, 80), years=years, earlier=earlier, **head())


@cache
def head() -> Mapping[str, str]:
    """Styles, the script, and a policy that lets a browser run only this script and load nothing."""
    script = text_of("archive/filter.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    nothing = "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'"
    style = "".join(text_of(f"{name}.css") for name in ("letter", "archive/archive", "media"))
    ours = {"style": Markup(style), "script": Markup(script)}  # noqa: S704  (our own files)
    return {**ours, "policy": f"{nothing}; script-src 'sha256-{digest}'", "feed": FEED, "home": INDEX}
