"""`ilwatch digest --date D --preview --rules current`: what a past edition would be by today's terms, topics and rules.

The Records that came in its week are classified again, and the letter of what is in it then is written as a preview.
Nothing is stored. This file does NOT word the report (current_rules_report.py does).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from digests.words.prose import plain
from flows.app import App
from flows.delivery import letters
from flows.delivery.context import Mailing
from flows.trial.current_rules_report import (
    CentralityChange,
    CurrentRules,
    Entered,
    Left,
    Moved,
    Paper,
    changes_of,
)
from literature.identity.fields import fields
from literature.identity.grouping import group, rank
from literature.model.edition import Edition, Item
from literature.model.errors import UsageError
from literature.model.record import Record, Scheme
from literature.model.work import Candidate
from literature.study.notices import announced, is_retracted
from literature.topics.sorter import Sorting
from store.confirmations import answered
from store.editions import Editions
from store.past_weeks import PastWeek
from store.records import StoredRecord

Classify = Callable[[Record], Candidate]
LONGEST_TITLE = 100
LAST = 5
"""Editions that are named to somebody who asked for one that does not exist."""


def by_current_rules(app: App, key: date) -> CurrentRules:
    """Sort the week of the Edition ``key`` again and write its letter. Raises UsageError where there is none."""
    edition = _edition(app.editions, key)
    week, classify = app.past_weeks.of(edition), app.classifier.classify
    kept = {item.work_id: again(item, week, classify) for item in edition.items}
    entered = list(_entered(edition, week, classify))
    items = (*(item for item in kept.values() if item), *(item for item, _ in entered))
    names = app.watch.topic_names
    today = replace(edition, items=items, topics=tuple(names.items()), rules=app.watch.rules, versions=app.versions)
    names = dict(edition.topics) | names
    pairs = [(item, now) for item in edition.items if (now := kept[item.work_id])]
    return CurrentRules(
        edition=key,
        items_then=len(edition.items),
        items_now=len(items),
        versions=changes_of(edition, today, names),
        left=tuple(_left(item, week, classify) for item in edition.items if not kept[item.work_id]),
        entered=tuple(entry for _, entry in entered),
        moved=tuple(_moved(then, now, names) for then, now in pairs if _topics(then) != _topics(now)),
        centrality=tuple(_centrality(then, now) for then, now in pairs if then.centrality is not now.centrality),
        files=_write(app.mailing, today),
    )


def _edition(editions: Editions, key: date) -> Edition:
    if edition := editions.get(key):
        return edition
    keys = ", ".join(str(made) for made, _ in editions.slots()[-LAST:]) or "none yet"
    raise UsageError("--date", f"there is no edition of {key}; the last ones are: {keys}")


def again(item: Item, week: PastWeek, classify: Classify) -> Item | None:
    """Return ``item`` as today's rules have it; None where no term is in it any more.

    One that was in its Edition without a term, as news about a paper that readers know, stays for that reason.
    """
    candidate = _best(_records(item, week), classify)
    sorted_again = _sorted(item, candidate, week.answers.get(item.work_id, {}))
    if not candidate.excluded:
        return _described(sorted_again, candidate)
    return None if item.matches else sorted_again


def _records(item: Item, week: PastWeek) -> Sequence[Record]:
    """All that describe it today; of a Work that was merged into another one since, what the Edition showed."""
    return week.records.get(item.work_id) or (item.record,)


def _best(records: Sequence[Record], classify: Classify) -> Candidate:
    """What describes a Work: the best Record in which there is a term, as at its admission; else the best one."""
    candidates = map(classify, records)
    best = next(candidates)
    return best if best.matches else next((each for each in candidates if each.matches), best)


def _sorted(item: Item, candidate: Candidate, answers: Mapping[str, bool]) -> Item:
    sorting = answered(Sorting(candidate.labels, candidate.unsorted, nearest=candidate.nearest), answers)
    return replace(item, labels=sorting.labels, unsorted=sorting.unsorted, nearest=sorting.nearest)


def _described(item: Item, candidate: Candidate) -> Item:
    verdict = candidate.verdict
    return replace(
        item,
        record=candidate.record,
        matches=candidate.matches,
        centrality=verdict.centrality,
        centrality_reason=verdict.centrality_reason,
        centrality_score=verdict.centrality_score,
        kind=verdict.kind,
        organisms=verdict.organisms,
    )


def _entered(edition: Edition, week: PastWeek, classify: Classify) -> Iterator[tuple[Item, Entered]]:
    """The works of the week that the Edition did not have, and that today's rules would put into it."""
    for item, later in week.later:
        if (now := again(item, week, classify)) and now.matches:
            yield now, _entry(now, f"in the edition of {later}" if later else "waits for the next edition")
    candidates = [(stored, classify(stored.record)) for stored in week.kept_out]
    found = [(stored, candidate) for stored, candidate in candidates if not candidate.excluded]
    held = [item.record for item in (*edition.items, *(work.item for work in week.later))]
    for stored, candidate, sources in _distinct(held, found):
        item = _new_item(stored, candidate, sources)
        yield item, _entry(item, f"kept out: {stored.reason}")


def _distinct(
    held: Sequence[Record], found: Sequence[tuple[StoredRecord, Candidate]]
) -> Iterator[tuple[StoredRecord, Candidate, tuple[str, ...]]]:
    """The best of each Work that ``found`` describe, with its sources; none that is one of ``held``."""
    read = [fields(record) for record in (*held, *(candidate.record for _, candidate in found))]
    for places in group(read).groups:
        if places[0] >= len(held):
            members = [found[place - len(held)] for place in places]
            stored, candidate = max(members, key=lambda member: rank(member[1].record))
            yield stored, candidate, tuple(dict.fromkeys(each.source for each, _ in members))


def _new_item(stored: StoredRecord, candidate: Candidate, sources: tuple[str, ...]) -> Item:
    """An Item for what is no Work. The letter tells entries apart by number: that of the Record, below zero."""
    record, verdict = candidate.record, candidate.verdict
    return Item(
        work_id=-stored.record_id,
        record=record,
        sources=sources,
        matches=candidate.matches,
        labels=candidate.labels,
        centrality=verdict.centrality,
        centrality_reason=verdict.centrality_reason,
        kind=verdict.kind,
        organisms=verdict.organisms,
        first_seen=stored.first_seen,
        retracted=is_retracted(record),
        centrality_score=verdict.centrality_score,
        unsorted=candidate.unsorted,
        announces=notice.kind if (notice := announced(record)) else None,
        nearest=candidate.nearest,
    )


def _paper(item: Item) -> Paper:
    """What `ilwatch why` takes for it, and its title."""
    record = item.record
    name = record.identifier(Scheme.PMID) or record.identifier(Scheme.DOI) or record.source_id
    return Paper(name, plain(record.title.text, LONGEST_TITLE).removesuffix("."))


def _left(item: Item, week: PastWeek, classify: Classify) -> Left:
    terms = tuple(dict.fromkeys(match.term for match in item.matches))
    return Left(_paper(item), terms, _best(_records(item, week), classify).excluded)


def _entry(item: Item, then: str) -> Entered:
    return Entered(_paper(item), tuple(dict.fromkeys(match.term for match in item.matches)), then)


def _topics(item: Item) -> frozenset[str]:
    return frozenset(label.topic for label in item.labels)


def _moved(then: Item, now: Item, names: Mapping[str, str]) -> Moved:
    before, after = (tuple(names.get(label.topic, label.topic) for label in item.labels) for item in (then, now))
    return Moved(_paper(now), before, after, now.labels[0].reason if now.labels else now.unsorted)


def _centrality(then: Item, now: Item) -> CentralityChange:
    return CentralityChange(_paper(now), then.centrality, now.centrality, now.centrality_reason)


def _write(mailing: Mailing, edition: Edition) -> tuple[Path, ...]:
    """Write the letter under a name of its own: the files of the frozen edition stay. Raises BrokenStore."""
    rendered = letters.owners_letter(mailing, edition)
    rendered = rendered._replace(subject=f"By today's rules: {rendered.subject}")
    about = "-current-rules"
    letter = letters.message(
        mailing.watch, rendered, mailing.watch.watch.contact, edition.key, edition.frozen, about=about
    )
    return letters.write(mailing.copies, f"{edition.key}{about}", rendered, letter)
