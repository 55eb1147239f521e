"""`python -m benchmarks.findings`: how often the takeaway of a letter says a result, and how often its facts are right.

``--show dev`` prints the errors in that half; do not look at the other half while changing a rule.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from benchmarks.findings.labelled import Labelled, labelled
from digests.words.prose import passage, plain
from literature.findings.openers import opener_end
from literature.findings.study_facts import study_facts


class Judged(NamedTuple):
    """What the rules show of one record, and whether its reader agrees."""

    row: Labelled
    shown: str
    says: bool
    """Whether it has an accepted sentence as far as its point."""
    facts: tuple[tuple[str, str, bool], ...]
    """(kind, words, whether it is right) of each fact that is shown."""

    @property
    def right(self) -> bool:
        """Whether it says a result, or nothing where the abstract states none."""
        return self.says if self.row.accepted else not self.shown

    def wrong(self) -> bool:
        """Whether anything of it is to be mended."""
        return not self.right or not all(right for *_, right in self.facts)


def judged(rows: Iterable[Labelled]) -> list[Judged]:
    """Return what the rules show of each of ``rows``."""
    return [_judged(row, passage(row.record, ()).text) for row in rows]


def _judged(row: Labelled, shown: str) -> Judged:
    texts = (plain(row.record.abstract[part].text.text[start:end]).rstrip(".") for part, start, end in row.accepted)
    says = any(text[opener_end(text) :].lower() in shown.lower() for text in texts)
    return Judged(row, shown, says, tuple(_facts(row)))


def _facts(row: Labelled) -> Iterator[tuple[str, str, bool]]:
    """Each fact that is shown. A number with its unit is right where the reader noted that, one alone where it is the
    total."""
    stated = study_facts(row.record)
    units = {"articles": "studies", "papers": "studies", "trials": "studies"}
    for size in filter(None, (stated.size, stated.studies)):
        words = f"{size.number}:{units.get(size.unit, size.unit)}"
        yield "n", words, words in row.n or (size.whole and str(size.number) in row.n)
    if stated.phase:
        yield "phase", stated.phase.words, stated.phase.words == f"phase {row.phase}"
    for design in stated.designs:
        yield "design", design.words, design.words in row.design
    for registration in stated.registrations:
        yield "registry", registration.number, registration.number in row.registry


def share(truths: Sequence[bool]) -> str:
    """Return "27/30 = 0.90"."""
    return f"{sum(truths)}/{len(truths)} = {sum(truths) / max(1, len(truths)):.2f}"


def report(rows: Sequence[Judged]) -> str:
    """Return how many takeaways of ``rows`` are right: of all, of abstracts that state a result, of those shown."""
    stating = share([each.says for each in rows if each.row.accepted])
    written = share([each.says for each in rows if each.shown])
    right = share([each.right for each in rows])
    return f"says a result {right}; of abstracts with one {stating}; of those shown {written}"


def of_facts(rows: Iterable[Judged], kind: str) -> list[bool]:
    """Return whether each fact of ``kind`` that is shown is right."""
    return [right for each in rows for name, _, right in each.facts if name == kind]


def main(arguments: list[str]) -> None:
    """Print the figures of each file and half, and with ``--show HALF`` each fault there."""
    rows = judged(labelled())
    for file in ("il1", "bulk"):
        for split in ("dev", "held"):
            print(f"{file:4} {split:4} {report([each for each in rows if each.row[1:3] == (file, split)])}")
        print(f"{file:4} both {report([each for each in rows if each.row.file == file])}")
    for split in ("dev", "held"):
        half = [each for each in rows if each.row.split == split]
        print(split, *(f"{kind} {share(of_facts(half, kind))};" for kind in ("n", "phase", "design", "registry")))
    for each in rows:
        if "--show" in arguments and each.row.split == arguments[-1] and each.wrong():
            print(f"\n{each.row.file} {each.row.record.source_id} {each.row.accepted} {each.facts}\n  {each.shown}")


if __name__ == "__main__":
    main(sys.argv[1:])
