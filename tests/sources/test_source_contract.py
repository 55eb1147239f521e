"""What every source keeps to, over real HTTP: a new one adds a stand-in of its own to SERVED, and no test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol

import httpx
import pytest

from literature.model.errors import BrokenSource, RetrySource
from literature.model.harvest import Account, Cursor, Harvest
from literature.terms.matcher import Term
from sources.feeds.source import FeedSource
from sources.http import Pace
from sources.pubmed.eutils import Eutils
from sources.pubmed.source import PubmedSource
from sources.source import SharedParts, Source
from tests.sources.visiting import NOW, context
from tests.standins.feeds import FeedStandin
from tests.standins.ncbi import NcbiStandin
from tests.standins.ncbi_index import load
from tests.standins.ncbi_sample import document, record

DAY = timedelta(days=1)


class Served(Protocol):
    """A source and the server behind it."""

    source: Source

    def publish(self, ids: Sequence[int], day: date) -> None:
        """From now on these and no others are there, dated ``day``."""

    def misbehave(self, fault: str) -> None:
        """Fail from now on; with '' not any more."""


@dataclass
class ServedPubmed:
    standin: NcbiStandin
    file: Path
    source: Source

    def publish(self, ids: Sequence[int], day: date) -> None:
        self.file.write_bytes(document(*(record(pmid, created=day) for pmid in ids)))
        self.standin.index = load([self.file], None)

    def misbehave(self, fault: str) -> None:
        self.standin.misbehave(*filter(None, [fault]))


@dataclass
class ServedFeed:
    standin: FeedStandin
    source: Source

    def publish(self, ids: Sequence[int], day: date) -> None:
        dated = format_datetime(datetime.combine(day, datetime.min.time(), NOW.tzinfo))
        items = "".join(f"<item><title>Story {n}</title><guid>{n}</guid><pubDate>{dated}</pubDate></item>" for n in ids)
        body = f"<rss version='2.0'><channel><title>A feed</title>{items}</channel></rss>"
        (self.standin.folder / "a.xml").write_text(body, encoding="utf-8")

    def misbehave(self, fault: str) -> None:
        self.standin.faults.clear()
        if fault:
            self.standin.misbehave("/a.xml", fault)


@contextmanager
def served_pubmed(folder: Path) -> Iterator[Served]:
    with NcbiStandin() as standin:
        eutils = Eutils("ilwatch", "owner@example.org", standin.url, batch=2, seconds=20)
        terms = (Term("IL-1", ("interleukin-1",)), Term("gout", ("gout",)))
        yield ServedPubmed(standin, folder / "records.xml", PubmedSource(terms, eutils, Pace(0)))


@contextmanager
def served_feed(folder: Path) -> Iterator[Served]:
    with FeedStandin(folder) as standin:
        yield ServedFeed(standin, FeedSource("A feed", f"{standin.url}/a.xml", timedelta(hours=6)))


SERVED = {"pubmed": served_pubmed, "feed": served_feed}


@pytest.fixture(params=SERVED)
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Served]:
    with SERVED[request.param](tmp_path) as one:
        one.publish([1, 2, 3], NOW.date() - DAY)
        yield one


@dataclass
class Heard:
    """A Progress that remembers."""

    counts: list[tuple[int, int]] = field(default_factory=list)

    def fetched(self, done: int, total: int, /) -> None:
        self.counts.append((done, total))

    def say(self, line: str, /) -> None:
        raise AssertionError(line)

    def closed(self, account: Account, _total: int, /) -> None:
        raise AssertionError(account)


@dataclass
class Visitor:
    """Visits as a poll does: remembers the cursor and what is held only after a visit that succeeded."""

    client: httpx.AsyncClient
    shared: SharedParts
    held: set[str] = field(default_factory=set)
    cursor: Cursor | None = None
    heard: Heard = field(default_factory=Heard)

    async def visit(self, source: Source, now: datetime = NOW) -> Harvest:
        given = replace(context(self.client, self.shared, now, self.cursor), unknown=self._unknown, progress=self.heard)
        harvest = await source.visit(given)
        self.cursor = harvest.cursor or self.cursor
        self.held |= ids(harvest)
        return harvest

    def _unknown(self, candidates: Sequence[str]) -> Collection[str]:
        return set(candidates) - self.held


@pytest.fixture
async def visitor() -> AsyncIterator[Visitor]:
    async with httpx.AsyncClient() as client, AsyncExitStack() as stack:
        yield Visitor(client, SharedParts(stack))


def ids(harvest: Harvest) -> set[str]:
    return {each.source_id for each in harvest.records}


async def test_all_that_it_brings_is_of_its_own_name_and_it_has_a_group(served: Served, visitor: Visitor) -> None:
    harvest = await visitor.visit(served.source)
    assert {harvest.source, *(each.source for each in harvest.records)} == {served.source.name}
    assert served.source.group


def test_how_often_it_is_visited_and_how_long_others_wait_for_it_are_spans_of_time(served: Served) -> None:
    assert served.source.interval >= timedelta(hours=1)
    assert timedelta(0) < served.source.admission_wait < served.source.interval


async def test_a_source_never_visited_is_due_and_one_visited_is_due_after_its_interval(
    served: Served, visitor: Visitor
) -> None:
    assert served.source.is_due(None, NOW)
    await visitor.visit(served.source)
    assert served.source.is_due(visitor.cursor, NOW + served.source.interval)


async def test_a_visit_by_a_clock_that_was_ahead_does_not_keep_it_from_being_due(
    served: Served, visitor: Visitor
) -> None:
    await visitor.visit(served.source, NOW + 365 * DAY)
    assert served.source.is_due(visitor.cursor, NOW)


async def test_the_sum_closes_and_each_thing_announced_is_there_once(served: Served, visitor: Visitor) -> None:
    first = await visitor.visit(served.source)
    second = await visitor.visit(served.source, NOW + DAY)
    assert len(first.records) == len(ids(first)) == 3
    for harvest in (first, second):
        assert harvest.announced == len(harvest.records) + len(harvest.held) + len(harvest.unread)
        assert harvest.alarms == ()


async def test_an_empty_place_announces_nothing_and_is_no_failure(served: Served, visitor: Visitor) -> None:
    served.publish([], NOW.date())
    harvest = await visitor.visit(served.source)
    assert (harvest.announced, harvest.records, harvest.unread) == (0, (), ())
    assert harvest.cursor


async def test_what_comes_between_two_visits_is_brought_by_the_second(served: Served, visitor: Visitor) -> None:
    await visitor.visit(served.source)
    served.publish([2, 3, 4, 5], NOW.date())
    second = await visitor.visit(served.source, NOW + DAY)
    assert {"4", "5"} <= ids(second)


async def test_a_visit_without_the_cursor_brings_all_again(served: Served, visitor: Visitor) -> None:
    """The cursor is opaque and may be lost: nothing may be lost with it."""
    first = await visitor.visit(served.source)
    visitor.cursor, visitor.held = None, set()
    assert ids(await visitor.visit(served.source, NOW + DAY)) == ids(first)


@pytest.mark.parametrize("fault", ["html", "empty", "reset"])
async def test_a_server_that_fails_raises_naming_the_source_and_the_next_visit_loses_nothing(
    served: Served, visitor: Visitor, fault: str
) -> None:
    await visitor.visit(served.source)
    cursor = visitor.cursor
    served.publish([2, 3, 4], NOW.date())
    served.misbehave(fault)
    with pytest.raises(BrokenSource) as raised:
        await visitor.visit(served.source, NOW + DAY)
    assert raised.value.subject == served.source.name
    assert raised.value.message
    assert visitor.cursor == cursor
    served.misbehave("")
    assert "4" in ids(await visitor.visit(served.source, NOW + 2 * DAY))


async def test_a_connection_that_breaks_may_work_later(served: Served, visitor: Visitor) -> None:
    served.misbehave("reset")
    with pytest.raises(RetrySource):
        await visitor.visit(served.source)


async def test_it_is_silent_once_nothing_new_came_for_long_and_lives_when_something_does(
    served: Served, visitor: Visitor
) -> None:
    assert (await visitor.visit(served.source)).silent_since is None
    since = (await visitor.visit(served.source, NOW + 300 * DAY)).silent_since
    assert since
    assert NOW - 2 * DAY < since <= NOW
    served.publish([3, 4], NOW.date() + 300 * DAY)
    assert (await visitor.visit(served.source, NOW + 301 * DAY)).silent_since is None


def test_the_sentence_of_its_silence_says_since_when_and_what_it_may_mean(served: Served) -> None:
    sentence = served.source.silence.format(day="23 Nov 2026")
    assert "since 23 Nov 2026; " in sentence
    assert "{" not in sentence


async def test_asked_for_some_terms_it_brings_no_more_and_leaves_the_cursor_or_it_knows_no_terms(
    served: Served, visitor: Visitor
) -> None:
    whole = await visitor.visit(served.source)
    narrowed = served.source.only(["gout"])
    assert (narrowed is None) == (whole.asked == ())
    if narrowed:
        visitor.held = set()
        harvest = await visitor.visit(narrowed)
        assert [each.name for each in harvest.asked] == ["gout"]
        assert (harvest.cursor, ids(harvest) <= ids(whole)) == (None, True)
        assert narrowed.name == served.source.name


async def test_progress_ends_with_all_that_was_fetched_where_it_tells_any(served: Served, visitor: Visitor) -> None:
    await visitor.visit(served.source)
    assert all(done <= total for done, total in visitor.heard.counts)
    assert visitor.heard.counts[-1:] in ([], [(3, 3)], [(0, 0)])
