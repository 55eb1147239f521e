"""TOPICS.toml of `ilwatch classify`: ``[[topic]]`` tables as in watch.toml, and ``[classify] single``.

More lenient than watch.toml, which runs unattended: any id will do, and what weakens the result without making it
senseless is a remark, not a fault. A whole watch.toml can be given too. This file does NOT classify.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from flows.toml_lines import key_lines, line_of
from literature.model.errors import BrokenConfig
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
    try:
        text = path.read_text(encoding="utf-8-sig")
        data = tomllib.loads(text)
    except OSError as error:
        raise BrokenConfig(str(path), (f"cannot be read: {error.strerror}",)) from error
    except RecursionError as error:
        raise BrokenConfig(str(path), ("is nested too deeply to be read",)) from error
    except ValueError as error:  # no UTF-8, no TOML, or a number of thousands of digits
        raise BrokenConfig(str(path), (f"is not TOML: {error}",)) from error
    lines = key_lines(text)
    filled = _filled(data)
    faults = [_fault(place, reason, lines) for place, reason in (*_malformed(filled), *_repeated(data))]
    if faults:
        raise BrokenConfig(str(path), tuple(faults))
    read = _File.model_validate(filled)
    remarks = tuple(_fault(place, reason, lines) for place, reason in _remarks(data["topic"], read.topic))
    return TopicsFile(read.topic, read.classify.single, remarks)


_Place = tuple[str | int, ...]


def _fault(place: _Place, reason: str, lines: dict[_Place, int]) -> str:
    name = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
    return f"line {line_of(place, lines)}: {name}: {reason}"


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


def _malformed(data: Mapping[str, Any]) -> Iterator[tuple[_Place, str]]:
    try:
        _File.model_validate(data)
    except ValidationError as error:
        for fault in error.errors():
            message = "is missing" if fault["type"] == "missing" else str(fault["msg"])
            yield tuple(fault["loc"]), message[0].lower() + message[1:]


def _repeated(data: Mapping[str, Any]) -> Iterator[tuple[_Place, str]]:
    first: dict[str, int] = {}
    tables = data.get("topic")
    for index, table in enumerate(tables if isinstance(tables, list) else []):
        topic_id = str(table.get("id", "")).strip() if isinstance(table, dict) else ""
        if topic_id and topic_id in first:
            yield ("topic", index, "id"), f"{topic_id!r} is already the id of topic[{first[topic_id]}]"
        first.setdefault(topic_id, index)


def _remarks(tables: Sequence[Mapping[str, Any]], topics: Sequence[Topic]) -> Iterator[tuple[_Place, str]]:
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
