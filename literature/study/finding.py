"""The finding of a paper: the sentence of its abstract that states the result, as a place in the text; or none.

A result is a number, a direction, a comparison: what was found. Not the aim, not the method, not what was known
before, not that more research is needed, not that something may be promising one day. Where an abstract states none (a
protocol, a review that says what it will discuss) there is none: a letter shows no empty sentence.

This file does NOT reword anything. How often it is right: `python -m benchmarks.findings`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from literature.model.record import AbstractSection
from literature.study import finding_words as words
from literature.study.abstract_zones import Placed, Zone, placed_sentences

ROOM = 240
"""Characters that a letter has for a finding."""
ENOUGH = 3.0
"""Score from which a sentence is taken to state a result."""
STRONG_CUT, WEAK_CUT = 1.0, 2.5
"""What a sentence loses that has to be cut: before a word that opens a clause, or at a mere comma."""
POINT = 12
"""Characters behind the word that says the direction, within which its object is named."""


class Finding(NamedTuple):
    """``[start:end]`` of the abstract section ``part``: whole sentences, or, if ``cut``, to the end of a clause."""

    part: int
    start: int
    end: int
    cut: bool = False


_OWN = re.compile(
    r"\b(?:we|our|(?:this|(?:the )?present|(?:the )?current) (?:\w+ )?(?:study|work|paper|article|review|research|report|"
    r"trial|investigation)|in this (?:\w+ )?(?:study|work|paper|review)|here(?:in)?|goal of)\b",
    re.IGNORECASE,
)
"""Where an abstract without headings begins to speak of the authors' own work."""
_STEM = re.compile(r"[^\W_]{4,}")
_CLAUSE = re.compile(
    r"(?P<strong>;|,? (?:(?:suggest|indicat|highlight|reveal|lead|demonstrat|imply|provid)ing\b|"
    r"while\b|whereas\b|although\b|however\b|which\b|thereby\b|and (?:may|might|could|can|suggest\w*|the|this)\b|but\b|"
    r"as well as\b))|(?P<weak>, | [(\[]| and (?=\w+ed\b))"
)
"""Where a clause ends: before a word that opens the next one, or at a comma or a bracket."""


def finding(abstract: Sequence[AbstractSection], title: str = "", room: int = ROOM) -> Finding | None:
    """Return the place of the sentence that states the main result in at most ``room`` characters, with the next one
    where that is a result too and both fit; None where no sentence states one."""
    if words.PLAN.search(title):
        return None
    told = _told(abstract, title)
    fits = [(score - loss, each.place, found) for score, each in told for loss, found in _fits(each, room)]
    if not fits:
        return None
    *_, best = max(fits)
    return best if best.cut else _with_next(best, [each for _, each in told], room)


def _told(abstract: Sequence[AbstractSection], title: str) -> list[tuple[float, Placed]]:
    """The sentences that state a result, each with its score."""
    names, advises = _stems(title), bool(words.ADVICE.search(title))
    scored = ((_score(each, names, advises=advises), each) for each in _candidates(list(placed_sentences(abstract))))
    return [(score, each) for score, each in scored if score >= ENOUGH]


def _candidates(told: list[Placed]) -> Iterator[Placed]:
    """The sentences of results and conclusions; without headings, those from where the authors' own work begins."""
    unnamed = [each for each in told if each.zone is Zone.UNNAMED]
    own = next((place for place, each in enumerate(unnamed) if _OWN.search(each.text)), 0)
    first = own if own <= len(unnamed) * 0.7 else 0
    yield from unnamed[first:]
    yield from (each for each in told if each.zone in (Zone.RESULT, Zone.CONCLUSION))


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:6] for word in _STEM.findall(text.lower()))


_BY_ZONE = {Zone.RESULT: 1.0, Zone.CONCLUSION: 2.0}


def _score(told: Placed, names: frozenset[str], *, advises: bool) -> float:
    """How surely the sentence states the main result; 0 where it states none."""
    text = told.text
    says = _says(text, advises=advises)
    if not says or _is_other(told):
        return 0.0
    return says + _BY_ZONE.get(told.zone, told.place) + 3 * _share(names, text) - _doubts(text)


def _says(text: str, *, advises: bool) -> float:
    """What the words of a result are worth; 0 without any, or where they follow a prospect only."""
    if words.CASE.search(text):
        return 4.0
    if advises and words.ADVISES.search(text):
        return 3.0
    direction, figures, found = (bool(each.search(text)) for each in (words.DIRECTION, words.FIGURES, words.FOUND))
    if not (direction or figures or found):
        return 0.0
    for pattern in (words.RECOMMENDS, words.PROSPECT):
        if (hit := pattern.search(text)) and not words.DIRECTION.search(text, 0, hit.start()):
            return 0.0
    leads = 1.5 * (found or bool(words.CONCLUDES.search(text))) + (found and not direction)
    return 2.0 * direction + figures + bool(words.COMPARES.search(text)) + leads


def _is_other(told: Placed) -> bool:
    """Whether it is the aim, the method, who took part, or what was known."""
    text = told.text
    if words.CASE.search(text):
        return False
    if words.AIM.search(text) and not words.FOUND.search(text):
        return True
    if words.BASELINE.search(text) and not words.COMPARES.search(text):
        return True
    if words.METHOD.search(text) and not words.SURE.search(text):
        return True
    return told.zone is Zone.UNNAMED and bool(words.BACKGROUND.search(text)) and not words.FOUND.search(text)


def _doubts(text: str) -> float:
    """What it loses where it cannot stand alone, or hedges."""
    return (
        4.0 * bool(words.HANGS.search(text))
        + 1.0 * bool(words.CONTRASTS.search(text))
        + 0.7 * bool(words.CONTINUES.search(text))
        + 1.2 * bool(words.HEDGE.search(text))
        + 2.0 * bool(words.PROSPECT.search(text))
        + 2.0 * bool(words.RECOMMENDS.search(text))
        + 1.0 * bool(words.SUBGROUP.search(text))
        + 1.0 * (len(text) < 60)
    )


def _share(names: frozenset[str], text: str) -> float:
    """The share of the title's words that the sentence has."""
    return len(names & _stems(text)) / len(names) if names else 0.0


def _fits(told: Placed, room: int) -> Iterator[tuple[float, Finding]]:
    """The sentence whole, or as far as the last clause in ``room`` after its point, with what it loses by that."""
    if len(told.text) <= room:
        yield 0.0, Finding(told.part, told.start, told.end)
        return
    said = next((hit for hit in words.DIRECTION.finditer(told.text) if not hit[0].endswith("ly")), None)
    if not said:
        return
    ends = [hit for hit in _CLAUSE.finditer(told.text, said.end() + POINT, room) if _is_open(told.text[: hit.start()])]
    strong = [hit for hit in ends if hit["strong"]]
    if ends:
        end = told.start + (strong or ends)[-1].start()
        yield (STRONG_CUT if strong else WEAK_CUT), Finding(told.part, told.start, end, cut=True)


def _is_open(text: str) -> bool:
    """Whether ``text`` ends outside of brackets."""
    return text.count("(") <= text.count(")") and text.count("[") <= text.count("]")


def _with_next(found: Finding, told: list[Placed], room: int) -> Finding:
    """``found`` and the sentence behind it, where that states a result too and both fit."""
    for each in told:
        gap = each.start - found.end
        if each.part == found.part and 0 <= gap <= 2 and each.end - found.start <= room:
            return found._replace(end=each.end)
    return found
