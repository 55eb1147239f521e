"""`make bench`: every benchmark, one after the other."""

from __future__ import annotations

from benchmarks import dedupe, letter, match, parse, store, topics

for benchmark in (parse, match, store, dedupe, letter, topics):
    benchmark.run()
