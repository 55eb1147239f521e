"""Several `ilwatch poll` at once, as processes of their own, against a PubMed that keeps NCBI's limit."""

from __future__ import annotations

import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from flows.cli import main
from tests.flows.children import ended, start
from tests.flows.conftest import SampleWeek
from tests.standins.ncbi_faults import ALLOWED, OVER_LIMIT, Request


def busiest_second(requests: list[Request]) -> int:
    """The most requests that came within one second, by the server's clock."""
    times = [request.at for request in requests]
    return max(sum(first <= at < first + 1 for at in times) for first in times)


def poll(week: Path, number: int) -> None:
    """A poll of PubMed, with a database and a log of its own in ``week``: nothing but the pace is shared."""
    options = ["poll", "--source", "pubmed", "--config", str(week / "watch.toml")]
    sys.argv = ["ilwatch", *options, "--database", f"sqlite:///{week / f'{number}.db'}"]
    with (week / f"{number}.txt").open("w") as said, redirect_stdout(said), redirect_stderr(said):
        main.main()


@pytest.mark.parametrize("processes", [2, 8])
def test_polls_at_once_stay_together_under_ncbis_limit_and_none_fails(week: SampleWeek, processes: int) -> None:
    """Eight of them made 13 requests in a second: a limit that NCBI answers with 429, and then with a block."""
    week.pubmed.misbehave(OVER_LIMIT)
    codes = ended([start(poll, week.folder, number) for number in range(processes)])
    said = [(week.folder / f"{number}.txt").read_text(encoding="utf-8") for number in range(processes)]
    assert codes == [0] * processes, said
    assert all("23 new" in text and "0 failed" in text for text in said), said
    assert busiest_second(week.pubmed.requests) <= ALLOWED
    assert {f"{number}.db" for number in range(processes)} <= {file.name for file in week.folder.glob("*.db")}
