"""Papers that were mailed and retracted since, in Crossref, in PubMed, or in both: what the letters of the next weeks
say, week by week."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from digests.letter.compose import compose
from digests.letter.parts import Alert
from flows.app import App, clock, open_app
from flows.cli.demo import MONDAY
from flows.curation.why import story_of
from flows.delivery.letters import render_letter
from flows.jobs import recheck
from flows.jobs.poll import poll_all
from flows.jobs.visit import open_poll
from literature.model.edition import Edition
from literature.model.harvest import Account, VisitKind, VisitOutcome
from literature.model.record import Scheme
from tests.flows.children import at_once
from tests.flows.conftest import SampleWeek
from tests.flows.digests import make_digest
from tests.standins.crossref import update
from tests.standins.ncbi_index import load
from tests.standins.ncbi_sample import document, record, related

WEEK = timedelta(days=7)
IN_CROSSREF, IN_PUBMED, IN_BOTH, SOUND = 31, 32, 33, 34
TITLES = {
    IN_CROSSREF: "Anakinra in an invented stroke",
    IN_PUBMED: "Canakinumab in an invented gout",
    IN_BOTH: "Rilonacept in an invented pericarditis",
    SOUND: "Interleukin-32 in an invented asthma",
}


def doi(paper: int) -> str:
    return f"10.5555/paper.{paper}"


@dataclass
class History:
    """The sample week's servers with four papers of their own, and what is done with them week by week."""

    week: SampleWeek
    folder: Path
    weeks: int = 0

    @property
    def now(self) -> datetime:
        return MONDAY + self.weeks * WEEK

    def publish(self, *retracted: int) -> None:
        """PubMed has all papers; the records of those that are ``retracted`` name their notice."""
        records = [record(paper, title, created=MONDAY.date(), doi=doi(paper)) for paper, title in TITLES.items()]
        for place, paper in enumerate(TITLES):
            if paper in retracted:
                citation = f"J Invented. 2026 Nov 24;1:{paper}. doi: 10.5555/notice.{paper}."
                records[place] = related(records[place], "RetractionIn", paper + 60, citation)
        file = self.folder / "papers.xml"
        file.write_bytes(document(*records))
        self.week.pubmed.index = load([file], None)

    def recheck(self, *, since: datetime | None = None) -> Account:
        """As the flow does, without Prefect; the Account of asking Crossref."""

        async def ask(app: App) -> Account:
            async with open_poll(app, [app.pubmed]) as poll:
                await recheck.ask_again(poll, app.pubmed, app.rechecks.names(Scheme.PMID, since))
                dois = app.rechecks.names(Scheme.DOI, since)
                return await recheck.ask_crossref(poll, app.crossref, app.rechecks, dois)

        with open_app(self.week.config, self.week.database, clock(self.now), at_once) as app:
            return asyncio.run(ask(app))

    def digest(self) -> Edition:
        """Poll, then the edition of this week, twice; a week passes."""
        with open_app(self.week.config, self.week.database, clock(self.now), at_once) as app:
            asyncio.run(poll_all(app, ["pubmed"]))
            edition = make_digest(app, self.now.date()).edition
            assert make_digest(app, self.now.date()).edition == edition
        self.weeks += 1
        return edition

    def why(self, paper: int) -> str:
        with open_app(self.week.config, self.week.database, clock(self.now), at_once) as app:
            return "\n".join(story_of(app.corpus, app.editions, app.outbox, app.marks, str(paper)).lines())


@pytest.fixture
def history(week: SampleWeek, tmp_path: Path) -> History:
    """All papers were mailed on 23 November, and nobody had retracted any. Crossref knows these, and the seeds."""
    history = History(week, tmp_path)
    history.publish()
    assert (len(history.digest().items), history.weeks) == (len(TITLES), 1)
    with open_app(week.config, week.database) as app:
        week.crossref.knows(*app.rechecks.names(Scheme.DOI))
    return history


def alerts(edition: Edition) -> dict[str, Alert]:
    """By title."""
    letter = compose(edition, dict(edition.topics), contact="watch@example.org")
    assert len(letter.alerts) == len({alert.title for alert in letter.alerts})
    return {alert.title.rstrip("."): alert for alert in letter.alerts}


def test_a_retraction_in_crossref_in_pubmed_and_in_both_is_told_once_each_with_its_sources_and_days(
    history: History,
) -> None:
    history.publish(IN_PUBMED, IN_BOTH)
    by_publisher = update("10.5555/notice.31", date(2026, 11, 25))
    by_watch = update("10.5555/Notice.31", date(2026, 11, 26), source="retraction-watch", record_id="77001")
    history.week.crossref.asserts(doi(IN_CROSSREF), by_publisher, by_watch)
    history.week.crossref.asserts(doi(IN_BOTH), update("10.5555/notice.33", date(2026, 11, 28)))
    history.recheck()
    history.recheck()
    told = alerts(history.digest())
    crossref_only = (
        "Retracted, say Crossref (publisher), 25 Nov 2026; and Crossref (Retraction Watch), 26 Nov 2026; "
        "PubMed does not say so yet (asked 30 Nov 2026)"
    )
    pubmed_only = "Retracted, says PubMed, 24 Nov 2026; Crossref does not say so yet (asked 30 Nov 2026)"
    both = "Retracted, say PubMed, 24 Nov 2026; and Crossref (publisher), 28 Nov 2026"
    assert {title: alert.said for title, alert in told.items()} == {
        TITLES[IN_CROSSREF]: crossref_only,
        TITLES[IN_PUBMED]: pubmed_only,
        TITLES[IN_BOTH]: both,
    }
    assert {alert.known_since for alert in told.values()} == {"in the edition of 23 Nov 2026"}
    assert told[TITLES[IN_CROSSREF]].notice_url == "https://doi.org/10.5555/notice.31"
    for paper, words in ((IN_CROSSREF, crossref_only), (IN_PUBMED, pubmed_only), (IN_BOTH, both)):
        assert words in history.why(paper)
    for _ in range(3):
        history.recheck()
        assert history.digest().notices == ()


def test_the_source_that_follows_later_is_no_news_and_is_named_from_then_on(history: History) -> None:
    history.week.crossref.asserts(doi(IN_BOTH), update("10.5555/notice.33", date(2026, 11, 28)))
    history.publish(IN_PUBMED)
    history.recheck()
    first = alerts(history.digest())
    assert set(first) == {TITLES[IN_BOTH], TITLES[IN_PUBMED]}
    history.publish(IN_PUBMED, IN_BOTH)
    history.week.crossref.asserts(doi(IN_PUBMED), update("10.5555/notice.32", date(2026, 12, 3)))
    history.recheck()
    assert history.digest().notices == ()
    assert "Retracted, say PubMed, 24 Nov 2026; and Crossref (publisher), 28 Nov 2026" in history.why(IN_BOTH)
    assert "Retracted, say PubMed, 24 Nov 2026; and Crossref (publisher), 3 Dec 2026" in history.why(IN_PUBMED)


def test_the_letter_that_is_sent_says_who_says_so_in_both_its_parts(history: History) -> None:
    history.week.crossref.asserts(doi(IN_CROSSREF), update("10.5555/notice.31", date(2026, 11, 25)))
    history.recheck()
    edition = history.digest()
    with open_app(history.week.config, history.week.database, clock(history.now), at_once) as app:
        rendered = render_letter(app.watch, edition)
    for part in (rendered.html, rendered.text):
        flat = " ".join(part.split())
        assert "Retracted, says Crossref (publisher), 25 Nov 2026; PubMed does not say so yet" in flat
        assert "Crossref, asked about papers from earlier letters: 1 notice, 0 papers without an answer." in flat


def test_what_crossref_takes_back_is_said_no_more_and_is_not_told_again(history: History) -> None:
    history.week.crossref.asserts(doi(IN_CROSSREF), update("10.5555/notice.31", date(2026, 11, 25)))
    history.recheck()
    assert len(history.digest().notices) == 1
    history.week.crossref.asserts(doi(IN_CROSSREF))
    history.recheck()
    assert "Crossref" not in history.why(IN_CROSSREF)
    history.week.crossref.asserts(doi(IN_CROSSREF), update("10.5555/notice.31", date(2026, 11, 25)))
    history.recheck()
    assert history.digest().notices == ()


@pytest.mark.parametrize("fault", ["down", "truncated", "error_in_200"])
def test_where_crossref_fails_pubmeds_word_stands_and_the_next_sweep_asks_again(history: History, fault: str) -> None:
    history.publish(IN_BOTH)
    history.week.crossref.asserts(doi(IN_CROSSREF), update("10.5555/notice.31", date(2026, 11, 25)))
    history.week.crossref.misbehave(fault)
    account = history.recheck()
    assert (account.source, account.kind, account.outcome) == ("crossref", VisitKind.RECHECK, VisitOutcome.FAILED)
    assert account.error
    assert set(alerts(history.digest())) == {TITLES[IN_BOTH]}
    history.week.crossref.misbehave()
    assert history.recheck().outcome is VisitOutcome.DONE
    assert set(alerts(history.digest())) == {TITLES[IN_CROSSREF]}


def test_a_failure_takes_nothing_back_of_what_crossref_said_before(history: History) -> None:
    history.week.crossref.asserts(doi(IN_CROSSREF), update("10.5555/notice.31", date(2026, 11, 25)))
    history.recheck()
    history.week.crossref.misbehave("down")
    history.recheck()
    assert set(alerts(history.digest())) == {TITLES[IN_CROSSREF]}


def test_a_doi_that_crossref_does_not_know_is_named_and_pubmeds_word_stands(history: History) -> None:
    del history.week.crossref.works[doi(IN_PUBMED)]
    history.publish(IN_PUBMED)
    account = history.recheck()
    assert (account.outcome, account.failed["not known to Crossref"] >= 1) == (VisitOutcome.PARTIAL, True)
    assert any(doi(IN_PUBMED) in note for note in account.notes)
    (alert,) = alerts(history.digest()).values()
    assert alert.said == "Retracted, says PubMed, 24 Nov 2026; Crossref does not know this paper (asked 30 Nov 2026)"


def test_a_sweep_that_crossref_ends_in_the_middle_keeps_what_it_answered_and_counts_the_rest(history: History) -> None:
    history.week.crossref.asserts(doi(IN_CROSSREF), update("10.5555/notice.31", date(2026, 11, 25)))
    dois = [doi(IN_CROSSREF), *(f"10.5555/more.{number}" for number in range(60))]
    history.week.crossref.misbehave("down", 2, 3, 4)

    async def ask(app: App) -> Account:
        async with open_poll(app, [app.pubmed]) as poll:
            return await recheck.ask_crossref(poll, app.crossref, app.rechecks, dois)

    with open_app(history.week.config, history.week.database, clock(history.now), at_once) as app:
        account = asyncio.run(ask(app))
    assert (account.outcome, account.balances) == (VisitOutcome.PARTIAL, True)
    assert any("503" in reason for reason in account.failed)
    assert "11 papers were not asked about; the next sweep does" in account.notes
    assert set(alerts(history.digest())) == {TITLES[IN_CROSSREF]}
