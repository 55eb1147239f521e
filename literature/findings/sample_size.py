"""How many took part: the total that an abstract states, with its words and place; or none where that is not sure.

Not the size of one group, not those who were screened, not those who had an event, not a simulated cohort, not cells,
samples or genes. Of a review of studies, the number of studies and that of their participants apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from literature.findings.abstract_zones import Placed, Zone
from literature.findings.cardinals import NUMERAL, value
from literature.text import word_set

SMALLEST = 5
"""A smaller number is most often that of a part."""


class Size(NamedTuple):
    """``number`` of ``unit`` ("patients"), at ``[start:end]`` of the abstract section ``part``; ``whole`` unless the
    sentence names others who took part too, such as controls."""

    number: int
    unit: str
    part: int
    start: int
    end: int
    whole: bool = True


BESIDE = 60
"""Characters behind the number of studies within which that of their participants has to follow."""

_UNIT = (
    r"(?P<unit>(?:in|out)?patients|participants|subjects|individuals|adults|children|adolescents|infants|neonates|"
    r"newborns|"
    r"toddlers|women|men|volunteers|people|persons|students|caregivers|residents|respondents|decedents|survivors|"
    r"veterans|"
    r"nurses|physicians|athletes|workers|employees|mothers|girls|boys|mice|rats|rabbits|dogs|cats|pigs|piglets|sheep|"
    r"cows|calves|horses|monkeys|macaques)"
)
_STUDIES = r"(?P<unit>studies|trials|rcts|articles|papers|publications|cohorts)"
_BETWEEN = (
    r"(?: (?!(?:and|or|of|in|to|for|with|were|was|had|per|from|on|including|involving|comprising|"
    r"years?|groups?|arms?)\b|\d)[\w/+'’.-]+){0,5}?"
)
_NUMBER = rf"(?P<number>{NUMERAL})"
_WHO = rf"{_NUMBER}{_BETWEEN} {_UNIT}\b"
_ENTERED = (
    r"(?:enrolled|included|recruited|randomi[sz]ed|randomly|assigned|allocated|analy[sz]ed|evaluable|identified|"
    r"studied|"
    r"divided|entered)"
)
_NOT_ALL = (
    r"(?! ?\(\d+(?:\.\d+)? ?%)(?!,? of (?:whom|which))(?! (?:in|from) (?:each|the (?:[\w-]+ )?(?:group|arm)))(?! "
    r"(?:per|"
    r"each)\b)"
    r"(?![^.;]{0,60}\band \d+ (?:\w+ )?(?:to|in|into)\b)"
)
"""Behind the number: no share, no group of several."""
_BEFORE_VERB = r"(?:(?!\b(?:were|was|had)\b|, \d)[^.;]){0,140}?"
"""Between those counted and what was done with them: no other verb."""
_TOTALS = (
    rf"\b(?:(?:a )?total of|in total,?|altogether,?|overall,) {_WHO}",
    rf"\b{_WHO}{_NOT_ALL}{_BEFORE_VERB} (?:were|was) (?:\w+ly |then |finally ){{0,2}}{_ENTERED}\b",
    r"\b(?:we|study|trial|analysis|sample|cohort) (?:\w+ly ){0,2}(?:enrolled|included|recruited|randomi[sz]ed|assigned|"
    rf"allocated|studied|involved|analy[sz]ed|comprised|enrolls) {_WHO}{_NOT_ALL}",
    rf"\b(?:(?:conducted|performed|carried out) (?:on|in|among)|cohort of|sample of|data (?:from|of)|included|"
    rf"comprised|"
    rf"involving) {_WHO}{_NOT_ALL}",
    rf"(?<!of )(?<!grade )\b{_UNIT} ?\(n ?= ?{_NUMBER}\)(?! (?:in|and|or|versus|vs)\b)(?! will\b)",
)
"""What says that this is everybody, the surest first."""
_SIGNS = word_set(
    "total altogether overall enroll includ recruit randomi randomly assign allocat analy evaluable identif stud "
    "divided entered involv compris conducted performed carried cohort sample data (n"
)
"""Of each of these something, without which they need not be looked for."""
_POOLED = (
    rf"\b{_NUMBER}{_BETWEEN} {_STUDIES}\b(?! (?:reported|showed|found|assessed|evaluated|met\b(?! the))|,? and \d)"
    rf"{_BEFORE_VERB} (?:were|was) (?:\w+ly )?(?:included|analy[sz]ed|pooled)\b",
    rf"\b{_NUMBER}{_BETWEEN} {_STUDIES}\b,? (?:with|including|involving|comprising) [^.;]{{0,60}}? were (?:eligible|"
    rf"identified)\b(?! of)",
    rf"\b(?:we|review|meta-analysis|analysis) (?:\w+ly )?(?:included|identified|comprised|analy[sz]ed) "
    rf"{_NUMBER}{_BETWEEN} "
    rf"{_STUDIES}\b(?!,? and \d)",
)
_POOLED_WHO = rf"(?:\(|\bwith |\bincluding |\binvolving |\bcomprising |\bof )(?:a total of )?{_WHO}"

_COMPILED = tuple(re.compile(pattern) for pattern in _TOTALS)
_COMPILED_POOLED = tuple(re.compile(pattern) for pattern in _POOLED)
_COMPILED_WHO = re.compile(_POOLED_WHO)
_ANYBODY, _ANY_STUDIES = (
    re.compile(unit.replace("(?P<unit>(?:in|out)?", "(?:").replace("?P<unit>", "?:")) for unit in (_UNIT, _STUDIES)
)
"""Without a word boundary or a group in front, which makes the search ten times as fast."""

_NOT_TOTAL = re.compile(
    r"\b(?:screened|assessed for eligibility|invited|approached|excluded|dropped out|withdr|lost to|discontinued|died|"
    r"respond(?:ed|ers)|validation|derivation|training|discovery|development|replication|test(?:ing)? (?:set|cohort)|"
    r"simulat|hypothetical|markov|will|sub-?group|subset|sub-?study|per group|each group|each arm|previous|planned|"
    r"matched with|from the trial|"
    r"n ?= ?\d+ ?(?:/|per|each|in each)|at follow-up|group (?:comprised|included|consisted|had))\b|"
    rf"\b(?:and|while|whereas|but) {NUMERAL}(?: (?!controls|healthy)[a-z]+)? (?:were|was|received|served|to|in|as)\b|"
    r"\bcohort\b.*\bcohort\b|^(?:at|after) \d"
)
"""What makes a number in the same sentence one of a part, or of nobody."""


def sample_size(told: Sequence[Placed]) -> Size | None:
    """Return the total that took part; None where the abstract states none, or two that differ."""
    if any(word in each.text.lower() for each in told for word in _MODELLED):
        return None
    found = [size for each in _own(told) if _ANYBODY.search(each.text) for size in _sizes(each)]
    return found[0] if len({size.number for size in found}) == 1 else None


_BRACKET = re.compile(r" ?\([^()]*\)")
"""What is said of groups in brackets behind a total leaves it one."""
_PARTED = re.compile(r"\bof (?:which|whom)\b|\bout of\b")
_OTHERS_TOO = re.compile(rf"\bcontrols\b|\bhealthy\b|\band \d|\band {NUMERAL}{_BETWEEN} [a-z-]+s\b|\bparents of\b")
_SHARE = re.compile(rf"(?:\d|^|[.;]|{NUMERAL}) ?(?:of|in) $")
"""What stands before the whole of a part: "12 of 60 patients", "Of 60 patients, 12 …", "one in ten patients"."""
_NONE_OF = re.compile(r"\b(?:none|neither|not|no) (?:of )?(?:the )?(?:total of )?$")
_NOT_THEY = re.compile(r"['’-]|[^.;]{0,40}\b(?:not|never) ")
"""What is denied, or of somebody else: "patients were not enrolled", "children's parents", "patients-years"."""
_MODELLED = ("markov", "microsimulation", "simulated", "hypothetical cohort")


def _own(told: Iterable[Placed]) -> Iterator[Placed]:
    """The sentences on methods and results, in lower case."""
    for each in told:
        if each.zone not in (Zone.BEFORE, Zone.ASIDE) and len(low := each.text.lower()) == len(each.text):
            yield each._replace(text=low)


def _sizes(told: Placed) -> Iterator[Size]:
    if not any(sign in told.text for sign in _SIGNS):
        return
    hit = next((hit for pattern in _COMPILED if (hit := pattern.search(told.text))), None)
    if hit and not _NOT_TOTAL.search(_BRACKET.sub(" ()", told.text)):
        yield from _size(told, hit)


def _size(told: Placed, hit: re.Match[str], least: int = SMALLEST) -> Iterator[Size]:
    number = value(hit["number"])
    before, after = told.text[: hit.start("number")], told.text[hit.end("unit") :]
    is_denied = _NONE_OF.search(before) or _NOT_THEY.match(after)
    if number is not None and number >= least and not is_denied and not _SHARE.search(before):
        start = told.start + min(hit.start("number"), hit.start("unit"))
        end = told.start + max(hit.end("number"), hit.end("unit"))
        yield Size(
            number, hit["unit"], told.part, start, end, whole=not _OTHERS_TOO.search(_BRACKET.sub(" ()", told.text))
        )


def pooled(told: Sequence[Placed]) -> tuple[Size | None, Size | None]:
    """Return how many studies a review of studies includes, and how many people these had, where one sentence says
    so."""
    found = [pair for each in _own(told) if _ANY_STUDIES.search(each.text) for pair in _studies(each)]
    if len({studies.number for studies, _ in found}) != 1:
        return None, None
    return found[0]


def _studies(told: Placed) -> Iterator[tuple[Size, Size | None]]:
    hit = next((hit for pattern in _COMPILED_POOLED if (hit := pattern.search(told.text))), None)
    if hit and not _NOT_TOTAL.search(told.text) and not _PARTED.search(told.text):
        beside = _COMPILED_WHO.finditer(told.text, hit.end("unit"), hit.end("unit") + BESIDE)
        people = [size for who in beside for size in _size(told, who)]
        for studies in (size for size in _size(told, hit, least=2) if size.whole):
            yield studies, people[0] if len(people) == 1 else None
