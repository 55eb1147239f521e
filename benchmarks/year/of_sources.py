"""Incidents of the sources: one is frozen, slow, refuses, sends something else, announces what it does not return."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from benchmarks.year.incident import STEP, Act, Expected, Incident, between
from benchmarks.year.papers import DAILY, DAY, WIRE, Fate, Paper
from benchmarks.year.served import MOVED
from benchmarks.year.world import PATIENCE, World
from flows.config import PUBMED
from tests.standins.ncbi_answers import Answer
from tests.standins.ncbi_faults import Fault

BLOCK_PAGE = (
    b"<html><head><title>NCBI - WWW Error Blocked Diagnostic</title></head><body><h1>Access Denied</h1>"
    b"<p>Your access was blocked for possible abuse.</p></body></html>"
)


def body(status: int, content: bytes, *headers: tuple[str, str], kind: str = "text/html") -> Fault:
    """PubMed answers so."""
    return Fault("body", answer=Answer(content, status, kind, headers))


WAIT = ("Retry-After", "7200")
PUBMED_FAULTS: tuple[tuple[str, Fault, str], ...] = (
    ("PubMed: 429, Retry-After 2 h", body(429, b"{}", WAIT), "too many requests (429)"),
    ("PubMed: 503, Retry-After 2 h", body(503, b"busy", WAIT, kind="text/plain"), "failed at NCBI"),
    ("PubMed: a page of maintenance", Fault("html"), "an HTML page instead of XML"),
    ("PubMed: a page that we are blocked", body(200, BLOCK_PAGE), "no request is made for a day"),
    ("PubMed: 403", body(403, b"<html><body>Forbidden</body></html>"), "no request is made for a day"),
)
FEED_FAULTS: tuple[tuple[str, str, str, str], ...] = (
    ("a feed: 429, Retry-After 2 h", "retry-after:7200", "failed", "set a longer `every`"),
    ("a feed: 503", "status:503", "failed", "it is tried again later"),
    ("a feed: a page instead", "html", "failed", "HTML"),
    ("a feed cut short, with the ETag of the whole", "truncated", "alarm", "may be missing"),
    ("a feed: a Location that is none", "redirect:http://[::1", "failed", "find the feed's present address"),
    ("a feed: 403", "status:403", "failed", "fix its URL in watch.toml or remove it"),
)


def frozen_pubmed(begin: datetime) -> Incident:
    """It answers, and shows nothing new for 12 days."""
    told = (
        Expected(PUBMED, "silent", within=3 * DAY),
        Expected(PUBMED, "told", "silent", 3 * DAY, times=1),
        Expected("owner", "mail", "PubMed shows no new records", 3 * DAY),
    )
    return _frozen("PubMed frozen for 12 days", PUBMED, begin, begin + 12 * DAY, told)


def frozen_feed(begin: datetime, papers: Sequence[Paper]) -> Incident:
    """It answers 304 for 28 days. The bound is its own: half as long again as it was ever quiet, and a week."""
    times = [one.appears for one in papers if one.source == DAILY and one.appears < begin]
    longest = max(later - earlier for earlier, later in pairwise(times))
    within = times[-1] + max(14 * DAY, 1.5 * longest + 7 * DAY) + STEP - begin
    told = (
        Expected(DAILY, "silent", within=within),
        Expected(DAILY, "told", "silent", within, times=1),
        Expected("owner", "mail", "the feed may have moved", within),
    )
    return _frozen("a daily feed frozen for 28 days", DAILY, begin, begin + 28 * DAY, told)


def _frozen(name: str, source: str, begin: datetime, end: datetime, told: tuple[Expected, ...]) -> Incident:
    return Incident(
        name,
        begin,
        end,
        between(begin, end, lambda world: world.served.freeze(source), lambda world: world.served.thaw(source)),
        told,
        touches=frozenset({source, "owner"}),
        tried=frozenset({source}),
        echo=timedelta(),
    )


def slow_feed(begin: datetime) -> Incident:
    """It answers after its time is over, for a week. The others are not held: it is closed last, though it stands
    before them in watch.toml."""

    def slow(world: World) -> None:
        world.served.misbehave(WIRE, f"slow:{3 * PATIENCE}")
        world.be_impatient()

    def quick(world: World) -> None:
        world.served.misbehave(WIRE, "")
        world.be_patient()

    end = begin + 7 * DAY
    return Incident(
        "a feed too slow for a week",
        begin,
        end,
        between(begin, end, slow, quick),
        (
            Expected(WIRE, "failed", "did not answer in full within"),
            Expected(WIRE, "late", within=2 * DAY),
            Expected(WIRE, "closed last"),
            Expected("owner", "mail", WIRE, 7 * DAY, times=1),
        ),
        touches=frozenset({WIRE, "owner"}),
        tried=frozenset({WIRE}),
        bearable=frozenset({"told"}),
    )


def pubmed_fault(begin: datetime, name: str, fault: Fault, words: str) -> Incident:
    """One poll meets a fault of PubMed; a block is left alone for a day."""
    expected = Expected(PUBMED, "failed", words, times=1)
    return _passing(
        name,
        begin,
        expected,
        lambda world: world.served.pubmed.misbehave(fault),
        lambda world: world.served.pubmed.misbehave(),
    )


def feed_fault(begin: datetime, name: str, fault: str, kind: str, words: str) -> Incident:
    """One poll meets a fault of a feed."""
    expected = Expected(WIRE, kind, words, times=1)
    return _passing(
        name,
        begin,
        expected,
        lambda world: world.served.misbehave(WIRE, fault),
        lambda world: world.served.misbehave(WIRE, ""),
    )


def _passing(
    name: str, begin: datetime, expected: Expected, on: Callable[[World], None], off: Callable[[World], None]
) -> Incident:
    source = frozenset({expected.source})
    acts = between(begin, begin + STEP, on, off)
    half = frozenset({"unread"} if expected.kind == "alarm" else ())  # the entry in which the document was cut
    return Incident(name, begin, begin + STEP, acts, (expected,), touches=source, tried=source, bearable=half)


def moved_feed(begin: datetime) -> Incident:
    """It answers 301 for five days."""
    end = begin + 5 * DAY
    moved = between(
        begin,
        end,
        lambda world: world.served.misbehave(WIRE, f"moved:{world.served.feeds.url}/{MOVED}"),
        lambda world: world.served.misbehave(WIRE, ""),
    )
    return Incident(
        "a feed: 301 for five days",
        begin,
        end,
        moved,
        (Expected(WIRE, "moved", "change its URL in watch.toml"),),
        touches=frozenset({WIRE}),
        tried=frozenset({WIRE}),
        echo=timedelta(),
    )


def ghosts(begin: datetime, papers: Sequence[Paper]) -> Incident:
    """Three PMIDs are announced and not returned; one of them comes after 20 days, the others never."""
    kept = [one for one in papers if one.source == PUBMED and one.fate is Fate.KEPT and one.appears >= begin]
    lost, other, late = (int(one.source_id) for one in kept[:3])
    within = kept[1].appears - begin + 60 * DAY + 2 * STEP
    return Incident(
        "ghost PMIDs: two for ever, one for 20 days",
        begin,
        begin + 64 * DAY,
        (
            Act(begin, lambda world: world.served.pubmed.haunt(lost, other, late)),
            Act(begin + 20 * DAY, lambda world: world.served.pubmed.haunt(lost, other)),
        ),
        (
            Expected(PUBMED, "unread", "asked again at the next visit", kept[0].appears - begin + STEP),
            Expected(PUBMED, "alarm", f"{lost}", within, times=1),
            Expected(PUBMED, "alarm", f"{other}", within, times=1),
        ),
        touches=frozenset({PUBMED}),
        tried=frozenset({PUBMED}),
        given_up=frozenset({str(lost), str(other)}),
    )
