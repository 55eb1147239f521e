"""A feed as a source: ask, parse, read, and remember for the next time.

Every entry that the document announces becomes a Record or an Unread at every visit, whether it was seen before or not:
"new" means "never stored", which only the store can tell. Over 673 real polls of one feed, "not in the poll before"
would have called 9,633 entries new instead of 5,565 (measured). This file does NOT retry and does NOT run visits side
by side: flows/ does.

A visit that fails raises and leaves the Cursor alone (law 2). What the failure said about the next visit travels on the
error: ``RetrySource.retry_after`` is how long the server wants to be left alone, and the flow, which keeps the times
of failures, must not visit before; a feed that is gone (410) says so at each visit until it is taken out of watch.toml.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar
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
from sources.feeds.parser import PARSE_SECONDS, FeedParser
from sources.feeds.record import records
from sources.feeds.request import LIMITS, Fetched, Limits, Resolve, addresses_of, get_feed
from sources.feeds.xml import ParsedFeed
from sources.http import Reply
from sources.source import VisitContext

FLOOR = timedelta(hours=1)
"""No feed is visited more often, whatever its ``every`` says: once an hour, conditionally, is what publishers bear."""
SLACK = timedelta(minutes=10)
"""A poll every 6 h starts some seconds earlier or later; without slack a feed of 6 h would be visited every 12 h."""


@dataclass(frozen=True, slots=True)
class FeedSource:
    """A feed to watch, as configured. ``file:`` addresses are read only below ``file_root``."""

    name: str
    url: str
    interval: timedelta
    limits: Limits = LIMITS
    parse_seconds: float = PARSE_SECONDS
    file_root: Path | None = None
    resolve: Resolve = addresses_of

    group: ClassVar[str] = "feeds"
    is_vital: ClassVar[bool] = False
    admission_wait: ClassVar[timedelta] = timedelta(seconds=90)
    """One whole request that takes its limit of 60 s, or a quick failure and the second try after 20 s."""
    silence: ClassVar[str] = "no new entries since {day}; the feed may have moved"

    def is_due(self, cursor: Cursor | None, now: datetime) -> bool:
        """Whether ``interval``, and FLOOR, have passed since the last visit that succeeded, or that is not known."""
        last = visited(load(cursor, self.url), now)
        return last is None or now - last >= max(self.interval, FLOOR) - SLACK

    def only(self, terms: Collection[str]) -> None:
        """A feed knows no terms."""

    async def visit(self, context: VisitContext) -> Harvest:
        """Visit it once; each entry of the document, one that is there twice too, is in ``records`` or ``unread``."""
        state, now = load(context.cursor, self.url), context.now
        try:
            fetched = await self._fetch(context, usable_validators(state, now))
            if fetched.reply.status == 304:
                return _unchanged(self.name, state, fetched, now)
            parser = context.shared.get(FeedParser, self.parse_seconds)
            # The type alone: with an address among the headers it would make addresses of guids, which are names.
            headers = {name: value for name, value in fetched.reply.headers.items() if name == "content-type"}
            parsed = await parser.parse(fetched.reply.body, headers)
        except BrokenSource as error:
            raise _named(error, self.name, state) from error
        parsed = in_context(parsed, fetched.reply.url, now)
        # In a thread: the worst 15 MB of markup take 5 s to become text (measured), and other visits go on meanwhile.
        return await asyncio.to_thread(_harvest, self.name, state, fetched, parsed, now)

    async def _fetch(self, context: VisitContext, validators: Mapping[str, str]) -> Fetched:
        if urlsplit(self.url).scheme == "file":
            return Fetched(await asyncio.to_thread(_read_file, self))
        return await get_feed(
            context.client,
            self.url,
            subject=self.name,
            validators=validators,
            now=context.now,
            limits=self.limits,
            resolve=self.resolve,
        )


def _read_file(feed: FeedSource) -> Reply:
    """The file as if a server had sent it. Symbolic links are followed, but not out of ``file_root``."""
    max_bytes, root = feed.limits.max_bytes, feed.file_root
    if root is None:
        raise BrokenSource(feed.name, "file: addresses are read only when a folder for them is configured")
    parts = urlsplit(feed.url)
    try:
        path = Path(unquote(parts.path)).resolve()
        if parts.netloc not in ("", "localhost") or not path.is_relative_to(root.resolve()):
            raise BrokenSource(feed.name, "its file: address is outside the configured folder")
        with path.open("rb") as file:
            body = file.read(max_bytes + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the address
        raise BrokenSource(feed.name, f"its file cannot be read ({error})") from error
    if len(body) > max_bytes:
        raise BrokenSource(feed.name, f"its file has more than {max_bytes:,} bytes")
    return Reply(200, httpx.Headers(), body, feed.url)


def _named(error: BrokenSource, name: str, state: FeedState) -> BrokenSource:
    """Return the same error about this feed, with its new address if a redirect gave one."""
    message = error.message
    if state.moved_to:
        message += f" (it once moved permanently to {state.moved_to}: put that into watch.toml)"
    if isinstance(error, RetrySource):
        return RetrySource(name, message, error.retry_after)
    return BrokenSource(name, message)


def _unchanged(name: str, state: FeedState, fetched: Fetched, now: datetime) -> Harvest:
    """A 304. Last-Modified may move while the ETag stays (RFC 9111, 4.3.4); the age of the document does not."""
    after = replace(
        state,
        visited_at=now.isoformat(),
        etag=fetched.reply.headers.get("ETag", state.etag),
        last_modified=fetched.reply.headers.get("Last-Modified", state.last_modified),
        moved_to=fetched.moved_to,
    )
    return Harvest(
        source=name,
        announced=0,
        cursor=dump(after),
        notes=_moved(fetched),
        silent_since=silent_since(after, now),
        unchanged=True,
    )


def _harvest(name: str, state: FeedState, fetched: Fetched, parsed: ParsedFeed, now: datetime) -> Harvest:
    entries = records(name, parsed)
    read = tuple(entry for entry in entries if isinstance(entry, Record))
    ids = [record.source_id for record in read]
    after = _after(state, fetched, parsed, ids, now)
    if parsed.alarm or len(read) < parsed.announced:
        after = without_validators(after)
    window = alarm_of_window(state, ids) if fetched.reply.status == 200 else ""
    return Harvest(
        source=name,
        announced=parsed.announced,
        records=read,
        unread=tuple(entry for entry in entries if isinstance(entry, Unread)),
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
