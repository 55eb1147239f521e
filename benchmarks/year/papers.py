"""The papers of an invented year: what PubMed and four feeds publish, each at its hour, with what must become of it.

Drawn from one seeded generator. This file does NOT serve anything (servers.py does).
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from sources.pubmed.source import PubmedSource

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BEGIN = date(2026, 1, 5)
DAYS = 364
"""From a Monday to a Monday."""
WIRE, DAILY, WEEKLY, MONTHLY = "Sample Wire", "Sample Daily", "Sample Weekly", "Sample Monthly"
FEEDS = (WIRE, DAILY, WEEKLY, MONTHLY)
PUBMED = PubmedSource.name
HISTORY = {PUBMED: 29, WIRE: 30, DAILY: 30, WEEKLY: 34, MONTHLY: 150}
"""Since how many days before the first visit a source has published: as much as that visit can see."""
HOLIDAYS = frozenset(
    date(2026, month, day)
    for month, days in ((1, (19,)), (2, (16,)), (5, (25,)), (6, (19,)), (7, (3,)), (9, (7,)), (10, (12,)))
    for day in days
) | {date(2026, 11, 11), date(2026, 11, 26), date(2026, 11, 27), *(date(2026, 12, day) for day in (24, 25, 28))}
"""NLM's, and the days beside them, as published for 2026: not by the product's own rule."""
WASHINGTON = 5 * HOUR
"""PubMed's days are those of Washington; here by its winter time all year."""
LATE = 0.05
"""The share of PubMed's records that enter its index days after their date of creation."""


class Outcome(StrEnum):
    """What must become of a paper."""

    STORED = "stored"
    EXCLUDED = "excluded"
    UNANNOUNCED = "unannounced"
    """PubMed's search does not announce it."""


class Paper(NamedTuple):
    """One record of PubMed, or one entry of a feed."""

    source: str
    source_id: str
    appears: datetime
    created: date
    title: str
    outcome: Outcome
    author: str
    doi: str = ""

    @property
    def key(self) -> str:
        """The same for one paper in two sources."""
        return self.doi or f"{self.source} {self.source_id}"


AGENTS = {
    Outcome.STORED: (
        *("IL-1β", "Interleukin-1 alpha", "Canakinumab", "Rilonacept", "IL-1R1", "Interleukin-1 blockade") * 2,
        *("Anakinra", "IL-1 receptor antagonist", "IL-1RA", "Interleukin-32", "IL-32γ"),
    ),
    Outcome.EXCLUDED: ("The IL-1 family", "Toll/IL-1 receptor domains", "HOIL-1", "IL-1 receptor-like 1"),
    Outcome.UNANNOUNCED: ("Complement C5a", "Insulin", "Dopamine", "Collagen VI", "Vitamin D", "Ferritin", "Titin"),
}
VERBS = ("shapes", "limits", "drives", "predicts", "restores", "delays", "marks", "reverses", "aggravates", "precedes")
WHAT = (
    *("bone loss", "relapse", "fever", "renal scarring", "synovial swelling", "pain", "cartilage wear", "anaemia"),
    *("plaque growth", "infarct size", "fatigue", "neutrophil influx", "epithelial repair", "insulin resistance"),
    *("hearing loss", "rash", "amyloid deposition", "fibrosis", "seizures", "graft rejection", "barrier leakage"),
)
WHERE = (
    *("gout", "pericarditis", "Still disease", "psoriasis", "asthma", "sepsis", "stroke", "osteoarthritis"),
    *("type 2 diabetes", "colitis", "heart failure", "uveitis", "myeloma", "hidradenitis", "epilepsy", "cirrhosis"),
    *("familial Mediterranean fever", "periodontitis", "endometriosis", "lung cancer", "Kawasaki disease"),
)
HOW = (
    *("a cohort from", "a randomised trial in", "a registry of", "a case series from", "a survey in"),
    *("ten years of follow-up in", "a pilot study in", "autopsies from", "a nested case-control study in"),
)
PLACES = (
    *("Lyon", "Osaka", "Leeds", "Porto", "Graz", "Turku", "Cork", "Bergen", "Quito", "Perth", "Busan", "Hanoi"),
    *("Lima", "Zagreb", "Tartu", "Izmir", "Nantes", "Utrecht", "Poznan", "Aarhus", "Dakar", "Kyoto", "Boston"),
)
FAMILIES = ("Adler", "Brandt", "Cho", "Dubois", "Eriksen", "Fontaine", "Garcia", "Hoang", "Ito", "Jansen", "Kowalski")


class PaperGenerator:
    """Draws papers, no two with the same title."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self._used = set[str]()

    def paper(
        self,
        source: str,
        source_id: str,
        appears: datetime,
        created: date,
        outcome: Outcome,
        *,
        agents: Sequence[str] = (),
    ) -> Paper:
        """Return a new paper of that outcome, on one of ``agents`` (by default those of its outcome)."""
        author = f"{self.rng.choice(FAMILIES)} {self.rng.choice('ABCDEFGHJKLMNPRSTW')}"
        return Paper(source, source_id, appears, created, self._title(agents or AGENTS[outcome]), outcome, author)

    def _title(self, agents: Sequence[str]) -> str:
        while True:
            agent, verb, what, where, how, place = (
                self.rng.choice(words) for words in (agents, VERBS, WHAT, WHERE, HOW, PLACES)
            )
            title = f"{agent} {verb} {what} in {where}: {how} {place}"
            if title not in self._used:
                self._used.add(title)
                return title

    def count(self, mean: float) -> int:
        """Return a Poisson number of this mean (by Knuth's product)."""
        number, product, least = 0, self.rng.random(), math.exp(-mean)
        while product > least:
            number, product = number + 1, product * self.rng.random()
        return number


def papers_of_year(rng: random.Random) -> list[Paper]:
    """Return all papers, in the order in which they appear."""
    generator = PaperGenerator(rng)
    entries = [
        *_news(generator, WIRE),
        *_news(generator, DAILY),
        *_journal(generator, WEEKLY),
        *_journal(generator, MONTHLY),
    ]
    again = [e for e in entries if e.doi and e.outcome is Outcome.STORED and rng.random() < 0.5]
    return sorted([*entries, *_pubmed(generator, again)], key=lambda paper: paper.appears)


def _days(source: str) -> Iterator[date]:
    """Yield the days on which ``source`` may publish."""
    yield from (BEGIN + DAY * number for number in range(-HISTORY[source], DAYS + 1))


def at_hour(day: date, hours: float) -> datetime:
    """Return that hour of ``day``, in UTC."""
    return datetime.combine(day, time(), UTC) + HOUR * hours


def _pubmed(generator: PaperGenerator, again: list[Paper]) -> Iterator[Paper]:
    """Yield the records of each day, few at weekends and on holidays; ``again`` are journal entries, indexed later."""
    rng, number = generator.rng, 41_000_000
    later = [(entry.created + DAY * rng.randint(2, 20), entry) for entry in again]
    for day in _days(PUBMED):
        is_quiet = day.weekday() > 4 or day in HOLIDAYS or (day.month, day.day) == (1, 1)
        outcomes = [Outcome.STORED] * generator.count(0.3 if is_quiet else 2.5)
        outcomes += [Outcome.EXCLUDED] * generator.count(0.05 if is_quiet else 0.4)
        outcomes += [Outcome.UNANNOUNCED] * (generator.count(0.5) if is_quiet else 2 + generator.count(3))
        papers = [
            generator.paper(PUBMED, "", at_hour(day, 12), day, outcome)._replace(doi="new") for outcome in outcomes
        ]
        papers += [entry for indexed, entry in later if indexed == day]
        for paper in papers:
            number += rng.randint(1, 40)
            late = DAY * rng.randint(1, 10) if rng.random() < LATE else 0 * DAY
            appears = at_hour(day, rng.uniform(0, 24)) + WASHINGTON + late
            doi = f"10.5555/year.{number}" if paper.doi == "new" else paper.doi
            yield paper._replace(source=PUBMED, source_id=str(number), appears=appears, created=day, doi=doi)


def _news(generator: PaperGenerator, feed: str) -> Iterator[Paper]:
    """Yield one or two entries early on each weekday, few at weekends, none from Christmas to New Year."""
    for day in _days(feed):
        if (day.month, day.day) >= (12, 24) or (day.month, day.day) == (1, 1):
            continue
        count = generator.count(0.2) if day.weekday() > 4 else generator.rng.randint(1, 2)
        for number in range(count):
            outcome = Outcome.STORED if generator.rng.random() < 0.4 else Outcome.EXCLUDED
            yield _entry(generator, feed, f"{day:%Y%m%d}-{number}", at_hour(day, generator.rng.uniform(0, 6)), outcome)


def _journal(generator: PaperGenerator, feed: str) -> Iterator[Paper]:
    """Yield an issue each Wednesday but the one after Christmas, or on the first of the month."""
    for day in _days(feed):
        weekly = day.weekday() == 2 and not (day.month == 12 and day.day > 25)
        if not (weekly if feed == WEEKLY else day.day == 1):
            continue
        for number in range(8):
            outcome = Outcome.STORED if generator.rng.random() < 0.3 else Outcome.EXCLUDED
            entry = _entry(generator, feed, f"{day:%Y%m%d}-{number}", at_hour(day, 3), outcome)
            yield entry._replace(doi=f"10.5555/{feed.split()[1].lower()}.{entry.source_id}")


def _entry(generator: PaperGenerator, feed: str, name: str, appears: datetime, outcome: Outcome) -> Paper:
    """Return an entry of a feed; one that is to be excluded is about something else, or about a false friend."""
    subject = Outcome.UNANNOUNCED if outcome is Outcome.EXCLUDED and generator.rng.random() < 0.8 else outcome
    return generator.paper(feed, name, appears, appears.date(), subject)._replace(outcome=outcome)
