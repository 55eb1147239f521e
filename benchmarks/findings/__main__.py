"""`python -m benchmarks.findings`: how often the takeaway of a letter says a result, on 120 abstracts read by hand.

``--show dev`` prints what is wrong in that half; nobody who mends a rule looks at the other one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

from benchmarks.findings.labelled import Labelled, labelled
from digests.letter.prose import passage, plain


def says_result(row: Labelled, shown: str) -> bool:
    """Return whether ``shown`` has an accepted sentence as far as its point."""
    return any(
        plain(row.record.abstract[part].text.text[start:end]).rstrip(".") in shown for part, start, end in row.accepted
    )


def right(row: Labelled) -> bool:
    """Return whether the takeaway says a result, or is left out where the abstract states none."""
    shown = passage(row.record, ()).text
    return says_result(row, shown) if row.accepted else not shown


def report(rows: Iterable[Labelled]) -> str:
    """Return how many of ``rows`` have a takeaway that says a result, of those that state one and of those shown."""
    shown = [(row, passage(row.record, ()).text) for row in rows]
    stating = [says_result(row, text) for row, text in shown if row.accepted]
    written = [says_result(row, text) for row, text in shown if text]
    return (
        f"right {_share([right(row) for row, _ in shown])}, of those that state a result {_share(stating)}, "
        f"of takeaways shown {_share(written)}"
    )


def _share(truths: list[bool]) -> str:
    return f"{sum(truths)}/{len(truths)} = {sum(truths) / max(1, len(truths)):.2f}"


def main(arguments: list[str]) -> None:
    """Print the figures of each file and half, and with ``--show HALF`` each fault there."""
    rows = labelled()
    for file in ("il1", "bulk"):
        for split in ("dev", "held"):
            print(
                f"{file:4} {split:4} says a result: {report([r for r in rows if (r.file, r.split) == (file, split)])}"
            )
    for row in rows:
        if "--show" in arguments and row.split == arguments[-1] and not right(row):
            print(f"\n{row.file} {row.record.source_id} {row.accepted}\n  {passage(row.record, ()).text}")


if __name__ == "__main__":
    main(sys.argv[1:])
