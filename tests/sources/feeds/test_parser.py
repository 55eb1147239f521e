from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from literature.model.errors import BrokenSource
from sources.feeds.parser import FeedParser
from sources.feeds.xml import parse
from tests.paths import DATA

FILES = DATA / "feeds"
GOOD = (FILES / "journal.xml").read_bytes()
AUTHOR = (
    b'<rss version="2.0"><channel><item><title>x</title><author>' + b"a" * 200_000 + b"</author></item></channel></rss>"
)


@pytest.fixture
async def parser() -> AsyncIterator[FeedParser]:
    async with FeedParser(seconds=20) as parser:
        yield parser


def rss(item: str) -> bytes:
    return f'<rss version="2.0"><channel><title>T</title><item>{item}</item></channel></rss>'.encode()


def environment_of(pid: int) -> bytes:
    path = Path(f"/proc/{pid}/environ")
    if not path.exists():
        pytest.skip("this platform does not show the environment of a process")
    return path.read_bytes()


@pytest.mark.parametrize("name", ["news.xml", "journal.xml", "preprints.xml", "pubmed.xml", "digest.xml"])
async def test_the_child_reads_what_parse_reads(parser: FeedParser, name: str) -> None:
    body = (FILES / name).read_bytes()
    assert await parser.parse(body, {}) == parse(body, {})


async def test_a_document_that_is_no_feed_is_refused_and_the_child_lives_on(parser: FeedParser) -> None:
    await parser.parse(GOOD, {})
    child = parser._child
    with pytest.raises(BrokenSource, match="an HTML page"):
        await parser.parse(b"<html>", {"content-type": "text/html"})
    await parser.parse(GOOD, {})
    assert parser._child is child


async def test_a_document_that_takes_too_long_is_given_up_and_the_next_gets_a_new_child() -> None:
    """32 KB of an author take feedparser 7 s, 200 KB minutes."""
    async with FeedParser(seconds=4) as parser:
        with pytest.raises(BrokenSource, match=r"more than 4 s"):
            await parser.parse(AUTHOR, {})
        assert parser._child is None
        assert (await parser.parse(GOOD, {})).announced == 1


async def test_a_child_that_dies_costs_one_document(parser: FeedParser) -> None:
    await parser.parse(GOOD, {})
    assert parser._child is not None
    parser._child.kill()
    with pytest.raises(BrokenSource, match="crashed"):
        await parser.parse(GOOD, {})
    assert (await parser.parse(GOOD, {})).announced == 1


@pytest.mark.skipif(sys.platform == "win32", reason="only POSIX limits the memory of a process")
async def test_a_document_that_needs_too_much_memory_is_refused() -> None:
    body = rss(f"<title>{'x' * 30_000_000}</title>")
    async with FeedParser(seconds=60, megabytes=120) as parser:
        with pytest.raises(BrokenSource, match=r"memory|crashed"):
            await parser.parse(body, {})


async def test_a_visit_that_is_cancelled_leaves_no_half_answer_behind(parser: FeedParser) -> None:
    await parser.parse(GOOD, {})
    task = asyncio.create_task(parser.parse(AUTHOR, {}))
    await asyncio.sleep(0.2)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await parser.parse(GOOD, {})).announced == 1


async def test_documents_asked_for_at_once_each_get_their_own_answer(parser: FeedParser) -> None:
    names = ["news.xml", "journal.xml", "digest.xml"] * 3
    feeds = await asyncio.gather(*(parser.parse((FILES / name).read_bytes(), {}) for name in names))
    assert [feed.announced for feed in feeds] == [5, 1, 9] * 3


async def test_the_child_knows_none_of_our_environment(parser: FeedParser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NCBI_API_KEY", "secret")
    await parser.parse(GOOD, {})
    assert parser._child is not None
    assert b"secret" not in environment_of(parser._child.pid)


async def test_leaving_ends_the_child() -> None:
    async with FeedParser() as parser:
        await parser.parse(GOOD, {})
        assert parser._child is not None
        pid = parser._child.pid
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_the_child_imports_no_framework() -> None:
    code = (
        "import sys, sources.feeds.parser_child\n"
        "print(sorted({'prefect', 'pydantic', 'httpx', 'lxml'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


HAZARDS: dict[str, Callable[[], bytes]] = {
    "one long text": lambda: rss(f"<title>x</title><description>{'word ' * 40_000}</description>"),
    "unclosed tags": lambda: rss(f"<title>x</title><description><![CDATA[{'<b>' * 65_000}]]></description>"),
    "less-than signs": lambda: rss(f"<title>x</title><description><![CDATA[{'<' * 200_000}]]></description>"),
    "ampersands": lambda: rss(f"<title>x</title><description><![CDATA[{'&' * 200_000}]]></description>"),
    "unclosed comments": lambda: rss(f"<title>x</title><description><![CDATA[{'<!-- ' * 40_000}]]></description>"),
    "an author of 16 KB": lambda: rss(f"<title>x</title><author>{'a' * 16_000}</author>"),
    "nested elements": lambda: rss("<title>x</title>" + "<d>" * 14_000 + "</d>" * 14_000),
    "tiny items": lambda: rss("<title>x</title></item>" + "<item><title>y</title></item>" * 6_500 + "<item>"),
    "billion laughs": lambda: (
        b'<!DOCTYPE r [<!ENTITY a0 "lol">'
        + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
        + b"]>"
        + rss("<title>&a9;</title>")
    ),
    "a quadratic entity": lambda: (
        b'<!DOCTYPE r [<!ENTITY a "' + b"A" * 100_000 + b'">]>' + rss("<title>" + "&a;" * 20_000 + "</title>")
    ),
    "namespaces": lambda: b"<rss version='2.0' " + b"".join(b"xmlns:n%d='u' " % n for n in range(13_000)) + b"/>",
    "noise": lambda: bytes(n * n % 251 for n in range(200_000)),
    "control characters": lambda: rss("<title>x\x00\x01\x1f</title>"),
}


@pytest.mark.parametrize("name", HAZARDS)
async def test_a_hostile_document_ends_as_a_feed_or_a_refusal_within_the_deadline(name: str) -> None:
    """The deadline is FeedParser's own: a hang would end the test as its failure, not as a refusal."""
    async with FeedParser(seconds=20) as parser:
        try:
            await asyncio.wait_for(parser.parse(HAZARDS[name](), {}), timeout=60)
        except BrokenSource as refused:
            told = refused.message
        else:
            told = ""
        assert (await parser.parse(GOOD, {})).announced == 1
    assert told == "" or "instead of a feed" in told or "more than 20 s" in told or "memory" in told
