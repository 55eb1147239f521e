"""A source that answers and brings nothing new: told as silent, once by mail, in status, letter and each week."""

from __future__ import annotations

import asyncio
import email
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import policy
from pathlib import Path
from typing import Any

import pytest

from digests.letter.compose import compose, compose_page
from flows.app import App, clock, open_app, seed
from flows.cli.demo import MONDAY, SAMPLE
from flows.jobs.overdue import overdue, visit_times
from flows.jobs.owner_alerts import needing, tell_of_silence, tell_weekly
from flows.jobs.poll import poll_all
from flows.jobs.status import status_of
from literature.model.harvest import Harvest
from tests.flows.children import at_once
from tests.flows.conftest import SampleWeek, serve_week
from tests.flows.digests import draw

DAY = timedelta(days=1)


def later(app: App, by: timedelta) -> App:
    return replace(app, now=clock(MONDAY + by))


def polled(app: App, by: timedelta, *sources: str) -> App:
    at = later(app, by)
    asyncio.run(poll_all(at, sources))
    return at


@pytest.fixture(scope="module")
def frozen_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Polled on five days, on which PubMed's stand-in gets no new records, and answers as ever."""
    with (
        serve_week(tmp_path_factory.mktemp("frozen")) as week,
        open_app(week.config, week.database, clock(MONDAY), at_once) as app,
    ):
        seed(app, SAMPLE / "held.toml")
        for number in range(5):
            polled(app, number * DAY)
    return week.folder / "ilwatch.db"


@pytest.fixture
def frozen(week: SampleWeek, frozen_file: Path) -> Iterator[App]:
    """On the last of these days."""
    shutil.copy(frozen_file, week.folder / "ilwatch.db")
    with open_app(week.config, week.database, clock(MONDAY + 4 * DAY), at_once) as app:
        yield app


def mails(week: SampleWeek) -> Iterator[Any]:
    for path in sorted((week.folder / "outbox").glob("owner-*.eml")):
        yield email.message_from_bytes(path.read_bytes(), policy=policy.default)


def text(mail: Any) -> str:
    return " ".join(mail.get_body(("plain",)).get_content().split())


def test_a_pubmed_that_stands_still_is_silent_in_status_and_overdue(frozen: App) -> None:
    status = status_of(frozen)
    assert (
        "pubmed: silent since 22 Nov 2026; PubMed shows no new records on any subject since 22 Nov 2026"
        in status.overdue[0]
    )
    assert status.data()["sources"][0]["silent_since"] == "2026-11-22T00:00:00+00:00"
    assert "silent since 22 Nov 2026" in "\n".join(status.lines())


def test_a_silent_source_is_neither_healthy_nor_failed_in_the_letter(frozen: App) -> None:
    edition = draw(frozen, frozen.now().date(), preview=True)
    page = compose_page(edition, {}, frozen.silences)
    (row,) = (row for row in page.sources.rows if row.source == "pubmed")
    assert row.state == "silent since 22 Nov 2026"
    assert row.remarks[0].startswith("PubMed shows no new records on any subject since 22 Nov 2026")
    assert "1 silent" in page.sources.summary
    letter = compose(edition, {}, contact="owner@example.org")
    assert "brought nothing new for longer than usual: pubmed." in letter.sources.summary


def test_the_owner_is_mailed_once_for_a_silence_and_again_for_the_next_one(week: SampleWeek, frozen: App) -> None:
    for hours in range(0, 48, 6):
        assert tell_of_silence(later(frozen, 4 * DAY + timedelta(hours=hours))) == ""
    (mail,) = mails(week)
    assert mail["Subject"] == "Interleukin Watch (sample week), 27 Nov 2026: 1 source needs attention"
    assert "pubmed, silent since 22 Nov 2026: PubMed shows no new records" in text(mail)
    once_more = replace(frozen, now=clock(MONDAY + 90 * DAY))
    _visit(once_more, datetime(2027, 2, 15, tzinfo=UTC))
    tell_of_silence(once_more)
    assert len(list(mails(week))) == 2


def _visit(app: App, silent_since: datetime | None) -> None:
    found = Harvest("pubmed", announced=0, silent_since=silent_since)
    app.corpus.admit(found, [], started=app.now(), now=app.now())


def test_the_alarm_ends_when_records_come_again(frozen: App) -> None:
    _visit(frozen, None)
    assert visit_times(frozen).silent == {}
    assert not [line for line in overdue(frozen) if line.startswith("pubmed")]


def test_a_failed_visit_does_not_end_a_silence(frozen: App) -> None:
    frozen.corpus.record_failure("pubmed", "busy", started=frozen.now(), now=frozen.now())
    assert list(visit_times(frozen).silent) == ["pubmed"]


def test_where_the_owner_cannot_be_told_of_a_silence_the_next_run_tries_again(week: SampleWeek, frozen: App) -> None:
    (week.folder / "outbox").write_bytes(b"a file where the folder should be")
    assert "pubmed needs attention" in tell_of_silence(frozen)
    (week.folder / "outbox").unlink()
    assert tell_of_silence(frozen) == ""
    assert len(list(mails(week))) == 1


@pytest.mark.polled
def test_a_lone_bad_feed_makes_no_mail_but_stands_in_the_weekly_lines_of_the_owner(week: SampleWeek, app: App) -> None:
    week.feeds.faults["/journal.xml"] = "html"
    late = polled(app, DAY)
    assert visit_times(late).some_source_works
    assert tell_of_silence(late) == ""
    assert list(mails(week)) == []
    edition = draw(late, late.now().date(), preview=False)
    assert [tell_weekly(late, edition) for _ in range(2)] == ["", ""]
    (mail,) = mails(week)
    assert "J Sample Med, its last visit failed: returned" in text(mail)


@pytest.mark.polled
def test_a_week_in_which_all_is_well_makes_no_mail_for_the_owner(week: SampleWeek, app: App) -> None:
    assert tell_weekly(app, draw(app, MONDAY.date(), preview=False)) == ""
    assert list(mails(week)) == []


@pytest.mark.polled
def test_a_pubmed_that_cannot_be_visited_is_mailed_once_though_the_feeds_work(week: SampleWeek, app: App) -> None:
    week.pubmed.misbehave("route_failure")
    for hours in (6, 12, 19, 25):
        tell_of_silence(polled(app, timedelta(hours=hours)))
    (mail,) = mails(week)
    assert "pubmed, no successful visit since 23 Nov 2026: esearch: failed at NCBI" in text(mail)
    times = visit_times(later(app, timedelta(hours=25)))
    assert [line.source for line in needing(times, app.corpus.last_accounts(), app.watch.zone)] == ["pubmed"]


def test_no_source_works_once_each_has_missed_its_interval(app: App) -> None:
    assert not visit_times(app).some_source_works
    polled(app, timedelta())
    assert visit_times(later(app, DAY)).some_source_works
    assert not visit_times(later(app, 8 * DAY)).some_source_works
