"""Law 2: the main job is killed at every point between fetching and the last commit, then run again.

Nothing is lost and nothing is there twice, wherever it died.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.app import clock, open_app
from flows.cli.demo import MONDAY, SAMPLE, write_config
from tests.flows.children import KILLED, ended, start
from tests.flows.holdings import holdings
from tests.flows.jobs.crash_child import Point, die, run
from tests.standins.feeds import FeedStandin
from tests.standins.ncbi import NcbiStandin

COMMITS = 9
"""Of an uncrashed run: the bundled seeds, five sources, the works matched, the histories planned, the edition."""

ADMISSIONS = 6


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The sample week, served to all processes of this file."""
    pubmed = NcbiStandin([SAMPLE / "pubmed.xml"], today=f"{MONDAY:%Y-%m-%d}")
    with pubmed, FeedStandin(SAMPLE / "feeds") as feeds:
        yield write_config(tmp_path_factory.mktemp("week"), pubmed.url, feeds.url)


@pytest.fixture(scope="module")
def uncrashed(config: Path) -> dict[str, list[Any]]:
    run(config, f"sqlite:///{config.parent / 'uncrashed.db'}")
    return holdings(config.parent / "uncrashed.db")


POINTS = [
    *((Point.FETCHED, number) for number in range(1, ADMISSIONS + 1)),
    *((point, number) for number in range(1, COMMITS + 1) for point in (Point.WRITTEN, Point.COMMITTED)),
]


@pytest.mark.parametrize(("point", "number"), POINTS, ids=str)
def test_killed_and_run_again_nothing_is_lost_and_nothing_is_twice(
    config: Path, tmp_path: Path, uncrashed: dict[str, list[Any]], point: Point, number: int
) -> None:
    file = tmp_path / "ilwatch.db"
    database = f"sqlite:///{file}"
    assert ended([start(die, config, database, point, number)]) == [KILLED]
    report = run(config, database)
    assert report.problems == ()
    assert holdings(file) == uncrashed
    with open_app(config, database, clock(MONDAY)) as app:
        assert all(account.balances for account in app.corpus.accounts_after(0))
        edition = app.editions.get(MONDAY.date())
        assert edition
        ids = [item.work_id for item in edition.items]
        assert sorted(ids) == sorted({work[0] for work in uncrashed["works"] if work[5]})


@pytest.mark.parametrize(("point", "number"), [(Point.FETCHED, ADMISSIONS + 1), (Point.COMMITTED, COMMITS + 1)])
def test_there_are_no_more_points_to_die_at(config: Path, tmp_path: Path, point: Point, number: int) -> None:
    """Else a commit was added to the main job that the test above does not reach."""
    database = f"sqlite:///{tmp_path / 'ilwatch.db'}"
    assert ended([start(die, config, database, point, number)]) == [0]
