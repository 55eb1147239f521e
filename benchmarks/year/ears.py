"""Hears all that the watch says: of its visits, of what is late or silent, to its owner, and into its log.

Facts are read from fields and tables. This file does NOT judge (verdict.py does).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from email import message_from_bytes, policy
from typing import NamedTuple

from sqlmodel import select

from benchmarks.year.papers import FEEDS
from flows.app import App
from flows.config import PUBMED
from flows.jobs.overdue import unsent_letters, visit_times
from literature.model.harvest import Account, VisitOutcome
from sources.pubmed.cursor import from_cursor
from store.engine.database import Database
from store.tables import AlertRow
from tests.standins.post_office import PostOffice

LOG = logging.getLogger("year")


class Heard(NamedTuple):
    """Something that the watch said at a true instant: of which source or part, of which kind, in which words."""

    at: datetime
    source: str
    kind: str
    text: str


class Tracebacks(logging.Handler):
    """Keeps each log record that bears an exception, with the true instant."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(logging.WARNING)
        self.kept = list[tuple[datetime, str]]()
        self._now = now

    def emit(self, record: logging.LogRecord) -> None:
        """Keep ``record`` where it is an exception or an error."""
        if record.exc_info or record.levelno >= logging.ERROR:
            self.kept.append((self._now(), logging.Formatter().format(record)))


@contextmanager
def listening(now: Callable[[], datetime]) -> Iterator[Tracebacks]:
    """Keep every traceback, those of threads too, while the block runs."""
    tracebacks, root, before = Tracebacks(now), logging.getLogger(), threading.excepthook
    root.addHandler(tracebacks)
    threading.excepthook = lambda hook: LOG.error("in a thread: %r", hook.exc_value)
    try:
        yield tracebacks
    finally:
        threading.excepthook = before
        root.removeHandler(tracebacks)


class Ears:
    """What was said so far, in order, and how many Accounts were closed."""

    def __init__(self, now: Callable[[], datetime], owner: str) -> None:
        self.heard = list[Heard]()
        self.accounts = 0
        self._now, self._owner = now, owner
        self._told, self._mails = set[str](), 0

    def hear(self, source: str, kind: str, text: str) -> None:
        """Note what was said now."""
        self.heard.append(Heard(self._now(), source, kind, text))

    def of_visits(self, accounts: Sequence[Account]) -> None:
        """What each Account says."""
        for account in accounts:
            self.accounts += 1
            for kind, text in _said(account):
                self.hear(account.source, kind, text)

    def of_cursor(self, app: App) -> None:
        """That PubMed's cursor has not come to this day, though it was visited well and the clock is right."""
        cursor, _ = app.corpus.cursor(PUBMED)
        if cursor is None or from_cursor(cursor).through != app.now().date():
            self.hear(PUBMED, "cursor stays", cursor or "")

    def of_state(self, app: App, database: Database, office: PostOffice) -> None:
        """What is late, which letters lie, and of what the owner was told since: a mail for all new silences, and one
        for each edition with which something needed a look."""
        for name, since in visit_times(app).late.items():
            self.hear(name, "late", f"since {since}")
        for letter in unsent_letters(app.outbox, app.now(), app.watch.zone):
            self.hear("letters", "lying", f"letter {letter.id}")
        new = self._newly_told(database)
        for about in new:
            self.hear(next((name for name in (PUBMED, *FEEDS) if name in about), "owner"), "told", about)
        weekly = sum(about.startswith("week") for about in new)
        self._of_mail(office, weekly + (len(new) > weekly))

    def _newly_told(self, database: Database) -> list[str]:
        with database.reading() as session:
            new = {row.about for row in session.exec(select(AlertRow)).all()} - self._told
        self._told |= new
        return sorted(new)

    def _of_mail(self, office: PostOffice, due: int) -> None:
        box = office.boxes.get(self._owner, [])
        new, self._mails = box[self._mails :], len(box)
        for content in new:
            body = message_from_bytes(content, policy=policy.default).get_body(("plain",))
            self.hear("owner", "mail", " ".join(body.get_content().split()) if body else "")
        if len(new) != due:
            self.hear("owner", "count of mails", f"{len(new)} mails where {due} were due")


def went_well(accounts: Sequence[Account], source: str) -> bool:
    """Whether ``source`` was visited, and well."""
    return any(one.source == source and one.outcome is not VisitOutcome.FAILED for one in accounts)


def _said(account: Account) -> Iterator[tuple[str, str]]:
    if account.outcome is VisitOutcome.FAILED:
        yield "failed", account.error
    yield from (("unread", reason) for reason in account.failed)
    yield from (("alarm", alarm) for alarm in account.alarms)
    yield from (("moved", note) for note in account.notes if "moved" in note)
    if account.silent_since:
        yield "silent", f"since {account.silent_since:%Y-%m-%d}"
    if not account.balances:
        yield "unbalanced", str(account)
