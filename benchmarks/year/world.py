"""The watch in its year: a poll every half day, a digest each Monday, the watchdog, maintenance.

The steps are those of runs.py and upkeep.py, without Prefect. This file does NOT judge (verdict.py does).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from benchmarks.year.ears import LOG, Ears, went_well
from benchmarks.year.papers import FEEDS, MONTHLY, WEEKLY
from benchmarks.year.printed import file_name
from benchmarks.year.served import Served
from flows.app import open_app
from flows.cli.demo import write_config
from flows.config import PUBMED
from flows.delivery import mailing
from flows.jobs import digest as steps
from flows.jobs import recheck
from flows.jobs.maintenance import maintain
from flows.jobs.overdue import missing_slot, visit_times
from flows.jobs.owner_alerts import tell_of_silence, tell_weekly
from flows.jobs.poll import choose, poll_all, together
from flows.jobs.visit import open_poll
from literature.model.errors import WatchError
from literature.model.harvest import Account
from literature.model.progress import NullProgress
from sources.feeds.source import FeedSource
from store.engine.database import Database
from tests.flows.delivery.relayed import write_mail
from tests.standins.post_office import PostOffice, free_port, open_at

PATIENCE = 1.0
"""Seconds that a feed may take while one of them is slow, instead of 60."""
READERS = ("reader@example.org", "second@example.org")
OWNER = "watch@example.org"


class ImpatientFeed(FeedSource):
    """A feed for which the sources behind it wait half of PATIENCE."""

    admission_wait = timedelta(seconds=PATIENCE / 2)


class _Closing(NullProgress):
    """Keeps the Accounts of a poll in the order in which they are closed."""

    def __init__(self) -> None:
        self.accounts = list[Account]()

    def closed(self, account: Account, _total: int) -> None:
        """Keep it."""
        self.accounts.append(account)


class World:
    """One watch, its stand-ins, and the true time beside the clock that the watch believes."""

    def __init__(self, folder: Path, served: Served, begin: datetime, stack: ExitStack) -> None:
        self.served, self.true, self.ahead = served, begin, timedelta()
        self.office, self._port = PostOffice(), free_port()
        self.ears, self.impatient = Ears(lambda: self.true, OWNER), False
        self.outbox, address = folder / "outbox", f"sqlite:///{folder / 'ilwatch.db'}"
        config = _configure(folder, served, self._port)
        opened = stack.enter_context(open_app(config, address, lambda: begin))
        self.app = replace(opened, now=lambda: self.true + self.ahead, sleep=_at_once)
        self.database = Database(address)
        self._mail, self._sources = ExitStack(), self.app.sources
        for undo in (self.close_office, self.database.close):
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
        hurried = (_hurried(source) if isinstance(source, FeedSource) else source for source in self._sources)
        self.app = replace(self.app, sources=tuple(hurried))

    def be_patient(self) -> None:
        """The deadlines are the product's own again."""
        self.impatient = False
        self.app = replace(self.app, sources=self._sources)

    def tick(self) -> None:
        """All that is due now."""
        self.served.publish(self.true)
        self._try("poll", self._poll)
        clock = self.app.now().astimezone(self.app.watch.zone)
        if clock.weekday() == 0 and clock.hour < 12:
            self._try("edition", self.digest)
        if clock.weekday() == 6 and clock.hour < 12:
            self._try("maintenance", lambda: maintain(self.app))
        self._try("letters", self._deliver)
        self._try("watchdog", self._watch)
        self.ears.of_state(self.app, self.database, self.office)

    def digest(self, slot: date | None = None) -> None:
        """Make the edition that is due, or go on with it."""
        app, hear = self.app, self.ears.hear
        key = steps.key_of_slot(app, steps.slot(app, slot))
        if fault := steps.clock_fault(app, key):
            hear("edition", "stopped", fault)
            return
        made = steps.make_digest(app, key)
        for problem in made.problems:
            hear("letters", "problem", problem)
        if untold := tell_weekly(app, made.edition):
            hear("owner", "untold", untold)

    def audit(self) -> None:
        """Search PubMed for the whole year again: what that finds, the polls have missed."""
        for audited in asyncio.run(self._audited()):
            if audited.account.new:
                self.ears.hear(PUBMED, "missed by the polls", f"{audited.account.new} papers since {audited.since}")

    async def _audited(self) -> tuple[recheck.Audited, ...]:
        async with open_poll(self.app, [self.app.pubmed]) as poll:
            return await recheck.audit(poll, self.app.pubmed)

    def _poll(self) -> None:
        closing, last = _Closing(), choose(self.app, due_only=True)[-1].name
        asyncio.run(poll_all(self.app, due_only=True, step=partial(together, progress=closing)))
        closed = closing.accounts
        if self.impatient and closed[-1].source != last:
            self.ears.hear(closed[-1].source, "closed last", "")
        if went_well(closed, PUBMED) and not self.ahead:
            self.ears.of_cursor(self.app)
        self.ears.of_visits(closed)

    def _deliver(self) -> None:
        if self.app.outbox.open():
            mailing.resume(self.app.mailing)

    def _watch(self) -> None:
        app = self.app
        slot = missing_slot(visit_times(app), app.editions, app.watch.zone)
        if slot and not steps.clock_fault(app, slot):
            self.ears.hear("edition", "missing", str(slot))
            if visit_times(app).nobody_was_awake:
                self._poll()
            self.digest(slot)
        if untold := tell_of_silence(app):
            self.ears.hear("owner", "untold", untold)

    def _try(self, part: str, step: Callable[[], object]) -> None:
        try:
            step()
        except WatchError as error:
            self.ears.hear(part, "stopped", str(error))
        except Exception:  # what no error of ours names is what this program looks for
            LOG.exception(part)


def _hurried(feed: FeedSource) -> ImpatientFeed:
    return ImpatientFeed(feed.name, feed.url, feed.interval, replace(feed.limits, seconds=PATIENCE), feed.parse_seconds)


async def _at_once(_seconds: float) -> None:
    """Waits for nothing."""
    await asyncio.sleep(0)


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
