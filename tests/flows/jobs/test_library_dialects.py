"""The same paper seeded from the export of every program: when PubMed announces it, it is a seed and no news.

Every dialect is tried with both identifiers, with each alone, and with neither. All of these name title, authors and
year, which is enough; what a file without a year does is a test of its own at the end.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flows.app import App, clock, open_app, seed
from flows.cli.demo import MONDAY, write_config
from literature.identity.titles import compact, title_key
from literature.model.harvest import Account, Harvest
from literature.model.identifiers import names_in
from literature.model.record import Identifier, Record, Scheme
from sources.library.read import read_library
from sources.pubmed.xml import read
from store.corpus import Corpus
from store.engine.database import Database
from tests.flows.jobs.dialects import ANNOUNCED, DIALECTS, DIRTY_DOIS, DOI, PMCID, PMID, template, written

NAMED = {"both": (DOI, PMID, PMCID), "DOI alone": (DOI, "", ""), "PMID alone": ("", PMID, ""), "neither": ("", "", "")}
KNOWN_BY = {"<DOI>": Identifier(Scheme.DOI, DOI), "<PMID>": Identifier(Scheme.PMID, PMID)}
AUTHORS = dict.fromkeys(("objects.jsonl", "objects_of_a_table.jsonl", "objects_of_csl.jsonl"), 2) | dict.fromkeys(
    ("biblatex_eprint.bib", "greek_straight.bib", "greek_typed.bib", "greek_upright.bib", "macros.bib"), 2
)
AUTHORS["google_scholar.bib"] = 3
VOLUME = {"objects_of_csl.jsonl": ""}
NOT_READ = {("embase.ris", "<PMID>")}
"""Embase's C5 is a bare number, and nothing in the file says of what."""


def records_of(document: Path) -> tuple[Record, ...]:
    return tuple(replace(one, source="pubmed") for one in read(document.read_bytes()) if isinstance(one, Record))


RECORDS = records_of(ANNOUNCED)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """A app, beside a closed database that holds no more than the bundled seeds."""
    folder = tmp_path_factory.mktemp("dialects")
    config = write_config(folder, "http://127.0.0.1:9", "http://127.0.0.1:9")
    with open_app(config, f"sqlite:///{folder / 'empty.db'}", clock(MONDAY)):
        pass
    with open_app(config, f"sqlite:///{folder / 'learned.db'}", clock(MONDAY)) as app:
        yield app


@pytest.fixture
def app(empty: App, tmp_path: Path) -> Iterator[App]:
    """The same with a database of its own."""
    shutil.copy(empty.folder / "empty.db", tmp_path / "own.db")
    store = Database(f"sqlite:///{tmp_path / 'own.db'}")
    yield replace(empty, corpus=Corpus(store, empty.classifier.classify))
    store.close()


def announced(app: App, records: tuple[Record, ...] = RECORDS) -> Account:
    """The account of the visit at which PubMed announces the paper."""
    harvest = Harvest(source="pubmed", announced=len(records), records=records)
    candidates = [app.classifier.classify(record) for record in records]
    return app.corpus.admit(harvest, candidates, started=app.now(), now=app.now(), seeding=False)


def assert_recognised(app: App, library: Path) -> None:
    seeded = seed(app, library)
    assert (seeded.announced, dict(seeded.failed)) == (1, {})
    account = announced(app)
    assert (account.new, account.seeded) == (0, 1)


def test_the_paper_is_news_where_it_was_not_seeded(app: App) -> None:
    assert announced(app).new == 1


@pytest.mark.parametrize("named", NAMED)
@pytest.mark.parametrize("name", DIALECTS)
def test_a_paper_seeded_from_any_dialect_is_recognised_when_pubmed_announces_it(
    app: App, tmp_path: Path, name: str, named: str
) -> None:
    library = written(tmp_path, name, *NAMED[named])
    (record,) = read_library(library)
    assert isinstance(record, Record)
    for mark, identifier in KNOWN_BY.items():
        if mark in template(name) and identifier.value in NAMED[named] and (name, mark) not in NOT_READ:
            assert identifier in record.identifiers
    assert compact(title_key(record.title.text)) == compact(title_key(RECORDS[0].title.text))
    assert (record.authors[0].family, len(record.authors)) == ("Na", AUTHORS.get(name, 4))
    assert (record.journal.volume, record.published.year) == (VOLUME.get(name, "258"), 2026)
    assert_recognised(app, library)


@pytest.mark.parametrize("doi", DIRTY_DOIS)
def test_a_doi_in_any_dress_is_read_and_the_paper_recognised(app: App, tmp_path: Path, doi: str) -> None:
    library = written(tmp_path, "zotero.csv", doi)
    (record,) = read_library(library)
    assert isinstance(record, Record)
    assert [one.value for one in record.identifiers if one.scheme is Scheme.DOI] == [DOI]
    assert_recognised(app, library)


@pytest.mark.parametrize("doi", DIRTY_DOIS)
def test_why_understands_a_doi_in_any_dress(doi: str) -> None:
    assert Identifier(Scheme.DOI, DOI) in names_in(doi)


def test_why_understands_that_an_address_may_be_none() -> None:
    assert names_in("http://[www.example.org]/x") == []


def test_a_doi_that_a_page_spoiled_keeps_no_seed_from_its_paper(app: App, tmp_path: Path) -> None:
    assert_recognised(app, written(tmp_path, "zotero.csv", f"https://journal.example.org/article/{DOI}/some-slug"))


def test_a_paper_seeded_from_pubmeds_own_xml_is_recognised(app: App) -> None:
    assert_recognised(app, ANNOUNCED)


def test_a_seed_with_title_and_authors_alone_is_not_enough_and_the_paper_is_news(app: App, tmp_path: Path) -> None:
    """A choice: papers of one title by the same authors appear in several years (a yearly report), and a false
    duplicate is a paper that nobody sees (law 3)."""
    library = tmp_path / "bare.csv"
    library.write_text(
        "Title,Authors\n"
        'Elevated serum interleukin-32γ levels in patients with gouty arthritis of the knee,"Na SJ, So SH"\n',
        encoding="utf-8",
    )
    seed(app, library)
    assert announced(app).new == 1


PUBLIC_REPORTS = (
    "lib_doi_trailing_dot.ris",
    "lib_zotero_extra.csv",
    "lib_pmid_float.csv",
    "lib_wos_double_braces.bib",
    "lib_greek_textgamma.bib",
)


@pytest.mark.parametrize("library", PUBLIC_REPORTS)
def test_a_library_of_a_public_report_keeps_its_paper_out_of_the_news(app: App, shared: Path, library: str) -> None:
    seed(app, shared / "cases" / library)
    account = announced(app, records_of(shared / "cases/e2e_one_record.xml"))
    assert (account.new, account.seeded) == (0, 1)
