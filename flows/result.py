"""What a command found out, in a form for programs and in one for people. This file does NOT print."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any


class Result(ABC):
    """Both forms of one result; ``data`` has stable keys."""

    __slots__ = ()

    @abstractmethod
    def data(self) -> Mapping[str, Any]:
        """For programs, as JSON."""

    @abstractmethod
    def lines(self) -> Sequence[str]:
        """For people."""

    @property
    def complaints(self) -> Sequence[str]:
        """What a person must look at, one line each, on stderr."""
        return ()

    @property
    def failed(self) -> bool:
        """Whether the command exits with 1."""
        return bool(self.complaints)
