"""The flows that keep the main job honest, on a real server, from slots that nobody was awake for."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prefect.client.schemas.objects import Artifact, FlowRun, StateType

from flows import main_flows, upkeep_flows
from flows.app import clock, open_app
from flows.cli.demo import MONDAY
from flows.jobs.maintenance import maintain
from flows.jobs.overdue import newest_slot
from flows.jobs.poll import poll_all
from flows.ui import progress
from literature.model.harvest import VisitKind, VisitOutcome
from store.editions import Masthead
from tests.flows.conftest import SampleWeek
from tests.flows.digests import draw
from tests.flows.ui.asking import ask, newest, run_due
from tests.standins.crossref import dois_of
from tests.standins.ncbi_index import load
from tests.standins.ncbi_sample import document, record
from tests.standins.post_office import PostOffice, free_port, open_at

WEEK = timedelta(days=7)
MASTHEAD = Masthead("IL-1 digest", "Europe/London", "r1", (), "t1")

# Prefect asks its server for a default result storage through a client that it does not close (3.8.8, results.py).
pytestmark = [pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"), pytest.mark.usefixtures("api")]


def run(flow: Any, week: SampleWeek, at: datetime, **more: Any) -> str:
    return asyncio.run(main_flows.to_the_end(flow, config=str(week.config), database=week.database, at=at, **more))


def late(week: SampleWeek, due: datetime) -> str:
    """Run the digest now that was due then."""
    return run_due(main_flows.digest, due, config=str(week.config), database=week.database)


def polled(week: SampleWeek, at: datetime) -> None:
    with open_app(week.config, week.database, clock(at)) as app:
        asyncio.run(poll_all(app))


def editions(week: SampleWeek) -> list[tuple[str, int]]:
    with open_app(week.config, week.database) as app:
        return [(str(key), items) for key, items in app.editions.slots()]


def test_three_slots_slept_through_give_one_edition_each_reader_one_letter(week: SampleWeek) -> None:
    """The watchdog polls first, for nobody was awake; a second one finds nothing to do."""
    polled(week, MONDAY - timedelta(days=22))
    port, office = free_port(), PostOffice()
    text = week.config.read_text(encoding="utf-8")
    mail = f'host = "127.0.0.1"\nport = {port}\nsecurity = "none"'
    week.config.write_text(text.replace('host = ""', mail), encoding="utf-8")
    awake = MONDAY + timedelta(hours=4)
    with open_at(office, port):
        assert run(upkeep_flows.watchdog, week, awake) == ""
        assert newest("watchdog").name == "watchdog: all is well"
        assert run(upkeep_flows.watchdog, week, awake) == ""
    assert editions(week) == [("2026-11-23", 27)]
    assert office.letters() == {"reader@example.org": 1, "cardiologist@example.org": 1}


def test_late_runs_of_three_slots_that_passed_make_one_edition_that_covers_three_weeks(week: SampleWeek) -> None:
    """Prefect executes all of them when the machine wakes up, oldest first, each with the instant it was due at."""
    with open_app(week.config, week.database) as app:
        newest = newest_slot(app.watch.zone, app.now())
    assert newest
    slots = [newest - WEEK * ago for ago in (3, 2, 1, 0)]
    polled(week, slots[0] - timedelta(hours=1))
    assert run(main_flows.digest, week, slots[0]) == ""
    (before,) = editions(week)
    for slot in slots[1:]:
        assert late(week, slot) == ""
    first, made = editions(week)
    assert first == before
    assert made[0] == f"{newest.date()}"
    with open_app(week.config, week.database) as app:
        edition = app.editions.get(newest.date())
    assert edition
    assert edition.weeks == 3


def test_the_watchdog_lets_a_slot_be_that_is_hardly_late(week: SampleWeek) -> None:
    polled(week, MONDAY - timedelta(hours=1))
    assert run(upkeep_flows.watchdog, week, MONDAY + timedelta(hours=2)) == ""
    assert editions(week) == []


def test_the_watchdog_fails_for_what_it_cannot_mend_and_names_it(week: SampleWeek) -> None:
    polled(week, MONDAY - timedelta(days=9))
    with open_app(week.config, week.database, clock(MONDAY - timedelta(days=1))) as app:
        app.editions.freeze(MONDAY.date(), MASTHEAD, app.now())
    run(upkeep_flows.watchdog, week, MONDAY)
    dog = newest("watchdog")
    assert dog.state_type is StateType.FAILED
    assert dog.name == "watchdog: 5 overdue"
    assert "pubmed: no successful visit since" in str(dog.state and dog.state.message)


def test_sources_that_are_late_while_another_works_fail_no_run_and_are_named_in_its_state(week: SampleWeek) -> None:
    """Of PubMed the owner is mailed by its own notice; the journal's feed is visited once a day."""
    polled(week, MONDAY - timedelta(hours=20))
    run(upkeep_flows.watchdog, week, MONDAY)
    dog = newest("watchdog")
    assert (dog.name, dog.state_name) == ("watchdog: 3 overdue", "Completed, 3 overdue")
    assert "pubmed: no successful visit since" in str(dog.state and dog.state.message)
    (notice,) = (week.folder / "outbox").glob("owner-*.eml")
    assert "watchdog failed" not in notice.read_text(encoding="utf-8")


RETRACTED = record(31, "Interleukin-1 in gout").replace(
    "</MedlineCitation>",
    '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"><RefSource>J Sample. 2026</RefSource>'
    '<PMID Version="1">32</PMID></CommentsCorrections></CommentsCorrectionsList></MedlineCitation>',
)


def test_a_work_that_was_mailed_and_is_retracted_since_reaches_the_next_letter(
    week: SampleWeek, tmp_path: Path
) -> None:
    before, after = tmp_path / "before.xml", tmp_path / "after.xml"
    before.write_bytes(document(record(31, "Interleukin-1 in gout", created=MONDAY.date())))
    after.write_bytes(document(RETRACTED))
    week.pubmed.index = load([before], None)
    polled(week, MONDAY)
    assert run(main_flows.digest, week, MONDAY) == ""
    week.pubmed.index = load([after], None)
    assert run(upkeep_flows.recheck, week, MONDAY + timedelta(days=9)) == ""
    with open_app(week.config, week.database, clock(MONDAY + timedelta(days=14))) as app:
        notices = draw(app, (MONDAY + timedelta(days=14)).date(), preview=True).notices
    assert [(one.kind.value, str(one.mailed)) for one in notices] == [("retraction", "2026-11-23")]


def test_a_paper_that_the_polls_missed_is_found_by_the_audit_and_history_is_not(
    week: SampleWeek, tmp_path: Path
) -> None:
    """45 days after the first poll: what was created since its window began is missed, what is older is history."""
    late = [record(42, created=day(-25)), record(43, created=day(-200))]
    files = {"first": [record(41, created=day(-10))], "late": late}
    paths = {name: tmp_path / f"{name}.xml" for name in files}
    for name, path in paths.items():
        path.write_bytes(document(*files[name]))
    week.pubmed.index = load([paths["first"]], None)
    polled(week, MONDAY)
    run(main_flows.digest, week, MONDAY)
    week.pubmed.index = load(list(paths.values()), None)
    assert run(upkeep_flows.recheck, week, MONDAY + timedelta(days=45)) == ""
    assert newest("recheck").name.endswith("1 paper had been missed")
    (report,) = (one.data for one in left_by(newest("recheck")) if one.key == "recheck")
    assert "| IL-32 | 50% | 2 | 1 | 24 Oct 2026 | 1 |" in str(report)
    assert "- IL-32, missed: [Interleukin-1 in gout](<https://pubmed.ncbi.nlm.nih.gov/42/>)" in str(report)
    with open_app(week.config, week.database) as app:
        assert [name.value for item in app.corpus.new_items() for name in item.record.identifiers] == ["42"]


def test_the_audit_remembers_when_a_term_began_whatever_maintenance_lets_go_of(
    week: SampleWeek, tmp_path: Path
) -> None:
    early, late = tmp_path / "early.xml", tmp_path / "late.xml"
    early.write_bytes(document(record(41, created=day(-10))))
    late.write_bytes(document(record(42, created=day(20))))
    week.pubmed.index = load([early], None)
    for weeks in range(0, 30, 6):
        polled(week, MONDAY + timedelta(weeks=weeks))
    week.pubmed.index = load([early, late], None)
    with open_app(week.config, week.database, clock(MONDAY + timedelta(weeks=30))) as app:
        assert maintain(app, keep_days=30).accounts > 0
    assert run(upkeep_flows.recheck, week, MONDAY + timedelta(weeks=30)) == ""
    assert newest("recheck").name.endswith("1 paper had been missed")


def test_a_recheck_shows_how_far_it_is_when_it_lasts_and_stands_apart_in_the_receipt(
    week: SampleWeek, monkeypatch: pytest.MonkeyPatch
) -> None:
    polled(week, MONDAY)
    assert run(main_flows.digest, week, MONDAY) == ""
    monkeypatch.setattr(progress, "FIRST_AFTER", 0.0)
    assert run(upkeep_flows.recheck, week, MONDAY + timedelta(days=2)) == ""
    bars = {one.key: one.data for one in left_by(newest("recheck")) if one.type == "progress"}
    assert bars == {"recheck-progress": 100.0, "crossref-progress": 100.0, "audit-progress": 0.0}
    with open_app(week.config, week.database, clock(MONDAY + timedelta(days=7))) as app:
        edition = draw(app, day(7), preview=True)
    assert edition.sources == ()
    asked = [(one.source, one.last.kind, one.new) for one in edition.rechecks]
    assert asked == [
        ("pubmed", VisitKind.AUDIT, 0),
        ("crossref", VisitKind.RECHECK, 0),
        ("pubmed", VisitKind.RECHECK, 0),
    ]
    assert edition.rechecks[2].announced == 26


def test_crossref_that_fails_is_named_and_fails_no_recheck(week: SampleWeek) -> None:
    polled(week, MONDAY)
    assert run(main_flows.digest, week, MONDAY) == ""
    week.crossref.misbehave("blocked")
    assert run(upkeep_flows.recheck, week, MONDAY + timedelta(days=2)) == ""
    ended = newest("recheck")
    assert (ended.state_type, ended.state_name) == (StateType.COMPLETED, "Completed, Crossref failed")
    (report,) = (one for one in left_by(ended) if one.key == "recheck")
    assert "Crossref failed: refuses requests from this computer (403)" in str(report.data)
    assert "asked again about 26 works that readers know" in str(report.data)
    with open_app(week.config, week.database) as app:
        accounts = [one for one in app.corpus.accounts_after(0) if one.source == "crossref"]
    assert [(one.kind, one.outcome) for one in accounts] == [(VisitKind.RECHECK, VisitOutcome.FAILED)]


def test_the_weekly_recheck_asks_for_recent_works_alone_and_searches_for_nothing_missed(week: SampleWeek) -> None:
    polled(week, MONDAY)
    assert run(main_flows.digest, week, MONDAY) == ""
    assert run(upkeep_flows.recheck, week, MONDAY + timedelta(days=6), recent_only=True) == ""
    assert newest("recheck").name == "recheck: 26 works asked again"
    asked = dois_of(week.crossref.targets)
    assert len(asked) == len(set(asked)) > 0
    week.crossref.targets.clear()
    later = MONDAY + timedelta(days=3 * 365)
    assert run(upkeep_flows.recheck, week, later, recent_only=True) == ""
    assert newest("recheck").name == "recheck: 0 works asked again"
    assert week.crossref.targets == []


def left_by(run: FlowRun) -> list[Artifact]:
    return [one for one in ask(lambda client: client.read_artifacts()) if one.flow_run_id == run.id]


def day(from_monday: int) -> date:
    return (MONDAY + timedelta(days=from_monday)).date()


def test_the_history_of_a_new_term_is_fetched_by_a_flow_of_its_own_and_shown(week: SampleWeek, tmp_path: Path) -> None:
    old = tmp_path / "old.xml"
    old.write_bytes(document(record(42, created=day(-200)), record(41, created=day(-10))))
    week.pubmed.index = load([old], None)
    assert run(main_flows.poll, week, MONDAY) == ""
    assert run(upkeep_flows.backfill, week, MONDAY + timedelta(hours=1)) == ""
    ran = newest("backfill")
    assert ran.name == "backfill IL-1, IL-1RA, IL-32: 100 %"
    (table,) = [one.data for one in left_by(ran) if one.key == "backfill"]
    assert '"term": "IL-1", "since": "2024-11-23"' in str(table)
    assert list((tmp_path / "archive").glob("earlier-2026-*.html"))
    assert run(upkeep_flows.backfill, week, MONDAY + timedelta(hours=2)) == ""
    assert newest("backfill").name == "backfill: nothing to do"


def test_what_a_changed_term_has_meant_is_an_artifact_of_the_poll(week: SampleWeek) -> None:
    assert run(main_flows.poll, week, MONDAY) == ""
    text = week.config.read_text(encoding="utf-8")
    week.config.write_text(text.replace("[[term]]\n", '[[term]]\nname = "gout"\nsynonyms = ["gout"]\n\n[[term]]\n', 1))
    assert run(main_flows.poll, week, MONDAY + timedelta(hours=6)) == ""
    (shown,) = [str(one.data) for one in left_by(newest("poll")) if one.key == "term-changes"]
    assert "gout is new: it matches" in shown


def test_mailed_answers_are_read_by_a_flow_of_their_own_where_an_inbox_is_set(
    week: SampleWeek, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ILWATCH_FEEDBACK_KEY", "an invented key of forty characters 0123")
    assert run(upkeep_flows.inbox, week, MONDAY) == ""
    assert newest("inbox").name == "inbox: none is set"
    text = week.config.read_text(encoding="utf-8")
    week.config.write_text(f'{text}\n[feedback]\ninbox = "answers.mbox"\n', encoding="utf-8")
    assert "answers.mbox cannot be read" in run(upkeep_flows.inbox, week, MONDAY)
    (week.folder / "answers.mbox").write_bytes(b"")
    assert run(upkeep_flows.inbox, week, MONDAY) == ""
    assert newest("inbox").name == "inbox: 0 answers"
