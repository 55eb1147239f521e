"""Centrality: is a watched molecule the subject of a work, or one of a panel that was measured?

Every place in which a term stands is weighed: the title, the aim and the conclusion say what a work is about; a list
beside TNF and IL-6, a readout or a routine stimulus says what was measured. This file does NOT find terms (terms.py).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from literature.record import Record
from literature.sentences import Role, Sentence, sentences
from literature.spellings import is_interleukin
from literature.text import fold
from literature.work import Centrality, Match, Where

CORE = 1.0
"""Points from which a watched term is the subject."""

_OTHERS = re.compile(
    r"\b(?:tnf|tumou?r necrosis factor|ifn|interferon|(?:il|interleukins?)[\s-]?(?:[2-9]|1[0-79]|2\d)\w*|"
    r"mcp|ccl\d+|cxcl\d+|cox|cyclooxygenase|inos|mmp|matrix metalloproteinase|crp|c-reactive protein|vegf|tgf|gm-csf|"
    r"g-csf|icam|vcam|prostaglandin|pge2|malondialdehyde|mda|sod|superoxide dismutase|nitric oxide|bax|bcl|caspase-3|"
    r"nf-kappa ?b|nf-kappab)"
)
"""Company that makes a panel: cytokines, enzymes and markers measured in one go. IL-18 is not of them: inflammasomes
make it together with IL-1β, so it stands beside IL-1β where IL-1β is the subject too."""

_STIMULUS = re.compile(
    r"[\s-]*(?:alpha|beta)?[\s-]*"
    r"(?:induced|treated|stimulated|activated|exposed|challenged|evoked|primed|pretreated|damaged)\b"
)
_STIMULATED_WITH = re.compile(
    r"\b(?:(?:stimulat|treat|induc|expos|incubat|challeng|cultur|activat)(?:ed|ion|ing|ment|e)?|exposure|presence)"
    r"(?: \w+){0,2} (?:with|by|to|of|in)(?: \w+){0,3}[\s(]*$"
)
_INFLAMMASOME = re.compile(r"\b(?:nlrp\d|inflammasome|caspase-1|pyroptosis|gasdermin)\b")
_ACTS = re.compile(
    r"\b(?:block(?:ade|ing|ed|s|er)?|inhibit\w*|antagoni\w*|neutraliz\w*|neutralis\w*|target(?:s|ed|ing)?|deficien\w*|knock\w*|"
    r"mediat\w*|depend\w*|driv(?:es|en|ing)|signal\w*|pathway|axis|secretion|maturation|releas\w*|polymorphisms?|variants?|gene)\b"
)


BODY = 0.2
"""What a sentence of the abstract says that names the term alone: five of them make a subject."""

_ROLES = {Role.AIM: (0.5, "aim"), Role.CONCLUSION: (0.5, "conclusion"), Role.BODY: (BODY, "abstract")}


class _Point(NamedTuple):
    weight: float
    reason: str


class Standing(NamedTuple):
    """How central the watched terms are: the verdict, a score in 0..1 to order by, and the evidence that decided.

    The score is 0.5 where a marker becomes the subject, so that verdict and order never disagree.
    """

    centrality: Centrality
    score: float
    reason: str


def standing(record: Record, matches: Sequence[Match]) -> Standing:
    """How central the watched terms are in ``record``; ``matches`` is what the Matcher found in it."""
    if not matches:
        return Standing(Centrality.NONE, 0.0, "no watched term")
    points = sorted(_points(record, matches), key=lambda point: -point.weight)
    total = sum(point.weight for point in points)
    score = round(total / (total + CORE), 3)
    if total >= CORE:
        return Standing(Centrality.CORE, score, "; ".join(dict.fromkeys(p.reason for p in points[:3] if p.weight > 0)))
    return Standing(Centrality.MARKER, score, points[0].reason if points else "only as a heading or keyword")


def _points(record: Record, matches: Sequence[Match]) -> Iterator[_Point]:
    """One point for each place; of several matches in it the strongest."""
    title = fold(record.title.text).text
    titled = [match for match in matches if match.where is Where.TITLE]
    if titled:
        beside = len(_OTHERS.findall(_without(record.title.text, titled)))
        yield max(_in_title(title, record.title.text, match, beside) for match in titled)
    keyword = next((match for match in matches if match.where is Where.KEYWORD), None)
    if keyword:
        yield _Point(0.2, f"{keyword.spelling} among the keywords")
    told = [_in_sentence(sentence, inside) for sentence, inside in _told(record, matches)]
    yield from told
    if any(point.weight >= BODY for point in told) and _INFLAMMASOME.search(title):
        yield _Point(0.8, "the inflammasome that makes it is in the title")


def _told(record: Record, matches: Sequence[Match]) -> Iterator[tuple[Sentence, list[Match]]]:
    """The sentences of the abstract that name a term, with the matches in them."""
    told = sentences(record)
    places = [(sentence.part, sentence.start) for sentence in told]
    inside: dict[int, list[Match]] = defaultdict(list)
    for match in matches:
        if match.where is Where.ABSTRACT:
            inside[bisect_right(places, (match.part, match.start)) - 1].append(match)
    return ((told[index], found) for index, found in sorted(inside.items()))


def _without(text: str, matches: Sequence[Match], start: int = 0) -> str:
    """``text``, which begins at ``start`` of its part, folded and with what was matched cut out: a watched molecule is
    no company of itself, and IL-32 is of the shape of those that make a panel."""
    for match in matches:
        begin, end = match.start - start, match.end - start
        text = text[:begin] + " " * (end - begin) + text[end:]
    return fold(text).text


def _in_title(folded: str, title: str, match: Match, others: int) -> _Point:
    if _is_drug(match):
        return _Point(1.0, f"{match.spelling} in the title")
    if _is_stimulus(title, match.start, match.end):
        return _Point(0.3, f"{match.spelling} as a stimulus in the title")
    if others > 1 or (others and not _ACTS.search(folded)):
        return _Point(0.5, f"{match.spelling} among others in the title")
    return _Point(1.0, f"{match.spelling} in the title")


def _in_sentence(sentence: Sentence, matches: Sequence[Match]) -> _Point:
    """What the sentence says of the term that it treats best: a drug, else the first that is no mere stimulus."""
    folded = fold(sentence.text).text
    drug = next((match for match in matches if _is_drug(match)), None)
    weight, place = _ROLES[sentence.role]
    if drug is None and _OTHERS.search(_without(sentence.text, matches, sentence.start)):
        return _Point(0.05, f"{matches[0].spelling} beside other markers")
    subject = drug or next((match for match in matches if not _stimulates(sentence, match)), None)
    if subject is None:
        return _Point(0.05, f"{matches[0].spelling} as a stimulus")
    acts = bool(_ACTS.search(folded) or _INFLAMMASOME.search(folded))
    return _Point(weight + 0.15 * acts + 0.2 * bool(drug), f"{subject.spelling} in the {place}")


def _stimulates(sentence: Sentence, match: Match) -> bool:
    return _is_stimulus(sentence.text, match.start - sentence.start, match.end - sentence.start)


def _is_drug(match: Match) -> bool:
    """A watched name that is not of the shape of an interleukin is a drug: nobody measures it in a panel."""
    return not is_interleukin(match.spelling)


def _is_stimulus(text: str, start: int, end: int) -> bool:
    """Whether the molecule at ``[start:end]`` was only added to cells: "IL-1β-induced", "stimulated with IL-1β"."""
    before = fold(text[max(0, start - 80) : start]).text
    after = fold(text[end : end + 40]).text
    return bool(_STIMULUS.match(after) or _STIMULATED_WITH.search(before))
