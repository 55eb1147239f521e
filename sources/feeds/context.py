"""What an entry means only where and when its feed was read: relative links, and dates that lie ahead.

This file does NOT parse bytes and makes no Records.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin

from sources.feeds.xml import FeedEntry, ParsedFeed
from sources.markup import read_markup

AHEAD = timedelta(days=2)
"""A date may lie a day ahead by its time zone, and journals date an issue tomorrow; beyond that it is a mistake."""
NAMED = 5
_LONGEST_NAME = 80


def in_context(feed: ParsedFeed, address: str, now: datetime) -> ParsedFeed:
    """``feed`` as read at ``address`` (where the last redirect led) at ``now`` (aware).

    Links are absolute; what the document says by xml:base is in them already. A date more than AHEAD of ``now`` is
    left out, its entry named in the notes: one of 2062 stood first in every list and made its feed look alive for ever.
    """
    latest = (now + AHEAD).astimezone(UTC).replace(tzinfo=None).isoformat()
    wrong = [entry for entry in feed.entries if entry.published_at > latest or entry.updated_at > latest]
    entries = tuple(_dated(_placed(entry, address), latest) for entry in feed.entries)
    return feed._replace(entries=entries, notes=(*feed.notes, *_notes(wrong)))


def _placed(entry: FeedEntry, address: str) -> FeedEntry:
    if not entry.link or not address.startswith(("http://", "https://")):
        return entry
    try:
        return entry._replace(link=urljoin(address, entry.link))
    except ValueError:  # brackets without an address
        return entry


def _dated(entry: FeedEntry, latest: str) -> FeedEntry:
    published_at, updated_at = ("" if day > latest else day for day in (entry.published_at, entry.updated_at))
    return entry._replace(published_at=published_at, updated_at=updated_at)


def _notes(wrong: Sequence[FeedEntry]) -> tuple[str, ...]:
    if not wrong:
        return ()
    names = "; ".join(f"{_name(entry)} ({max(entry.published_at, entry.updated_at)[:10]})" for entry in wrong[:NAMED])
    more = f"; and {len(wrong) - NAMED} more" if len(wrong) > NAMED else ""
    return (f"dates in the future were left out: {names}{more}",)


def _name(entry: FeedEntry) -> str:
    return read_markup(entry.title, _LONGEST_NAME).text.text or entry.link[:_LONGEST_NAME] or "an entry without a title"
