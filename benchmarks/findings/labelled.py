"""120 abstracts read by hand, before the rule was changed: which sentences state a result, and which facts are stated.

60 of the IL-1 set (those about a watched molecule first) and 60 of a bulk file (18 trials, 8 reviews of studies, 7 case
reports, 3 reviews, 24 of any kind); of each the first ones by the SHA-256 of the PMID, with 200 characters of abstract
or more. Every second one by that order is held back: whoever mends a rule looks at faults of ``dev`` only
(it was so for the takeaways; for the facts the other half was looked at too).

``sentences.tsv`` holds no text of an abstract: ``accepted`` is "part:start-end", where ``end`` is the place by which
the result has been said (a sentence that is cut before it says nothing), or "none" where no result is stated. ``n`` is
what may be shown, as "number:word" or, of a total, as a number alone; "planned" where enrolment has not begun.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from literature.model.record import Record
from sources.pubmed.xml import latest, read

TABLE = Path(__file__).with_name("sentences.tsv")
PUBMED = Path(__file__).resolve().parents[3] / "shared/data/pubmed"
FILES = {"il1": PUBMED / "il1/il1_real.xml", "bulk": PUBMED / "bulk/pubmed21n1298_dev.xml.gz"}
_PMID = re.compile(rb"<PMID[^>]*>(\d+)<")
_END = b"</PubmedArticle>"


class Labelled(NamedTuple):
    """One record, and what its reader noted."""

    record: Record
    file: str
    split: str
    accepted: tuple[tuple[int, int, int], ...]
    """(part, start, end) of each sentence that states a result, to the end of its point."""
    n: frozenset[str]
    phase: str
    design: frozenset[str]
    registry: frozenset[str]


def labelled() -> list[Labelled]:
    """Return every record that was read, in the order of the table; the files lie beside the checkout."""
    rows = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    records = {file: _records(path, {row["pmid"] for row in rows}) for file, path in FILES.items()}
    return [_labelled(row, records[row["file"]][row["pmid"]]) for row in rows]


def _labelled(row: dict[str, str], record: Record) -> Labelled:
    spans = re.findall(r"(\d+):(\d+)-(\d+)", row["accepted"])
    return Labelled(
        record,
        row["file"],
        row["split"],
        tuple((int(part), int(start), int(end)) for part, start, end in spans),
        frozenset(row["n"].split()),
        row["phase"],
        frozenset(row["design"].split()) - {""},
        frozenset(row["registry"].split()),
    )


def _records(path: Path, wanted: set[str]) -> dict[str, Record]:
    document = path.read_bytes()
    if path.suffix == ".gz":
        document = b"".join(_only(wanted, gzip.decompress(document)))
    return {item.source_id: item for item in latest(read(document)) if isinstance(item, Record)}


def _only(wanted: set[str], document: bytes) -> Iterator[bytes]:
    """The document without the articles of other PMIDs: to read all 13,903 takes ten seconds."""
    head, *articles = document.split(b"<PubmedArticle>")
    yield head
    for article in articles:
        if (pmid := _PMID.search(article)) and pmid[1].decode() in wanted:
            yield b"<PubmedArticle>" + article.partition(_END)[0] + _END
    yield b"</PubmedArticleSet>"
