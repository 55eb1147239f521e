"""Fitting the topics to the works held: what a topic's text, its confirmed works and the corpus itself teach.

Three steps, each on the one before. The topic's own text (name, definition, keywords), with its few confirmed works,
is compared with every record as TF-IDF rows and joined with the keywords' evidence. What the corpus then claims for
a topic is compared with the rest: this finds the corpus's own words for it. A topic with enough confirmed works
learns a logistic model instead. The same topics, works and confirmations always give the same model.

The method and its constants were chosen on train and devtest of hoc10 and ohsumed23 and on the IL-1 records; so the
figures on devtest are not blind.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.preprocessing import normalize

from literature.topics.learning import ENOUGH, learn
from literature.topics.model import Reading, TopicModel, keyword_points, meaning_points, pieces
from literature.topics.sorter import FIRST_DAYS, THRESHOLD, Topic
from literature.topics.thresholds import Floats, f1, valley
from literature.topics.words import Vocabulary, learn_words

RULES = "1"
"""Version of the rules in this file, in ``words`` and in ``learning``."""

SEEDS, FEW_SEEDS = 0.25, 5
"""Share of a topic's confirmed works, next to its own text, in what a record is compared with; and how many of them
reach half of it. (Half the share for them was worse on ohsumed23, and one to three of them are not yet a mean: with
the whole quarter they cost macro-F1 there.)"""

TEXT, CLAIMED, MEANT = 0.5, 1.0, 0.5
"""Weights of the likeness to the topic's text, to what the corpus claims for it, and of likeness in meaning where it is
known, to 1 for keywords. (TEXT of 0.75 and 1 cost labels of the IL-1 records; MEANT of 1 costs precision on hoc10.)
"""

FIT_MOST = 20_000
"""Works that the corpus teaches with, evenly spaced: bounds time and memory; more do not change the words."""

USUAL_KEYWORDS, USUAL_TEXT, USUAL_CLAIMED, USUAL_MEANT, USUAL_CUT = 0.35, 0.015, 0.03, 0.1, 3.0
"""Spread of the parts and the cut of a topic, as measured on the development sets."""

CUT_BOUNDS = (1.5, 12.0)
"""A corpus of one topic only, or of none, has no valley between works of it and others: less than one keyword is never
enough, and what has every keyword always is."""

ENOUGH_PIECES = float(pieces(np.array(THRESHOLD)))
"""From here on the keywords alone give a topic (topics.THRESHOLD)."""

SOME = 20
"""Confirmed works from which it can be seen that each has exactly one topic."""


class ConfirmedWork(NamedTuple):
    """A work of which people said which topics it belongs under, and which not: ``denied``, or None for all others."""

    reading: Reading
    topics: frozenset[str]
    denied: frozenset[str] | None = None


def fit(
    topics: Sequence[Topic], held: Sequence[Reading], confirmed: Sequence[ConfirmedWork], *, rules: str, single: bool
) -> TopicModel:
    """Fit the model of ``topics`` (one at least); ``rules`` is the version of the Sorter that read them."""
    step = max(1, -(-len(held) // FIT_MOST))
    readings = [*held[::step], *(work.reading for work in confirmed)]
    topic_texts = ["\n".join((topic.name, topic.definition, *topic.keywords, *topic.mesh)) for topic in topics]
    vocabulary, rows = learn_words([*(reading.text for reading in readings), *topic_texts])
    ids = tuple(topic.id for topic in topics)
    answered = (frozenset(ids) if work.denied is None else work.topics | work.denied for work in confirmed)
    facts = _Facts(
        rows=rows[: len(readings)],
        about=rows[len(readings) :].toarray(),
        keywords=keyword_points(ids, readings),
        meant=meaning_points(ids, readings),
        yes=_answers(ids, [work.topics for work in confirmed]),
        answered=_answers(ids, list(answered)),
    )
    taught = _by_examples(facts, _by_corpus(facts))
    return TopicModel(
        topics=ids,
        vocabulary=vocabulary,
        weights=taught.weights.astype(np.float32),
        shifts=taught.shifts,
        keyword_weight=taught.keyword_weight,
        meaning_weight=taught.meaning_weight,
        cuts=taught.cuts,
        gains=taught.gains,
        learned=taught.learned,
        single=single,
        confirmed=tuple(work.reading.id for work in confirmed),
        confirmed_rows=facts.rows[facts.held :],
        confirmed_in=facts.yes,
        version=_version(rules, topics, readings, confirmed, vocabulary),
    )


def one_each(confirmed: Sequence[ConfirmedWork]) -> bool:
    """Return whether people gave each work exactly one topic: then a record gets its best one, however weak."""
    return len(confirmed) >= SOME and all(len(work.topics) == 1 for work in confirmed)


class _Facts(NamedTuple):
    """n works held, then m confirmed ones, as rows over v words; k topics."""

    rows: csr_matrix
    about: Floats
    keywords: Floats
    meant: Floats
    yes: NDArray[np.bool_]
    answered: NDArray[np.bool_]
    """Where ``yes`` is an answer, and not the lack of one."""

    @property
    def held(self) -> int:
        return len(self.keywords) - len(self.yes)


class _Taught(NamedTuple):
    weights: Floats
    shifts: Floats
    cuts: Floats
    gains: Floats
    learned: NDArray[np.bool_]
    keyword_weight: float
    meaning_weight: float
    text_weight: float


def _answers(ids: Sequence[str], given: Sequence[frozenset[str]]) -> NDArray[np.bool_]:
    answers = [[topic in topics for topic in ids] for topics in given]
    return np.array(answers, bool).reshape(len(given), len(ids))


def _by_corpus(facts: _Facts) -> _Taught:
    """What the topics' texts say, then what the corpus claims by them."""
    per_keyword = 1 / _spread(facts.keywords, USUAL_KEYWORDS)
    per_meaning = MEANT / _spread(facts.meant, USUAL_MEANT)
    described = _with_seeds(facts)
    likeness = facts.rows @ described.T
    per_text = TEXT / _spread(likeness, USUAL_TEXT)
    first = facts.keywords * per_keyword + facts.meant * per_meaning + likeness * per_text
    claims = first >= _cuts(first[: facts.held])
    claims[facts.held :] = np.where(facts.answered, facts.yes, claims[facts.held :])
    gist = _gist(facts.rows, claims)
    likeness_to_claims = facts.rows @ gist.T
    per_claim = CLAIMED / _spread(likeness_to_claims, USUAL_CLAIMED)
    points = first + likeness_to_claims * per_claim
    return _Taught(
        weights=described * per_text + gist * per_claim,
        shifts=np.zeros(len(gist)),
        cuts=_cuts(points[: facts.held]),
        gains=np.ones(len(gist)),
        learned=np.zeros(len(gist), bool),
        keyword_weight=per_keyword,
        meaning_weight=per_meaning,
        text_weight=per_text,
    )


def _with_seeds(facts: _Facts) -> Floats:
    described = facts.about.copy()
    for topic, chosen in enumerate(facts.yes.T):
        if chosen.any():
            share = SEEDS * chosen.sum() / (chosen.sum() + FEW_SEEDS)
            seeds = _unit(_mean(facts.rows[facts.held :], chosen))
            described[topic] = (1 - share) * facts.about[topic] + share * seeds
    units: Floats = normalize(described)
    return units


def _gist(rows: csr_matrix, claims: NDArray[np.bool_]) -> Floats:
    """Return for each topic the words that distinguish what is claimed for it; zeros where that is all or none."""
    gist = np.zeros((claims.shape[1], rows.shape[1]))
    for topic, chosen in enumerate(claims.T):
        if chosen.any() and not chosen.all():
            gist[topic] = _unit(_mean(rows, chosen) - _mean(rows, ~chosen))
    return gist


def _mean(rows: csr_matrix, chosen: NDArray[np.bool_]) -> Floats:
    return np.asarray(rows[np.flatnonzero(chosen)].mean(axis=0), float).ravel()


def _unit(row: Floats) -> Floats:
    return normalize(row.reshape(1, -1)).ravel() if row.size else row


def _spread(values: Floats, usual: float) -> float:
    count = len(values)
    variance = float(values.var()) if values.size else 0.0
    return float(np.sqrt((count * variance + FIRST_DAYS * usual**2) / (count + FIRST_DAYS)))


def _cuts(points: Floats) -> Floats:
    """Cut each topic where the works held part, leaning on the usual cut in the first days, and never so far from it
    that a topic takes all or none."""
    count = len(points)
    cuts = np.array([_own_cut(row) for row in points.T])
    return np.clip((count * cuts + FIRST_DAYS * USUAL_CUT) / (count + FIRST_DAYS), *CUT_BOUNDS)


def _own_cut(points: Floats) -> float:
    """Where the works part into those of the topic and the rest; the usual cut where there is no such rest."""
    if not len(points) or np.ptp(points) == 0:
        return USUAL_CUT
    cut = valley(points)
    return cut if points[points < cut].mean() < USUAL_CUT else USUAL_CUT


def _by_examples(facts: _Facts, taught: _Taught) -> _Taught:
    """Let topics with enough confirmed works learn from those, brought to the level of the others."""
    enough = (facts.yes.sum(axis=0) >= ENOUGH) & ((facts.answered & ~facts.yes).sum(axis=0) >= ENOUGH)
    ready = np.flatnonzero(enough)
    if not len(ready):
        return taught
    rows = facts.rows[facts.held :]
    plain = _without_words(facts, taught)[facts.held :] + rows @ facts.about.T * taught.text_weight
    lesson = learn(rows, plain[:, ready], facts.yes[:, ready], facts.answered[:, ready])
    weights, shifts, cuts, gains = (np.copy(array) for array in taught[:4])
    weights[ready] = facts.about[ready] * taught.text_weight + lesson.weights
    shifts[ready] = lesson.shifts
    learned = taught._replace(weights=weights, shifts=shifts)
    level = float((_points(facts, taught) - _points(facts, learned))[:, ready].mean())
    shifts[ready] += level
    cuts[ready] = lesson.cuts + level
    gains[ready] = lesson.gain
    better = enough.copy()
    better[ready] = lesson.right > np.array([_by_keywords(facts, topic) for topic in ready.tolist()])
    return learned._replace(cuts=cuts, gains=gains, learned=better)


def _by_keywords(facts: _Facts, topic: int) -> float:
    """The F1 of keywords and headings alone on the confirmed works of ``topic``."""
    answered = facts.answered[:, topic]
    given = facts.keywords[facts.held :, topic] >= ENOUGH_PIECES
    return f1(given[answered], facts.yes[answered, topic])


def _points(facts: _Facts, taught: _Taught) -> Floats:
    points: Floats = _without_words(facts, taught) + facts.rows @ taught.weights.T + taught.shifts
    return points


def _without_words(facts: _Facts, taught: _Taught) -> Floats:
    return facts.keywords * taught.keyword_weight + facts.meant * taught.meaning_weight


def _version(
    rules: str,
    topics: Sequence[Topic],
    readings: Sequence[Reading],
    confirmed: Sequence[ConfirmedWork],
    vocabulary: Vocabulary,
) -> str:
    digest = hashlib.sha256(f"{RULES} {rules} {len(vocabulary.words)}".encode())
    for topic in topics:
        digest.update(repr(topic).encode())
    for reading in readings:
        digest.update(reading.id.encode() + b"\0" + reading.text.encode(errors="replace"))
    for work in confirmed:
        denied = "all others" if work.denied is None else sorted(work.denied)
        digest.update(repr((work.reading.id, sorted(work.topics), denied)).encode())
    return digest.hexdigest()[:12]
