"""How often the letter's ranking agrees with what was judged by hand: which of two papers would you read first?

python -m benchmarks.ranking [--list]    (--list prints the pairs in which they differ)

The pairs and how they were drawn: draw_pairs.py. Agreement is over the pairs with a preference.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from benchmarks.ranking.judged_papers import BULK, JudgedPaper, papers
from digests.letter.bundles import Bundle
from digests.letter.ranking import ranked
from literature.model.edition import Item

PAIRS = Path(__file__).with_name("pairs.tsv")
AGAIN = PAIRS.with_name("again.tsv")
"""Twenty of the pairs, drawn by hash and judged a second time in swapped order at the end of the same day."""
SEEN = datetime(2021, 6, 8, tzinfo=UTC)


class JudgedPair(NamedTuple):
    """A row of pairs.tsv."""

    week: str
    pmid_a: str
    pmid_b: str
    first: str
    """ "a", "b" or "-" (no preference)."""
    split: str
    why: str

    @property
    def chosen(self) -> str:
        """PMID of the paper that the judge would read first."""
        return self.pmid_a if self.first == "a" else self.pmid_b


class Compared(NamedTuple):
    """A pair with a preference, and whether the ranking has the same one."""

    pair: JudgedPair
    agrees: bool


def judged() -> list[JudgedPair]:
    """Return all rows of pairs.tsv."""
    with PAIRS.open(encoding="utf-8") as file:
        return [JudgedPair(**row) for row in csv.DictReader(file, delimiter="\t")]


def judged_alike() -> tuple[int, int]:
    """Return how many of the pairs that were judged twice were judged alike, and how many these are."""
    first = {frozenset((pair.pmid_a, pair.pmid_b)): pair.chosen for pair in judged()}
    with AGAIN.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    alike = (first[frozenset((row["pmid_a"], row["pmid_b"]))] == row[f"pmid_{row['first']}"] for row in rows)
    return sum(alike), len(rows)


def as_item(paper: JudgedPaper) -> Item:
    """Return ``paper`` as the only item of an edition."""
    said = paper.candidate.verdict
    return Item(
        work_id=int(paper.pmid),
        record=paper.candidate.record,
        sources=("pubmed",),
        matches=paper.candidate.matches,
        labels=paper.candidate.labels,
        centrality=said.centrality,
        centrality_reason=said.centrality_reason,
        kind=said.kind,
        organisms=said.organisms,
        first_seen=SEEN,
        centrality_score=said.centrality_score,
    )


def compared() -> Iterator[Compared]:
    """Yield each pair with a preference, compared."""
    pairs = judged()
    found = papers({pmid for pair in pairs for pmid in (pair.pmid_a, pair.pmid_b)})
    items = {pmid: as_item(paper) for pmid, paper in found.items()}
    for pair in pairs:
        if pair.first != "-":
            yield Compared(pair, str(_first(items[pair.pmid_a], items[pair.pmid_b]).work_id) == pair.chosen)


def _first(left: Item, right: Item) -> Item:
    return ranked([Bundle(left), Bundle(right)])[0].item


def agreement(found: Iterable[Compared]) -> str:
    """Return "41/55 (0.745)"."""
    each = [one.agrees for one in found]
    return f"{sum(each)}/{len(each)} ({sum(each) / max(1, len(each)):.3f})"


def run(*, listed: bool) -> None:
    """Print the agreement in each half of the pairs, and on each watch."""
    if not BULK.is_file():
        print("ranking: skipped, no ../shared/data/pubmed beside this checkout")
        return
    found = list(compared())
    for split in ("dev", "held"):
        half = [one for one in found if one.pair.split == split]
        il1, others = ([one for one in half if one.pair.week.startswith(watch)] for watch in ("il1", "neighbours"))
        print(f"ranking, {split}: {agreement(half)}; IL-1 {agreement(il1)}, neighbours {agreement(others)}")
    print("ranking, the same judge twice: {} of {}".format(*judged_alike()))
    for pair, agrees in found:
        if listed and not agrees:
            print(*pair, sep="\t")


if __name__ == "__main__":
    run(listed="--list" in sys.argv)
