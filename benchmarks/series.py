"""All 388 polls of nature.rss from April to December 2023, 68 of them an HTML page: `python -m benchmarks.series`.

tests/sources/feeds/test_series.py replays a tenth of them.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from tests.sources.feeds.test_series import replayed

FEEDS = Path(__file__).resolve().parents[2] / "shared" / "data" / "feeds"


def run() -> None:
    """Print whether each entry came once and none was lost, and what it took."""
    if not FEEDS.exists():
        print("series: skipped, needs the real polls of ../shared/data/feeds")
        return
    began = time.perf_counter()
    found = asyncio.run(replayed(FEEDS, every=1))
    pages = ["an HTML page" in failure for failure in found.failures]
    is_right = pages == [True] * 68 and len(found.admitted) == len(found.announced) == 3_221
    verdict = f"{'right' if is_right else 'WRONG'} ({time.perf_counter() - began:.0f} s)"
    print(f"series: {len(pages)} failures, {len(found.admitted):,} entries, {len(found.announced):,} DOIs: {verdict}")


if __name__ == "__main__":
    run()
