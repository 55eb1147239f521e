"""The Prefect flows that keep the main job honest: the watchdog, the monthly recheck, the history of new terms, the
weekly maintenance.

This file does NOT think: overdue.py says what did not happen, recheck.py asks again, backfill.py fetches histories,
maintenance.py deletes what is old.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from prefect import flow, get_run_logger
from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from digests.words import prose
from flows import main_flows
from flows.app import DEFAULT_CONFIG, App
from flows.feedback.inbox import read_inbox
from flows.jobs.backfill import Backfill, DaysDone, due, fetch_and_archive
from flows.jobs.digest import clock_fault, key_of_slot
from flows.jobs.maintenance import maintain
from flows.jobs.overdue import late_readers, missing_slot, overdue, unsent_letters, unserved_digest, visit_times
from flows.jobs.owner_alerts import tell_of_silence
from flows.jobs.recheck import RECENT, Audited, ask_again, ask_crossref, audit
from flows.jobs.visit import open_poll
from flows.main_flows import app_of_run, warn
from flows.server.runs.crashed_runs import mark_crashed
from flows.server.runs.run_names import name_scheduled
from flows.ui import artifacts, run_page
from flows.ui.failure_mail import mail_owner
from flows.ui.parameters import At, ConfigPath, DatabaseUrl, RecentOnly
from flows.ui.progress import Count, progress
from flows.ui.recheck_page import crossref_fault, crossref_line, recall_markdown, recheck_markdown
from flows.ui.tasks import as_state, once
from literature.model.harvest import Account
from literature.model.record import Scheme

HISTORIES = "How far the history of each term has come. What it finds is in the archive, and not mailed."


@flow(name="watchdog", flow_run_name="watchdog", on_failure=[mail_owner], on_crashed=[mail_owner])
async def watchdog(
    config: ConfigPath = str(DEFAULT_CONFIG), database: DatabaseUrl = None, at: At = None
) -> State[None]:
    """Notice what did not happen, by the product's own tables, and make up for it."""
    async with get_client() as client:
        crashed = await mark_crashed(client)
        await name_scheduled(client, datetime.now(UTC))
    with app_of_run(config, database, at) as app:
        slot = missing_slot(visit_times(app), app.editions, app.watch.zone) or unserved_digest(app)
        if slot and (fault := clock_fault(app, slot)):
            get_run_logger().warning(fault)
        elif slot:
            get_run_logger().warning(f"The digest of {slot} has not been made or sent: it is done now.")
            if visit_times(app).nobody_was_awake:
                await main_flows.poll(due_only=True, config=config, database=database, at=at, return_state=True)
            key = key_of_slot(app.editions, app.watch.zone, app.now(), slot)
            await main_flows.digest(key, config=config, database=database, at=at, return_state=True)
        if app.channels and (unsent_letters(app.outbox, app.now(), app.watch.zone) or late_readers(app)):
            get_run_logger().warning("Letters have been lying for a day, or were not made: they are tried now.")
            await main_flows.deliver(config, database, at, return_state=True)
        await warn(tell_of_silence, app)
        left = overdue(app)
        times, zone = visit_times(app), app.watch.zone
        missing = missing_slot(times, app.editions, zone) or unserved_digest(app) or late_readers(app)
        works = times.some_source_works and not (missing or unsent_letters(app.outbox, times.now, zone))
    for name in crashed:
        get_run_logger().warning(f"The run {name!r} ended without reporting; it is marked as crashed.")
    await run_page.rename_run(f"watchdog: {len(left)} overdue" if left else "watchdog: all is well")
    if left and not works:
        return Failed(message="; ".join(left))
    ended = f"Completed, {len(left)} overdue" if left else None
    return Completed(name=ended, message="; ".join(left) or "nothing is overdue")


@flow(name="recheck", flow_run_name="recheck", on_failure=[mail_owner], on_crashed=[mail_owner])
async def recheck(
    *,
    recent_only: RecentOnly = False,
    config: ConfigPath = str(DEFAULT_CONFIG),
    database: DatabaseUrl = None,
    at: At = None,
) -> State[None]:
    """Ask PubMed and Crossref again for all works mailed or seeded, and query the last 13 months again."""
    with app_of_run(config, database, at) as app:
        return await as_state(_recheck(app, recent_only=recent_only))


async def _recheck(app: App, *, recent_only: bool) -> State[None]:
    since = app.now() - RECENT if recent_only else None
    async with open_poll(app, [app.pubmed]) as poll:

        @once("ask again", "ask again for works that readers know")
        async def ask_works_again() -> Account:
            count = Count()
            async with progress("recheck-progress", "Works asked again", count.percent):
                return await ask_again(poll, app.pubmed, app.rechecks.names(Scheme.PMID, since), count)

        @once("ask Crossref", "ask Crossref about works that readers know")
        async def ask_crossref_too() -> Account:
            count, dois = Count(), app.rechecks.names(Scheme.DOI, since)
            async with progress("crossref-progress", "Works that Crossref is asked about", count.percent):
                return await ask_crossref(poll, app.crossref, app.rechecks, dois, count)

        @once("recall audit")
        async def audit_recall() -> tuple[Audited, ...]:
            count = Count()
            async with progress("audit-progress", "Records that the polls may have missed", count.percent):
                return await audit(poll, app.pubmed, count)

        asked, crossref = await ask_works_again(), await ask_crossref_too()
        audited = () if recent_only else await audit_recall()
    lines = [crossref_line(crossref), recheck_markdown(asked, audited)]
    lines += [] if recent_only else ["", recall_markdown(app.terms.recalls(app.watch.terms))]
    about = "What PubMed and Crossref say now of the works in the database."
    await acreate_markdown_artifact("\n".join(lines), key="recheck", description=about)
    if fault := crossref_fault(crossref):
        get_run_logger().warning(fault)
    missed = (
        "" if recent_only else f", {prose.count(sum(each.account.new for each in audited), 'paper')} had been missed"
    )
    done = f"{prose.count(asked.announced, 'work')} asked again{missed}"
    await run_page.rename_run(f"recheck: {done}")
    return Completed(
        name="Completed, Crossref failed" if fault else None, message="; ".join(filter(None, (done, fault)))
    )


@flow(name="backfill", flow_run_name="backfill", on_failure=[mail_owner], on_crashed=[mail_owner])
async def backfill(
    config: ConfigPath = str(DEFAULT_CONFIG), database: DatabaseUrl = None, at: At = None
) -> State[None]:
    """Fetch the history of terms that are new, or whose `since` goes further back, into the archive."""
    with app_of_run(config, database, at) as app:
        return await as_state(_backfill(app))


async def _backfill(app: App) -> State[None]:
    histories = due(app)
    if not histories:
        await run_page.rename_run("backfill: nothing to do")
        return Completed(message="nothing to backfill")
    days, names = DaysDone(histories), ", ".join(history.term for history in histories)

    @once("fetch the history", f"fetch the history of {names}")
    async def fetch() -> Backfill:
        async with progress("backfill-progress", "History fetched", days.percent):
            return await fetch_and_archive(app, histories, days)

    done = await fetch()
    await acreate_table_artifact(artifacts.history_rows(done.histories), key="backfill", description=HISTORIES)
    await run_page.rename_run(f"backfill {names}: {days.percent():.0f} %")
    for complaint in done.complaints:
        get_run_logger().warning(complaint)
    if done.fault:
        return Failed(message=done.fault)
    return Completed(message="; ".join((*done.lines(), *done.complaints)))


@flow(name="inbox", flow_run_name="inbox", on_failure=[mail_owner], on_crashed=[mail_owner])
async def inbox(config: ConfigPath = str(DEFAULT_CONFIG), database: DatabaseUrl = None, at: At = None) -> State[None]:
    """Read the answers that readers mailed."""
    with app_of_run(config, database, at) as app:
        if not app.watch.feedback.inbox:
            await run_page.rename_run("inbox: none is set")
            return Completed(message="[feedback] inbox is not set in watch.toml")
        read = await asyncio.to_thread(read_inbox, app)
    await run_page.rename_run(f"inbox: {prose.count(read.kept, 'answer')}")
    return Completed(message="; ".join(line.strip() for line in read.lines()))


@flow(name="maintenance", flow_run_name="maintenance", on_failure=[mail_owner], on_crashed=[mail_owner])
async def maintenance(
    config: ConfigPath = str(DEFAULT_CONFIG), database: DatabaseUrl = None, at: At = None
) -> State[None]:
    """Delete raw data and accounts that are old."""
    with app_of_run(config, database, at) as app:
        done = await asyncio.to_thread(maintain, app)
        lines = list(done.lines())
        await acreate_markdown_artifact("\n".join(f"- {line}" for line in lines), key="maintenance")
        for line in lines:
            get_run_logger().info(line)
    return Completed(message="; ".join(lines))
