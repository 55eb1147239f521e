"""One DOI out of every dress, told whether it had to be repaired; nothing where there is none."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from literature.model.dois import Doi, read_doi
from tests.flows.jobs.dialects import DIRTY_DOIS, DOI

SICI = "10.1002/(sici)1097-0142(19960101)77:1<1::aid-cncr1>3.0.co;2-9"
ORDINARY = (
    DOI,
    DOI.upper(),
    f" {DOI}\n",
    f"doi:{DOI}",
    f"DOI: {DOI}",
    f"https://doi.org/{DOI}",
    f"http://dx.doi.org/{DOI}",
    f"https://www.doi.org/{DOI}",
    DOI.replace("/", "%2F"),
)


@pytest.mark.parametrize("raw", ORDINARY)
def test_an_ordinary_form_is_read_without_repair(raw: str) -> None:
    assert read_doi(raw) == Doi(DOI)


PAGES = ("ezproxy", "proxy.uni", "onlinelibrary")


@pytest.mark.parametrize("raw", [raw for raw in DIRTY_DOIS if not any(page in raw for page in PAGES)])
def test_every_other_form_of_an_export_gives_the_same_doi(raw: str) -> None:
    result = read_doi(raw)
    assert result is not None
    assert result.value == DOI


@pytest.mark.parametrize(
    "raw",
    [
        f"{DOI}.",
        f"{DOI}”",
        f"info:doi/{DOI}",
        f"urn:doi:{DOI}",
        f"doi.org/{DOI}",
        f"doi {DOI}",
        f"{DOI}{DOI}{DOI}",
        f"{DOI};{DOI}",
        f"https://doi.org/{DOI}https://doi.org/{DOI}",
        f"{DOI}/full",
        f"{DOI}/fulltext.html",
        f"{DOI}.full.pdf",
        f"https://doi.org/{DOI}#sec1",
        f"<a href='https://doi.org/{DOI}'>{DOI}</a>",
        f"{DOI}.PMID:31172846",
        f"{DOI}\n42100001",
        f"{DOI}. Epub 2026 Oct 14.",
        f"{DOI}. 2026",
        f"{DOI} (accessed 2026)",
        "10.1007/s00415-\n    026-6036-7",
        "10.1007/s00415-026-60\n36-7",
        "10.1007 / s00415-026-6036-7",
        f"{DOI}\u200b",
        "10.1007/s00415&#45;026&#45;6036&#45;7",
        f"https%253A%252F%252Fdoi.org%252F{DOI} ,",
    ],
)
def test_what_had_to_be_taken_off_is_told(raw: str) -> None:
    assert read_doi(raw) == Doi(DOI, repaired=True)


@pytest.mark.parametrize(
    ("raw", "repaired"),
    [
        (SICI.upper(), False),
        (f"https://doi.org/{SICI}", False),
        (SICI.replace("<", "%3C").replace(">", "%3E").replace(";", "%3B"), False),
        (SICI.replace("<", "&lt;").replace(">", "&gt;"), True),
        (SICI.replace("<", "&amp;lt;").replace(">", "&amp;gt;"), True),
        (f"({SICI}).", True),
        (f"{SICI}, {SICI}", True),
        (f"{SICI}{SICI}", True),
    ],
)
def test_the_brackets_of_an_old_doi_survive_whole(raw: str, repaired: bool) -> None:
    assert read_doi(raw) == Doi(SICI, repaired)


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("10.1016/S0140-6736(09)60000-0", "10.1016/s0140-6736(09)60000-0"),
        ("(10.1016/S0140-6736(09)60000-0)", "10.1016/s0140-6736(09)60000-0"),
        ("10.1002/(SICI)1096-8644(199706)103:2<B181::AID-AJPA4>3.0.CO;2-#", None),
        ("10.1002/cncr.1; 10.1002/cncr.2", "10.1002/cncr.1"),
        ("10.1000/182\n10.1000/183", "10.1000/182"),
        ("10.5281/zenodo.10.1234", "10.5281/zenodo.10.1234"),
    ],
)
def test_the_first_doi_is_taken_and_nothing_that_belongs_to_it_is_lost(raw: str, value: str | None) -> None:
    result = read_doi(raw)
    assert result is not None
    assert result.value == (value or raw.lower())


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "doi",
        "10.1056/",
        "10.12/abc",
        "S0140-6736(09)60000-0",
        "110.1056/nejm",
        "10.5555/a%00b",
        "10.5555/a%1fb",
        "n/a",
    ],
)
def test_what_is_no_doi_gives_none(raw: str) -> None:
    assert read_doi(raw) is None


def test_a_doi_of_words_that_white_space_parts_is_none_rather_than_the_name_of_many_papers() -> None:
    assert read_doi("10.3129/can j ophthalmol.06-124") is None


@given(st.text(alphabet="10./:;<>()[]%&ltabdoi PMID\n-", max_size=60))
@example("1" * 40)
def test_what_was_read_is_clean_and_reads_as_itself(noise: str) -> None:
    result = read_doi(f"{noise}{DOI}{noise}")
    if result:
        assert read_doi(result.value) == Doi(result.value)


def test_a_text_without_end_is_read_in_no_time() -> None:
    assert read_doi("10.1000/" + "a" * 1_000_000) is not None
    assert read_doi("10.1000" * 100_000) is None
