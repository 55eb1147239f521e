"""A visit to a PubMed of 25,000 results, at NCBI's own ceiling of 9,999 in one answer: `python -m benchmarks.ceiling`.

tests/sources/pubmed/test_visit.py does the same at a tenth of the size.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

import httpx

from literature.model.harvest import Harvest
from sources.pubmed.search import CEILING
from tests.sources.pubmed.test_visit import pmids, visit_over_the_ceiling

RESULTS = 25_000


def run() -> None:
    """Print what came, and what it took."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        harvest, searches = asyncio.run(_visited(Path(folder)))
    is_right = harvest.announced == RESULTS and pmids(harvest) == ["30174986", "30174993"] and searches < 40
    verdict = f"{'right' if is_right else 'WRONG'} ({time.perf_counter() - began:.0f} s)"
    print(f"ceiling: {harvest.announced:,} announced, {searches} searches: {verdict}")


async def _visited(folder: Path) -> tuple[Harvest, int]:
    async with httpx.AsyncClient() as client:
        return await visit_over_the_ceiling(folder, client, RESULTS, CEILING)


if __name__ == "__main__":
    run()
