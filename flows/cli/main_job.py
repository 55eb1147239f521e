"""The main job as commands: as Prefect runs when a server is reachable, bare otherwise, with the same result.

What happened is read back from the product's own tables, whichever way it ran. This file does NOT print it; only a
poll that runs bare shows a bar meanwhile, on a terminal and on stderr.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from flows.app import App, clock, open_app
from flows.cli.call import VERBOSITY, Verbosity
from flows.config import ReaderTable
from flows.delivery import mailing
from flows.delivery.undelivered import changed_since
from flows.jobs.backfill import Backfill, DaysDone, backfill_of, due, fetch_and_archive
from flows.jobs.digest import Digest, clock_fault, close, digest_steps, reader_named, stored
from flows.jobs.owner_alerts import tell_of_silence, tell_weekly_late
from flows.jobs.poll import choose, poll_all, together
from flows.jobs.report import Report, account_line
from flows.jobs.rhythms import serve
from flows.jobs.steps import run_bare
from flows.jobs.term_changes import follow_terms, untouched
from flows.server import prefect_home
from flows.server.temporary import answers, client_settings, environment
from flows.trial import current_rules
from flows.trial.current_rules_report import CurrentRules
from literature.model.errors import BrokenMail, BrokenSource, BrokenStore
from literature.model.harvest import Account, VisitKind
from literature.model.progress import NullProgress
from literature.topics.sorter import failed_cases

_log = logging.getLogger(__name__)


def poll(config: Path, database: str | None, only: Sequence[str] = (), terms: Sequence[str] = ()) -> Report:
    """Visit the sources. Raises BrokenConfig, BrokenStore, or UsageError for a name that is no source or term."""
    with open_app(config, database) as app:
        choose(app, only, terms)  # refuses a wrong name before a run is made of it
        if not (server := reachable_server(config)):
            return _poll_bare(app, only, terms)
    return _as_flow(server, "poll", config, database, sources=tuple(only), terms=tuple(terms))


def digest(config: Path, database: str | None, day: date | None, *, preview: bool = False, reader: str = "") -> Report:
    """Make, or resume, the edition of ``day`` (today in the readers' time zone). A ``preview`` makes no database; it
    may be the letter of one ``reader``. Raises UsageError for an address that is no reader's."""
    with open_app(config, database, only_existing=preview) as app:
        key = day or app.today
        if preview:
            return _digest_bare(app, key, preview=True, reader=reader_named(app.watch, reader) if reader else None)
        if not day and (fault := clock_fault(app, key)):
            return Report(stopped=fault)
        if not (server := reachable_server(config)):
            return _digest_bare(app, key, preview=False)
    return _as_flow(server, "digest", config, database, edition=key)


def by_current_rules(config: Path, database: str | None, day: date) -> CurrentRules:
    """What the edition of ``day`` would be by today's rules. Raises UsageError where there is no such edition."""
    with open_app(config, database, only_existing=True) as app:
        return current_rules.by_current_rules(app, day)


def run(config: Path, database: str | None, at: datetime | None = None) -> Report:
    """Poll, then digest; ``at`` pretends that it is that instant (the demo's sample week is in the past)."""
    with open_app(config, database, clock(at)) as app:
        key = app.today
        if fault := clock_fault(app, key):
            return replace(_poll_bare(app), stopped=fault)
        if not (server := reachable_server(config)):
            polled = _poll_bare(app)
            made = _digest_bare(app, key, preview=False)
            return replace(polled, digest=made.digest, stopped=made.stopped)
    return _as_flow(server, "run", config, database, edition=key, at=at)


def backfill(config: Path, database: str | None) -> Backfill:
    """Fetch the histories that are due."""
    with open_app(config, database, only_existing=True) as app:
        if not (server := reachable_server(config)):
            return _backfill_bare(app)
        names = [history.term for history in due(app)]
    fault = _on_server(server, "backfill", config, database)
    with open_app(config, database) as app:
        return backfill_of(app, fault, names)


def deliver(config: Path, database: str | None) -> Report:
    """Go on with the letters that are due, of whatever edition: put off by a server, left by a run that died, or of
    readers with a rhythm of their own, whose edition is made first."""
    with open_app(config, database, only_existing=True) as app:
        stopped = _stopped(lambda: serve(app))
        previous = app.outbox.open()
        stopped = _stopped(lambda: mailing.resume(app.mailing)) or stopped
        changed = changed_since(app.outbox, previous)
        if not stopped and (untold := tell_weekly_late(app, changed)):
            _log.warning(untold)
        return Report(deliveries=changed, stopped=stopped)


def _stopped(act: Callable[[], object]) -> str:
    """Why ``act`` stopped short, or ''."""
    try:
        act()
    except (BrokenSource, BrokenMail, BrokenStore) as error:
        return str(error)
    return ""


def reachable_server(config: Path) -> dict[str, str]:
    """The environment of a Prefect server that answers: that of ``PREFECT_API_URL``, else of the `ilwatch up` of this
    configuration; empty where there is none."""
    named, home = os.environ.get("PREFECT_API_URL", ""), prefect_home.home_of(config)
    address = named or prefect_home.serving(home)
    if not address or not answers(address):
        return {}
    return {"PREFECT_API_URL": address} if named else client_settings(home, address)


class _PollBar(NullProgress):
    """A bar that moves with each visit that ends."""

    def __init__(self, bar: Progress) -> None:
        self._bar, self._task = bar, bar.add_task("visiting the sources", total=None, last="")

    def say(self, line: str) -> None:
        """Log it."""
        _log.info(line)

    def closed(self, account: Account, total: int) -> None:
        """Move on by one source."""
        _log.info(account_line(account))
        self._bar.update(self._task, advance=1, total=total, last=account_line(account)[:60])


def _poll_bare(app: App, only: Sequence[str] = (), terms: Sequence[str] = ()) -> Report:
    for case in failed_cases(app.sort, app.watch.topics):
        _log.warning("topic %s: %s", case.topic, case.words)
    console = Console(stderr=True)
    shown = console.is_terminal and VERBOSITY.get() is Verbosity.NORMAL
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[last]}"))
    with Progress(
        *columns,
        console=console,
        transient=True,
        disable=not shown,
    ) as bar:
        step = partial(together, progress=_PollBar(bar))
        accounts = asyncio.run(poll_all(app, only, terms, step=step))
    changes, histories = follow_terms(app)
    if untold := tell_of_silence(app):
        _log.warning(untold)
    return Report(accounts=accounts, changes=changes, histories=histories)


def _digest_bare(app: App, key: date, *, preview: bool, reader: ReaderTable | None = None) -> Report:
    previous, stopped = app.outbox.open(), ""
    try:
        made: Digest | None = run_bare(digest_steps(app, key, preview=preview, reader=reader))
    except (BrokenSource, BrokenMail, BrokenStore) as error:
        made, stopped = None, str(error)
    report = Report(digest=made or stored(app.mailing, app.editions.get(key), previous), stopped=stopped)
    for failure in close(app, made) if made and not preview else ():
        _log.warning(failure)
    return report


def _backfill_bare(app: App) -> Backfill:
    histories = due(app)
    if not histories:
        return backfill_of(app, only=())
    return asyncio.run(fetch_and_archive(app, histories, DaysDone(histories)))


def _on_server(server: Mapping[str, str], name: str, config: Path, database: str | None, **parameters: Any) -> str:
    """Run the flow ``name`` to its end on ``server``. Return why it stopped short, or ''.

    The address of a database may hold its password, and the parameters of a run are shown: it goes by environment.
    """
    with environment({**server, **({"ILWATCH_DATABASE_URL": database} if database else {})}):
        from flows import main_flows, upkeep_flows  # Prefect takes 1.5 s to import, and reads its settings then

        which = getattr(upkeep_flows if name == "backfill" else main_flows, name)
        return asyncio.run(main_flows.to_the_end(which, config=str(config), **parameters))


def _as_flow(server: Mapping[str, str], name: str, config: Path, database: str | None, **parameters: Any) -> Report:
    with open_app(config, database) as app:
        mark, last_change, previous = app.corpus.last_mark(), app.terms.last_change(), app.outbox.open()
    stopped = _on_server(server, name, config, database, **parameters)
    with open_app(config, database, clock(parameters.get("at"))) as app:
        order = [source.name for source in app.sources]
        since = app.corpus.accounts_after(mark)
        polled = [account for account in since if account.source in order and account.kind is VisitKind.POLL]
        accounts = tuple(sorted(polled, key=lambda account: order.index(account.source)))
        edition = app.editions.get(parameters["edition"]) if "edition" in parameters else None
        return Report(
            accounts=accounts,
            digest=stored(app.mailing, edition, previous),
            stopped=stopped,
            changes=app.terms.changes(last_change),
            histories=untouched(app) if polled else (),
        )
