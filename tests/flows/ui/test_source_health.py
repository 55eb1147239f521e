"""The health of the sources in the Prefect UI: what is wrong first, and the reason where a narrow page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from flows.ui.source_health import LONGEST_STATE, SourceState, health_description, health_rows, source_states
from literature.model.harvest import Account, VisitOutcome

AT = datetime(2026, 11, 23, 7, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
WELL = Account("pubmed", AT, AT, VisitOutcome.DONE, announced=3, new=3)
FAILED = Account("wire", AT, AT, VisitOutcome.FAILED, error="status 503")
SILENT = Account("Blood", AT, AT, VisitOutcome.UNCHANGED, silent_since=AT - timedelta(days=60))
PARTIAL = Account("J Med", AT, AT, VisitOutcome.PARTIAL, announced=4, new=2, failed={"no title": 2})
SILENCES = {"Blood": "no new entries since {day}; the feed may have moved"}


def states(*accounts: Account) -> Sequence[SourceState]:
    good, due = {"wire": AT - timedelta(days=1)}, {"wire": AT + timedelta(hours=6)}
    return source_states(accounts, good, due, SILENCES, BERLIN)


def test_a_source_has_its_state_and_reason_then_the_next_visit_then_what_a_narrow_page_may_cut_off() -> None:
    (row,) = health_rows(states(FAILED), BERLIN)
    assert list(row.items()) == [
        ("source", "wire"),
        ("state", "failing: status 503"),
        ("next visit", "Mon 23 Nov, 14:00"),
        ("last good visit", "Sun 22 Nov, 08:00"),
        ("last visit", "Mon 23 Nov, 08:00"),
    ]


def test_a_source_that_never_worked_has_no_last_good_visit() -> None:
    (row,) = health_rows(source_states([FAILED], {}, {}, {}, BERLIN), BERLIN)
    assert (row["last good visit"], row["next visit"]) == ("–", "–")


def test_what_is_wrong_stands_first_the_gravest_on_top() -> None:
    rows = health_rows(states(WELL, PARTIAL, SILENT, FAILED), BERLIN)
    assert [row["source"] for row in rows] == ["wire", "Blood", "J Med", "pubmed"]


def test_the_state_is_in_words() -> None:
    told = [each.words for each in states(WELL, PARTIAL, SILENT, FAILED)]
    assert told == [
        "failing: status 503",
        "silent: no new entries since 24 Sep 2026; the feed may have moved",
        "works, with a warning: 2 records could not be read (no title)",
        "works",
    ]


def test_a_long_reason_is_cut_in_the_table_and_whole_above_it() -> None:
    reason = "it returned a web page instead of a feed, " * 5 + "and that was all"
    long = states(Account("wire", AT, AT, VisitOutcome.FAILED, error=reason), WELL)
    assert len(health_rows(long, BERLIN)[0]["state"]) <= LONGEST_STATE
    told = health_description(long, "Europe/Berlin")
    assert told.startswith("1 of 2 sources needs attention. Times: Europe/Berlin.\n")
    assert f"- **wire** failing: {reason}" in told


def test_where_every_source_works_it_says_so_in_one_line() -> None:
    assert health_description(states(WELL), "Europe/Berlin") == "Every source works. Times: Europe/Berlin."


def test_what_a_server_answered_is_neither_markup_nor_a_link() -> None:
    hostile = Account("wire", AT, AT, VisitOutcome.FAILED, error="[x](javascript:y) *b* <i>")
    told = states(hostile)
    assert r"\[x\](javascript:y) \*b\* \<i>" in health_description(told, "UTC")
    assert health_rows(told, BERLIN)[0]["state"] == r"failing: \[x\](javascript:y) \*b\* \<i>"
