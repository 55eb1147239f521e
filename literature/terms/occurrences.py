"""Where in a folded text a watched name may be: every spelling, not yet checked.

Most texts name nothing watched, so a text is first looked at cheaply, then read with the patterns that may match.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import NamedTuple

from literature.terms.spellings import BEYOND_ASCII, FAMILY, GLUED, HINTS, START, Name, listed, number

_SHORTEST = 3
_RUN = re.compile(rf"[a-z0-9]{{{_SHORTEST},}}")
_ENDINGS = tuple(mark + plural for mark in GLUED for plural in ("", "s"))
"""What may be glued to a name's last word (``spellings.RIGHT``)."""


class Occurrence(NamedTuple):
    """A place in the folded text that may name ``terms``."""

    terms: tuple[str, ...]
    start: int
    end: int


class _Word(NamedTuple):
    """A name other than an interleukin's number and tail; ``pattern`` begins with a letter, for speed."""

    pattern: re.Pattern[str]
    left: re.Pattern[str]
    terms: tuple[str, ...]


class Glance(NamedTuple):
    """What may be in a text: an interleukin, and which of the other names."""

    interleukin: bool
    words: tuple[_Word, ...]


class Finder:
    """Finds the spellings of Names. ``owners`` says which terms have each name."""

    def __init__(self, owners: Mapping[Name, tuple[str, ...]]) -> None:
        self._hints = [re.compile(hint) for hint in HINTS]
        self._numbered, self._terms = _compile({name: terms for name, terms in owners.items() if name.number})
        self._seeds: dict[str, list[_Word]] = {}
        self._hinted: list[_Word] = []
        self._others: list[_Word] = []
        for name, terms in owners.items():
            if not name.number:
                self._place(name, _Word(re.compile(name.tail), re.compile(name.left), terms))

    def _place(self, name: Name, word: _Word) -> None:
        """How a glance finds ``word``: by its seeds; with the interleukins if it holds one or another script."""
        if BEYOND_ASCII.search(name.tail):
            self._hinted.append(word)
        elif min(map(len, name.seeds), default=0) < _SHORTEST:
            self._others.append(word)
        else:
            for seed, ending in product(name.seeds, _ENDINGS):
                self._seeds.setdefault(seed + ending, []).append(word)

    def glance(self, text: str) -> Glance | None:
        """Return what may be in ``text``; None where nothing is."""
        foreign = not text.isascii() and bool(BEYOND_ASCII.search(text))
        interleukin = foreign or any(hint.search(text) for hint in self._hints)
        likely = [word for seed in self._seeds.keys() & set(_RUN.findall(text)) for word in self._seeds[seed]]
        likely += self._others
        if interleukin:
            likely += self._hinted
        words = tuple(dict.fromkeys(word for word in likely if word.pattern.search(text)))
        return Glance(interleukin, words) if interleukin or words else None

    def in_text(self, text: str) -> list[Occurrence]:
        """Find all candidates of a text that was not looked at before."""
        glance = self.glance(text)
        return self.find(text, glance) if glance else []

    def find(self, text: str, glance: Glance) -> list[Occurrence]:
        """Find candidates in order of place, none overlapping another; at one place the longest."""
        hits = list(self._interleukins(text)) if glance.interleukin else []
        hits += (
            Occurrence(word.terms, *hit.span())
            for word in glance.words
            for hit in word.pattern.finditer(text)
            if word.left.match(text, hit.start())
        )
        hits.sort(key=lambda hit: (hit.start, -hit.end))
        apart: list[Occurrence] = []
        for hit in hits:
            if not apart or hit.start >= apart[-1].end:
                apart.append(hit)
        return apart

    def _interleukins(self, text: str) -> Iterator[Occurrence]:
        for begin in START.finditer(text):
            if name := self._numbered.match(text, begin.start()):
                yield Occurrence(self._terms[str(name.lastgroup)], name.start(), name.end())
        for item in listed(text):
            if name := self._numbered.fullmatch(item.name):
                yield Occurrence(self._terms[str(name.lastgroup)], item.start, item.end)


def _compile(owners: Mapping[Name, tuple[str, ...]]) -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    """One pattern of all interleukins, most specific first, and the terms that each of its groups means.

    The common beginning of the names is written once.
    """
    groups: dict[str, tuple[str, ...]] = {}
    branches: dict[str, list[str]] = {}
    for name, terms in sorted(owners.items(), key=lambda item: -item[0].length):
        group = f"g{len(groups)}"
        groups[group] = terms
        branches.setdefault(name.number, []).append(f"(?P<{group}>{name.tail})")
    numbers = [number(digits) + "(?:" + "|".join(tails) + ")" for digits, tails in branches.items()]
    return re.compile(FAMILY + "(?:" + "|".join(numbers) + ")" if numbers else r"(?!)"), groups
