"""A backfill that is killed at random requests: `python -m benchmarks.backfill FILE.xml[.gz] …`.

The files are served by the stand-in for PubMed. Two terms, IL-1 of watch.toml and a wide one, have all that the files
hold as their history. One `ilwatch backfill` runs undisturbed, as the measure; then as many as KILLS are killed, each
at a request chosen by chance, and the last one finishes. Told are what is lost or there twice, and the requests.
"""

from __future__ import annotations

import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from flows.config import ROOT, load_watch
from tests.standins.ncbi import NcbiStandin

KILLS = 20
SEED = 1
BATCH = 200
WIDE = "patients"
TABLES = re.compile(r"(?=^\[\[?[a-z_.]+\]?\])", re.MULTILINE)


@dataclass(frozen=True)
class Bench:
    """The stand-in, and a watch.toml that points to it."""

    pubmed: NcbiStandin
    config: Path

    def command(self, name: str, database: Path) -> list[str]:
        """An ilwatch command on ``database``."""
        options = ["--config", str(self.config), "--database", f"sqlite:///{database}"]
        return [sys.executable, "-c", "from flows.cli.main import main; main()", name, *options]

    def begun(self, database: Path) -> None:
        """A database whose terms were polled once: PubMed has nothing of these days."""
        subprocess.run(self.command("poll", database), check=True, capture_output=True, cwd=ROOT)

    def finish(self, database: Path) -> int:
        """Backfill to the end; how many requests that took."""
        self.pubmed.requests.clear()
        subprocess.run(self.command("backfill", database), check=True, capture_output=True, cwd=ROOT)
        return len(self.pubmed.requests)

    def kill_at(self, database: Path, nth: int) -> int:
        """Backfill until the request ``nth`` has come, and kill it; how many requests came."""
        self.pubmed.requests.clear()
        child = subprocess.Popen(
            self.command("backfill", database), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT
        )
        while child.poll() is None and len(self.pubmed.requests) < nth:
            time.sleep(0.002)
        child.kill()
        child.wait()
        return len(self.pubmed.requests)


def write_config(folder: Path, url: str) -> Path:
    """The project's term IL-1 and a wide one, with a history from 1945 on."""
    tables = TABLES.split((ROOT / "watch.toml").read_text(encoding="utf-8"))
    kept = [t for t in tables if t.startswith("[watch]") or 'name = "IL-1"\n' in t]
    kept.append(f'[[term]]\nname = "{WIDE}"\nsynonyms = ["{WIDE}"]\n')
    text = "\n".join(kept).replace("[[term]]\n", "[[term]]\nsince = 1945-01-01\n")
    rest = f'[pubmed]\nbase_url = "{url}"\nlook_back_days = 1\n[mail]\nsender = "watch@example.org"\n'
    config = folder / "watch.toml"
    config.write_text(f"{text}\n{rest}", encoding="utf-8")
    return config


def held(database: Path) -> dict[str, tuple[str, bool]]:
    """PMID -> what became of it, and whether it is for the archive."""
    query = "SELECT source_id, outcome, backfilled FROM record WHERE source = 'pubmed'"
    with closing(sqlite3.connect(database)) as connection:
        return {pmid: (outcome, bool(archive)) for pmid, outcome, archive in connection.execute(query)}


def repeated(database: Path) -> int:
    """How many records there are more than PMIDs, and works more than first records."""
    records = "SELECT count(*) - count(DISTINCT source_id) FROM record WHERE source = 'pubmed'"
    works = "SELECT count(*) - count(DISTINCT first_record) FROM work"
    with closing(sqlite3.connect(database)) as connection:
        return sum(connection.execute(query).fetchone()[0] for query in (records, works))


def main(files: list[Path]) -> int:
    """Print what came of it; how much was wrong."""
    rng = random.Random(SEED)
    with tempfile.TemporaryDirectory() as name, NcbiStandin(files) as pubmed:
        folder = Path(name)
        bench = Bench(pubmed, write_config(folder, pubmed.url))
        whole, broken = folder / "whole.db", folder / "broken.db"
        for database in (whole, broken):
            bench.begun(database)
        undisturbed = bench.finish(whole)
        kills = [bench.kill_at(broken, rng.randint(1, 2 * undisturbed // KILLS)) for _ in range(KILLS)]
        last = bench.finish(broken)
        expected, found = held(whole), held(broken)
        wrong = sum(expected.get(pmid) != found.get(pmid) for pmid in expected.keys() | found.keys())
        twice, terms = repeated(broken), len(load_watch(bench.config).terms)
    admitted = sum(outcome == "new" for outcome, _ in expected.values())
    fewest = ideal(len(expected), terms)
    print(f"{len(expected)} records announced, {admitted} admitted; {undisturbed} requests, {fewest} at the least")
    print(f"{len(kills)} kills, at requests {kills}; then {last} more requests, {sum(kills) + last} in all")
    print(f"backfill: {wrong} lost or different, {twice} twice")
    return wrong + twice


def ideal(records: int, terms: int) -> int:
    """The fewest requests for so many records: a count and a search for each term, and full fetches."""
    return 2 * terms + -(-records // BATCH)


if __name__ == "__main__":
    sys.exit(main([Path(file) for file in sys.argv[1:]]) > 0)
