"""Topics: how well the labelled sets are sorted with few or many examples, and how fast a bulk file is.

The topics files beside this one were written from general knowledge, once, and are not tuned to labels. Draws of
examples are of fixed seeds. Skips what is not beside this checkout.
"""

from __future__ import annotations

import gzip
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flows.config import load_watch
from flows.files.classify import classify_file
from literature.model.record import Record
from literature.topics.fit import fit
from literature.topics.model import place, reading
from literature.topics.sorter import Sorter
from sources.pubmed.xml import read

HERE = Path(__file__).resolve().parent
SETS = HERE.parent.parent / "shared/data/topics"
BULK = HERE.parent.parent / "shared/data/pubmed/bulk/pubmed21n1298_dev.xml.gz"
DRAWS = 3
FIGURES = ("macro_f1", "macro_ap", "accuracy")


def run() -> None:
    """Print the figures of both sets, and the speed."""
    for name in ("hoc10", "ohsumed23"):
        if not (SETS / f"{name}.train.jsonl.gz").exists():
            print(f"topics: {name} skipped, not beside this checkout")
            continue
        for examples in (0, 3, 50, None):
            print(f"topics: {name}, {_said(examples)}: {_figures(name, examples)}")
    if BULK.exists():
        _speed()


def _said(examples: int | None) -> str:
    return "all of train" if examples is None else f"{examples} examples a topic"


def _figures(name: str, examples: int | None) -> str:
    draws = 1 if examples in (0, None) else DRAWS
    each = [_evaluated(name, examples, seed) for seed in range(draws)]
    return ", ".join(f"{key} {sum(one[key] for one in each) / draws:.3f}" for key in FIGURES if key in each[0])


def _evaluated(name: str, examples: int | None, seed: int) -> dict[str, Any]:
    gold = SETS / f"{name}.devtest.jsonl.gz"
    with tempfile.TemporaryDirectory() as folder:
        known, answers = Path(folder, "examples.jsonl"), Path(folder, "answers.jsonl")
        known.write_text("".join(_drawn(name, examples, seed)), encoding="utf-8")
        found = classify_file(gold, HERE / f"topics/{name}.toml", known if examples != 0 else None)
        rows = (json.loads(line) for line in found.json_lines())
        answers.write_text(
            "".join(json.dumps({**row, "labels": [one["topic"] for one in row["topics"]]}) + "\n" for row in rows)
        )
        command = [sys.executable, str(SETS / "evaluate.py"), str(gold), str(answers), "--json"]
        result: dict[str, Any] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
        return result


def _drawn(name: str, examples: int | None, seed: int) -> Iterator[str]:
    """The lines of train that hold ``examples`` of each topic, drawn at random; all lines where None."""
    with gzip.open(SETS / f"{name}.train.jsonl.gz", "rt", encoding="utf-8") as stream:
        lines = list(stream)
    if examples is None:
        yield from lines
        return
    labels = [json.loads(line)["labels"] for line in lines]
    drawn: dict[int, None] = {}
    for topic in json.loads((SETS / f"{name}.labels.json").read_text())["labels"]:
        having = [at for at, each in enumerate(labels) if topic in each]
        drawn |= dict.fromkeys(random.Random(seed).sample(having, min(examples, len(having))))
    yield from (lines[at] for at in drawn)


def _speed() -> None:
    topics = load_watch(HERE.parent / "watch.toml").topics
    sorter = Sorter(topics)
    with gzip.open(BULK) as stream:
        records = [one for one in read(stream) if isinstance(one, Record)]
    began = time.process_time()
    readings = [reading(sorter, one) for one in records]
    model = fit(topics, readings, (), rules=sorter.version, single=False)
    fitted = time.process_time()
    labelled = sum(bool(placing.labels) for placing in place(model, readings))
    ended = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"topics: {len(records)} records, {labelled} labelled: read and fitted in {fitted - began:.1f} s CPU, "
        f"placed in {ended - fitted:.1f} s, {len(records) / (ended - began):.0f} records a second; peak {peak:.0f} MB"
    )
