"""The archive: each Edition as a page of its own with all its entries, and an index of them.

Pages are files that a browser opens from a folder or a web server alike: one inline script filters by topic and text,
and what it filters is all there without it. The same Edition gives the same bytes under the same templates. This file
does NOT write anything to a disk, and knows no feed (see atom.py).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from itertools import groupby
from types import MappingProxyType
from typing import NamedTuple

from markupsafe import Markup

from digests.letter.compose import compose
from digests.letter.figures import day
from digests.letter.prose import count, plain
from digests.letter.render import Step, context, template, text_of, view
from literature.model.edition import Edition

INDEX, FEED = "index.html", "feed.xml"

_ALL = Step(240, 1_000_000, 1_000_000)
"""Everything: a page has no mail program that cuts it."""


class Shelf(NamedTuple):
    """One line of the index."""

    key: date
    works: int


def page_name(key: date) -> str:
    """The file name of the page of the Edition ``key``."""
    return f"{key.isoformat()}.html"


def page(edition: Edition, topics: Mapping[str, str], silences: Mapping[str, str] = MappingProxyType({})) -> str:
    """The page of ``edition`` as HTML. ``topics`` maps id to name in the order of the sections; ``silences`` as for
    the letter."""
    letter = compose(edition, topics, contact="", silences=silences, most_alerts=len(edition.notices))
    views = tuple(view(section, _ALL) for section in letter.sections)
    filters = dict.fromkeys([one.name for one in views] + [n for one in views for e in one.full for n in e.also_under])
    return template("edition.html.j2").render(context(letter, views), topics=sorted(filters), **_head())


def index(name: str, shelves: Iterable[Shelf]) -> str:
    """The list of all Editions, newest first."""
    newest = sorted(shelves, reverse=True)
    years = [
        (year, [(page_name(one.key), day(one.key), count(one.works, "work")) for one in of_year])
        for year, of_year in groupby(newest, key=lambda one: one.key.year)
    ]
    return template("index.html.j2").render(name=plain(name, 80), years=years, **_head())


@cache
def _head() -> Mapping[str, str]:
    """Styles, the script, and a policy by which a browser runs this script only and loads nothing at all."""
    script = text_of("filter.js")
    sign = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    nothing = "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'"
    style = "".join(text_of(f"{name}.css") for name in ("letter", "archive", "media"))
    ours = {"style": Markup(style), "script": Markup(script)}  # noqa: S704  (our own files)
    return {**ours, "policy": f"{nothing}; script-src 'sha256-{sign}'", "feed": FEED, "home": INDEX}
