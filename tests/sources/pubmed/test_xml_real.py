"""Real NLM documents against readings of them that share no code with ours: ElementTree, and the feature table."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

import pytest

from literature.model.harvest import Deleted, Unread
from literature.model.identifiers import identifier
from literature.model.record import Event, Form, Record, Scheme
from sources.pubmed.xml import latest, read

SCRIPTS = {"msup": ("sup",), "msub": ("sub",), "msubsup": ("sub", "sup")}
"""MathML element -> what follows its base."""


class Pair(NamedTuple):
    """One real record: ours, ElementTree's, and the features that its makers listed."""

    record: Record
    element: ET.Element
    features: frozenset[str]


@pytest.fixture(scope="module")
def edge(shared: Path) -> list[Pair]:
    folder = shared / "pubmed" / "edge"
    with (folder / "edge_features.tsv").open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table, delimiter="\t"))
    with (folder / "edge_real.xml").open("rb") as stream:
        items = list(read(stream))
    elements = ET.parse(folder / "edge_real.xml").getroot().findall("PubmedArticle")
    records = [item for item in items if isinstance(item, Record)]
    assert len(items) == len(records) == len(elements) == len(rows) == 260
    return [
        Pair(r, e, frozenset(row["features"].split(","))) for r, e, row in zip(records, elements, rows, strict=True)
    ]


def whole_text(element: ET.Element | None) -> str:
    return "" if element is None else "".join("".join(element.itertext()).split())


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_no_title_is_cut(edge: list[Pair]) -> None:
    for pair in edge:
        assert squeezed(pair.record.title.text) == whole_text(pair.element.find(".//Article/ArticleTitle"))
        assert squeezed(pair.record.vernacular_title) == whole_text(pair.element.find(".//VernacularTitle"))


def test_no_abstract_is_cut(edge: list[Pair]) -> None:
    for pair in edge:
        for found, path in ((pair.record.abstract, "Abstract"), (pair.record.other_abstracts, "OtherAbstract")):
            told = pair.element.findall(f".//{path}/AbstractText")
            assert [squeezed(s.text.text) for s in found] == [whole_text(e) for e in told]
            assert [s.label for s in found] == [e.get("Label", "") for e in told]


def test_every_mark_stands_on_the_text_of_its_element(edge: list[Pair]) -> None:
    for pair in edge:
        texts = [pair.record.title, *(s.text for s in pair.record.abstract)]
        found = Counter((m.tag, squeezed(t.text[m.start : m.end])) for t in texts for m in t.marks)
        article = pair.element.find(".//Article")
        assert article is not None
        told = [article.find("ArticleTitle"), *article.findall("Abstract/AbstractText")]
        tags = {"i", "b", "sub", "sup"}
        inside = [e for each in told if each is not None for e in each.iter() if e.tag in tags]
        marked = [(e.tag, e) for e in inside]
        for formula in (e for each in told if each is not None for e in each.iter()):
            marked += zip(SCRIPTS.get(formula.tag.rpartition("}")[2], ()), list(formula)[1:], strict=False)
        assert found == Counter((tag, whole_text(e)) for tag, e in marked if whole_text(e))


def test_no_foreign_doi_is_taken_and_no_own_one_lost(edge: list[Pair]) -> None:
    for pair in edge:
        own = [*pair.element.findall("PubmedData/ArticleIdList/ArticleId[@IdType='doi']")]
        own += pair.element.findall(".//ELocationID[@EIdType='doi']")
        names = {found.value for e in own if (found := identifier(Scheme.DOI, e.text or ""))}
        dois = {i.value for i in pair.record.identifiers if i.scheme is Scheme.DOI}
        assert dois <= names
        assert bool(dois) == bool(names)


def test_pmid_and_version_are_the_records_own(edge: list[Pair]) -> None:
    for pair in edge:
        pmid = pair.element.find("MedlineCitation/PMID")
        assert pmid is not None
        assert (pair.record.source_id, str(pair.record.version)) == (pmid.text, pmid.get("Version"))


def test_every_author_is_there_in_order(edge: list[Pair]) -> None:
    for pair in edge:
        told = pair.element.findall(".//Article/AuthorList/Author[@ValidYN='Y']")
        names = [whole_text(e.find("LastName")) or whole_text(e.find("CollectiveName")) for e in told]
        assert [squeezed(a.family or a.collective) for a in pair.record.authors] == names


def test_every_heading_and_substance_is_there_in_order(edge: list[Pair]) -> None:
    for pair in edge:
        headings = [(squeezed(h.name), h.ui, len(h.qualifiers)) for h in pair.record.mesh]
        told = [(e.find("DescriptorName"), e.findall("QualifierName")) for e in pair.element.iter("MeshHeading")]
        assert headings == [(whole_text(d), d.get("UI"), len(q)) for d, q in told if d is not None]
        named = [*pair.element.iter("NameOfSubstance"), *pair.element.iter("SupplMeshName")]
        substances = [(squeezed(s.name), s.ui) for s in pair.record.substances]
        assert substances == [(whole_text(e), e.get("UI")) for e in named]


def relation(kind: str) -> Callable[[Record], bool]:
    return lambda record: any(each.kind == kind for each in record.relations)


def of_type(name: str) -> Callable[[Record], bool]:
    return lambda record: name in record.publication_types


def issue_words(record: Record) -> str:
    issue = record.date(Event.ISSUE)
    return issue.text if issue else ""


def created_late(record: Record) -> bool:
    """Created more than a year after the date that PubMed sorts it by."""
    created, sorted_by = record.date(Event.ENTREZ), record.date(Event.PUBMED)
    if created is None or sorted_by is None:
        return False
    return date.fromisoformat(created.iso) - date.fromisoformat(sorted_by.iso) > timedelta(days=365)


SEASONS = ("Spring", "Summer", "Fall", "Autumn", "Winter")
FEATURES: dict[str, Callable[[Record], bool]] = {
    "collective": lambda r: any(a.collective for a in r.authors),
    "comment_in": relation("CommentIn"),
    "comment_on": relation("CommentOn"),
    "databank": lambda r: bool(r.registrations),
    "eoc": lambda r: any(each.kind.startswith("ExpressionOfConcern") for each in r.relations),
    "empty_title": lambda r: not r.title,
    "erratum_for": relation("ErratumFor"),
    "erratum_in": relation("ErratumIn"),
    "erratum_pt": of_type("Published Erratum"),
    "keywords": lambda r: bool(r.keywords),
    "late_created": created_late,
    "medlinedate": lambda r: bool(issue_words(r)) and not issue_words(r).endswith(SEASONS),
    "no_abstract": lambda r: not r.abstract,
    "no_authors": lambda r: not r.authors,
    "no_doi": lambda r: not r.identifier(Scheme.DOI),
    "orcid": lambda r: any(a.orcid for a in r.authors),
    "other_abs": lambda r: bool(r.other_abstracts),
    "pmc": lambda r: bool(r.identifier(Scheme.PMCID)),
    "preprint_pt": lambda r: r.form is Form.PREPRINT,
    "retracted_pt": of_type("Retracted Publication"),
    "retraction_in": relation("RetractionIn"),
    "retraction_notice_pt": of_type("Retraction of Publication"),
    "retraction_of": relation("RetractionOf"),
    "season": lambda r: issue_words(r).endswith(SEASONS),
    "struct_abs": lambda r: any(s.label for s in r.abstract + r.other_abstracts),
    "update_in": relation("UpdateIn"),
    "update_of": relation("UpdateOf"),
    "vernacular": lambda r: bool(r.vernacular_title),
    "version_gt1": lambda r: r.version > 1,
}


@pytest.mark.parametrize("feature", sorted(FEATURES))
def test_a_listed_feature_is_seen_in_just_the_records_that_have_it(edge: list[Pair], feature: str) -> None:
    listed = {pair.record.source_id for pair in edge if feature in pair.features}
    seen = {pair.record.source_id for pair in edge if FEATURES[feature](pair.record)}
    assert listed
    assert seen == listed


def test_versions_of_one_pmid_collapse_to_the_highest(edge: list[Pair]) -> None:
    highest: dict[str, int] = {}
    for pair in edge:
        highest[pair.record.source_id] = max(pair.record.version, highest.get(pair.record.source_id, 0))
    kept = [item for item in latest(pair.record for pair in edge) if isinstance(item, Record)]
    assert {r.source_id: r.version for r in kept} == highest
    assert len(kept) == len(highest) < len(edge)


def test_every_single_document_of_others_is_read(shared: Path) -> None:
    documents = sorted((shared / "pubmed" / "single").glob("*.xml"))
    assert len(documents) > 150
    for document in documents:
        items = list(read(document.read_bytes()))
        assert items, document.name
        assert not [item for item in items if isinstance(item, Unread)], document.name


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "records", "deleted"),
    [("pubmedsample18n0001", 177, 0), ("pubmed20n0014_dev", 3000, 0), ("pubmed21n1298_dev", 13908, 18)],
)
def test_a_whole_file_of_nlm_is_read_to_its_end(shared: Path, name: str, records: int, deleted: int) -> None:
    with gzip.open(shared / "pubmed" / "bulk" / f"{name}.xml.gz") as stream:
        counts = Counter(type(item) for item in read(stream))
    assert counts == Counter({Record: records, Deleted: deleted})
