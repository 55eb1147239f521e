from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from sources import feed_state
from sources.feed_state import (
    State,
    alarm_of_window,
    alarms_of_age,
    dump,
    load,
    short_hashes,
    usable_validators,
    with_delta,
    with_document,
)

URL = "https://feeds.example.org/a.xml"
NOW = datetime(2026, 10, 12, 6, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def test_a_state_goes_through_its_cursor_unchanged() -> None:
    state = State(URL, NOW.isoformat(), 'W/"x"', "Mon", seen=("a", "b"), moved_to="https://b.example.org/")
    assert load(dump(state), URL) == state


def test_another_address_starts_anew() -> None:
    assert load(dump(State("https://old.example.org/", etag='"x"')), URL) == State(URL)
    assert load(None, URL) == State(URL)


def test_validators_are_sent_back_verbatim_for_eight_days() -> None:
    state = State(URL, etag='W/"a,b"', last_modified="yesterday-ish", validated_at=NOW.isoformat())
    both = {"If-None-Match": 'W/"a,b"', "If-Modified-Since": "yesterday-ish"}
    assert usable_validators(state, NOW + 8 * DAY) == both
    assert usable_validators(state, NOW + 8 * DAY + timedelta(seconds=1)) == {}
    assert usable_validators(State(URL), NOW) == {}


def test_a_validator_that_is_not_ascii_is_not_sent_back() -> None:
    state = State(URL, etag='"é"', last_modified="Mon", validated_at=NOW.isoformat())
    assert usable_validators(state, NOW) == {"If-Modified-Since": "Mon"}


def test_the_same_bytes_keep_the_day_since_when_they_are_the_same() -> None:
    first = with_document(State(URL), b"same", ["a"], [], NOW)
    again = with_document(first, b"same", ["a"], [], NOW + 31 * DAY)
    assert "same bytes since 2026-10-12" in alarms_of_age(again, NOW + 31 * DAY)[0]
    assert alarms_of_age(again, NOW + 30 * DAY) == ()
    other = with_document(again, b"other", ["a"], [], NOW + 32 * DAY)
    assert alarms_of_age(other, NOW + 40 * DAY) == ()


def test_a_feed_whose_newest_entry_is_old_is_suspect_and_a_date_in_the_future_does_not_hide_it() -> None:
    moments = ["2026-08-12T00:00:00", "2026-08-01T00:00:00", "2099-01-01T00:00:00"]
    state = with_document(State(URL), b"x", ["a"], moments, NOW)
    assert state.newest == "2026-08-12T00:00:00"
    assert "newest entry is of 2026-08-12" in alarms_of_age(state, NOW)[0]


def test_the_future_begins_at_the_same_moment_in_every_zone() -> None:
    east = (NOW + timedelta(hours=1)).astimezone(timezone(timedelta(hours=14)))
    assert with_document(State(URL), b"x", [], ["2026-10-13T20:00:00"], east).newest == ""
    assert with_document(State(URL), b"x", [], ["2026-10-13T06:59:00"], east).newest == "2026-10-13T06:59:00"


def test_a_window_wholly_new_may_have_lost_entries_but_never_on_the_first_visit() -> None:
    state = with_document(State(URL), b"x", ["a", "b"], [], NOW)
    assert alarm_of_window(State(URL), ["a", "b"]) == ""
    assert alarm_of_window(state, ["b", "c"]) == ""
    assert "all of its 2 entries" in alarm_of_window(state, ["c", "d"])


def test_a_feed_that_lost_all_its_entries_is_suspect_and_its_window_is_remembered() -> None:
    state = with_document(State(URL), b"x", ["a"], [], NOW)
    assert "no entries any more" in alarm_of_window(state, [])
    assert with_document(state, b"y", [], [], NOW).seen == state.seen


def test_a_delta_joins_the_window_and_is_no_reason_to_trust_its_validators_longer() -> None:
    state = with_document(State(URL), b"x", ["a"], ["2026-10-01T00:00:00"], NOW)
    after = with_delta(state, ["b"], ["2026-10-12T00:00:00"], NOW + DAY)
    assert after.seen == short_hashes(["b", "a"])
    assert after.newest == "2026-10-12T00:00:00"
    assert after.validated_at == NOW.isoformat()


def test_the_memory_of_a_window_is_short_and_has_an_end() -> None:
    hashes = short_hashes(str(n) for n in range(feed_state.MAX_SEEN + 5))
    assert len(hashes) == feed_state.MAX_SEEN
    assert {len(one) for one in hashes} == {12}
    assert short_hashes(["a", "a"]) == short_hashes(["a"])
