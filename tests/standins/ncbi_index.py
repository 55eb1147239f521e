"""PubMed XML files as the stand-in's index: each record's own bytes beside the words and dates that a search sees.

Folding is written here again, not imported: a stand-in that shared it with the program would share its faults.
"""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from lxml import etree

RECORD = re.compile(rb"<(PubmedArticle|PubmedBookArticle)(?=[\s>]).*?</\1\s*>", re.DOTALL)
GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "κ": "kappa", "λ": "lambda", "μ": "mu", "ω": "omega",
}  # fmt: skip
FIELDS = {
    "title": ("ArticleTitle", "BookTitle"),
    "tiab": ("ArticleTitle", "BookTitle", "AbstractText", "Keyword"),
    "mesh": ("DescriptorName",),
    "substance": ("NameOfSubstance", "SupplMeshName"),
}
DATES = {
    "crdt": ".//PubMedPubDate[@PubStatus='entrez']",
    "edat": ".//PubMedPubDate[@PubStatus='pubmed']",
    "pdat": ".//JournalIssue/PubDate",
    "mdat": ".//DateRevised",
}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class Entry:
    """One record: ``words`` by field, folded, between spaces; ``dates`` by datetype, as YYYY/MM/DD."""

    pmid: int
    version: int
    body: bytes
    words: dict[str, str]
    dates: dict[str, str]


@dataclass(frozen=True)
class Index:
    """All entries, newest first, the highest version of each PMID."""

    entries: tuple[Entry, ...]
    _hits: dict[tuple[str, str], frozenset[int]] = field(default_factory=dict, repr=False)

    @cached_property
    def by_pmid(self) -> dict[int, Entry]:
        return {entry.pmid: entry for entry in self.entries}

    def phrase(self, field_name: str, text: str) -> frozenset[int]:
        """PMIDs whose field holds ``text`` as whole words; ``all`` is every field."""
        key = (field_name, fold(text))
        if key not in self._hits:
            names = ("tiab", "mesh", "substance") if field_name == "all" else (field_name,)
            found = (e.pmid for e in self.entries if any(key[1] in e.words[name] for name in names))
            self._hits[key] = frozenset(found) if key[1].strip() else frozenset()
        return self._hits[key]

    def between(self, datetype: str, first: str, last: str) -> frozenset[int]:
        return frozenset(e.pmid for e in self.entries if first <= e.dates.get(datetype, "") <= last)


def load(files: Iterable[Path], today: str | None = None) -> Index:
    """Index the files; with ``today`` (YYYY/MM/DD), only what was created by then."""
    best: dict[int, Entry] = {}
    for entry in (read_entry(body) for file in files for body in bodies(file)):
        if entry.version >= best.get(entry.pmid, entry).version and (not today or entry.dates["crdt"] <= today):
            best[entry.pmid] = entry
    newest_first = sorted(best.values(), key=lambda e: (e.dates.get("crdt", ""), e.pmid), reverse=True)
    return Index(tuple(newest_first))


def bodies(file: Path) -> Iterator[bytes]:
    """The bytes of each record of a file, as they stand there."""
    data = file.read_bytes()
    for found in RECORD.finditer(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data):
        yield found[0]


def read_entry(body: bytes) -> Entry:
    root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    pmid = next(root.iter("PMID"))
    dates = {kind: _day(root.find(path)) for kind, path in DATES.items()}
    words = {name: "".join(fold(_text(e)) for e in root.iter(*tags)) for name, tags in FIELDS.items()}
    return Entry(int(pmid.text or 0), int(pmid.get("Version", "1")), body, words, dates)


def fold(text: str) -> str:
    """Words between single spaces: lower case, no accents, hyphens as spaces, Greek letters spelled."""
    plain = "".join(GREEK.get(char, char) for char in unicodedata.normalize("NFKD", text).lower())
    words = re.findall(r"[^\W_]+", "".join(char for char in plain if not unicodedata.combining(char)))
    return f" {' '.join(words)} "


def _text(element: etree._Element) -> str:
    return str(etree.tostring(element, method="text", encoding="unicode", with_tail=False))


def _day(element: etree._Element | None) -> str:
    if element is None or not element.findtext("Year"):
        return ""
    month = (element.findtext("Month") or "1").lower()[:3]
    number = MONTHS.index(month) + 1 if month in MONTHS else int(month)
    return f"{element.findtext('Year')}/{number:02d}/{int(element.findtext('Day') or 1):02d}"
