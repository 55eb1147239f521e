"""The test corpora of other feed readers, from ../shared/data/feeds/suites: read as data, never run."""

from __future__ import annotations

import ast
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from literature.model.errors import BrokenSource
from literature.model.record import Record
from sources.feeds.parser import FeedParser
from sources.feeds.record import records
from sources.feeds.xml import FeedEntry, parse
from sources.markup import read_markup

FEEDPARSER = "feedparser-6.0.14-tests.tar.gz"
SUITES = [
    FEEDPARSER,
    "NetNewsWire-parser-tests.tar.gz",
    "armin-FeedReader-tests.tar.gz",
    "fastfeedparser-benchmark.tar.gz",
    "huginn-feed-fixtures.tar.gz",
    "laminas-feed-tests.tar.gz",
    "newsboat-tests.tar.gz",
    "reader-tests-data.tar.gz",
    "rss-parser-test.tar.gz",
    "venus-tests.tar.gz",
]
_ACTIVE = re.compile(r"<\s*script|javascript:|\bon\w+\s*=", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--(.*?)-->", re.DOTALL)
_HEADER = re.compile(rb"^Header:\s*([\w-]+):\s*(.*?)\s*$", re.MULTILINE)
_EXPECT = re.compile(rb"Expect:\s*(.*)", re.DOTALL)
_FIELDS = {
    "title": "title",
    "link": "link",
    "id": "guid",
    "published": "published",
    "updated": "updated",
    "summary": "summary",
    "description": "summary",
    "author": "authors",
    "content": "content",
    "links": "link",
}


class Case(NamedTuple):
    """One document of feedparser's suite and what its comment expects of ``entries[0]``: field -> value."""

    name: str
    body: bytes
    headers: dict[str, str]
    expected: dict[str, str]


def documents(suites: Path, name: str) -> Iterator[tuple[str, bytes]]:
    """Every file of a suite, from inside of its archive."""
    with tarfile.open(suites / name) as archive:
        for member in archive:
            content = archive.extractfile(member)
            if content is not None:
                yield member.name, content.read()


def cases(suites: Path) -> Iterator[Case]:
    for name, body in documents(suites, FEEDPARSER):
        comment = _COMMENT.search(body) if name.endswith(".xml") else None
        expect = _EXPECT.search(comment[1]) if comment else None
        expected = expectations(expect[1].decode(errors="replace").strip()) if expect else {}
        if comment and expected:
            headers = {key.decode().lower(): value.decode() for key, value in _HEADER.findall(comment[1])}
            yield Case(name, body, headers, expected)


def expectations(expression: str) -> dict[str, str]:
    """What ``not bozo and entries[0]['x'] == '…'`` says of the fields of a FeedEntry; {} if it says anything else."""
    try:
        tree = ast.parse(expression, mode="eval").body
    except SyntaxError:
        return {}
    parts = tree.values if isinstance(tree, ast.BoolOp) and isinstance(tree.op, ast.And) else [tree]
    found = {}
    for part in parts:
        if ast.unparse(part) in ("bozo", "not bozo"):
            continue
        hit = _equation(part)
        if hit is None:
            return {}
        found[hit[0]] = hit[1]
    return found


def _equation(part: ast.expr) -> tuple[str, str] | None:
    if not (isinstance(part, ast.Compare) and len(part.ops) == 1 and isinstance(part.ops[0], ast.Eq)):
        return None
    left = re.fullmatch(r"entries\[0\](?:\.|\[')(\w+)(?:'\])?(?:\[0\]\['(value|href)'\])?", ast.unparse(part.left))
    value = _text(part.comparators[0])
    return (left[1], value) if left and left[1] in _FIELDS and value is not None else None


def _text(node: ast.expr) -> str | None:
    """A string, or a sum of strings."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _text(node.left), _text(node.right)
        return None if left is None or right is None else left + right
    return None


def holds(case: Case) -> bool:
    """Whether the first entry has these values, or says the same in other HTML: ours is read as text, never cleaned."""
    try:
        entry = parse(case.body, case.headers).entries[0]
    except BrokenSource:
        return False
    return all(_says(entry, field, value) for field, value in case.expected.items())


def _says(entry: FeedEntry, field: str, expected: str) -> bool:
    value = getattr(entry, _FIELDS[field])
    if field == "author":
        return bool(value) and value[-1] == expected
    if field in ("link", "links", "id"):
        return bool(value == expected)
    return read_markup(value, 100_000).text == read_markup(expected, 100_000).text


@pytest.fixture
def suites(shared: Path) -> Path:
    return shared / "feeds" / "suites"


@pytest.mark.parametrize("name", SUITES)
async def test_every_document_is_read_or_refused_within_its_deadline(suites: Path, name: str) -> None:
    """No document may crash the parser, hold it up, or become Records that do not add up."""
    read = 0
    refusals: set[str] = set()
    async with FeedParser(seconds=10) as parser:
        for path, body in documents(suites, name):
            try:
                feed = await parser.parse(body, {})
            except BrokenSource as refused:
                refusals.add(refused.message)
                continue
            assert len(records("example", feed)) == feed.announced, path
            read += 1
    assert read > 0
    assert all(re.match("returned (?:an empty body|.* instead of a feed)$", refusal) for refusal in refusals)


def test_what_feedparser_promises_of_an_entry_is_what_a_reader_of_the_record_sees(suites: Path) -> None:
    """What fails is CDF (a format of 1997), relative links, authors' addresses, and repairs of hopeless HTML."""
    held = [case.name for case in cases(suites) if holds(case)]
    assert len(list(cases(suites))) == 761
    assert len(held) >= 740


def test_no_script_of_the_sanitiser_cases_survives_into_a_record(suites: Path) -> None:
    seen = 0
    for name, body in documents(suites, FEEDPARSER):
        if "/sanitize/" in name and name.endswith(".xml"):
            for one in records("example", parse(body, {})):
                if isinstance(one, Record):
                    texts = [one.title, *(section.text for section in one.abstract)]
                    assert not any(_ACTIVE.search(rich.text) for rich in texts), (name, texts)
                    seen += 1
    assert seen > 200
