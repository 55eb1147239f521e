"""The ladder of shortening: what of a section is shown, so that a letter fits its budget of bytes.

This file does NOT render and does NOT count bytes (render.py does).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from digests.letter.parts import Brief, Entry, LetterSection, UpdateLine
from digests.words.prose import cut


class Shortening(NamedTuple):
    """How much a rendering shows: characters of a passage, full entries and lines in each section, and lines of papers
    that only mention a watched molecule in the whole letter."""

    passage: int
    full: int
    lines: int
    brief: int


LADDER = (
    Shortening(240, 100, 100, 100),
    Shortening(240, 100, 40, 40),
    Shortening(240, 40, 20, 20),
    Shortening(240, 25, 12, 10),
    Shortening(240, 15, 6, 6),
    Shortening(160, 15, 10, 5),
    Shortening(160, 10, 10, 5),
    Shortening(160, 8, 8, 5),
    Shortening(120, 5, 8, 3),
    Shortening(0, 5, 8, 3),
    Shortening(0, 3, 8, 0),
    Shortening(0, 2, 4, 0),
    Shortening(0, 1, 0, 0),
    Shortening(0, 0, 0, 0),
)
"""Tried from the top until the HTML fits. A finding is worth more than another line of a work that only mentions a
molecule: lines go first, then entries become lines, then passages shrink."""


@dataclass(frozen=True, slots=True)
class View:
    """A LetterSection at one level of shortening. ``count`` is all that it has: what is shown here (``full``,
    ``updates``, ``lines``), what stands further up (``above``) and ``more``."""

    id: str
    name: str
    count: int
    full: tuple[Entry, ...]
    updates: tuple[UpdateLine, ...]
    lines: tuple[Entry, ...]
    above: tuple[Entry, ...]
    lines_title: str
    more: int

    @property
    def numbers(self) -> Iterator[int]:
        """The numbers of the entries that are shown here."""
        return (entry.number for entry in (*self.full, *(update.entry for update in self.updates), *self.lines))

    @property
    def is_above(self) -> bool:
        """Whether all that it has stands further up."""
        return len(self.above) == self.count


def view(section: LetterSection, step: Shortening) -> View:
    """Return what ``step`` shows of ``section``: entries without room in full become lines, the rest is counted."""
    full = tuple(shortened(entry, step) for entry in section.full[: step.full])
    overflow = section.full[step.full :]
    lines = (*overflow, *section.lines)[: step.lines]
    updates = section.updates[: step.lines]
    return View(
        id=section.id,
        name=section.name,
        count=section.count,
        full=full,
        updates=updates,
        lines=lines,
        above=section.above,
        lines_title="More in brief" if overflow else section.lines_title,
        more=section.count - len(full) - len(updates) - len(lines) - len(section.above),
    )


def brief_view(brief: Brief, step: Shortening) -> Brief:
    """Return what ``step`` shows of ``brief``."""
    lines = brief.lines[: step.brief]
    return Brief(lines, brief.count - len(lines), brief.by_topic)


def shortened(entry: Entry, step: Shortening) -> Entry:
    """Return ``entry`` with its passage cut."""
    return replace(entry, passage=cut(entry.passage, step.passage))
