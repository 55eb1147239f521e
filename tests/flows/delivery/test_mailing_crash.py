"""Law 6: the mailing is killed at every commit and at every step of SMTP, then run again, under both policies.

With "retry" no reader is left without a letter; with "hold" none gets two. A second copy is the first one, byte for
byte. Only RFC 1047's gap (from the mark to the commit of what was sent) makes a difference between the two.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.app import clock, open_app
from flows.cli.demo import MONDAY
from flows.delivery.resend import resolve_delivery
from store.mail.delivery import DeliveryState
from tests.flows.children import KILLED, ended, start, until
from tests.flows.delivery.mailing_child import IN_DOUBT, KEY, Point, die, run
from tests.flows.delivery.relayed import write_mail
from tests.standins.post_office import PostOffice, free_port, open_at
from tests.standins.postgres import Postgres

READERS = tuple(f"reader{number}@example.org" for number in range(1, 4))
VICTIM = READERS[1]
"""Whose letter is in hand when the process dies."""

ONCE = (Point.IN_FREEZE, Point.FROZEN, Point.IN_ENQUEUE, Point.ENQUEUED)
"""Points of the whole edition: they come once."""


class Week:
    """A polled week with a relay, and its mailing."""

    def __init__(self, config: Path, database: str, policy: str, readers: tuple[str, ...] = READERS) -> None:
        self.office, self.port = PostOffice(), free_port()
        self.config, self.database = config, database
        write_mail(self.config, self.port, readers, policy)

    def kill_at(self, point: Point, number: int = 2) -> None:
        """Mail in a process that dies there."""
        assert ended([start(die, self.config, self.database, point, number)]) == [KILLED]

    def states(self) -> dict[str, DeliveryState]:
        with open_app(self.config, self.database, clock(MONDAY)) as app:
            return {d.recipient: d.state for d in app.outbox.of_edition(KEY)}


@pytest.fixture
def database(polled_file: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of the polled week: on SQLite, or on what the test names."""
    if getattr(request, "param", "") == "postgres":
        server: Postgres = request.getfixturevalue("postgres")
        with server.copy_of(request.getfixturevalue("polled_template")) as address:
            yield address
    else:
        shutil.copy(polled_file, tmp_path / "ilwatch.db")
        yield f"sqlite:///{tmp_path / 'ilwatch.db'}"


@pytest.fixture
def week(polled: Path, tmp_path: Path, database: str, request: pytest.FixtureRequest) -> Iterator[Week]:
    """Under the policy that the test names, its relay open."""
    shutil.copy(polled, tmp_path / "watch.toml")
    week = Week(tmp_path / "watch.toml", database, request.param)
    with open_at(week.office, week.port):
        yield week


def arrived(office: PostOffice) -> None:
    """Wait until the server has taken in what was sent before the process died."""
    until(lambda: VICTIM in office.boxes)


@pytest.mark.parametrize("week", ["retry", "hold"], indirect=True)
@pytest.mark.parametrize("point", [point for point in Point if point not in IN_DOUBT], ids=str)
def test_killed_outside_the_gap_each_reader_gets_one_letter(week: Week, point: Point) -> None:
    week.kill_at(point, 1 if point in ONCE else 2)
    assert run(week.config, week.database).problems == ()
    assert week.office.letters() == dict.fromkeys(READERS, 1)
    assert set(week.states().values()) == {DeliveryState.SENT}


@pytest.mark.parametrize("week", ["retry"], indirect=True)
@pytest.mark.parametrize("point", IN_DOUBT, ids=str)
def test_killed_in_the_gap_retry_sends_the_same_bytes_again(week: Week, point: Point) -> None:
    week.kill_at(point)
    if point is not Point.MARKED:
        arrived(week.office)
    assert run(week.config, week.database).problems == ()
    copies = week.office.boxes.pop(VICTIM)
    assert len(copies) == (1 if point is Point.MARKED else 2)
    assert len(set(copies)) == 1
    assert week.office.letters() == {reader: 1 for reader in READERS if reader != VICTIM}


@pytest.mark.parametrize("week", ["hold"], indirect=True)
@pytest.mark.parametrize("point", IN_DOUBT, ids=str)
def test_killed_in_the_gap_hold_waits_for_a_person(week: Week, point: Point) -> None:
    week.kill_at(point)
    if point is not Point.MARKED:
        arrived(week.office)
    for _ in range(2):
        (problem,) = run(week.config, week.database).problems
        assert problem.startswith(
            "the letter to r***@example.org may or may not have arrived: the process that sent it ended"
        )
    assert {len(week.office.boxes.get(reader, [])) for reader in READERS if reader != VICTIM} == {1}
    assert len(week.office.boxes.get(VICTIM, [])) == (0 if point is Point.MARKED else 1)
    with open_app(week.config, week.database, clock(MONDAY)) as app:
        (held,) = app.outbox.open()
        resolve_delivery(app.mailing, held.id, "retry" if point is Point.MARKED else "sent")
    assert {len(week.office.boxes[reader]) for reader in READERS} == {1}
    assert set(week.states().values()) == {DeliveryState.SENT}


BOTH = pytest.mark.parametrize("database", ["sqlite", "postgres"], indirect=True)


@pytest.mark.slow
@BOTH
@pytest.mark.parametrize("week", ["retry"], indirect=True)
def test_killed_at_every_point_one_after_the_other_nobody_is_left_out(week: Week) -> None:
    for point in Point:
        week.kill_at(point, 1)
    assert run(week.config, week.database).problems == ()
    assert set(week.states().values()) == {DeliveryState.SENT}
    assert set(week.office.boxes) == set(READERS)
    assert all(len(set(copies)) == 1 for copies in week.office.boxes.values())


@BOTH
@pytest.mark.parametrize("week", ["hold"], indirect=True)
def test_killed_in_the_gap_of_each_letter_nobody_gets_two(week: Week) -> None:
    for point in (Point.MARKED, Point.DOT, Point.IN_FINISH):
        week.kill_at(point, 1)
    assert len(run(week.config, week.database).problems) == len(READERS)
    assert set(week.states().values()) == {DeliveryState.AMBIGUOUS}
    assert {reader: len(week.office.boxes.get(reader, [])) for reader in READERS[::2]} == {READERS[0]: 0, READERS[2]: 1}
    assert len(week.office.boxes.get(READERS[1], [])) <= 1


@BOTH
@pytest.mark.parametrize("week", ["retry", "hold"], indirect=True)
def test_four_processes_at_once_send_each_letter_once(week: Week) -> None:
    assert ended([start(run, week.config, week.database) for _ in range(4)]) == [0] * 4
    assert week.office.letters() == dict.fromkeys(READERS, 1)
