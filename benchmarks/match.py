"""Speed of matching: records a second on a real update file, and as a ratio to a plain alternation over the same texts.

The plain alternation (the terms' own synonyms joined by "|", no folding, no rules) is the floor: it finds less and
asks nothing about what it finds.
"""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from flows.config import load_watch
from literature.model.record import Record
from literature.terms.matcher import Matcher
from sources.pubmed.xml import read

ROOT = Path(__file__).resolve().parent.parent
BULK = ROOT.parent / "shared/data/pubmed/bulk/pubmed21n1298_dev.xml.gz"


def run() -> None:
    """Print the figures; says so where the file of real records is not beside the checkout."""
    if not BULK.is_file():
        print(f"match: skipped, no {BULK.name} beside this checkout")
        return
    terms = load_watch(ROOT / "watch.toml").terms
    with gzip.open(BULK) as stream:
        records = [one for one in read(stream) if isinstance(one, Record)]
    matcher = Matcher(terms)
    naive = re.compile("|".join(re.escape(s) for term in terms for s in term.synonyms), re.IGNORECASE)
    floor, plain = _timed(lambda record: naive.search(_text(record)), records)
    ours, found = _timed(matcher.matches, records)
    rate = len(records) / ours
    print(f"match: {len(records)} records, {rate:,.0f} records/s, {ours / floor:.2f}x the time of a plain alternation")
    print(f"match: {found} records name a watched term, {plain} contain a synonym as plain text")


def _timed(judge: Callable[[Record], object], records: Iterable[Record]) -> tuple[float, int]:
    """CPU seconds of judging all ``records``, the best of three, and how many of them the judge held."""
    best, held = float("inf"), 0
    for _ in range(3):
        started = time.process_time()
        held = sum(bool(judge(record)) for record in records)
        best = min(best, time.process_time() - started)
    return best, held


def _text(record: Record) -> str:
    parts = [record.title.text, *(section.text.text for section in record.abstract), *record.keywords]
    return "\n".join(parts)
