"""A topic's own test phrases are tried at each poll, by what the topics have learned too; the owner hears of it."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.app import App, clock, open_app
from flows.cli import main_job
from flows.cli.demo import MONDAY
from flows.jobs.owner_alerts import tell_weekly
from flows.jobs.status import status_of
from tests.flows.children import at_once
from tests.flows.conftest import SampleWeek
from tests.flows.digests import draw
from tests.flows.jobs.test_silence import mails, text

TOPIC = '[[topic]]\nid = "wrong"\nname = "A wrong topic"\nkeywords = ["gout"]\nmust_match = ["Kidney stones"]\n'
SAID = 'must_match "Kidney stones" does not get it (score 0; a topic is given from 0.5)'


@pytest.fixture
def wrong(week: SampleWeek, polled_file: Path) -> Iterator[App]:
    """The app of a configuration with a topic that fails its own phrase, and nothing else to complain of."""
    week.config.write_text(f"{week.config.read_text(encoding='utf-8')}\n{TOPIC}", encoding="utf-8")
    shutil.copy(polled_file, week.folder / "ilwatch.db")
    with open_app(week.config, week.database, clock(MONDAY), at_once) as app:
        yield app


def test_status_names_the_topic_the_phrase_and_its_score(wrong: App) -> None:
    status = status_of(wrong)
    assert f"topic wrong: {SAID}" in status.lines()
    assert status.data()["failed_cases"] == [
        {"topic": "wrong", "phrase": "Kidney stones", "wanted": True, "score": 0.0}
    ]
    assert not status.failed


def test_a_poll_warns_of_it_and_goes_on(week: SampleWeek, wrong: App, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        report = main_job.poll(week.config, week.database, ["pubmed"])
    assert f"topic wrong: {SAID}" in caplog.messages
    assert report.problems == ()


def test_the_owner_is_told_once_a_week(week: SampleWeek, wrong: App) -> None:
    edition = draw(wrong, MONDAY.date(), preview=False)
    assert [tell_weekly(wrong, edition) for _ in range(2)] == ["", ""]
    (mail,) = mails(week)
    assert "1 topic needs attention" in str(mail["Subject"])
    assert f"A wrong topic, a test phrase of it fails: {SAID}" in text(mail)
    assert "Open its address" not in text(mail)
