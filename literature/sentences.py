"""Sentences of an abstract, each with its role: what a study asks and concludes weighs more than what it measured.

Roles come from the section's category or label where the abstract has them, from the words of the sentence where not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from literature.model.record import AbstractSection, Record

LONGEST_ABBREVIATION = 12
"""Characters before a full stop that tell whether it ends an abbreviation."""


class Role(StrEnum):
    """What a sentence does in its abstract."""

    AIM = "aim"
    BODY = "body"
    CONCLUSION = "conclusion"


class Sentence(NamedTuple):
    """``[start:end]`` of the abstract section ``part``."""

    part: int
    start: int
    end: int
    text: str
    role: Role


_STOP = re.compile(
    r"[.!?][)\]”\"’']?(?:\s+(?=[“\"‘'(\[]?(?:[A-ZÀ-ÞΑ-Ω\d]|[a-zα-ω]{0,5}[-‐]?[A-Z\d]))|\s*$|"
    r"(?=(?:Background|Objectives?|Aims?|Methods?|Results?|Conclusions?|Discussion):))"
)
"""Where a sentence may end: before a capital, a number, a gene ("miR-21"), or a heading that lost its space."""
_NO_STOP = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|cf|al|Fig|Figs|No|approx|ca|resp|spp|sp|St|Dr|Prof|Ref|Refs|Eq|Suppl|subsp|var|Lour|Linn)|"
    r"(?<!vitamin )(?<!itis )(?<!group )(?<!type )(?<!protein )(?<!class )(?<!grade )(?<!factor )\b[A-Z])\.[)]?\s*$"
)
"""A full stop that ends no sentence: of an abbreviation, or of the initial of a species or a name."""
_LABELS = (
    (Role.CONCLUSION, re.compile(r"conclu|interpretation|significance|implication|summary", re.IGNORECASE)),
    (Role.AIM, re.compile(r"objective|aim|purpose|hypothes|question", re.IGNORECASE)),
)
_AIM = re.compile(
    r"\b(?:aim(?:s|ed)?|objective|purpose|hypothesi[sz]ed?|we sought|this (?:study|work|paper|review|article)|"
    r"(?:present|current) (?:study|work|review)|here,? we|"
    r"we (?:investigated?|examined?|tested|explored?|asked|evaluated?|studied|report|describe|review|discuss)|"
    r"to (?:investigate|determine|evaluate|explore|examine|assess|elucidate|clarify|test|study))\b",
    re.IGNORECASE,
)
_CONCLUSION = re.compile(
    r"\b(?:conclu(?:sions?|de)|taken together|collectively|in summary|altogether|"
    r"(?:our|these|the|present) (?:findings|results|data|study|observations)"
    r" (?:suggest|indicate|show|demonstrate|reveal|support|provide|identify|highlight|confirm)s?)\b",
    re.IGNORECASE,
)


def sentences(record: Record) -> tuple[Sentence, ...]:
    """Split the abstract into its sentences, in order; the last one counts as a conclusion in any case."""
    result = [sentence for part, section in enumerate(record.abstract) for sentence in _of_section(part, section)]
    if len(result) > 1:
        result[-1] = result[-1]._replace(role=Role.CONCLUSION)
    return tuple(result)


def _of_section(part: int, section: AbstractSection) -> Iterator[Sentence]:
    text, labelled = section.text.text, _labelled(section)
    for start, end in sentence_spans(text):
        sentence = text[start:end]
        yield Sentence(part, start, end, sentence, labelled or _role(sentence))


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence of ``text`` begins and ends, white space behind it included; together they are all of
    it, but for one of white space alone."""
    start = 0
    for end in _ends(text):
        if text[start:end].strip():
            yield start, end
        start = end


def _ends(text: str) -> Iterator[int]:
    for stop in _STOP.finditer(text):
        if not _NO_STOP.search(text, max(0, stop.start() - LONGEST_ABBREVIATION), stop.end()):
            yield stop.end()
    yield len(text)


def _labelled(section: AbstractSection) -> Role | None:
    """The role that the section's heading gives to all of it; methods and results are body, whatever their words."""
    heading = f"{section.category} {section.label}".strip()
    named = next((role for role, pattern in _LABELS if pattern.search(heading)), None)
    if named or not re.search(r"method|result|finding", heading, re.IGNORECASE):
        return named
    return Role.BODY


def concludes(sentence: str) -> bool:
    """Return whether its words say that it concludes: "Taken together, …", "Our findings suggest …"."""
    return _CONCLUSION.search(sentence) is not None


def _role(sentence: str) -> Role:
    if concludes(sentence):
        return Role.CONCLUSION
    return Role.AIM if _AIM.search(sentence) else Role.BODY
