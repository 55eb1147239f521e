"""One year of the whole job in one run: `python -m benchmarks.year [SEED]`.

PubMed and four feeds grow at random from SEED; each incident of the calendar happens once, and a term is added and
renamed. At the end the recall audit asks for every term again. One table shows what was lost, what was duplicated,
which tracebacks there were and which messages were wrong; the exit code is 1 if there is any. It takes minutes, so it
is no part of `make bench`.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime, time
from pathlib import Path
from time import perf_counter, process_time

from benchmarks.year.calendar import incidents
from benchmarks.year.incident import STEP
from benchmarks.year.messages import collecting_tracebacks
from benchmarks.year.new_term import changes_of_term, papers_of_term
from benchmarks.year.papers import BEGIN, DAYS, HOUR, papers_of_year
from benchmarks.year.servers import Servers
from benchmarks.year.simulation import SimulatedYear
from benchmarks.year.table import rows, table_lines

SEED = 1
MORNING = 7 * HOUR
"""Polls are at this hour and STEP later, in UTC."""


def main(seed: int) -> int:
    """Simulate the year and print its table. Return how much went wrong."""
    started, rng = perf_counter(), random.Random(seed)
    begin = datetime.combine(BEGIN, time(), UTC)
    papers = papers_of_year(rng)
    calendar = incidents(rng, begin, papers)
    made = (*changes_of_term(begin), *(change for incident in calendar for change in incident.changes))
    changes = sorted(made, key=lambda change: change.at)
    papers = sorted([*papers, *papers_of_term(rng)], key=lambda paper: paper.appears)
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        os.environ["XDG_STATE_HOME"] = name  # the pace of requests is kept there: that of other processes is untouched
        servers = Servers(folder / "feeds", papers)
        stack.enter_context(servers.pubmed)
        stack.enter_context(servers.feeds)
        year = SimulatedYear(folder, servers, begin + MORNING, stack)
        tracebacks = stack.enter_context(collecting_tracebacks(lambda: year.true_time))
        year.start_mail_server()
        for number in range(2 * DAYS + 1):
            year.true_time = begin + MORNING + number * STEP
            while changes and changes[0].at <= year.true_time:
                changes.pop(0).make(year)
            year.run_all_due()
        year.audit()
        table = rows(year, calendar, tracebacks)
        print("\n".join(table_lines(table, year.log.accounts)))
    wrong = sum(sum(row.counts[1:]) for row in table)
    print(
        f"year: seed {seed}, {wrong} wrong, {perf_counter() - started:.0f} s, {process_time():.0f} s of the processor"
    )
    return wrong


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else SEED) > 0)
