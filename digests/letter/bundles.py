"""Which works of an edition are shown as one entry: an article with its preprint, news and corrections.

Nothing is merged in the corpus by this: each work keeps its row and its count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from literature.model.edition import Item
from literature.model.record import Form
from literature.model.work import Kind, Label, LinkKind


@dataclass(frozen=True, slots=True)
class Bundle:
    """One entry: the work itself, and its ``guests``: preprints, news and corrections of it."""

    item: Item
    guests: tuple[Item, ...] = ()

    @property
    def items(self) -> tuple[Item, ...]:
        """All its Works, the main one first."""
        return (self.item, *self.guests)

    @property
    def members(self) -> frozenset[int]:
        """The ids of all its Works."""
        return frozenset(item.work_id for item in self.items)

    @property
    def labels(self) -> tuple[Label, ...]:
        """The surest label of each topic of all its works, surest first: a guest's topic is not lost."""
        surest: dict[str, Label] = {}
        for label in (label for item in self.items for label in item.labels):
            if label.topic not in surest or label.score > surest[label.topic].score:
                surest[label.topic] = label
        return tuple(sorted(surest.values(), key=lambda label: -label.score))


def _is_guest(item: Item, kind: LinkKind) -> bool:
    """Whether ``item`` is shown with the work that it is linked to by ``kind``. A reply is a work of its own."""
    if kind is LinkKind.NEWS_ABOUT:
        return item.form is Form.NEWS
    if kind in (LinkKind.CONCERNS, LinkKind.NOTICE_OF):
        return item.announces is not None or item.kind is Kind.CORRECTION
    return kind is LinkKind.PREPRINT_OF


def _hosts(items: Sequence[Item]) -> Mapping[int, int]:
    """Guest -> the work of this edition that it is shown with, from either end of the relation."""
    present = {item.work_id: item for item in items}
    hosts: dict[int, int] = {}
    for item in items:
        for related in item.related:
            if related.work_id not in present:
                continue
            guest, host = (item.work_id, related.work_id) if related.outward else (related.work_id, item.work_id)
            if _is_guest(present[guest], related.kind) and guest not in hosts and _root(host, hosts) != guest:
                hosts[guest] = host
    return hosts


def _root(work_id: int, hosts: Mapping[int, int]) -> int:
    """The end of the chain of hosts: a preprint's first version is shown where its second one is."""
    while work_id in hosts:
        work_id = hosts[work_id]
    return work_id


def bundles(items: Sequence[Item]) -> tuple[Bundle, ...]:
    """Return all ``items``, each in exactly one Bundle, in the order given."""
    hosts = _hosts(items)
    guests: defaultdict[int, list[Item]] = defaultdict(list)
    for item in items:
        if item.work_id in hosts:
            guests[_root(item.work_id, hosts)].append(item)
    return tuple(Bundle(item, tuple(guests[item.work_id])) for item in items if item.work_id not in hosts)
