"""How much a work deserves to be read first: one ranking, for what is worth reading first and for every section.

    ReadingClass (class)  ->  points (evidence, blockade, focus, topic, n, follow, marks)  ->  age

Points never lift a work out of its class: nothing that a reader marks or follows goes before a trial of the molecule,
and nothing retracted is first. The journal, its fame and the number of authors are not asked for. What the weights are
worth was measured against pairs judged by hand: benchmarks/ranking, docs/decisions.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from math import log10

from digests.letter.bundles import Bundle
from digests.letter.entries import KIND_WORDS
from digests.words.prose import plain
from literature.model.edition import Item
from literature.model.record import Form
from literature.model.work import Centrality, Kind, Match, NoticeKind, Organism, Where
from literature.readers.preferences import NO_PREFERENCES, Preferences
from literature.study.blockade import blocking, is_drug

FIRST_RULE = (
    "Order: trials, guidelines and systematic reviews; then papers on blocking the molecule; then studies in people, "
    "animals and cells. The journal plays no part."
)
"""What readers see."""


class ReadingClass(IntEnum):
    """The class of a work; the points order works within it."""

    TRIAL = 0
    """Trials, guidelines and systematic reviews that are about a watched molecule."""
    STUDY = 1
    WITHOUT_DATA = 2
    """Protocols and editorials."""
    NEWS = 3
    NOTICE = 4
    """What is retracted or doubted, and notices themselves: to be known, not to be read first."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom a letter is ranked for."""

    topics: frozenset[str] = frozenset()
    """Ids of the topics that were chosen; none: all."""
    preferences: Preferences = NO_PREFERENCES
    followed: Mapping[int, str] = field(default_factory=dict)
    """Works by somebody or something that is followed, each with the reason: "you follow Marco Gattorno"."""


EVERYONE = Reader()
"""No particular reader: for the archive page, the owner's file, and readers without preferences."""

SizeOf = Callable[[Item], int | None]
"""How many people a study had; None where it is not known."""


def not_known(_: Item) -> None:
    """No size is known."""


_TRIALS = frozenset({Kind.RANDOMISED_TRIAL, Kind.TRIAL, Kind.GUIDELINE, Kind.SYSTEMATIC_REVIEW})
_WITHOUT_DATA = frozenset({Kind.PROTOCOL, Kind.EDITORIAL})
_DOUBTED = frozenset({NoticeKind.RETRACTION, NoticeKind.CONCERN})

_EVIDENCE = {
    Kind.RANDOMISED_TRIAL: 7.0,
    Kind.GUIDELINE: 7.0,
    Kind.TRIAL: 6.0,
    Kind.SYSTEMATIC_REVIEW: 6.0,
    Kind.OBSERVATIONAL: 5.0,
    Kind.CASE_REPORT: 5.0,
    Kind.BIOINFORMATICS: 0.0,
}
"""Points of a kind that says by itself on whom it was done."""
_PATIENTS_SAMPLES, _ANIMALS, _CELLS = 4.0, 2.0, 0.0
_NOT_STATED = 3.0
"""Letters and records without an abstract: neither people nor cells are named."""
_REVIEW_OF_IT, _REVIEW = 5.0, 4.0
_BLOCKED = 6.0
"""A molecule that is blocked: as much as lies between cells and a trial, so that IL-1β blockade in cells from CAR-T
therapy goes before a survey of genes in people. The judged pairs are neutral on it."""
_SUBJECT = 2.0
"""The molecule is the subject and not a marker: half the way from animals to patients' samples."""
_UNREVIEWED = -1.0
FOLLOWED = 3.0


def reading_class(item: Item) -> ReadingClass:
    """Return the class of ``item``. A trial is in the first one by what it is, printed or a preprint."""
    if item.announces or item.kind is Kind.CORRECTION or not _DOUBTED.isdisjoint(item.notice_kinds):
        return ReadingClass.NOTICE
    if item.form is Form.NEWS or item.kind is Kind.NEWS:
        return ReadingClass.NEWS
    if item.kind in _WITHOUT_DATA:
        return ReadingClass.WITHOUT_DATA
    return ReadingClass.TRIAL if item.kind in _TRIALS and _is_subject(item) else ReadingClass.STUDY


def _is_subject(item: Item) -> bool:
    return item.centrality is Centrality.CORE


def terms_in_title(item: Item) -> list[str]:
    """Return the Terms that the title names, each once."""
    return list(dict.fromkeys(match.term for match in item.matches if match.where is Where.TITLE))


def blockade(item: Item) -> Match | None:
    """Return where its title says that a molecule is blocked; None where it does not, or is not about the molecule."""
    return blocking(item.record.title.text, item.matches) if _is_subject(item) else None


def evidence(item: Item) -> float:
    """Return the points for kind and organism: people before animals before cells; a review by what it reviews."""
    if item.kind is Kind.REVIEW:
        return _REVIEW_OF_IT if terms_in_title(item) else _REVIEW
    return _EVIDENCE[item.kind] if item.kind in _EVIDENCE else _of_organisms(item)


def _of_organisms(item: Item) -> float:
    if Organism.HUMAN in item.organisms:
        return _PATIENTS_SAMPLES
    if Organism.ANIMAL in item.organisms:
        return _ANIMALS
    return _CELLS if item.organisms else _NOT_STATED


def size_points(size: int | None) -> float:
    """Return the points for ``size`` people: 0 for 30 and where it is not known, 1 from 300 on, at least -0.5."""
    return 0.0 if size is None else max(-0.5, min(1.0, log10(max(size, 1) / 30)))


def points(bundle: Bundle, reader: Reader = EVERYONE, size: int | None = None) -> float:
    """Return what orders ``bundle`` within its ReadingClass, more first."""
    item = bundle.item
    fits = (label.score for label in bundle.labels if not reader.topics or label.topic in reader.topics)
    return (
        evidence(item)
        + _BLOCKED * (blockade(item) is not None)
        + _SUBJECT * _is_subject(item)
        + item.centrality_score
        + max(fits, default=0.0)
        + size_points(size)
        + _UNREVIEWED * (item.form is Form.PREPRINT)
        + FOLLOWED * bool(_followed(bundle, reader))
        + reader.preferences.shift(item)
    )


def _followed(bundle: Bundle, reader: Reader) -> str:
    return next((reader.followed[item.work_id] for item in bundle.items if item.work_id in reader.followed), "")


def ranked(bundles: Iterable[Bundle], reader: Reader = EVERYONE, size_of: SizeOf = not_known) -> list[Bundle]:
    """Return ``bundles``, first what to read first; of equals the newest, whatever order they came in."""
    newest_first = sorted(bundles, key=_age, reverse=True)
    return sorted(newest_first, key=lambda b: (reading_class(b.item), -points(b, reader, size_of(b.item))))


def _age(bundle: Bundle) -> tuple[str, float, int]:
    """Published date, as far as it is certain; then the day it was first seen."""
    return bundle.item.record.published.iso, bundle.item.first_seen.timestamp(), bundle.item.work_id


LIKED = 0.5
"""Points of shift from which a reader is told that own marks moved a work."""


def reasons(bundle: Bundle, reader: Reader = EVERYONE, size: int | None = None) -> Iterator[str]:
    """Yield why ``bundle`` is where it is: "randomised trial", "in people", "IL-1RA in the title", "n = 104"."""
    item = bundle.item
    people = "in people" if Organism.HUMAN in item.organisms else ""
    preprint = "preprint" if item.form is Form.PREPRINT else ""
    size_words = "" if size is None else f"n = {size:,}"
    liked = _liked(reader.preferences.shift(item))
    words = (_KIND_REASONS.get(item.kind, ""), preprint, people, _named(item), size_words)
    yield from filter(None, (*words, _followed(bundle, reader), liked))


_KIND_REASONS = {kind: KIND_WORDS[kind].lower() for kind in (*_TRIALS, Kind.REVIEW, Kind.CASE_REPORT)}
"""Kinds that lift a work; that it is preclinical is no reason to read it first."""


def _named(item: Item) -> str:
    """The drug or the molecules that the title names: "anakinra in the title", "IL-1 blocked"."""
    found = blockade(item)
    if found and not is_drug(found.spelling):
        return f"{plain(found.term, 60)} blocked"
    names = [found.spelling] if found else terms_in_title(item)
    return f"{' and '.join(plain(name, 60) for name in names)} in the title" if names else ""


def _liked(shift: float) -> str:
    if abs(shift) < LIKED:
        return ""
    return f"you marked similar papers “{'useful' if shift > 0 else 'not for us'}”"
