"""Scores of the rules against labels of readers who had not seen the rules: the IL-1 set, and the fresh set.

The fresh set (fresh_gold.tsv) was labelled by the guide of the IL-1 set; most of its records name no IL-1. Its odd
PMIDs are a check: who mends a rule looks at faults of the even ones only. Run as a module it prints both sets.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Set
from itertools import chain
from pathlib import Path

from flows.config import load_watch
from literature.classifier import Classifier
from literature.model.record import Record
from literature.topics.sorter import Sorter
from sources.pubmed.xml import read

HERE = Path(__file__).resolve()
FRESH = HERE.parent / "fresh_gold.tsv"
PMID = re.compile(rb"<PMID[^>]*>(\d+)<")
END = b"</PubmedArticle>"
WATCH = load_watch(HERE.parents[2] / "watch.toml")
CLASSIFIER = Classifier(WATCH.terms, Sorter(WATCH.topics).sort, WATCH.rules)


def classified(record: Record) -> dict[str, object]:
    """Return what the rules say of ``record``, as the scorer reads it."""
    candidate = CLASSIFIER.classify(record)
    verdict = candidate.verdict
    return {
        "pmid": record.source_id,
        "title": record.title.text,
        "centrality": verdict.centrality,
        "kind": verdict.kind,
        "organisms": list(verdict.organisms),
        "topics": [label.topic for label in candidate.labels],
    }


def il1_records(shared: Path) -> list[Record]:
    """The records of the IL-1 set."""
    return list(_records((shared / "pubmed/il1/il1_real.xml").read_bytes()))


def fresh_records(shared: Path) -> list[Record]:
    """The records of the fresh set, wherever among the bulk files and single records they are."""
    wanted = {row["pmid"] for row in csv.DictReader(FRESH.read_text(encoding="utf-8").splitlines(), delimiter="\t")}
    records: dict[str, Record] = {}
    bulk = (_only(wanted, path) for path in sorted((shared / "pubmed/bulk").glob("*.gz")))
    single = (path.read_bytes() for path in sorted((shared / "pubmed/single").glob("*.xml")))
    for document in chain(bulk, single):
        for record in _records(document):
            if record.source_id in wanted:
                records.setdefault(record.source_id, record)
    return list(records.values())


def _only(wanted: Set[str], bulk: Path) -> bytes:
    """The document ``bulk`` without the articles of other PMIDs: to read the 13,908 of one file takes ten seconds."""
    head, *articles = gzip.decompress(bulk.read_bytes()).split(b"<PubmedArticle>")
    kept = [text for text in articles if (pmid := PMID.search(text)) and pmid[1].decode() in wanted]
    return head + b"".join(b"<PubmedArticle>" + text.partition(END)[0] + END for text in kept) + b"</PubmedArticleSet>"


def _records(document: bytes) -> Iterator[Record]:
    return (record for record in read(document) if isinstance(record, Record))


def score(gold: Path, records: Iterable[Record], shared: Path, *, show: bool = False) -> str:
    """What the scorer of the IL-1 set prints for ``records`` against the labels in ``gold``."""
    with tempfile.TemporaryDirectory() as folder:
        works = Path(folder) / "works.json"
        works.write_text(json.dumps([classified(record) for record in records]))
        command = [sys.executable, str(shared / "pubmed/il1/evaluate.py"), str(gold), str(works)]
        output = subprocess.run([*command, *(["--list"] if show else [])], capture_output=True, text=True, check=True)
    return output.stdout


def figures(output: str) -> dict[str, float]:
    """F1 of core, topics and organism, and the accuracy of kind, in what the scorer printed."""
    return {
        name: float(value) for name, value in re.findall(r"^(\w+) .*(?:F1|accuracy) ([\d.]+)$", output, re.MULTILINE)
    }


def half(gold: Path, parity: int, folder: Path) -> Path:
    """The labels of ``gold`` whose PMID is even (0) or odd (1), as a file of their own in ``folder``."""
    head, *rows = gold.read_text(encoding="utf-8").splitlines()
    kept = folder / f"{gold.stem}_{parity}.tsv"
    chosen = (row for row in rows if int(row.split("\t")[0]) % 2 == parity)
    kept.write_text("\n".join((head, *chosen)) + "\n", encoding="utf-8")
    return kept


def main() -> None:
    """Print the figures of the IL-1 set, of the fresh one and of its halves, and the faults of the even half."""
    shared = HERE.parents[3] / "shared/data"
    fresh = fresh_records(shared)
    with tempfile.TemporaryDirectory() as folder:
        even, odd = (half(FRESH, parity, Path(folder)) for parity in (0, 1))
        parts = {
            "il1": score(shared / "pubmed/il1/gold.tsv", il1_records(shared), shared),
            "fresh": score(FRESH, fresh, shared),
            "fresh, even": score(even, fresh, shared, show=True),
            "fresh, odd": score(odd, fresh, shared),
        }
    sys.stdout.write("\n".join(f"{name}\n{output}" for name, output in parts.items()))


if __name__ == "__main__":
    main()
