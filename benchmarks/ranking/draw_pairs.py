"""Which pairs were judged: drawn by a hash of the PMIDs, from letters dealt out of real weeks.

python -m benchmarks.ranking.draw_pairs prints them without a judgement.

The records are of one update file of NLM, so most are of six weeks. A week (by the day on which PubMed had the record
first) with fewer than two papers on the molecule is joined to the next one; the papers of a week are then dealt by hash
into letters with two or three papers on the molecule each. A letter, and so a paper, is wholly in "dev" or in "held".
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from hashlib import sha256
from itertools import islice

from benchmarks.ranking.judged_papers import IL1, JudgedPaper, papers
from literature.model.work import Centrality, Organism

PAIRS = {"il1": 4, "neighbours": 2}
"""Pairs a letter."""


def lot(*names: str) -> str:
    """Return what orders by chance, the same in each run."""
    return sha256("|".join(names).encode()).hexdigest()


def run() -> None:
    """Print letter, both PMIDs, and the half of the set."""
    by_watch: dict[str, list[JudgedPaper]] = {watch: [] for watch in PAIRS}
    for paper in papers().values():
        by_watch[paper.watch].append(paper)
    core = _is_core()
    for watch, found in by_watch.items():
        letters = dict(_letters(watch, found, core))
        halves = {name: ("dev", "held")[at % 2] for at, name in enumerate(sorted(letters, key=lot))}
        for name, letter in letters.items():
            for pair in _pairs(letter, core, PAIRS[watch]):
                print(name, *sorted(pair, key=partial(lot, *sorted(pair))), halves[name], sep="\t")


def _is_core() -> Callable[[JudgedPaper], bool]:
    """By the labels made by hand, and by the program where there is none."""
    with IL1.with_name("gold.tsv").open(encoding="utf-8") as file:
        labels = {row["pmid"]: row["centrality"] for row in csv.DictReader(file, delimiter="\t")}

    def is_core(paper: JudgedPaper) -> bool:
        said = labels.get(paper.pmid)
        return said in ("core", "either") if said else paper.candidate.verdict.centrality is Centrality.CORE

    return is_core


def _letters(
    watch: str, found: Iterable[JudgedPaper], core: Callable[[JudgedPaper], bool]
) -> Iterator[tuple[str, Sequence[JudgedPaper]]]:
    week: list[JudgedPaper] = []
    ordered = sorted(found, key=lambda paper: (paper.created, paper.pmid))
    for paper, following in zip(ordered, [*ordered[1:], None], strict=True):
        week.append(paper)
        ends = following is None or following.created.isocalendar()[:2] != paper.created.isocalendar()[:2]
        if ends and sum(map(core, week)) >= 2:
            year, number, _ = paper.created.isocalendar()
            yield from _dealt(f"{watch} {year}-W{number:02}", week, core)
            week = []


def _dealt(
    name: str, week: Sequence[JudgedPaper], core: Callable[[JudgedPaper], bool]
) -> Iterator[tuple[str, Sequence[JudgedPaper]]]:
    number = sum(map(core, week)) // 2
    subjects = sorted(filter(core, week), key=lambda paper: lot(paper.pmid))
    others = sorted((paper for paper in week if not core(paper)), key=lambda paper: lot(paper.pmid))
    for at in range(number):
        yield f"{name}.{at + 1}", (*subjects[at::number], *others[at::number])


def _pairs(
    letter: Sequence[JudgedPaper], core: Callable[[JudgedPaper], bool], number: int
) -> Iterator[tuple[str, str]]:
    """Two on the molecule; then one of them and one of the others, in turn of those in people and of all."""
    subjects, others = [one.pmid for one in letter if core(one)], [one for one in letter if not core(one)]
    in_people = [one.pmid for one in others if Organism.HUMAN in one.candidate.verdict.organisms]
    rest = [one.pmid for one in others if one.pmid not in in_people[:1]]
    choices = [(subjects[0], subjects[1])]
    for chosen, against in ((subjects[::-1], in_people), (subjects, rest), (subjects, rest[1:])):
        choices += zip(chosen, against, strict=False)
    yield from islice(dict.fromkeys(choices), number)


if __name__ == "__main__":
    run()
