"""Speed of grouping whole libraries: CPU seconds and peak memory of a fresh process over the labelled sets.

Where BIB_DEDUPE_PYTHON names a Python that has the package bib-dedupe, it groups the same sets in the same run, on one
core, for the ratio; it is no dependency of this project.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETS = ROOT.parent / "shared/data/dedup"
ROUNDS = 3

_OURS = """
import resource, sys
from pathlib import Path
from flows.files.dedupe import dedupe_file
for name in sys.argv[1:]:
    for line in dedupe_file(Path(name)).json_lines():
        pass
"""

_THEIRS = """
import gzip, json, resource, sys
import pandas
from bib_dedupe.bib_dedupe import block, cluster, match, prep

def row(one):
    kept = {key: str(one.get(key) or "") for key in ("title", "year", "journal", "volume", "pages", "doi", "abstract")}
    kept |= {"ID": one["id"], "author": " and ".join(one["authors"] or []), "number": one["issue"] or ""}
    return {"ENTRYTYPE": "article", "booktitle": "", **kept}

for name in sys.argv[1:]:
    with gzip.open(name, "rt", encoding="utf-8") as lines:
        table = pandas.DataFrame([row(json.loads(line)) for line in lines])
    once = {"verbosity_level": 0, "cpu": 1}
    cluster(match(block(prep(table, **once), **once), **once))
"""

_USED = """
used = resource.getrusage(resource.RUSAGE_SELF)
from benchmarks.memory import peak_megabytes
print(used.ru_utime + used.ru_stime, peak_megabytes())
"""


def run() -> None:
    """Print our figures, and those of bib-dedupe where it is at hand."""
    sets = sorted(str(file) for file in SETS.glob("*.jsonl.gz"))
    if not sets:
        print("dedupe: skipped, no labelled sets beside this checkout")
        return
    seconds, megabytes = min(_measured(sys.executable, _OURS, sets) for _ in range(ROUNDS))
    print(f"dedupe: {len(sets)} sets, {seconds:.2f} s CPU with start and reading, peak {megabytes:.0f} MB")
    python = os.environ.get("BIB_DEDUPE_PYTHON")
    if python:
        theirs, their_megabytes = _measured(python, _THEIRS, sets)
        print(f"dedupe: bib-dedupe {theirs:.1f} s CPU, peak {their_megabytes:.0f} MB: {theirs / seconds:.0f} x ours")


def _measured(python: str, program: str, sets: list[str]) -> tuple[float, float]:
    """CPU seconds and peak megabytes of a fresh process."""
    told = subprocess.run(
        [python, "-c", program + _USED, *sets], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    seconds, megabytes = told.split()[-2:]
    return float(seconds), float(megabytes)
