"""How much a sentence says of the main result of its paper, and what makes one doubt it: the scores behind a finding.

What a sentence gains or loses is in points. A sentence of 3 points states a result.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from literature.findings import finding_words as words
from literature.findings.abstract_zones import Placed, Zone
from literature.findings.interventions import Intervention, interventions

PROMISED = 2.0
"""What it gains where the title says what was done, and it says what came of that."""
WATCHED = 0.5
"""What it gains by a spelling that is watched for; and loses by another cytokine, where it has none."""
OUTCOME = 0.5
"""What it gains where it says who lived and who died."""
TABLE = 1.5
"""What a sentence loses that is a row of a table: T1, T2, T3."""
MAKING = 2.0
"""What it loses where it says what was made, and no effect of it."""
CASE, ADVICE = 4.0, 3.0
"""What the sentence of a case, or the advice of a guideline is worth."""
ALL = 100.0
"""What a sentence loses that states no result."""
STEM = 6
"""Letters of a word of the title by which it is found again in a sentence."""
SHORT = 60
"""Characters below which a sentence says little."""
WORD = re.compile(r"[^\W\d_][\w-]*")


class Place(NamedTuple):
    """``[start:end]`` of the abstract section ``part``, where a watched spelling is."""

    part: int
    start: int
    end: int


class Subject(NamedTuple):
    """What the sentence ought to be about: the words of the title, what it says was done, and what is watched."""

    names: frozenset[str]
    done: tuple[Intervention, ...]
    watched: tuple[Place, ...]
    """In their order in the abstract."""


class ReadSentence(NamedTuple):
    """A sentence in lower case, and its words; a compound ("LPS-induced") is one word."""

    placed: Placed
    low: str
    words: frozenset[str]
    directions: tuple[str, ...]
    """The words of it that say a direction."""
    found: bool
    """Whether it announces a result: "we found"."""
    advises: bool
    """Whether it is a sentence of a guideline that gives its advice."""


def read_sentence(placed: Placed, *, advises: bool) -> ReadSentence:
    """Return it read; ``advises`` is whether its paper is a guideline."""
    low = placed.text.lower()
    found = frozenset(WORD.findall(low))
    advice = advises and bool(words.ADVISES.search(low))
    return ReadSentence(placed, low, found, _directions(low, found), bool(words.FOUND.search(low)), advice)


def subject_of(title: str, watched: tuple[Place, ...]) -> Subject:
    """Return what the sentence ought to be about, by the title in lower case: the beginnings of its longer words."""
    names = frozenset(word[:STEM] for word in WORD.findall(title) if len(word) > 3)
    return Subject(names, interventions(title), tuple(sorted(watched)))


_BY_ZONE = {Zone.RESULT: 1.0, Zone.CONCLUSION: 2.0}


def hope(told: ReadSentence, subject: Subject) -> float:
    """How much the sentence may say of the main result, before any doubt; 0 where it has no word of a result."""
    if _is_case(told.low):
        says = CASE
    elif told.advises:
        says = ADVICE
    else:
        says = _says(told)
    return says and says + _BY_ZONE.get(told.placed.zone, told.placed.place) + _fits(told, subject)


def _fits(told: ReadSentence, subject: Subject) -> float:
    """How much it is about what it ought to be about."""
    names = subject.names
    shared = len(names & {word[:STEM] for word in told.words}) / len(names) if names else 0.0
    outcome = OUTCOME * (not words.OUTCOME.isdisjoint(told.words))
    return 3 * shared + outcome + PROMISED * _keeps_promise(told, subject) + _names_watched(told, subject.watched)


def _names_watched(told: ReadSentence, watched: tuple[Place, ...]) -> float:
    part, start, end, *_ = told.placed
    first = bisect_left(watched, (part, start))
    if watched[first : first + 1] and watched[first] < (part, end):
        return WATCHED
    return -WATCHED * bool(watched and words.CYTOKINE.search(told.low))


def _keeps_promise(told: ReadSentence, subject: Subject) -> bool:
    """Whether it says, without a hedge, what came of that which the title says was done."""
    if not subject.done or not words.HEDGE.isdisjoint(told.words):
        return False
    return any(kind.named(told.low) for kind in subject.done) and bool(effects(told, subject))


def _is_case(low: str) -> bool:
    return any(word in low for word in words.REPORTS) and bool(words.CASE.search(low))


def _says(told: ReadSentence) -> float:
    """What the words of a result are worth."""
    direction, figures = bool(told.directions), any(sign in told.low for sign in words.FIGURES)
    if not (direction or figures or told.found):
        return 0.0
    leads = 1.5 * (told.found or bool(words.CONCLUDES.match(told.low))) + (told.found and not direction)
    return 2.0 * direction + figures + (not words.COMPARES.isdisjoint(told.words)) + leads


def _directions(low: str, found: frozenset[str]) -> tuple[str, ...]:
    """Those of ``found`` that say a direction; "to reduce" says only what for."""
    said = tuple(word for word in found & words.DIRECTION if word not in words.INFINITIVE or f"to {word}" not in low)
    return said or ("more",) * ({"more", "than"} <= found)


def effects(told: ReadSentence, subject: Subject) -> frozenset[str]:
    """The words that say what came of it: a direction, and neither how much nor what was done."""
    return frozenset(
        word
        for word in told.directions
        if not word.endswith("ly") and word not in words.BARE and not any(kind.is_word(word) for kind in subject.done)
    )


def doubts(told: ReadSentence) -> float:
    """What it loses where it cannot stand alone, or hedges; all of it where it states no result."""
    if _is_other(told):
        return ALL
    low = told.low
    lost = 0.0
    for hit in () if told.advises else (words.RECOMMENDS.search(low), _prospect(told)):
        if hit:
            lost += 2.0 if _begins(told) < hit.start() else ALL
    return (
        lost
        + 4.0 * bool(words.HANGS.match(low))
        + 1.0 * bool(words.CONTRASTS.match(low))
        + 0.7 * bool(words.CONTINUES.match(low))
        + 1.2 * (not words.HEDGE.isdisjoint(told.words))
        + 1.0 * any(word in low for word in words.SUBGROUP)
        + 1.0 * (len(low) < SHORT)
        + TABLE * (len(set(words.CODE.findall(low))) >= words.CODES)
        + MAKING * ("we " in low and bool(words.MAKES.search(low)) and words.MADE.issuperset(told.directions))
    )


def _prospect(told: ReadSentence) -> re.Match[str] | None:
    promise = None if words.PROMISING.isdisjoint(told.words) else words.PROMISES.search(told.low)
    return promise or words.PROSPECT.search(told.low)


def _begins(told: ReadSentence) -> int:
    """Where its first word of a direction is."""
    return min((told.low.find(word) for word in told.directions), default=len(told.low))


def _is_other(told: ReadSentence) -> bool:
    """Whether it is the aim, the method, who took part, or what was known."""
    low = told.low
    if _is_case(low):
        return False
    if words.AIM.search(low) and not told.found:
        return True
    if words.BASELINE.search(low) and words.COMPARES.isdisjoint(told.words):
        return True
    if words.METHOD.search(low) and words.SURE.isdisjoint(told.words) and not told.found:
        return True
    unnamed = told.placed.zone is Zone.UNNAMED
    return unnamed and bool(words.BACKGROUND.search(low)) and not told.found
