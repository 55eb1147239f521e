"""All messages of the watch in one log: of its visits, of what is late or silent, to its owner, and its tracebacks.

They are read from fields and tables. This file does NOT say which of them are right (table.py does).
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

from benchmarks.year.papers import FEEDS, PUBMED
from flows.app import App
from flows.jobs.overdue import unsent_letters, visit_times
from literature.model.harvest import Account, VisitOutcome
from sources.pubmed.cursor import from_cursor
from store.engine.database import Database
from store.tables import AlertRow
from tests.standins.post_office import PostOffice

LOG = logging.getLogger("year")


class Message(NamedTuple):
    """What the watch said, at a true instant: about which source or part, of which kind, in which words."""

    at: datetime
    source: str
    kind: str
    text: str


class Tracebacks(logging.Handler):
    """Collects each log record that is an error or has an exception, with the true instant."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__(logging.WARNING)
        self.collected = list[tuple[datetime, str]]()
        self._now = now

    def emit(self, record: logging.LogRecord) -> None:
        """Collect ``record`` if it is an error or has an exception."""
        if record.exc_info or record.levelno >= logging.ERROR:
            self.collected.append((self._now(), logging.Formatter().format(record)))


@contextmanager
def collecting_tracebacks(now: Callable[[], datetime]) -> Iterator[Tracebacks]:
    """Collect every traceback, also those of threads, while the block runs."""
    tracebacks, root, previous_hook = Tracebacks(now), logging.getLogger(), threading.excepthook
    root.addHandler(tracebacks)
    threading.excepthook = lambda hook: LOG.error("in a thread: %r", hook.exc_value)
    try:
        yield tracebacks
    finally:
        threading.excepthook = previous_hook
        root.removeHandler(tracebacks)


class MessageLog:
    """The messages so far, in order, and how many Accounts were closed."""

    def __init__(self, now: Callable[[], datetime], owner: str) -> None:
        self.messages = list[Message]()
        self.accounts = 0
        self._now, self._owner = now, owner
        self._alerts, self._mails = set[str](), 0

    def add(self, source: str, kind: str, text: str) -> None:
        """Log a message of this instant."""
        self.messages.append(Message(self._now(), source, kind, text))

    def add_accounts(self, accounts: Sequence[Account]) -> None:
        """Log what each Account says."""
        for account in accounts:
            self.accounts += 1
            for kind, text in _messages_of(account):
                self.add(account.source, kind, text)

    def add_cursor(self, app: App) -> None:
        """Log it if PubMed's cursor is not at this day, though the visit succeeded and the clock is right."""
        cursor, _ = app.corpus.cursor(PUBMED)
        if cursor is None or from_cursor(cursor).through != app.now().date():
            self.add(PUBMED, "cursor stays", cursor or "")

    def add_state(self, app: App, database: Database, mail_server: PostOffice) -> None:
        """Log what is late, which letters are unsent, and what the owner was told since the last call.

        The owner should get one mail for all new silences, and one for each edition while a source needs attention.
        """
        for name, since in visit_times(app).late.items():
            self.add(name, "late", f"since {since}")
        for letter in unsent_letters(app.outbox, app.now(), app.watch.zone):
            self.add("letters", "unsent", f"letter {letter.id}")
        new = self._new_alerts(database)
        for about in new:
            self.add(next((name for name in (PUBMED, *FEEDS) if name in about), "owner"), "alert", about)
        weekly = sum(about.startswith("week") for about in new)
        self._add_mails(mail_server, weekly + (len(new) > weekly))

    def _new_alerts(self, database: Database) -> list[str]:
        with database.reading() as session:
            new = {row.about for row in session.exec(select(AlertRow)).all()} - self._alerts
        self._alerts |= new
        return sorted(new)

    def _add_mails(self, mail_server: PostOffice, due: int) -> None:
        box = mail_server.boxes.get(self._owner, [])
        new, self._mails = box[self._mails :], len(box)
        for content in new:
            body = message_from_bytes(content, policy=policy.default).get_body(("plain",))
            self.add("owner", "mail", " ".join(body.get_content().split()) if body else "")
        if len(new) != due:
            self.add("owner", "count of mails", f"{len(new)} mails where {due} were due")


def has_succeeded(accounts: Sequence[Account], source: str) -> bool:
    """Return whether ``source`` was visited and the visit did not fail."""
    return any(account.source == source and account.outcome is not VisitOutcome.FAILED for account in accounts)


def _messages_of(account: Account) -> Iterator[tuple[str, str]]:
    if account.outcome is VisitOutcome.FAILED:
        yield "failed", account.error
    yield from (("unread", reason) for reason in account.failed)
    yield from (("alarm", alarm) for alarm in account.alarms)
    yield from (("moved", note) for note in account.notes if "moved" in note)
    if account.silent_since:
        yield "silent", f"since {account.silent_since:%Y-%m-%d}"
    if not account.balances:
        yield "unbalanced", str(account)
