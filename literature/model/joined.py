"""Several Editions as one: what a reader gets whose letter covers more than the newest. Pure.

A paper of Tuesday that is retracted on Thursday is, in the letter of Monday, a retracted paper and no news about an
earlier letter. This file does NOT decide which Editions a letter covers (coverage.py does).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain

from literature.model.edition import Edition, HeldNotice, Item, ItemNotice, SourceHealth, Week
from literature.model.record import Identifier, Scheme
from literature.model.work import NoticeKind

MOST_WEEKS = 12
_GRAVITY = {kind: place for place, kind in enumerate(NoticeKind)}
_SUMMED = ("visits", "failed_visits", "announced", "new", "known", "seeded", "excluded", "failed")


def joined(editions: Sequence[Edition], history: Sequence[Week] | None = None) -> Edition:
    """Return ``editions``, in the order in which they were made, as one; one alone is itself.

    ``history`` has the Editions before the first one, oldest first, as far back as twelve times the time that these
    cover (None: what the first one knows).
    """
    if len(editions) == 1:
        return editions[0]
    first, last = editions[0], editions[-1]
    keys = {edition.key for edition in editions}
    notices = _once(chain.from_iterable(edition.notices for edition in editions))
    items = _items(editions)
    before = [week for week in (first.history if history is None else history) if week.key < first.key]
    days = (last.key - before[-1].key).days if before else 7 * first.weeks + (last.key - first.key).days
    return replace(
        last,
        first_key=first.first_key or first.key,
        opened=first.opened,
        weeks=max(1, round(days / 7)),
        items=tuple(_marked(item, notices, keys) for item in items),
        notices=tuple(_still_told(notices, items, keys)),
        sources=_summed(chain.from_iterable(edition.sources for edition in editions)),
        rechecks=_summed(chain.from_iterable(edition.rechecks for edition in editions)),
        recalls=tuple(chain.from_iterable(edition.recalls for edition in editions)),
        history=regrouped(before, days),
    )


def regrouped(history: Sequence[Week], days: int) -> tuple[Week, ...]:
    """Return ``history``, oldest first, summed over so many ``days`` at a time, counted back from its newest: what a
    letter of a week is compared with are weeks."""
    groups: defaultdict[int, list[Week]] = defaultdict(list)
    for week in history:
        groups[(history[-1].key - week.key).days // max(1, days)].append(week)
    newest = sorted(number for number in groups if number >= 0)[:MOST_WEEKS]
    return tuple(_sum_of(groups[number]) for number in reversed(newest))


def _sum_of(weeks: Sequence[Week]) -> Week:
    terms = Counter[str]()
    for week in weeks:
        terms.update(dict(week.by_term))
    return Week(weeks[-1].key, sum(week.total for week in weeks), tuple(sorted(terms.items())))


def _items(editions: Iterable[Edition]) -> tuple[Item, ...]:
    """All Items, each Work once. What is together now has no tie to an earlier letter any more."""
    items = {item.work_id: item for edition in editions for item in edition.items}
    return tuple(
        replace(item, earlier=None) if item.earlier and item.earlier.work_id in items else item
        for item in items.values()
    )


def _concerns(notice: HeldNotice, item: Item, keys: Collection[date]) -> bool:
    """Whether ``notice`` is about ``item``: by its PMID, which is one paper's alone; without one by any name, if the
    paper was in one of these Editions. Abstracts of one supplement share a DOI."""
    theirs, ours = _pmids(notice.identifiers), _pmids(item.record.identifiers)
    if (theirs and ours) or notice.mailed not in keys:
        return not theirs.isdisjoint(ours)
    return not set(notice.identifiers).isdisjoint(item.record.identifiers)


def _pmids(names: Iterable[Identifier]) -> set[str]:
    return {name.value for name in names if name.scheme is Scheme.PMID}


def _marked(item: Item, notices: Iterable[HeldNotice], keys: Collection[date]) -> Item:
    """``item`` with what a later Edition told of it."""
    found = [notice for notice in notices if _concerns(notice, item, keys)]
    if not found:
        return item
    told = _once_each((*item.notices, *map(_item_notice, found)))
    retracted = item.retracted or any(notice.kind is NoticeKind.RETRACTION for notice in found)
    return replace(item, notices=tuple(sorted(told, key=lambda notice: _GRAVITY[notice.kind])), retracted=retracted)


def _item_notice(notice: HeldNotice) -> ItemNotice:
    return ItemNotice(
        notice.kind, notice.citation, notice.notice_identifiers, asserted=notice.asserted, silent=notice.silent
    )


def _once_each(notices: Iterable[ItemNotice]) -> Iterable[ItemNotice]:
    return {(each.kind, each.citation, each.identifiers): each for each in notices}.values()


def _once(notices: Iterable[HeldNotice]) -> tuple[HeldNotice, ...]:
    """The notices, gravest first, each once."""
    each = {(n.kind, n.title, n.identifiers, n.citation, n.notice_identifiers): n for n in notices}
    return tuple(sorted(each.values(), key=lambda notice: _GRAVITY[notice.kind]))


def _still_told(notices: Iterable[HeldNotice], items: Sequence[Item], keys: Collection[date]) -> Iterator[HeldNotice]:
    """The notices that the Items do not show. Of a Work in these Editions it is not asked who was sent it: nobody who
    reads this was, and where none of the Items has a name of it any more, everybody is told."""
    for notice in notices:
        if notice.mailed not in keys:
            yield notice
        elif not any(_concerns(notice, item, keys) for item in items):
            yield replace(notice, audience=None)


def _summed(sources: Iterable[SourceHealth]) -> tuple[SourceHealth, ...]:
    """Each source, and each kind of visit to it, once: its counts summed, its state the newest."""
    groups: defaultdict[tuple[str, str], list[SourceHealth]] = defaultdict(list)
    for source in sources:
        groups[source.last.kind.value, source.source].append(source)
    return tuple(_sum_of_source(group) for _, group in sorted(groups.items()))


def _sum_of_source(group: Sequence[SourceHealth]) -> SourceHealth:
    sums = {name: sum(getattr(each, name) for each in group) for name in _SUMMED}
    return replace(group[-1], **sums)
