"""The finding of a paper: the sentence of its abstract that states the result, as a place in the text; or none.

A result is a number, a direction, a comparison: what was found. Not the aim, not the method, not what was known
before, not that more research is needed, not that something may be promising one day. Where an abstract states none (a
protocol, a review that says what it will discuss) there is none: a letter shows no empty sentence.

This file does NOT reword anything. How often it is right: `python -m benchmarks.findings`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from literature.findings import finding_words as words
from literature.findings.abstract_zones import Placed, Zone, placed_sentences
from literature.findings.finding_scores import (
    WORD,
    Place,
    ReadSentence,
    Subject,
    doubts,
    effects,
    hope,
    read_sentence,
    subject_of,
)
from literature.findings.openers import opener_end
from literature.model.record import AbstractSection

ROOM = 240
"""Characters that a letter has for a finding."""
ENOUGH = 3.0
"""Score from which a sentence is taken to state a result."""
STRONG_CUT, WEAK_CUT = 1.0, 2.5
"""What a sentence loses that has to be cut: before a word that opens a clause, or at a mere comma."""
TAIL = 40
"""Characters of the end of a sentence that are no greater loss at a comma than before a clause."""
REMEMBERED = 4096
"""Abstracts whose finding is kept: an edition is composed once for each choice of topics."""
NEAR = 2
"""Characters between two sentences that follow one another."""
POINT = 12
"""Characters behind the word that says the direction, within which its object is named."""


class Finding(NamedTuple):
    """``[start:end]`` of the abstract section ``part``: whole sentences without what only opens the first one, or, if
    ``cut``, to the end of a clause."""

    part: int
    start: int
    end: int
    cut: bool = False


_OWN = re.compile(
    r"\b(?:we|our|(?:this|(?:the )?present|(?:the )?current) (?:\w+ )?(?:study|work|paper|article|review|research|"
    r"report|"
    r"trial|investigation)|in this (?:\w+ )?(?:study|work|paper|review)|here(?:in)?|goal of|hypothesi[sz]ed)\b"
)
"""Where an abstract without headings begins to speak of the authors' own work."""
OPENING = 0.7
"""Share of the sentences before which that has to be; else the abstract has no introduction."""
_CLAUSE = re.compile(
    r"(?P<strong>;|,? (?:(?:suggest|indicat|highlight|reveal|lead|demonstrat|imply|provid)ing\b|"
    r"while\b|whereas\b|although\b|however\b|which\b|thereby\b|and (?:may|might|could|can|suggest\w*|the|this)\b|but\b|"
    r"as well as\b))|(?P<weak>, | [(\[]| and (?=\w+ed\b))"
)
"""Where a clause ends: before a word that opens the next one, or at a comma or a bracket."""


@lru_cache(maxsize=REMEMBERED)
def finding(
    abstract: tuple[AbstractSection, ...], title: str = "", room: int = ROOM, watched: tuple[Place, ...] = ()
) -> Finding | None:
    """Return the place of the sentence that states the main result in at most ``room`` characters, with the next one
    where that is a result too and both fit; None where no sentence states one. Of sentences that say about as much, one
    with a ``watched`` spelling is chosen."""
    heading = title.lower()
    if words.PLAN.search(heading):
        return None
    advises = bool(words.ADVICE.search(heading))
    told = [read_sentence(placed, advises=advises) for placed in _candidates(placed_sentences(abstract))]
    subject = subject_of(heading, watched)
    hopes = [(hope(each, subject), place, each) for place, each in enumerate(told)]
    best: tuple[float, Finding] | None = None
    for most, _, each in sorted(hopes, reverse=True):
        if most < ENOUGH or (best and best[0] >= most):
            break
        score = most - doubts(each)
        if score >= ENOUGH and (fit := _fit(each, subject, room)) and (not best or score - fit[0] > best[0]):
            best = score - fit[0], fit[1]
    return _with_next(best[1], hopes, room) if best else None


def _candidates(told: Sequence[Placed]) -> Iterator[Placed]:
    """The sentences of results and conclusions; without headings, those from where the authors' own work begins."""
    unnamed = [each for each in told if each.zone is Zone.UNNAMED]
    own = next((place for place, each in enumerate(unnamed) if _OWN.search(each.text.lower())), 0)
    yield from unnamed[own if own <= len(unnamed) * OPENING else 0 :]
    yield from (each for each in told if each.zone in (Zone.RESULT, Zone.CONCLUSION))


def _fit(told: ReadSentence, subject: Subject, room: int) -> tuple[float, Finding] | None:
    """The sentence whole, or as far as the last clause in ``room`` after its point, with what it loses by that."""
    part, start, end, text, *_ = told.placed
    skipped = opener_end(text)
    if len(text) - skipped <= room:
        return 0.0, Finding(part, start + skipped, end)
    said = _point(told, subject) or room
    ends = [hit for hit in _CLAUSE.finditer(text, said + POINT, room + skipped) if _is_open(text[: hit.start()])]
    if not ends:
        return None
    strong = [hit for hit in ends if hit["strong"]]
    stop = (strong or ends)[-1].start()
    loss = STRONG_CUT if strong or len(text) - stop <= TAIL else WEAK_CUT
    return loss, Finding(part, start + skipped, start + stop, cut=True)


def _point(told: ReadSentence, subject: Subject) -> int:
    """The end of the first word that says what came of it; 0 where none does."""
    said = effects(told, subject) or frozenset(told.directions)
    return next((hit.end() for hit in WORD.finditer(told.low) if hit[0] in said), 0)


def _is_open(text: str) -> bool:
    """Whether ``text`` ends outside of brackets."""
    return text.count("(") <= text.count(")") and text.count("[") <= text.count("]")


def _with_next(found: Finding, hopes: list[tuple[float, int, ReadSentence]], room: int) -> Finding:
    """``found`` and the sentence behind it, where that states a result too and both fit."""
    for most, _, each in hopes:
        part, start, end, *_ = each.placed
        follows = not found.cut and part == found.part and 0 <= start - found.end <= NEAR
        if follows and end - found.start <= room and most - doubts(each) >= ENOUGH:
            return found._replace(end=end)
    return found
