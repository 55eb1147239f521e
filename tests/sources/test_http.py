"""One HTTP exchange: spaced, bounded, its faults told apart."""

from __future__ import annotations

import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import respx
from hypothesis import given
from hypothesis import strategies as st

from literature.model.errors import BrokenSource, RetrySource
from sources.http import LONGEST_RETRY_AFTER, Pace, Reply, fetch, retry_after

ADDRESS = "https://example.org/feed?token=s3cret"
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class FakeTime:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class Pieces(httpx.AsyncByteStream):
    """A body as it comes from the network; respx would unpack a plain ``content`` itself."""

    def __init__(self, *pieces: bytes) -> None:
        self.pieces = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            yield piece


def compressed(*pieces: bytes, encoding: str = "gzip") -> httpx.Response:
    return httpx.Response(200, headers={"Content-Encoding": encoding}, stream=Pieces(*pieces))


async def get(max_bytes: int = 1000, seconds: float = 5.0) -> Reply:
    async with httpx.AsyncClient() as client:
        request = client.build_request("GET", ADDRESS)
        return await fetch(client, request, subject="a feed", max_bytes=max_bytes, seconds=seconds)


async def test_starts_are_spaced_by_the_interval() -> None:
    time = FakeTime()
    pace = Pace(0.37, time.clock, time.sleep)
    starts = []
    for _ in range(4):
        await pace.turn(10)
        starts.append(time.now)
    assert starts == pytest.approx([100.0, 100.37, 100.74, 101.11])


async def test_a_pace_at_rest_lets_the_next_request_start_at_once() -> None:
    time = FakeTime()
    pace = Pace(0.37, time.clock, time.sleep)
    await pace.turn(10)
    time.now += 60
    await pace.turn(10)
    assert time.slept == []


async def test_requests_at_the_same_time_get_turns_in_the_order_they_came() -> None:
    waits: list[float] = []

    async def record(seconds: float) -> None:
        waits.append(seconds)

    pace = Pace(0.5, lambda: 7.0, record)
    await asyncio.gather(*(pace.turn(10) for _ in range(4)))
    assert waits == pytest.approx([0.5, 1.0, 1.5])


async def test_a_turn_too_far_away_is_refused_at_once_and_not_taken() -> None:
    time = FakeTime()
    pace = Pace(4.0, time.clock, time.sleep)
    await pace.turn(0)
    with pytest.raises(RetrySource, match=r"4\.0 s away") as caught:
        await pace.turn(3.9)
    assert caught.value.retry_after == timedelta(seconds=4)
    assert time.slept == []
    await pace.turn(4.0)
    assert time.now == 104.0


@respx.mock
async def test_any_status_comes_back_with_its_body_and_redirects_are_not_followed() -> None:
    respx.get(ADDRESS).respond(302, headers={"Location": "https://elsewhere.example/"}, content=b"moved")
    reply = await get()
    assert (reply.status, reply.headers["location"], reply.body) == (302, "https://elsewhere.example/", b"moved")


@respx.mock
@pytest.mark.parametrize(
    "location", ["javascript:alert(1)", "http://1.2.3.999/", "http://a:port/", "http://[", "//", "ä"]
)
async def test_a_location_that_is_no_address_comes_back_as_it_was_sent(location: str) -> None:
    """httpx reads it, though it was told not to follow: "the connection broke", "cannot be asked at its address"."""
    respx.get(ADDRESS).mock(return_value=httpx.Response(302, headers=[(b"Location", location.encode())]))
    assert (await get()).headers["Location"] == location


@respx.mock
@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate"])
async def test_a_compressed_body_is_unpacked(encoding: str) -> None:
    body = zlib.compress(b"whole") if encoding == "deflate" else gzip.compress(b"whole")
    respx.get(ADDRESS).mock(return_value=compressed(body[:5], body[5:], encoding=encoding))
    assert (await get()).body == b"whole"


@respx.mock
async def test_a_gzip_of_several_members_is_read_to_its_end() -> None:
    respx.get(ADDRESS).mock(return_value=compressed(gzip.compress(b"one, ") + gzip.compress(b"two")))
    assert (await get()).body == b"one, two"


@respx.mock
@pytest.mark.parametrize(("size", "fits"), [(1000, True), (1001, False)])
async def test_the_cap_counts_the_bytes_of_the_body(size: int, fits: bool) -> None:
    respx.get(ADDRESS).respond(content=b"x" * size)
    if fits:
        assert len((await get(max_bytes=1000)).body) == size
    else:
        with pytest.raises(BrokenSource, match="more than 1,000 bytes"):
            await get(max_bytes=1000)


@respx.mock
async def test_a_compression_bomb_costs_no_more_memory_than_its_cap() -> None:
    bomb = gzip.compress(b"0" * 200_000_000)
    respx.get(ADDRESS).mock(return_value=compressed(bomb))
    tracemalloc.start()
    try:
        with pytest.raises(BrokenSource, match="more than 1,000,000 bytes"):
            await get(max_bytes=1_000_000)
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()


@respx.mock
@pytest.mark.parametrize(
    ("body", "words"), [(gzip.compress(b"whole" * 99, mtime=0)[:-9], "cut short"), (b"not gzip at all", "damaged")]
)
async def test_a_spoiled_compressed_body_is_asked_again_later(body: bytes, words: str) -> None:
    respx.get(ADDRESS).mock(return_value=compressed(body))
    with pytest.raises(RetrySource, match=words):
        await get()


XML = b"<?xml version='1.0'?><rss/>"


@respx.mock
@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "utf-8", "none", "UTF-8, gzip"])
@pytest.mark.parametrize("body", [XML, b"\xef\xbb\xbf \n" + XML, XML.decode().encode("utf-16")])
async def test_plain_xml_is_read_whatever_compression_is_announced(body: bytes, encoding: str) -> None:
    """ "Its compressed answer is damaged", for ever: servers behind a cache announce what they do not do."""
    respx.get(ADDRESS).mock(return_value=compressed(body[:1], body[1:], encoding=encoding))
    assert (await get()).body == body


@respx.mock
@pytest.mark.parametrize("encoding", ["", "identity", "br", "utf-8"])
async def test_gzip_bytes_are_read_whatever_is_announced(encoding: str) -> None:
    """A feed kept as .xml.gz was "no feed but gzip bytes"."""
    packed = gzip.compress(XML)
    respx.get(ADDRESS).mock(return_value=compressed(packed[:2], packed[2:], encoding=encoding))
    assert (await get()).body == XML


@respx.mock
async def test_a_bomb_without_an_announcement_is_capped_too() -> None:
    respx.get(ADDRESS).mock(return_value=compressed(gzip.compress(b"0" * 5_000_000), encoding="identity"))
    with pytest.raises(BrokenSource, match="more than 1,000 bytes"):
        await get()


@respx.mock
async def test_a_compression_that_was_not_asked_for_is_refused() -> None:
    respx.get(ADDRESS).mock(return_value=compressed(b"?", encoding="br"))
    with pytest.raises(BrokenSource, match="only gzip"):
        await get()


@respx.mock
async def test_only_gzip_is_asked_for() -> None:
    route = respx.get(ADDRESS).respond(content=b"")
    await get()
    assert route.calls.last.request.headers["Accept-Encoding"] == "gzip"


class Dripping(httpx.AsyncByteStream):
    """A body that never ends and never stays away long enough for a read timeout."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(0.01)
            yield b"."


@respx.mock
async def test_a_body_that_drips_for_ever_ends_at_the_deadline() -> None:
    respx.get(ADDRESS).mock(return_value=httpx.Response(200, stream=Dripping()))
    with pytest.raises(RetrySource, match=r"within 0\.1 s"):
        await get(max_bytes=10_000_000, seconds=0.1)


@respx.mock
@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (httpx.ConnectError(f"no route to {ADDRESS}"), RetrySource),
        (httpx.ConnectTimeout(ADDRESS), RetrySource),
        (httpx.ReadTimeout(ADDRESS), RetrySource),
        (httpx.ReadError(ADDRESS), RetrySource),
        (httpx.RemoteProtocolError(ADDRESS), RetrySource),
        (httpx.UnsupportedProtocol(ADDRESS), BrokenSource),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else value.__name__,
)
async def test_faults_of_the_library_become_ours_and_never_quote_the_address(
    fault: Exception, kind: type[BrokenSource]
) -> None:
    respx.get(ADDRESS).mock(side_effect=fault)
    with pytest.raises(BrokenSource) as caught:
        await get()
    assert type(caught.value) is kind
    assert caught.value.subject == "a feed"
    assert "s3cret" not in f"{caught.value}{caught.value!r}"
    assert "s3cret" not in repr(Reply(200, httpx.Headers(), b"", ADDRESS))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("-5", 0),
        (" 7 ", 7),
        ("1.5", 1.5),
        ("Mon, 02 Mar 2026 12:10:00 GMT", 600),
        ("Mon, 02 Mar 2026 13:10:00 +0100", 600),
        ("Mon, 02 Mar 2026 12:10:00 -0000", 600),
        ("Mon, 02 Mar 2026 11:00:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", LONGEST_RETRY_AFTER.total_seconds()),
        ("9" * 5000, LONGEST_RETRY_AFTER.total_seconds()),
    ],
)
def test_retry_after_is_seconds_or_a_date_never_negative_and_capped(text: str, seconds: float) -> None:
    assert retry_after(httpx.Headers({"Retry-After": text}), NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "soon", "1e3", "Mon, 99 Foo 2026"])
def test_a_retry_after_that_says_nothing_is_none(text: str) -> None:
    assert retry_after(httpx.Headers({"Retry-After": text}), NOW) is None


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"])))
def test_no_retry_after_can_raise_or_leave_its_bounds(text: str) -> None:
    wait = retry_after(httpx.Headers({"Retry-After": text}), NOW)
    assert wait is None or timedelta(0) <= wait <= LONGEST_RETRY_AFTER
