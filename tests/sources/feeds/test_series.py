"""Real feeds, from ../shared/data/feeds: single captures, and real polls of one feed replayed in order."""

from __future__ import annotations

import asyncio
import tarfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
import respx

from literature.model.errors import BrokenSource
from literature.model.harvest import Cursor, Unread
from literature.model.record import Form, Record, Scheme
from sources.feeds.parser import FeedParser
from sources.feeds.record import records
from sources.feeds.source import FeedSource
from sources.feeds.xml import ParsedFeed, parse
from tests.sources.visiting import Given, context

HOURS = timedelta(hours=12)


@pytest.fixture
def feeds(shared: Path) -> Path:
    return shared / "feeds"


def polls(feeds: Path, name: str) -> Iterator[bytes]:
    """The documents of a series in the order of their polls, read from the archive without unpacking it."""
    with tarfile.open(feeds / "series" / f"{name}.tar.xz") as archive:
        members = {member.name: member for member in archive.getmembers() if member.isfile()}
        for _, member in sorted(members.items()):
            content = archive.extractfile(member)
            assert content is not None
            yield content.read()


@cache
def parsed(feeds: Path, name: str, every: int = 1) -> tuple[ParsedFeed | None, ...]:
    """What every ``every``-th document of a series holds; None for a page that is no feed."""
    return tuple(map(_parsed, islice(polls(feeds, name), 0, None, every)))


def _parsed(body: bytes) -> ParsedFeed | None:
    with suppress(BrokenSource):
        return parse(body, {})
    return None


def read(body: bytes) -> list[Record]:
    return [one for one in records("example", parse(body, {})) if isinstance(one, Record)]


class ReadAhead(FeedParser):
    """Gives at once what two children made of each document before."""

    def __init__(self, feeds: Mapping[bytes, ParsedFeed | BrokenSource]) -> None:
        super().__init__()
        self._feeds = feeds

    async def parse(self, body: bytes, headers: Mapping[str, str]) -> ParsedFeed:
        feed = self._feeds[body]
        if isinstance(feed, BrokenSource):
            raise feed
        return feed


async def read_ahead(bodies: Sequence[bytes]) -> ReadAhead:
    async def outcomes(part: Sequence[bytes]) -> list[ParsedFeed | BrokenSource]:
        async with FeedParser() as parser:
            return [await outcome(parser, body) for body in part]

    async def outcome(parser: FeedParser, body: bytes) -> ParsedFeed | BrokenSource:
        try:
            return await parser.parse(body, {})
        except BrokenSource as error:
            return error

    halves = bodies[::2], bodies[1::2]
    first, second = await asyncio.gather(*map(outcomes, halves))
    return ReadAhead(dict(zip((*halves[0], *halves[1]), (*first, *second), strict=True)))


async def test_every_capture_is_read_whole(feeds: Path) -> None:
    announced = nameless = ill_formed = 0
    unread: list[str] = []
    async with FeedParser(seconds=60) as parser:
        captures = sorted((feeds / "captures").iterdir())
        for capture in captures:
            feed = await parser.parse(capture.read_bytes(), {})
            found = records("example", feed)
            assert len(found) == feed.announced
            announced += feed.announced
            nameless += sum(not entry.guid for entry in feed.entries)
            ill_formed += bool(feed.alarm)
            unread += [one.reason for one in found if isinstance(one, Unread)]
    assert (len(captures), announced, nameless, ill_formed) == (147, 4_019, 894, 5)
    cut = "the document was cut inside this entry; it is asked for again"
    assert Counter(unread) == {"an entry without title and text": 1, cut: 3}


class Replayed(NamedTuple):
    """What came of replayed polls of nature.rss."""

    failures: list[str]
    admitted: list[str]
    """The ids of entries, in the order in which each came for the first time."""
    announced: set[str]
    """All DOIs."""


async def replayed(feeds: Path, every: int) -> Replayed:
    """Visit a feed that gives every ``every``-th of its 388 polls in turn."""
    feed = FeedSource("nature", "https://www.nature.com/nature.rss", HOURS)
    found = Replayed([], [], set())
    cursor: Cursor | None = None
    now = datetime(2023, 4, 6, tzinfo=UTC)
    bodies = list(islice(polls(feeds, "nature_rss_2023-04_to_2023-12"), 0, None, every))
    shared = Given(await read_ahead(bodies))
    async with httpx.AsyncClient() as client:
        for body in bodies:
            now += HOURS * every
            with respx.mock() as web:
                web.get(feed.url).respond(200, content=body)
                try:
                    harvest = await feed.visit(context(client, shared, now, cursor))
                except BrokenSource as error:
                    found.failures.append(error.message)
                    continue
            ids = [record.source_id for record in harvest.records]
            assert harvest.announced == len(ids) == len(set(ids))
            found.announced.update(record.identifier(Scheme.DOI) for record in harvest.records)
            found.admitted.extend(one for one in ids if one not in found.admitted)
            cursor = harvest.cursor
    return found


async def test_real_polls_replayed_give_each_entry_once_and_lose_none(feeds: Path) -> None:
    """A tenth of the polls, some of them an HTML page; benchmarks/series.py replays all."""
    found = await replayed(feeds, 10)
    assert ["an HTML page" in failure for failure in found.failures] == [True] * 9
    assert len(found.admitted) == len(found.announced) == 2_183


def test_a_digest_with_one_link_for_all_stories_is_told_apart_by_guid(feeds: Path) -> None:
    found = [record for body in polls(feeds, "biopharma_digest_2026-04_first") for record in read(body)]
    assert len({record.source_id for record in found}) == 386
    assert "https://google.com" not in {record.identifier(Scheme.URL) for record in found}


def test_versions_of_preprints_are_not_new_papers(feeds: Path) -> None:
    documents = parsed(feeds, "biorxiv_amyloid_2022-05_to_2024-08")
    found = [one for feed in documents if feed for one in records("example", feed) if isinstance(one, Record)]
    assert None not in documents
    assert {record.form for record in found} == {Form.PREPRINT}
    pages = {record.identifier(Scheme.URL) for record in found}
    papers = {record.source_id for record in found}
    assert papers == {record.identifier(Scheme.DOI) for record in found}
    assert (len(pages), len(papers)) == (4_305, 3_671)


def test_a_saved_search_of_pubmed_fetched_twice_gives_the_same_records_though_every_link_differs(feeds: Path) -> None:
    first, second = (
        {record.source_id: record for record in read(path.read_bytes())}
        for path in sorted((feeds / "captures").glob("biorss__2021-11-23__new-species*"))[:2]
    )
    assert len(first) == 15
    assert first == second
