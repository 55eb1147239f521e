"""The pace that several processes keep together, on a clock that moves only in sleep, and with locks of real files."""

from __future__ import annotations

import asyncio
import fcntl
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from literature.model.errors import RetrySource
from sources.pace import FARTHEST, SharedPace, pace_file, pace_folder
from tests.sources.test_http import FakeTime

HOLDER = """import fcntl, sys, time
fcntl.flock(open(sys.argv[1], 'a'), fcntl.LOCK_EX)
print('held', flush=True)
time.sleep(99)"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "pace"


def written(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(content)


def paces(file: Path, time: FakeTime, number: int = 2, interval: float = 0.37) -> list[SharedPace]:
    """As many processes' paces on one clock."""
    return [SharedPace(interval, file, time.clock, time.sleep) for _ in range(number)]


async def test_starts_of_several_processes_are_spaced_as_those_of_one(file: Path) -> None:
    """Each process kept a pace of its own: eight made 13 requests in a second."""
    time = FakeTime()
    starts = []
    for pace in paces(file, time, 3) * 2:
        await pace.turn(10)
        await pace.start()
        starts.append(time.now)
    assert starts == pytest.approx([100.0 + 0.37 * n for n in range(6)])


async def test_a_start_that_is_late_shifts_the_next_one(file: Path) -> None:
    """Two turns that were reserved apart would else fall together: a connection may take long to be made."""
    time = FakeTime()
    late, prompt = paces(file, time)
    await late.turn(10)
    await prompt.turn(10)
    assert time.now == pytest.approx(100.37)
    await late.start()
    await prompt.start()
    assert time.now == pytest.approx(100.74)


async def test_a_turn_too_far_away_is_refused_at_once_and_not_taken(file: Path) -> None:
    time = FakeTime()
    one, other = paces(file, time, interval=4.0)
    await one.turn(0)
    with pytest.raises(RetrySource, match=r"4\.0 s away") as caught:
        await other.turn(3.9)
    assert caught.value.retry_after == timedelta(seconds=4)
    assert time.slept == []
    await other.turn(4.0)
    assert time.now == 104.0


async def test_a_caller_that_is_cancelled_leaves_its_turn_unused(file: Path) -> None:
    pace = SharedPace(30.0, file)
    await pace.turn(0)
    waiting = asyncio.create_task(pace.turn(60))
    await asyncio.sleep(0.05)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    with pytest.raises(RetrySource, match=r"59\.\d s away"):
        await pace.turn(31)


@pytest.mark.parametrize("back", [FARTHEST + 1, 1_000_000], ids=["a minute", "days"])
async def test_a_clock_that_begins_anew_holds_nobody_up(file: Path, back: float) -> None:
    """The machine's clock begins at nothing at each start of the machine."""
    before, after = FakeTime(), FakeTime()
    before.now += back
    await paces(file, before)[0].turn(10)
    await paces(file, before)[0].start()
    (pace,) = paces(file, after, 1)
    await pace.turn(0)
    await pace.start()
    assert after.slept == []


@pytest.mark.parametrize("content", [b"", b"7", b"\xff" * 16, b"not two instants of time"])
async def test_a_file_that_says_nothing_holds_nobody_up(file: Path, content: bytes) -> None:
    written(file, content)
    time = FakeTime()
    one, other = paces(file, time)
    await one.turn(0)
    await one.start()
    await other.turn(1)
    assert time.now == pytest.approx(100.37)
    assert one.note == ""


def killed_with_the_lock(file: Path) -> None:
    """A process takes the lock and dies."""
    file.parent.mkdir()
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(file)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"held\n"
        holder.send_signal(signal.SIGKILL)
        holder.wait()


async def test_the_lock_of_a_killed_process_is_free(file: Path) -> None:
    killed_with_the_lock(file)
    (pace,) = paces(file, FakeTime(), 1)
    await pace.turn(0)
    await pace.start()
    assert pace.note == ""


async def test_a_lock_that_is_never_released_leaves_each_process_its_own_pace_and_says_so(file: Path) -> None:
    """A process that was stopped in the middle holds it for ever."""
    written(file, b"")
    stopped = os.open(file, os.O_RDWR)
    try:
        fcntl.flock(stopped, fcntl.LOCK_EX)
        time = FakeTime()
        (pace,) = paces(file, time, 1)
        await pace.turn(1)
        await pace.turn(1)
    finally:
        os.close(stopped)
    assert time.slept == pytest.approx([0.37])
    assert "not shared with other processes" in pace.note


async def test_where_nothing_can_be_written_each_process_keeps_its_own_pace_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("no folder")
    time = FakeTime()
    (pace,) = paces(tmp_path / "state" / "ilwatch" / "pace", time, 1)
    for _ in range(3):
        await pace.turn(1)
        await pace.start()
    assert time.slept == pytest.approx([0.37, 0.37])
    assert f"make {tmp_path / 'state' / 'ilwatch'} writable" in pace.note


async def test_a_link_in_the_place_of_the_file_is_not_written_through(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"precious")
    (tmp_path / "pace").symlink_to(target)
    (pace,) = paces(tmp_path / "pace", FakeTime(), 1)
    await pace.turn(0)
    assert (target.read_bytes(), bool(pace.note)) == (b"precious", True)


def test_those_who_share_an_allowance_share_a_file_whose_name_holds_no_secret() -> None:
    files = {pace_file("eutils.ncbi.nlm.nih.gov", has_key=key) for key in (True, False)}
    assert {file.name for file in files} == {"pace-eutils.ncbi.nlm.nih.gov", "pace-eutils.ncbi.nlm.nih.gov-key"}
    assert pace_file("127.0.0.1:8/../x", has_key=False).parent == pace_folder()
    assert str(pace_folder()).startswith(os.environ["XDG_STATE_HOME"])
