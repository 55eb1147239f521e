"""The kill table: each victim at each moment on a real `ilwatch up`, and slots that were slept through:
`python -m benchmarks.kills`.

About a minute a round, so no part of `make bench`. With a word, only the rounds whose name holds it
(`python -m benchmarks.kills sending`).
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from tests.flows.server.kill_rounds import Result, Round, Stage, staged, warm
from tests.flows.server.kill_scene import Moment, Victim


def main(word: str) -> int:
    """Play the rounds and print one line for each; how many went wrong."""
    wrong = total = 0
    with tempfile.TemporaryDirectory() as folder, staged(Path(folder)) as stage:
        warm(stage.folder)
        for name, play in rounds(stage):
            if word not in name:
                continue
            begun = time.perf_counter()
            result = play()
            total += 1
            wrong += bool(result.faults)
            print(f"{name}: {'; '.join(result.faults) or 'right'} ({time.perf_counter() - begun:.0f} s)")
            print(f"    found {result.found}\n    left  {result.left}", flush=True)
    print(f"kills: {total} rounds, {wrong} wrong")
    return wrong


def rounds(stage: Stage) -> Iterator[tuple[str, Callable[[], Result]]]:
    """All of them by name: under "hold" only where the policy makes a difference."""
    for policy, moments in (("retry", tuple(Moment)), ("hold", (Moment.GIVEN, Moment.POSTED))):
        for moment in moments:
            for victim in Victim:
                yield f"{moment} ({policy}), {victim} killed", partial(stage.play, Round(moment, victim, policy))
    for weeks in (1, 3):
        yield f"slots slept through: {weeks}", partial(stage.sleep, weeks)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if sys.argv[1:] else "") > 0)
