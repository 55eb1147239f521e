"""What the shell completes: names in watch.toml, and fixed words. Read from the file alone, however broken; never from
a database, and nothing is validated: the Tab key must answer at once and may not complain.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import typer

Complete = Callable[[typer.Context, str], list[str]]

OWN_SOURCES = ("pubmed", "feeds")
"""Names of `poll --source` that stand in no file."""


def words(*known: str) -> Complete:
    """Complete one of the words ``known``."""

    def complete(ctx: typer.Context, incomplete: str) -> list[str]:  # noqa: ARG001  # typer passes it by its type
        return _that_begin(incomplete, known)

    return complete


def named(table: str, key: str, *more: str) -> Complete:
    """Complete the ``key`` of each ``table`` in watch.toml, or one of ``more``."""

    def complete(ctx: typer.Context, incomplete: str) -> list[str]:
        file = Path(ctx.params.get("config") or "watch.toml")
        return _that_begin(incomplete, (*more, *_names(file, table, key)))

    return complete


def _that_begin(begun: str, known: Iterable[str]) -> list[str]:
    return [word for word in known if word.startswith(begun)]


def _names(file: Path, table: str, key: str) -> list[str]:
    try:
        tables: Any = tomllib.loads(file.read_text(encoding="utf-8-sig"))[table]
        return [str(each[key]) for each in tables if key in each]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return []


source = named("feed", "name", *OWN_SOURCES)
term = named("term", "name")
topic = named("topic", "id")
reader = named("reader", "address")
export_format = words("ris", "bibtex", "csv", "json")
