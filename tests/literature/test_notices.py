"""Retractions, concerns and corrections as NLM relates them."""

from __future__ import annotations

import pytest

from literature.notices import is_retracted, notices
from literature.record import Identifier, Record, Relation, RichText, Scheme
from literature.work import Notice, NoticeKind


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
    found = notices(record(Relation(ref_type, "55", "J Test 2020")))
    assert found == (Notice(kind, Identifier(Scheme.PMID, "55"), "J Test 2020"),)


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


def test_a_notice_of_another_work_without_its_pmid_names_nothing() -> None:
    assert notices(record(Relation("ErratumFor", "", "J Test 1990"))) == ()


@pytest.mark.parametrize("ref_type", ["UpdateOf", "UpdateIn", "CommentOn", "CommentIn", "Cites", ""])
def test_preprint_links_and_comments_are_no_notices(ref_type: str) -> None:
    assert notices(record(Relation(ref_type, "55"))) == ()


def test_the_gravest_comes_first_and_each_once() -> None:
    erratum, retraction = Relation("ErratumIn", "55"), Relation("RetractionIn", "56")
    found = notices(record(erratum, retraction, erratum))
    assert [notice.kind for notice in found] == [NoticeKind.RETRACTION, NoticeKind.CORRECTION]


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
