"""What the Prefect UI shows of a recheck: what was asked, what was missed, and the recall of each term."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from flows.jobs.recheck import Audited
from flows.ui.recheck_page import crossref_fault, crossref_line, recall_markdown, recheck_markdown
from literature.model.harvest import Account, VisitOutcome
from literature.model.recall import MissedPaper, TermRecall


def test_the_weekly_recheck_says_nothing_of_missed_papers_for_which_it_did_not_look() -> None:
    at = datetime(2026, 11, 1, 3, tzinfo=UTC)
    asked = Account("pubmed", at, at, VisitOutcome.DONE, announced=3, known=3)
    assert recheck_markdown(asked, ()) == "- PubMed, asked again about 3 works that readers know: 3 known"


def test_what_crossref_answered_is_told_with_its_notes_and_what_failed() -> None:
    at = datetime(2026, 11, 1, 3, tzinfo=UTC)
    well = Account(
        "crossref",
        at,
        at,
        VisitOutcome.PARTIAL,
        announced=3,
        excluded={"a notice": 2},
        failed={"not known to Crossref": 1},
        notes=("9 papers answered", "1 not known to Crossref: 10.5555/x"),
    )
    notices = "2 notices of retraction, concern or correction"
    assert crossref_line(well) == f"- Crossref: {notices}; 9 papers answered; 1 not known to Crossref: 10.5555/x"
    assert crossref_fault(well) == ""
    ended = Account("crossref", at, at, VisitOutcome.PARTIAL, announced=1, failed={"failed with status 503": 1})
    assert crossref_fault(ended) == "Crossref failed: failed with status 503; the next recheck asks again"
    assert crossref_fault(ended) in crossref_line(ended)


def test_the_recheck_says_what_was_asked_and_what_the_polls_had_missed() -> None:
    at = datetime(2026, 11, 1, 3, tzinfo=UTC)
    asked = Account("pubmed", at, at, VisitOutcome.DONE, announced=3, known=2, seeded=1)
    audit = Account("pubmed", at, at, VisitOutcome.DONE, announced=5, known=4, new=1, notes=("first of all, a note",))
    told = recheck_markdown(asked, [Audited(date(2026, 1, 1), audit)])
    assert "asked again about 3 works that readers know: 2 known, 1 seeded" in told
    assert "searched again since 1 Jan 2026: 1 new, 4 known" in told
    assert "1 paper had been missed by the polls, and will be in the next edition." in told


SINCE, AT = date(2025, 10, 1), datetime(2026, 11, 1, 3, tzinfo=UTC)
WHOLE = TermRecall("IL-1", SINCE, AT, announced=1300, held=1204)


def test_the_recheck_has_a_table_of_the_recall_of_each_term() -> None:
    recalls = {
        "IL-1": WHOLE,
        "x|y": replace(WHOLE, held=3, unknown=1, unknown_ids=("9",)),
        "IL-2": replace(WHOLE, held=0),
        "IL-6": None,
    }
    assert recall_markdown(recalls).splitlines() == [
        "| term | recall | papers | held | since | missed |",
        "|---|---|---:|---:|---|---:|",
        "| IL-1 | 100% | 1,204 | 1,204 | 1 Oct 2025 | 0 |",
        "| x\\|y | at least 75% | 3 | 3 | 1 Oct 2025 | 0 |",
        "| IL-2 | no papers in this time | 0 | 0 | 1 Oct 2025 | 0 |",
        "| IL-6 | not audited yet |  |  |  |  |",
        "",
        "- x\\|y: 1 could not be fetched: [PMID 9](<https://pubmed.ncbi.nlm.nih.gov/9/>)",
    ]


def test_papers_that_were_missed_are_linked_below_the_table() -> None:
    missed = (MissedPaper("7", "One | two"), MissedPaper("8", "Three [4]"))
    lacking = replace(WHOLE, held=1999, missed=6, missed_papers=missed)
    assert recall_markdown({"IL-32": lacking}).splitlines()[-3:] == [
        "- IL-32, missed: [One | two](<https://pubmed.ncbi.nlm.nih.gov/7/>)",
        r"- IL-32, missed: [Three \[4\]](<https://pubmed.ncbi.nlm.nih.gov/8/>)",
        "- IL-32: 4 more were missed",
    ]
