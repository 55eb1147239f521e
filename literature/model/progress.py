"""How far a visit or a poll has come, for whoever shows it."""

from __future__ import annotations

from typing import Protocol

from literature.model.harvest import Account


class Progress(Protocol):
    """Hears of a visit while it lasts, and of its end."""

    def fetched(self, done: int, total: int, /) -> None:
        """Of how many records, of how many, it is known what became of them: a first visit fetches for minutes."""

    def say(self, line: str, /) -> None:
        """Something happened that a reader of the log should know, such as a second try."""

    def closed(self, account: Account, total: int, /) -> None:
        """One of ``total`` visits has ended, well or not."""


class NullProgress:
    """For where nobody reads along; a base for those who hear only a part."""

    def fetched(self, done: int, total: int, /) -> None:
        """Ignore it."""

    def say(self, line: str, /) -> None:
        """Ignore it."""

    def closed(self, account: Account, total: int, /) -> None:
        """Ignore it."""


NO_PROGRESS = NullProgress()
