"""`ilwatch why`: the whole story of one item, from its announcement to the readers who got it; or what kept it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from digests.letter.entries import LEADS
from digests.mail.addresses import masked
from digests.words.notice_words import said
from digests.words.prose import count, plain
from flows.result import Result
from literature.model.edition import Item, ItemNotice, Related
from literature.model.identifiers import names_in
from literature.model.record import Scheme
from literature.model.work import AdmissionOutcome, NoticeKind
from literature.readers.reader_mark import MarkKind, ReaderMark
from literature.study.notices import OWN_MARK
from literature.topics.sorter import unsorted_words
from store.corpus import Corpus
from store.editions import Editions
from store.mail.delivery import NO_READER, Delivery, MessageKind
from store.mail.outbox import Outbox
from store.reader_marks import ReaderMarks
from store.records import StoredRecord


class Told(NamedTuple):
    """A notice about a work, and a letter that told one reader of it."""

    kind: NoticeKind
    delivery: Delivery


@dataclass(frozen=True, slots=True)
class Story(Result):
    """What is known of the thing that was asked for."""

    name: str
    sightings: tuple[StoredRecord, ...]
    item: Item | None = None
    edition: date | None = None
    deliveries: tuple[Delivery, ...] = ()
    """That cover that edition: each reader got the part of it under their topics."""
    told: tuple[Told, ...] = ()
    """The letters that told of a notice about it, oldest first."""
    titles: tuple[tuple[str, str], ...] = ()
    """Where words of a title name several things: a name of each by which it can be asked for, and its title."""
    unmatched: bool = False
    """Whether no term of today is found in it any more."""
    backfilled: bool = False
    """Whether it came from the history of a term, and is not mailed."""
    marks: tuple[ReaderMark, ...] = ()
    """What readers say of it now, the oldest answer first."""

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
                    "backfilled": s.backfilled,
                    "first_seen": s.first_seen.isoformat(),
                    "last_seen": s.last_seen.isoformat(),
                }
                for s in self.sightings
            ],
            "title": item.record.title.text if item else "",
            "matches": [f"{m.term}: {m.spelling} in the {m.where}" for m in item.matches] if item else [],
            "topics": [f"{label.topic}: {label.reason}" for label in item.labels] if item else [],
            "unsorted": unsorted_words(item.unsorted, item.nearest, {}) if item else "",
            "related": [_related_line(related) for related in item.related] if item else [],
            "notices": [f"{kind}: {where}" for kind, where in _notices(item)] if item else [],
            "edition": self.edition.isoformat() if self.edition else None,
            "deliveries": [
                {"reader": masked(d.recipient), "state": d.state.value, "since": d.changed.isoformat()}
                for d in self.deliveries
            ],
            "told": [
                {
                    "notice": told.kind.value,
                    "edition": told.delivery.edition_key.isoformat(),
                    "reader": masked(told.delivery.recipient),
                    "state": told.delivery.state.value,
                    "since": told.delivery.changed.isoformat(),
                }
                for told in self.told
            ],
            "marks": [
                {
                    "reader": masked(mark.reader),
                    "mark": mark.kind.value,
                    "edition": mark.edition.isoformat(),
                    "via": mark.via.value,
                    "made": mark.made.isoformat(),
                }
                for mark in self.marks
            ],
            "titles": [{"name": name, "title": title} for name, title in self.titles],
        }

    def _place(self) -> str:
        """Where a reader met it, or will."""
        if self.edition:
            return f"in the edition of {self.edition}"
        if self.item is None:
            return "left out: not in any letter, unless the terms change"
        if self.unmatched:
            return "in no letter: no term of watch.toml matches it any more, only those that matched when it was added"
        if self.backfilled:
            return "in the archive, from the backfill: published before its term was watched, so in no letter"
        seeded = any(sighting.outcome is AdmissionOutcome.SEEDED for sighting in self.sightings)
        return "a seed: already known, so in no letter" if seeded else "will be in the next edition"

    def lines(self, topics: Mapping[str, str] = MappingProxyType({})) -> list[str]:
        """For people; ``topics`` gives ids of topics the names to show."""
        if self.titles:
            several = f"{count(len(self.titles), 'paper')} with these words in the title; ask for one of them:"
            return [several, *(f"  {name}  {plain(title, 100)}" for name, title in self.titles)]
        if self.failed:
            return [f"{self.name}: not in this database; no source has announced it"]
        data = self.data()
        lines = [data["title"] or self.name]
        lines += [
            f"  {s.first_seen:%Y-%m-%d} {s.source} {s.source_id}: {s.outcome}, {_because(s)}" for s in self.sightings
        ]
        labels = self.item.labels if self.item else ()
        named = [f"{topics.get(label.topic, label.topic)}: {label.reason}" for label in labels]
        for found in (data["notices"], data["matches"], named, data["related"]):
            lines += [f"  {line}" for line in dict.fromkeys(found)]
        lines += [f"  unsorted: {data['unsorted']}"] if data["unsorted"] else []
        lines.append(f"  {self._place()}")
        return [*lines, *map(_sent_line, self.deliveries), *map(_told_line, self.told), *_mark_lines(self.marks)]


def _related_line(related: Related) -> str:
    """How the paper is related to another one, seen from the paper."""
    of_paper, of_other = LEADS[related.kind]
    return f"{of_paper if related.outward else of_other}: {related.title} ({related.reason})"


def _told_line(told: Told) -> str:
    return f"  {told.kind.value} told in the edition of {told.delivery.edition_key}:{_sent_line(told.delivery)[1:]}"


_MARKED = {
    MarkKind.USEFUL: "marked useful",
    MarkKind.NOT_FOR_US: "marked not for us",
    MarkKind.TAKEN_BACK: "taken back",
}


def _mark_lines(marks: Sequence[ReaderMark]) -> Iterator[str]:
    """One line for each kind of answer: how many readers, who, and when."""
    for kind, words in _MARKED.items():
        if mine := [mark for mark in marks if mark.kind is kind]:
            who = ", ".join(f"{masked(mark.reader)} on {mark.made:%Y-%m-%d}" for mark in mine)
            yield f"  {words} by {count(len(mine), 'reader')}: {who}"


def _because(sighting: StoredRecord) -> str:
    return f"from the backfill, {sighting.reason}" if sighting.backfilled else sighting.reason


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


def story_of(corpus: Corpus, editions: Editions, outbox: Outbox, marks: ReaderMarks, name: str) -> Story:
    """The story of what ``name`` (a PMID, DOI, PMCID, address, a source's own id, or words of a title) names."""
    names = names_in(name)
    known = corpus.history(names, [name])
    if not known.records and not names and (titled := corpus.titled(name, MOST_TITLES)):
        if len(titled) > 1:
            return Story(name, (), titles=tuple((_name_of(record), record.title) for record in titled))
        known = corpus.history(titled[0].record.identifiers, [titled[0].source_id])
    return Story(
        name,
        tuple(known.records),
        known.item,
        known.edition,
        outbox.covering(known.edition) if known.edition else (),
        told=tuple(_told(editions, outbox, known.item.work_id)) if known.item else (),
        unmatched=known.unmatched,
        backfilled=known.backfilled,
        marks=tuple(marks.of_work(known.item.work_id)) if known.item else (),
    )


def _told(editions: Editions, outbox: Outbox, work_id: int) -> Iterator[Told]:
    """The letters that told a reader of a notice about the Work; not those that were called off."""
    for edition, notice in editions.notices_about(work_id):
        audience = {each.address.casefold() for each in notice.audience or ()}
        for delivery in outbox.covering(edition.key):
            for_all = notice.is_for_all and delivery.kind is not MessageKind.NOTICES
            if delivery.phase != NO_READER and (for_all or delivery.recipient.casefold() in audience):
                yield Told(notice.kind, delivery)


def _name_of(stored: StoredRecord) -> str:
    """What `ilwatch why` takes for it: its PMID or DOI, else its own id."""
    record = stored.record
    return record.identifier(Scheme.PMID) or record.identifier(Scheme.DOI) or stored.source_id
