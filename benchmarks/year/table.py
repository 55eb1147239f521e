"""The table of the year: for each scenario what was counted, lost and duplicated, and which messages were wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from benchmarks.year.database import (
    count_duplicates,
    faults_of_editions,
    letters_received,
    stored_papers,
    wrongly_stored,
)
from benchmarks.year.incident import Expected, Incident
from benchmarks.year.messages import Message, Tracebacks
from benchmarks.year.new_term import FIRST_DAY, NEW_NAME
from benchmarks.year.papers import DAYS, HOUR, Outcome, Paper
from benchmarks.year.simulation import READERS, SimulatedYear
from flows.jobs.report import recall_words

REST = "the rest of the year"
COLUMNS = ("counted", "lost", "duplicated", "tracebacks", "wrong messages")


@dataclass
class Row:
    """One scenario."""

    name: str
    counted: int = 0
    lost: int = 0
    duplicated: int = 0
    tracebacks: int = 0
    wrong: list[str] = field(default_factory=list)
    remarks: str = ""
    """After how many days each expected message came; the recall of each term."""

    @property
    def counts(self) -> tuple[int, ...]:
        """The columns."""
        return self.counted, self.lost, self.duplicated, self.tracebacks, len(self.wrong)


def rows(year: SimulatedYear, incidents: Sequence[Incident], tracebacks: Tracebacks) -> list[Row]:
    """Return a row for each incident, one for the rest of the year and one for all letters."""
    table = {incident.name: Row(incident.name) for incident in incidents}
    table[REST] = Row(REST)
    _count_papers(year, incidents, table)
    _count_letters(year, incidents, table)
    _count_recall(year, incidents, table)
    _check_messages(year.log.messages, incidents, table)
    for instant, text in tracebacks.collected:
        for name in [incident.name for incident in incidents if incident.covers(instant)] or [REST]:
            table[name].tracebacks += 1
        print(f"traceback at {instant:%Y-%m-%d %H:%M}: {text}")
    return list(table.values())


def _count_papers(year: SimulatedYear, incidents: Sequence[Incident], table: dict[str, Row]) -> None:
    stored = stored_papers(year)
    never_returned = frozenset[str]().union(*(incident.never_returned for incident in incidents))
    for paper in year.servers.published:
        if paper.outcome is not Outcome.STORED:
            continue
        lost = "" if paper.source_id in never_returned else stored.loss(paper)
        for name in [incident.name for incident in incidents if _counts(incident, paper)] or [REST]:
            table[name].counted += 1
            table[name].lost += bool(lost)
            table[name].duplicated += stored.is_duplicated(paper)
        if lost or stored.is_duplicated(paper):
            why = lost or "is in two works"
            print(f"{paper.source} {paper.source_id} of {paper.appears:%Y-%m-%d %H:%M} {why}: {paper.title}")
    table[REST].wrong += wrongly_stored(year, stored)


def _counts(incident: Incident, paper: Paper) -> bool:
    return paper.source in incident.counted and incident.begin <= paper.appears <= incident.end


def _count_letters(year: SimulatedYear, incidents: Sequence[Incident], table: dict[str, Row]) -> None:
    """Count letters in the rows of the incidents of mailing, else in a row of their own."""
    row = Row("letters of all editions", duplicated=count_duplicates(year), wrong=faults_of_editions(year))
    table[row.name] = row
    received = letters_received(year)
    for key, _ in year.app.editions.slots():
        of_day = (incident.name for incident in incidents if not incident.counted and incident.begin.date() == key)
        name = next(of_day, row.name)
        for reader in READERS:
            table[name].counted += 1
            table[name].lost += not received[reader, f"{key}"]
            table[name].duplicated += max(0, received[reader, f"{key}"] - 1)
        table[name].lost += not (year.outbox / f"{key}.eml").exists()


def _count_recall(year: SimulatedYear, incidents: Sequence[Incident], table: dict[str, Row]) -> None:
    """Count the papers that the recall audit at the end of the year found for each term, and those that it missed."""
    row = Row("recall of each term, asked for again")
    table[row.name] = row
    never_returned = frozenset[str]().union(*(incident.never_returned for incident in incidents))
    recalls = year.app.terms.recalls(year.app.watch.terms)
    for term, recall in recalls.items():
        if recall is None or not recall.papers:
            row.wrong.append(f"{term}: not audited, or without papers")
            continue
        row.counted += recall.papers
        row.lost += recall.missed
        unknown = [pmid for pmid in recall.unknown_ids if pmid not in never_returned]
        row.wrong += [f"{term}: PMID {pmid} could not be fetched" for pmid in unknown]
    row.remarks = ", ".join(f"{term} {recall_words(recall)}" for term, recall in recalls.items() if recall)
    renamed = recalls.get(NEW_NAME)
    if renamed is None or renamed.since != FIRST_DAY:
        row.wrong.append(f"{NEW_NAME} was not audited from {FIRST_DAY} on: {renamed}")


def _check_messages(messages: Sequence[Message], incidents: Sequence[Incident], table: dict[str, Row]) -> None:
    for incident in incidents:
        row, delays = table[incident.name], list[str]()
        for expected in incident.expected:
            matches = [message for message in messages if incident.covers(message.at) and _matches(expected, message)]
            row.wrong += _faults(expected, incident, matches)
            if matches:
                delays.append(f"{expected.source} {expected.kind} {_days(matches[0].at - incident.begin)}")
        row.remarks = ", ".join(delays)
    unexplained = [message for message in messages if not any(incident.explains(message) for incident in incidents)]
    first = {(_row_of(message, incidents), _without_numbers(message)): message for message in reversed(unexplained)}
    for (name, _), message in sorted(first.items(), key=lambda item: item[1].at):
        begun = f"unexpected, first at {message.at:%Y-%m-%d %H:%M}"
        table[name].wrong.append(f"{begun}: {message.source} {message.kind}: {message.text[:200]}")


def _matches(expected: Expected, message: Message) -> bool:
    return (expected.source, expected.kind) == message[1:3] and expected.words in message.text


def _faults(expected: Expected, incident: Incident, matches: Sequence[Message]) -> Iterable[str]:
    if not matches:
        yield f"missing: {expected}"
    elif matches[0].at - incident.begin > expected.within:
        yield f"late, after {_days(matches[0].at - incident.begin)}: {expected}"
    if expected.times and len(matches) > expected.times:
        yield f"came {len(matches)} times: {expected}"


def _days(span: timedelta) -> str:
    return f"{span / (24 * HOUR):.1f} d"


def _row_of(message: Message, incidents: Sequence[Incident]) -> str:
    """Return the row of a message that no incident explains."""
    names = (i.name for i in incidents if i.covers(message.at) and message.source in i.affects)
    return next(names, REST)


def _without_numbers(message: Message) -> str:
    """Return a text that is the same for the same message on several days."""
    return re.sub(r"\d+", "9", f"{message.source} {message.kind}: {message.text[:160]}")


def table_lines(table: Sequence[Row], accounts: int) -> list[str]:
    """Return the lines of the table, and one for each fault."""
    width = max(len(row.name) for row in table)
    lines = [f"{'scenario':{width}}  " + "  ".join(COLUMNS)]
    lines += [f"{row.name:{width}}  {_columns(row.counts)}  {row.remarks}".rstrip() for row in table]
    sums = [sum(counts) for counts in zip(*(row.counts for row in table), strict=True)]
    lines.append(f"{'all':{width}}  {_columns(sums)}  {accounts} accounts, {DAYS} days")
    return [*lines, *(f"wrong, {row.name}: {text}" for row in table for text in row.wrong)]


def _columns(counts: Iterable[int]) -> str:
    return "  ".join(f"{count:>{len(name)}}" for count, name in zip(counts, COLUMNS, strict=True))
