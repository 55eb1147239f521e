"""What a person sees in the Prefect UI of a run, as plain Markdown and table rows. Pure: main_flows.py hands them to
Prefect."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from itertools import groupby
from math import floor
from textwrap import shorten

from digests.letter.links import links
from digests.letter.prose import count
from digests.letter.silence import silent_state
from digests.mail.addresses import masked
from flows.jobs.digest import Digest
from flows.jobs.recheck import UNKNOWN_DOI, Audited
from literature.model.edition import Item
from literature.model.harvest import Account, VisitOutcome
from literature.model.recall import TermRecall
from sources.source import Source
from store.mail.delivery import Delivery
from store.terms.watched import TermHistory

MOST_LETTERS = 75
"""Of the names of feeds next to a bar of the timeline, which runs out of the page after so many."""

_MARKDOWN = re.compile(r"[\\`*_\[\]<~]")

Rows = list[dict[str, str | int]]


def account_rows(accounts: Sequence[Account]) -> Rows:
    """The closed account of a poll, a row a source and one for the sum. What came of it stands last: a reason is
    long, and the page cuts a row off at its right."""
    total = Counter[str]()
    for account in accounts:
        total.update(_counts(account))
    rows: Rows = [{"source": each.source, **_counts(each), "outcome": _outcome(each)} for each in accounts]
    return [*rows, {"source": "all", **total, "outcome": ""}]


def _counts(account: Account) -> dict[str, int]:
    names = ("announced", "new", "known", "seeded")
    sums = {"excluded": sum(account.excluded.values()), "failed": sum(account.failed.values())}
    return {name: getattr(account, name) for name in names} | sums


def health_rows(
    accounts: Sequence[Account], good: Mapping[str, datetime], due: Mapping[str, datetime], zone: tzinfo
) -> Rows:
    """Of every source when a visit last went well (``good``), when the next may be (``due``), and the last one, with
    what came of it. Times are those of ``zone``."""
    return [
        {
            "source": a.source,
            "last good visit": _minute(good.get(a.source), zone),
            "next visit from": _minute(due.get(a.source), zone),
            "last visit": f"{_minute(a.finished, zone)} {_outcome(a)}",
        }
        for a in accounts
    ]


def _outcome(account: Account) -> str:
    """How a visit ended, and what a person should look at."""
    silent = silent_state(account.silent_since, UTC) if account.silent_since else ""
    why = "; ".join(filter(None, [account.error, silent, *account.alarms]))
    return f"{account.outcome.value}: {why}" if why else account.outcome.value


def _minute(instant: datetime | None, zone: tzinfo) -> str:
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}" if instant else "–"


def works_markdown(items: Sequence[Item], topics: Mapping[str, str]) -> str:
    """Works as a list with links; ``topics`` is id -> name.

    Not a table: the UI does not link its cells, and a long title pushes the other columns out of sight.
    """
    return "\n".join(_work_line(item, topics) for item in items) or "Nothing waits."


def _work_line(item: Item, names: Mapping[str, str]) -> str:
    """Return one line; the title is outside its link, in which the UI shows every backslash."""
    title = escaped(item.record.title.text or "[No title]")
    link = next((f" [{escaped(each.text)}](<{each.url}>)" for each in links(item.record.identifiers)), "")
    topics = "; ".join(names.get(label.topic, label.topic) for label in item.labels) or "unsorted"
    terms = ", ".join(sorted({match.term for match in item.matches}))
    facts = " · ".join(filter(None, [item.kind.value.replace("_", " "), item.centrality.value, terms, topics]))
    return f"- {title}{link}  \n  {escaped(facts)}"


def escaped(text: str) -> str:
    """``text`` as Markdown that shows it and nothing else: what a source wrote is neither markup nor a link.

    Only the signs that act inside a line: the UI shows the backslash before any other.
    """
    return _MARKDOWN.sub(r"\\\g<0>", " ".join(text.split()))


def delivery_rows(made: Digest) -> Rows:
    """Who got the letter, and who gets none; addresses masked, since a run's page may be seen by many."""
    return [
        *(_delivery_row(delivery, delivery.state.value) for delivery in (*made.deliveries, *made.others)),
        *(_delivery_row(bounced, "suppressed") for bounced in made.suppressed),
    ]


def _delivery_row(delivery: Delivery, state: str) -> dict[str, str | int]:
    return {
        "delivery": delivery.id,
        "edition": delivery.edition_key.isoformat(),
        "reader": masked(delivery.recipient),
        "state": state,
        "attempts": delivery.attempts,
        "answer": delivery.text,
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


def letter_markdown(made: Digest) -> str:
    """The letter's text part, shown as it is, after where its files lie."""
    files = "\n".join(f"- `{path}`" for path in made.files)
    written = [path for path in made.files if path.suffix == ".txt"]
    if not written:
        return "The letter's files could not be written; the readers are mailed all the same."
    return f"{files}\n\n{fenced(written[0].read_text(encoding='utf-8'))}\n"


def fenced(text: str) -> str:
    """``text`` as Markdown that shows it as it is, line by line."""
    fence = "~" * max(3, 1 + max((len(run) for run in re.findall(r"~+", text)), default=0))
    return f"{fence}\n{text}\n{fence}"


def recheck_markdown(asked: Account, audited: Sequence[Audited]) -> str:
    """What came of asking PubMed again, and of the recall audit."""
    lines = [
        f"- {count(asked.announced, 'work')} that readers know asked again: {_answer(asked)}",
        *(f"- recall audit since {each.since}: {_answer(each.account)}" for each in audited),
    ]
    missed = sum(each.account.new for each in audited)
    return "\n".join([*lines, *(["", f"Missed by the polls, and in the next edition: {missed}."] if audited else [])])


def crossref_line(account: Account) -> str:
    """What came of asking Crossref, as one item of a list."""
    notices = count(sum(account.excluded.values()), "notice")
    answer = crossref_fault(account) or f"Crossref: {notices} of retraction, concern or correction"
    return f"- {escaped('; '.join([answer, *account.notes]))}"


def crossref_fault(account: Account) -> str:
    """Why Crossref did not answer about all papers that it was to be asked about, or ''."""
    faults = [account.error, *(reason for reason in account.failed if reason != UNKNOWN_DOI)]
    why = "; ".join(filter(None, faults))
    return f"Crossref failed: {why}; the next recheck asks again" if why else ""


def _answer(account: Account) -> str:
    columns = {"new": account.new, "known": account.known, "seeded": account.seeded}
    columns |= {"kept out": sum(account.excluded.values()), "failed": sum(account.failed.values())}
    return ", ".join(f"{n} {name}" for name, n in columns.items() if n) or "nothing"


def recall_markdown(recalls: Mapping[str, TermRecall | None]) -> str:
    """The recall of each term as a table, the titles of missed papers last: they are long."""
    head = "| term | since | papers | held | recall | missed |\n|---|---|---:|---:|---|---|"
    rows = (_recall_row(term, recall) for term, recall in recalls.items())
    return "\n".join([head, *(f"| {' | '.join(row)} |" for row in rows)])


def _recall_row(term: str, recall: TermRecall | None) -> tuple[str, ...]:
    name = _cell(term)
    if recall is None:
        return name, "not audited yet", "", "", "", ""
    return name, f"{recall.since}", f"{recall.papers:,}", f"{recall.held:,}", _share(recall), _missed(recall)


def _share(recall: TermRecall) -> str:
    if recall.recall is None:
        return "no papers in this time"
    return f"{'at least ' if recall.is_lower_bound else ''}{floor(1000 * recall.recall) / 10:g}%"


def _missed(recall: TermRecall) -> str:
    """How many papers were missed, the first with their titles, and how many records are unknown."""
    titles = [f"{_cell(paper.title)} (PMID {paper.source_id})" for paper in recall.missed_papers]
    rest = recall.missed - len(titles)
    titles += [f"and {rest:,} more"] if rest else []
    named = f"{recall.missed:,}: {'; '.join(titles)}" if titles else "0"
    unknown = ", ".join(recall.unknown_ids)
    more = ", …" if recall.unknown > len(recall.unknown_ids) else ""
    return f"{named}; {recall.unknown:,} could not be fetched: PMID {unknown}{more}" if recall.unknown else named


def _cell(text: str) -> str:
    return escaped(text).replace("|", "\\|")
