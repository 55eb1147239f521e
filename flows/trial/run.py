"""A trial with all that it needs: the connection, the watched terms, the papers that the term should find."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from pathlib import Path

from flows.app import SEEDS, Sleep, http_client, pubmed_of
from flows.config import Watch
from flows.given_names import given_name
from flows.trial.trial import try_term
from flows.trial.trial_report import TrialReport
from literature.model.record import Record
from literature.terms.matcher import Term
from sources.library.read import read_library
from sources.pubmed.eutils import Access


def watched_term(watch: Watch, name: str, config: Path) -> Term:
    """Return the term ``name`` of ``config``. Raises UsageError where it has none of that name."""
    found = given_name(name, watch.sinces, f"term of {config}")
    return next(term for term in watch.terms if term.name == found)


async def run_trial(
    term: Term,
    watch: Watch,
    now: datetime,
    *,
    known: Path | None = None,
    since: date | None = None,
    sleep: Sleep = asyncio.sleep,
) -> TrialReport:
    """Try ``term`` next to the other terms of ``watch``; ``known`` is a library of papers that it should find, and
    ``since`` the first day of its history.

    Raises BrokenSource where PubMed cannot be asked, or a library cannot be read.
    """
    pubmed = pubmed_of(watch, sleep)
    async with http_client(watch) as client:
        access = Access(pubmed.eutils, client, pubmed.pace, sleep=sleep)
        others = tuple(other for other in watch.terms if other.name != term.name)
        trial = await try_term(
            term,
            others,
            watch.topics,
            access,
            now.date(),
            since=since,
            seeds=_records(SEEDS),
            known=_records(known) if known else None,
        )
    return TrialReport(trial, watch.topic_names, watch.limits.backfill)


def _records(path: Path) -> tuple[Record, ...]:
    return tuple(record for record in read_library(path) if isinstance(record, Record))
