"""`ilwatch why`: the whole story of one item, from its announcement to the readers who got it; or what kept it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from digests.letter.notice_words import said
from digests.letter.prose import count, plain
from digests.mail.addresses import masked
from flows.result import Result
from literature.model.edition import Item, ItemNotice
from literature.model.identifiers import names_in
from literature.model.record import Scheme
from literature.model.work import AdmissionOutcome, NoticeKind
from literature.study.notices import OWN_MARK
from literature.topics.sorter import unsorted_words
from store.corpus import Corpus
from store.mail.delivery import Delivery
from store.mail.outbox import Outbox
from store.records import StoredRecord


@dataclass(frozen=True, slots=True)
class Story(Result):
    """What is known of the thing that was asked for."""

    name: str
    sightings: tuple[StoredRecord, ...]
    item: Item | None = None
    edition: date | None = None
    deliveries: tuple[Delivery, ...] = ()
    """Of that edition: each reader got the part of it under their topics."""
    titles: tuple[tuple[str, str], ...] = ()
    """Where words of a title name several things: a name of each by which it can be asked for, and its title."""

    @property
    def failed(self) -> bool:
        """Whether it was never announced, or is not one thing."""
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
            "deliveries": [
                {"reader": masked(d.recipient), "state": d.state.value, "since": d.changed.isoformat()}
                for d in self.deliveries
            ],
            "titles": [{"name": name, "title": title} for name, title in self.titles],
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
        if self.titles:
            several = f"{count(len(self.titles), 'paper')} with these words in the title; ask for one of them:"
            return [several, *(f"  {name}  {plain(title, 100)}" for name, title in self.titles)]
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
        return [*lines, *(_sent_line(delivery) for delivery in self.deliveries)]


def _sent_line(delivery: Delivery) -> str:
    state = delivery.state.value
    return f"  {state} to {masked(delivery.recipient)}, {delivery.changed:%Y-%m-%d %H:%M} UTC"


def _notices(item: Item) -> list[tuple[NoticeKind, str]]:
    return [(n.kind, _notice(n)) for n in item.notices] or [(kind, OWN_MARK) for kind in item.notice_kinds]


def _notice(notice: ItemNotice) -> str:
    """Where it was printed, its names, who says so and who does not."""
    where = " ".join(filter(None, (notice.citation, *map(str, notice.identifiers))))
    return "; ".join(filter(None, (where, said(notice.kind, notice.asserted, notice.silent))))


MOST_TITLES = 20
"""Papers listed where words of a title name several."""


def story_of(corpus: Corpus, outbox: Outbox, name: str) -> Story:
    """The story of what ``name`` (a PMID, DOI, PMCID, address, a source's own id, or words of a title) names."""
    names = names_in(name)
    sightings, item, edition = corpus.history(names, [name])
    if not sightings and not names and (titled := corpus.titled(name, MOST_TITLES)):
        if len(titled) > 1:
            return Story(name, (), titles=tuple((_name_of(record), record.title) for record in titled))
        sightings, item, edition = corpus.history(titled[0].record.identifiers, [titled[0].source_id])
    return Story(name, tuple(sightings), item, edition, outbox.of_edition(edition) if edition else ())


def _name_of(stored: StoredRecord) -> str:
    """What `ilwatch why` takes for it: its PMID or DOI, else its own id."""
    record = stored.record
    return record.identifier(Scheme.PMID) or record.identifier(Scheme.DOI) or stored.source_id
