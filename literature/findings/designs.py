"""What an abstract says of its own design: the phase of a trial, and the words "double-blind", "crossover", "cohort"…

Only of this study: the words have to stand before "trial" or "study" in its title, its methods, or a sentence that
speaks of itself; never before "trials", never of an earlier one, never of mice that were "randomly divided".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from literature.findings.abstract_zones import Placed, Zone

TITLE = -1
"""The ``part`` of what stands in the title."""


class Stated(NamedTuple):
    """``words`` as a letter shows them, and where the text says so: ``[start:end]`` of ``part``."""

    words: str
    part: int
    start: int
    end: int


_DESIGNS = (
    ("non-randomised", r"\bnon-?randomi[sz]ed\b"),
    ("randomised", r"(?<!non)(?<!non-)(?<!not )\brandomi[sz]ed?\b"),
    ("double-blind", r"\bdouble[- ](?:blind(?:ed)?|masked)\b"),
    (
        "single-blind",
        r"\bsingle[- ](?:blind(?:ed)?|masked)\b|\b(?:assessor|observer|investigator|evaluator)-blind(?:ed)?\b",
    ),
    ("open-label", r"\bopen[- ]label(?:led)?\b"),
    ("placebo-controlled", r"\bplacebo[- ]controlled\b"),
    ("crossover", r"\bcross-?over\b"),
    ("single-arm", r"\b(?:single|one)[- ]arm\b"),
    ("non-inferiority", r"\bnon-?inferiority\b"),
    ("cohort", r"\bcohort\b"),
    ("case-control", r"\bcase[- ]control(?:led)?\b"),
    ("cross-sectional", r"\bcross[- ]sectional\b"),
    ("retrospective", r"\bretrospective\b"),
)
_COMPILED = tuple((words, re.compile(pattern, re.IGNORECASE)) for words, pattern in _DESIGNS)

_INSTEAD = (("double-blind", "single-blind"), ("cross-sectional", "cohort"), ("non-randomised", "randomised"))
"""Of two that one text says, the one that is so: assessors are blind in a double-blind trial too, a survey may be of a
cohort."""

_SIGNS = ("randomi", "blind", "mask", "label", "placebo", "cross", "arm", "inferiority", "cohort", "control", "retrosp")
"""Of each design something, in lower case, without which it need not be looked for."""
_NOUN = re.compile(
    r"(?:(?:, and |,? and |, | |/|-)[\w‐]+){0,10}?[ -](?:trial|study|design|RCT|survey)\b(?! (?:protocol|drug|"
    r"period|group|"
    r"arm|medication|population|participants|entry)s?\b)",
    re.IGNORECASE,
)
"""What has to follow a word of a design: the noun that it describes, with other words of the kind between."""
_SELF = re.compile(
    r"\b(?:this|we|our|(?:the )?(?:present|current)|here|using an?|was an?|is an?|conducted|performed|designed|"
    r"undertaken)\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"\b(?:recent|previous|prior (?:\w+ )?(?:trial|study)|earlier|pivotal|ancillary|parent|original|published|"
    r"several|many|most|"
    r"post[- ]hoc|secondary analysis|pooled|data from|based on|following|no|further|future|intend|progress to|would|"
    r"emulat\w+|larger|needed|"
    r"included? in)\b",
    re.IGNORECASE,
)
_PHASE = re.compile(
    r"\bphase[- ](?P<phase>(?:[1-4]|I{1,3}V?|IV)[ab]?(?: ?[/-] ?(?:[1-4]|I{1,3}V?|IV)[ab]?)?)\b",
    re.IGNORECASE,
)
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}
_NEAR = re.compile(r"\b(?:trial|study|studies|RCT|extension|analysis|results|safety|efficacy)\b", re.IGNORECASE)
BEGINNING = 60
"""Characters of a sentence in which it names its own design without saying "this": "Randomised controlled trial."."""
REACH = 60
"""Characters behind "phase 2" within which "trial" or "study" has to follow."""


_DENIED = re.compile(r"\b(?:not?|not an?|lack of an?|absence of an?|without an?|no) (?:[a-z-]+ )?$", re.IGNORECASE)
"""What stands before a design that the study has not."""


def designs(title: str, told: Sequence[Placed]) -> tuple[Stated, ...]:
    """Return every word of the design of this study, in the order of the table."""
    found: dict[str, Stated] = {}
    for part, start, text in _of_this_study(title, told, _SIGNS):
        for words, pattern in _COMPILED:
            if (
                (hit := pattern.search(text))
                and _NOUN.match(text, hit.end())
                and not _DENIED.search(text[: hit.start()])
            ):
                found.setdefault(words, Stated(words, part, start + hit.start(), start + hit.end()))
    for stronger, weaker in _INSTEAD:
        if stronger in found and weaker in found:
            by_title = found[weaker].part == TITLE != found[stronger].part
            del found[stronger if by_title else weaker]
    return tuple(found[words] for words, _ in _DESIGNS if words in found)


def phase(title: str, told: Sequence[Placed]) -> Stated | None:
    """Return the phase of this trial ("phase 2b"); None where the text names two."""
    found = [
        each for part, start, text in _of_this_study(title, told, ("phase",)) for each in _phases(part, start, text)
    ]
    return found[0] if len({each.words for each in found}) == 1 else None


def _phases(part: int, start: int, text: str) -> Iterator[Stated]:
    for hit in _PHASE.finditer(text):
        near = _NEAR.search(text, hit.end(), hit.end() + REACH)
        if near and near[0].lower() != "studies":
            yield Stated(f"phase {_arabic(hit['phase'].lower())}", part, start + hit.start(), start + hit.end())


def _arabic(phase: str) -> str:
    """ "iib" -> "2b", "i/ii" -> "1/2"."""
    digits = re.sub(r"iv|i{1,3}", lambda hit: _ROMAN[hit[0]], phase)
    return re.sub(r" ?[/-] ?", "/", digits)


def _of_this_study(title: str, told: Sequence[Placed], signs: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """(part, start, text) of what has one of ``signs`` and speaks of this study: the title, sentences that say so."""
    for part, start, text, zone in ((TITLE, 0, title, Zone.METHOD), *(each[:2] + each[3:5] for each in told)):
        low = text.lower()
        if zone is not Zone.ASIDE and any(sign in low for sign in signs) and not _OTHERS.search(text):
            names_itself = part == TITLE or (zone is Zone.METHOD and any(sign in low[:BEGINNING] for sign in signs))
            if names_itself or _SELF.search(text):
                yield part, start, text
