"""The works that wait for the next edition, as Markdown of the Prefect UI: papers about a watched molecule first, then
those that only mention one.

Not a table: the UI cuts a table off at its right. This file does NOT choose the works and does NOT order them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from digests.letter.entries import badges, outlet, title, why
from digests.letter.links import best
from digests.words.prose import plain
from flows.ui.markdown import escaped, linked
from literature.model.edition import Item
from literature.model.work import Centrality

MOST_FULL, MOST_BRIEF = 50, 50
"""Works listed: a first poll brings hundreds, and the page of a run should open at once."""


def waiting_markdown(items: Sequence[Item], topics: Mapping[str, str]) -> str:
    """Return ``items`` as two lists with links; ``topics`` is id -> name."""
    full = [item for item in items if item.centrality is not Centrality.MARKER]
    brief = [item for item in items if item.centrality is Centrality.MARKER]
    parts = [
        *_part("About a watched molecule", full, MOST_FULL, [_entry(item, topics) for item in full[:MOST_FULL]]),
        *_part("Only mention one", brief, MOST_BRIEF, [_line(item) for item in brief[:MOST_BRIEF]]),
    ]
    return "\n".join(parts) or "No work waits for the next edition."


def _part(heading: str, items: Sequence[Item], most: int, lines: Sequence[str]) -> list[str]:
    """One list under its heading, and how many works it leaves out; nothing where there are none."""
    if not items:
        return []
    rest = [f"\nAnd {len(items) - most:,} more; the next edition has them all."] if len(items) > most else []
    return [f"### {heading} ({len(items):,})\n", *lines, *rest, ""]


def _entry(item: Item, topics: Mapping[str, str]) -> str:
    """A title with where it was published and what it is; below it why it is here, and its topics by name."""
    named = [topics[label.topic] for label in item.labels if label.topic in topics]
    reasons = escaped(f"{why(item)}. Topics: {'; '.join(named) if named else 'none yet'}")
    return f"- {_line(item).removeprefix('- ')}\n  - Why: {reasons}"


def _line(item: Item) -> str:
    record = item.record
    facts = filter(None, [outlet(item), plain(str(record.published), 40), *badges(item)])
    return f"- {linked(title(record).text, best(record.identifiers))} · {escaped(' · '.join(facts))}"
