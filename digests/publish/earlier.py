"""The part of the archive that no letter had: papers from before their terms were watched, a page for each month of
publication.

This file does NOT write to a disk.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from digests.letter.arrangement import sections_of
from digests.letter.bundles import bundles
from digests.letter.order import by_topic
from digests.publish.archive import EVERYTHING, head, saved_files
from digests.rendering.render import template
from digests.rendering.shortening import view
from digests.words.prose import count, plain
from literature.model.edition import Item

UNDATED = "undated"
PAGES = "earlier-*.html"
"""The names of the pages, as a pattern."""


def page_name(month: str) -> str:
    """Return the file name of the page of ``month``: "2025-03", "2025" or UNDATED."""
    return f"earlier-{month}.html"


def month_of(page: str) -> str:
    """Return the month of the page of that file name."""
    return page.removeprefix("earlier-").removesuffix(".html")


def in_words(month: str) -> str:
    """Return "March 2025" of "2025-03"; what is no month as it is."""
    return f"{date.fromisoformat(f'{month}-01'):%B %Y}" if "-" in month else month


def by_month(items: Iterable[Item]) -> dict[str, list[Item]]:
    """Return ``items`` by the month in which they were published, as far as that is known."""
    months = defaultdict[str, list[Item]](list)
    for item in items:
        months[item.record.published.iso[:7] or UNDATED].append(item)
    return dict(months)


def page(name: str, month: str, items: Sequence[Item], topics: Mapping[str, str]) -> str:
    """Return the page of the ``items`` of ``month`` as HTML; ``topics`` is id -> name in the order of the sections."""
    placed = by_topic(bundles(items), topics, unsorted=True)
    views = tuple(view(section, EVERYTHING) for section in sections_of(placed, topics) if section.count)
    filters = {v.name for v in views} | {name for v in views for entry in v.full for name in entry.also_under}
    return template("archive/earlier.html.j2").render(
        name=plain(name, 80),
        month=in_words(month),
        works=count(len(items), "paper"),
        views=views,
        topics=sorted(filters),
        saved=saved_files(page_name(month)),
        **head(),
    )
