from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import respx

from literature.model.errors import BrokenSource, RetrySource
from literature.model.harvest import Cursor, Harvest
from literature.model.record import Scheme
from sources.feeds.cursor import load
from sources.feeds.parser import FeedParser
from sources.feeds.request import Limits
from sources.feeds.source import FeedSource
from tests.sources.visiting import Given, context
from tests.standins.feeds import FeedStandin

NOW = datetime(2026, 10, 12, 6, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
EVERY = timedelta(hours=6)
USER_AGENT = "example/1 (mailto:desk@example.org)"
SMALL = Limits(max_bytes=1_000_000, seconds=60)
SHORT = Limits(max_bytes=1_000_000, seconds=0.5)
"""For a server that is slow on purpose; a busy machine needs more to start the parser's process."""


def rss(*titles: str, dated: str = "Sun, 11 Oct 2026 10:00:00 GMT") -> bytes:
    items = "".join(
        f"<item><title>{title}</title><guid isPermaLink='false'>{title}</guid><pubDate>{dated}</pubDate></item>"
        for title in titles
    )
    return f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode()


class Reader:
    """A person's poll of one feed: remembers the cursor as the store would, only after a visit that succeeded."""

    def __init__(self, url: str, client: httpx.AsyncClient, parser: FeedParser, root: Path | None = None) -> None:
        self.feed = FeedSource("example", url, EVERY, file_root=root, resolve=self._resolve)
        self.cursor: Cursor | None = None
        self.addresses: dict[str, tuple[str, ...]] = {}
        self._client, self._shared = client, Given(parser)

    async def visit(self, now: datetime = NOW, limits: Limits = SMALL) -> Harvest:
        feed = replace(self.feed, limits=limits)
        harvest = await feed.visit(context(self._client, self._shared, now, self.cursor))
        self.cursor = harvest.cursor or self.cursor
        return harvest

    async def _resolve(self, host: str) -> tuple[str, ...]:
        return self.addresses.get(host, ("93.184.215.14",))


@pytest.fixture
async def parser() -> AsyncIterator[FeedParser]:
    async with FeedParser() as parser:
        yield parser


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(headers={"User-Agent": USER_AGENT}, cookies={"sid": "1"}, trust_env=False) as client:
        yield client


@pytest.fixture
def web(tmp_path: Path) -> Iterator[FeedStandin]:
    (tmp_path / "a.xml").write_bytes(rss("one", "two"))
    with FeedStandin(tmp_path) as web:
        yield web


@pytest.fixture
def reader(web: FeedStandin, client: httpx.AsyncClient, parser: FeedParser) -> Reader:
    return Reader(f"{web.url}/a.xml", client, parser)


async def test_a_visit_announces_each_entry_once(reader: Reader) -> None:
    harvest = await reader.visit()
    assert [record.source_id for record in harvest.records] == ["one", "two"]
    assert harvest.announced == len(harvest.records) + len(harvest.held) + len(harvest.unread) == 2
    assert (harvest.source, harvest.unchanged, harvest.alarms) == ("example", False, ())


async def test_an_entry_that_stands_twice_or_cannot_be_read_is_counted(reader: Reader, web: FeedStandin) -> None:
    (web.folder / "a.xml").write_bytes(rss("one", "one", ""))
    harvest = await reader.visit()
    assert (harvest.announced, len(harvest.records), len(harvest.unread)) == (3, 2, 1)


async def test_the_request_says_who_asks_and_what_for_and_brings_no_cookie(reader: Reader, web: FeedStandin) -> None:
    await reader.visit()
    headers = web.requests[0].headers
    assert headers["user-agent"] == USER_AGENT
    assert headers["a-im"] == "feed"
    assert headers["accept"].startswith("application/atom+xml")
    assert "cookie" not in headers
    assert "if-none-match" not in headers
    assert "if-modified-since" not in headers


async def test_the_second_visit_is_conditional_and_an_unchanged_feed_announces_nothing(
    reader: Reader, web: FeedStandin
) -> None:
    await reader.visit()
    harvest = await reader.visit(NOW + EVERY)
    assert (harvest.unchanged, harvest.announced, harvest.records) == (True, 0, ())
    sent = web.requests[1].headers
    kept = load(reader.cursor, reader.feed.url)
    assert (sent["if-none-match"], sent["if-modified-since"]) == (kept.etag, kept.last_modified)
    assert kept.visited_at == (NOW + EVERY).isoformat()
    assert kept.validated_at == NOW.isoformat()


async def test_after_eight_days_the_whole_document_is_asked_for_again(reader: Reader, web: FeedStandin) -> None:
    """A server that answers 304 to anything would else hide its news for ever."""
    await reader.visit()
    web.faults["/a.xml"] = "stubborn"
    assert (await reader.visit(NOW + 8 * DAY)).unchanged
    with pytest.raises(BrokenSource, match="304"):
        await reader.visit(NOW + 9 * DAY)
    assert "if-none-match" not in web.requests[2].headers


async def test_a_changed_feed_announces_its_whole_window(reader: Reader, web: FeedStandin) -> None:
    await reader.visit()
    (web.folder / "a.xml").write_bytes(rss("three", "two"))
    harvest = await reader.visit(NOW + EVERY)
    assert [record.source_id for record in harvest.records] == ["three", "two"]
    assert harvest.alarms == ()


async def test_a_window_wholly_new_raises_an_alarm(reader: Reader, web: FeedStandin) -> None:
    await reader.visit()
    (web.folder / "a.xml").write_bytes(rss("three", "four"))
    (alarm,) = (await reader.visit(NOW + EVERY)).alarms
    assert alarm.startswith("all of its 2 entries")


async def test_a_feed_that_answers_and_brings_nothing_new_is_silent_until_it_does(
    reader: Reader, web: FeedStandin
) -> None:
    """Also where it says 304: that is no sign of life."""
    assert (await reader.visit()).silent_since is None
    assert (await reader.visit(NOW + 100 * DAY)).silent_since == datetime(2026, 10, 11, 10, tzinfo=UTC)
    web.faults["/a.xml"] = "stubborn"
    stubborn = await reader.visit(NOW + 101 * DAY)
    assert (stubborn.unchanged, bool(stubborn.silent_since), stubborn.alarms) == (True, True, ())
    web.faults.clear()
    (web.folder / "a.xml").write_bytes(rss("two", "three"))
    assert (await reader.visit(NOW + 110 * DAY)).silent_since is None


async def test_one_visit_under_a_clock_that_was_ahead_turns_no_feed_off(reader: Reader, web: FeedStandin) -> None:
    ahead = await reader.visit(NOW + 365 * DAY)
    assert reader.feed.is_due(ahead.cursor, NOW)
    again = await reader.visit()
    assert (again.announced, again.silent_since) == (2, None)
    assert "if-none-match" not in web.requests[-1].headers
    assert not reader.feed.is_due(again.cursor, NOW + HOUR)


async def test_a_feed_cut_short_gives_its_entries_with_an_alarm(reader: Reader, web: FeedStandin) -> None:
    (web.folder / "a.xml").write_bytes(rss(*map(str, range(20))))
    web.faults["/a.xml"] = "truncated"
    harvest = await reader.visit()
    assert 5 < harvest.announced < 15
    assert "may be missing" in harvest.alarms[0]


@pytest.mark.parametrize(
    "spoiled",
    [
        pytest.param(lambda whole: whole[: len(whole) // 2], id="cut short"),
        pytest.param(lambda whole: whole.replace(b"</item>", b"</itm>", 1), id="not well-formed"),
        pytest.param(lambda whole: whole.replace(b"<title>3</title>", b"<title/>"), id="one entry unreadable"),
    ],
)
async def test_a_document_that_was_not_read_whole_is_asked_for_whole_at_the_next_visit(
    client: httpx.AsyncClient, parser: FeedParser, spoiled: Callable[[bytes], bytes]
) -> None:
    """Its validators were kept: the server said 304 to them for 8 days, and the rest was never seen."""
    whole = rss(*map(str, range(20)))
    reader = Reader("https://feeds.example.org/a.xml", client, parser)
    with respx.mock() as web:
        route = web.get(reader.feed.url)
        route.respond(200, content=spoiled(whole), headers={"ETag": '"1"', "Last-Modified": "then"})
        await reader.visit()
        route.respond(200, content=whole, headers={"ETag": '"1"', "Last-Modified": "then"})
        harvest = await reader.visit(NOW + EVERY)
        sent = route.calls.last.request.headers
        assert (sent.get("If-None-Match"), sent.get("If-Modified-Since")) == (None, None)
        assert len(harvest.records) == 20
        route.respond(304)
        assert (await reader.visit(NOW + 2 * EVERY)).unchanged


LINKED = """<rss version='2.0'{base}><channel><title>T</title><link>{site}</link>
<item><title>A</title><guid>7</guid><link>{link}</link></item></channel></rss>"""


@pytest.mark.parametrize(
    ("link", "base", "expected"),
    [
        ("/news/7", "", "https://news.example.org/news/7"),
        ("7.html", "", "https://news.example.org/feeds/7.html"),
        ("?id=7", "", "https://news.example.org/feeds/b.xml?id=7"),
        ("//cdn.example.org/7", "", "https://cdn.example.org/7"),
        ("7.html", "https://base.example.org/x/", "https://base.example.org/x/7.html"),
        ("7.html", "/y/", "https://news.example.org/y/7.html"),
        ("https://other.example.org/7", "", "https://other.example.org/7"),
    ],
)
async def test_a_relative_link_is_of_the_address_where_the_last_redirect_led(
    client: httpx.AsyncClient, parser: FeedParser, link: str, base: str, expected: str
) -> None:
    """Such entries had no address at all. Their guid stays a name: stores know it as it was written."""
    reader = Reader("https://feeds.example.org/a.xml", client, parser)
    body = LINKED.format(base=f" xml:base='{base}'" if base else "", site="https://site.example.org/", link=link)
    with respx.mock() as web:
        web.get(reader.feed.url).respond(302, headers={"Location": "https://news.example.org/feeds/b.xml"})
        web.get("https://news.example.org/feeds/b.xml").respond(200, content=body.encode())
        (record,) = (await reader.visit()).records
    assert [one.value for one in record.identifiers if one.scheme is Scheme.URL] == [expected]
    assert base or record.source_id == "7"


@pytest.mark.parametrize(
    ("dated", "kept"),
    [
        ("Wed, 14 Oct 2026 05:59:00 GMT", True),
        ("Wed, 14 Oct 2026 06:01:00 GMT", False),
        ("Thu, 12 Oct 2062 10:00:00 GMT", False),
        ("1936099200", False),
    ],
)
async def test_a_date_more_than_two_days_ahead_is_left_out_and_its_entry_named(
    reader: Reader, web: FeedStandin, dated: str, kept: bool
) -> None:
    """An entry of 2062 was the newest of every list."""
    (web.folder / "a.xml").write_bytes(rss("one", dated=dated))
    harvest = await reader.visit()
    (record,) = harvest.records
    assert bool(record.dates) is kept
    assert [note.startswith("dates in the future were left out: one (20") for note in harvest.notes] == [True][kept:]


async def test_of_many_wrong_dates_some_are_named_and_all_counted(reader: Reader, web: FeedStandin) -> None:
    (web.folder / "a.xml").write_bytes(rss(*(f"story {n}" for n in range(9)), dated="Thu, 12 Oct 2062 10:00:00 GMT"))
    (note,) = (await reader.visit()).notes
    assert note.endswith("story 4 (2062-10-12); and 4 more")


FAULTS = [
    ("html", BrokenSource, "an HTML page"),
    ("empty", BrokenSource, "empty body"),
    ("status:404", BrokenSource, "404"),
    ("status:410", BrokenSource, "remove it from watch.toml"),
    ("status:204", BrokenSource, "204"),
    ("status:304", BrokenSource, "304"),
    ("challenge", BrokenSource, "Cloudflare"),
    ("status:500", RetrySource, "500"),
    ("status:503", RetrySource, "503"),
    ("retry-after:120", RetrySource, "429"),
    ("slow:2", RetrySource, r"0\.5 s"),
    ("cut", RetrySource, "connection broke"),
    ("reset", RetrySource, "connection broke"),
    ("endless", BrokenSource, "1,000,000 bytes"),
    ("bomb", BrokenSource, "1,000,000 bytes"),
    ("redirect:", BrokenSource, "redirects without saying where to"),
    ("redirect:a.xml", BrokenSource, "redirects in a circle"),
    ("redirect:http://[", BrokenSource, "redirects to something that is not an address"),
    ("redirect:http://127.0.0.1:99999/", BrokenSource, "redirects to something that is not an address"),
    ("redirect:http://1.2.3.999/a.xml", BrokenSource, "redirects to something that is not an address"),
    ("redirect:javascript:alert(1)", BrokenSource, "redirects to an address of the kind javascript:"),
    ("redirect:ftp://example.org/a.xml", BrokenSource, "redirects to an address of the kind ftp:"),
]


@pytest.mark.parametrize(("fault", "kind", "told"), FAULTS)
async def test_a_fault_is_told_apart_by_what_to_do_next_and_leaves_the_cursor(
    reader: Reader, web: FeedStandin, fault: str, kind: type[BrokenSource], told: str
) -> None:
    web.faults["/a.xml"] = fault
    with pytest.raises(BrokenSource, match=told) as failed:
        await reader.visit(limits=SHORT if fault.startswith("slow") else SMALL)
    assert type(failed.value) is kind
    assert failed.value.subject == "example"
    assert str(failed.value).startswith("example: ")
    assert reader.cursor is None


async def test_the_validators_of_a_failed_visit_are_not_kept(reader: Reader, web: FeedStandin) -> None:
    await reader.visit()
    kept = reader.cursor
    (web.folder / "a.xml").write_bytes(b"<html>sorry</html>")
    with pytest.raises(BrokenSource, match="HTML"):
        await reader.visit(NOW + EVERY)
    assert reader.cursor == kept


@pytest.mark.parametrize(
    ("fault", "wait"),
    [
        ("retry-after:120", timedelta(seconds=120)),
        ("retry-after:Mon, 12 Oct 2026 07:30:00 GMT", timedelta(minutes=90)),
        ("retry-after:soon", timedelta(hours=4)),
        ("status:429", timedelta(hours=4)),
        ("status:503", None),
    ],
)
async def test_how_long_to_stay_away_travels_on_the_error(
    reader: Reader, web: FeedStandin, fault: str, wait: timedelta | None
) -> None:
    web.faults["/a.xml"] = fault
    with pytest.raises(RetrySource) as failed:
        await reader.visit()
    assert failed.value.retry_after == wait


async def test_a_temporary_redirect_is_followed_and_forgotten(reader: Reader, web: FeedStandin) -> None:
    (web.folder / "b.xml").write_bytes(rss("elsewhere"))
    web.faults["/a.xml"] = "redirect:/b.xml"
    harvest = await reader.visit()
    assert [record.source_id for record in harvest.records] == ["elsewhere"]
    assert harvest.notes == ()


async def test_a_permanent_redirect_is_followed_named_and_remembered(reader: Reader, web: FeedStandin) -> None:
    (web.folder / "b.xml").write_bytes(rss("elsewhere"))
    web.faults["/a.xml"] = "moved:/b.xml"
    (note,) = (await reader.visit()).notes
    assert f"{web.url}/b.xml" in note
    assert (await reader.visit(NOW + EVERY)).notes == (note,)
    web.faults["/a.xml"] = "status:404"
    with pytest.raises(BrokenSource, match=r"404.*/b\.xml"):
        await reader.visit(NOW + 2 * EVERY)


async def test_an_address_that_is_none_fails_this_feed_alone(client: httpx.AsyncClient, parser: FeedParser) -> None:
    with pytest.raises(BrokenSource, match="an address that is none"):
        await Reader("http://1.2.3.999/a.xml", client, parser).visit()


async def test_redirects_have_an_end(reader: Reader, web: FeedStandin) -> None:
    web.faults["/a.xml"] = "redirect:/0.xml"
    web.faults |= {f"/{number}.xml": f"redirect:/{number + 1}.xml" for number in range(9)}
    with pytest.raises(BrokenSource, match="more than 5 times"):
        await reader.visit()
    assert len(web.requests) == 6


async def test_a_circle_of_redirects_is_walked_once(reader: Reader, web: FeedStandin) -> None:
    web.faults["/a.xml"] = "redirect:/b.xml"
    web.faults["/b.xml"] = "redirect:/a.xml"
    with pytest.raises(BrokenSource, match=r"in a circle; find the feed's present address"):
        await reader.visit()
    assert len(web.requests) == 2


async def test_a_cookie_of_a_redirect_is_sent_back_and_forgotten_after_the_fetch(
    reader: Reader, web: FeedStandin
) -> None:
    """OJS and Springer redirect to the same address until they see their cookie: "redirects to nowhere"."""
    web.faults["/a.xml"] = "cookie:OJSSID=7"
    assert len((await reader.visit()).records) == 2
    assert [one.headers.get("cookie") for one in web.requests] == [None, "OJSSID=7"]
    await reader.visit(NOW + EVERY)
    assert [one.headers.get("cookie") for one in web.requests[2:]] == [None, "OJSSID=7"]


@pytest.mark.parametrize(
    ("cookie", "sent"),
    [
        ("s=1", None),
        ("s=1; Domain=example.org", "s=1"),
        ("s=1; Domain=other.net", None),
        ("s=1; Domain=org", None),
        ("s=1; Domain=example.org; Path=/elsewhere", None),
    ],
)
async def test_a_cookie_goes_only_where_its_domain_and_path_allow(
    client: httpx.AsyncClient, parser: FeedParser, cookie: str, sent: str | None
) -> None:
    reader = Reader("https://feeds.example.org/a.xml", client, parser)
    with respx.mock() as web:
        headers = {"Location": "https://www.example.org/b.xml", "Set-Cookie": cookie}
        web.get(reader.feed.url).respond(302, headers=headers)
        route = web.get("https://www.example.org/b.xml").respond(200, content=rss("one"))
        await reader.visit()
        assert route.calls.last.request.headers.get("Cookie") == sent


@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("http://feeds.example.org/b.xml", "from https to http"),
        ("https://127.0.0.1/b.xml", "private network"),
        ("https://[::ffff:10.0.0.1]/b.xml", "private network"),
        ("https://[64:ff9b::7f00:1]/b.xml", "private network"),
        ("https://[2002:7f00:1::1]/b.xml", "private network"),
        ("https://metadata.example.org/b.xml", "private network"),
        ("file:///etc/passwd", "file"),
    ],
)
async def test_a_public_feed_may_not_lead_into_our_own_network(
    client: httpx.AsyncClient, parser: FeedParser, target: str, told: str
) -> None:
    reader = Reader("https://feeds.example.org/a.xml", client, parser)
    reader.addresses["metadata.example.org"] = ("169.254.169.254",)
    with respx.mock() as web:
        web.get(reader.feed.url).respond(302, headers={"Location": target})
        with pytest.raises(BrokenSource, match=told):
            await reader.visit()


async def test_a_public_feed_may_lead_to_another_public_host(client: httpx.AsyncClient, parser: FeedParser) -> None:
    reader = Reader("http://feeds.example.org/a.xml", client, parser)
    with respx.mock() as web:
        web.get(reader.feed.url).respond(308, headers={"Location": "https://other.example.org/b.xml"})
        web.get("https://other.example.org/b.xml").respond(200, content=rss("one"))
        assert (await reader.visit()).announced == 1


async def test_a_document_of_new_entries_only_is_no_lost_window(client: httpx.AsyncClient, parser: FeedParser) -> None:
    reader = Reader("https://feeds.example.org/a.xml", client, parser)
    with respx.mock() as web:
        route = web.get(reader.feed.url)
        route.respond(200, content=rss("one", "two"), headers={"ETag": '"1"'})
        await reader.visit()
        route.respond(226, content=rss("three"), headers={"ETag": '"2"', "IM": "feed"})
        assert (await reader.visit(NOW + EVERY)).alarms == ()
        route.respond(200, content=rss("two", "four"), headers={"ETag": '"3"'})
        assert (await reader.visit(NOW + 2 * EVERY)).alarms == ()


async def test_last_modified_may_move_on_a_304(client: httpx.AsyncClient, parser: FeedParser) -> None:
    reader = Reader("https://feeds.example.org/a.xml", client, parser)
    with respx.mock() as web:
        route = web.get(reader.feed.url)
        route.respond(200, content=rss("one"), headers={"ETag": '"1"', "Last-Modified": "first"})
        await reader.visit()
        route.respond(304, headers={"Last-Modified": "second"})
        await reader.visit(NOW + EVERY)
        route.respond(304)
        await reader.visit(NOW + 2 * EVERY)
        assert route.calls.last.request.headers["If-Modified-Since"] == "second"
        assert route.calls.last.request.headers["If-None-Match"] == '"1"'


@pytest.mark.parametrize(
    ("every", "passed", "expected"),
    [
        (6 * HOUR, 5 * HOUR, False),
        (6 * HOUR, 6 * HOUR - timedelta(seconds=40), True),
        (6 * HOUR, 7 * HOUR, True),
        (timedelta(minutes=1), timedelta(minutes=30), False),
        (timedelta(minutes=1), HOUR, True),
    ],
)
async def test_a_feed_is_due_after_its_time_but_never_twice_an_hour(
    reader: Reader, every: timedelta, passed: timedelta, expected: bool
) -> None:
    await reader.visit()
    assert replace(reader.feed, interval=every).is_due(reader.cursor, NOW + passed) is expected


async def test_a_feed_never_visited_or_with_a_new_address_is_due(reader: Reader) -> None:
    assert reader.feed.is_due(None, NOW)
    await reader.visit()
    assert FeedSource("example", "https://new.example.org/", EVERY).is_due(reader.cursor, NOW)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "feeds").mkdir()
    (tmp_path / "feeds" / "a b.xml").write_bytes(rss("one"))
    (tmp_path / "outside.xml").write_bytes(rss("secret"))
    (tmp_path / "feeds" / "link.xml").symlink_to(tmp_path / "outside.xml")
    return tmp_path / "feeds"


async def test_a_file_below_the_configured_folder_is_a_feed(
    folder: Path, client: httpx.AsyncClient, parser: FeedParser
) -> None:
    reader = Reader((folder / "a b.xml").as_uri(), client, parser, root=folder)
    assert [record.source_id for record in (await reader.visit()).records] == ["one"]


@pytest.mark.parametrize("name", ["../outside.xml", "link.xml", "%2e%2e/outside.xml", "missing.xml", ".", "a%00.xml"])
async def test_no_other_file_is_read(folder: Path, client: httpx.AsyncClient, parser: FeedParser, name: str) -> None:
    reader = Reader(f"file://{folder}/{name}", client, parser, root=folder)
    with pytest.raises(BrokenSource, match="its file"):
        await reader.visit()


async def test_without_a_configured_folder_no_file_is_read(
    folder: Path, client: httpx.AsyncClient, parser: FeedParser
) -> None:
    with pytest.raises(BrokenSource, match="configured"):
        await Reader((folder / "a b.xml").as_uri(), client, parser).visit()
    with pytest.raises(BrokenSource, match="outside"):
        await Reader(f"file://server{folder}/a%20b.xml", client, parser, root=folder).visit()


async def test_a_file_that_is_too_large_is_refused(folder: Path, client: httpx.AsyncClient, parser: FeedParser) -> None:
    os.truncate(folder / "a b.xml", 2_000_000)
    with pytest.raises(BrokenSource, match="1,000,000 bytes"):
        await Reader((folder / "a b.xml").as_uri(), client, parser, root=folder).visit()
