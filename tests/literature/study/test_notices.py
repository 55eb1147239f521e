"""Retractions, concerns and corrections as NLM relates them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from literature.model.record import AbstractSection, Form, Identifier, Record, Relation, RichText, Scheme
from literature.model.work import Notice, NoticeKind
from literature.study.notices import announced, is_retracted, notices


def record(*relations: Relation, title: str = "A title", types: tuple[str, ...] = ()) -> Record:
    return Record(
        source="pubmed",
        source_id="100",
        title=RichText(title),
        identifiers=(Identifier(Scheme.PMID, "100"),),
        relations=relations,
        publication_types=types,
    )


@pytest.mark.parametrize(
    ("ref_type", "kind"),
    [
        ("RetractionOf", NoticeKind.RETRACTION),
        ("ExpressionOfConcernFor", NoticeKind.CONCERN),
        ("ErratumFor", NoticeKind.CORRECTION),
        ("CorrectedandRepublishedFrom", NoticeKind.CORRECTION),
        ("PartialRetractionOf", NoticeKind.CORRECTION),
    ],
)
def test_a_notice_touches_the_work_that_it_names(ref_type: str, kind: NoticeKind) -> None:
    result = notices(record(Relation(ref_type, "55", "J Test 2020")))
    assert result == (Notice(kind, Identifier(Scheme.PMID, "55"), "J Test 2020"),)


@pytest.mark.parametrize(
    ("ref_type", "kind"),
    [
        ("RetractionIn", NoticeKind.RETRACTION),
        ("ExpressionOfConcernIn", NoticeKind.CONCERN),
        ("ErratumIn", NoticeKind.CORRECTION),
    ],
)
def test_an_article_that_bears_a_notice_is_its_own_target(ref_type: str, kind: NoticeKind) -> None:
    assert notices(record(Relation(ref_type, "55"))) == (Notice(kind, Identifier(Scheme.PMID, "100"), ""),)


def test_a_notice_of_another_work_without_its_names_names_nothing() -> None:
    assert notices(record(Relation("ErratumFor", "", "J Test 1990"))) == ()


def test_a_notice_names_its_work_by_the_doi_in_the_citation_too() -> None:
    """A record has no PMID in the relation where NLM holds no record of the paper, or not yet."""
    doi = Identifier(Scheme.DOI, "10.5555/abc")
    citation = "J Test. 2020;1(2):3. doi: 10.5555/ABC."
    assert [item.target for item in notices(record(Relation("RetractionOf", "", citation)))] == [doi]
    both = notices(record(Relation("RetractionOf", "55", citation)))
    assert [item.target for item in both] == [Identifier(Scheme.PMID, "55"), doi]


def test_a_notice_of_a_feed_names_the_one_paper_that_it_mentions() -> None:
    doi, second = Identifier(Scheme.DOI, "10.5555/abc"), Identifier(Scheme.DOI, "10.5555/def")
    notice = replace(record(title="Retraction Note: Anakinra in mice"), mentions=(doi,))
    assert [(touching.kind, touching.target) for touching in notices(notice)] == [(NoticeKind.RETRACTION, doi)]
    assert notices(replace(notice, mentions=(doi, second))) == ()
    assert notices(replace(notice, form=Form.NEWS)) == ()


def test_what_a_record_says_of_itself_without_a_notice_is_told_too() -> None:
    marked = record(title="RETRACTED: Anakinra in mice")
    assert [(item.kind, item.target.value) for item in notices(marked)] == [(NoticeKind.RETRACTION, "100")]
    doubted = record(title="Anakinra in mice (Publication with Expression of Concern. See vol. 12, pg. 3, 2014)")
    assert [item.kind for item in notices(doubted)] == [NoticeKind.CONCERN]
    assert not is_retracted(doubted)


@pytest.mark.parametrize(
    ("types", "kind"),
    [
        (("Retraction Notice",), NoticeKind.RETRACTION),
        (("Published Erratum", "Retraction of Publication"), NoticeKind.RETRACTION),
        (("Expression of Concern",), NoticeKind.CONCERN),
        (("Journal Article", "Published Erratum"), NoticeKind.CORRECTION),
    ],
)
def test_a_notice_is_known_by_its_type_whatever_its_title(types: tuple[str, ...], kind: NoticeKind) -> None:
    result = announced(record(title="Retracted: Anakinra in mice", types=types))
    assert result
    assert result.kind is kind
    assert not is_retracted(record(title="Retracted: Anakinra in mice", types=types))


def test_a_paper_printed_anew_is_no_notice() -> None:
    assert announced(record(title="Erratum: genes in mice", types=("Corrected and Republished Article",))) is None
    assert announced(record(Relation("CorrectedandRepublishedFrom", "55"))) is None


def test_withdrawal_before_a_whole_abstract_is_that_of_a_drug() -> None:
    title = "Withdrawal: Sample kinase 2 couples receptor traffic to calcium signals in pancreatic acini"
    assert announced(record(title=title))
    told = replace(record(title=title), abstract=(AbstractSection(RichText("In 52 patients we measured this. " * 20)),))
    assert announced(told) is None


RESEARCH = [
    "Withdrawal: Rebound Flares After Stopping Anakinra in Still Disease",
    "Withdrawal: Opioid and benzodiazepine tapering in hospital medicine",
    "WITHDRAWAL: EFFECTS OF STOPPING ANAKINRA IN CHILDREN WITH STILL DISEASE",
    "Partial Withdrawal: Tapering Canakinumab in Children with TRAPS",
    "Withdrawn: Patients Who Stop Anakinra",
    "WITHDRAWN: patients",
    "Announcement of Withdrawal of rilonacept from the EU market",
    "Notice of withdrawal of marketing authorisation: rilonacept",
    "Notice of Withdrawal of Arcalyst",
    "Withdrawal notice: Arcalyst",
    "Withdrawal notice: two lots of canakinumab 150 mg powder and solvent for injection",
    "Study removal: reasons",
    "Retiro: efectos de suspender anakinra en adultos con enfermedad de Still",
    "Retraction for Canines in Class II Patients: IL-1 in crevicular fluid",
    "Retraction: Canine movement and IL-1 in crevicular fluid",
    "Retraction to Anterior Teeth and IL-1β",
    "Retraction and Replacement of Teeth",
    "Retraction statement of intent",
    "IL-1 and Clot Formation: Retraction",
    "Retracted: why anakinra papers are withdrawn",
    "Anemia of Inflammation and IL-1: Correction",
    "Chronic anemia, IL-1 and erythropoietin – Correction",
    "Correction: A New Approach to IL-1RN deficiency",
    "Correction to Normal of Serum IL-1 by Anakinra",
    "Correction to Normal Values of Serum IL-1 in Infants Given Anakinra for CAPS",
    "Correction for multiple testing in IL1RN studies: reply to Smith et al",
    "Correction for blood loss, as described by Doe et al, in IL-1 assays",
    "IL-1 levels after adjustment (vol. of plasma, p < 0.05)",
    "Cytokine removal (vol 2 filters, page mode)",
    "Expression of concern about anakinra shortage",
    "Statement of concern about anakinra supply",
    "Notice of concern: colchicine and IL-1",
    "Errata in rheumatology journals",
    "Erratum-free reporting",
]


@pytest.mark.parametrize("title", RESEARCH)
def test_research_that_shares_a_form_is_no_notice_and_not_taken_back_by_its_title_alone(title: str) -> None:
    assert announced(record(title=title)) is None
    assert not is_retracted(record(title=title))


@pytest.mark.parametrize("title", RESEARCH)
def test_a_type_or_a_relation_is_believed_whatever_the_title(title: str) -> None:
    assert announced(record(title=title, types=("Retraction of Publication",)))
    assert announced(record(Relation("ErratumFor", "55"), title=title))
    assert is_retracted(record(title=title, types=("Retracted Publication",)))


@pytest.mark.parametrize(
    "title",
    [
        "Withdrawal: Interleukin-1 activates a lipid kinase that moves receptors in human fibroblasts",
        "Article Withdrawal: Anakinra in mice",
        "Retraction: Anakinra in mice",
        "Retraction Note: Canine retraction and IL-1",
        "Retraction for Sampleton et al., Anakinra in mice",
        "Retraction of Sampleton and de Vries et al. (2020)",
        "Retraction notice to “Orthodontic tooth movement and IL-1”",
        "Retraction: Tooth movement under light forces raises IL-1 in the crevicular fluid of adults",
        "Anakinra in mice (Retraction of vol 12, pg 345, 2003)",
        "Correction: Anakinra in mice",
        "Correction to: Anemia of inflammation",
        "Correction to Sampleton et al. (2020)",
        "Correction to Lancet Invented 2021; 22: 872-82.",
        "Correction for Sampleton et al., Anakinra in anemia",
        "Author Correction: Deficiency of the IL-1 receptor antagonist",
        "Expression of Concern: Anakinra in mice",
        "Expression of concern regarding Anakinra in mice",
        "Errata",
        "Erratum to: Anemia of inflammation",
    ],
)
def test_the_exact_forms_of_publishers_are_notices_by_their_titles(title: str) -> None:
    assert announced(record(title=title))


@pytest.mark.parametrize(
    "title",
    [
        "WITHDRAWN: Nicotine replacement for smoking cessation",
        "Retracted: Anakinra in mice",
        "RETRACTED ARTICLE: Orthodontic tooth movement and IL-1",
        "Withdrawn: Interleukin-1 activates a lipid kinase that moves receptors in human fibroblasts",
    ],
)
def test_the_exact_marks_of_publishers_take_a_paper_back(title: str) -> None:
    assert is_retracted(record(title=title))


@pytest.mark.parametrize("ref_type", ["UpdateOf", "UpdateIn", "CommentOn", "CommentIn", "Cites", ""])
def test_preprint_links_and_comments_are_no_notices(ref_type: str) -> None:
    assert notices(record(Relation(ref_type, "55"))) == ()


def test_the_gravest_comes_first_and_each_once() -> None:
    erratum, retraction = Relation("ErratumIn", "55"), Relation("RetractionIn", "56")
    result = notices(record(erratum, retraction, erratum))
    assert [notice.kind for notice in result] == [NoticeKind.RETRACTION, NoticeKind.CORRECTION]


def test_a_work_is_retracted_by_type_by_relation_or_by_the_mark_in_its_title() -> None:
    assert is_retracted(record(types=("Journal Article", "Retracted Publication")))
    assert is_retracted(record(Relation("RetractionIn", "55")))
    assert is_retracted(record(title="RETRACTED: Anakinra in mice"))
    assert is_retracted(record(title="[Retracted] Anakinra in mice"))


def test_the_notice_itself_and_an_erratum_are_not_retracted() -> None:
    assert not is_retracted(record(Relation("RetractionOf", "55"), title='Retracted: "Anakinra in mice"'))
    assert not is_retracted(record(title="Retracted: a title", types=("Retraction of Publication",)))
    assert not is_retracted(record(Relation("ErratumIn", "55")))
    assert not is_retracted(record(title="Retracted eyelids in mice"))
