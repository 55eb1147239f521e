"""What a person sees in the Prefect UI of a run, as plain Markdown and table rows. Pure: runs.py hands them to
Prefect."""

from __future__ import annotations

import re
from collections.abc import Sequence

from flows.digest import Digest, masked
from literature.edition import Item
from literature.harvest import Account, Outcome
from literature.record import Identifier, Scheme
from store.outbox import Delivery

Rows = list[dict[str, str | int]]

_PAGES = {
    Scheme.PMID: "https://pubmed.ncbi.nlm.nih.gov/{}/",
    Scheme.DOI: "https://doi.org/{}",
    Scheme.PMCID: "https://pmc.ncbi.nlm.nih.gov/articles/{}/",
    Scheme.BOOK: "https://www.ncbi.nlm.nih.gov/books/{}/",
    Scheme.URL: "{}",
}


def account_rows(accounts: Sequence[Account]) -> Rows:
    """The closed account of a poll, a row a source and one for the sum."""
    rows: Rows = [
        {
            "source": a.source,
            "outcome": a.outcome.value,
            "announced": a.announced,
            "new": a.new,
            "known": a.known,
            "seeded": a.seeded,
            "excluded": sum(a.excluded.values()),
            "failed": sum(a.failed.values()),
            "what a person should see": "; ".join([*filter(None, [a.error]), *a.alarms]),
        }
        for a in accounts
    ]
    counts = ("announced", "new", "known", "seeded", "excluded", "failed")
    total = {name: sum(int(row[name]) for row in rows) for name in counts}
    return [*rows, {"source": "all", "outcome": "", **total, "what a person should see": ""}]


def health_rows(accounts: Sequence[Account]) -> Rows:
    """The last visit of every source."""
    return [
        {
            "source": a.source,
            "last visit": a.finished.isoformat(timespec="minutes"),
            "outcome": a.outcome.value,
            "what a person should see": "; ".join([*filter(None, [a.error]), *a.alarms]) or "–",
        }
        for a in accounts
    ]


def work_rows(items: Sequence[Item]) -> Rows:
    """Works with their links."""
    return [
        {
            "title": item.record.title.text,
            "kind": item.kind.value.replace("_", " "),
            "centrality": item.centrality.value,
            "topics": ", ".join(label.topic for label in item.labels) or "unsorted",
            "terms": ", ".join(sorted({match.term for match in item.matches})),
            "link": page(item.record.identifiers),
        }
        for item in items
    ]


def delivery_rows(deliveries: Sequence[Delivery]) -> Rows:
    """Who got the letter; addresses masked, since a run's page may be seen by many."""
    return [
        {"reader": masked(d.recipient), "state": d.state.value, "attempts": d.attempts, "answer": d.text}
        for d in deliveries
    ]


def page(names: Sequence[Identifier]) -> str:
    """The page of a Work that is safest to follow: PubMed, then DOI, then the rest; '' where it has none."""
    by_scheme = {name.scheme: name.value for name in reversed(names)}
    return next((form.format(by_scheme[scheme]) for scheme, form in _PAGES.items() if scheme in by_scheme), "")


def poll_name(accounts: Sequence[Account]) -> str:
    """A run name that says what ran: "poll pubmed + 3 feeds: 212 announced, 9 new"."""
    sources = [a.source for a in accounts]
    feeds = sum(source != "pubmed" for source in sources)
    where = " + ".join([*(["pubmed"] if "pubmed" in sources else []), *([_count(feeds, "feed")] if feeds else [])])
    failed = sum(a.outcome is Outcome.FAILED for a in accounts)
    tail = f", {failed} failed" if failed else ""
    counts = f"{sum(a.announced for a in accounts)} announced, {sum(a.new for a in accounts)} new"
    return f"poll {where or 'nothing due'}: {counts}{tail}"


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def letter_markdown(made: Digest) -> str:
    """The letter's text part, shown as it is, after where its files lie."""
    files = "\n".join(f"- `{path}`" for path in made.files)
    text = next(path for path in made.files if path.suffix == ".txt").read_text(encoding="utf-8")
    fence = "~" * max(3, 1 + max((len(run) for run in re.findall(r"~+", text)), default=0))
    return f"{files}\n\n{fence}\n{text}\n{fence}\n"
