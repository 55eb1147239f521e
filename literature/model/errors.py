"""The errors of the pipeline, by what to do next.

WatchError
 ├─ UsageError      a name was given that does not exist: list those that do, and do nothing
 ├─ BrokenConfig    stop before any request; list every fault with its key and line
 ├─ BrokenSource    this visit failed: its cursor stays, the other sources go on
 │   └─ RetrySource     the same visit may work later: back off, honour ``retry_after``
 ├─ SkipRecord      one record cannot be read: count it, keep its bytes, go on
 ├─ BrokenStore     the database refuses: stop before any change
 └─ BrokenMail      the mail server cannot be used at all: no delivery is attempted
"""

from __future__ import annotations

from datetime import timedelta


class WatchError(Exception):
    """Root of all errors that the pipeline raises on purpose.

    ``subject`` is what it is about (a source, a PMID, a key); the message says what happened and what to do.
    """

    def __init__(self, subject: str, message: str) -> None:
        super().__init__(f"{subject}: {message}")
        self.subject = subject
        self.message = message


class UsageError(WatchError):
    """The command was given something it cannot act on: an unknown name, or a source that must not be visited yet."""


class BrokenConfig(WatchError):
    """The configuration cannot be used; ``faults`` has one line for each thing to fix."""

    def __init__(self, subject: str, faults: tuple[str, ...]) -> None:
        super().__init__(subject, "\n".join(faults))
        self.faults = faults


class BrokenSource(WatchError):
    """The visit to this source failed for good; nothing of it is read as "nothing new"."""


class RetrySource(BrokenSource):
    """The visit failed in a way that passes; ``retry_after`` is what the server asked for, if it did."""

    def __init__(self, subject: str, message: str, retry_after: timedelta | None = None) -> None:
        super().__init__(subject, message)
        self.retry_after = retry_after

    def count(self, tries: int) -> None:
        """Say how often was tried."""
        self.message = f"{self.message} (tries: {tries})"
        self.args = (f"{self.subject}: {self.message}",)


class SkipRecord(WatchError):
    """This one record cannot be read; the rest of its document can."""


class BrokenStore(WatchError):
    """The database is not ours, is newer than this program, cannot be opened, or refuses (a full disk, a lock)."""


class BrokenMail(WatchError):
    """The mail server, or what is configured of it, is wrong: fix it, then send; no delivery was tried."""
