"""The papers of the judged pairs, classified as the pipeline does: by two watches, of real records of PubMed.

The second watch exists because there is no trial and no case report about IL-1 in the file of 2021. What ranks papers
does not know the molecule, so papers on TNF, IL-6, IL-17 and IL-23 show it as well.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flows.config import load_watch
from literature.classifier import Classifier
from literature.model.record import Event, Record
from literature.model.work import Candidate
from literature.terms.matcher import Term
from literature.topics.sorter import Sorter
from sources.pubmed.xml import read

ROOT = Path(__file__).resolve().parent.parent.parent
PUBMED = ROOT.parent / "shared/data/pubmed"
BULK = PUBMED / "bulk/pubmed21n1298_dev.xml.gz"
IL1 = PUBMED / "il1/il1_real.xml"

NEIGHBOURS = (
    Term("TNF", ("tumor necrosis factor", "TNF-alpha", "anti-TNF", "infliximab", "adalimumab", "etanercept",
                 "golimumab", "certolizumab")),
    Term("IL-6", ("interleukin-6", "tocilizumab", "sarilumab", "siltuximab")),
    Term("IL-17", ("IL-17A", "interleukin-17", "secukinumab", "ixekizumab", "brodalumab")),
    Term("IL-23", ("interleukin-23", "ustekinumab", "guselkumab", "risankizumab")),
)  # fmt: skip
"""Cytokines that are treated by antibodies too, so that trials, cohorts and cases of them are published."""


@dataclass(frozen=True, slots=True)
class JudgedPaper:
    """A paper of one of the two watches, "il1" or "neighbours"."""

    watch: str
    candidate: Candidate

    @property
    def pmid(self) -> str:
        """Its PMID."""
        return self.candidate.record.source_id

    @property
    def created(self) -> date:
        """The day on which PubMed had it first."""
        days = {dated.event: dated.date.as_day for dated in self.candidate.record.dates}
        return days.get(Event.ENTREZ) or days.get(Event.PUBMED) or date.min


def papers(pmids: Container[str] | None = None) -> dict[str, JudgedPaper]:
    """Return the papers of both watches by PMID, all or those of ``pmids``; one of the first watch is not in the
    second."""
    watch = load_watch(ROOT / "watch.toml")
    sort = Sorter(watch.topics).sort
    own, other = Classifier(watch.terms, sort, watch.rules), Classifier(NEIGHBOURS, sort, "neighbours")
    bulk, il1 = gzip.decompress(BULK.read_bytes()), IL1.read_bytes()
    found = {paper.pmid: paper for paper in _watched("neighbours", other, _only(bulk, pmids))}
    return found | {paper.pmid: paper for paper in _watched("il1", own, _only(il1, pmids))}


def _only(content: bytes, pmids: Container[str] | None) -> bytes:
    """The document with the records of ``pmids`` alone: reading all 14,000 takes half a minute."""
    if pmids is None:
        return content
    kept = (each[0] for each in _RECORD.finditer(content) if each[1].decode() in pmids)
    return b"<PubmedArticleSet>" + b"".join(kept) + b"</PubmedArticleSet>"


_RECORD = re.compile(
    rb"<PubmedArticle>\s*<MedlineCitation[^>]*>\s*<PMID[^>]*>(\d+)</PMID>.*?</PubmedArticle>", re.DOTALL
)


def _watched(watch: str, rules: Classifier, content: bytes) -> Iterator[JudgedPaper]:
    for record in read(content):
        if isinstance(record, Record) and not (found := rules.classify(record)).excluded:
            yield JudgedPaper(watch, found)
