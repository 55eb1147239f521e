"""What the Prefect UI shows of works: every title as it is, nothing of a source as markup or link."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from flows.jobs.recheck import Audited
from flows.ui.artifacts import (
    account_rows,
    crossref_fault,
    crossref_line,
    escaped,
    health_rows,
    poll_name,
    recall_markdown,
    recheck_markdown,
    step_name,
    works_markdown,
)
from literature.model.harvest import Account, VisitOutcome
from literature.model.recall import MissedPaper, TermRecall
from literature.terms.matcher import Term
from sources.feeds.source import FeedSource
from sources.http import Pace
from sources.pubmed.eutils import Eutils
from sources.pubmed.source import PubmedSource
from tests.digests.factory import a_record, an_item

PUBMED = PubmedSource((Term("IL-1", ("IL-1",)),), Eutils("ilwatch", "owner@example.org"), Pace(0))
NAMES = {"sepsis": "Infection and sepsis"}


def feeds(*names: str) -> list[FeedSource]:
    return [FeedSource(name, f"https://example.org/{name}", timedelta(hours=6)) for name in names]


def test_a_work_has_its_title_its_link_and_what_the_rules_said() -> None:
    assert works_markdown([an_item(1)], NAMES) == (
        "- Anakinra in early sepsis, part 1 [PMID 90000001](<https://pubmed.ncbi.nlm.nih.gov/90000001/>)  \n"
        "  observational · core · IL-1RA · Infection and sepsis"
    )


def test_a_hostile_title_is_neither_markup_nor_a_link() -> None:
    title = "<script>x</script> [IL-1](javascript:x) *b* ~~s~~\n# head"
    (first, _) = works_markdown([an_item(1, record=a_record(1, title=title))], NAMES).splitlines()
    shown = r"- \<script>x\</script> \[IL-1\](javascript:x) \*b\* \~\~s\~\~ # head [PMID"
    assert first.startswith(shown)


def test_a_hyphen_and_a_full_stop_are_left_alone() -> None:
    assert escaped("IL-1β. 5 > 3!") == "IL-1β. 5 > 3!"


def test_when_nothing_waits_it_says_so() -> None:
    assert works_markdown([], NAMES) == "Nothing waits."


def test_the_health_table_says_when_a_visit_last_went_well_and_when_the_next_may_be() -> None:
    at = datetime(2026, 11, 23, 7, tzinfo=UTC)
    failed = Account("wire", at, at, VisitOutcome.FAILED, error="status 503")
    berlin = ZoneInfo("Europe/Berlin")
    assert health_rows([failed], {"wire": at - timedelta(days=1)}, {"wire": at + timedelta(hours=6)}, berlin) == [
        {
            "source": "wire",
            "last good visit": "2026-11-22 08:00",
            "next visit from": "2026-11-23 14:00",
            "last visit": "2026-11-23 08:00 failed: status 503",
        }
    ]
    assert health_rows([failed], {}, {}, berlin)[0]["last good visit"] == "–"


def test_the_account_closes_in_every_row_and_in_the_sum_and_says_what_to_look_at() -> None:
    at = datetime(2026, 11, 23, 7, tzinfo=UTC)
    done = Account(
        "pubmed", at, at, VisitOutcome.DONE, announced=3, new=2, known=1, alarms=("its translation changed",)
    )
    rows = account_rows([done, Account("wire", at, at, VisitOutcome.FAILED, error="status 503")])
    assert [row["outcome"] for row in rows] == ["done: its translation changed", "failed: status 503", ""]
    assert rows[-1] == {**rows[0], "source": "all", "outcome": ""}


def test_the_name_of_a_poll_names_the_one_source_that_failed_and_counts_several() -> None:
    at = datetime(2026, 11, 23, 7, tzinfo=UTC)
    wire, blood = (Account(name, at, at, VisitOutcome.FAILED, error="status 503") for name in ("wire", "Blood"))
    assert poll_name([wire], [PUBMED, *feeds("wire", "Blood")]) == "poll 1 feed: 0 announced, 0 new, wire failed"
    assert poll_name([wire, blood], [PUBMED, *feeds("wire", "Blood")]) == "poll 2 feeds: 0 announced, 0 new, 2 failed"


def test_a_step_says_whom_it_visits() -> None:
    assert step_name([PUBMED]) == "visit pubmed"
    assert step_name(feeds("Nature", "Science", "Blood")) == "visit 3 feeds: Nature, Science, Blood"
    long = step_name(feeds("Annals of the Rheumatic Diseases", "Nature Reviews Rheumatology", "Journal of Immunology"))
    assert long == "visit 3 feeds: Annals of the Rheumatic Diseases, Nature Reviews Rheumatology, Journal of …"


def test_a_poll_with_nothing_to_do_says_so() -> None:
    assert poll_name([], [PUBMED]) == "poll: nothing was due"


def test_the_name_of_a_poll_says_which_terms_alone_were_asked_for() -> None:
    at = datetime(2026, 11, 23, 7, tzinfo=UTC)
    asked = Account("pubmed", at, at, VisitOutcome.DONE, announced=1, new=1)
    assert poll_name([asked], [PUBMED], ["IL-1", "IL-32"]) == "poll pubmed for IL-1, IL-32: 1 announced, 1 new"


def test_the_weekly_recheck_says_nothing_of_missed_papers_for_which_it_did_not_look() -> None:
    at = datetime(2026, 11, 1, 3, tzinfo=UTC)
    asked = Account("pubmed", at, at, VisitOutcome.DONE, announced=3, known=3)
    assert recheck_markdown(asked, ()) == "- 3 works that readers know asked again: 3 known"


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
    assert "3 works that readers know asked again: 2 known, 1 seeded" in told
    assert "recall audit since 2026-01-01: 1 new, 4 known" in told
    assert "Missed by the polls, and in the next edition: 1." in told


def test_the_recheck_has_a_table_of_the_recall_of_each_term() -> None:
    at, since = datetime(2026, 11, 1, 3, tzinfo=UTC), date(2025, 10, 1)
    whole = TermRecall("IL-1", since, at, announced=1300, held=1204)
    missed = (MissedPaper("7", "One | two"), MissedPaper("8", "Three [4]"))
    lacking = replace(whole, term="IL-32", held=1999, missed=6, missed_papers=missed)
    unknown = replace(whole, held=3, unknown=1, unknown_ids=("9",))
    recalls = {"IL-1": whole, "IL-32": lacking, "x|y": unknown, "IL-2": replace(whole, held=0), "IL-6": None}
    assert recall_markdown(recalls).splitlines() == [
        "| term | since | papers | held | recall | missed |",
        "|---|---|---:|---:|---|---|",
        "| IL-1 | 2025-10-01 | 1,204 | 1,204 | 100% | 0 |",
        "| IL-32 | 2025-10-01 | 2,005 | 1,999 | 99.7% | 6: One \\| two (PMID 7); Three \\[4\\] (PMID 8); and 4 more |",
        "| x\\|y | 2025-10-01 | 3 | 3 | at least 75% | 0; 1 could not be fetched: PMID 9 |",
        "| IL-2 | 2025-10-01 | 0 | 0 | no papers in this time | 0 |",
        "| IL-6 | not audited yet |  |  |  |  |",
    ]
