"""The recall audit without Prefect: it goes by facts, and by no wording of a log."""

from __future__ import annotations

import asyncio
import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from flows.app import clock, open_app
from flows.cli.demo import MONDAY
from flows.jobs import recheck
from flows.jobs.poll import poll_all
from flows.jobs.visit import open_poll
from literature.model.harvest import VisitKind
from literature.model.record import Scheme
from sources.pubmed.answer import SOURCE
from store.engine.database import Database
from store.tables import AccountRow
from tests.flows.conftest import SampleWeek
from tests.standins.ncbi_index import load
from tests.standins.ncbi_sample import document, record


def polled(week: SampleWeek, at: datetime) -> None:
    with open_app(week.config, week.database, clock(at)) as app:
        asyncio.run(poll_all(app, [SOURCE]))


def audited(week: SampleWeek, at: datetime) -> tuple[recheck.Audited, ...]:
    async def ask() -> tuple[recheck.Audited, ...]:
        with open_app(week.config, week.database, clock(at)) as app:
            async with open_poll(app, [app.pubmed]) as poll:
                return await recheck.audit(poll, app.pubmed)

    return asyncio.run(ask())


@pytest.fixture
def missed(week: SampleWeek, tmp_path: Path) -> SampleWeek:
    """Polled on MONDAY; a paper has been entered late, within the days that this poll looked at."""
    first, late = tmp_path / "first.xml", tmp_path / "late.xml"
    first.write_bytes(document(record(41, created=MONDAY.date() - timedelta(days=10))))
    late.write_bytes(document(record(42, created=MONDAY.date() - timedelta(days=25))))
    week.pubmed.index = load([first], None)
    polled(week, MONDAY)
    week.pubmed.index = load([first, late], None)
    return week


def test_the_audit_finds_a_missed_paper_whatever_the_notes_of_visits_say(missed: SampleWeek) -> None:
    database = Database(missed.database)
    with database.writing() as session:
        session.execute(update(AccountRow).values(notes=["reworded: everything"]))
    database.close()
    (found,) = audited(missed, MONDAY + timedelta(days=45))
    assert (found.account.new, found.account.source, found.account.kind) == (1, SOURCE, VisitKind.AUDIT)
    assert found.since < MONDAY.date()


def test_the_audit_finds_a_missed_paper_of_terms_that_were_renamed_since(missed: SampleWeek) -> None:
    text, renamed = re.subn(r'(?<=\[\[term\]\]\nname = ")', "Molecule ", missed.config.read_text(encoding="utf-8"))
    assert renamed > 2
    missed.config.write_text(text, encoding="utf-8")
    found = audited(missed, MONDAY + timedelta(days=45))
    assert sum(one.account.new for one in found) == 1
    assert {one.since for one in found} == {found[0].since}


def test_a_term_that_was_never_asked_for_is_not_audited(week: SampleWeek) -> None:
    assert audited(week, MONDAY) == ()


def test_a_recheck_is_an_account_of_its_source_and_says_what_it_was_for(missed: SampleWeek) -> None:
    async def ask() -> None:
        with open_app(missed.config, missed.database, clock(MONDAY + timedelta(days=1))) as app:
            async with open_poll(app, [app.pubmed]) as poll:
                pmids = app.rechecks.names(Scheme.PMID)
                account = await recheck.ask_again(poll, app.pubmed, pmids)
            assert (account.source, account.kind) == (SOURCE, VisitKind.RECHECK)
            assert app.visits.last_good(app.now())[SOURCE] < app.now(), "no poll"
            (last,) = (one for one in app.corpus.last_accounts() if one.source == SOURCE)
            assert (last.kind, last.finished.date()) == (VisitKind.POLL, date(2026, 11, 23))

    asyncio.run(ask())
