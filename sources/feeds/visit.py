"""One visit to one feed: ask, parse, read, and remember for the next time.

Every entry that the document announces becomes a Record or an Unread at every visit, whether it was seen before or not:
"new" means "never stored", which only the store's door can tell. Over 673 real polls of one feed, "not in the poll
before" would have called 9,633 entries new instead of 5,565 (measured). This file does NOT retry and does NOT run
visits side by side: flows/ does.

A visit that fails raises and leaves the Cursor alone (law 2). What the failure said about the next visit travels on the
error: ``RetrySource.retry_after`` is how long the server wants to be left alone, and the flow, which keeps the times
of failures, must not visit before; a feed that is gone (410) says so at each visit until it is taken out of watch.toml.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx

from literature.model.errors import BrokenSource, RetrySource
from literature.model.harvest import Cursor, Harvest, Unread
from literature.model.record import Record
from sources.feeds.context import in_context
from sources.feeds.cursor import (
    FeedState,
    alarm_of_window,
    dump,
    load,
    silent_since,
    usable_validators,
    visited,
    with_delta,
    with_document,
    without_validators,
)
from sources.feeds.parser import FeedParser
from sources.feeds.record import records
from sources.feeds.request import LIMITS, Fetched, Limits, Resolve, addresses_of, get_feed
from sources.feeds.xml import ParsedFeed
from sources.http import Reply

FLOOR = timedelta(hours=1)
"""No feed is visited more often, whatever its ``every`` says: once an hour, conditionally, is what publishers bear."""
SLACK = timedelta(minutes=10)
"""A poll every 6 h starts some seconds earlier or later; without slack a feed of 6 h would be visited every 12 h."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed to watch, as configured; ``every`` is the time between visits."""

    name: str
    url: str
    every: timedelta


def due(cursor: Cursor | None, feed: Feed, now: datetime) -> bool:
    """Whether ``feed`` may be visited at ``now`` (aware), judged by the last visit that succeeded; it may where that
    is not known."""
    last = visited(load(cursor, feed.url), now)
    return last is None or now - last >= max(feed.every, FLOOR) - SLACK


async def visit_feed(
    feed: Feed,
    *,
    cursor: Cursor | None,
    now: datetime,
    client: httpx.AsyncClient,
    parser: FeedParser,
    limits: Limits = LIMITS,
    file_root: Path | None = None,
    resolve: Resolve = addresses_of,
) -> Harvest:
    """Visit ``feed`` once.

    ``announced`` is the number of entries in the document; each is in ``records`` or ``unread``, an entry that
    stands there twice too. ``file:`` addresses are read only below ``file_root``. Raises BrokenSource (RetrySource
    where time may mend it) naming the feed.
    """
    state = load(cursor, feed.url)
    validators = usable_validators(state, now)
    try:
        if urlsplit(feed.url).scheme == "file":
            reply = await asyncio.to_thread(_read_file, feed, limits.max_bytes, file_root)
            fetched = Fetched(reply)
        else:
            fetched = await get_feed(
                client, feed.url, subject=feed.name, validators=validators, now=now, limits=limits, resolve=resolve
            )
        if fetched.reply.status == 304:
            return _unchanged(feed, state, fetched, now)
        parsed = await parser.parse(fetched.reply.body, _content_type(fetched.reply))
        parsed = in_context(parsed, fetched.reply.url, now)
    except BrokenSource as error:
        raise _named(error, feed, state) from error
    # In a thread: the worst 15 MB of markup take 5 s to become text (measured), and other visits go on meanwhile.
    return await asyncio.to_thread(_harvest, feed, state, fetched, parsed, now)


def _read_file(feed: Feed, max_bytes: int, root: Path | None) -> Reply:
    """The file as if a server had sent it. Symbolic links are followed, but not out of ``root``."""
    if root is None:
        raise BrokenSource(feed.name, "file: addresses are read only when a folder for them is configured")
    parts = urlsplit(feed.url)
    try:
        path = Path(unquote(parts.path)).resolve()
        if parts.netloc not in ("", "localhost") or not path.is_relative_to(root.resolve()):
            raise BrokenSource(feed.name, "its file: address lies outside of the configured folder")
        with path.open("rb") as file:
            body = file.read(max_bytes + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the address
        raise BrokenSource(feed.name, f"its file cannot be read ({error})") from error
    if len(body) > max_bytes:
        raise BrokenSource(feed.name, f"its file has more than {max_bytes:,} bytes")
    return Reply(200, httpx.Headers(), body, feed.url)


def _content_type(reply: Reply) -> dict[str, str]:
    """All that the parser may know of the reply: with an address among the headers it would make addresses of guids,
    which are names."""
    return {name: value for name, value in reply.headers.items() if name == "content-type"}


def _named(error: BrokenSource, feed: Feed, state: FeedState) -> BrokenSource:
    """The same error about this feed, with its new address if a redirect once told it."""
    message = error.message
    if state.moved_to:
        message += f" (it once moved permanently to {state.moved_to}: put that into watch.toml)"
    if isinstance(error, RetrySource):
        return RetrySource(feed.name, message, error.retry_after)
    return BrokenSource(feed.name, message)


def _unchanged(feed: Feed, state: FeedState, fetched: Fetched, now: datetime) -> Harvest:
    """A 304. Last-Modified may move while the ETag stays (RFC 9111, 4.3.4); the age of the document does not."""
    after = replace(
        state,
        visited_at=now.isoformat(),
        etag=fetched.reply.headers.get("ETag", state.etag),
        last_modified=fetched.reply.headers.get("Last-Modified", state.last_modified),
        moved_to=fetched.moved_to,
    )
    return Harvest(
        source=feed.name,
        announced=0,
        cursor=dump(after),
        notes=_moved(fetched),
        silent_since=silent_since(after, now),
        unchanged=True,
    )


def _harvest(feed: Feed, state: FeedState, fetched: Fetched, parsed: ParsedFeed, now: datetime) -> Harvest:
    read = records(feed.name, parsed)
    found = tuple(one for one in read if isinstance(one, Record))
    ids = [record.source_id for record in found]
    after = _after(state, fetched, parsed, ids, now)
    if parsed.alarm or len(found) < parsed.announced:
        after = without_validators(after)
    window = alarm_of_window(state, ids) if fetched.reply.status == 200 else ""
    return Harvest(
        source=feed.name,
        announced=parsed.announced,
        records=found,
        unread=tuple(one for one in read if isinstance(one, Unread)),
        cursor=dump(after),
        notes=parsed.notes + _moved(fetched),
        alarms=tuple(filter(None, (parsed.alarm, window))),
        silent_since=silent_since(after, now),
    )


def _after(state: FeedState, fetched: Fetched, parsed: ParsedFeed, ids: Collection[str], now: datetime) -> FeedState:
    """The memory after a document was read: only now are its validators worth keeping."""
    moments = [moment for entry in parsed.entries if (moment := entry.published_at or entry.updated_at)]
    reply = fetched.reply
    remember = with_delta if reply.status == 226 else with_document
    after = remember(state, ids, moments, now)
    etag, last_modified = (reply.headers.get(name, "") for name in ("ETag", "Last-Modified"))
    return replace(after, etag=etag, last_modified=last_modified, moved_to=fetched.moved_to)


def _moved(fetched: Fetched) -> tuple[str, ...]:
    if not fetched.moved_to:
        return ()
    return (f"has moved permanently to {fetched.moved_to}: change its URL in watch.toml",)
