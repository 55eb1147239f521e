"""The watch in its year: a poll every half day, a digest each Monday, the watchdog, maintenance.

The steps are those of main_flows.py and upkeep_flows.py, without Prefect. This file does NOT say what went wrong
(table.py does).
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

from benchmarks.year.documents import file_name
from benchmarks.year.messages import LOG, MessageLog, has_succeeded
from benchmarks.year.papers import FEEDS, MONTHLY, PUBMED, WEEKLY
from benchmarks.year.servers import Servers
from flows.app import open_app
from flows.cli.demo import write_config
from flows.delivery import mailing
from flows.delivery.undelivered import changed_since
from flows.jobs import recheck
from flows.jobs.digest import clock_fault, digest_steps, key_of_slot
from flows.jobs.maintenance import maintain
from flows.jobs.overdue import missing_slot, visit_times
from flows.jobs.owner_alerts import tell_of_silence, tell_weekly, tell_weekly_late
from flows.jobs.poll import choose, poll_all, together
from flows.jobs.steps import run_bare
from flows.jobs.term_changes import follow_terms
from flows.jobs.visit import open_poll
from literature.model.errors import WatchError
from literature.model.harvest import Account
from literature.model.progress import NullProgress
from sources.feeds.source import FeedSource
from store.engine.database import Database
from tests.flows.delivery.relayed import write_mail
from tests.standins.post_office import PostOffice, free_port, open_at

SHORT_DEADLINE = 1.0
"""Seconds that a feed may take while one of them is slow, instead of 60."""
READERS = ("reader@example.org", "second@example.org")
OWNER = "watch@example.org"


class ShortDeadlineFeed(FeedSource):
    """A feed that the sources behind it wait for half of SHORT_DEADLINE."""

    admission_wait = timedelta(seconds=SHORT_DEADLINE / 2)


class _ClosedAccounts(NullProgress):
    """Keeps the Accounts of a poll in the order in which they are closed."""

    def __init__(self) -> None:
        self.accounts = list[Account]()

    def closed(self, account: Account, _total: int) -> None:
        """Keep it."""
        self.accounts.append(account)


class SimulatedYear:
    """One watch, its stand-ins, and the true time beside the clock that the watch reads."""

    def __init__(self, folder: Path, servers: Servers, begin: datetime, stack: ExitStack) -> None:
        self.servers, self.true_time, self.ahead = servers, begin, timedelta()
        self.mail_server, self._port = PostOffice(), free_port()
        self.log = MessageLog(lambda: self.true_time, OWNER)
        self.outbox, address = folder / "outbox", f"sqlite:///{folder / 'ilwatch.db'}"
        self._config, self._opened = _configure(folder, servers, self._port), ExitStack()
        self._open = partial(open_app, self._config, address, self._now, _sleep_no_time)
        self.app = self._opened.enter_context(self._open())
        self.database = Database(address)
        self._mail, self._sources = ExitStack(), self.app.sources
        for undo in (self._opened.close, self.stop_mail_server, self.database.close):
            stack.callback(undo)

    def _now(self) -> datetime:
        """Return the time by the watch's clock."""
        return self.true_time + self.ahead

    def change_config(self, change: Callable[[str], str]) -> None:
        """Change the text of watch.toml and reload the configuration, as the next run does."""
        self._config.write_text(change(self._config.read_text(encoding="utf-8")), encoding="utf-8")
        self._opened.close()
        self.app = self._opened.enter_context(self._open())
        self._sources = self.app.sources

    def start_mail_server(self) -> None:
        """Start the mail server."""
        self._mail.enter_context(open_at(self.mail_server, self._port))

    def stop_mail_server(self) -> None:
        """Stop the mail server."""
        self._mail.close()

    def set_clock(self, ahead: timedelta) -> None:
        """Set the watch's clock so far ahead of the true time."""
        self.ahead = ahead

    def shorten_deadlines(self) -> None:
        """Give each feed SHORT_DEADLINE, so that a slow one costs seconds and not minutes."""
        short = (_with_short_deadline(feed) if isinstance(feed, FeedSource) else feed for feed in self._sources)
        self.app = replace(self.app, sources=tuple(short))

    def restore_deadlines(self) -> None:
        """Give each feed its own deadline again."""
        self.app = replace(self.app, sources=self._sources)

    def run_all_due(self) -> None:
        """Run all that is due now."""
        self.servers.publish(self.true_time)
        self._run("poll", self._poll)
        clock = self.app.now().astimezone(self.app.watch.zone)
        if clock.weekday() == 0 and clock.hour < 12:
            self._run("edition", self.digest)
        if clock.weekday() == 6 and clock.hour < 12:
            self._run("maintenance", lambda: maintain(self.app))
        self._run("letters", self._deliver)
        self._run("watchdog", self._watchdog)
        self.log.add_state(self.app, self.database, self.mail_server)

    def digest(self, day: date | None = None) -> None:
        """Make the edition that is due, or resume it."""
        app = self.app
        key = key_of_slot(app.editions, app.watch.zone, app.now(), day or app.today)
        if fault := clock_fault(app, key):
            self.log.add("edition", "stopped", fault)
            return
        made = run_bare(digest_steps(app, key))
        for problem in made.problems:
            self.log.add("letters", "problem", problem)
        self._log_untold(tell_weekly(app, made.edition))

    def audit(self) -> None:
        """Search PubMed for the whole year again, for each term: what that finds, the polls have missed."""
        for audited in asyncio.run(self._audited()):
            if audited.account.new:
                self.log.add(PUBMED, "missed by the polls", f"{audited.account.new} papers since {audited.since}")

    async def _audited(self) -> tuple[recheck.Audited, ...]:
        async with open_poll(self.app, [self.app.pubmed]) as poll:
            return await recheck.audit(poll, self.app.pubmed)

    def _poll(self) -> None:
        closed, last = _ClosedAccounts(), choose(self.app, due_only=True)[-1].name
        asyncio.run(poll_all(self.app, due_only=True, step=partial(together, progress=closed)))
        follow_terms(self.app)
        if self.app.sources is not self._sources and closed.accounts[-1].source != last:
            self.log.add(closed.accounts[-1].source, "closed last", "")
        if has_succeeded(closed.accounts, PUBMED) and not self.ahead:
            self.log.add_cursor(self.app)
        self.log.add_accounts(closed.accounts)

    def _deliver(self) -> None:
        if unsent := self.app.outbox.open():
            mailing.resume(self.app.mailing)
            self._log_untold(tell_weekly_late(self.app, changed_since(self.app.outbox, unsent)))

    def _watchdog(self) -> None:
        app = self.app
        missing = missing_slot(visit_times(app), app.editions, app.watch.zone)
        if missing and not clock_fault(app, missing):
            self.log.add("edition", "missing", str(missing))
            if visit_times(app).nobody_was_awake:
                self._poll()
            self.digest(missing)
        self._log_untold(tell_of_silence(app))

    def _log_untold(self, why: str) -> None:
        if why:
            self.log.add("owner", "not told", why)

    def _run(self, part: str, step: Callable[[], object]) -> None:
        try:
            step()
        except WatchError as error:
            self.log.add(part, "stopped", str(error))
        except Exception:  # any other error is what this program looks for
            LOG.exception(part)


def _with_short_deadline(feed: FeedSource) -> ShortDeadlineFeed:
    limits = replace(feed.limits, seconds=SHORT_DEADLINE)
    return ShortDeadlineFeed(feed.name, feed.url, feed.interval, limits, feed.parse_seconds)


async def _sleep_no_time(_seconds: float) -> None:
    await asyncio.sleep(0)


def _configure(folder: Path, servers: Servers, port: int) -> Path:
    """Write the sample week's watch.toml with the feeds and readers of the year."""
    config = write_config(folder, servers.pubmed.url, servers.feeds.url)
    tables = "".join(
        f'[[feed]]\nname = "{feed}"\nurl = "{servers.feeds.url}/{file_name(feed)}"\n'
        f'every = "{"1d" if feed in (WEEKLY, MONTHLY) else "6h"}"\n\n'
        for feed in FEEDS
    )
    text = config.read_text(encoding="utf-8")
    config.write_text(re.sub(r"(?s)\[\[feed\]\].*?(?=\[\[reader\]\])", tables, text, count=1), encoding="utf-8")
    write_mail(config, port, READERS)
    return config
