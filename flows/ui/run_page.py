"""What a person sees of a run in the Prefect UI: its name, its artifacts, its events.

The keys of the artifacts are stable, so that the UI keeps a history of each; their text is made by other files of
this folder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from prefect import get_run_logger
from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact
from prefect.client.orchestration import get_client
from prefect.events import emit_event
from prefect.runtime import flow_run

from digests.words.prose import count
from flows.app import App
from flows.delivery.context import Mailing
from flows.delivery.letters import owners_parts
from flows.jobs.backfill import planned_line
from flows.jobs.digest import Digest
from flows.jobs.overdue import VisitTimes, interval, visit_times
from flows.jobs.term_changes import change_lines
from flows.ui import artifacts
from flows.ui.letter_page import letter_markdown
from flows.ui.markdown import fenced
from flows.ui.source_health import health_description, health_rows, source_states
from flows.ui.waiting_works import waiting_markdown
from literature.model.clock import believed
from literature.model.edition import Edition
from literature.model.harvest import Account, VisitOutcome
from literature.terms.changes import TermChange
from store.terms.watched import TermHistory

ACCOUNT = (
    "What each source brought. Every record is counted once: announced = new + known (in the database already) "
    "+ seeded (in your starting library) + excluded (about no watched term) + failed (could not be read). What a "
    "warning or a failure is about: `source-health`."
)
NEW_WORKS = "Works that wait for the next edition: papers about a watched molecule, then those that only mention one."
TERM_CHANGES = "What changes of the terms in watch.toml have meant for the works held."
DELIVERIES = (
    "Each reader gets each edition once. Addresses are masked; `delivery` is the number for `ilwatch resolve`, and "
    "`answer` what the mail server said. Empty: no mail host is configured."
)


async def show_poll(app: App, accounts: Sequence[Account], terms: Sequence[str] = ()) -> None:
    """Show the account of this poll, the works that wait, the health of all sources; nothing where nothing was due."""
    await rename_run(artifacts.poll_name(accounts, app.sources, terms))
    if not accounts:
        return
    waiting = app.corpus.new_items()
    await acreate_table_artifact(artifacts.account_rows(accounts), key="account", description=ACCOUNT)
    works = waiting_markdown(waiting, app.watch.topic_names)
    await acreate_markdown_artifact(works, key="new-works", description=NEW_WORKS)
    times, by_name = visit_times(app), {account.source: account for account in app.corpus.last_accounts()}
    last = [by_name[source.name] for source in app.sources if source.name in by_name]
    zone = app.watch.zone
    states = source_states(last, times.last_good, _next_visits(times, by_name), app.silences, zone)
    about = health_description(states, zone.key)
    await acreate_table_artifact(health_rows(states, zone), key="source-health", description=about)
    for account in accounts:
        if account.outcome is VisitOutcome.FAILED:
            _emit("source.failed", f"source.{account.source}", account.source, {"error": account.error})
    get_run_logger().info(f"{len(waiting)} works wait for the next edition.")


async def show_terms(changes: Sequence[TermChange], histories: Sequence[TermHistory]) -> None:
    """Show what changes of the terms have meant; log them, and the histories that are to be fetched."""
    logger = get_run_logger()
    lines = change_lines(changes)
    for line in lines:
        logger.info(line)
    if histories:
        logger.info(planned_line(histories))
    if lines:
        shown = fenced("\n".join(lines))
        await acreate_markdown_artifact(shown, key="term-changes", description=TERM_CHANGES)


async def show_digest(mailing: Mailing, made: Digest) -> None:
    """Show the letter and what became of it for each reader."""
    letter = letter_markdown(owners_parts(mailing, made.edition), made.files)
    await acreate_markdown_artifact(letter, key="letter", description="The letter with all topics.")
    await acreate_table_artifact(artifacts.delivery_rows(made), key="deliveries", description=DELIVERIES)
    await rename_run(f"digest {made.edition.key}: {len(made.edition.items)} items")


async def rename_run(name: str) -> None:
    """Rename the run by what it did, which is known only at the end."""
    async with get_client() as client:
        await client.update_flow_run(flow_run.id, name=name)


def show_edition(edition: Edition, *, is_new: bool) -> None:
    """Log what an edition holds, and emit the event of a new one; an automation may wait for it."""
    works, notices = count(len(edition.items), "work"), count(len(edition.notices), "notice")
    get_run_logger().info(f"Edition {edition.key} holds {works} and {notices}.")
    if is_new:
        content: dict[str, object] = {"items": works, "number": edition.number}
        _emit("edition.new", f"edition.{edition.key}", f"{edition.name}, {edition.key}", content)


def _emit(event: str, resource: str, name: str, payload: dict[str, object]) -> None:
    of = {"prefect.resource.id": f"ilwatch.{resource}", "prefect.resource.name": name}
    emit_event(f"ilwatch.{event}", resource=of, payload=payload)


def _next_visits(times: VisitTimes, last: Mapping[str, Account]) -> dict[str, datetime]:
    """Return when each source with a ``last`` visit is due again: after its interval, or when it asked to be."""
    due = dict[str, datetime]()
    for source in times.sources:
        if source.name in last:
            finished = believed(last[source.name].finished, times.now)
            after_interval = finished + interval(source) if finished else times.now
            due[source.name] = max(after_interval, times.quiet_until.get(source.name, after_interval))
    return due
