"""One year of the whole job in one run: `python -m benchmarks.year [SEED]`.

PubMed and four feeds grow by chance from SEED; each incident of the calendar befalls them once. What was lost, told
twice, raised or said wrongly stands in one table, and the exit code is 1 where there is any. Minutes, so no part of
`make bench`.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from datetime import time as hour
from pathlib import Path

from benchmarks.year.calendar import incidents
from benchmarks.year.ears import listening
from benchmarks.year.incident import STEP
from benchmarks.year.papers import BEGIN, DAYS, HOUR, year
from benchmarks.year.served import Served
from benchmarks.year.verdict import rows, table_lines
from benchmarks.year.world import World

SEED = 1
MORNING = 7 * HOUR
"""Polls are at this hour and STEP later, in UTC."""


def main(seed: int) -> int:
    """Play the year and print its table; how much went wrong."""
    started, dice = time.perf_counter(), random.Random(seed)
    begin = datetime.combine(BEGIN, hour(), UTC)
    papers = year(dice)
    calendar = incidents(dice, begin, papers)
    acts = sorted((act for incident in calendar for act in incident.acts), key=lambda act: act.at)
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        os.environ["XDG_STATE_HOME"] = name  # the pace of requests is kept there, and nobody else's is touched
        served = Served(folder / "feeds", papers)
        stack.enter_context(served.pubmed)
        stack.enter_context(served.feeds)
        world = World(folder, served, begin + MORNING, stack)
        tracebacks = stack.enter_context(listening(lambda: world.true))
        world.open_office()
        for number in range(2 * DAYS + 1):
            world.true = begin + MORNING + number * STEP
            while acts and acts[0].at <= world.true:
                acts.pop(0).do(world)
            world.tick()
        world.audit()
        table = rows(world, calendar, tracebacks)
        print("\n".join(table_lines(table, world.ears.accounts)))
    wrong = sum(sum(row.counts[1:]) for row in table)
    seconds = time.perf_counter() - started
    print(f"year: seed {seed}, {wrong} wrong, {seconds:.0f} s, {time.process_time():.0f} s of the processor")
    return wrong


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else SEED) > 0)
