"""The sentences of an abstract with the part of it in which they are: by its headings, wherever those are printed.

PubMed gives headings apart, feeds give one text with the headings inside it ("RESULTS: …").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from literature.model.record import AbstractSection
from literature.sentences import sentence_spans


class Zone(StrEnum):
    """What a heading opens."""

    BEFORE = "before"
    """What was known, and what was asked."""
    METHOD = "method"
    RESULT = "result"
    CONCLUSION = "conclusion"
    ASIDE = "aside"
    """Registration, funding, level of evidence."""
    UNNAMED = "unnamed"
    """Under no heading, or under one that says nothing."""


class Placed(NamedTuple):
    """``[start:end]`` of the abstract section ``part``, without a heading before it or white space behind it."""

    part: int
    start: int
    end: int
    text: str
    zone: Zone
    place: float
    """Where it ends in the abstract: 1.0 is the end."""


_HEADINGS = (
    (Zone.ASIDE, "regist|fund|ethic|disseminat|level of|keyword|conflict|trial number"),
    (Zone.METHOD, "outcome measure|measures|search|selection|eligib|data collection"),
    (
        Zone.CONCLUSION,
        "conclu|interpret|implication|significance|summary|discussion|practi[ct]|key (?:points|messages)",
    ),
    (Zone.RESULT, "result|finding|case|observation|outcome|synthesis"),
    (
        Zone.METHOD,
        "method|design|setting|participant|patient|subject|material|intervention|measure|procedure|data|analys|sample|"
        "exposure|statistic|approach",
    ),
    (
        Zone.BEFORE,
        "background|introduc|objective|aim|purpose|context|hypothes|rationale|importance|problem|question|relevance",
    ),
)
"""The words of headings, the most telling first: "methods and results" are results."""
_COMPILED = tuple((zone, re.compile(pattern, re.IGNORECASE)) for zone, pattern in _HEADINGS)

_INSIDE = re.compile(
    r"\W{0,3}(?:([A-Z][A-Za-z'’/& ]{2,40}?)\s?:\s*|"
    r"(Background|Introduction|Objectives?|Aims?|Methods?|Results?|Findings|Conclusions?|Interpretation)\s+(?=[A-Z]))"
)
_SPACES = "\u00a0\u2009\u202f"
"""Spaces that no pattern expects."""
LONGEST_HEADING = 5
"""Words of a heading inside a text."""


@lru_cache(maxsize=64)  # the finding and the facts of a paper are read one after the other
def placed_sentences(abstract: tuple[AbstractSection, ...]) -> tuple[Placed, ...]:
    """Return every sentence with its zone."""
    return tuple(_placed(abstract))


def _placed(abstract: Sequence[AbstractSection]) -> Iterator[Placed]:
    total, before = sum(len(section.text.text) for section in abstract) or 1, 0
    for part, section in enumerate(abstract):
        text = _plain_spaces(section.text.text)
        zone = _zone(section.label) or _zone(section.category) or Zone.UNNAMED
        for start, end in sentence_spans(text):
            opened, begin = _inside(text, start, end)
            zone, stop = opened or zone, begin + len(text[begin:end].rstrip())
            if stop > begin:
                yield Placed(part, begin, stop, text[begin:stop], zone, (before + stop) / total)
        before += len(text)


def _plain_spaces(text: str) -> str:
    """``text`` of the same length with a plain space for each other one."""
    for space in _SPACES:
        text = text.replace(space, " ")
    return text


@lru_cache(maxsize=256)
def _zone(heading: str) -> Zone | None:
    return next((zone for zone, pattern in _COMPILED if pattern.search(heading)), None) if heading else None


def _inside(text: str, start: int, end: int) -> tuple[Zone | None, int]:
    """The zone of a heading at the beginning of ``text[start:end]``, and where the words begin."""
    hit = _INSIDE.match(text, start, end)
    heading = (hit[1] or hit[2]) if hit else ""
    zone = _zone(heading) if len(heading.split()) <= LONGEST_HEADING else None
    return (zone, hit.end()) if hit and zone else (None, start + len(text[start:end]) - len(text[start:end].lstrip()))
