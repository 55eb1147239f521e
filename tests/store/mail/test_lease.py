"""Whether the process that holds a Delivery still lives: only a certain death ends a lease early."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from store.mail import lease

NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
ASK = "from store.mail.lease import new_owner; print(new_owner(), flush=True); input()"

needs_proc = pytest.mark.skipif(not Path("/proc/self/ns/pid").exists(), reason="the kernel has no /proc to ask")


def test_this_process_is_not_gone_and_each_attempt_has_a_name_of_its_own() -> None:
    first, second = lease.new_owner(), lease.new_owner()
    assert first != second
    assert not lease.is_gone(first)


@needs_proc
def test_another_process_is_gone_when_it_has_ended_even_before_anybody_asked_how() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", ASK], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout
        owner = other.stdout.readline().strip()
        assert not lease.is_gone(owner)
        other.kill()
        os.waitid(os.P_PID, other.pid, os.WEXITED | os.WNOWAIT)  # it stays a zombie until the block ends
        assert lease.is_gone(owner)


@needs_proc
def test_a_process_id_that_was_given_again_is_not_mistaken_for_its_first_holder() -> None:
    kernel, process, number = lease.new_owner().split(" ")
    assert lease.is_gone(f"{kernel} {process.partition(':')[0]}:1 {number}")


def test_a_lease_that_a_clock_ahead_wrote_is_over_where_nobody_knows_that_its_process_lives() -> None:
    """It would have kept the letter for a year."""
    elsewhere, ahead = "elsewhere/pid:[1] 999999999:1 00", NOW + timedelta(days=365)
    assert lease.is_over(elsewhere, ahead, NOW)
    assert not lease.is_over(elsewhere, NOW + lease.LENGTH, NOW)
    assert lease.is_over(elsewhere, NOW, NOW)


@needs_proc
def test_a_process_that_lives_keeps_its_lease_when_the_clock_is_set_back_meanwhile() -> None:
    """It may be at the final dot: in another hand its letter would be sent twice."""
    assert not lease.is_over(lease.new_owner(), NOW + timedelta(days=365), NOW)


def test_of_a_process_under_another_kernel_nothing_is_known() -> None:
    assert not lease.is_gone("elsewhere/pid:[1] 999999999:1 00")
    assert not lease.is_gone(" 999999999:1 00")
