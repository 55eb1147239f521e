"""What a person sees in the Prefect UI of a run: its name, and tables of what the sources brought, of letters and of
histories. Pure: run_page.py hands them to Prefect.

The page cuts a row off at its right, and shows the text of a cell as Markdown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from textwrap import shorten

from digests.mail.addresses import masked
from digests.words.prose import count
from flows.jobs.digest import Digest
from flows.ui.markdown import escaped
from literature.model.harvest import Account, Health, VisitOutcome, health
from sources.source import Source
from store.mail.delivery import Delivery
from store.terms.watched import TermHistory

MOST_LETTERS = 75
"""Of the names of feeds next to a bar of the timeline, which runs out of the page after so many."""

OUTCOME_WORDS = {
    VisitOutcome.DONE: "read",
    VisitOutcome.UNCHANGED: "unchanged",
    VisitOutcome.PARTIAL: "read",
    VisitOutcome.FAILED: "failed",
}

Rows = list[dict[str, str | int]]


def account_rows(accounts: Sequence[Account]) -> Rows:
    """The closed account of a poll, a row a source and one for the sum. source_health.py has the reasons."""
    total = Counter[str]()
    for account in accounts:
        total.update(_counts(account))
    rows: Rows = [{"source": each.source, "visit": _outcome(each), **_counts(each)} for each in accounts]
    return [*rows, {"source": "all", "visit": "", **total}]


def _counts(account: Account) -> dict[str, int]:
    names = ("announced", "new", "known", "seeded")
    sums = {"excluded": sum(account.excluded.values()), "failed": sum(account.failed.values())}
    return {name: getattr(account, name) for name in names} | sums


def _outcome(account: Account) -> str:
    """How a visit ended, in words."""
    warned = health(account) in (Health.SILENT, Health.WARNING)
    return f"{OUTCOME_WORDS[account.outcome]}{', with a warning' if warned else ''}"


def delivery_rows(made: Digest) -> Rows:
    """Who got the letter, and who gets none; addresses masked, since a run's page may be seen by many."""
    return [
        *(_delivery_row(delivery, delivery.state.value) for delivery in (*made.deliveries, *made.others)),
        *(_delivery_row(bounced, "suppressed") for bounced in made.suppressed),
    ]


def _delivery_row(delivery: Delivery, state: str) -> dict[str, str | int]:
    return {
        "reader": masked(delivery.recipient),
        "state": state,
        "edition": delivery.edition_key.isoformat(),
        "attempts": delivery.attempts,
        "delivery": delivery.id,
        "answer": escaped(delivery.text),
    }


def poll_name(accounts: Sequence[Account], sources: Sequence[Source], terms: Sequence[str] = ()) -> str:
    """A run name that says what ran: "poll pubmed + 3 feeds: 212 announced, 9 new, Nature failed"; where PubMed was
    asked for some ``terms`` only, "poll pubmed for IL-32: …"."""
    if not accounts:
        return "poll: nothing was due"
    names = {account.source for account in accounts}
    visited = [source for source in sources if source.name in names]
    groups = groupby(visited, key=lambda source: source.group)
    where = " + ".join(_group_name(group, list(members), terms) for group, members in groups)
    failed = [a.source for a in accounts if a.outcome is VisitOutcome.FAILED]
    tail = f", {failed[0] if len(failed) == 1 else len(failed)} failed" if failed else ""
    counts = f"{sum(a.announced for a in accounts)} announced, {sum(a.new for a in accounts)} new"
    return f"poll {where}: {counts}{tail}"


def _group_name(group: str, sources: Sequence[Source], terms: Sequence[str]) -> str:
    """A source that is alone of its kind by its name, with the ``terms`` if it knows any; others by how many."""
    if sources[0].name != group:
        return count(len(sources), group.removesuffix("s"))
    return f"{group} for {', '.join(terms)}" if terms and sources[0].only(terms) else group


def step_name(sources: Sequence[Source]) -> str:
    """A task name that says whom it visits: "visit pubmed", "visit 3 feeds: Nature, Science, Blood"."""
    names = ", ".join(source.name for source in sources)
    if len(sources) == 1:
        return f"visit {names}"
    return f"visit {len(sources)} {sources[0].group}: {shorten(names, MOST_LETTERS, placeholder=' …')}"


def history_rows(histories: Sequence[TermHistory]) -> Rows:
    """How far the history of each term has come."""
    return [
        {
            "term": each.term,
            "since": f"{each.since}",
            "still to be fetched": "too many papers" if each.refused else f"up to {each.left}" if each.left else "–",
            "papers": each.hits,
            "found": each.announced,
            "new": each.new,
        }
        for each in histories
    ]
