"""What a command found out, in a form for programs and in one for people. This file does NOT print."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any


class Result(ABC):
    """Both forms of one result, which is a dataclass."""

    __slots__ = ()

    def data(self) -> dict[str, Any]:
        """For programs, as JSON with stable keys: the fields by their names, where a result does not say otherwise."""
        table: dict[str, Any] = plain(self)
        return table

    @abstractmethod
    def lines(self) -> Sequence[str]:
        """For people."""

    def essentials(self) -> Sequence[str]:
        """For people who asked for as little as possible; by default all ``lines``."""
        return self.lines()

    @property
    def complaints(self) -> Sequence[str]:
        """What a person must look at, one line each, on stderr."""
        return ()

    @property
    def failed(self) -> bool:
        """Whether the command exits with 1."""
        return bool(self.complaints)


def plain(value: object) -> Any:
    """``value`` as JSON can have it: fields by their names, days and instants in ISO 8601, enums by their values."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return plain(value._asdict())
    if isinstance(value, Mapping):
        return {key: plain(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [plain(member) for member in value]
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value
