"""PMIDs that ESearch announces and EFetch does not return: how long they are asked for, and how they are given up.

One such PMID must neither hold the cursor (the window of days would grow without end: 13 months in a replay) nor be
forgotten. So they have a list of their own inside the cursor. A PMID that comes later is admitted like any other:
at every visit for as long as it is on the list or announced, and by the recall audit's search of 13 months after that.
This file does NOT ask for anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from literature.model.harvest import Unread

ASKED_FOR = timedelta(days=60)
"""PubMed's search index and its records are days apart at most; the margin is for an outage of either."""
REMEMBERED = timedelta(days=365)
"""A PMID that was given up and is still announced is not named as a loss again within this time."""
NAMED = 20
"""PMIDs that one line names; the notes name all."""


@dataclass(frozen=True, slots=True)
class Absent:
    """``since``: PMID -> the first day on which it did not come. ``given_up``: PMID -> the day it was written off."""

    since: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}))
    given_up: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}))

    def knows(self, pmid: str) -> bool:
        """Whether ``pmid`` did not come at an earlier visit."""
        return pmid in self.since or pmid in self.given_up

    def to_json(self) -> dict[str, dict[str, str]]:
        """For the cursor."""
        parts = {"since": self.since, "given_up": self.given_up}
        return {name: {pmid: day.isoformat() for pmid, day in days.items()} for name, days in parts.items()}


NONE_ABSENT = Absent()


def absent_from_json(data: Mapping[str, Mapping[str, Any]]) -> Absent:
    """What ``to_json`` wrote. Raises ValueError, TypeError or AttributeError for anything else."""
    return Absent(_days(data.get("since", {})), _days(data.get("given_up", {})))


def _days(data: Mapping[str, Any]) -> dict[str, date]:
    return {str(int(pmid)): date.fromisoformat(day) for pmid, day in data.items()}


@dataclass(frozen=True, slots=True)
class Absence:
    """What a visit makes of the PMIDs that did not come."""

    absent: Absent
    """The list for the next visit."""
    unread: tuple[Unread, ...]
    """All that is counted as failed, each PMID once."""
    silent: tuple[str, ...]
    """PMIDs that were given up before and are announced again without coming: not counted as announced."""
    notes: tuple[str, ...]
    alarms: tuple[str, ...]


def check_absence(previous: Absent, unread: Iterable[Unread], announced: Collection[str], today: date) -> Absence:
    """Decide what becomes of ``unread``: those with bytes are broken and not absent; the others are waited for or given
    up.

    A first day that is ahead was written by a wrong clock and counts as today.
    """
    kept, silent = [], []
    since: dict[str, date] = {}
    given_up_now: dict[str, date] = {}
    for item in unread:
        if item.source_id in previous.given_up and item.source_id not in previous.since:
            silent.append(item.source_id)
            continue
        if not item.body:
            first = min(previous.since.get(item.source_id, today), today)
            (given_up_now if today - first >= ASKED_FOR else since)[item.source_id] = first
        kept.append(item)
    remembered = {
        pmid: day
        for pmid, day in previous.given_up.items()
        if pmid in silent or (pmid not in announced and today - day < REMEMBERED)
    }
    loss = _loss(given_up_now) if given_up_now else ""
    return Absence(
        Absent(since, {**remembered, **dict.fromkeys(given_up_now, today)}),
        tuple(Unread(item.source_id, loss) if item.source_id in given_up_now else item for item in kept),
        tuple(silent),
        tuple(_notes(since, given_up_now, silent)),
        (loss,) if loss else (),
    )


def _loss(over: Mapping[str, date]) -> str:
    first = min(over.values())
    return (
        f"written off after {ASKED_FOR.days} days of asking at every visit: PubMed has announced PMID {_some(over)} "
        f"since {first} and never returned it; look it up at pubmed.ncbi.nlm.nih.gov"
    )


def _notes(since: Mapping[str, date], over: Mapping[str, date], silent: Collection[str]) -> Iterator[str]:
    if since:
        waiting = [f"{pmid} (since {day})" for pmid, day in since.items()]
        more = f" and {len(waiting) - NAMED} more" if len(waiting) > NAMED else ""
        yield f"announced and not returned, asked for again at each visit: {', '.join(waiting[:NAMED])}{more}"
    if len(over) > NAMED:
        yield f"written off: {', '.join(over)}"
    if silent:
        yield f"written off before, announced again and not returned again: {', '.join(silent)}"


def _some(pmids: Collection[str]) -> str:
    more = f" and {len(pmids) - NAMED} more, named in the notes" if len(pmids) > NAMED else ""
    return ", ".join(list(pmids)[:NAMED]) + more
