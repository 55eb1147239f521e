"""Invented titles with the habits of real ones: a chain of words learnt from real titles, for corpora of any size.

A title is drawn word by word from what follows the two words before it in the real ones, now and then the one word
before, so that openings and endings recur as often as they do there ("a randomized controlled trial"). Whole titles
do not: real ones are hardly ever equal. This file does NOT ship a real title.
"""

from __future__ import annotations

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

SHARED = Path(__file__).resolve().parent.parent.parent / "shared/data"
Words = tuple[str, ...]
Chain = dict[Words, list[str]]
END = ""
LONGEST = 40
LEAPS = 0.2
"""How often one word alone decides what follows: with none, every eighth title is a real one again."""


def real_titles() -> list[str]:
    """All distinct titles of the labelled sets beside this checkout; none where they are absent."""
    files = sorted([*SHARED.glob("dedup/*.jsonl.gz"), *SHARED.glob("topics/*.jsonl.gz")])
    found: dict[str, None] = {}
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            found.update((title, None) for line in lines if (title := json.loads(line).get("title")))
    return list(found)


def learn(titles: Iterable[str]) -> Chain:
    """What follows each two words and each word in ``titles``; END stands before and behind a title."""
    chain: Chain = defaultdict(list)
    for title in titles:
        before = (END, END)
        for word in [*title.split(), END]:
            chain[before].append(word)
            chain[before[1:]].append(word)
            before = (before[1], word)
    return chain


def distinct_titles(chain: Chain, dice: random.Random) -> Iterator[str]:
    """Titles without end, none twice."""
    told: set[int] = set()
    while True:
        title = " ".join(_words(chain, dice))
        if hash(title) not in told:
            told.add(hash(title))
            yield title


def _words(chain: Chain, dice: random.Random) -> Iterator[str]:
    before = (END, END)
    for _ in range(LONGEST):
        word = dice.choice(chain[before[1:] if before[1] and dice.random() < LEAPS else before])
        if word == END:
            return
        yield word
        before = (before[1], word)
