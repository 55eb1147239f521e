"""Incidents of the sources: one is frozen, slow, refuses, sends something else, announces what it does not return."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from benchmarks.year.incident import STEP, Change, Expected, Incident, between
from benchmarks.year.papers import DAILY, DAY, PUBMED, WIRE, Outcome, Paper
from benchmarks.year.servers import MOVED
from benchmarks.year.simulation import SHORT_DEADLINE, SimulatedYear
from tests.standins.ncbi_answers import Answer
from tests.standins.ncbi_faults import Fault

BLOCK_PAGE = (
    b"<html><head><title>NCBI - WWW Error Blocked Diagnostic</title></head><body><h1>Access Denied</h1>"
    b"<p>Your access was blocked for possible abuse.</p></body></html>"
)


def body(status: int, content: bytes, *headers: tuple[str, str], kind: str = "text/html") -> Fault:
    """Return the fault that PubMed answers this."""
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
    """PubMed answers and shows nothing new for 12 days."""
    expected = (
        Expected(PUBMED, "silent", within=3 * DAY),
        Expected(PUBMED, "alert", "silent", 3 * DAY, times=1),
        Expected("owner", "mail", "PubMed shows no new records", 3 * DAY),
    )
    return _frozen("PubMed frozen for 12 days", PUBMED, begin, begin + 12 * DAY, expected)


def frozen_feed(begin: datetime, papers: Sequence[Paper]) -> Incident:
    """A feed answers 304 for 28 days. It is silent after 14 days, or 1.5 times its longest pause so far and a week."""
    times = [paper.appears for paper in papers if paper.source == DAILY and paper.appears < begin]
    longest = max(later - earlier for earlier, later in pairwise(times))
    within = times[-1] + max(14 * DAY, 1.5 * longest + 7 * DAY) + STEP - begin
    expected = (
        Expected(DAILY, "silent", within=within),
        Expected(DAILY, "alert", "silent", within, times=1),
        Expected("owner", "mail", "the feed may have moved", within),
    )
    return _frozen("a daily feed frozen for 28 days", DAILY, begin, begin + 28 * DAY, expected)


def _frozen(name: str, source: str, begin: datetime, end: datetime, expected: tuple[Expected, ...]) -> Incident:
    return Incident(
        name,
        begin,
        end,
        between(begin, end, lambda year: year.servers.freeze(source), lambda year: year.servers.unfreeze(source)),
        expected,
        affects=frozenset({source, "owner"}),
        counted=frozenset({source}),
        grace=timedelta(),
    )


def slow_feed(begin: datetime) -> Incident:
    """A feed answers after its deadline, for a week. It delays no other one: it is closed last, though it is before
    them in watch.toml."""

    def slow_down(year: SimulatedYear) -> None:
        year.servers.misbehave(WIRE, f"slow:{3 * SHORT_DEADLINE}")
        year.shorten_deadlines()

    def speed_up(year: SimulatedYear) -> None:
        year.servers.misbehave(WIRE, "")
        year.restore_deadlines()

    end = begin + 7 * DAY
    return Incident(
        "a feed too slow for a week",
        begin,
        end,
        between(begin, end, slow_down, speed_up),
        (
            Expected(WIRE, "failed", "did not answer in full within"),
            Expected(WIRE, "late", within=2 * DAY),
            Expected(WIRE, "closed last"),
            Expected("owner", "mail", WIRE, 7 * DAY, times=1),
        ),
        affects=frozenset({WIRE, "owner"}),
        counted=frozenset({WIRE}),
        allowed=frozenset({"alert"}),
    )


def pubmed_fault(begin: datetime, name: str, fault: Fault, words: str) -> Incident:
    """PubMed has a fault at one poll; after a block it is not asked for a day."""
    expected = Expected(PUBMED, "failed", words, times=1)
    return _passing(
        name,
        begin,
        expected,
        lambda year: year.servers.pubmed.misbehave(fault),
        lambda year: year.servers.pubmed.misbehave(),
    )


def feed_fault(begin: datetime, name: str, fault: str, kind: str, words: str) -> Incident:
    """A feed has a fault at one poll."""
    expected = Expected(WIRE, kind, words, times=1)
    return _passing(
        name,
        begin,
        expected,
        lambda year: year.servers.misbehave(WIRE, fault),
        lambda year: year.servers.misbehave(WIRE, ""),
    )


def _passing(
    name: str,
    begin: datetime,
    expected: Expected,
    start: Callable[[SimulatedYear], None],
    stop: Callable[[SimulatedYear], None],
) -> Incident:
    source = frozenset({expected.source})
    changes = between(begin, begin + STEP, start, stop)
    allowed = frozenset({"unread"} if expected.kind == "alarm" else ())  # the entry at which the document was cut
    return Incident(name, begin, begin + STEP, changes, (expected,), affects=source, counted=source, allowed=allowed)


def moved_feed(begin: datetime) -> Incident:
    """A feed answers 301 for five days."""
    end = begin + 5 * DAY
    moved = between(
        begin,
        end,
        lambda year: year.servers.misbehave(WIRE, f"moved:{year.servers.feeds.url}/{MOVED}"),
        lambda year: year.servers.misbehave(WIRE, ""),
    )
    return Incident(
        "a feed: 301 for five days",
        begin,
        end,
        moved,
        (Expected(WIRE, "moved", "change its URL in watch.toml"),),
        affects=frozenset({WIRE}),
        counted=frozenset({WIRE}),
        grace=timedelta(),
    )


def unreturned_pmids(begin: datetime, papers: Sequence[Paper]) -> Incident:
    """Three PMIDs are announced and not returned; one of them comes after 20 days, the others never."""
    records = [p for p in papers if p.source == PUBMED and p.outcome is Outcome.STORED and p.appears >= begin]
    first, second, late = (int(record.source_id) for record in records[:3])
    within = records[1].appears - begin + 60 * DAY + 2 * STEP
    return Incident(
        "PMIDs not returned: two for ever, one for 20 days",
        begin,
        begin + 64 * DAY,
        (
            Change(begin, lambda year: year.servers.pubmed.withhold(first, second, late)),
            Change(begin + 20 * DAY, lambda year: year.servers.pubmed.withhold(first, second)),
        ),
        (
            Expected(PUBMED, "unread", "asked again at the next visit", records[0].appears - begin + STEP),
            Expected(PUBMED, "alarm", f"{first}", within, times=1),
            Expected(PUBMED, "alarm", f"{second}", within, times=1),
        ),
        affects=frozenset({PUBMED}),
        counted=frozenset({PUBMED}),
        never_returned=frozenset({str(first), str(second)}),
    )
