"""The Prefect flows that answer a question, each by a form of the UI: what a term would bring, the story of one item.

They change nothing. This file does NOT find the answers: flows/trial and flows/curation/why.py do.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from prefect import flow
from prefect.artifacts import acreate_markdown_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed

from digests.words.prose import count
from flows.app import DEFAULT_CONFIG, utc_now
from flows.config import Watch, load_watch
from flows.curation.why import story_of
from flows.main_flows import app_of_run
from flows.trial.run import run_trial
from flows.trial.trial_report import TrialReport, about
from flows.ui import run_page
from flows.ui.answer_pages import story_markdown, trial_markdown
from flows.ui.markdown import escaped
from flows.ui.parameters import At, ConfigPath, DatabaseUrl, FalseFriends, Headings, ItemName, Since, Synonyms, TermName
from flows.ui.tasks import as_state, once
from literature.terms.matcher import Term


@flow(name="why", flow_run_name="why {name}")
async def why(
    name: ItemName, *, config: ConfigPath = str(DEFAULT_CONFIG), database: DatabaseUrl = None, at: At = None
) -> State[None]:
    """Show the history of one item: announced, matched, in which edition, sent to whom; or what kept it out."""
    with app_of_run(config, database, at) as app:
        story = story_of(app.corpus, app.editions, app.outbox, app.marks, name)
        topics = app.watch.topic_names
    await _show(story_markdown(story, topics), key="story", description=f"What is known of {escaped(name)}.")
    return Completed(message=story.lines()[0])


@flow(name="try", flow_run_name="try {term}")
async def try_term(
    term: TermName,
    *,
    synonyms: Synonyms = (),
    mesh: Headings = (),
    exclude: FalseFriends = (),
    since: Since = None,
    config: ConfigPath = str(DEFAULT_CONFIG),
    at: At = None,
) -> State[None]:
    """Show what a term would bring, before it is watched. Nothing is stored."""
    tried = Term(term, (term, *synonyms), mesh=tuple(mesh), exclude=tuple(exclude))
    now = at or utc_now()
    return await as_state(_try(tried, load_watch(Path(config), now.date()), now, since))


async def _try(term: Term, watch: Watch, now: datetime, since: date | None) -> State[None]:
    @once("try the term", "ask PubMed")
    async def ask() -> TrialReport:
        return await run_trial(term, watch, now, since=since)

    report = await ask()
    trial = report.trial
    await _show(trial_markdown(report), key="trial", description=f"What {escaped(term.name)} would bring.")
    entries, briefs = trial.weekly
    await run_page.rename_run(
        f"try {term.name}: {count(trial.hits, 'paper')} a year, {count(len(trial.traps), 'warning')}"
    )
    return Completed(message=f"{about(entries)} more entries and {about(briefs)} more lines in brief a week")


async def _show(markdown: str, *, key: str, description: str) -> None:
    await acreate_markdown_artifact(markdown, key=key, description=description)
