"""Several `ilwatch poll` at once, as processes of their own, against a PubMed that keeps NCBI's limit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.conftest import SampleWeek
from tests.paths import ROOT
from tests.standins.ncbi_faults import ALLOWED, OVER_LIMIT, Request

POLL = "from flows.cli.main import main; main()"


def busiest_second(requests: list[Request]) -> int:
    """The most requests that came within one second, by the server's clock."""
    times = [request.at for request in requests]
    return max(sum(first <= at < first + 1 for at in times) for first in times)


def poll(week: SampleWeek, number: int) -> subprocess.Popen[str]:
    """A poll of PubMed with a database of its own: nothing but the pace is shared."""
    options = ["poll", "--source", "pubmed", "--config", str(week.config)]
    database = f"sqlite:///{week.folder / f'{number}.db'}"
    command = [sys.executable, "-c", POLL, *options, "--database", database]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.mark.parametrize("processes", [2, 8])
def test_polls_at_once_stay_together_under_ncbis_limit_and_none_fails(week: SampleWeek, processes: int) -> None:
    """Eight of them made 13 requests in a second: a limit that NCBI answers with 429, and then with a block."""
    week.pubmed.misbehave(OVER_LIMIT)
    polls = [poll(week, number) for number in range(processes)]
    said = [one.communicate(timeout=300)[0] for one in polls]
    assert [one.returncode for one in polls] == [0] * processes, said
    assert all("23 new" in text and "0 failed" in text for text in said), said
    assert busiest_second(week.pubmed.requests) <= ALLOWED
    assert len({Path(file).name for file in week.folder.glob("*.db")}) == processes
