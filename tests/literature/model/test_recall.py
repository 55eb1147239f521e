"""The recall of a term: held before of all papers that name it, and what is unknown never makes it better."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from literature.model.recall import MOST_NAMED, MissedPaper, TermAudit, TermRecall, recall_of
from literature.model.work import AdmissionOutcome, Candidate, Match, Where
from tests.store.records import T0, classified, paper

SINCE = date(2025, 10, 1)
NEW, KNOWN, SEEDED = AdmissionOutcome.NEW, AdmissionOutcome.KNOWN, AdmissionOutcome.SEEDED
TERMS = ("IL-1", "IL-32")


def naming(pmid: str, *terms: str) -> Candidate:
    """A record that names ``terms``; excluded where it names none."""
    matches = tuple(Match(term, term, Where.TITLE, 0, 0, 4) for term in terms)
    candidate = classified(paper(pmid, f"Paper {pmid}"), excluded="" if terms else "no watched term")
    return replace(candidate, matches=matches)


Admitted = tuple[Candidate, AdmissionOutcome]


def recall(announced: str, held: str = "", *admitted: Admitted, unread: str = "") -> TermRecall:
    audit = TermAudit("IL-1", SINCE, frozenset(announced.split()), frozenset(held.split()))
    return recall_of(audit, admitted, unread.split(), T0)


def test_a_paper_that_was_new_was_missed_and_one_known_under_another_name_or_seeded_was_held() -> None:
    admitted = [(naming("2", "IL-1"), NEW), (naming("3", "IL-1"), KNOWN), (naming("4", "IL-1", "IL-32"), SEEDED)]
    found = recall("1 2 3 4", "1", *admitted)
    assert (found.papers, found.held, found.missed, found.recall) == (4, 3, 1, 0.75)
    assert found.missed_papers == (MissedPaper("2", "Paper 2"),)
    assert (found.term, found.since, found.asked, found.announced) == ("IL-1", SINCE, T0, 4)


def test_what_our_matcher_rejects_or_what_was_announced_for_another_term_is_no_miss() -> None:
    admitted = [(naming("2"), AdmissionOutcome.EXCLUDED), (naming("3", "IL-32"), NEW), (naming("9", "IL-1"), NEW)]
    found = recall("1 2 3", "1", *admitted)
    assert (found.papers, found.missed, found.recall) == (1, 0, 1.0)


def test_a_record_that_could_not_be_fetched_is_named_and_the_recall_is_a_lower_bound() -> None:
    found = recall("1 2 3 4", "1 2 3", unread="4 9")
    assert (found.papers, found.missed, found.unknown, found.unknown_ids) == (3, 0, 1, ("4",))
    assert (found.recall, found.is_lower_bound) == (0.75, True)


@pytest.mark.parametrize("unread", ["", "1"])
def test_there_is_no_recall_where_there_are_no_papers(unread: str) -> None:
    assert recall("1", unread=unread).recall is None


def test_at_most_five_papers_are_named_and_all_are_counted() -> None:
    names = [str(number) for number in range(1, 9)]
    found = recall(" ".join(names), "", *((naming(name, "IL-1"), NEW) for name in names))
    assert (found.missed, len(found.missed_papers), found.recall) == (8, MOST_NAMED, 0.0)


@st.composite
def any_audit(draw: st.DrawFn) -> tuple[TermAudit, list[Admitted], list[str]]:
    ids = st.sampled_from([str(number) for number in range(1, 20)])
    announced, held = draw(st.frozensets(ids)), draw(st.frozensets(ids))
    admitted = [
        (naming(name, *draw(st.sets(st.sampled_from(TERMS)))), draw(st.sampled_from(list(AdmissionOutcome))))
        for name in draw(st.lists(ids, unique=True))
    ]
    return TermAudit("IL-1", SINCE, announced, held), admitted, draw(st.lists(ids))


@given(any_audit())
def test_the_missed_and_the_held_are_the_papers_and_recall_is_a_share(
    asked: tuple[TermAudit, list[Admitted], list[str]],
) -> None:
    audit, admitted, unread = asked
    found = recall_of(audit, admitted, unread, T0)
    confirmed = (audit.held & audit.announced) | {
        each.record.source_id
        for each, _ in admitted
        if each.record.source_id in audit.announced and "IL-1" in {match.term for match in each.matches}
    }
    assert found.held + found.missed == found.papers == len(confirmed)
    assert found.papers + found.unknown <= found.announced == len(audit.announced)
    assert (found.recall is None) is (not confirmed)
    if found.recall is not None:
        assert 0 <= found.recall <= found.held / found.papers <= 1
        assert (found.recall == 1) is (not found.missed and not found.unknown)
    assert len(found.missed_papers) == min(found.missed, MOST_NAMED)
    assert len(found.unknown_ids) == min(found.unknown, MOST_NAMED)


@given(any_audit())
def test_a_second_audit_after_the_first_has_admitted_what_was_missed_finds_all_held(
    asked: tuple[TermAudit, list[Admitted], list[str]],
) -> None:
    audit, admitted, unread = asked
    first = recall_of(audit, admitted, unread, T0)
    stored = {each.record.source_id for each, _ in admitted if "IL-1" in {match.term for match in each.matches}}
    second = recall_of(replace(audit, held=audit.held | (stored & audit.announced)), [], [], T0)
    assert (second.held, second.missed) == (first.papers, 0)
