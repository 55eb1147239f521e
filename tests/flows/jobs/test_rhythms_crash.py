"""Law 6 for readers with a rhythm of their own: `deliver` is killed at each step, and run again."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from flows.app import App
from flows.jobs.overdue import unserved_digest
from store.editions import Editions
from store.mail.outbox import Outbox
from tests.flows.children import KILLED, ended, start
from tests.flows.delivery.mailing_child import Point, run
from tests.flows.delivery.relayed import write_mail
from tests.flows.jobs.months import HOUR, Months
from tests.flows.jobs.rhythm_child import deliver, die
from tests.flows.jobs.test_rhythms import at, in_berlin
from tests.standins.post_office import PostOffice, free_port, open_at

DAILY, WEEKLY, PLAIN = (f"{name}@example.org" for name in ("daily", "weekly", "plain"))
RHYTHMS = {DAILY: 'every = "daily"', WEEKLY: 'day = "monday"', PLAIN: ""}


@pytest.fixture
def config(polled: Path, polled_file: Path, tmp_path: Path) -> Path:
    """The polled week, with three readers; the relay is at the port in its text."""
    shutil.copy(polled_file, tmp_path / "ilwatch.db")
    return Path(shutil.copy(polled, tmp_path / "watch.toml"))


def with_rhythms(config: Path, port: int) -> None:
    write_mail(config, port, [*RHYTHMS])
    text = config.read_text(encoding="utf-8")
    for address, keys in RHYTHMS.items():
        text = text.replace(f'address = "{address}"', f'address = "{address}"\n{keys}')
    config.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "point", [Point.IN_FREEZE, Point.FROZEN, Point.IN_ENQUEUE, Point.ENQUEUED, Point.CLAIMED, Point.FINISHED], ids=str
)
def test_killed_at_any_step_each_reader_gets_one_letter_and_the_digest_serves_the_rest(
    config: Path, point: Point
) -> None:
    office, port, database = PostOffice(), free_port(), f"sqlite:///{config.parent / 'ilwatch.db'}"
    with_rhythms(config, port)
    with open_at(office, port):
        assert ended([start(die, config, database, point, 1)]) == [KILLED]
        for _ in range(2):
            deliver(config, database)
        assert office.letters() == {DAILY: 1, WEEKLY: 1}
        assert run(config, database).problems == ()
        assert office.letters() == {DAILY: 1, WEEKLY: 1, PLAIN: 1}


def test_four_processes_at_once_send_each_letter_once(config: Path) -> None:
    office, port, database = PostOffice(), free_port(), f"sqlite:///{config.parent / 'ilwatch.db'}"
    with_rhythms(config, port)
    with open_at(office, port):
        tried = [start(act, config, database) for act in (deliver, run, deliver, run)]
        assert ended(tried) == [0] * 4
    assert office.letters() == {DAILY: 1, WEEKLY: 1, PLAIN: 1}


class Killed(BaseException):
    """This run has ended here; what is committed stays."""


@pytest.mark.parametrize(
    ("part", "step", "when"),
    [(Editions, "freeze", "before"), (Editions, "freeze", "after"), (Outbox, "enqueue", "after")],
)
@pytest.mark.parametrize("killed", ["2026-11-09T07:00", "2026-11-12T07:37"])
def test_a_run_that_ended_between_two_steps_costs_no_reader_a_paper(
    app: App, killed: str, part: type, step: str, when: str
) -> None:
    """The digest, or an edition for two readers at once; the watchdog makes up for the digest."""
    months = Months(in_berlin(app), at("2026-11-02T06:00"))
    months.announce(2)
    months.readers(plain={}, daily={"every": "daily"}, thursday={"day": "thursday"}, monthly={"every": "monthly"})
    act: Callable[..., Any] = getattr(part, step)

    def until_killed(*arguments: Any, **options: Any) -> Any:
        dies = months.now == at(killed)
        if dies and when == "before":
            raise Killed
        done = act(*arguments, **options)
        if dies:
            raise Killed
        return done

    def watchdog(_day: datetime) -> None:
        months.announce(1)
        if unserved_digest(months.app):
            months.digest()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(part, step, until_killed)
        with pytest.raises(Killed):
            months.until(at("2026-11-14T00:00"), watchdog)
    months.now = at(killed).replace(minute=0) + HOUR
    months.until(at("2026-11-14T00:00"), watchdog)
    months.readers(plain={}, daily={}, thursday={}, monthly={})
    months.until(at("2026-11-17T00:00"))
    for reader in ("plain", "daily", "thursday", "monthly"):
        assert Counter(months.read(reader)) == Counter([*months.announced]), reader
