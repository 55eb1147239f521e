"""Two workers on one Postgres that poll and digest at once, from an empty database: `python -m benchmarks.workers`.

Each round is told against one worker alone. Not part of `make bench`: it needs the wheel of Postgres.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from tests.flows.server.two_workers import doubled, served
from tests.standins.postgres import postgres_server

ROUNDS = 20


def main(rounds: int) -> None:
    """Print what was doubled, and how long two at once take against one alone."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as week, postgres_server() as postgres:
        with postgres.empty() as address:
            alone = week.play(address, workers=1)
        found = []
        for _ in range(rounds):
            with postgres.empty() as address:
                found.append(week.play(address, workers=2))
    works, editions, letters = map(sum, zip(*(doubled(one, alone) for one in found), strict=True))
    otherwise = sum((one.works, one.editions) != (alone.works, alone.editions) for one in found)
    print(f"workers: {rounds} rounds of two at once, {len(alone.works)} works and {len(alone.letters)} letters in each")
    print(
        f"workers: doubled: {works} works, {editions} editions, {letters} letters; otherwise sorted: {otherwise} rounds"
    )
    seconds = statistics.median(one.seconds for one in found)
    print(f"workers: {seconds:.1f} s a round, {seconds / alone.seconds:.1f} x one alone")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else ROUNDS)
