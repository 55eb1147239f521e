"""Incidents on our own side: the clock is wrong, the relay is down, the folder of letters cannot be written."""

from __future__ import annotations

from datetime import datetime

from benchmarks.year.incident import STEP, Expected, Incident, between
from benchmarks.year.papers import DAY, FEEDS, PUBMED
from benchmarks.year.simulation import SimulatedYear

SOURCES = frozenset({PUBMED, *FEEDS})
WAS_AHEAD = "the clock of this computer was ahead"


def clock_ahead(begin: datetime) -> Incident:
    """One poll is made by a clock that is a year ahead."""
    end = begin + STEP
    return Incident(
        "the clock a year ahead for one poll",
        begin,
        end,
        between(begin, end, lambda year: year.set_clock(365 * DAY), lambda year: year.set_clock(0 * DAY)),
        (
            Expected(PUBMED, "silent"),
            Expected("owner", "mail", "or the clock of this computer is wrong"),
            *(Expected(source, "alarm", WAS_AHEAD, 3 * STEP, times=1) for source in sorted(SOURCES)),
        ),
        affects=SOURCES | {"owner", "edition", "letters"},
        counted=SOURCES,
        grace=2 * STEP,
        allowed=frozenset({"alert", "late", "missing", "unsent"}),
    )


def clock_back(begin: datetime) -> Incident:
    """From a Tuesday on the clock is three days late: Monday comes twice."""
    end = begin + 4 * DAY
    return Incident(
        "the clock three days back for four days",
        begin,
        end,
        between(begin, end, lambda year: year.set_clock(-3 * DAY), lambda year: year.set_clock(0 * DAY)),
        tuple(Expected(source, "alarm", WAS_AHEAD, 3 * STEP, times=1) for source in sorted(SOURCES)),
        affects=SOURCES,
        counted=SOURCES,
    )


def relay_down(begin: datetime) -> Incident:
    """The relay is down on a Monday and a Tuesday."""
    end = begin + 2 * DAY
    return Incident(
        "the relay down on a Monday and Tuesday",
        begin,
        end,
        between(begin, end, lambda year: year.stop_mail_server(), lambda year: year.start_mail_server()),
        (
            Expected("edition", "stopped", "is not accepting mail now"),
            Expected("letters", "unsent", within=3 * STEP),
        ),
        affects=frozenset({"edition", "letters"}),
        allowed=frozenset({"stopped"}),
        grace=0 * STEP,
    )


def outbox_gone(begin: datetime) -> Incident:
    """On a Monday a file is where the folder should be; in the evening somebody repairs it and runs the digest."""
    end = begin + STEP

    def replace_folder(year: SimulatedYear) -> None:
        year.outbox.rename(year.outbox.with_suffix(".kept"))
        year.outbox.write_bytes(b"a file where the folder should be")

    def restore_folder(year: SimulatedYear) -> None:
        year.outbox.unlink()
        year.outbox.with_suffix(".kept").rename(year.outbox)
        year.digest()

    return Incident(
        "the folder of letters gone on a Monday",
        begin,
        end,
        between(begin, end, replace_folder, restore_folder),
        (Expected("edition", "stopped", "cannot be written", times=1),),
        affects=frozenset({"edition"}),
        grace=0 * STEP,
    )
