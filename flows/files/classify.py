"""`ilwatch classify`: the records of one file sorted under the topics of another, with or without examples.

The file itself teaches the words of its field; examples teach more. This file does NOT judge, does NOT touch the
database, and keeps nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from flows.files.semantic import Meaning, meaning_of
from flows.files.topics_file import read_topics
from literature.topics.fit import ConfirmedWork, fit, one_each
from literature.topics.model import Placing, Reading, place, reading
from literature.topics.sorter import Sorter, Topic, unsorted_words
from sources.json_texts import LabelledText, Unreadable, read_texts


@dataclass(frozen=True, slots=True)
class Classified:
    """The records of one file, in its order, and where each stands."""

    ids: list[str]
    placings: list[Placing]
    remarks: list[str]
    """What weakens the sorting, with its place: topics without keywords, examples that contradict each other."""
    faults: list[str]
    """Lines that could not be read."""

    def json_lines(self) -> Iterator[str]:
        """One object a record: its topics, best first, each with score and reason, and the score of every topic.

        A score of 0.5 is the topic's own cut. Where no topic is given, "unsorted" says why.
        """
        encode = json.JSONEncoder(ensure_ascii=False).encode
        for own, placing in zip(self.ids, self.placings, strict=True):
            topics = [{"topic": one.topic, "score": one.score, "because": one.reason} for one in placing.labels]
            why = unsorted_words(placing.unsorted, placing.nearest, {})
            unsorted = {"unsorted": why} if why else {}
            yield encode({"id": own, "topics": topics, **unsorted, "scores": placing.scores})

    def lines(self) -> Iterator[str]:
        """For people: a line a record and one for each of its topics."""
        for own, placing in zip(self.ids, self.placings, strict=True):
            if not placing.labels:
                yield f"{own}: unsorted: {unsorted_words(placing.unsorted, placing.nearest, {})}"
            for label in placing.labels:
                yield f"{own}: {label.topic} ({label.score:.2f}): {label.reason}"


def classify(file: Path, topics_file: Path, examples_file: Path | None = None) -> Classified:
    """Sort ``file``. Raises BrokenConfig where the topics, BrokenSource where a file cannot be read at all."""
    chosen = read_topics(topics_file)
    sorter = Sorter(chosen.topics)
    remarks = list(chosen.remarks)
    texts, faults = _read(file)
    held = [reading(sorter, one.record) for one in texts]
    confirmed: list[ConfirmedWork] = []
    if examples_file:
        examples, broken = _read(examples_file)
        faults += broken
        remarks += _unknown_labels(examples, chosen.topics, examples_file.name)
        confirmed, contradictions = _confirmed(examples, sorter, chosen.topics, examples_file.name)
        remarks += contradictions
    if meaning := meaning_of(chosen.topics):
        held = _with_meaning(meaning, held)
        confirmed = [
            ConfirmedWork(read, one.topics)
            for read, one in zip(_with_meaning(meaning, [one.reading for one in confirmed]), confirmed, strict=True)
        ]
    single = one_each(confirmed) if chosen.single is None else chosen.single
    model = fit(chosen.topics, held, confirmed, rules=sorter.version, single=single)
    return Classified([one.id for one in held], list(place(model, held)), remarks, faults)


def _with_meaning(meaning: Meaning, readings: Sequence[Reading]) -> list[Reading]:
    likeness = meaning.likeness([one.text for one in readings])
    return [one._replace(meant=meant) for one, meant in zip(readings, likeness, strict=True)]


def _read(path: Path) -> tuple[list[LabelledText], list[str]]:
    texts: list[LabelledText] = []
    faults: list[str] = []
    for one in read_texts(path):
        if isinstance(one, Unreadable):
            faults.append(f"{path.name}:{one.line}: {f'{one.id}: ' if one.id else ''}{one.reason}")
        else:
            texts.append(one)
    return texts, faults


def _unknown_labels(examples: Sequence[LabelledText], topics: Sequence[Topic], file: str) -> Iterator[str]:
    known = {topic.id for topic in topics}
    seen: set[str] = set()
    for one in examples:
        for label in one.labels:
            if label not in known and label not in seen:
                seen.add(label)
                yield f"{file}:{one.line}: no topic has the id {label!r}; this label is passed over"


def _confirmed(
    examples: Sequence[LabelledText], sorter: Sorter, topics: Sequence[Topic], file: str
) -> tuple[list[ConfirmedWork], list[str]]:
    """The examples that can be learned from, each text once; and what contradicts itself, which is set aside."""
    known = {topic.id for topic in topics}
    first: dict[str, tuple[LabelledText, frozenset[str]]] = {}
    aside: set[str] = set()
    remarks: list[str] = []
    kept: dict[str, ConfirmedWork] = {}
    for one in examples:
        labels = known.intersection(one.labels)
        read = reading(sorter, one.record)
        before, said = first.setdefault(read.text, (one, frozenset(labels)))
        if said != labels:
            aside.add(read.text)
            remarks.append(
                f"{file}:{one.line}: {read.id!r} is {_named(labels)} here and {_named(said)} in line {before.line}; "
                "both are set aside"
            )
        kept.setdefault(read.text, ConfirmedWork(read, frozenset(labels)))
    return [one for text, one in kept.items() if text not in aside], remarks


def _named(labels: frozenset[str] | set[str]) -> str:
    return " and ".join(sorted(labels)) or "of no topic"
