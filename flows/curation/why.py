"""`ilwatch why`: the whole story of one item, from its announcement to the edition that held it; or what kept it
out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flows.result import Result
from literature.model.edition import Item
from literature.model.identifiers import names_in
from literature.model.work import AdmissionOutcome, NoticeKind
from literature.study.notices import OWN_MARK
from literature.topics.sorter import unsorted_words
from store.corpus import Corpus
from store.records import StoredRecord


@dataclass(frozen=True, slots=True)
class Story(Result):
    """What is known of the thing that was asked for."""

    name: str
    sightings: tuple[StoredRecord, ...]
    item: Item | None
    edition: date | None

    @property
    def failed(self) -> bool:
        """Whether it was never announced."""
        return not self.sightings

    def data(self) -> dict[str, Any]:
        """For programs; the keys are stable."""
        item = self.item
        return {
            "name": self.name,
            "announced": [
                {
                    "source": s.source,
                    "id": s.source_id,
                    "outcome": s.outcome.value,
                    "because": s.reason,
                    "first_seen": s.first_seen.isoformat(),
                    "last_seen": s.last_seen.isoformat(),
                }
                for s in self.sightings
            ],
            "title": item.record.title.text if item else "",
            "matches": [f"{m.term}: {m.spelling} in the {m.where}" for m in item.matches] if item else [],
            "topics": [f"{label.topic}: {label.reason}" for label in item.labels] if item else [],
            "unsorted": unsorted_words(item.unsorted, item.nearest, {}) if item else "",
            "related": [f"{r.kind}: {r.title} ({r.reason})" for r in item.related] if item else [],
            "notices": [f"{kind}: {where}" for kind, where in _notices(item)] if item else [],
            "edition": self.edition.isoformat() if self.edition else None,
        }

    def _place(self) -> str:
        """Where a reader met it, or will."""
        if self.edition:
            return f"in the edition of {self.edition}"
        if self.item is None:
            return "kept out: in no edition, unless the terms change"
        seeded = any(sighting.outcome is AdmissionOutcome.SEEDED for sighting in self.sightings)
        return "a seed: known from the start, in no edition" if seeded else "waits for the next edition"

    def lines(self) -> list[str]:
        """For people."""
        if self.failed:
            return [f"{self.name}: no source has announced it since this database was made"]
        data = self.data()
        lines = [data["title"] or self.name]
        lines += [
            f"  {s.first_seen:%Y-%m-%d} {s.source} {s.source_id}: {s.outcome}, {s.reason}" for s in self.sightings
        ]
        for heading in ("notices", "matches", "topics", "related"):
            lines += [f"  {line}" for line in dict.fromkeys(data[heading])]
        lines += [f"  unsorted: {data['unsorted']}"] if data["unsorted"] else []
        lines.append(f"  {self._place()}")
        return lines


def _notices(item: Item) -> list[tuple[NoticeKind, str]]:
    notices = [(n.kind, " ".join(filter(None, (n.citation, *map(str, n.identifiers))))) for n in item.notices]
    return notices or [(kind, OWN_MARK) for kind in item.notice_kinds]


def story_of(corpus: Corpus, name: str) -> Story:
    """The story of what ``name`` (a PMID, DOI, PMCID, address, or a source's own id) names."""
    sightings, item, edition = corpus.history(names_in(name), [name])
    return Story(name, tuple(sightings), item, edition)
