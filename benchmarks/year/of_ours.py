"""Incidents of our own side: the clock is wrong, the relay is down, the folder of letters cannot be written."""

from __future__ import annotations

from datetime import datetime

from benchmarks.year.incident import STEP, Expected, Incident, between
from benchmarks.year.papers import DAY, FEEDS
from benchmarks.year.world import World
from flows.config import PUBMED

SOURCES = frozenset({PUBMED, *FEEDS})
WAS_AHEAD = "the clock of this computer was ahead"


def clock_ahead(begin: datetime) -> Incident:
    """One poll believes that it is next year."""
    end = begin + STEP
    return Incident(
        "the clock a year ahead for one poll",
        begin,
        end,
        between(begin, end, lambda world: world.set_clock(365 * DAY), lambda world: world.set_clock(0 * DAY)),
        (
            Expected(PUBMED, "silent"),
            Expected("owner", "mail", "or the clock of this computer is wrong"),
            *(Expected(source, "alarm", WAS_AHEAD, 3 * STEP, times=1) for source in sorted(SOURCES)),
        ),
        touches=SOURCES | {"owner", "edition", "letters"},
        tried=SOURCES,
        echo=2 * STEP,
        bearable=frozenset({"told", "late", "missing", "lying"}),
    )


def clock_back(begin: datetime) -> Incident:
    """From a Tuesday on the clock is three days late: Monday comes twice."""
    end = begin + 4 * DAY
    return Incident(
        "the clock three days back for four days",
        begin,
        end,
        between(begin, end, lambda world: world.set_clock(-3 * DAY), lambda world: world.set_clock(0 * DAY)),
        tuple(Expected(source, "alarm", WAS_AHEAD, 3 * STEP, times=1) for source in sorted(SOURCES)),
        touches=SOURCES,
        tried=SOURCES,
    )


def relay_down(begin: datetime) -> Incident:
    """On a Monday and a Tuesday."""
    end = begin + 2 * DAY
    return Incident(
        "the relay down on a Monday and Tuesday",
        begin,
        end,
        between(begin, end, lambda world: world.close_office(), lambda world: world.open_office()),
        (
            Expected("edition", "stopped", "is not accepting mail now"),
            Expected("letters", "lying", within=3 * STEP),
        ),
        touches=frozenset({"edition", "letters"}),
        bearable=frozenset({"stopped"}),
        echo=0 * STEP,
    )


def outbox_gone(begin: datetime) -> Incident:
    """On a Monday a file stands where the folder should be; in the evening somebody mends it and runs the digest."""
    end = begin + STEP

    def gone(world: World) -> None:
        world.outbox.rename(world.outbox.with_suffix(".kept"))
        world.outbox.write_bytes(b"a file where the folder should be")

    def mended(world: World) -> None:
        world.outbox.unlink()
        world.outbox.with_suffix(".kept").rename(world.outbox)
        world.digest()

    return Incident(
        "the folder of letters gone on a Monday",
        begin,
        end,
        between(begin, end, gone, mended),
        (Expected("edition", "stopped", "cannot be written", times=1),),
        touches=frozenset({"edition"}),
        echo=0 * STEP,
    )
