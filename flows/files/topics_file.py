"""TOPICS.toml of `ilwatch classify`: ``[[topic]]`` tables as in watch.toml, and ``[classify] single``.

More lenient than watch.toml, which runs unattended: any id will do, and what weakens the result without making it
senseless is a remark, not a fault. A whole watch.toml can be given too. This file does NOT classify.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from flows.config_words import fault_words, real
from flows.toml_text.toml_file import read_toml
from flows.toml_text.toml_lines import Fault
from literature.topics.sorter import Topic

_KEYS = frozenset(field.name for field in fields(Topic))


class _ClassifyTable(BaseModel):
    """[classify]: how topics are given to records."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    single: bool | None = Field(default=None, description="true: each record belongs under exactly one topic")


class _File(BaseModel):
    """The tables that are read; a watch.toml has more."""

    topic: tuple[Topic, ...] = Field(min_length=1)
    classify: _ClassifyTable = _ClassifyTable()


class TopicsFile(NamedTuple):
    """The topics of a file; ``single`` is None where it is not set. ``remarks`` are for people, each with its line."""

    topics: tuple[Topic, ...]
    single: bool | None
    remarks: tuple[str, ...]


def read_topics(path: Path) -> TopicsFile:
    """Read the topics of ``path``. Raises BrokenConfig with every fault of the file."""
    file = read_toml(path, repeated=("topic",))
    filled = _filled(file.data)
    file.refuse((*_malformed(filled), *_repeated(file.data)))
    read = _File.model_validate(filled)
    remarks = file.layout.located(_remarks(file.data["topic"], read.topic))
    return TopicsFile(read.topic, read.classify.single, remarks)


def _filled(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """``data`` with what a topic may lack: without a name it has its id, without keywords its name is looked for."""
    tables = data.get("topic")
    if not isinstance(tables, list):
        return data
    return {**data, "topic": [_filled_topic(table) if isinstance(table, dict) else table for table in tables]}


def _filled_topic(table: Mapping[str, Any]) -> Mapping[str, Any]:
    name = table.get("name") or table.get("id", "?")
    known = {key: value for key, value in table.items() if key in _KEYS}
    return {**known, "name": name, "keywords": table.get("keywords") or [name]}


def _malformed(data: Mapping[str, Any]) -> Iterator[Fault]:
    try:
        _File.model_validate(data)
    except ValidationError as error:
        for fault in real(error.errors()):
            is_strange = fault["type"] == "extra_forbidden"
            yield tuple(fault["loc"]), "unknown key" if is_strange else fault_words(fault)


def _repeated(data: Mapping[str, Any]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    tables = data.get("topic")
    for index, table in enumerate(tables if isinstance(tables, list) else []):
        topic_id = str(table.get("id", "")).strip() if isinstance(table, dict) else ""
        if topic_id and topic_id in first:
            yield ("topic", index, "id"), f"{topic_id!r} is already the id of topic no. {first[topic_id] + 1}"
        first.setdefault(topic_id, index)


def _remarks(tables: Sequence[Mapping[str, Any]], topics: Sequence[Topic]) -> Iterator[Fault]:
    first_with: dict[tuple[str, ...], str] = {}
    for index, (table, topic) in enumerate(zip(tables, topics, strict=True)):
        if not table.get("keywords"):
            yield ("topic", index), f"{topic.id!r} has no keywords; only its name and definition are used"
        for key in (key for key in table if key not in _KEYS):
            yield ("topic", index, key), "is no key of a topic; it is ignored"
        words = tuple(sorted(word.casefold() for word in topic.keywords))
        if words in first_with:
            twin = first_with[words]
            yield ("topic", index), f"{topic.id!r} has the keywords of {twin!r}; no record can tell them apart"
        first_with.setdefault(words, topic.id)
