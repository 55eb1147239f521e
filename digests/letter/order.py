"""Which section a work is in, and which few to read first. In what order, ranking.py says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from enum import IntEnum

from digests.letter.bundles import Bundle, bundles
from digests.letter.parts import UNSORTED
from digests.letter.ranking import EVERYONE, Reader, ReadingClass, SizeOf, not_known, ranked, reading_class
from literature.model.edition import Edition, Item
from literature.model.record import Form
from literature.model.work import Centrality, Kind, LinkKind


class Rank(IntEnum):
    """What the numbers of a letter count apart from each other."""

    TRIAL = 0
    REVIEW = 1
    ARTICLE = 2
    PREPRINT = 3
    NEWS = 4
    NOTICE = 5
    """What is retracted, and notices themselves."""


_TRIALS = frozenset({Kind.RANDOMISED_TRIAL, Kind.TRIAL})
_REVIEWS = frozenset({Kind.SYSTEMATIC_REVIEW, Kind.REVIEW, Kind.GUIDELINE})


def rank(item: Item) -> Rank:
    """Return what ``item`` is counted as; a preprint of a trial is a preprint, a retracted trial is a notice."""
    if item.retracted or item.announces or item.kind is Kind.CORRECTION:
        return Rank.NOTICE
    if item.form is Form.NEWS:
        return Rank.NEWS
    if item.form is Form.PREPRINT:
        return Rank.PREPRINT
    if item.kind in _TRIALS:
        return Rank.TRIAL
    return Rank.REVIEW if item.kind in _REVIEWS else Rank.ARTICLE


def in_order(bundles: Iterable[Bundle], reader: Reader = EVERYONE, size_of: SizeOf = not_known) -> list[Bundle]:
    """Sort as a section shows them: by the ranking, those that are folded last."""
    return sorted(ranked(bundles, reader, size_of), key=is_folded)


def is_folded(bundle: Bundle) -> bool:
    """Return whether it takes one line: a watched molecule is only one of several measured."""
    return bundle.item.centrality is Centrality.MARKER


AS_SURE = 0.1
"""Scores this near to the best one count as equal; the order of the configuration then decides. A trial of a drug in
pericarditis scores 0.89 for therapy and 0.87 for the heart, and belongs where a cardiologist looks."""


def by_topic(shown: Iterable[Bundle], topics: Iterable[str], *, unsorted: bool) -> dict[str, list[Bundle]]:
    """Return every bundle once, under its surest topic of ``topics``; the rest last under UNSORTED, or left out.

    Of topics about AS_SURE the first one of ``topics`` has it.
    """
    sections: dict[str, list[Bundle]] = {topic: [] for topic in topics}
    chosen = list(sections)
    if unsorted:
        sections[UNSORTED] = []
    for bundle in shown:
        scores = {label.topic: label.score for label in bundle.labels if label.topic in sections}
        enough = max(scores.values(), default=0.0) - AS_SURE
        topic = next((topic for topic in chosen if scores.get(topic, -1.0) >= enough), UNSORTED)
        if topic in sections:
            sections[topic].append(bundle)
    return sections


def placed(edition: Edition, topics: Iterable[str], only: Collection[str]) -> dict[str, list[Bundle]]:
    """Return what a letter of ``edition`` shows under each of ``topics``, in their order; it may be limited to ``only``
    (none: not limited)."""
    chosen = [topic for topic in topics if not only or topic in only]
    return by_topic(bundles(edition.items), chosen, unsorted=not only)


def works_shown(edition: Edition, only: Collection[str]) -> frozenset[int]:
    """Return the ids of the works that a letter of ``edition`` shows, or counts where it has no room for them."""
    sections = placed(edition, dict(edition.topics) or only, only)
    return frozenset(work_id for section in sections.values() for bundle in section for work_id in bundle.members)


_NOT_FIRST = frozenset({ReadingClass.WITHOUT_DATA, ReadingClass.NEWS, ReadingClass.NOTICE})


def first_to_read(bundles: Sequence[Bundle], reader: Reader = EVERYONE, size_of: SizeOf = not_known) -> list[Bundle]:
    """Choose three to five bundles that are about a watched molecule, the first ones of the ranking; none where the
    whole letter is hardly longer."""
    wanted = 5 if len(bundles) >= 15 else 3 if len(bundles) >= 6 else 0
    chosen: list[Bundle] = []
    for bundle in ranked(filter(_may_be_first, bundles), reader, size_of):
        if len(chosen) < wanted and not any(is_possibly_same(bundle, earlier) for earlier in chosen):
            chosen.append(bundle)
    return chosen


def is_possibly_same(left: Bundle, right: Bundle) -> bool:
    """Return whether the store has found that one may be the other."""
    return any(
        link.kind is LinkKind.POSSIBLY_SAME and link.work_id in candidate.members
        for bundle, candidate in ((left, right), (right, left))
        for link in bundle.item.related
    )


def _may_be_first(bundle: Bundle) -> bool:
    return bundle.item.centrality is Centrality.CORE and reading_class(bundle.item) not in _NOT_FIRST
