"""What Crossref's types of updates are to a reader."""

from __future__ import annotations

import pytest

from literature.model.record import CROSSREF, Identifier, Record, RichText, Scheme, Update
from literature.model.work import Notice, NoticeKind
from literature.study.notices import announced, is_retracted, notices
from literature.study.update_types import is_unknown_update, kind_of_update

PAPER = Identifier(Scheme.DOI, "10.5555/paper")
KINDS = {
    NoticeKind.RETRACTION: ["retraction", "withdrawal", "removal", "Retraction"],
    NoticeKind.CONCERN: ["expression_of_concern", "expression-of-concern", "Expression of concern"],
    NoticeKind.CORRECTION: ["correction", "corrigendum", "erratum", "partial_retraction", "addendum", "clarification"],
}


@pytest.mark.parametrize(("kind", "types"), KINDS.items(), ids=str)
def test_each_type_of_a_notice_has_its_kind(kind: NoticeKind, types: list[str]) -> None:
    assert {kind_of_update(type_) for type_ in types} == {kind}
    assert not any(map(is_unknown_update, types))


@pytest.mark.parametrize("type_", ["new_version", "new_edition"])
def test_a_new_version_is_no_notice_and_no_riddle(type_: str) -> None:
    assert (kind_of_update(type_), is_unknown_update(type_)) == (None, False)


@pytest.mark.parametrize("type_", ["reinstatement", "", "constructor"])
def test_a_type_that_no_rule_knows_is_no_notice_and_is_noticed(type_: str) -> None:
    assert (kind_of_update(type_), is_unknown_update(type_)) == (None, True)


def test_an_assertion_is_a_notice_of_the_paper_and_says_nothing_of_itself() -> None:
    record = Record(CROSSREF, "x", RichText(""), update=Update(PAPER, "withdrawal", "publisher"))
    assert notices(record) == (Notice(NoticeKind.RETRACTION, PAPER, "withdrawal"),)
    assert (announced(record), is_retracted(record)) == ((NoticeKind.RETRACTION, "update withdrawal"), False)


def test_a_new_version_announces_nothing() -> None:
    record = Record(CROSSREF, "x", RichText(""), update=Update(PAPER, "new_version", "publisher"))
    assert (notices(record), announced(record)) == ((), None)
