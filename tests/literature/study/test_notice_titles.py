"""Titles of retracted papers, titles of notices, and titles of the field that hold the same words."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from literature.model.record import Record
from literature.model.work import NoticeKind
from literature.study.notice_titles import NOTICE_TYPES, title_form
from sources.pubmed.xml import read

RETRACTION, CONCERN, CORRECTION = NoticeKind.RETRACTION, NoticeKind.CONCERN, NoticeKind.CORRECTION

RETRACTIONS = [
    "Retraction.",
    "Retraction: Anakinra in mice",
    "RETRACTION — Anakinra in mice",
    "Retraction. Anakinra in mice.",
    'Retraction: "Anakinra in mice"',
    "Retraction of: Anakinra in mice",
    "Retraction of “Anakinra in mice”",
    "Retraction of Sampleton et al. (2020)",
    "Retraction to: Anakinra in mice",
    "Retraction for Sampleton et al., Anakinra in mice",
    "Retraction for “Anakinra in mice”",
    "Retraction Note: Anakinra in mice",
    "Retraction Note to: Anakinra in mice",
    "Retraction notice to “Anakinra in mice” [J Inv 12 (2020) 1–9]",
    "Retraction notice to Anakinra in mice",
    "Retraction Statement: “Anakinra in mice”",
    "Statement of Retraction: Anakinra in mice",
    "Notice of Retraction",
    "Notice of Retraction and Replacement. Sampleton et al. Anakinra in mice",
    "Editorial Retraction",
    "Author's retraction",
    "Authors’ Retraction: Anakinra in mice",
    "Withdrawal: Anakinra reduces inflammation in mice",
    "Notice of withdrawal: Anakinra in mice",
    "Article Withdrawal: Anakinra in mice",
    "Anakinra in mice (Retraction of vol 12, pg 345, 2003)",
    "Anakinra in mice – RETRACTION",
    "Rétractation : Anakinra chez la souris",
    "Retratação: Anakinra",
    "撤稿：阿那白滞素",
]
TAKEN_BACK = [
    "Retracted: Anakinra in mice",
    "[Retracted] Anakinra in mice",
    "“Retracted: Anakinra in mice”",
    "RETRACTED ARTICLE: Anakinra in mice",
    "RETRACTED CHAPTER: Anakinra in mice",
    "Retracted and replaced: Anakinra in mice",
    "WITHDRAWN: anakinra in mice",
    "Withdrawn: Anakinra in mice",
    "REMOVED: Anakinra in mice",
    "TEMPORARY REMOVAL: Anakinra in mice",
    "Anakinra in mice (Retracted article)",
    "Anakinra in mice (Retracted Article. See vol. 12, pg. 345, 2003)",
    "Zurückgezogen: Anakinra bei Mäusen",
    "Retirada: Anakinra en ratones",
    "ARTIGO RETRATADO: Anakinra",
]
CONCERNS = [
    "Expression of Concern: Anakinra in mice",
    "Editorial Expression of Concern",
    "[Expression of Concern] Anakinra in mice",
    "Expression of concern regarding Anakinra in mice",
]
CORRECTIONS = [
    "Correction.",
    "Correction to: Anakinra in mice",
    "Correction to Lancet Invented 2021; 22: 872-82.",
    "Correction for Sampleton et al., Anakinra in mice",
    "Author Correction: Anakinra in mice",
    "Publisher's Note: Anakinra in mice",
    "Corrigendum to 'Anakinra in mice'",
    "[Corrigendum] Anakinra in mice",
    "Erratum zu: Anakinra bei Mäusen",
    "Anakinra in mice - CORRIGENDUM.",
    "Anakinra in mice: Erratum",
    "Anakinra in mice (vol 12, pg 345, 2003)",
    "Partial retraction: Anakinra in mice",
    "Department of Error.",
]
RESEARCH = [
    "Retracted eyelids in mice",
    "Retracted papers: a survey",
    "Retraction of the gingiva",
    "[Retraction of the gingiva].",
    "Retraction for canine distalization",
    "Retraction notices in the biomedical literature",
    "Retractions in cancer research",
    "Eyelid retraction: a case",
    "Withdrawal of anakinra in Still's disease",
    "Withdrawal: a syndrome of opioid dependence",
    "Withdrawal: A Syndrome of Opioid Dependence in Rats",
    "Withdrawn: a qualitative study of those who leave trials",
    "Anakinra withdrawal: what happens then",
    "Retirada de anakinra en pacientes con fiebre",
    "Removal of kidney stones",
    "Tattoo removal: a review",
    "Temporary removal of sutures: a trial",
    "Correction of anemia with epoetin",
    "Corrections to megavoltage depth-dose values",
    "Correction for attenuation in imaging",
    "Expression of concern-related genes",
    "Expression of IL-1 in mice",
    "Concerning trends in maternal risk",
    "Anakinra in mice (in vitro)",
    "",
]


@pytest.mark.parametrize("title", RETRACTIONS)
def test_a_notice_of_retraction_is_known_by_its_form(title: str) -> None:
    form = title_form(title)
    assert form
    assert (form.kind, form.itself) == (RETRACTION, False)


@pytest.mark.parametrize("title", TAKEN_BACK)
def test_a_paper_that_was_taken_back_is_known_by_its_mark(title: str) -> None:
    form = title_form(title)
    assert form
    assert (form.kind, form.itself) == (RETRACTION, True)


@pytest.mark.parametrize(
    ("title", "kind"), [*((item, CONCERN) for item in CONCERNS), *((item, CORRECTION) for item in CORRECTIONS)]
)
def test_a_concern_and_a_correction_are_known_by_their_form(title: str, kind: NoticeKind) -> None:
    form = title_form(title)
    assert form
    assert (form.kind, form.itself) == (kind, False)


def test_a_paper_published_with_a_concern_bears_it_itself() -> None:
    form = title_form("Anakinra in mice (Publication with Expression of Concern. See vol. 12, pg. 3, 2014)")
    assert form
    assert (form.kind, form.itself) == (CONCERN, True)


@pytest.mark.parametrize("title", RESEARCH)
def test_the_same_words_in_a_title_of_the_field_are_no_form(title: str) -> None:
    assert title_form(title) is None


def test_no_title_takes_long_however_hostile() -> None:
    """Its forms are sought at its two ends only."""
    assert title_form("(vol " * 100_000) is None
    assert title_form("editorial " * 100_000 + "retraction") is None


@pytest.mark.slow
def test_no_paper_of_a_file_of_nlm_is_taken_for_a_notice(shared: Path) -> None:
    """13,908 real records: each title with the form of a notice is one by its type, or was read by a person, as were
    the two marked as taken back."""
    read_by_eye = {"34086549", "34092113", "34092266", "34096838"}  # corrections that NLM calls journal articles
    with gzip.open(shared / "pubmed" / "bulk" / "pubmed21n1298_dev.xml.gz") as file:
        records = [item for item in read(file) if isinstance(item, Record)]
    formed = [(item, form) for item in records if (form := title_form(item.title.text))]
    typed = {item.source_id for item in records if not NOTICE_TYPES.keys().isdisjoint(item.publication_types)}
    notices = {item.source_id for item, form in formed if not form.itself}
    assert notices - typed == read_by_eye
    assert {item.source_id for item, form in formed if form.itself} - typed == {"15320745", "33759656"}
    assert len(notices) > 130
