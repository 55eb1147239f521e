"""A paper and the notice about it, in every order: what the letter, the export and the archive make of them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from digests.letter.compose import compose
from digests.letter.parts import Entry, Letter
from digests.publish.archive import page
from flows.app import App, clock, open_app
from flows.cli.demo import MONDAY
from flows.curation.why import story_of
from flows.delivery.letters import render_letter
from flows.files.export import Format, render
from literature.model.edition import Edition
from literature.model.harvest import Deleted, Harvest
from literature.model.record import Record
from sources.pubmed.xml import read
from store.editions import Masthead
from tests.paths import ROOT

WEEK = timedelta(days=7)
PAPER = "Anakinra reduces brain injury in an invented model of stroke"
FINDING = "Anakinra reduced the volume of the invented lesion by half."


@pytest.fixture
def empty(tmp_path: Path, begun_file: Path) -> Iterator[App]:
    """An app that has polled nothing yet."""
    shutil.copy(begun_file, tmp_path / "ilwatch.db")
    config = tmp_path / "watch.toml"
    config.write_bytes((ROOT / "watch.toml").read_bytes())
    with open_app(config, f"sqlite:///{tmp_path / 'ilwatch.db'}", clock(MONDAY)) as app:
        yield app


class Tie(NamedTuple):
    """How a notice names its paper."""

    pmid: str = "42200001"
    source: str = "J Invented. 2020;1:1"


BY_PMID, BY_DOI = Tie(), Tie("", "J Invented. 2020;1:1. doi: 10.5555/Paper.1.")
TIES = pytest.mark.parametrize("tie", [BY_PMID, BY_DOI], ids=["by PMID", "by DOI"])
RETRACTION, CONCERN, CORRECTION = "RetractionOf", "ExpressionOfConcernFor", "ErratumFor"


def xml(
    pmid: str, title: str, *, doi: str, types: str = "Journal Article", abstract: str = "", notice: str = ""
) -> str:
    told = f"<Abstract><AbstractText>{abstract}</AbstractText></Abstract>" if abstract else ""
    author = "<AuthorList><Author><LastName>Sampleton</LastName><Initials>A</Initials></Author></AuthorList>"
    return (
        f'<PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID><Article><Journal><JournalIssue>'
        "<Volume>1</Volume><PubDate><Year>2026</Year><Month>Nov</Month></PubDate></JournalIssue>"
        f"<Title>J Invented</Title></Journal><ArticleTitle>{title}</ArticleTitle>"
        f"<Pagination><MedlinePgn>{pmid}</MedlinePgn></Pagination>{told}"
        f"{author}<PublicationTypeList><PublicationType>{types}</PublicationType></PublicationTypeList></Article>"
        f"{notice}</MedlineCitation><PubmedData><ArticleIdList>"
        f'<ArticleId IdType="doi">{doi}</ArticleId></ArticleIdList></PubmedData></PubmedArticle>'
    )


def the_paper() -> str:
    return xml("42200001", f"{PAPER}.", doi="10.5555/paper.1", abstract=FINDING)


def the_notice(tie: Tie, kind: str = RETRACTION, title: str = f"Statement of Retraction: {PAPER}.") -> str:
    pmid = f"<PMID>{tie.pmid}</PMID>" if tie.pmid else ""
    related = f'<CommentsCorrections RefType="{kind}"><RefSource>{tie.source}</RefSource>{pmid}</CommentsCorrections>'
    notice = f"<CommentsCorrectionsList>{related}</CommentsCorrectionsList>"
    types = {
        RETRACTION: "Retraction Notice",
        CONCERN: "Expression of Concern",
        CORRECTION: "Published Erratum",
    }
    return xml("42200002", title, doi="10.5555/notice.1", types=types[kind], abstract="Mice were used.", notice=notice)


def admit(app: App, *articles: str, seeding: bool = False) -> None:
    _admit(app, f"<PubmedArticleSet>{''.join(articles)}</PubmedArticleSet>".encode(), seeding=seeding)


def _admit(app: App, document: bytes, *, seeding: bool = False) -> None:
    records = tuple(one for one in read(document) if isinstance(one, Record))
    harvest = Harvest("pubmed", announced=len(records), records=records)
    judged = [app.classifier.classify(record) for record in records]
    app.corpus.admit(harvest, judged, started=MONDAY, now=MONDAY, seeding=seeding)


def freeze(app: App, week: int = 0) -> Edition:
    names = tuple(app.watch.topic_names.items())
    masthead = Masthead("IL-1", app.watch.watch.timezone, "r1", names, "t1")
    return app.editions.freeze((MONDAY + week * WEEK).date(), masthead, MONDAY + week * WEEK)


def letter(edition: Edition) -> Letter:
    return compose(edition, dict(edition.topics), contact="watch@example.org")


def entries(edition: Edition) -> list[Entry]:
    return [one for section in letter(edition).sections for one in (*section.full, *section.lines)]


def exported(app: App, *, seeded: bool = False) -> dict[str, dict[str, Any]]:
    """By PMID, as `ilwatch export` gives them."""
    told = json.loads(render(app.corpus.items(seeded=seeded), Format.JSON))
    return {one["pmid"]: one for one in told}


def assert_marked_without_its_finding(app: App, edition: Edition) -> None:
    """The paper is one entry, marked, with its notice; no page says what it found; the export says it too."""
    (entry,) = entries(edition)
    assert (entry.title.text, entry.badges[0], entry.mark) == (PAPER, "Retracted", "Retracted")
    assert not entry.passage.text
    rendered = render_letter(app.watch, edition)
    for shown in (rendered.html, rendered.text, page(edition, dict(edition.topics))):
        assert "retracted" in shown.casefold()
        assert FINDING not in shown
    assert exported(app)["42200001"]["notices"] == ["retraction"]


@TIES
def test_a_paper_and_its_retraction_in_one_edition_are_one_entry_that_is_marked(empty: App, tie: Tie) -> None:
    """The record of a paper says "Retracted" only when NLM has updated it: a letter had both as two findings, and the
    retraction counted as told."""
    admit(empty, the_paper(), the_notice(tie))
    edition = freeze(empty)
    assert_marked_without_its_finding(empty, edition)
    (entry,) = entries(edition)
    assert [note.lead for note in entry.notes] == ["retraction notice"]
    assert edition.notices == ()
    assert freeze(empty, 1).notices == ()


@TIES
def test_a_retraction_after_its_paper_is_an_alert_and_told_once(empty: App, tie: Tie) -> None:
    admit(empty, the_paper())
    first = freeze(empty)
    assert (entries(first)[0].mark, exported(empty)["42200001"]["notices"]) == ("", [])
    admit(empty, the_notice(tie))
    edition = freeze(empty, 1)
    (alert,) = letter(edition).alerts
    assert (alert.word, alert.title, alert.known_since) == ("Retraction", f"{PAPER}.", "in the edition of 23 Nov 2026")
    (entry,) = entries(edition)
    assert (entry.badges, entry.passage.text) == (("Retraction notice",), "")
    assert exported(empty)["42200001"]["notices"] == ["retraction"]
    assert alert.title in page(edition, dict(edition.topics))
    assert empty.editions.get(first.key) == first
    assert freeze(empty, 2).notices == ()


@TIES
def test_a_paper_that_comes_after_its_retraction_is_marked_when_it_comes(empty: App, tie: Tie) -> None:
    admit(empty, the_notice(tie))
    (entry,) = entries(freeze(empty))
    assert entry.badges == ("Retraction notice",)
    admit(empty, the_paper())
    edition = freeze(empty, 1)
    assert_marked_without_its_finding(empty, edition)
    (entry,) = entries(edition)
    assert [(note.lead, note.url) for note in entry.notes] == [
        ("retracted in", "https://pubmed.ncbi.nlm.nih.gov/42200002/")
    ]
    assert (edition.notices, freeze(empty, 2).notices) == ((), ())


@TIES
def test_a_seed_that_is_retracted_is_an_alert_whichever_came_first(empty: App, tie: Tie) -> None:
    admit(empty, the_notice(tie))
    admit(empty, the_paper(), seeding=True)
    (alert,) = letter(freeze(empty)).alerts
    assert (alert.word, alert.known_since) == ("Retraction", "in your starting library")
    assert exported(empty, seeded=True)["42200001"]["notices"] == ["retraction"]


def test_a_paper_with_an_expression_of_concern_keeps_its_finding_and_is_marked(empty: App) -> None:
    admit(empty, the_paper(), the_notice(BY_PMID, CONCERN, f"Editorial Expression of Concern: {PAPER}."))
    edition = freeze(empty)
    (entry,) = entries(edition)
    assert (entry.badges[0], entry.mark) == ("Expression of concern", "Expression of concern")
    assert entry.passage.text == FINDING
    assert [note.lead for note in entry.notes] == ["expression of concern"]
    assert exported(empty)["42200001"]["notices"] == ["concern"]
    assert "Expression of concern" in page(edition, dict(edition.topics))


def test_a_corrected_paper_stands_and_names_its_correction(empty: App) -> None:
    admit(empty, the_paper(), the_notice(BY_PMID, CORRECTION, f'Corrigendum to "{PAPER}".'))
    (entry,) = entries(freeze(empty))
    assert (entry.mark, entry.passage.text) == ("", FINDING)
    assert [note.lead for note in entry.notes] == ["correction"]
    assert exported(empty)["42200001"]["notices"] == ["correction"]
    assert exported(empty)["42200002"]["kind"] == "correction"


def test_a_notice_that_names_no_term_marks_its_paper_all_the_same(empty: App) -> None:
    """It is kept out of the letter, so the paper's own line leads to it."""
    admit(empty, the_paper(), the_notice(BY_PMID, title="Retraction."))
    edition = freeze(empty)
    assert len(edition.items) == 1
    assert_marked_without_its_finding(empty, edition)
    (entry,) = entries(edition)
    assert entry.notes[0].url == "https://pubmed.ncbi.nlm.nih.gov/42200002/"


def test_a_notice_under_the_very_title_of_its_paper_is_not_possibly_the_same(empty: App) -> None:
    admit(empty, the_paper(), the_notice(BY_PMID, title=f"{PAPER}."))
    edition = freeze(empty)
    assert_marked_without_its_finding(empty, edition)
    assert [note.lead for note in entries(edition)[0].notes] == ["retraction notice"]


def test_a_retraction_by_pmid_and_by_doi_and_by_the_papers_own_record_counts_once(empty: App) -> None:
    own = '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn"><RefSource>J Invented</RefSource>'
    own += "<PMID>42200002</PMID></CommentsCorrections></CommentsCorrectionsList>"
    admit(empty, the_paper())
    freeze(empty)
    admit(empty, the_notice(Tie("42200001", "doi: 10.5555/paper.1")))
    assert [one.kind.value for one in freeze(empty, 1).notices] == ["retraction"]
    admit(empty, xml("42200001", f"{PAPER}.", doi="10.5555/paper.1", abstract=FINDING, notice=own))
    assert freeze(empty, 2).notices == ()
    (item,) = (one for one in empty.corpus.items(seeded=False) if one.record.source_id == "42200001")
    assert [notice.identifiers[0].value for notice in item.notices] == ["42200002"]


def test_a_notice_that_its_source_took_back_marks_nothing(empty: App) -> None:
    """NLM deletes records made by mistake."""
    admit(empty, the_paper(), the_notice(BY_PMID))
    taken_back = Harvest("pubmed", announced=0, deleted=(Deleted("42200002"),))
    empty.corpus.admit(taken_back, [], started=MONDAY, now=MONDAY)
    (entry,) = entries(freeze(empty))
    assert (entry.mark, entry.passage.text) == ("", FINDING)
    assert exported(empty)["42200001"]["notices"] == []


def test_a_record_that_does_not_say_any_more_that_it_is_a_notice_is_none(empty: App) -> None:
    admit(empty, the_paper(), the_notice(BY_PMID))
    admit(empty, xml("42200002", "Anakinra in another invented study.", doi="10.5555/notice.1"))
    assert [(entry.mark, entry.notes) for entry in entries(freeze(empty))] == [("", ()), ("", ())]


@pytest.mark.parametrize("kind", [RETRACTION, CONCERN, CORRECTION])
def test_a_notice_of_a_paper_that_is_not_held_is_called_a_notice(empty: App, kind: str) -> None:
    """Its abstract tells of mice: it was shown as "Preclinical · Animal"."""
    admit(empty, the_notice(BY_PMID, kind, f"{PAPER}."))
    (entry,) = entries(freeze(empty))
    words = {RETRACTION: "Retraction notice", CONCERN: "Expression of concern", CORRECTION: "Correction"}
    assert entry.badges == (words[kind],)


def test_files_for_reference_managers_say_what_was_retracted(empty: App) -> None:
    admit(empty, the_paper(), the_notice(BY_PMID))
    found = [one for one in empty.corpus.items(seeded=False) if one.record.source_id == "42200001"]
    assert "N1  - Retracted\n" in render(found, Format.RIS)
    assert "note = {Retracted}" in render(found, Format.BIBTEX)
    assert render(found, Format.CSV).splitlines()[1].endswith(",yes,retraction")


def test_why_names_the_notice(empty: App) -> None:
    admit(empty, the_paper(), the_notice(BY_PMID))
    story = story_of(empty.corpus, empty.editions, empty.outbox, empty.marks, "42200001")
    where = "J Invented, 2026-11 pmid:42200002 doi:10.5555/notice.1"
    assert story.data()["notices"] == [f"retraction: {where}; Retracted, says PubMed, Nov 2026"]
    assert any("retraction: J Invented" in line for line in story.lines())


@pytest.mark.parametrize("case", ["ret_same_edition_old.xml", "ret_statement_title.xml"])
def test_cases_from_public_reports(empty: App, shared: Path, case: str) -> None:
    _admit(empty, (shared / "cases" / case).read_bytes())
    (entry,) = entries(freeze(empty))
    assert (entry.mark, entry.passage.text) == ("Retracted", "")
    assert exported(empty)["42200001"]["notices"] == ["retraction"]
    assert exported(empty)["42200002"]["kind"] == "correction"
