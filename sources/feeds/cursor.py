"""What a feed's visits remember from one to the next: validators, the last window of entries, its rhythm.

The Cursor of a feed is this FeedState as JSON. This file does NOT fetch and does NOT look at a clock: it gets ``now``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, timedelta

from literature.model.clock import believed
from literature.model.harvest import Cursor
from sources.feeds.rhythm import FeedRhythm, first_rhythm, moments

VALIDATORS_LIVE = timedelta(days=8)
"""Some servers answer 304 to anything: after this long the whole document is asked for again (NetNewsWire's rule)."""
MAX_SEEN = 1_000
_SEEN_DIGITS = 12


@dataclass(frozen=True, slots=True)
class FeedState:
    """The memory of one feed; moments are ISO 8601 with their zone, '' where there is none yet."""

    url: str
    """The configured address that it belongs to: with another one, everything starts anew."""
    visited_at: str = ""
    etag: str = ""
    last_modified: str = ""
    validated_at: str = ""
    """When the document that the validators stand for was fetched whole."""
    last_new: str = ""
    """When new entries last came; with the two below the FeedRhythm of rhythm.py."""
    longest_quiet: float = 0.0
    """Seconds."""
    times: int = 0
    seen: tuple[str, ...] = ()
    """Short hashes of the source ids of the last window."""
    moved_to: str = ""
    """Where a permanent redirect led, to be named if the configured address stops answering."""


def load(cursor: Cursor | None, url: str) -> FeedState:
    """The FeedState kept for ``url``, or a fresh one."""
    kept = json.loads(cursor) if cursor else {}
    if kept.get("url") != url:
        return FeedState(url)
    known = {field.name for field in fields(FeedState)}
    return FeedState(**{**{name: value for name, value in kept.items() if name in known}, "seen": tuple(kept["seen"])})


def dump(state: FeedState) -> Cursor:
    """``state`` as the Cursor to store."""
    return Cursor(json.dumps(asdict(state)))


def usable_validators(state: FeedState, now: datetime) -> dict[str, str]:
    """The request headers for a conditional GET, verbatim as the server gave them (RFC 9110, 13.1).

    A validator that is not ASCII cannot be sent back as it came, so it is not sent at all.
    """
    validated = _past(state.validated_at, now)
    if validated is None or now - validated > VALIDATORS_LIVE:
        return {}
    headers = {"If-None-Match": state.etag, "If-Modified-Since": state.last_modified}
    return {name: value for name, value in headers.items() if value and value.isascii()}


def with_document(state: FeedState, ids: Iterable[str], dates: Iterable[str], now: datetime) -> FeedState:
    """``state`` after a document was read whole; ``dates`` are those of its entries in UTC."""
    hashes = short_hashes(ids)
    return replace(
        _with_rhythm(state, hashes, dates, now),
        visited_at=now.isoformat(),
        validated_at=now.isoformat(),
        seen=hashes or state.seen,
    )


def with_delta(state: FeedState, ids: Iterable[str], dates: Iterable[str], now: datetime) -> FeedState:
    """``state`` after a document of new entries only (226): they join the window that is known."""
    hashes = short_hashes(ids)
    return replace(
        _with_rhythm(state, hashes, dates, now),
        visited_at=now.isoformat(),
        seen=tuple(dict.fromkeys(hashes + state.seen))[:MAX_SEEN],
    )


def without_validators(state: FeedState) -> FeedState:
    """``state`` after a document of which something was not read: the next visit asks for the whole of it again.

    Its validators would be answered with 304: of a feed that was cut short, 45 of 75 entries were unseen for 8 days.
    """
    return replace(state, etag="", last_modified="", validated_at="")


def short_hashes(ids: Iterable[str]) -> tuple[str, ...]:
    """The ids of a window as kept in the FeedState, the first MAX_SEEN of them."""
    hashes = (hashlib.sha256(each.encode()).hexdigest()[:_SEEN_DIGITS] for each in ids)
    return tuple(dict.fromkeys(hashes))[:MAX_SEEN]


def visited(state: FeedState, now: datetime) -> datetime | None:
    """When the last visit that succeeded was; None where that is not known."""
    return _past(state.visited_at, now)


def rhythm(state: FeedState, now: datetime) -> FeedRhythm | None:
    """How often the feed has new entries, as far as is known."""
    last = _past(state.last_new, now)
    return FeedRhythm(last, timedelta(seconds=state.longest_quiet), state.times) if last else None


def silent_since(state: FeedState, now: datetime) -> datetime | None:
    """Since when the feed answers and brings nothing new for too long; None while it lives."""
    known = rhythm(state, now)
    return known.silent_since(now) if known else None


def alarm_of_window(previous: FeedState, ids: Collection[str]) -> str:
    """Why entries may have been missed between two whole documents, or ''.

    Of a feed that shows 75 entries and is read weekly, 13 % were never seen (673 real polls, measured).
    """
    if not previous.seen:
        return ""
    if not ids:
        return "has no entries any more"
    if set(previous.seen).isdisjoint(short_hashes(ids)):
        return f"all of its {len(ids)} entries came since the last visit: some may be missed; visit it more often"
    return ""


def _with_rhythm(state: FeedState, hashes: Collection[str], texts: Iterable[str], now: datetime) -> FeedState:
    dates, previous = moments(texts), rhythm(state, now)
    if previous is None:
        current = first_rhythm(dates, now)
    elif set(hashes) <= set(state.seen):
        return state
    else:
        current = previous.after(dates, now)
    quiet = current.longest.total_seconds()
    return replace(state, last_new=current.last.isoformat(), longest_quiet=quiet, times=current.times)


def _past(text: str, now: datetime) -> datetime | None:
    """The moment that ``text`` names; None where it is empty or was written by a clock that was ahead."""
    return believed(datetime.fromisoformat(text), now) if text else None
