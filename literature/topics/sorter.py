"""Topics: the headings of the digest, and which of them a Record belongs under, with the reason.

Evidence is a topic's keywords where they are (title, the authors' keywords, aim, conclusion, other sentences) and its
MeSH headings. A passing mention is too little.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, NamedTuple

from annotated_types import MinLen

from literature.model.record import Record, RichText
from literature.model.work import Label, Nearest
from literature.sentences import Role, sentences
from literature.text import fold
from literature.topics.phrases import Phrasebook, is_acronym

RULES = "2"
"""Version of the rules in this file; part of ``topics_version``."""

THRESHOLD = 0.5
"""Score from which a topic is given: its word in the title or among the authors' keywords is enough, one sentence
of the abstract is not."""

FIRST_DAYS = 50
"""Works' worth of trust in the usual scales and cut, so that a corpus of three documents decides nothing: fewer teach
the topics nothing."""

MOST = 3
"""Labels of one Work at most: a reader looks for it under one or two headings."""

BESIDE = 0.6
"""A topic must reach this share of the best topic's score to be named with it."""

TITLE, MAJOR, MINOR, KEYWORD, AIM, CONCLUSION, BODY = 0.7, 0.6, 0.35, 0.5, 0.25, 0.25, 0.15
"""How much one piece of evidence says by itself, 0..1; pieces add up as 1 - (1 - a)(1 - b)…, so none is certain."""

LONE_ACRONYM = 0.4
"""Share that an acronym keeps when nothing spelled out is with it: MAS, CAPS and RA mean many things."""

WORDS_ENOUGH = 2
"""Different keywords from which the best topic is likely enough for a work that names a watched term and has no other.
On the IL-1 records F1 of the topics was .898 without this, and .902 with it."""

_ROLES = {Role.AIM: ("aim", AIM), Role.CONCLUSION: ("conclusion", CONCLUSION), Role.BODY: ("abstract", BODY)}

TOO_LITTLE = "no topic fits clearly"
"""Why a Record has no topic where there is some evidence, and not enough; ``nearest`` says for which."""


Text = Annotated[str, MinLen(1)]
Texts = tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A heading of the digest: a table ``[[topic]]`` of watch.toml, whose keys are these fields.

    ``examples`` (PMID or DOI) and the ``must`` phrases are the researchers' own cases. A keyword inside one of
    ``false_friends`` does not count: "tumor" in "tumor necrosis factor". Whoever reads a file checks the annotations.
    """

    id: Text
    name: Text
    keywords: Annotated[Texts, MinLen(1)]
    definition: str = ""
    mesh: Texts = ()
    examples: Texts = ()
    must_match: Texts = ()
    must_not_match: Texts = ()
    false_friends: Texts = ()


class _Evidence(NamedTuple):
    """``word`` is at ``place`` (as a reader would say it) and weighs ``weight``."""

    word: str
    place: str
    weight: float


class Case(NamedTuple):
    """What keywords and headings say for one topic: how strongly, 0..1, and in words."""

    score: float
    reason: str
    words: int = 0
    """Different keywords and headings that say it."""


class Sorting(NamedTuple):
    """The Labels of a Record, best first; ``unsorted`` says why there is none, '' where there is one.

    ``likeliest`` is the Label that a Record without any gets where it is known to be of this watch; ``nearest`` the
    topic that came nearest to one without any.
    """

    labels: tuple[Label, ...]
    unsorted: str
    likeliest: Label | None = None
    nearest: Nearest | None = None

    def of_watched(self) -> Sorting:
        """Return the same for a Record that names a watched term: then even little evidence is enough."""
        return Sorting((self.likeliest,), "") if self.likeliest and not self.labels else self


def topics_version(topics: Sequence[Topic]) -> str:
    """Return a short hash of all that decides a label: topics and rules."""
    return _short("\n".join([RULES, *map(_facts, topics)]))


def topic_versions(topics: Sequence[Topic]) -> tuple[tuple[str, str], ...]:
    """Return the id of each topic with a short hash of what the configuration says of it, RULES left out."""
    return tuple((topic.id, _short(_facts(topic))) for topic in topics)


def _facts(topic: Topic) -> str:
    return repr((topic.id, topic.keywords, topic.mesh, topic.false_friends))


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


class Sorter:
    """Gives Topics to Records."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        phrases = (phrase for topic in topics for phrase in (*topic.keywords, *topic.false_friends))
        self._book = Phrasebook(phrases)
        self._by_keyword: dict[str, list[str]] = defaultdict(list)
        self._by_friend: dict[str, list[str]] = defaultdict(list)
        self._by_heading: dict[str, list[str]] = defaultdict(list)
        for topic in topics:
            for keyword in dict.fromkeys(topic.keywords):
                self._by_keyword[keyword].append(topic.id)
            for friend in dict.fromkeys(topic.false_friends):
                self._by_friend[friend].append(topic.id)
            for heading in dict.fromkeys(topic.mesh):
                self._by_heading[heading.casefold()].append(topic.id)
        self.version = topics_version(topics)

    def labels(self, record: Record) -> tuple[Label, ...]:
        """Return the topics of ``record``, best first, at most ``MOST``; () is unsorted."""
        return self.sort(record).labels

    def sort(self, record: Record) -> Sorting:
        """Give ``record`` its topics, best first, at most ``MOST``; or say why there is none."""
        return self.sort_by(record, self.evidence(record))

    def sort_by(self, record: Record, cases: Mapping[str, Case]) -> Sorting:
        """As ``sort``, by what ``evidence`` has found already: looking for it is what costs."""
        least = max(THRESHOLD, BESIDE * max((case.score for case in cases.values()), default=0))
        given = sorted((topic for topic in cases if cases[topic].score >= least), key=lambda topic: -cases[topic].score)
        if labels := tuple(self._label(topic, cases[topic]) for topic in given[:MOST]):
            return Sorting(labels, "")
        best = nearest(cases)
        likely = best is not None and cases[best.topic].words >= WORDS_ENOUGH
        likeliest = self._label(best.topic, cases[best.topic]) if best and likely else None
        return Sorting((), _why_unsorted(record, cases), likeliest, best)

    def _label(self, topic: str, case: Case) -> Label:
        return Label(topic, round(case.score, 3), case.reason, self.version)

    def evidence(self, record: Record) -> dict[str, Case]:
        """Return what keywords and headings say for each topic that has any of them in ``record``."""
        evidence: dict[str, list[_Evidence]] = defaultdict(list)
        for topic, piece in self._evidence(record):
            evidence[topic].append(piece)
        return {
            topic: Case(_score(pieces), _reason(pieces), len({piece.word.casefold() for piece in pieces}))
            for topic, pieces in evidence.items()
        }

    def _evidence(self, record: Record) -> Iterator[tuple[str, _Evidence]]:
        """Each topic with each piece of evidence for it; a place speaks once for a topic, by its longest keyword."""
        yield from self._in(record.title.text, "in the title", TITLE)
        for keyword in record.keywords:
            yield from self._in(keyword, "as a keyword", KEYWORD)
        for heading in record.mesh:
            for topic in self._by_heading.get(heading.name.casefold(), ()):
                yield topic, _Evidence(f"MeSH {heading.name}", "", MAJOR if heading.major else MINOR)
        for sentence in sentences(record):
            place, weight = _ROLES[sentence.role]
            yield from self._in(sentence.text, f"in the {place}", weight)

    def _in(self, text: str, place: str, weight: float) -> Iterator[tuple[str, _Evidence]]:
        best: dict[str, str] = {}
        hits = list(self._book.find(text))
        friends = [hit for hit in hits if hit.phrase in self._by_friend]
        for hit in hits:
            for topic in self._by_keyword.get(hit.phrase, ()):
                around = (f for f in friends if f.start <= hit.start and hit.end <= f.end)
                if not any(topic in self._by_friend[friend.phrase] for friend in around):
                    best[topic] = max(best.get(topic, ""), hit.phrase, key=_rank)
        for topic, word in best.items():
            yield topic, _Evidence(word, place, weight)


def _why_unsorted(record: Record, cases: Mapping[str, Case]) -> str:
    if cases:
        return TOO_LITTLE
    if not record.title.text.strip() and not record.abstract:
        return "it has no title and no abstract"
    return "no keyword of a topic is in it"


def nearest(cases: Mapping[str, Case]) -> Nearest | None:
    """Return the topic of the strongest evidence; None where there is no evidence at all."""
    best = max(cases, key=lambda topic: cases[topic].score, default="")
    return Nearest(best, cases[best].reason, round(cases[best].score, 3)) if best else None


def unsorted_words(unsorted: str, closest: Nearest | None, names: Mapping[str, str]) -> str:
    """Say why a work has no topic, as a person reads it; ``names`` are those of the topics, by id."""
    if not unsorted or closest is None:
        return unsorted
    return f"{unsorted}; closest: {names.get(closest.topic, closest.topic)} ({closest.words})"


class FailedCase(NamedTuple):
    """A phrase of a topic's own test phrases that is not sorted as it must be; ``score`` (0..1) is what it gets."""

    topic: str
    phrase: str
    wanted: bool
    score: float

    @property
    def words(self) -> str:
        """What is wrong, for people."""
        key, what = ("must_match", "does not get it") if self.wanted else ("must_not_match", "gets it")
        return f'{key} "{self.phrase}" {what} (score {self.score:g}; a topic is given from {THRESHOLD:g})'


def failed_cases(sort: Callable[[Record], Sorting], topics: Sequence[Topic]) -> tuple[FailedCase, ...]:
    """Return where ``sort`` fails the topics' own cases, each phrase read as a title; () when all hold."""
    return tuple(
        FailedCase(topic.id, phrase, wanted, score)
        for topic in topics
        for phrases, wanted in ((topic.must_match, True), (topic.must_not_match, False))
        for phrase in phrases
        for given, score in [_score_of(sort, topic, phrase)]
        if given is not wanted
    )


def _score_of(sort: Callable[[Record], Sorting], topic: Topic, phrase: str) -> tuple[bool, float]:
    """Whether ``phrase`` gets the topic, and with what score."""
    sorting = sort(Record(source="check", source_id="", title=RichText(phrase)))
    scores = [label.score for label in sorting.labels if label.topic == topic.id]
    if scores:
        return True, scores[0]
    return False, sorting.nearest.score if sorting.nearest and sorting.nearest.topic == topic.id else 0.0


def _rank(keyword: str) -> tuple[bool, int]:
    """Spelled-out words before acronyms, then the longer one."""
    return bool(keyword) and not is_acronym(keyword), len(keyword)


def _score(pieces: Sequence[_Evidence]) -> float:
    share = LONE_ACRONYM if all(is_acronym(piece.word) for piece in pieces) else 1.0
    left = 1.0
    for piece in pieces:
        left *= 1 - piece.weight
    return (1 - left) * share


def _reason(pieces: Sequence[_Evidence]) -> str:
    """The three weightiest pieces in words, each word once."""
    reasons: dict[str, str] = {}
    for piece in sorted(pieces, key=lambda piece: -piece.weight):
        reasons.setdefault(fold(piece.word).text, f"{piece.word} {piece.place}".strip())
    return "; ".join(list(reasons.values())[:3])
