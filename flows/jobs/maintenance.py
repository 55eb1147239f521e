"""Maintenance: the database is checked, what is old is dropped, space is given back. Plain functions.

Works, records, editions and what was sent to whom are never dropped. This file does NOT make backups (backup.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from digests.words.prose import count
from flows.app import App
from flows.result import Result


@dataclass(frozen=True, slots=True)
class Maintained(Result):
    """What was done."""

    before: date
    """Accounts, unreadable bytes and audits of earlier days were dropped."""
    accounts: int
    unread: int
    bytes_before: int
    bytes_after: int
    note: str
    """Why the database is not smaller, where it could be."""
    recalls: int = 0
    """What older audits found, a row a term."""

    def lines(self) -> list[str]:
        """For people."""
        lines = [
            "integrity check passed",
            f"deleted, of before {self.before}: statistics of {count(self.accounts, 'visit')}, "
            f"{count(self.unread, 'unreadable record')}, {count(self.recalls, 'recall audit')}",
            f"size: {self.bytes_before / 1e6:,.1f} MB, now {self.bytes_after / 1e6:,.1f} MB",
        ]
        return [*lines, self.note] if self.note else lines


def maintain(app: App, keep_days: int | None = None) -> Maintained:
    """Check, prune and tidy the database of ``app``; ``keep_days`` is [store] keep_days by default.

    Raises BrokenStore where the database is damaged (before anything is changed) or refuses.
    """
    oldest_kept = app.now() - timedelta(days=app.watch.store.keep_days if keep_days is None else keep_days)
    app.upkeep.check()
    pruned = app.upkeep.prune(oldest_kept)
    tidied = app.upkeep.tidy()
    return Maintained(
        before=oldest_kept.astimezone(app.watch.zone).date(),
        accounts=pruned.accounts,
        unread=pruned.unread,
        bytes_before=tidied.before,
        bytes_after=tidied.after,
        note=tidied.note,
        recalls=pruned.recalls,
    )
