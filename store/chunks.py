"""Long lists of values in pieces that a database takes. Nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

CHUNK = 500
"""Values in one IN (…): SQLite's oldest limit on bound values is 999."""


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """``values`` in lists of at most CHUNK."""
    rest = iter(values)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
