"""Addresses: built from identifiers first, and from a source only when they are safe."""

from __future__ import annotations

import pytest

from digests.letter.links import best, domain, links, safe_url, trials
from digests.letter.parts import Link
from literature.model.record import Identifier, Scheme


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example/x",
        "ftp://example.org/x",
        "https://user:pw@evil.example/",
        "https://pubmed.ncbi.nlm.nih.gov@evil.example/",
        "https://good.example\\@evil.example/",
        "https://example.org/\r\nBcc: x",
        "https://example.org/ x",
        'https://example.org/"onclick=',
        "https://[::1",
        "https://example.org:port/",
        "https://" + "a" * 70 + ".example/",
        "https://example.org/\ud800",
        "https://example.org/" + "x" * 700,
        "https:///path",
        "",
    ],
)
def test_an_unsafe_address_is_dropped(url: str) -> None:
    assert safe_url(url) == ""


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://example.org/a?b=c&d=%C3%A9#e", "https://example.org/a?b=c&d=%C3%A9#e"),
        ("HTTP://Example.org:8080/é", "http://example.org:8080/%C3%A9"),
        ("https://nаture.com/x", "https://xn--nture-4ve.com/x"),
    ],
)
def test_a_plain_address_is_kept_in_ascii(url: str, safe: str) -> None:
    """The third one has a Cyrillic а: its look-alike name shows as what it is."""
    assert safe_url(url) == safe


def test_the_domain_beside_a_link_is_its_host() -> None:
    assert domain("https://www.eurekalert.org/news/1") == "eurekalert.org"
    assert domain("") == ""


def test_links_are_built_from_identifiers_surest_first() -> None:
    names = [
        Identifier(Scheme.URL, "https://feed.example/redirect?to=x"),
        Identifier(Scheme.DOI, "10.1002/(sici)1097<1::aid>3.0"),
        Identifier(Scheme.PMID, "123"),
        Identifier(Scheme.GUID, "feed 1"),
    ]
    assert links(names) == (
        Link("PMID 123", "https://pubmed.ncbi.nlm.nih.gov/123/"),
        Link("doi:10.1002/(sici)1097<1::aid>3.0", "https://doi.org/10.1002/(sici)1097%3C1::aid%3E3.0"),
    )


def test_a_source_url_is_used_only_where_there_is_no_better() -> None:
    story = Identifier(Scheme.URL, "https://www.news.example/story")
    assert best([story]) == "https://www.news.example/story"
    assert best([story, Identifier(Scheme.BOOK, "NBK1368")]) == "https://www.ncbi.nlm.nih.gov/books/NBK1368/"
    assert best([Identifier(Scheme.URL, "javascript:x")]) == ""


def test_a_trial_leads_to_its_registration_where_the_number_is_certain() -> None:
    named = (
        "ClinicalTrials.gov NCT01234567",
        "ISRCTN ISRCTN12345678",
        "ClinicalTrials.gov NCT1",
        "GENBANK NCT01234567",
    )
    assert trials(named) == (Link("NCT01234567", "https://clinicaltrials.gov/study/NCT01234567"),)


def test_a_pooled_analysis_names_a_few_of_its_trials() -> None:
    assert len(trials(f"ClinicalTrials.gov NCT{number:08}" for number in range(40))) == 3
