"""The history of a new term: it comes into the archive, whole and once, whatever stops it; and never into the mail."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.app import clock, open_app
from flows.cli.demo import MONDAY
from flows.curation.why import story_of
from flows.jobs.backfill import Backfill, DaysDone, backfill_of, due, fetch_histories, plan_of
from flows.jobs.poll import poll_all
from flows.jobs.term_changes import follow_terms
from flows.jobs.visit import open_poll
from literature.model.harvest import Harvest, Unread, VisitKind
from literature.model.record import Record
from sources.pubmed.answer import SOURCE
from sources.pubmed.search import parts_of
from sources.pubmed.visit import Catch, sort_out
from sources.pubmed.xml import read
from store.terms.watched import HistoryPlan, TermHistory
from tests.flows.children import at_once
from tests.flows.conftest import SampleWeek
from tests.flows.holdings import holdings
from tests.standins.ncbi_index import load
from tests.standins.ncbi_sample import document, record

TODAY = MONDAY.date()
OLD = tuple(range(100, 112))
"""PMIDs of papers from before the term was watched, one every two months."""
RECENT = 200
"""Of one that the first poll asks for."""
MOLECULES = ("gasdermin D", "pyrin", "caspase-1", "NLRP3", "ASC", "IL-18")


def old_papers() -> Iterator[str]:
    for number, pmid in enumerate(OLD):
        title = f"Interleukin-1 and {MOLECULES[number % 6]} in study number {number} of an invented series"
        yield record(pmid, title, created=TODAY - timedelta(days=45 + 60 * number))


def write(folder: Path, *records: str) -> Path:
    file = folder / "pubmed.xml"
    file.write_bytes(document(*records))
    return file


@pytest.fixture
def history(week: SampleWeek, tmp_path: Path) -> SampleWeek:
    """PubMed holds OLD and RECENT; the feeds are not visited."""
    recent = record(RECENT, "Interleukin-1 in a recent paper of its own", created=TODAY - timedelta(days=3))
    week.pubmed.index = load([write(tmp_path, *old_papers(), recent)], None)
    return week


def poll(week: SampleWeek, at: datetime = MONDAY) -> None:
    with open_app(week.config, week.database, clock(at), at_once) as app:
        asyncio.run(poll_all(app, [SOURCE]))
        follow_terms(app)


def backfill(week: SampleWeek, at: datetime = MONDAY + timedelta(hours=1)) -> Backfill:
    with open_app(week.config, week.database, clock(at), at_once) as app:
        histories = due(app)

        async def fetch() -> str:
            async with open_poll(app, [app.pubmed]) as poll:
                most = app.watch.limits.backfill
                return await fetch_histories(poll, app.pubmed, histories, most, DaysDone(histories))

        return backfill_of(app, asyncio.run(fetch()))


def set_since(week: SampleWeek, since: str) -> None:
    """Give all terms this `since`."""
    text = re.sub(r"^since = .*\n", "", week.config.read_text(encoding="utf-8"), flags=re.MULTILINE)
    week.config.write_text(text.replace("[[term]]\n", f"[[term]]\nsince = {since}\n"), encoding="utf-8")


def set_limit(week: SampleWeek, most: int) -> None:
    text = week.config.read_text(encoding="utf-8")
    text = re.sub(r"^backfill = .*\n", "", text, flags=re.MULTILINE)
    week.config.write_text(text.replace("[limits]\n", f"[limits]\nbackfill = {most}\n"), encoding="utf-8")


def of(backfill: Backfill, term: str = "IL-1") -> TermHistory:
    return next(history for history in backfill.histories if history.term == term)


def archived(week: SampleWeek) -> list[str]:
    with open_app(week.config, week.database, clock(MONDAY), at_once) as app:
        return sorted(item.record.source_id for item in app.corpus.backfilled())


def test_a_new_term_brings_its_history_into_the_archive_and_not_into_the_mail(history: SampleWeek) -> None:
    poll(history)
    done = backfill(history)
    assert archived(history) == sorted(map(str, OLD))
    assert of(done).since == date(TODAY.year - 2, TODAY.month, TODAY.day)
    assert (of(done).left, of(done).announced, of(done).new, of(done).refused) == (None, 12, 12, False)
    with open_app(history.config, history.database, clock(MONDAY), at_once) as app:
        assert [item.record.source_id for item in app.corpus.new_items()] == [str(RECENT)]
        story = story_of(app.corpus, app.editions, app.outbox, app.marks, str(OLD[0]))
        assert "from the backfill" in "\n".join(story.lines())
        assert story.data()["announced"][0]["backfilled"] is True


def test_the_history_of_the_bundled_terms_is_asked_for_once(history: SampleWeek) -> None:
    poll(history)
    backfill(history)
    history.pubmed.requests.clear()
    poll(history, MONDAY + timedelta(hours=6))
    asked = len(history.pubmed.requests)
    backfill(history, MONDAY + timedelta(hours=7))
    assert len(history.pubmed.requests) == asked


@pytest.mark.parametrize("nth", range(1, 5))
def test_a_backfill_that_stops_at_any_request_goes_on_where_it_was(
    history: SampleWeek, nth: int, tmp_path: Path
) -> None:
    poll(history)
    history.pubmed.misbehave(*(f"html@{number}" for number in range(nth, nth + 9)))
    stopped = backfill(history)
    history.pubmed.misbehave()
    done = backfill(history, MONDAY + timedelta(hours=2))
    assert stopped.fault
    assert not done.fault
    assert archived(history) == sorted(map(str, OLD))
    with closing(sqlite3.connect(tmp_path / "ilwatch.db")) as connection:
        (twice,) = connection.execute("SELECT count(*) - count(DISTINCT source_id) FROM record").fetchone()
    assert twice == 0


def test_a_part_that_was_admitted_and_not_noted_changes_nothing_when_it_is_done_again(
    history: SampleWeek, tmp_path: Path
) -> None:
    poll(history)
    backfill(history)
    before = holdings(tmp_path / "ilwatch.db")
    with open_app(history.config, history.database, clock(MONDAY), at_once) as app:
        app.terms.plan_histories(
            {"IL-1": HistoryPlan(date(TODAY.year - 2, TODAY.month, TODAY.day), TODAY - timedelta(days=31))}
        )
    done = backfill(history, MONDAY + timedelta(hours=2))
    assert holdings(tmp_path / "ilwatch.db") == before
    assert of(done).announced == 2 * len(OLD)


def test_more_papers_than_the_limit_are_refused_with_their_number_and_what_to_do(history: SampleWeek) -> None:
    set_limit(history, 5)
    poll(history)
    refused = backfill(history)
    assert (of(refused).refused, of(refused).hits, archived(history)) == (True, 12, [])
    complaint = next(line for line in refused.complaints if line.startswith("IL-1:"))
    assert "12 papers" in complaint
    assert "`since`" in complaint
    history.pubmed.requests.clear()
    backfill(history, MONDAY + timedelta(hours=2))
    assert history.pubmed.requests == [], "it is not counted again each hour"


def test_a_refused_history_comes_when_the_limit_is_raised(history: SampleWeek) -> None:
    set_limit(history, 5)
    poll(history)
    backfill(history)
    set_limit(history, 12)
    done = backfill(history, MONDAY + timedelta(hours=2))
    assert not of(done).refused
    assert archived(history) == sorted(map(str, OLD))


def test_a_refused_history_comes_as_far_as_a_later_since_says(history: SampleWeek) -> None:
    set_limit(history, 5)
    poll(history)
    backfill(history)
    set_since(history, f"{TODAY - timedelta(days=110)}")
    backfill(history, MONDAY + timedelta(hours=2))
    assert archived(history) == ["100", "101"]


def test_an_earlier_since_brings_what_is_older_and_nothing_twice(history: SampleWeek) -> None:
    set_since(history, f"{TODAY - timedelta(days=110)}")
    poll(history)
    backfill(history)
    set_since(history, f"{TODAY - timedelta(days=300)}")
    done = backfill(history, MONDAY + timedelta(hours=2))
    assert (of(done).announced, of(done).new, archived(history)) == (5, 5, ["100", "101", "102", "103", "104"])


def test_what_a_poll_may_announce_is_no_history_however_since_is_moved(history: SampleWeek, tmp_path: Path) -> None:
    set_since(history, f"{TODAY - timedelta(days=2)}")
    poll(history)
    set_since(history, f"{TODAY - timedelta(days=400)}")
    fresh = record(300, "Interleukin-1 in a paper that came after the poll", created=TODAY - timedelta(days=3))
    history.pubmed.index = load([write(tmp_path, *old_papers(), fresh)], None)
    backfill(history)
    poll(history, MONDAY + timedelta(hours=6))
    with open_app(history.config, history.database, clock(MONDAY), at_once) as app:
        assert "300" in {item.record.source_id for item in app.corpus.new_items()}


ABSENT = str(OLD[3])


def without_one(asked: Sequence[str], body: bytes) -> Catch:
    """EFetch leaves ABSENT out."""
    catch = sort_out(asked, body)
    lost = tuple(Unread(pmid, "not returned") for pmid in asked if pmid == ABSENT)
    return replace(
        catch,
        records=tuple(each for each in catch.records if each.source_id != ABSENT),
        unread=(*catch.unread, *lost),
    )


def test_a_paper_that_was_announced_and_did_not_come_is_asked_for_again_and_holds_nothing_up(
    history: SampleWeek, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll(history)
    with monkeypatch.context() as patch:
        patch.setattr("sources.pubmed.visit.sort_out", without_one)
        done = backfill(history)
        assert (of(done).left, list(of(done).absent)) == (None, [ABSENT])
        assert set(archived(history)) == {*map(str, OLD)} - {ABSENT}
        assert list(of(backfill(history, MONDAY + timedelta(hours=2))).absent) == [ABSENT]
    done = backfill(history, MONDAY + timedelta(hours=3))
    assert of(done).absent == {}
    assert archived(history) == sorted(map(str, OLD))


def test_a_record_of_a_history_that_was_kept_out_goes_to_the_archive_when_a_term_names_it(history: SampleWeek) -> None:
    poll(history)
    old = record(500, "Gasdermin pores in an old invented paper", created=TODAY - timedelta(days=500))
    old = old.replace("IL32 protein, human", "Water").replace(">Interleukin-1<", ">Mice<")
    (kept_out,) = (each for each in read(document(old), source=SOURCE) if isinstance(each, Record))
    with open_app(history.config, history.database, clock(MONDAY), at_once) as app:
        harvest, candidate = Harvest(SOURCE, 1, (kept_out,), kind=VisitKind.BACKFILL), app.classifier.classify(kept_out)
        app.corpus.admit(harvest, [candidate], started=MONDAY, now=MONDAY, to_archive=True)
    text = history.config.read_text(encoding="utf-8")
    table = '[[term]]\nname = "gasdermin"\nsynonyms = ["gasdermin"]\n\n[[term]]\n'
    history.config.write_text(text.replace("[[term]]\n", table, 1), encoding="utf-8")
    poll(history, MONDAY + timedelta(hours=6))
    assert "500" in archived(history)


def test_a_term_without_papers_has_an_empty_history(history: SampleWeek) -> None:
    poll(history)
    done = backfill(history)
    assert (of(done, "IL-1RA").left, of(done, "IL-1RA").announced) == (None, 0)


def test_a_paper_of_the_history_that_a_poll_announces_later_stays_one_and_in_the_archive(
    history: SampleWeek, tmp_path: Path
) -> None:
    """PubMed gives an old record a new entry date."""
    poll(history)
    backfill(history)
    again = record(
        OLD[0],
        f"Interleukin-1 and {MOLECULES[0]} in study number 0 of an invented series",
        created=TODAY - timedelta(days=45),
        entered=TODAY,
    )
    history.pubmed.index = load([write(tmp_path, again)], None)
    poll(history, MONDAY + timedelta(hours=6))
    assert str(OLD[0]) in archived(history)
    with open_app(history.config, history.database, clock(MONDAY), at_once) as app:
        assert [item.record.source_id for item in app.corpus.new_items()] == [str(RECENT)]


def test_a_paper_that_the_first_poll_brought_is_mailed_whatever_the_backfill_finds(history: SampleWeek) -> None:
    poll(history)
    with open_app(history.config, history.database, clock(MONDAY), at_once) as app:
        app.terms.plan_histories({"IL-1": HistoryPlan(TODAY - timedelta(days=700), TODAY)})
    backfill(history)
    with open_app(history.config, history.database, clock(MONDAY), at_once) as app:
        assert [item.record.source_id for item in app.corpus.new_items()] == [str(RECENT)]


def test_a_renamed_term_keeps_its_history(history: SampleWeek) -> None:
    poll(history)
    backfill(history)
    text = history.config.read_text(encoding="utf-8")
    history.config.write_text(text.replace('name = "IL-1"\n', 'name = "Interleukin one"\n', 1), encoding="utf-8")
    history.pubmed.requests.clear()
    poll(history, MONDAY + timedelta(hours=6))
    asked = len(history.pubmed.requests)
    done = backfill(history, MONDAY + timedelta(hours=7))
    assert len(history.pubmed.requests) == asked
    assert of(done, "Interleukin one").announced == len(OLD)


def test_each_part_of_a_backfill_is_an_account_that_balances_and_no_sign_that_a_source_works(
    history: SampleWeek,
) -> None:
    poll(history)
    backfill(history)
    with open_app(history.config, history.database, clock(MONDAY), at_once) as app:
        parts = [a for a in app.corpus.accounts_after(0) if a.kind is VisitKind.BACKFILL]
        assert parts
        assert all(part.balances for part in parts)
        assert app.visits.last_good(app.now())[SOURCE] == MONDAY


HISTORY = TermHistory("IL-36", datetime(2026, 11, 16, tzinfo=UTC), None)
MONTH = timedelta(days=30)


def test_the_default_history_is_two_years_up_to_what_the_first_poll_asked_for() -> None:
    assert plan_of(HISTORY, None, MONTH) == (date(2024, 11, 16), date(2026, 10, 16))


def test_the_history_of_a_29_february_begins_on_a_28th() -> None:
    leap = replace(HISTORY, watched=datetime(2028, 2, 29, tzinfo=UTC))
    assert plan_of(leap, None, MONTH) == (date(2026, 2, 28), date(2028, 1, 29))


def test_a_look_back_longer_than_the_history_leaves_nothing_to_fetch() -> None:
    assert plan_of(HISTORY, None, timedelta(days=3_650)) == (date(2024, 11, 16), None)


@pytest.mark.parametrize(
    ("since", "left", "wanted", "plan"),
    [
        (date(2025, 1, 1), None, None, None),
        (date(2025, 1, 1), None, date(2025, 1, 1), None),
        (date(2025, 1, 1), None, date(2024, 1, 1), (date(2024, 1, 1), date(2024, 12, 31))),
        (date(2025, 1, 1), date(2025, 6, 30), date(2024, 1, 1), (date(2024, 1, 1), date(2025, 6, 30))),
        (date(2025, 1, 1), date(2025, 6, 30), date(2025, 3, 1), (date(2025, 3, 1), date(2025, 6, 30))),
        (date(2025, 1, 1), date(2025, 6, 30), date(2025, 7, 1), (date(2025, 7, 1), None)),
        (date(2025, 1, 1), None, date(2025, 7, 1), None),
        (date(2026, 11, 10), None, date(2026, 11, 1), (date(2026, 11, 1), None)),
        (date(2026, 11, 10), None, date(2026, 1, 1), (date(2026, 1, 1), date(2026, 10, 16))),
    ],
)
def test_a_history_is_planned_again_only_where_since_has_moved(
    since: date, left: date | None, wanted: date | None, plan: tuple[date, date | None] | None
) -> None:
    assert plan_of(replace(HISTORY, since=since, left=left), wanted, MONTH) == plan


@given(st.dates(date(1945, 1, 1), date(2026, 11, 1)), st.integers(0, 36_000), st.integers(0, 100_000))
def test_the_parts_of_a_history_cover_each_day_once(since: date, days: int, papers: int) -> None:
    last = since + timedelta(days=days)
    parts = list(parts_of(since, last, papers))
    assert (parts[0].last, parts[-1].first) == (last, since)
    assert all(newer.first - timedelta(days=1) == older.last for newer, older in pairwise(parts))
    assert all(part.first.day == 1 for part in parts[:-1])
