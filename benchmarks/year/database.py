"""What the database and the readers' mailboxes hold at the end of the year."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import pairwise

from sqlmodel import select

from benchmarks.year.papers import BEGIN, DAYS, Outcome, Paper
from benchmarks.year.simulation import READERS, SimulatedYear
from store.tables import RecordRow, WorkRow


@dataclass(frozen=True)
class StoredPapers:
    """What became of the papers that were published."""

    works: dict[tuple[str, str], int]
    """Source and id -> the Work that they belong to now."""
    in_editions: frozenset[int]
    """Works that are in an edition."""
    papers_of: dict[int, frozenset[str]]
    """Work -> the keys of its papers, which should be one."""
    works_of: dict[str, frozenset[int]]
    """Key of a paper -> its Works, which should be one."""

    def loss(self, paper: Paper) -> str:
        """Return why ``paper`` has no entry of its own in any edition, or ''."""
        work = self.works.get((paper.source, paper.source_id))
        if work is None:
            return "is no work"
        if work not in self.in_editions:
            return "is in no edition"
        others = self.papers_of[work] - {paper.key}
        return f"was joined with {', '.join(sorted(others))}" if others else ""

    def is_duplicated(self, paper: Paper) -> bool:
        """Return whether ``paper`` is in two Works."""
        return len(self.works_of.get(paper.key, ())) > 1


def stored_papers(year: SimulatedYear) -> StoredPapers:
    """Read the StoredPapers from the tables."""
    with year.database.reading() as session:
        records = session.exec(select(RecordRow.source, RecordRow.source_id, RecordRow.work_id)).all()
        rows = [(row.id, row.merged_into, row.edition_key) for row in session.exec(select(WorkRow)).all()]
    merged_into = {work: target for work, target, _ in rows}
    works = {(source, name): _merged(merged_into, work) for source, name, work in records if work is not None}
    papers_of, works_of = defaultdict[int, set[str]](set), defaultdict[str, set[int]](set)
    for paper in year.servers.published:
        if work := works.get((paper.source, paper.source_id)):
            papers_of[work].add(paper.key)
            works_of[paper.key].add(work)
    return StoredPapers(
        works,
        frozenset(work for work, _, edition in rows if edition and work),
        {work: frozenset(papers) for work, papers in papers_of.items()},
        {paper: frozenset(several) for paper, several in works_of.items()},
    )


def _merged(merged_into: dict[int | None, int | None], work: int) -> int:
    while target := merged_into.get(work):
        work = target
    return work


def letters_received(year: SimulatedYear) -> Counter[tuple[str, str]]:
    """Count the letters that each reader got of each edition, by its day."""
    return Counter((reader, str(letter["X-Digest-Edition"])) for reader, letter in _letters(year))


def count_duplicates(year: SimulatedYear) -> int:
    """Count the letters with the Message-ID of another one, and the Works that an edition shows again."""
    ids = Counter(str(letter["Message-ID"]) for _, letter in _letters(year))
    editions = [year.app.editions.get(key) for key, _ in year.app.editions.slots()]
    shown = Counter(item.work_id for edition in editions if edition for item in edition.items)
    return sum(number - 1 for counted in (ids, shown) for number in counted.values())


def _letters(year: SimulatedYear) -> Iterator[tuple[str, EmailMessage]]:
    for reader in READERS:
        for content in year.mail_server.boxes.get(reader, []):
            yield reader, message_from_bytes(content, policy=policy.default)


def faults_of_editions(year: SimulatedYear) -> list[str]:
    """Return the Mondays without an edition, the editions dated before the previous one, and those whose account of
    a source does not balance. One that a clock a year ahead has made does not count."""
    mondays = [BEGIN + timedelta(days=number) for number in range(0, DAYS + 1, 7)]
    keys: Sequence[date] = [key for key, _ in year.app.editions.slots() if key <= mondays[-1]]
    missing = [f"no edition of {monday}" for monday in mondays if monday not in keys]
    unbalanced = [f"edition {key}: {name} does not balance" for key in keys for name in _unbalanced(year, key)]
    return [*missing, *unbalanced, *(f"edition {key} after {last}" for last, key in pairwise(keys) if key <= last)]


def _unbalanced(year: SimulatedYear, key: date) -> list[str]:
    """Return the sources whose account of the week of ``key`` does not balance."""
    edition = year.app.editions.get(key)
    sources = (*edition.sources, *edition.rechecks) if edition else ()
    return [s.source for s in sources if s.announced != s.new + s.known + s.seeded + s.excluded + s.failed]


def wrongly_stored(year: SimulatedYear, stored: StoredPapers) -> list[str]:
    """Return the papers that should be no Work and are one."""
    return [
        f"{paper.source} {paper.source_id} is a work: {paper.title}"
        for paper in year.servers.published
        if paper.outcome is not Outcome.STORED and (paper.source, paper.source_id) in stored.works
    ]
