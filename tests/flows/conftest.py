"""The sample week, served over real HTTP by the stand-ins."""

from __future__ import annotations

import asyncio
import gc
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

import pytest

from flows.app import App, clock, open_app, seed
from flows.cli.demo import MONDAY, SAMPLE, write_config
from flows.jobs.poll import poll_all
from flows.server.api_password import read_password
from flows.server.temporary import client_settings, environment, prefect_server
from literature.terms.matcher import Matcher
from literature.topics.sorter import Sorter
from tests.flows.children import at_once
from tests.flows.delivery.relayed import with_mail
from tests.paths import ROOT
from tests.standins.crossref import CrossrefStandin
from tests.standins.feeds import FeedStandin
from tests.standins.ncbi import NcbiStandin
from tests.standins.post_office import PostOffice, free_port
from tests.standins.postgres import Postgres

NEW = "new.db"
NCBI_KEY = "invented-ncbi-key-0123456789"


@dataclass(frozen=True)
class SampleWeek:
    """The stand-ins, and a folder with a watch.toml that points to them."""

    folder: Path
    config: Path
    database: str
    pubmed: NcbiStandin
    feeds: FeedStandin
    crossref: CrossrefStandin


@contextmanager
def serve_week(folder: Path) -> Iterator[SampleWeek]:
    """The sample week while the block runs."""
    pubmed = NcbiStandin([SAMPLE / "pubmed.xml"], today=f"{MONDAY:%Y-%m-%d}")
    with pubmed, FeedStandin(SAMPLE / "feeds") as feeds, CrossrefStandin() as crossref:
        config = write_config(folder, pubmed.url, feeds.url, crossref.url)
        yield SampleWeek(folder, config, f"sqlite:///{folder / 'ilwatch.db'}", pubmed, feeds, crossref)


@pytest.fixture
def week(tmp_path: Path, begun_file: Path) -> Iterator[SampleWeek]:
    with serve_week(tmp_path) as served:
        shutil.copy(begun_file, tmp_path / "ilwatch.db")
        yield served


@pytest.fixture(scope="session", autouse=True)
def rules_built_once() -> Iterator[None]:
    """Nearly all tests have the terms and topics of watch.toml, and what is built of them never changes: it took 15 ms
    of each opening of an app."""
    matchers, sorters = lru_cache(8)(Matcher), lru_cache(8)(Sorter)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("literature.classifier.Matcher", lambda terms: matchers(tuple(terms)))
        patch.setattr("flows.app.Sorter", lambda topics: sorters(tuple(topics)))
        yield


@pytest.fixture(scope="session")
def begun_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as a first start leaves it, with the bundled seeds: to be copied, a tenth of the time of that start.
    It is of the Monday after the sample week, like all that is not given another time."""
    file = tmp_path_factory.mktemp("begun") / "ilwatch.db"
    with open_app(ROOT / "watch.toml", f"sqlite:///{file}", clock(MONDAY)):
        return file


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with all seeds of the sample week, of which nothing has been polled: to be copied."""
    file = tmp_path_factory.mktemp("seeded") / "ilwatch.db"
    nowhere = "http://127.0.0.1:9"
    with open_app(write_config(file.parent, nowhere, nowhere), f"sqlite:///{file}", clock(MONDAY), at_once) as app:
        seed(app, SAMPLE / "held.toml")
    return file


@pytest.fixture
def app(week: SampleWeek, request: pytest.FixtureRequest) -> Iterator[App]:
    """The app of the sample week; its clock stands at the Monday after it. In a test marked ``polled`` it has polled
    once, at that instant, feeds at other addresses: they are due, and are read anew."""
    is_polled = request.node.get_closest_marker("polled")
    shutil.copy(request.getfixturevalue("polled_file" if is_polled else "seeded"), week.folder / "ilwatch.db")
    with open_app(week.config, week.database, clock(MONDAY), at_once) as opened:
        yield opened


@pytest.fixture(scope="session")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """One Prefect server for all tests that need one: the address of its API, and its home."""
    home = tmp_path_factory.mktemp("prefect")
    with prefect_server(home) as address:
        with closing(sqlite3.connect(home / "prefect.db")) as records, closing(sqlite3.connect(home / NEW)) as copy:
            records.backup(copy)
        yield address, home


@pytest.fixture(scope="session")
def new_prefect(prefect_home: tuple[str, Path]) -> Path:
    """Prefect's own database as a first start leaves it, to be copied: that start takes three times as long as any
    other."""
    return prefect_home[1] / NEW


@pytest.fixture(scope="module")
def api(prefect_home: tuple[str, Path]) -> Iterator[str]:
    """The environment of a command that finds that server. Prefect reads its settings when it is imported, which
    another test file may have done before: they are set anew."""
    from prefect import settings
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    address, home = prefect_home
    variables = {**client_settings(home, address), "ILWATCH_DEMO_NCBI_API_KEY": NCBI_KEY}
    changed = {
        settings.PREFECT_API_URL: address,
        settings.PREFECT_HOME: home,
        settings.PREFECT_API_AUTH_STRING: read_password(home),
    }
    with environment(variables), settings.temporary_settings(changed):
        yield address
        for worker in (APILogWorker, EventsWorker):  # else they try to reach a server that has ended, for a minute
            worker.drain_all()
        gc.collect()  # what Prefect left open is closed here, and not in the middle of another file's test


@pytest.fixture
def office() -> PostOffice:
    return PostOffice()


def poll_apart(app: App, only: Sequence[str] = ()) -> None:
    """Poll in a thread of its own: where a browser is open, playwright has a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: asyncio.run(poll_all(app, only))).result()


@pytest.fixture(scope="session")
def polled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The watch.toml of the sample week, beside a database in which it has been polled."""
    with serve_week(tmp_path_factory.mktemp("week")) as week:
        _poll_week(week.config, f"sqlite:///{week.folder / 'polled.db'}")
        yield week.config


@pytest.fixture(scope="session")
def polled_file(polled: Path) -> Path:
    """That database, to be copied."""
    return polled.parent / "polled.db"


def _poll_week(config: Path, database: str) -> None:
    with open_app(config, database, clock(MONDAY), at_once) as app:
        seed(app, SAMPLE / "held.toml")
        poll_apart(app)


@pytest.fixture(scope="session")
def polled_template(polled: Path, postgres: Postgres) -> str:
    """The name of a database on Postgres in which the sample week has been polled, for its ``copy_of``."""
    return postgres.template(partial(_poll_week, polled))


@pytest.fixture
def mailing(polled: Path, polled_file: Path, tmp_path: Path) -> Iterator[App]:
    """The polled app, with a relay that does not run yet at ``watch.mail.port``."""
    shutil.copy(polled_file, tmp_path / "ilwatch.db")
    shutil.copy(polled, tmp_path / "watch.toml")
    database = f"sqlite:///{tmp_path / 'ilwatch.db'}"
    with open_app(tmp_path / "watch.toml", database, clock(MONDAY), at_once) as app:
        yield with_mail(app, host="127.0.0.1", port=free_port(), security="none")
