"""The papers of an invented year: what PubMed and four feeds publish, each at its hour, with what must become of it.

Drawn from one seeded source of chance. This file does NOT serve anything (world.py does).
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from flows.config import PUBMED

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BEGIN = date(2026, 1, 5)
DAYS = 364
"""From a Monday to a Monday."""
WIRE, DAILY, WEEKLY, MONTHLY = "Sample Wire", "Sample Daily", "Sample Weekly", "Sample Monthly"
FEEDS = (WIRE, DAILY, WEEKLY, MONTHLY)
HISTORY = {PUBMED: 29, WIRE: 30, DAILY: 30, WEEKLY: 34, MONTHLY: 150}
"""Days before the first visit from which on a source has published: as much as the first visit can see."""
HOLIDAYS = frozenset(
    date(2026, month, day)
    for month, days in ((1, (19,)), (2, (16,)), (5, (25,)), (6, (19,)), (7, (3,)), (9, (7,)), (10, (12,)))
    for day in days
) | {date(2026, 11, 11), date(2026, 11, 26), date(2026, 11, 27), *(date(2026, 12, day) for day in (24, 25, 28))}
"""Of NLM, and the days beside them, as published for 2026: not the product's own rule."""
WASHINGTON = 5 * HOUR
"""PubMed's days are those of Washington; by its winter time all year."""
LATE = 0.05
"""Of PubMed's records, how many enter its index days after their date of creation."""


class Fate(StrEnum):
    """What must become of a paper."""

    KEPT = "kept"
    EXCLUDED = "excluded"
    UNHEARD = "unheard"
    """PubMed's search does not announce it."""


class Paper(NamedTuple):
    """One record of PubMed, or one entry of a feed."""

    source: str
    source_id: str
    appears: datetime
    created: date
    title: str
    fate: Fate
    author: str
    doi: str = ""

    @property
    def thing(self) -> str:
        """What it is, whichever source tells it."""
        return self.doi or f"{self.source} {self.source_id}"


AGENTS = {
    Fate.KEPT: (
        *("IL-1β", "Interleukin-1 alpha", "Canakinumab", "Rilonacept", "IL-1R1", "Interleukin-1 blockade") * 2,
        *("Anakinra", "IL-1 receptor antagonist", "IL-1RA", "Interleukin-32", "IL-32γ"),
    ),
    Fate.EXCLUDED: ("The IL-1 family", "Toll/IL-1 receptor domains", "HOIL-1", "IL-1 receptor-like 1"),
    Fate.UNHEARD: ("Complement C5a", "Insulin", "Dopamine", "Collagen VI", "Vitamin D", "Ferritin", "Titin"),
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


class Press:
    """Draws titles, no two alike."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self._used = set[str]()

    def paper(self, source: str, source_id: str, appears: datetime, created: date, fate: Fate) -> Paper:
        """A new paper of that fate."""
        author = f"{self.dice.choice(FAMILIES)} {self.dice.choice('ABCDEFGHJKLMNPRSTW')}"
        return Paper(source, source_id, appears, created, self._title(fate), fate, author)

    def _title(self, fate: Fate) -> str:
        while True:
            agent, verb, what, where, how, place = (
                self.dice.choice(words) for words in (AGENTS[fate], VERBS, WHAT, WHERE, HOW, PLACES)
            )
            title = f"{agent} {verb} {what} in {where}: {how} {place}"
            if title not in self._used:
                self._used.add(title)
                return title

    def count(self, mean: float) -> int:
        """How many come where ``mean`` do on the average, each by itself (Poisson, by Knuth's product)."""
        number, product, least = 0, self.dice.random(), math.exp(-mean)
        while product > least:
            number, product = number + 1, product * self.dice.random()
        return number


def year(dice: random.Random) -> list[Paper]:
    """All papers, in the order in which they appear."""
    press = Press(dice)
    entries = [*_news(press, WIRE), *_news(press, DAILY), *_journal(press, WEEKLY), *_journal(press, MONTHLY)]
    again = [one for one in entries if one.doi and one.fate is Fate.KEPT and dice.random() < 0.5]
    return sorted([*entries, *_pubmed(press, again)], key=lambda one: one.appears)


def _days(source: str) -> Iterator[date]:
    """The days on which ``source`` may publish, to the last."""
    yield from (BEGIN + DAY * number for number in range(-HISTORY[source], DAYS + 1))


def _at(day: date, hours: float) -> datetime:
    return datetime.combine(day, time(), UTC) + HOUR * hours


def _pubmed(press: Press, again: list[Paper]) -> Iterator[Paper]:
    """Records of each day; few at weekends and on holidays. ``again`` are papers of journals that it takes up later."""
    dice, number = press.dice, 41_000_000
    later = [(one.created + DAY * dice.randint(2, 20), one) for one in again]
    for day in _days(PUBMED):
        rests = day.weekday() > 4 or day in HOLIDAYS or (day.month, day.day) == (1, 1)
        fates = [Fate.KEPT] * press.count(0.3 if rests else 2.5)
        fates += [Fate.EXCLUDED] * press.count(0.05 if rests else 0.4)
        fates += [Fate.UNHEARD] * (press.count(0.5) if rests else 2 + press.count(3))
        told = [press.paper(PUBMED, "", _at(day, 12), day, fate)._replace(doi="new") for fate in fates]
        told += [one for when, one in later if when == day]
        for one in told:
            number += dice.randint(1, 40)
            late = DAY * dice.randint(1, 10) if dice.random() < LATE else 0 * DAY
            appears = _at(day, dice.uniform(0, 24)) + WASHINGTON + late
            doi = f"10.5555/year.{number}" if one.doi == "new" else one.doi
            yield one._replace(source=PUBMED, source_id=str(number), appears=appears, created=day, doi=doi)


def _news(press: Press, feed: str) -> Iterator[Paper]:
    """One or two entries early on each weekday, few at weekends, none from Christmas to New Year."""
    for day in _days(feed):
        if (day.month, day.day) >= (12, 24) or (day.month, day.day) == (1, 1):
            continue
        count = press.count(0.2) if day.weekday() > 4 else press.dice.randint(1, 2)
        for number in range(count):
            fate = Fate.KEPT if press.dice.random() < 0.4 else Fate.EXCLUDED
            yield _entry(press, feed, f"{day:%Y%m%d}-{number}", _at(day, press.dice.uniform(0, 6)), fate)


def _journal(press: Press, feed: str) -> Iterator[Paper]:
    """An issue each Wednesday but the one after Christmas, or on the first of the month."""
    for day in _days(feed):
        weekly = day.weekday() == 2 and not (day.month == 12 and day.day > 25)
        if not (weekly if feed == WEEKLY else day.day == 1):
            continue
        for number in range(8):
            fate = Fate.KEPT if press.dice.random() < 0.3 else Fate.EXCLUDED
            entry = _entry(press, feed, f"{day:%Y%m%d}-{number}", _at(day, 3), fate)
            yield entry._replace(doi=f"10.5555/{feed.split()[1].lower()}.{entry.source_id}")


def _entry(press: Press, feed: str, name: str, appears: datetime, fate: Fate) -> Paper:
    """An entry of a feed; what it need not keep is of something else, or of a false friend."""
    agents = Fate.UNHEARD if fate is Fate.EXCLUDED and press.dice.random() < 0.8 else fate
    return press.paper(feed, name, appears, appears.date(), agents)._replace(fate=fate)
