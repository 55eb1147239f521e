"""The door: what happens to each Candidate of one visit, decided in memory against the Works that it might be.

This file does NOT read or write the database: corpus.py brings the Holdings and carries out what is decided here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from literature.identity import judge, rank
from literature.judgement import Likeness
from literature.news import news_is_about
from literature.record import Form, Identifier, Record
from literature.titles import SHORT_TITLE, title_key
from literature.work import Candidate, Door


class Seen(NamedTuple):
    """What the corpus remembers of one id of a source."""

    record_id: int
    work_id: int | None
    data: str


@dataclass(slots=True, eq=False)
class Holding:
    """A Work as the door knows it during one admission; ``work_id`` is None until it is stored."""

    work_id: int | None
    seeded: bool
    records: list[Record]
    described_by: Candidate | None = None
    """The Candidate that describes it from now on; None while what is stored still does."""

    def best(self) -> Record:
        """The Record that describes the Work."""
        return max(self.records, key=rank)


@dataclass(frozen=True, slots=True)
class Admission:
    """What happened at the door to one Candidate, and why; ``holding`` is None where it was excluded."""

    candidate: Candidate
    door: Door
    reason: str
    holding: Holding | None
    seen: Seen | None
    possibly: tuple[tuple[Holding, str], ...] = ()
    about: tuple[tuple[Holding, str], ...] = ()


@dataclass(slots=True)
class Hall:
    """The Works that the Candidates of one visit might be, found by identifier and by title; grows as new ones
    enter."""

    seeding: bool = False
    by_work: dict[int, Holding] = field(default_factory=dict)
    by_identifier: dict[Identifier, Holding] = field(default_factory=dict)
    by_title: defaultdict[str, list[Holding]] = field(default_factory=lambda: defaultdict(list))
    entered: dict[str, Holding] = field(default_factory=dict)
    """Source ids of this visit that are inside already: a document may name one id twice."""

    def place(self, holding: Holding, names: Iterable[Identifier] = ()) -> None:
        """Let ``holding`` be found; the first to bear a name keeps it."""
        if holding.work_id is not None:
            self.by_work[holding.work_id] = holding
        for record in holding.records:
            self._index(holding, record)
        for name in names:
            self.by_identifier.setdefault(name, holding)

    def _index(self, holding: Holding, record: Record) -> None:
        for name in record.identifiers:
            self.by_identifier.setdefault(name, holding)
        key = lookup_key(record)
        if key and holding not in self.by_title[key]:
            self.by_title[key].append(holding)

    def admit(self, candidate: Candidate, seen: Mapping[str, Seen]) -> Admission:
        """What happens to ``candidate``; later Candidates of the visit are judged against it too."""
        source_id = candidate.record.source_id
        before = seen.get(source_id)
        inside = self.entered.get(source_id)
        if inside is None and before and before.work_id is not None:
            inside = self.by_work[before.work_id]
        if inside:
            admission = self._join(candidate, inside, "the same id as before", before)
        else:
            admission = self._judge(candidate, before)
        if admission.holding:
            self.entered[source_id] = admission.holding
        return admission

    def _judge(self, candidate: Candidate, before: Seen | None) -> Admission:
        same, possibly = self._likenesses(candidate.record)
        if same:
            return self._join(candidate, same[0], same[1], before)
        about = self._about(candidate.record)
        if candidate.excluded and not self.seeding and not about:
            return Admission(candidate, Door.EXCLUDED, candidate.excluded, None, before)
        holding = Holding(None, self.seeding, [candidate.record], described_by=candidate)
        self.place(holding)
        door, reason = (Door.SEEDED, "admitted as a seed") if self.seeding else (Door.NEW, "not held under any name")
        return Admission(candidate, door, reason, holding, before, tuple(possibly), tuple(about))

    def _join(self, candidate: Candidate, holding: Holding, reason: str, seen: Seen | None) -> Admission:
        """One more Record, or a newer form of one, of a Work that we hold."""
        record, door = candidate.record, Door.SEEDED if holding.seeded or self.seeding else Door.KNOWN
        same_id = [r for r in holding.records if (r.source, r.source_id) == (record.source, record.source_id)]
        if same_id and same_id[0].version > record.version:
            held = replace(candidate, record=same_id[0])
            return Admission(held, door, "an older version of what is held", holding, seen)
        described_before = holding.best()
        holding.records = [*(r for r in holding.records if r not in same_id), record]
        holding.seeded = holding.seeded or self.seeding
        if holding.best() is record and record != described_before and (candidate.matches or not candidate.excluded):
            holding.described_by = candidate
        self._index(holding, record)
        return Admission(candidate, door, reason, holding, seen)

    def _likenesses(self, record: Record) -> tuple[tuple[Holding, str] | None, list[tuple[Holding, str]]]:
        """The Work that ``record`` is, with the reason, and those that it may be."""
        possibly = []
        for holding in self._offered(record):
            judgements = [judge(record, other) for other in holding.records]
            for judgement in judgements:
                if judgement.likeness is Likeness.SAME:
                    return (holding, judgement.reason), []
            possibly += [(holding, j.reason) for j in judgements if j.likeness is Likeness.POSSIBLY][:1]
        return None, possibly

    def _offered(self, record: Record) -> list[Holding]:
        offered = [self.by_identifier[name] for name in record.identifiers if name in self.by_identifier]
        offered += self.by_title.get(lookup_key(record), [])
        return list(dict.fromkeys(offered))

    def _about(self, record: Record) -> list[tuple[Holding, str]]:
        """The papers that a news item reports: those it names by DOI or PMID, else by author and journal."""
        if record.form is not Form.NEWS:
            return []
        named = [
            (self.by_identifier[name], f"links to {name}") for name in record.mentions if name in self.by_identifier
        ]
        if named:
            return named
        known = [(holding, news_is_about(record, holding.best())) for holding in self.by_work.values()]
        return [(holding, reason) for holding, reason in known if reason]


def lookup_key(record: Record) -> str:
    """The title key under which ``record`` is looked up; '' for titles too short to tell anything."""
    key = title_key(record.title.text)
    return key if len(key) >= SHORT_TITLE else ""
