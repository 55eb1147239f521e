"""Centrality: is a watched molecule the subject of a work, or one of a panel that was measured?

Every place of a term is weighed: the title, the aim and the conclusion say what a work is about; a list
beside TNF and IL-6, a readout or a routine stimulus says what was measured.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from literature.model.record import Record
from literature.model.work import Centrality, Match, Where
from literature.sentences import Role, Sentence, sentences
from literature.terms.spellings import is_interleukin, listed
from literature.text import fold

CORE = 1.0
"""Points from which a watched term is the subject."""

_OTHERS = re.compile(
    r"\b(?:tnf|tumou?r necrosis factor|ifn|interferon|(?:il|interleukins?)[\s-]?(?:[2-9]|1(?:[0-79]|[\s-]?(?:alpha|"
    r"beta|[ab]\b))|2\d)\w*|mcp|ccl\d+|cxcl\d+|cox|cyclooxygenase|inos|mmp|matrix metalloproteinase|crp|"
    r"c-reactive protein|vegf|tgf|gm-csf|g-csf|icam|vcam|prostaglandin|pge2|malondialdehyde|mda|sod|"
    r"superoxide dismutase|nitric oxide|bax|bcl|caspase-3|nf-kappa ?b|nf-kappab)"
)
"""Company that makes a panel: cytokines, enzymes and markers measured together; a watched one is no company of itself.
IL-18 is not of them: inflammasomes make it together with IL-1β, so it is named beside IL-1β where IL-1β is the subject
too."""

_STIMULUS = re.compile(
    r"[\s-]*(?:alpha|beta)?[\s-]*(?:induced|treated|stimulated|activated|exposed|challenged|evoked|primed|pretreated|"
    r"damaged|treatment|stimulation|exposure|challenge)\b"
)
_STIMULATED_WITH = re.compile(
    r"\b(?:(?:stimulat|treat|induc|expos|incubat|challeng|cultur|activat)(?:ed|ion|ing|ment|e)?|exposure|presence)"
    r"(?: \w+){0,2} (?:with|by|to|of|in)(?: \w+){0,3}[\s(]*$|\bupon(?: \w+){0,2}[\s(]*$"
)
_INFLAMMASOME = re.compile(r"\b(?:nlrp\d|inflammasome|caspase-1|pyroptosis|gasdermin)\b")
_MATURED = re.compile(r"(?:interleukins?|il)[\s-]?18?(?!\d)")
"""What an inflammasome makes: IL-1 and IL-18, and no other cytokine."""
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


def assess_centrality(record: Record, matches: Sequence[Match]) -> Standing:
    """Return how central the watched terms are in ``record``; ``matches`` is what the Matcher found in it."""
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
        yield max(_in_title(record.title.text, same) for same in _by_term(titled))
    keyword = next((match for match in matches if match.where is Where.KEYWORD), None)
    if keyword:
        yield _Point(0.2, f"{keyword.spelling} among the keywords")
    naming = _naming_sentences(record, matches)
    points = [max(_in_sentence(sentence, same) for same in _by_term(inside)) for sentence, inside in naming]
    yield from points
    matured = (match for match in matches if _MATURED.match(fold(match.spelling).text))
    if _INFLAMMASOME.search(title) and any(point.weight >= BODY for point in points) and any(matured):
        yield _Point(0.8, "the inflammasome that makes it is in the title")


def _naming_sentences(record: Record, matches: Sequence[Match]) -> Iterator[tuple[Sentence, list[Match]]]:
    """The sentences of the abstract that name a term, with the matches in them."""
    all_sentences = sentences(record)
    starts = [(sentence.part, sentence.start) for sentence in all_sentences]
    inside: dict[int, list[Match]] = defaultdict(list)
    for match in matches:
        if match.where is Where.ABSTRACT:
            inside[bisect_right(starts, (match.part, match.start)) - 1].append(match)
    return ((all_sentences[index], named) for index, named in sorted(inside.items()))


def _by_term(matches: Sequence[Match]) -> Iterator[list[Match]]:
    """``matches`` of each term by itself: to one watched molecule another is company like any other."""
    for term in dict.fromkeys(match.term for match in matches):
        yield [match for match in matches if match.term == term]


def _in_title(title: str, same: Sequence[Match]) -> _Point:
    drug = next((match for match in same if _is_drug(match)), None)
    if drug:
        return _Point(1.0, f"{drug.spelling} in the title")
    subject = next((match for match in same if not _is_stimulus(title, match.start, match.end)), None)
    if subject is None:
        return _Point(0.3, f"{same[0].spelling} as a stimulus in the title")
    company = _company(title, 0, same)
    if company > 1 or (company and not _ACTS.search(fold(title).text)):
        return _Point(0.5, f"{subject.spelling} among others in the title")
    return _Point(1.0, f"{subject.spelling} in the title")


def _in_sentence(sentence: Sentence, same: Sequence[Match]) -> _Point:
    """What the sentence says of one term: of its drug, else of the first name that is no mere stimulus."""
    folded = fold(sentence.text).text
    drug = next((match for match in same if _is_drug(match)), None)
    weight, place = _ROLES[sentence.role]
    if drug is None and _company(sentence.text, sentence.start, same):
        return _Point(0.05, f"{same[0].spelling}, one of several cytokines measured")
    text, offset = sentence.text, sentence.start
    acting = (match for match in same if not _is_stimulus(text, match.start - offset, match.end - offset))
    subject = drug or next(acting, None)
    if subject is None:
        return _Point(0.05, f"{same[0].spelling} as a stimulus")
    acts = bool(_ACTS.search(folded) or _INFLAMMASOME.search(folded))
    return _Point(weight + 0.15 * acts + 0.2 * bool(drug), f"{subject.spelling} in the {place}")


def _company(text: str, offset: int, same: Sequence[Match]) -> int:
    """How many other markers ``text``, which begins at ``offset``, names in addition to the term of ``same``."""
    folded = fold(text)
    watched = {place - offset for match in same for place in range(match.start, match.end)}
    places = [(hit.start(), hit.end()) for hit in _OTHERS.finditer(folded.text)]
    places += [(item.start, item.end) for item in listed(folded.text)]
    return sum(watched.isdisjoint(range(*folded.span(start, end))) for start, end in places)


def _is_drug(match: Match) -> bool:
    """A watched name that is neither an interleukin's nor another marker's is a drug: nobody measures it in a panel."""
    return not is_interleukin(match.spelling) and not _OTHERS.match(fold(match.spelling).text)


def _is_stimulus(text: str, start: int, end: int) -> bool:
    """Whether the molecule at ``[start:end]`` was only added to cells: "IL-1β-induced", "stimulated with IL-1β"."""
    left = fold(text[max(0, start - 80) : start]).text
    right = fold(text[end : end + 40]).text
    return bool(_STIMULUS.match(right) or _STIMULATED_WITH.search(left))
