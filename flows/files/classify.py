"""`ilwatch classify`: the records of one file under the topics of another, with or without examples.

The file itself teaches the words of its field; examples teach more. This file does NOT touch the database and keeps
nothing.
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
    """The records of one file, in its order, and the topics of each."""

    ids: list[str]
    placings: list[Placing]
    remarks: list[str]
    """What weakens the result, with its place: topics without keywords, examples that contradict each other."""
    faults: list[str]
    """Lines that could not be read."""

    def json_lines(self) -> Iterator[str]:
        """Write one object a record: its topics, best first, each with score and reason, and the score of every topic.

        A score of 0.5 is the topic's own cut. Where no topic is given, "unsorted" says why.
        """
        encode = json.JSONEncoder(ensure_ascii=False).encode
        for record_id, placing in zip(self.ids, self.placings, strict=True):
            topics = [{"topic": label.topic, "score": label.score, "because": label.reason} for label in placing.labels]
            why = unsorted_words(placing.unsorted, placing.nearest, {})
            unsorted = {"unsorted": why} if why else {}
            yield encode({"id": record_id, "topics": topics, **unsorted, "scores": placing.scores})

    def lines(self) -> Iterator[str]:
        """For people: a line a record and one for each of its topics."""
        for record_id, placing in zip(self.ids, self.placings, strict=True):
            if not placing.labels:
                yield f"{record_id}: unsorted: {unsorted_words(placing.unsorted, placing.nearest, {})}"
            for label in placing.labels:
                yield f"{record_id}: {label.topic} ({label.score:.2f}): {label.reason}"


def classify_file(file: Path, topics_file: Path, examples_file: Path | None = None) -> Classified:
    """Classify ``file``. Raises BrokenConfig where the topics, BrokenSource where a file cannot be read at all."""
    chosen = read_topics(topics_file)
    sorter = Sorter(chosen.topics)
    remarks = list(chosen.remarks)
    texts, faults = _read(file)
    readings = [reading(sorter, text.record) for text in texts]
    confirmed: list[ConfirmedWork] = []
    if examples_file:
        examples, example_faults = _read(examples_file)
        faults += example_faults
        remarks += _unknown_labels(examples, chosen.topics, examples_file.name)
        confirmed, contradictions = _confirmed(examples, sorter, chosen.topics, examples_file.name)
        remarks += contradictions
    if meaning := meaning_of(chosen.topics):
        readings = _with_meaning(meaning, readings)
        meant = _with_meaning(meaning, [work.reading for work in confirmed])
        confirmed = [work._replace(reading=with_meaning) for work, with_meaning in zip(confirmed, meant, strict=True)]
    single = one_each(confirmed) if chosen.single is None else chosen.single
    model = fit(chosen.topics, readings, confirmed, rules=sorter.version, single=single)
    return Classified([read.id for read in readings], list(place(model, readings)), remarks, faults)


def _with_meaning(meaning: Meaning, readings: Sequence[Reading]) -> list[Reading]:
    likeness = meaning.likeness([read.text for read in readings])
    return [read._replace(meant=meant) for read, meant in zip(readings, likeness, strict=True)]


def _read(path: Path) -> tuple[list[LabelledText], list[str]]:
    texts: list[LabelledText] = []
    faults: list[str] = []
    for text in read_texts(path):
        if isinstance(text, Unreadable):
            faults.append(f"{path.name}:{text.line}: {f'{text.id}: ' if text.id else ''}{text.reason}")
        else:
            texts.append(text)
    return texts, faults


def _unknown_labels(examples: Sequence[LabelledText], topics: Sequence[Topic], file: str) -> Iterator[str]:
    known = {topic.id for topic in topics}
    for example in examples:
        for label in example.labels:
            if label not in known:
                known.add(label)  # named once
                yield f"{file}:{example.line}: no topic has the id {label!r}; this label is ignored"


def _confirmed(
    examples: Sequence[LabelledText], sorter: Sorter, topics: Sequence[Topic], file: str
) -> tuple[list[ConfirmedWork], list[str]]:
    """Return the examples that can be learned from, each text once, and remarks on texts that contradict themselves."""
    known = {topic.id for topic in topics}
    works: dict[str, tuple[ConfirmedWork, int]] = {}
    contradicted: set[str] = set()
    remarks: list[str] = []
    for example in examples:
        read = reading(sorter, example.record)
        work = ConfirmedWork(read, frozenset(known.intersection(example.labels)))
        first, line = works.setdefault(read.text, (work, example.line))
        if first.topics != work.topics:
            contradicted.add(read.text)
            remarks.append(
                f"{file}:{example.line}: {read.id!r} is {_names(work.topics)} here and {_names(first.topics)} in line "
                f"{line}; neither is used"
            )
    return [work for text, (work, _) in works.items() if text not in contradicted], remarks


def _names(labels: frozenset[str]) -> str:
    return " and ".join(sorted(labels)) or "of no topic"
