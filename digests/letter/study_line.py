"""What the text of a work states of its study, as a letter shows it: in one line, and apart for a trial."""

from __future__ import annotations

from collections.abc import Iterator

from digests.letter.links import registered
from digests.letter.parts import TrialFacts
from digests.words.prose import plain
from literature.findings.sample_size import Size
from literature.findings.study_facts import StudyFacts, study_facts
from literature.model.edition import Item
from literature.model.record import Form
from literature.model.work import Kind
from literature.text import word_set

MOST_DESIGNS = 3
"""Words of a design in the line of an entry."""
_TRIALS = frozenset({Kind.RANDOMISED_TRIAL, Kind.TRIAL})
_WITHOUT = frozenset({Kind.NEWS, Kind.CORRECTION, Kind.EDITORIAL, Kind.REVIEW, Kind.GUIDELINE})
"""Kinds that report no study of their own."""
_PEOPLE = word_set(
    "patients participants subjects individuals adults volunteers people persons respondents inpatients outpatients"
)
"""Units that "n" alone means."""


def facts(item: Item, stated: StudyFacts) -> tuple[str, ...]:
    """Return "n = 104", "phase 2", "double-blind": what the text states and no badge says."""
    if item.retracted or item.announces or item.form is Form.NEWS or item.kind in _WITHOUT:
        return ()
    phase = stated.phase.words if stated.phase else ""
    return tuple(filter(None, (*_sizes(stated), phase, *_designs(item, stated)[:MOST_DESIGNS])))


def trial_facts(item: Item, stated: StudyFacts | None = None) -> TrialFacts | None:
    """Return what a clinical trial states of itself; None of anything else, and of what is retracted. ``stated`` is
    what its record states, where that has been read already."""
    if item.kind not in _TRIALS or item.retracted or item.announces or item.form is Form.NEWS:
        return None
    stated = stated or study_facts(item.record)
    return TrialFacts(
        design=", ".join(each.words for each in stated.designs),
        phase=stated.phase.words if stated.phase else "",
        size=", ".join(_sizes(stated)),
        drug=plain(stated.drug.words, 60) if stated.drug else "",
        population=plain(stated.population.words, 100) if stated.population else "",
        registrations=registered(stated.registrations),
    )


def people(item: Item) -> int | None:
    """Return how many people took part, where the text of ``item`` states the total."""
    size = study_facts(item.record).size
    return size.number if size and _is_n(size) else None


def _sizes(stated: StudyFacts) -> Iterator[str]:
    if stated.studies:
        yield f"{stated.studies.number:,} {stated.studies.unit}"
    if size := stated.size:
        yield f"{size.number:,} {size.unit}" if stated.studies or not _is_n(size) else f"n = {size.number:,}"


def _is_n(size: Size) -> bool:
    return size.whole and size.unit in _PEOPLE


def _designs(item: Item, stated: StudyFacts) -> list[str]:
    """The words of the design without what the badge says."""
    said = {"randomised"} if item.kind is Kind.RANDOMISED_TRIAL else set()
    return [each.words for each in stated.designs if each.words not in said]
