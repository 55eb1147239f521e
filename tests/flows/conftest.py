"""The sample week, served over real HTTP by the stand-ins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.demo import MONDAY, SAMPLE, write_config
from flows.house import House, clock, open_house, seed
from tests.standins.feeds import FeedStandin
from tests.standins.ncbi import NcbiStandin


@dataclass(frozen=True)
class SampleWeek:
    """Both stand-ins, and a folder with a watch.toml that points to them."""

    folder: Path
    config: Path
    database: str
    pubmed: NcbiStandin
    feeds: FeedStandin


@pytest.fixture
def week(tmp_path: Path) -> Iterator[SampleWeek]:
    pubmed = NcbiStandin([SAMPLE / "pubmed.xml"], today=f"{MONDAY:%Y-%m-%d}")
    with pubmed, FeedStandin(SAMPLE / "feeds") as feeds:
        config = write_config(tmp_path, pubmed.url, feeds.url)
        yield SampleWeek(tmp_path, config, f"sqlite:///{tmp_path / 'ilwatch.db'}", pubmed, feeds)


async def _at_once(_seconds: float) -> None:
    """Waits for nothing: the tests' retries follow one another."""


@pytest.fixture
def house(week: SampleWeek) -> Iterator[House]:
    """The house of the sample week; its clock stands at the Monday after it."""
    with open_house(week.config, week.database, clock(MONDAY), _at_once) as opened:
        seed(opened, SAMPLE / "held.toml")
        yield opened
