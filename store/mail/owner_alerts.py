"""What the owner has been mailed about, so that one thing makes one mail. This file does NOT send."""

from __future__ import annotations

from datetime import datetime

from store.engine.database import Repository
from store.tables import AlertRow


class OwnerAlerts(Repository):
    """Names of alerts that were sent, such as "silent pubmed 2026-11-20"."""

    def has(self, about: str) -> bool:
        """Whether the owner was mailed about ``about``."""
        with self._database.reading() as session:
            return session.get(AlertRow, about) is not None

    def remember(self, about: str, now: datetime) -> None:
        """Record that the owner was mailed about ``about``; idempotent."""
        with self._database.writing() as session:
            if session.get(AlertRow, about) is None:
                session.add(AlertRow(about=about, sent=now))
