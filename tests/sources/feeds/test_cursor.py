from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from literature.model.harvest import Cursor
from sources.feeds import cursor
from sources.feeds.cursor import (
    FeedState,
    alarm_of_window,
    dump,
    load,
    rhythm,
    short_hashes,
    silent_since,
    usable_validators,
    visited,
    with_delta,
    with_document,
)

URL = "https://feeds.example.org/a.xml"
NOW = datetime(2026, 10, 12, 6, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def test_a_state_goes_through_its_cursor_unchanged() -> None:
    state = FeedState(URL, NOW.isoformat(), 'W/"x"', "Mon", seen=("a", "b"), moved_to="https://b.example.org/")
    assert load(dump(state), URL) == state


def test_another_address_starts_anew() -> None:
    assert load(dump(FeedState("https://old.example.org/", etag='"x"')), URL) == FeedState(URL)
    assert load(None, URL) == FeedState(URL)


def test_validators_are_sent_back_verbatim_for_eight_days() -> None:
    state = FeedState(URL, etag='W/"a,b"', last_modified="yesterday-ish", validated_at=NOW.isoformat())
    both = {"If-None-Match": 'W/"a,b"', "If-Modified-Since": "yesterday-ish"}
    assert usable_validators(state, NOW + 8 * DAY) == both
    assert usable_validators(state, NOW + 8 * DAY + timedelta(seconds=1)) == {}
    assert usable_validators(FeedState(URL), NOW) == {}


def test_a_validator_that_is_not_ascii_is_not_sent_back() -> None:
    state = FeedState(URL, etag='"é"', last_modified="Mon", validated_at=NOW.isoformat())
    assert usable_validators(state, NOW) == {"If-Modified-Since": "Mon"}


def test_a_feed_that_answers_for_ever_without_new_entries_is_silent_since_its_last_one() -> None:
    """ard.bmj.com did so for a year after its journal had moved; the date of an entry to come is no sign of life."""
    dates = [f"2023-0{month}-05T00:00:00" for month in range(1, 5)] + ["2099-01-01T00:00:00"]
    state = with_document(FeedState(URL), ["a"], dates, NOW)
    assert silent_since(state, NOW) == datetime(2023, 4, 5, tzinfo=UTC)
    assert silent_since(with_document(state, ["b"], [], NOW), NOW) is None


def test_another_order_or_fewer_entries_are_nothing_new() -> None:
    state = with_document(FeedState(URL), ["a", "b", "c"], [], NOW)
    assert with_document(state, ["c", "a"], [], NOW + DAY).last_new == state.last_new


def test_what_a_clock_that_was_ahead_wrote_is_not_known() -> None:
    """One poll in a wrong year would turn the feed off until then, and send its validators until then."""
    year = 365 * DAY
    state = replace(with_document(FeedState(URL), ["a"], [], NOW + year), etag='"x"')
    assert (visited(state, NOW), usable_validators(state, NOW), rhythm(state, NOW)) == (None, {}, None)
    assert visited(state, NOW + year - timedelta(hours=1)) == NOW + year
    assert with_document(state, ["a"], [], NOW).last_new == NOW.isoformat()


def test_a_state_of_an_older_version_is_read_and_begins_its_rhythm_with_the_next_document() -> None:
    """It kept the hash of the last body, and the newest date."""
    kept = json.loads(dump(FeedState(URL, NOW.isoformat(), seen=("a",)))) | {
        "body_sha": "0",
        "body_since": "",
        "newest": "",
    }
    old = load(Cursor(json.dumps(kept)), URL)
    assert with_document(old, ["a"], ["2026-10-01T00:00:00"], NOW).last_new == "2026-10-01T00:00:00+00:00"


def test_a_window_wholly_new_may_have_lost_entries_but_never_on_the_first_visit() -> None:
    state = with_document(FeedState(URL), ["a", "b"], [], NOW)
    assert alarm_of_window(FeedState(URL), ["a", "b"]) == ""
    assert alarm_of_window(state, ["b", "c"]) == ""
    assert "all of its 2 entries" in alarm_of_window(state, ["c", "d"])


def test_a_feed_that_lost_all_its_entries_is_suspect_and_its_window_is_remembered() -> None:
    state = with_document(FeedState(URL), ["a"], [], NOW)
    assert "no entries any more" in alarm_of_window(state, [])
    assert with_document(state, [], [], NOW).seen == state.seen


def test_a_delta_joins_the_window_and_is_no_reason_to_trust_its_validators_longer() -> None:
    state = with_document(FeedState(URL), ["a"], ["2026-10-01T00:00:00"], NOW)
    after = with_delta(state, ["b"], ["2026-10-12T00:00:00"], NOW + DAY)
    assert after.seen == short_hashes(["b", "a"])
    assert after.last_new == "2026-10-12T00:00:00+00:00"
    assert after.validated_at == NOW.isoformat()


def test_the_memory_of_a_window_is_short_and_has_an_end() -> None:
    hashes = short_hashes(str(n) for n in range(cursor.MAX_SEEN + 5))
    assert len(hashes) == cursor.MAX_SEEN
    assert {len(one) for one in hashes} == {12}
    assert short_hashes(["a", "a"]) == short_hashes(["a"])
