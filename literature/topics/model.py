"""The fitted state of the topics, and what it says of a Record: a score for every topic, Labels with reasons.

A record's points for a topic are a sum: what its keywords and headings say (sorter.py), and a weight for each of its
words. So the words that carried a label can be named. The model is a frozen value, made by ``fit``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from literature.model.record import Record
from literature.model.work import Label, Nearest
from literature.text import fold
from literature.topics.sorter import MOST, TOO_LITTLE, Case, Sorter, Sorting, nearest
from literature.topics.thresholds import Floats
from literature.topics.words import Row, Vocabulary, reading_text, weigh

BESIDE = 0.5
"""Share of the best topic's points that a topic must reach to be named with it."""

TELLING_WORDS = 3
"""Words named in a reason."""

AT_ONCE = 1_000
"""Records weighed at once: bounds the memory however many there are."""

FEWEST_WORDS = 8
"""Known words, and pairs of them, from which a text without a keyword can be like a topic. A shorter one is like
whatever topic has one of its words: so five phrases that a topic must not have ("FIRES: smoke exposure in three
counties") got it. All titles of 154 papers have more."""

FARTHEST = 100.0
"""Where a score counts as nothing: keeps the exponential in bounds."""


class Reading(NamedTuple):
    """What the model reads of one Record."""

    id: str
    text: str
    evidence: Mapping[str, Case]
    meant: Mapping[str, float] = MappingProxyType({})
    """The cosine of its meaning with each topic's, where a model of meaning is installed (flows/files/semantic.py)."""


class Placing(NamedTuple):
    """The Labels of one Record, best first, and its score for every topic; 0.5 is a topic's own cut.

    ``unsorted`` says why there is no Label; '' where there is one. ``nearest`` is then the topic of the best evidence.
    """

    labels: tuple[Label, ...]
    scores: dict[str, float]
    unsorted: str
    nearest: Nearest | None = None


@dataclass(frozen=True, slots=True, eq=False)
class TopicModel:
    """What was learned of ``topics``; k topics, v words, m confirmed works.

    ``weights`` (k, v) are points for each word, ``shifts`` (k) points for every record,
    ``cuts`` (k) the points from which a topic is given, ``gains`` (k) what one point does to the odds.
    """

    topics: tuple[str, ...]
    vocabulary: Vocabulary
    weights: Row
    shifts: Floats
    keyword_weight: float
    meaning_weight: float
    cuts: Floats
    gains: Floats
    learned: NDArray[np.bool_]
    """Which topics (k) have learned from confirmed works of their own, so that they are given more rightly than by
    keywords and headings alone, on confirmed works that were not learned from."""
    single: bool
    """Whether each Record belongs under exactly one topic, the best."""
    confirmed: tuple[str, ...]
    """The ids of the confirmed works; ``confirmed_rows`` (m, v) and ``confirmed_in`` (m, k) follow their order."""
    confirmed_rows: csr_matrix
    confirmed_in: NDArray[np.bool_]
    version: str


def sort(model: TopicModel, sorter: Sorter, record: Record) -> Sorting:
    """Give one Record its topics: those that have learned as ``model`` gives them, the others as ``sorter`` does; where
    none of these is given, all as ``model`` does.

    Keywords written with care are hard to beat without examples: on the IL-1 records F1 .889 with them and .883 with
    the model alone, whatever the number of examples below the one from which a topic learns.
    """
    read = reading(sorter, record)
    placing = next(place(model, [read]))
    learned = {topic for topic, has in zip(model.topics, model.learned, strict=True) if has}
    labels = [label for label in placing.labels if label.topic in learned]
    by_keywords = sorter.sort_by(record, read.evidence)
    labels += [label for label in by_keywords.labels if label.topic not in learned]
    if not labels and placing.labels and _known_words(model, read) < FEWEST_WORDS:
        return by_keywords
    if not labels:
        return Sorting(placing.labels, placing.unsorted, by_keywords.likeliest, placing.nearest)
    return Sorting(tuple(sorted(labels, key=lambda label: -label.score)[:MOST]), "")


def _known_words(model: TopicModel, read: Reading) -> int:
    return int(weigh(model.vocabulary, [read.text]).nnz)


def reading(sorter: Sorter, record: Record) -> Reading:
    """Read of ``record`` what the model needs."""
    return Reading(record.source_id, reading_text(record), sorter.evidence(record))


def keyword_points(topics: Sequence[str], readings: Sequence[Reading]) -> Floats:
    """Return, readings by topics, the evidence that keywords and headings give, counted in pieces."""
    share = np.array([[reading.evidence.get(topic, _NOTHING).score for topic in topics] for reading in readings], float)
    return pieces(share.reshape(len(readings), len(topics)))


def pieces(share: Floats) -> Floats:
    """Return the root of how many pieces of evidence a ``Case.score`` is worth.

    Pieces multiply up to 1 - score, so its logarithm counts them; the root makes the first worth more than the tenth.
    """
    counted: Floats = np.sqrt(-np.log1p(-np.minimum(share, CERTAIN)))
    return counted


def meaning_points(topics: Sequence[str], readings: Sequence[Reading]) -> Floats:
    """Return, readings by topics, how much more each is like this topic than like topics on the whole; zeros without a
    model of meaning."""
    likeness = np.array([[reading.meant.get(topic, 0.0) for topic in topics] for reading in readings], float)
    likeness = likeness.reshape(len(readings), len(topics))
    centred: Floats = likeness - likeness.mean(axis=1, keepdims=True)
    return centred


_NOTHING = Case(0.0, "")
CERTAIN = 0.999
"""Evidence beyond this says no more: a review that names a keyword fifty times is not fifty times as much about it."""


def place(model: TopicModel, readings: Sequence[Reading]) -> Iterator[Placing]:
    """Place each of ``readings``, in their order."""
    for start in range(0, len(readings), AT_ONCE):
        part = readings[start : start + AT_ONCE]
        rows = weigh(model.vocabulary, [reading.text for reading in part])
        points = _word_points(model, rows) + model.shifts
        points += keyword_points(model.topics, part) * model.keyword_weight
        points += meaning_points(model.topics, part) * model.meaning_weight
        for index, reading in enumerate(part):
            yield _placing(model, reading, rows[index], points[index])


def _word_points(model: TopicModel, rows: csr_matrix) -> Floats:
    """Return, rows by topics, the points of the words. SciPy's product would copy all weights each time, which for one
    row is most of the cost."""
    spans = pairwise(rows.indptr)
    points = [model.weights[:, rows.indices[start:end]] @ rows.data[start:end] for start, end in spans]
    return np.array(points, float).reshape(len(points), len(model.topics))


def _placing(model: TopicModel, reading: Reading, row: csr_matrix, points: Floats) -> Placing:
    scores = 1 / (1 + np.exp(np.minimum(model.gains * (model.cuts - points), FARTHEST)))
    given = _given(model, points) if row.nnz or reading.evidence else []
    labels = tuple(
        Label(model.topics[topic], round(float(scores[topic]), 3), _reason(model, reading, row, topic), model.version)
        for topic in given
    )
    every = {name: float(f"{score:.6g}") for name, score in zip(model.topics, scores, strict=True)}
    if labels:
        return Placing(labels, every, "")
    why = _why_unsorted(reading, row)
    return Placing((), every, why, nearest(reading.evidence) if why == TOO_LITTLE else None)


def _given(model: TopicModel, points: Floats) -> list[int]:
    order: list[int] = np.argsort(-points, kind="stable").tolist()
    if model.single:
        return order[:1]
    least = BESIDE * points[order[0]] if order else 0.0
    return [topic for topic in order if points[topic] >= max(model.cuts[topic], least)][:MOST]


def _why_unsorted(reading: Reading, row: csr_matrix) -> str:
    if not reading.text.strip():
        return "it has no title and no abstract"
    if not row.nnz:
        return "none of its words is known: another language, or no words at all?"
    if not reading.evidence:
        return "no keyword of a topic is in it, and its words are not like any topic's"
    return TOO_LITTLE


def _reason(model: TopicModel, reading: Reading, row: csr_matrix, topic: int) -> str:
    """Keywords and headings, then other words that carried it, then the nearest confirmed work."""
    case = reading.evidence.get(model.topics[topic], _NOTHING)
    named = fold(case.reason).text
    gains = row.data * model.weights[topic, row.indices]
    words = (
        model.vocabulary.words[row.indices[place]] for place in np.argsort(-gains, kind="stable") if gains[place] > 0
    )
    carried = [word for word in words if word not in named][:TELLING_WORDS]
    neighbour = _nearest(model, row, topic)
    parts = (case.reason, f"words {', '.join(carried)}" if carried else "", f"like {neighbour}" if neighbour else "")
    return "; ".join(part for part in parts if part) or "the least unlike of the topics"


def _nearest(model: TopicModel, row: csr_matrix, topic: int) -> str:
    """The id of the confirmed work of ``topic`` that is most like ``row``, or ''."""
    of_topic = np.flatnonzero(model.confirmed_in[:, topic])
    if not len(of_topic):
        return ""
    likeness = (model.confirmed_rows[of_topic] @ row.T).toarray().ravel()
    best = int(np.argmax(likeness))
    return model.confirmed[of_topic[best]] if likeness[best] > 0 else ""
