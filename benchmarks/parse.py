"""How fast PubMed's XML becomes Records, against the floor: lxml walking the same bytes and reading nothing.

Processor time, each figure the median of ROUNDS interleaved ones (wall time drifts with the neighbours), on one real
NLM update file. The peak memory is that of a fresh process which does nothing but read the file through gzip.
"""

from __future__ import annotations

import gzip
import io
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import IO, cast

from lxml import etree

from benchmarks.memory import peak_megabytes
from sources.pubmed.xml import read

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT.parent / "shared" / "data" / "pubmed" / "bulk" / "pubmed21n1298_dev.xml.gz"
ROUNDS = 3


def run() -> None:
    """Print a line for each figure."""
    if not FILE.exists():
        print(f"parse: skipped, needs the real file {FILE.name} of ../shared/data")
        return
    document = gzip.decompress(FILE.read_bytes())
    contestants: dict[str, Callable[[], int]] = {
        "floor: bare lxml iterparse": lambda: floor(io.BytesIO(document)),
        "floor through gzip": lambda: floor(opened()),
        "ours": lambda: ours(io.BytesIO(document)),
        "ours through gzip": lambda: ours(opened()),
    }
    times: dict[str, list[float]] = {name: [] for name in contestants}
    records = 0
    for _ in range(ROUNDS):
        for name, contestant in contestants.items():
            start = time.process_time()
            records = contestant()
            times[name].append(time.process_time() - start)
    least = median(times["floor: bare lxml iterparse"])
    for name, each in times.items():
        seconds = median(each)
        print(f"parse, {name}: {seconds:.2f} s, {records / seconds:,.0f} records/s, {seconds / least:.2f} x floor")
    print(f"parse, peak memory of a process that reads the file: {peak():.0f} MB")


def floor(stream: IO[bytes]) -> int:
    """Records seen by lxml alone."""
    count = 0
    for _event, element in etree.iterparse(stream, tag="PubmedArticle"):
        count += 1
        element.clear()
    return count


def ours(stream: IO[bytes]) -> int:
    """Items read."""
    return sum(1 for _ in read(stream))


def opened() -> IO[bytes]:
    """The file through gzip."""
    return cast("IO[bytes]", gzip.open(FILE))


def peak() -> float:
    """Peak resident memory, in MB, of a fresh process that reads the file (Linux)."""
    child = subprocess.run([sys.executable, "-m", __spec__.name], cwd=ROOT, capture_output=True, text=True, check=True)
    return float(child.stdout)


if __name__ == "__main__":
    ours(opened())
    print(peak_megabytes())
