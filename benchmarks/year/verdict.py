"""The table of the year: of each scenario what was tried, lost, doubled, and what was said wrongly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from benchmarks.year import held
from benchmarks.year.ears import Heard, Tracebacks
from benchmarks.year.incident import Expected, Incident
from benchmarks.year.papers import DAYS, HOUR, Fate, Paper
from benchmarks.year.world import READERS, World

REST = "the rest of the year"
COLUMNS = ("tried", "lost", "doubled", "tracebacks", "wrong messages")


@dataclass
class Row:
    """One scenario."""

    name: str
    tried: int = 0
    lost: int = 0
    doubled: int = 0
    tracebacks: int = 0
    wrong: list[str] = field(default_factory=list)
    named: str = ""
    """After how many days what should be said was said."""

    @property
    def counts(self) -> tuple[int, ...]:
        """The columns."""
        return self.tried, self.lost, self.doubled, self.tracebacks, len(self.wrong)


def rows(world: World, incidents: Sequence[Incident], tracebacks: Tracebacks) -> list[Row]:
    """A row for each incident, for the rest of the year, for all letters, and for all of it."""
    table = {incident.name: Row(incident.name) for incident in incidents}
    table[REST] = Row(REST)
    _count_papers(world, incidents, table)
    _count_letters(world, incidents, table)
    _weigh_words(world, incidents, table)
    for at, text in tracebacks.kept:
        for name in [one.name for one in incidents if one.covers(at)] or [REST]:
            table[name].tracebacks += 1
        print(f"traceback at {at:%Y-%m-%d %H:%M}: {text}")
    return list(table.values())


def _count_papers(world: World, incidents: Sequence[Incident], table: dict[str, Row]) -> None:
    found = held.papers(world)
    given_up = frozenset[str]().union(*(one.given_up for one in incidents))
    for paper in world.served.shown:
        if paper.fate is not Fate.KEPT:
            continue
        lost = "" if paper.source_id in given_up else found.loss(paper)
        for name in [one.name for one in incidents if _tries(one, paper)] or [REST]:
            table[name].tried += 1
            table[name].lost += bool(lost)
            table[name].doubled += found.is_doubled(paper)
        if lost or found.is_doubled(paper):
            why = lost or "is told as two things"
            print(f"{paper.source} {paper.source_id} of {paper.appears:%Y-%m-%d %H:%M} {why}: {paper.title}")
    table[REST].wrong += held.kept_out(world, found)


def _tries(incident: Incident, paper: Paper) -> bool:
    return paper.source in incident.tried and incident.begin <= paper.appears <= incident.end


def _count_letters(world: World, incidents: Sequence[Incident], table: dict[str, Row]) -> None:
    """Letters count as tried in the incidents of mailing, else in a row of their own."""
    table["letters of all editions"] = row = Row("letters of all editions", doubled=held.doubled_ids(world))
    row.wrong += held.faults_of_editions(world)
    got = held.letters(world)
    for key, _ in world.app.editions.slots():
        name = next((one.name for one in incidents if not one.tried and one.begin.date() == key), row.name)
        for reader in READERS:
            table[name].tried += 1
            table[name].lost += not got[reader, f"{key}"]
            table[name].doubled += max(0, got[reader, f"{key}"] - 1)
        table[name].lost += not (world.outbox / f"{key}.eml").exists()


def _weigh_words(world: World, incidents: Sequence[Incident], table: dict[str, Row]) -> None:
    for incident in incidents:
        said = [one for one in world.ears.heard if incident.covers(one.at)]
        row, named = table[incident.name], list[str]()
        for expected in incident.expected:
            hits = [one for one in said if _is_said(expected, one)]
            row.wrong += _faults(expected, incident, hits)
            named += [f"{expected.source} {expected.kind} {_days(hits[0].at - incident.begin)}"] if hits else []
        row.named = ", ".join(named)
    stray = [one for one in world.ears.heard if not any(incident.owns(one) for incident in incidents)]
    first = {(_place(one, incidents), _gist(one)): one for one in reversed(stray)}
    for (name, _), one in sorted(first.items(), key=lambda item: item[1].at):
        table[name].wrong.append(f"stray, first at {one.at:%Y-%m-%d %H:%M}: {one.source} {one.kind}: {one.text[:200]}")


def _is_said(expected: Expected, heard: Heard) -> bool:
    return (expected.source, expected.kind) == heard[1:3] and expected.words in heard.text


def _faults(expected: Expected, incident: Incident, hits: Sequence[Heard]) -> Iterable[str]:
    if not hits:
        yield f"not said: {expected}"
    elif hits[0].at - incident.begin > expected.within:
        yield f"late, after {_days(hits[0].at - incident.begin)}: {expected}"
    if expected.times and len(hits) > expected.times:
        yield f"said {len(hits)} times: {expected}"


def _days(span: timedelta) -> str:
    return f"{span / (24 * HOUR):.1f} d"


def _place(heard: Heard, incidents: Sequence[Incident]) -> str:
    """The row of something that no incident explains."""
    return next((one.name for one in incidents if one.covers(heard.at) and heard.source in one.touches), REST)


def _gist(heard: Heard) -> str:
    """The same for the same thing said on several days."""
    return re.sub(r"\d+", "9", f"{heard.source} {heard.kind}: {heard.text[:160]}")


def table_lines(table: Sequence[Row], accounts: int) -> list[str]:
    """For people."""
    width = max(len(row.name) for row in table)
    lines = [f"{'scenario':{width}}  " + "  ".join(COLUMNS)]
    for row in table:
        counts = "  ".join(f"{count:>{len(name)}}" for count, name in zip(row.counts, COLUMNS, strict=True))
        lines.append(f"{row.name:{width}}  {counts}  {row.named}".rstrip())
    sums = [sum(row.counts[at] for row in table) for at in range(len(COLUMNS))]
    counts = "  ".join(f"{count:>{len(name)}}" for count, name in zip(sums, COLUMNS, strict=True))
    lines.append(f"{'all':{width}}  {counts}  {accounts} accounts, {DAYS} days")
    return [*lines, *(f"wrong, {row.name}: {text}" for row in table for text in row.wrong)]
