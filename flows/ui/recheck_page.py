"""What a recheck found, as Markdown of the Prefect UI: what PubMed and Crossref say now, the recall of each term."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import floor

from digests.letter.links import best
from digests.words.prose import count
from flows.jobs.recheck import UNKNOWN_DOI, Audited
from flows.ui.markdown import escaped, linked
from literature.model.clock import day_in_words
from literature.model.harvest import Account
from literature.model.recall import TermRecall
from literature.model.record import Identifier, Scheme

MOST_UNKNOWN = 10
"""Records of a term that could not be fetched, named."""


def recheck_markdown(asked: Account, audited: Sequence[Audited]) -> str:
    """What came of asking PubMed again about known works, and of repeating the searches of the last months."""
    lines = [
        f"- PubMed, asked again about {count(asked.announced, 'work')} that readers know: {_answer(asked)}",
        *(f"- PubMed, searched again since {day_in_words(each.since)}: {_answer(each.account)}" for each in audited),
    ]
    missed = sum(each.account.new for each in audited)
    found = f"{count(missed, 'paper')} had been missed by the polls, and will be in the next edition."
    return "\n".join([*lines, *(["", found if missed else "The polls had missed no paper."] if audited else [])])


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
    columns |= {"excluded": sum(account.excluded.values()), "failed": sum(account.failed.values())}
    return ", ".join(f"{n} {name}" for name, n in columns.items() if n) or "nothing"


def recall_markdown(recalls: Mapping[str, TermRecall | None]) -> str:
    """The recall of each term as a table, and below it the papers that were missed: a table would cut them off."""
    head = "| term | recall | papers | held | since | missed |\n|---|---|---:|---:|---|---:|"
    rows = (f"| {' | '.join((escaped(term), *_recall_row(recall)))} |" for term, recall in recalls.items())
    missed = (line for term, recall in recalls.items() if recall for line in _missed(term, recall))
    return "\n".join([head, *rows, "", *missed]).rstrip()


def _recall_row(recall: TermRecall | None) -> tuple[str, ...]:
    if recall is None:
        return "not audited yet", "", "", "", ""
    since = day_in_words(recall.since)
    return _share(recall), f"{recall.papers:,}", f"{recall.held:,}", since, f"{recall.missed:,}"


def _share(recall: TermRecall) -> str:
    if recall.recall is None:
        return "no papers in this time"
    return f"{'at least ' if recall.is_lower_bound else ''}{floor(1000 * recall.recall) / 10:g}%"


def _missed(term: str, recall: TermRecall) -> Iterator[str]:
    """The first papers of ``term`` that were missed, and how many records could not be fetched."""
    for paper in recall.missed_papers:
        yield f"- {escaped(term)}, missed: {linked(paper.title, _page(paper.source_id))}"
    if rest := recall.missed - len(recall.missed_papers):
        yield f"- {escaped(term)}: {rest:,} more were missed"
    if recall.unknown:
        named = recall.unknown_ids[:MOST_UNKNOWN]
        more = " …" if recall.unknown > len(named) else ""
        pages = ", ".join(linked(f"PMID {pmid}", _page(pmid)) for pmid in named)
        yield f"- {escaped(term)}: {recall.unknown:,} could not be fetched: {pages}{more}"


def _page(pmid: str) -> str:
    return best([Identifier(Scheme.PMID, pmid)])
