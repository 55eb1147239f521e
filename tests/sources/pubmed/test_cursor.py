"""What one visit to PubMed leaves for the next, and what it makes of a changed understanding."""

from __future__ import annotations

from datetime import date

import pytest

from literature.model.errors import BrokenSource
from literature.model.harvest import Cursor
from sources.pubmed.absent import NONE_ABSENT, Absent
from sources.pubmed.cursor import Memory, Understanding, alarms, from_cursor, to_cursor, understanding
from sources.pubmed.search import SearchResult, Warned

BEFORE = Understanding("q1", '"il 1"[Title/Abstract] OR "il1"[Title/Abstract]', ("il1",))


def found(translation: str, *warned: Warned) -> SearchResult:
    return SearchResult(frozenset({"1"}), translation, warned)


def test_a_cursor_brings_back_what_was_written() -> None:
    memory = Memory(date(2026, 3, 2), {"IL-1β": BEFORE}, Absent({"7": date(2026, 3, 1)}))
    assert from_cursor(to_cursor(memory)) == memory


def test_a_cursor_of_before_there_was_a_list_of_absent_pmids_is_read() -> None:
    assert from_cursor(Cursor('{"through": "2026-03-02", "understood": {}}')).absent == NONE_ABSENT


@pytest.mark.parametrize(
    "text",
    [
        *("", "null", "[]", '"x"', "{}", '{"through": "soon", "understood": {}}', '{"through": 1, "understood": {}}'),
        '{"through": "2026-03-02", "understood": {}, "absent": []}',
        '{"through": "2026-03-02", "understood": {}, "absent": {"since": {"x": "2026-03-02"}}}',
    ],
)
def test_a_cursor_that_is_not_ours_is_refused(text: str) -> None:
    with pytest.raises(BrokenSource, match="starts afresh"):
        from_cursor(Cursor(text))


def test_the_days_of_the_window_are_no_part_of_an_understanding() -> None:
    january = found('"il 1"[tiab] AND 2026/01/01:2026/01/31[Date - Create]')
    february = found('"il 1"[tiab] AND 2026/02/01:2026/02/28[Date - Create]')
    assert understanding("q", january) == understanding("q", february)
    assert understanding("q", january) != understanding("other", january)


def test_only_warnings_that_widen_a_search_count_as_dropped() -> None:
    warned = (Warned("PhraseNotFound", "a"), Warned("QuotedPhraseNotFound", "b"), Warned("OutputMessage", "c"))
    assert understanding("q", found("", *warned)).dropped == ("b",)


def test_what_is_as_it_was_is_silent() -> None:
    assert list(alarms("IL-1", BEFORE, BEFORE)) == []


def test_the_same_query_read_otherwise_is_an_alarm_that_names_the_arms() -> None:
    now = Understanding("q1", '"il 1"[Title/Abstract] OR "il"[All Fields]', ("il1",))
    (alarm,) = alarms("IL-1", now, BEFORE)
    assert 'gone: "il1"[Title/Abstract]; come: "il"[All Fields]' in alarm


def test_another_query_may_be_read_otherwise() -> None:
    assert list(alarms("IL-1", Understanding("q2", "new", ()), BEFORE)) == []


@pytest.mark.parametrize(
    "before", [None, Understanding("q1", BEFORE.translation, ()), Understanding("q0", "", ("il1",))]
)
def test_a_phrase_dropped_for_the_first_time_is_an_alarm(before: Understanding | None) -> None:
    (alarm,) = alarms("IL-1", BEFORE, before)
    assert alarm == "IL-1: PubMed did not take as phrases, and may have searched wider: il1"


def test_a_long_list_is_cut_and_counted() -> None:
    now = Understanding("q1", "", tuple("abcdefgh"))
    (alarm,) = alarms("IL-1", now, None)
    assert alarm.endswith("wider: a, b, c, d, e and 3 more")
