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
from literature.findings.interventions import Intervention, interventions
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
REMEMBERED = 4096
"""Abstracts whose finding is kept: an edition is composed once for each choice of topics."""
CASE, ADVICE = 4.0, 3.0
"""What the sentence of a case, or the advice of a guideline is worth."""
ALL = 100.0
"""What a sentence loses that states no result."""
STEM = 6
"""Letters of a word of the title by which it is found again in a sentence."""
SHORT = 60
"""Characters below which a sentence says little."""
NEAR = 2
"""Characters between two sentences that follow one another."""
POINT = 12
"""Characters behind the word that says the direction, within which its object is named."""


class Finding(NamedTuple):
    """``[start:end]`` of the abstract section ``part``: whole sentences, or, if ``cut``, to the end of a clause; without
    the words that only open the first one."""

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
_WORD = re.compile(r"[^\W\d_][\w-]*")
_CLAUSE = re.compile(
    r"(?P<strong>;|,? (?:(?:suggest|indicat|highlight|reveal|lead|demonstrat|imply|provid)ing\b|"
    r"while\b|whereas\b|although\b|however\b|which\b|thereby\b|and (?:may|might|could|can|suggest\w*|the|this)\b|but\b|"
    r"as well as\b))|(?P<weak>, | [(\[]| and (?=\w+ed\b))"
)
"""Where a clause ends: before a word that opens the next one, or at a comma or a bracket."""


class Span(NamedTuple):
    """``[start:end]`` of the abstract section ``part``, where a watched spelling is."""

    part: int
    start: int
    end: int


class _Subject(NamedTuple):
    """What the sentence ought to be about: the words of the title, what it says was done, and what is watched."""

    names: frozenset[str]
    done: tuple[Intervention, ...]
    watched: tuple[Span, ...]


class _Read(NamedTuple):
    """A sentence in lower case, and its words; a compound ("LPS-induced") is one word."""

    placed: Placed
    low: str
    words: frozenset[str]
    directions: tuple[str, ...]
    """The words of it that say a direction."""
    advises: bool
    """Whether it is a sentence of a guideline that gives its advice."""


@lru_cache(maxsize=REMEMBERED)
def finding(
    abstract: tuple[AbstractSection, ...], title: str = "", room: int = ROOM, watched: tuple[Span, ...] = ()
) -> Finding | None:
    """Return the place of the sentence that states the main result in at most ``room`` characters, with the next one
    where that is a result too and both fit; None where no sentence states one. Of sentences that say about as much, one
    with a ``watched`` spelling is chosen."""
    heading = title.lower()
    if words.PLAN.search(heading):
        return None
    advises = bool(words.ADVICE.search(heading))
    told = [_read(placed, advises=advises) for placed in _candidates(placed_sentences(abstract))]
    subject = _Subject(_stems(heading), interventions(heading), watched)
    hopes = [(_hope(each, subject), place, each) for place, each in enumerate(told)]
    best: tuple[float, Finding] | None = None
    for hope, _, each in sorted(hopes, reverse=True):
        if hope < ENOUGH or (best and best[0] >= hope):
            break
        score = hope - _doubts(each)
        if score >= ENOUGH and (fit := _fit(each, subject, room)) and (not best or score - fit[0] > best[0]):
            best = score - fit[0], fit[1]
    return _with_next(best[1], hopes, room) if best else None


def _candidates(told: Sequence[Placed]) -> Iterator[Placed]:
    """The sentences of results and conclusions; without headings, those from where the authors' own work begins."""
    unnamed = [each for each in told if each.zone is Zone.UNNAMED]
    own = next((place for place, each in enumerate(unnamed) if _OWN.search(each.text.lower())), 0)
    yield from unnamed[own if own <= len(unnamed) * OPENING else 0 :]
    yield from (each for each in told if each.zone in (Zone.RESULT, Zone.CONCLUSION))


def _read(placed: Placed, *, advises: bool) -> _Read:
    low = placed.text.lower()
    found = frozenset(_WORD.findall(low))
    return _Read(placed, low, found, _directions(low, found), advises and bool(words.ADVISES.search(low)))


def _stems(title: str) -> frozenset[str]:
    """The beginnings of its longer words."""
    return frozenset(word[:STEM] for word in _WORD.findall(title) if len(word) > 3)


_BY_ZONE = {Zone.RESULT: 1.0, Zone.CONCLUSION: 2.0}


def _hope(told: _Read, subject: _Subject) -> float:
    """How much the sentence may say of the main result, before any doubt; 0 where it has no word of a result."""
    if _is_case(told.low):
        says = CASE
    elif told.advises:
        says = ADVICE
    else:
        says = _says(told)
    return says and says + _BY_ZONE.get(told.placed.zone, told.placed.place) + _fits(told, subject)


def _fits(told: _Read, subject: _Subject) -> float:
    """How much it is about what it ought to be about."""
    names = subject.names
    shared = len(names & {word[:STEM] for word in told.words}) / len(names) if names else 0.0
    outcome = OUTCOME * (not words.OUTCOME.isdisjoint(told.words))
    return 3 * shared + outcome + PROMISED * _keeps_promise(told, subject) + _names_watched(told, subject.watched)


def _names_watched(told: _Read, watched: tuple[Span, ...]) -> float:
    part, start, end, *_ = told.placed
    for each in watched:
        if each.part == part and start <= each.start < end:
            return WATCHED
    return -WATCHED * bool(watched and words.CYTOKINE.search(told.low))


def _keeps_promise(told: _Read, subject: _Subject) -> bool:
    """Whether it says, without a hedge, what came of that which the title says was done."""
    if not subject.done or not words.HEDGE.isdisjoint(told.words):
        return False
    return any(kind.named(told.low) for kind in subject.done) and bool(_effects(told, subject))


def _is_case(low: str) -> bool:
    return any(word in low for word in words.REPORTS) and bool(words.CASE.search(low))


def _says(told: _Read) -> float:
    """What the words of a result are worth."""
    direction, figures = bool(told.directions), any(sign in told.low for sign in words.FIGURES)
    found = bool(words.FOUND.search(told.low))
    if not (direction or figures or found):
        return 0.0
    leads = 1.5 * (found or bool(words.CONCLUDES.match(told.low))) + (found and not direction)
    return 2.0 * direction + figures + (not words.COMPARES.isdisjoint(told.words)) + leads


def _directions(low: str, found: frozenset[str]) -> tuple[str, ...]:
    """Those of ``found`` that say a direction; "to reduce" says only what for."""
    said = tuple(word for word in found & words.DIRECTION if word not in words.INFINITIVE or f"to {word}" not in low)
    return said or ("more",) * ({"more", "than"} <= found)


def _effects(told: _Read, subject: _Subject) -> frozenset[str]:
    """The words that say what came of it: a direction, and neither how much nor what was done."""
    return frozenset(
        word
        for word in told.directions
        if not word.endswith("ly") and word not in words.BARE and not any(kind.is_word(word) for kind in subject.done)
    )


def _doubts(told: _Read) -> float:
    """What it loses where it cannot stand alone, or hedges; all of it where it states no result."""
    if _is_other(told):
        return ALL
    low = told.low
    doubts = 0.0
    for hit in () if told.advises else (words.RECOMMENDS.search(low), _prospect(told)):
        if hit:
            doubts += 2.0 if _begins(told) < hit.start() else ALL
    return (
        doubts
        + 4.0 * bool(words.HANGS.match(low))
        + 1.0 * bool(words.CONTRASTS.match(low))
        + 0.7 * bool(words.CONTINUES.match(low))
        + 1.2 * (not words.HEDGE.isdisjoint(told.words))
        + 1.0 * any(word in low for word in words.SUBGROUP)
        + 1.0 * (len(low) < SHORT)
        + TABLE * (len(set(words.CODE.findall(low))) >= words.CODES)
        + MAKING * ("we " in low and bool(words.MAKES.search(low)) and words.MADE.issuperset(told.directions))
    )


def _prospect(told: _Read) -> re.Match[str] | None:
    promise = None if words.PROMISING.isdisjoint(told.words) else words.PROMISES.search(told.low)
    return promise or words.PROSPECT.search(told.low)


def _begins(told: _Read) -> int:
    """Where its first word of a direction is."""
    return min((told.low.find(word) for word in told.directions), default=len(told.low))


def _is_other(told: _Read) -> bool:
    """Whether it is the aim, the method, who took part, or what was known."""
    low = told.low
    if _is_case(low):
        return False
    if words.AIM.search(low) and not words.FOUND.search(low):
        return True
    if words.BASELINE.search(low) and words.COMPARES.isdisjoint(told.words):
        return True
    if words.METHOD.search(low) and words.SURE.isdisjoint(told.words) and not words.FOUND.search(low):
        return True
    unnamed = told.placed.zone is Zone.UNNAMED
    return unnamed and bool(words.BACKGROUND.search(low)) and not words.FOUND.search(low)


def _fit(told: _Read, subject: _Subject, room: int) -> tuple[float, Finding] | None:
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


def _point(told: _Read, subject: _Subject) -> int:
    """The end of the first word that says what came of it; 0 where none does."""
    said = _effects(told, subject) or frozenset(told.directions)
    return next((hit.end() for hit in _WORD.finditer(told.low) if hit[0] in said), 0)


def _is_open(text: str) -> bool:
    """Whether ``text`` ends outside of brackets."""
    return text.count("(") <= text.count(")") and text.count("[") <= text.count("]")


def _with_next(found: Finding, hopes: list[tuple[float, int, _Read]], room: int) -> Finding:
    """``found`` and the sentence behind it, where that states a result too and both fit."""
    for hope, _, each in hopes:
        part, start, end, *_ = each.placed
        follows = not found.cut and part == found.part and 0 <= start - found.end <= NEAR
        if follows and end - found.start <= room and hope - _doubts(each) >= ENOUGH:
            return found._replace(end=end)
    return found
