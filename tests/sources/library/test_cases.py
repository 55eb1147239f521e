"""Small real-life files that were once misread, each with its right value (../shared/data/cases/README.md)."""

from __future__ import annotations

from pathlib import Path

import pytest

from literature.identity.fields import fields
from literature.identity.grouping import group
from literature.model.record import Identifier, Record, Relation, Scheme
from sources.library.read import read_entries

DOI = Identifier(Scheme.DOI, "10.1007/s00415-026-6036-7")
PMID = Identifier(Scheme.PMID, "42100001")


@pytest.fixture
def cases(shared: Path) -> Path:
    folder = shared / "cases"
    if not folder.is_dir():
        pytest.skip("needs ../shared/data/cases")
    return folder


def read_one(path: Path) -> Record:
    (record,) = read_entries(path)
    assert isinstance(record, Record)
    return record


def test_a_full_stop_behind_a_doi_is_no_part_of_it(cases: Path) -> None:
    record = read_one(cases / "lib_doi_trailing_dot.ris")
    assert record.identifiers == record.repaired == (DOI,)


def test_zoteros_extra_column_gives_the_pmid(cases: Path) -> None:
    assert read_one(cases / "lib_zotero_extra.csv").identifiers == (PMID,)


def test_a_pmid_that_pandas_made_a_float_is_one(cases: Path) -> None:
    assert read_one(cases / "lib_pmid_float.csv").identifiers == (PMID,)


def test_the_double_braces_of_web_of_science_hide_no_field(cases: Path) -> None:
    record = read_one(cases / "lib_wos_double_braces.bib")
    journal = record.journal
    assert (journal.volume, journal.issue, journal.pages) == ("258", "10", "1865-1870")
    assert (journal.title, journal.issns, record.published.iso) == ("JOURNAL OF NEUROLOGY", ("0340-5354",), "2026-11")
    assert record.identifiers == (DOI,)
    assert record.repaired == ()


def test_greek_outside_a_formula_is_a_letter(cases: Path) -> None:
    assert "interleukin-32γ levels" in read_one(cases / "lib_greek_textgamma.bib").title.text


def test_a_partial_retraction_of_the_tagged_text_is_that_of_the_xml(cases: Path) -> None:
    relations = read_one(cases / "lib_nbib_prin.nbib").relations
    assert relations[0] == Relation("PartialRetractionIn", "30601234", "J Clin Invest. 2019 Jan 2;129(1):1.")
    assert [(one.kind, one.pmid) for one in relations[1:]] == [
        ("ReprintIn", "30601236"),
        ("AssociatedPublication", "30601235"),
    ]


def test_one_doi_with_and_without_its_full_stop_is_one_work(cases: Path) -> None:
    records = [one for one in read_entries(cases / "id_doi_dot_pair.ris") if isinstance(one, Record)]
    assert group([fields(record) for record in records]).groups == [[0, 1]]
