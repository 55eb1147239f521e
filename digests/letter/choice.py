"""What a group of readers asked for in watch.toml: readers of equal choices share a rendering."""

from __future__ import annotations

from typing import NamedTuple

from literature.model.edition import Item
from literature.model.work import Organism
from literature.readers.preferences import NO_PREFERENCES, Preferences
from literature.study.follows import Follow

BUDGET = 60_000
"""Bytes of HTML that people still read to the end: some fifty entries. Gmail clips near 102 kB, and the foot with it
(hteumeuleu/email-bugs, issue 41)."""
BRIEF = 10
"""Papers that only mention a watched molecule, one line each. Of 148 papers of a measured week 123 were such: as lines
they were two thirds of the letter."""
MAX_ITEMS = 20
"""Papers shown in full: twenty are some ten screens of 800 pixels."""


class Choice(NamedTuple):
    """The keys of a [[reader]] that decide what is in a letter. Whatever is left out is counted, and listed in the
    archive or in a file that is attached."""

    topics: tuple[str, ...] = ()
    """Ids; none: all."""
    brief: int = BRIEF
    """Most papers that only mention a watched molecule."""
    animals: bool = True
    """Whether studies in animals or cells alone are shown."""
    max_items: int = MAX_ITEMS
    """Most papers shown in full; the others are listed by title."""
    follows: tuple[Follow, ...] = ()
    """Authors and journals whose papers are marked."""
    preferences: Preferences = NO_PREFERENCES
    """What one reader's own marks say."""

    def wants(self, item: Item) -> bool:
        """Return whether ``item`` is of a study that these readers want: where nothing says what it was done in, it
        is."""
        return self.animals or not item.organisms or Organism.HUMAN in item.organisms
