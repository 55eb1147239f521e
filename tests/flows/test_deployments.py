"""prefect.yaml as plain data: what comes by itself, and when."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from flows.deployments import Plan, Timing, last_slot, next_slot, plans, zone_fault
from literature.model.errors import BrokenConfig

LONDON = ZoneInfo("Europe/London")
WEEKLY = Plan("weekly", "flows.main_flows.digest", "", (), {}, (Timing("0 7 * * MON", "monday-0700"),))

YAML = """
deployments:
  - name: weekly
    entrypoint: flows.main_flows.digest
    schedules:
      - cron: "{cron}"
        timezone: {zone}
        slug: monday
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "prefect.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("now", "slot"),
    [
        (datetime(2026, 11, 23, 6, 59, 59, tzinfo=UTC), datetime(2026, 11, 16, 7, tzinfo=LONDON)),
        (datetime(2026, 11, 23, 7, 0, 0, tzinfo=UTC), datetime(2026, 11, 23, 7, tzinfo=LONDON)),
        (datetime(2026, 11, 29, 23, 0, 0, tzinfo=UTC), datetime(2026, 11, 23, 7, tzinfo=LONDON)),
    ],
    ids=["a second before", "on the stroke", "the Sunday after"],
)
def test_the_last_slot_is_the_newest_one_that_has_passed(now: datetime, slot: datetime) -> None:
    assert last_slot(WEEKLY, LONDON, now) == slot


def test_a_slot_keeps_its_local_hour_when_the_clocks_change() -> None:
    """They went back on 25 October 2026."""
    before, after = datetime(2026, 10, 19, 12, tzinfo=UTC), datetime(2026, 10, 26, 12, tzinfo=UTC)
    slots = [last_slot(WEEKLY, LONDON, now) for now in (before, after)]
    assert [slot and (slot.hour, slot.astimezone(UTC).hour) for slot in slots] == [(7, 6), (7, 7)]


def test_the_next_slot_is_after_now() -> None:
    assert next_slot(WEEKLY, LONDON, datetime(2026, 11, 23, 7, tzinfo=UTC)) == datetime(2026, 11, 30, 7, tzinfo=LONDON)


def test_what_never_comes_by_itself_has_no_slot() -> None:
    by_hand, now = Plan("now", "flows.main_flows.run", "", (), {}), datetime(2026, 11, 23, tzinfo=UTC)
    assert last_slot(by_hand, LONDON, now) is next_slot(by_hand, LONDON, now) is None


def test_the_projects_own_file_can_be_read() -> None:
    assert [plan.name for plan in plans()][:3] == ["poll", "news", "weekly"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (YAML.format(cron="0 25 * * MON", zone="Europe/London"), "weekly: cron '0 25 \\* \\* MON' is none"),
        (YAML.format(cron="0 7 * * MON", zone="x").replace("slug: monday", "active: true"), "has no slug"),
        (
            YAML.format(cron="0 7 * * MON", zone="x").replace("entrypoint: flows.main_flows.digest", ""),
            "entrypoint is missi",
        ),
        ("deployments: [", "cannot be read"),
        ("- a list", "holds no table"),
    ],
    ids=["a cron that is none", "no slug", "no entrypoint", "no yaml", "another shape"],
)
def test_a_file_that_cannot_be_used_is_named_with_its_fault(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(BrokenConfig, match=fault):
        plans(written(tmp_path, text))


def test_a_schedule_may_give_parameters_of_its_own(tmp_path: Path) -> None:
    text = YAML.format(cron="0 7 * * MON", zone="Europe/London") + "        parameters:\n          only_me: true\n"
    (plan,) = plans(written(tmp_path, text))
    assert [timing.parameters for timing in plan.timings] == [{"only_me": True}]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BrokenConfig, match=r"none\.yaml"):
        plans(tmp_path / "none.yaml")


def test_another_time_zone_than_that_of_the_researchers_file_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, YAML.format(cron="0 7 * * MON", zone="Europe/Berlin"))
    assert zone_fault(ZoneInfo("Europe/Berlin"), path) == ""
    assert "timezone is Europe/Berlin, that of watch.toml is Europe/London" in zone_fault(LONDON, path)
