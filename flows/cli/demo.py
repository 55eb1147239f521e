"""`ilwatch demo`: the whole job offline, over real HTTP, as Prefect runs on a temporary server.

PubMed and the feeds are stand-ins on loopback that serve seeds/sample/; the clock is set to the Monday after that
week. Every demo starts from an empty database. This file does NOT touch the database, the outbox or the Prefect home
of real work.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from flows.app import clock, open_app, seed
from flows.config import ROOT
from flows.jobs.report import Report
from flows.server.temporary import announced_server, client_settings, environment, prefect_server
from flows.setup.shipped import joined, shipped_text
from literature.model.errors import WatchError

SAMPLE = ROOT / "seeds" / "sample"
MONDAY = datetime(2026, 11, 23, 7, 0, tzinfo=ZoneInfo("Europe/London"))
"""07:00 of the Monday after the sample week."""


def run_demo(folder: Path, say: Callable[[str], None]) -> int:
    """Run the demo below ``folder`` and tell what came of it; the exit code."""
    _clear(folder)
    with ExitStack() as stack:
        say("starting stand-ins for PubMed and the feeds, and a temporary Prefect server …")
        config = _start_standins(stack, folder)
        api = stack.enter_context(prefect_server(folder / "prefect"))
        stack.enter_context(environment(client_settings(folder / "prefect", api)))
        report = _run(config, f"sqlite:///{folder / 'ilwatch.db'}")
    for line in (*report.lines(), *report.complaints):
        say(line)
    say(f"the archive: {folder / 'archive' / 'index.html'}")
    say(f"the letter: {folder / 'outbox' / f'{MONDAY:%Y-%m-%d}.html'}")
    return 1 if report.problems else 0


def _run(config: Path, database: str) -> Report:
    """Seed what the sample week's readers know already, then the main job. There are no earlier papers to fetch."""
    from flows.cli import main_job  # Prefect reads its settings when it is imported: the environment comes first

    with open_app(config, database, clock(MONDAY)) as app:
        seed(app, SAMPLE / "held.toml")
    return replace(main_job.run(config, database, at=MONDAY), histories=())


def _start_standins(stack: ExitStack, folder: Path) -> Path:
    pubmed = ["--xml", str(SAMPLE / "pubmed.xml"), "--port", "0", "--today", f"{MONDAY:%Y-%m-%d}"]
    ncbi = stack.enter_context(announced_server("tests.standins.ncbi", pubmed, ROOT))
    feeds = ["--dir", str(SAMPLE / "feeds"), "--port", "0"]
    feed = stack.enter_context(announced_server("tests.standins.feeds", feeds, ROOT))
    return write_config(folder, ncbi, feed)


NOWHERE = "http://127.0.0.1:9"
"""Where no server is: the port of "discard"."""


def write_config(folder: Path, ncbi: str, feeds: str, crossref: str = NOWHERE) -> Path:
    """A watch.toml in ``folder`` for the sample week served at these addresses, with the project's own terms and
    topics. The week itself asks Crossref nothing."""
    sample = (SAMPLE / "watch.toml").read_text(encoding="utf-8")
    served = sample.replace("http://127.0.0.1:{ncbi_port}", ncbi.rstrip("/"))
    served = served.replace("http://127.0.0.1:{feeds_port}", feeds.rstrip("/"))
    served = served.replace("http://127.0.0.1:{crossref_port}", crossref.rstrip("/"))
    rules = joined(shipped_text(), ("term", "topic"))
    config = folder / "watch.toml"
    config.write_text(f"{served}\n{rules}", encoding="utf-8")
    return config


def _clear(folder: Path) -> None:
    """Empty the demo's own folder; refuse one that holds anything else."""
    ours = {"watch.toml", "outbox", "archive", "prefect", "ilwatch.db", "ilwatch.db-shm", "ilwatch.db-wal"}
    folder.mkdir(parents=True, exist_ok=True)
    strange = sorted(path.name for path in folder.iterdir() if path.name not in ours)
    if strange:
        raise WatchError(str(folder), f"holds {strange[0]!r}, which no demo wrote; name an empty folder with --dir")
    for path in folder.iterdir():
        if path.name == "prefect":
            continue  # a warm Prefect database starts in a third of the time
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
