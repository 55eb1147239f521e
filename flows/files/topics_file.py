"""TOPICS.toml of `ilwatch classify`: ``[[topic]]`` tables as in watch.toml, and ``[classify] single``.

More lenient than watch.toml, which runs unattended: any id will do, and what weakens the sorting without making it
senseless is a remark, not a fault. A whole watch.toml can be given too. This file does NOT sort.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from flows.config import TopicTable
from flows.toml_lines import key_lines, line_of
from literature.model.errors import BrokenConfig
from literature.topics.sorter import Topic

Text = Annotated[str, Field(min_length=1)]


class _TopicTable(TopicTable):
    """[[topic]]: one topic, with any id; without keywords its name is looked for."""

    model_config = ConfigDict(extra="allow")

    id: Text
    name: str = ""
    keywords: tuple[Text, ...] = ()

    def topic(self) -> Topic:
        name = self.name or self.id
        return replace(super().topic(), name=name, keywords=self.keywords or (name,))


class _ClassifyTable(BaseModel):
    """[classify]: how records are given out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    single: bool | None = Field(default=None, description="true: each record belongs under exactly one topic")


class _File(BaseModel):
    """What is read of the file; a watch.toml has more."""

    topic: tuple[_TopicTable, ...] = Field(min_length=1)
    classify: _ClassifyTable = _ClassifyTable()


class TopicsFile(NamedTuple):
    """The topics of a file; ``single`` is None where it does not say. ``remarks`` are for people, each with its
    line."""

    topics: tuple[Topic, ...]
    single: bool | None
    remarks: tuple[str, ...]


def read_topics(path: Path) -> TopicsFile:
    """The topics of ``path``. Raises BrokenConfig with every fault that it has."""
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
    faults = [_fault(where, what, lines) for where, what in (*_malformed(data), *_repeated(data))]
    if faults:
        raise BrokenConfig(str(path), tuple(faults))
    read = _File.model_validate(data)
    remarks = tuple(_fault(where, what, lines) for where, what in _remarks(read.topic))
    return TopicsFile(tuple(table.topic() for table in read.topic), read.classify.single, remarks)


_Place = tuple[str | int, ...]


def _fault(where: _Place, what: str, lines: Mapping[_Place, int]) -> str:
    name = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where).lstrip(".")
    return f"line {line_of(where, dict(lines))}: {name}: {what}"


def _malformed(data: Mapping[str, Any]) -> Iterator[tuple[_Place, str]]:
    try:
        _File.model_validate(data)
    except ValidationError as error:
        for one in error.errors():
            message = "is missing" if one["type"] == "missing" else str(one["msg"])
            yield tuple(one["loc"]), message[0].lower() + message[1:]


def _repeated(data: Mapping[str, Any]) -> Iterator[tuple[_Place, str]]:
    first: dict[str, int] = {}
    tables = data.get("topic")
    for index, table in enumerate(tables if isinstance(tables, list) else []):
        own = str(table.get("id", "")).strip() if isinstance(table, dict) else ""
        if own and own in first:
            yield ("topic", index, "id"), f"{own!r} is already the id of topic[{first[own]}]"
        first.setdefault(own, index)


def _remarks(tables: Sequence[_TopicTable]) -> Iterator[tuple[_Place, str]]:
    alike: dict[tuple[str, ...], int] = {}
    for index, table in enumerate(tables):
        if not table.keywords:
            yield ("topic", index), f"{table.id!r} has no keywords; it is sorted by its name and definition alone"
        for key in table.model_extra or {}:
            yield ("topic", index, key), "is no key of a topic, and was not read"
        words = tuple(sorted(word.casefold() for word in table.keywords)) or (table.name.casefold(),)
        if words in alike:
            other = tables[alike[words]].id
            yield ("topic", index), f"{table.id!r} has the keywords of {other!r}; no record can tell them apart"
        alike.setdefault(words, index)
