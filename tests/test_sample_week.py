"""The bundled sample week is what its README says: PubMed's structure, marked as sample, every case there once."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from lxml import etree

from literature.model.record import Record, Scheme
from sources.feeds.record import records
from sources.feeds.xml import parse
from sources.library.read import read_library
from sources.pubmed import xml

SAMPLE = Path(__file__).parent.parent / "seeds" / "sample"
SEEDED = "19494218"
HELD = "99000900"
FEEDS = {
    "Sample Newswire": "news-wire.xml",
    "Sample Health Daily": "health-daily.xml",
    "J Sample Med": "journal.xml",
    "sampleRxiv": "preprints.xml",
}
INVENTED_HOSTS = re.compile(r"https?://(?!(?:[a-z-]+\.)?example\.(?:org|net)\b)[^\s\"<&]+")


@pytest.fixture(scope="module")
def papers() -> dict[str, Record]:
    read = xml.read((SAMPLE / "pubmed.xml").read_bytes())
    return {one.source_id: one for one in read if isinstance(one, Record)}


@pytest.fixture(scope="module")
def expected() -> list[dict[str, str]]:
    with (SAMPLE / "expected.tsv").open(encoding="utf-8") as table:
        return list(csv.DictReader(table, delimiter="\t"))


def test_every_announced_record_has_one_expectation(papers: dict[str, Record], expected: list[dict[str, str]]) -> None:
    announced = [("pubmed", pmid) for pmid in papers]
    for name, file in FEEDS.items():
        feed = parse((SAMPLE / "feeds" / file).read_bytes(), {})
        announced += [(name, one.source_id) for one in records(name, feed)]
    assert announced == [(row["source"], row["source_id"]) for row in expected]
    assert {row["expected"] for row in expected} == {"new", "known", "seeded", "excluded", "not announced"}


def test_the_readme_lists_the_same_expectations(expected: list[dict[str, str]]) -> None:
    readme = (SAMPLE / "README.md").read_text(encoding="utf-8")
    for row in expected:
        assert f"| {row['source_id']} | {row['expected']} | {row['why']} |" in readme


def test_nothing_invented_can_be_taken_for_real(papers: dict[str, Record]) -> None:
    for pmid, paper in papers.items():
        if pmid != SEEDED:
            assert int(pmid) > 99_000_000
            assert paper.identifier(Scheme.DOI).startswith("10.5555/sample.")
            assert paper.journal.title.endswith("(sample)")
            assert paper.journal.abbreviation.endswith("(sample)")
            assert {author.family for author in paper.authors} <= {"Sampleton", "Specimen", "Preprintson", ""}


def test_the_seeded_paper_is_its_true_record_without_abstract(papers: dict[str, Record]) -> None:
    seed = papers[SEEDED]
    assert seed.identifier(Scheme.DOI) == "10.1056/nejmoa0807865"
    assert (len(seed.authors), seed.journal.pages, seed.abstract) == (42, "2426-37", ())
    assert str(seed.title) == "An autoinflammatory disease with deficiency of the interleukin-1-receptor antagonist."


def test_all_records_were_created_in_the_week(papers: dict[str, Record]) -> None:
    tree = etree.parse(SAMPLE / "pubmed.xml", etree.XMLParser(no_network=True))
    entered = [
        "-".join(each.findtext(part) or "" for part in ("Year", "Month", "Day"))
        for each in tree.iterfind(".//PubMedPubDate[@PubStatus='entrez']")
    ]
    assert len(entered) == len(papers)
    assert set(entered) == {f"2026-11-{day}" for day in range(16, 23)}


def test_relations_lead_from_one_sample_paper_to_another_and_back(papers: dict[str, Record]) -> None:
    pairs = {(pmid, one.kind, one.pmid) for pmid, paper in papers.items() for one in paper.relations}
    assert ("99000018", "RetractionOf", "99000017") in pairs
    assert ("99000017", "RetractionIn", "99000018") in pairs
    assert ("99000010", "UpdateIn", "99000011") in pairs
    assert ("99000011", "UpdateOf", "99000010") in pairs
    assert ("99000019", "ErratumFor", "99000004") in pairs
    assert {target for _, _, target in pairs} - papers.keys() == {HELD}


def test_one_notice_touches_a_work_that_was_held_before(papers: dict[str, Record]) -> None:
    (held,) = read_library(SAMPLE / "held.toml")
    assert isinstance(held, Record)
    assert held.identifier(Scheme.PMID) == HELD
    assert [(one.kind, one.pmid) for one in papers["99000025"].relations] == [("RetractionOf", HELD)]


def test_the_hard_cases_of_pubmeds_format_are_there(papers: dict[str, Record]) -> None:
    assert {mark.tag for paper in papers.values() for mark in paper.title.marks} == {"i", "sub"}
    assert "β" in papers["99000007"].title.text
    assert papers["99000020"].published.text == "2026 Nov-Dec"
    assert papers["99000021"].vernacular_title
    assert papers["99000006"].authors[-1].collective == "Sample Registry of Autoinflammatory Diseases Group"
    assert not papers["99000022"].abstract
    assert "CL=4.1×(W/70)0.75" in str(papers["99000023"].abstract[0].text)
    assert b"10.5555/sample.2025.0990" in (SAMPLE / "pubmed.xml").read_bytes()
    assert [one.value for one in papers["99000009"].identifiers] == ["99000009", "10.5555/sample.2026.0009"]


def test_feeds_lead_to_no_address_of_anybody() -> None:
    """But for the seeded paper's DOI, and addresses in bioRxiv's form under 10.5555: they alone tell a preprint."""
    allowed = (
        "https://doi.org/10.5555/", "https://doi.org/10.1056/NEJMoa0807865",
        "https://www.biorxiv.org/cgi/content/short/10.5555/", "http://www.w3.org/", "http://purl.org/", "http://prismstandard.org/",
    )  # fmt: skip
    for file in FEEDS.values():
        for address in INVENTED_HOSTS.findall((SAMPLE / "feeds" / file).read_text(encoding="utf-8")):
            assert address.startswith(allowed), address
