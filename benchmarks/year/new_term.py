"""A term that is added in week 10 and renamed in week 30: its papers, and what changes in watch.toml."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from benchmarks.year.incident import Change
from benchmarks.year.papers import (
    BEGIN,
    DAY,
    DAYS,
    HISTORY,
    PUBMED,
    WASHINGTON,
    Outcome,
    Paper,
    PaperGenerator,
    at_hour,
)
from benchmarks.year.simulation import SimulatedYear

ADDED, RENAMED = 68 * DAY, 205 * DAY
"""A Saturday on which no incident is under way, and a Wednesday."""
LOOK_BACK = timedelta(days=30)
"""What the first poll of a new term sees: [pubmed] look_back_days of the sample week."""
FIRST_DAY = BEGIN + ADDED - LOOK_BACK
"""From this day on papers of the term are news; what is older is history."""
MARGIN = 3 * DAY
"""So near to FIRST_DAY no paper is created: by which of its dates it is found is not the subject here."""
NAME, NEW_NAME = "IL-18", "IL-18 axis"
TABLE = f"""
[[term]]
name = "{NAME}"
synonyms = ["IL-18", "interleukin-18", "tadekinig alfa"]
"""
ALONE = ("IL-18", "Interleukin-18", "Tadekinig alfa")
BESIDE_IL_1 = ("IL-18 beside IL-1β", "Interleukin-18 after anakinra")


def changes_of_term(begin: datetime) -> tuple[Change, Change]:
    """Return when the term is added to watch.toml, and when it is renamed there."""
    return Change(begin + ADDED, _add), Change(begin + RENAMED, _rename)


def _add(year: SimulatedYear) -> None:
    year.change_config(lambda text: text + TABLE)


def _rename(year: SimulatedYear) -> None:
    year.change_config(lambda text: text.replace(f'name = "{NAME}"', f'name = "{NEW_NAME}"'))


def papers_of_term(rng: random.Random) -> Iterator[Paper]:
    """Yield PubMed's papers on IL-18, those that name IL-1 too among them: these are stored from the first day on."""
    generator, number = PaperGenerator(rng), 42_000_000
    for day in (BEGIN + DAY * ahead for ahead in range(-HISTORY[PUBMED], DAYS + 1)):
        if day.weekday() > 4 or abs(day - FIRST_DAY) < MARGIN:
            continue
        for agents in (ALONE,) * generator.count(0.8) + (BESIDE_IL_1,) * generator.count(0.2):
            number += 1
            is_news = day >= FIRST_DAY or agents is BESIDE_IL_1
            outcome = Outcome.STORED if is_news else Outcome.UNANNOUNCED
            appears = at_hour(day, rng.uniform(0, 24)) + WASHINGTON
            paper = generator.paper(PUBMED, str(number), appears, day, outcome, agents=agents)
            yield paper._replace(doi=f"10.5555/year.{number}")
