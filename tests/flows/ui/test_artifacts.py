"""What the Prefect UI shows of a poll: its name, its steps, and the account of what each source brought."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flows.ui.artifacts import (
    account_rows,
    poll_name,
    step_name,
)
from literature.model.harvest import Account, VisitOutcome
from literature.terms.matcher import Term
from sources.feeds.source import FeedSource
from sources.http import Pace
from sources.pubmed.eutils import Eutils
from sources.pubmed.source import PubmedSource

PUBMED = PubmedSource((Term("IL-1", ("IL-1",)),), Eutils("ilwatch", "owner@example.org"), Pace(0))
NAMES = {"sepsis": "Infection and sepsis"}


def feeds(*names: str) -> list[FeedSource]:
    return [FeedSource(name, f"https://example.org/{name}", timedelta(hours=6)) for name in names]


def test_the_account_closes_in_every_row_and_in_the_sum_and_says_how_each_visit_ended() -> None:
    at = datetime(2026, 11, 23, 7, tzinfo=UTC)
    done = Account(
        "pubmed", at, at, VisitOutcome.DONE, announced=3, new=2, known=1, alarms=("its translation changed",)
    )
    rows = account_rows([done, Account("wire", at, at, VisitOutcome.FAILED, error="status 503")])
    assert [row["visit"] for row in rows] == ["read, with a warning", "failed", ""]
    assert rows[-1] == {**rows[0], "source": "all", "visit": ""}


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
