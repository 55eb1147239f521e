"""The letter and its page in the archive for 50 and for 2,000 items, in one run: time and bytes.

python -m benchmarks.letter
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import perf_counter

from digests.letter.compose import compose
from digests.publish import archive
from digests.rendering.render import render
from tests.digests.factory import TOPICS, an_edition, many_items

RUNS = 5


def best(act: Callable[[], object]) -> float:
    """The shortest of RUNS runs, in milliseconds."""
    times = []
    for _ in range(RUNS):
        started = perf_counter()
        act()
        times.append(perf_counter() - started)
    return min(times) * 1000


def run() -> None:
    """Print a line for each size, and how much longer the larger one took."""
    took: dict[int, float] = {}
    for number in (50, 2000):
        edition = an_edition(many_items(number))
        letter = compose(edition, TOPICS, contact="owner@example.org")
        rendered, page = render(letter), archive.page(edition, TOPICS)
        took[number] = best(partial(render, letter))
        composing = best(partial(compose, edition, TOPICS, contact="owner@example.org"))
        paging = best(partial(archive.page, edition, TOPICS))
        print(
            f"{number:5} items: compose {composing:7.1f} ms, render {took[number]:7.1f} ms, "
            f"HTML {len(rendered.html.encode()):7,} B, text {len(rendered.text.encode()):7,} B; "
            f"page {paging:7.1f} ms, {len(page.encode()):9,} B"
        )
    print(f"2,000 items render in {took[2000] / took[50]:.1f} times the time of 50")


if __name__ == "__main__":
    run()
