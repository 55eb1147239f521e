"""What the watch holds at the end of the year: each paper's Work and edition, and each reader's letters."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from email import message_from_bytes, policy

from sqlmodel import select

from benchmarks.year.papers import BEGIN, DAYS, Fate, Paper
from benchmarks.year.world import READERS, World
from store.tables import RecordRow, WorkRow


@dataclass(frozen=True)
class Papers:
    """What became of the papers that were shown."""

    works: dict[tuple[str, str], int]
    """Source and id -> the Work that holds it now."""
    mailed: frozenset[int]
    """Works that stand in an edition."""
    things: dict[int, frozenset[str]]
    """Work -> what it is said to be, which should be one thing."""
    tellers: dict[str, frozenset[int]]
    """Thing -> its Works, which should be one."""

    def loss(self, paper: Paper) -> str:
        """Why no edition has it by itself, or ''."""
        work = self.works.get((paper.source, paper.source_id))
        if work is None:
            return "is no work"
        if work not in self.mailed:
            return "stands in no edition"
        others = self.things[work] - {paper.thing}
        return f"was joined with {', '.join(sorted(others))}" if others else ""

    def is_doubled(self, paper: Paper) -> bool:
        """Whether it is told as two things."""
        return len(self.tellers.get(paper.thing, ())) > 1


def papers(world: World) -> Papers:
    """Read from the tables."""
    with world.database.reading() as session:
        records = session.exec(select(RecordRow.source, RecordRow.source_id, RecordRow.work_id)).all()
        rows = [(row.id, row.merged_into, row.edition_key) for row in session.exec(select(WorkRow)).all()]
    into = {own: other for own, other, _ in rows}
    works = {(source, own): _top(into, work) for source, own, work in records if work is not None}
    things, tellers = defaultdict[int, set[str]](set), defaultdict[str, set[int]](set)
    for paper in world.served.shown:
        if work := works.get((paper.source, paper.source_id)):
            things[work].add(paper.thing)
            tellers[paper.thing].add(work)
    return Papers(
        works,
        frozenset(own for own, _, key in rows if key and own),
        {work: frozenset(names) for work, names in things.items()},
        {thing: frozenset(found) for thing, found in tellers.items()},
    )


def _top(into: dict[int | None, int | None], work: int) -> int:
    while other := into.get(work):
        work = other
    return work


def letters(world: World) -> Counter[tuple[str, str]]:
    """How many letters each reader got of each edition, by the day of it."""
    found = Counter[tuple[str, str]]()
    for reader in READERS:
        for content in world.office.boxes.get(reader, []):
            found[reader, str(message_from_bytes(content, policy=policy.default)["X-Digest-Edition"])] += 1
    return found


def doubled_ids(world: World) -> int:
    """How many letters of readers bear a Message-ID that another one bears, or show a Work that another one shows."""
    ids = Counter(
        str(message_from_bytes(content, policy=policy.default)["Message-ID"])
        for reader in READERS
        for content in world.office.boxes.get(reader, [])
    )
    editions = [world.app.editions.get(key) for key, _ in world.app.editions.slots()]
    shown = Counter(item.work_id for edition in editions if edition for item in edition.items)
    return sum(number - 1 for counted in (ids, shown) for number in counted.values())


def faults_of_editions(world: World) -> list[str]:
    """Mondays without an edition, and editions dated before the one that was made before them. One that a clock that
    was a year ahead has made is no measure."""
    mondays = [BEGIN + timedelta(days=number) for number in range(0, DAYS + 1, 7)]
    keys: Sequence[date] = [key for key, _ in world.app.editions.slots() if key <= mondays[-1]]
    missing = [f"no edition of {monday}" for monday in mondays if monday not in keys]
    back = [f"edition {keys[at]} after {keys[at - 1]}" for at in range(1, len(keys)) if keys[at] <= keys[at - 1]]
    return missing + back


def kept_out(world: World, found: Papers) -> list[str]:
    """Papers that should be no Work and are one."""
    return [
        f"{paper.source} {paper.source_id} is a work: {paper.title}"
        for paper in world.served.shown
        if paper.fate is not Fate.KEPT and (paper.source, paper.source_id) in found.works
    ]
