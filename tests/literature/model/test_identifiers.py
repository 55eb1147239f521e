"""One spelling for each name: DOI, PMID, PMCID, book accession, address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from literature.model.identifiers import found_in_url, identifier, identifiers_in_url, read_identifier
from literature.model.record import Scheme


@pytest.mark.parametrize(
    ("scheme", "raw", "value"),
    [
        (Scheme.DOI, "10.1056/NEJMoa0807865", "10.1056/nejmoa0807865"),
        (Scheme.DOI, "https://doi.org/10.1056/NEJMoa0807865", "10.1056/nejmoa0807865"),
        (Scheme.DOI, "doi: 10.1056/nejmoa0807865", "10.1056/nejmoa0807865"),
        (Scheme.DOI, "10.1016/s0025-7753%2817%2930624-3", "10.1016/s0025-7753(17)30624-3"),
        (
            Scheme.DOI,
            "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2",
            "10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2",
        ),
        (Scheme.DOI, "S0140-6736(09)60000-0", None),
        (Scheme.DOI, "10.1056/", None),
        (Scheme.PMID, " 19494218 ", "19494218"),
        (Scheme.PMID, "pubmed:19494218", "19494218"),
        (Scheme.PMID, "00012", "12"),
        (Scheme.PMID, "PMC2876877", None),
        (Scheme.PMID, "0", None),
        (Scheme.PMCID, "2876877", "PMC2876877"),
        (Scheme.PMCID, "pmc2876877.2", "PMC2876877"),
        (Scheme.BOOK, "nbk1368", "NBK1368"),
        (Scheme.BOOK, "1368", None),
        (Scheme.URL, "HTTP://www.Example.org:80/a/?utm_source=x&b=2&a=1#top", "https://example.org/a?a=1&b=2"),
        (Scheme.URL, "https://amp.example.org/story.amp.html", "https://example.org/story"),
        (Scheme.URL, "https://example.org/story/amp/", "https://example.org/story"),
        (Scheme.URL, "https://user:pw@example.org/", None),
        (Scheme.URL, "javascript:alert(1)", None),
        (Scheme.URL, "https://[broken", None),
    ],
)
def test_an_identifier_has_one_spelling_or_is_none(scheme: Scheme, raw: str, value: str | None) -> None:
    result = identifier(scheme, raw)
    assert (result.value if result else None) == value


@pytest.mark.parametrize(
    ("url", "names"),
    [
        ("https://pubmed.ncbi.nlm.nih.gov/19494218/?utm_source=x&fc=None&ff=2021&v=2.15.0", ["pmid:19494218"]),
        ("https://www.ncbi.nlm.nih.gov/pubmed/19494218", ["pmid:19494218"]),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC2876877/", ["pmcid:PMC2876877"]),
        ("https://www.nejm.org/doi/full/10.1056/NEJMoa0807865?query=rss", ["doi:10.1056/nejmoa0807865"]),
        ("https://www.biorxiv.org/content/10.1101/2020.01.01.123456v2.full", ["doi:10.1101/2020.01.01.123456"]),
        ("https://link.example.org/article/10.1007/s00415-011-6036-7/fulltext", ["doi:10.1007/s00415-011-6036-7"]),
        (
            "https://pubs.example.org/en/article/doi/10.1039/D6MD00523C/1291313/Some-Title",
            ["doi:10.1039/d6md00523c"],
        ),
        ("https://example.org/news/2026", []),
    ],
)
def test_a_link_names_the_paper_it_leads_to(url: str, names: list[str]) -> None:
    assert [str(item) for item in identifiers_in_url(url)] == names


def test_a_control_character_that_a_link_smuggles_in_makes_no_name() -> None:
    """Postgres takes no NUL in a text: one such link failed the whole visit of its feed."""
    assert identifiers_in_url("https://doi.org/10.5555/a%00b") == ()
    assert identifier(Scheme.DOI, "10.5555/a%1fb") is None


@pytest.mark.parametrize(
    ("raw", "value", "repaired"),
    [
        ("PMID: 42100001", "42100001", False),
        ("pmid:42100001", "42100001", False),
        ("https://pubmed.ncbi.nlm.nih.gov/42100001/", "42100001", False),
        ("https://pubmed-ncbi-nlm-nih-gov.ezproxy.x.example.edu/42100001/", "42100001", False),
        ("https://www.ncbi.nlm.nih.gov.ezproxy.x.example.edu/pubmed/42100001", "42100001", False),
        ("42100001.0", "42100001", True),
        ("4.2100001E7", "42100001", True),
        ("PMID 42100001 [PubMed]", "42100001", True),
        ("42100001[pmid]", "42100001", True),
        ("MEDLINE:42100001", "42100001", True),
        ("42100001; 42100002", "42100001", True),
    ],
)
def test_a_pmid_is_read_in_every_dress(raw: str, value: str, repaired: bool) -> None:
    result = read_identifier(Scheme.PMID, raw)
    assert result is not None
    assert (result.identifier.value, result.repaired) == (value, repaired)


@pytest.mark.parametrize(
    "raw", ["0", "0.0", "123456789", "4294967296", "4.21E+07", "42,100,001", "nan", "PMC13000001", "-5", "10.1000/182"]
)
def test_a_number_out_of_range_or_with_lost_digits_is_no_pmid(raw: str) -> None:
    assert identifier(Scheme.PMID, raw) is None


@pytest.mark.parametrize(
    "raw", ["PMC2876877", "pmc:PMC2876877", "PMCID: PMC2876877", "https://pmc.ncbi.nlm.nih.gov/articles/PMC2876877/"]
)
def test_a_pmcid_is_read_in_every_dress(raw: str) -> None:
    assert identifier(Scheme.PMCID, raw) == (Scheme.PMCID, "PMC2876877")


@pytest.mark.parametrize("url", ["http://[www.example.org]/x", "http://[", "https://example.org:port/10.1000/182", ""])
def test_a_malformed_address_names_nothing_and_raises_nothing(url: str) -> None:
    assert all(item.scheme is Scheme.DOI for item in identifiers_in_url(url))
    assert identifier(Scheme.URL, url) is None


@pytest.mark.parametrize(
    ("url", "repaired"),
    [
        ("https://doi.org/10.1000/182", False),
        ("https://doi.org/10.1000/182?af=R", True),
        ("https://journal.example.org/doi/full/10.1000/182", True),
        ("https://doi-org.proxy.uni.example.edu/10.1000/182", True),
        ("https://ezproxy.x.example.edu/login?qurl=https%3A%2F%2Fdoi.org%2F10.1000%2F182", False),
    ],
)
def test_a_doi_cut_out_of_a_pages_address_was_repaired_one_of_the_resolver_was_not(url: str, repaired: bool) -> None:
    (result,) = found_in_url(url)
    assert (str(result.identifier), result.repaired) == ("doi:10.1000/182", repaired)
    assert identifier(Scheme.DOI, url) == result.identifier


@given(st.sampled_from(Scheme), st.text(max_size=60))
def test_normalising_twice_is_normalising_once(scheme: Scheme, raw: str) -> None:
    once = identifier(scheme, raw)
    if once:
        assert identifier(scheme, once.value) == once
