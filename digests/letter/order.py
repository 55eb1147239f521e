"""Which section a work is in, in what order, and which few to read first: the stated rules of the Letter."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from enum import IntEnum

from digests.letter.bundles import Bundle, bundles
from digests.letter.parts import UNSORTED
from literature.model.edition import Edition, Item
from literature.model.record import Form
from literature.model.work import Centrality, Kind, LinkKind, NoticeKind, Where


class Rank(IntEnum):
    """The order of kinds in a section."""

    TRIAL = 0
    REVIEW = 1
    ARTICLE = 2
    PREPRINT = 3
    NEWS = 4
    NOTICE = 5
    """What is retracted, and notices themselves: to be known, not to be read first."""


_TRIALS = frozenset({Kind.RANDOMISED_TRIAL, Kind.TRIAL})
_REVIEWS = frozenset({Kind.SYSTEMATIC_REVIEW, Kind.REVIEW, Kind.GUIDELINE})


def rank(item: Item) -> Rank:
    """Return the place of ``item`` in a section; a preprint of a trial is a preprint, a retracted trial is a notice."""
    if item.retracted or item.announces or item.kind is Kind.CORRECTION:
        return Rank.NOTICE
    if item.form is Form.NEWS:
        return Rank.NEWS
    if item.form is Form.PREPRINT:
        return Rank.PREPRINT
    if item.kind in _TRIALS:
        return Rank.TRIAL
    return Rank.REVIEW if item.kind in _REVIEWS else Rank.ARTICLE


def _age(bundle: Bundle) -> tuple[str, float, int]:
    """Published date, as far as it is certain; then the day it was first seen."""
    return bundle.item.record.published.iso, bundle.item.first_seen.timestamp(), bundle.item.work_id


def in_order(bundles: Iterable[Bundle]) -> list[Bundle]:
    """Sort as a section shows them: folded ones last; by Rank, then what is most about a watched molecule, then age."""
    newest_first = sorted(bundles, key=_age, reverse=True)
    return sorted(newest_first, key=lambda b: (is_folded(b), rank(b.item), -b.item.centrality_score))


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


FIRST_RULE = (
    "Ranking: trials and guidelines first, then systematic reviews, reviews with a watched molecule in the title, and "
    "articles; within each, the papers that focus most on the molecule come first."
)
"""What readers see; ``first_to_read`` says what decides between two that are equal in all this."""
_WORTH = {Kind.RANDOMISED_TRIAL: 0, Kind.GUIDELINE: 0, Kind.TRIAL: 1, Kind.SYSTEMATIC_REVIEW: 2}
_REVIEW, _ARTICLE, _PREPRINT = 3, 4, 5
_DOUBTED = frozenset({NoticeKind.RETRACTION, NoticeKind.CONCERN})
_NOT_FIRST = frozenset({Kind.CORRECTION, Kind.EDITORIAL, Kind.NEWS, Kind.PROTOCOL})


def terms_in_title(item: Item) -> list[str]:
    """Return the Terms that the title names, each once."""
    return list(dict.fromkeys(match.term for match in item.matches if match.where is Where.TITLE))


def first_to_read(bundles: Sequence[Bundle]) -> list[Bundle]:
    """Choose three to five bundles by FIRST_RULE, then a term in the title, more terms, a surer topic, a newer date;
    none where the whole letter is hardly longer."""
    wanted = 5 if len(bundles) >= 15 else 3 if len(bundles) >= 6 else 0
    fit = [bundle for bundle in sorted(bundles, key=_age, reverse=True) if _may_be_first(bundle.item)]

    def worth(bundle: Bundle) -> tuple[int, float, bool, int, float]:
        item = bundle.item
        terms = {match.term for match in item.matches}
        surest = max((label.score for label in bundle.labels), default=0.0)
        return _worth(item), -item.centrality_score, not terms_in_title(item), -len(terms), -surest

    chosen: list[Bundle] = []
    for bundle in sorted(fit, key=worth):
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


def _worth(item: Item) -> int:
    """The place of its kind. A review with the molecule in its title gives an overview; one that only mentions it does
    not go before an article that is all about it."""
    if item.form is Form.PREPRINT:
        return _PREPRINT
    if item.kind is Kind.REVIEW:
        return _REVIEW if terms_in_title(item) else _ARTICLE
    return _WORTH.get(item.kind, _ARTICLE)


def _may_be_first(item: Item) -> bool:
    return (
        item.centrality is Centrality.CORE
        and item.form is not Form.NEWS
        and item.kind not in _NOT_FIRST
        and not item.announces
        and _DOUBTED.isdisjoint(item.notice_kinds)
    )
