"""`deliver` with a reader who has a rhythm of their own, as a Prefect run and without: the same letter."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from flows import main_flows
from flows.app import clock, open_app
from flows.cli import main_job
from flows.cli.demo import MONDAY
from flows.jobs.poll import poll_all
from tests.flows.conftest import SampleWeek
from tests.flows.delivery.relayed import write_mail
from tests.flows.ui.asking import ask
from tests.standins.post_office import PostOffice, free_port, open_at

pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")

DAILY = "reader@example.org"
TUESDAY = MONDAY + timedelta(days=1)


def bare(week: SampleWeek) -> None:
    assert main_job.deliver(week.config, week.database).problems == ()


def as_flow(week: SampleWeek) -> None:
    parameters = {"config": str(week.config), "database": week.database, "at": TUESDAY}
    assert asyncio.run(main_flows.to_the_end(main_flows.deliver, **parameters)) == ""
    names = [run.name for run in ask(lambda client: client.read_flow_runs())]
    assert "deliver: 1 sent, 1 tried (edition 2026-11-24)" in names


@pytest.mark.parametrize("deliver", [bare, as_flow])
def test_the_hourly_run_makes_the_edition_of_a_daily_reader_and_leaves_the_others_to_the_digest(
    api: str, week: SampleWeek, monkeypatch: pytest.MonkeyPatch, deliver: Callable[[SampleWeek], None]
) -> None:
    office, port = PostOffice(), free_port()
    write_mail(week.config, port, [DAILY, "cardiologist@example.org"])
    text = week.config.read_text(encoding="utf-8")
    week.config.write_text(text.replace(f'address = "{DAILY}"', f'address = "{DAILY}"\nevery = "daily"'), "utf-8")
    with open_app(week.config, week.database, clock(MONDAY)) as app:
        asyncio.run(poll_all(app, ["Sample Newswire"]))
    monkeypatch.setattr(main_job, "open_app", partial(open_app, now=clock(TUESDAY)))
    with open_at(office, port):
        for _ in range(2):
            deliver(week)
    assert office.letters() == {DAILY: 1}
    with open_app(week.config, week.database, clock(TUESDAY)) as app:
        assert [f"{key}" for key, _ in app.editions.slots()] == ["2026-11-24"]
        assert (app.archive.folder / "2026-11-24.html").exists()
