"""What a reader says of works, "useful" or "not for us", and what is learned from it: Marks -> Preferences.

This file does NOT rank and does NOT store: a ranking asks for ``Preferences.shift``, and what is learned depends on the
marks alone, so a mark that is taken back leaves nothing behind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from literature.model.edition import Item


class Aspect(StrEnum):
    """What of a work a mark may be about: readers do not say, so each is counted."""

    TOPIC = "topic"
    KIND = "kind"
    ORGANISM = "organism"
    TERM = "term"


class Trait(NamedTuple):
    """One thing that works have in common: ``Trait(Aspect.KIND, "preclinical")``."""

    aspect: Aspect
    value: str


def traits(item: Item) -> frozenset[Trait]:
    """Return the topics, kind, organisms and terms of ``item``."""
    topics = (Trait(Aspect.TOPIC, label.topic) for label in item.labels)
    organisms = (Trait(Aspect.ORGANISM, organism) for organism in item.organisms)
    terms = (Trait(Aspect.TERM, match.term) for match in item.matches)
    return frozenset({Trait(Aspect.KIND, item.kind), *topics, *organisms, *terms})


@dataclass(frozen=True, slots=True)
class WorkMark:
    """What one reader said of one work. ``traits`` are those that the work had when it was shown."""

    work_id: int
    useful: bool
    traits: frozenset[Trait]


DOUBT = 7
"""Marks without an opinion that each trait starts with: the first real mark counts an eighth, seven count half. Letters
bring one or two mouse studies a week, so a habit shows after a month or two, and a slip does nothing."""
WEIGHTS = {Aspect.ORGANISM: 3.0, Aspect.KIND: 2.0, Aspect.TOPIC: 2.0, Aspect.TERM: 1.0}
"""Points of an aspect on which all marks agree, in the units of digests/letter/ranking.py, where people and animals are
3 apart: after a dozen "not for us" on mice a cohort goes before mice in which the molecule is blocked. A term counts
least, for most of a letter shares it."""
MOST = 5.0
"""Points that all marks together move a work at most, up or down: less than a blocked molecule (6) is worth."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """What one reader's marks say of each trait: how many found works with it useful, less how many did not, and how
    many there are."""

    balance: Mapping[Trait, int] = field(default_factory=dict)
    number: Mapping[Trait, int] = field(default_factory=dict)

    def __hash__(self) -> int:
        """Readers of equal preferences share a letter."""
        return hash((frozenset(self.balance.items()), frozenset(self.number.items())))

    def of_trait(self, trait: Trait) -> float:
        """Return what the marks say of ``trait``, within -1 and 1: 0 of one that no marked work has."""
        return self.balance.get(trait, 0) / (self.number.get(trait, 0) + DOUBT)

    def shift(self, item: Item) -> float:
        """Return the points by which ``item`` moves for this reader, within -MOST and MOST.

        An aspect counts once, as the mean of its traits: a paper with four topics moves no further than one with one.
        """
        if not self.number:
            return 0.0
        by_aspect: dict[Aspect, list[float]] = {}
        for trait in sorted(traits(item)):
            by_aspect.setdefault(trait.aspect, []).append(self.of_trait(trait))
        moved = sum(WEIGHTS[aspect] * sum(values) / len(values) for aspect, values in by_aspect.items())
        return max(-MOST, min(MOST, moved))


NO_PREFERENCES = Preferences()


def learned(marks: Iterable[WorkMark]) -> Preferences:
    """Return what ``marks`` of one reader say; of two marks of one work the last one counts."""
    balance, number = Counter[Trait](), Counter[Trait]()
    for mark in {mark.work_id: mark for mark in marks}.values():
        number.update(mark.traits)
        balance.update(dict.fromkeys(mark.traits, 1 if mark.useful else -1))
    return Preferences(balance, number)
