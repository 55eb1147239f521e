"""The watch in its year: a poll every half day, a digest each Monday, the watchdog; all that it says is heard.

The steps are those of runs.py and upkeep.py, without Prefect. This file does NOT judge (verdict.py does).
"""

from __future__ import annotations

import asyncio
import logging
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from email import message_from_bytes, policy
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

import pytest
from sqlmodel import select

from benchmarks.year.papers import FEEDS, MONTHLY, WEEKLY
from benchmarks.year.printed import file_name
from benchmarks.year.served import Served
from flows import digest as steps
from flows import mailing
from flows.admission_order import AdmissionOrder
from flows.attention import tell_of_silence, tell_weekly
from flows.config import PUBMED
from flows.demo import write_config
from flows.house import House, open_house
from flows.maintenance import maintenance
from flows.overdue import late_sources, lying_letters, missing_slot, slept
from flows.poll import choose, poll_all
from literature.errors import WatchError
from literature.harvest import Account, Outcome
from sources.feed_http import Limits
from sources.pubmed_memory import from_cursor
from store.database import Database
from store.tables import ToldRow
from tests.flows.relayed import write_mail
from tests.standins.post_office import PostOffice, free_port, open_at

PATIENCE = 1.0
"""Seconds that a feed may take while one of them is slow, instead of 60."""
READERS = ("reader@example.org", "second@example.org")
OWNER = "watch@example.org"
LOG = logging.getLogger("year")
T = TypeVar("T")


class Heard(NamedTuple):
    """Something that the watch said at a true instant: of which source or part, of which kind, in which words."""

    at: datetime
    source: str
    kind: str
    text: str


class Tracebacks(logging.Handler):
    """Keeps each log record that bears an exception."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.world: World | None = None
        self.kept = list[tuple[datetime, str]]()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep ``record`` with the true instant."""
        if self.world and (record.exc_info or record.levelno >= logging.ERROR):
            self.kept.append((self.world.true, logging.Formatter().format(record)))


class World:
    """One watch, its stand-ins, and the true time beside the clock that the watch believes."""

    def __init__(self, folder: Path, served: Served, begin: datetime, stack: ExitStack) -> None:
        self.served, self.true, self.ahead = served, begin, timedelta()
        self.office, self._port = PostOffice(), free_port()
        self.impatient = False
        self.heard = list[Heard]()
        self.accounts = list[tuple[datetime, Account]]()
        self._told, self._mails = set[str](), 0
        config = _configure(folder, served, self._port)
        self.database = Database(f"sqlite:///{folder / 'ilwatch.db'}")
        self.outbox = folder / "outbox"
        opened = stack.enter_context(open_house(config, f"sqlite:///{folder / 'ilwatch.db'}", lambda: begin))
        self.house = replace(opened, now=lambda: self.true + self.ahead, sleep=_at_once)
        self._mail, self._deadlines = ExitStack(), pytest.MonkeyPatch()
        for undo in (self.close_office, self.be_patient, self.database.close):
            stack.callback(undo)

    def open_office(self) -> None:
        """The mail server runs."""
        self._mail.enter_context(open_at(self.office, self._port))

    def close_office(self) -> None:
        """The mail server is down."""
        self._mail.close()

    def set_clock(self, ahead: timedelta) -> None:
        """The watch's clock is so far ahead of the true time."""
        self.ahead = ahead

    def be_impatient(self) -> None:
        """A feed may take PATIENCE, and holds the others half as long: a slow one costs seconds, not minutes."""
        self.impatient = True
        self._deadlines.setattr("flows.visit.Limits", partial(Limits, seconds=PATIENCE))
        waits = timedelta(seconds=PATIENCE / 2)
        self._deadlines.setattr("flows.visit.AdmissionOrder", partial(AdmissionOrder, feed_waits=waits))

    def be_patient(self) -> None:
        """The deadlines are the product's own again."""
        self.impatient = False
        self._deadlines.undo()

    def tick(self) -> None:
        """All that is due now."""
        self.served.publish(self.true)
        accounts = self._try("poll", self._poll) or ()
        self._hear_of_visits(accounts)
        clock = self.house.now().astimezone(self.house.watch.zone)
        if clock.weekday() == 0 and clock.hour < 12:
            self._try("edition", self.digest)
        if clock.weekday() == 6 and clock.hour < 12:
            self._try("maintenance", lambda: maintenance(self.house))
        self._try("letters", self._deliver)
        self._try("watchdog", self._watch)
        self._hear_of_state()

    def digest(self, slot: date | None = None) -> None:
        """Make the edition that is due, or go on with it."""
        house = self.house
        key = steps.key_of_slot(house, steps.slot(house, slot))
        if fault := steps.clock_fault(house, key):
            self.hear("edition", "stopped", fault)
            return
        made = steps.digest(house, key)
        for problem in made.problems:
            self.hear("letters", "problem", problem)
        if untold := tell_weekly(house, made.edition):
            self.hear("owner", "untold", untold)

    def hear(self, source: str, kind: str, text: str) -> None:
        """Note what was said."""
        self.heard.append(Heard(self.true, source, kind, text))

    def _poll(self) -> tuple[Account, ...]:
        closed = list[Account]()
        sources = choose(self.house, due_only=True)
        asyncio.run(poll_all(self.house, sources, tell=lambda account, _total: closed.append(account)))
        if self.impatient and closed[-1].source != sources[-1]:
            self.hear(closed[-1].source, "closed last", "")
        return tuple(closed)

    def _deliver(self) -> None:
        if self.house.outbox.open():
            mailing.go_on(self.house)

    def _watch(self) -> None:
        house = self.house
        slot = missing_slot(house)
        if slot and not steps.clock_fault(house, slot):
            self.hear("edition", "missing", str(slot))
            if slept(house):
                self._hear_of_visits(self._poll())
            self.digest(slot)
        if untold := tell_of_silence(house):
            self.hear("owner", "untold", untold)

    def _try(self, part: str, step: Callable[[], T]) -> T | None:
        try:
            return step()
        except WatchError as error:
            self.hear(part, "stopped", str(error))
        except Exception:
            LOG.exception(part)
        return None

    def _hear_of_visits(self, accounts: tuple[Account, ...]) -> None:
        if self.ahead == timedelta() and any(
            one.source == PUBMED and one.outcome is not Outcome.FAILED for one in accounts
        ):
            self._hear_of_cursor()
        for account in accounts:
            self.accounts.append((self.true, account))
            for kind, text in _said(account):
                self.hear(account.source, kind, text)

    def _hear_of_cursor(self) -> None:
        cursor, _ = self.house.corpus.cursor(PUBMED)
        if cursor is None or from_cursor(cursor).through != self.house.now().date():
            self.hear(PUBMED, "cursor stays", cursor or "")

    def _hear_of_state(self) -> None:
        for name, since in late_sources(self.house).items():
            self.hear(name, "late", f"since {since}")
        for letter in lying_letters(self.house):
            self.hear("letters", "lying", f"letter {letter.id}")
        with self.database.reading() as session:
            new = {row.about for row in session.exec(select(ToldRow)).all()} - self._told
        self._told |= new
        for about in sorted(new):
            self.hear(_source_of(about), "told", about)
        weekly = sum(about.startswith("week") for about in new)
        self._hear_of_mail(weekly + (len(new) > weekly))

    def _hear_of_mail(self, due: int) -> None:
        box = self.office.boxes.get(OWNER, [])
        new, self._mails = box[self._mails :], len(box)
        for content in new:
            body = message_from_bytes(content, policy=policy.default).get_body(("plain",))
            self.hear("owner", "mail", " ".join(body.get_content().split()) if body else "")
        if len(new) != due:
            self.hear("owner", "count of mails", f"{len(new)} mails where {due} were due")


@contextmanager
def listening() -> Iterator[Tracebacks]:
    """Keep every traceback, those of threads too, while the block runs."""
    tracebacks, root, before = Tracebacks(), logging.getLogger(), threading.excepthook
    root.addHandler(tracebacks)
    threading.excepthook = lambda hook: LOG.error("in a thread: %r", hook.exc_value)
    try:
        yield tracebacks
    finally:
        threading.excepthook = before
        root.removeHandler(tracebacks)


async def _at_once(_seconds: float) -> None:
    """Waits for nothing."""
    await asyncio.sleep(0)


def _said(account: Account) -> Iterator[tuple[str, str]]:
    if account.outcome is Outcome.FAILED:
        yield "failed", account.error
    yield from (("unread", reason) for reason in account.failed)
    yield from (("alarm", alarm) for alarm in account.alarms)
    yield from (("moved", note) for note in account.notes if "moved" in note)
    if account.silent_since:
        yield "silent", f"since {account.silent_since:%Y-%m-%d}"
    if not account.balances:
        yield "unbalanced", str(account)


def _source_of(about: str) -> str:
    """The source that a name of something told holds, such as "silent pubmed 2026-11-20"."""
    return next((name for name in (PUBMED, *FEEDS) if name in about), "owner")


def _configure(folder: Path, served: Served, port: int) -> Path:
    """The sample week's watch.toml with the feeds and readers of the year."""
    config = write_config(folder, served.pubmed.url, served.feeds.url)
    tables = "".join(
        f'[[feed]]\nname = "{feed}"\nurl = "{served.feeds.url}/{file_name(feed)}"\n'
        f'every = "{"1d" if feed in (WEEKLY, MONTHLY) else "6h"}"\n\n'
        for feed in FEEDS
    )
    text = config.read_text(encoding="utf-8")
    config.write_text(re.sub(r"(?s)\[\[feed\]\].*?(?=\[\[reader\]\])", tables, text, count=1), encoding="utf-8")
    write_mail(config, port, READERS)
    return config
