"""Which works of an edition are shown as one: a preprint with its article, copies of a news story with the first one.

Nothing is merged in the corpus by this: each work keeps its row and its count. This file does NOT build entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from literature.edition import Item
from literature.work import Label, LinkKind


@dataclass(frozen=True, slots=True)
class Bundle:
    """What stands as one entry: the work itself, its preprints, and copies of it at other outlets."""

    item: Item
    preprints: tuple[Item, ...] = ()
    copies: tuple[Item, ...] = ()

    @property
    def size(self) -> int:
        """How many Works it holds."""
        return 1 + len(self.preprints) + len(self.copies)

    @property
    def members(self) -> frozenset[int]:
        """The ids of all Works it holds."""
        return frozenset(item.work_id for item in (self.item, *self.preprints, *self.copies))

    @property
    def labels(self) -> tuple[Label, ...]:
        """The topics of all its works, the surest label of each topic, surest first: a preprint's topic is not lost."""
        surest: dict[str, Label] = {}
        for item in (self.item, *self.preprints, *self.copies):
            for label in item.labels:
                if label.topic not in surest or label.score > surest[label.topic].score:
                    surest[label.topic] = label
        return tuple(sorted(surest.values(), key=lambda label: -label.score))


def _hosts(items: Sequence[Item]) -> Mapping[int, tuple[int, LinkKind]]:
    """Work id -> the work of this edition that it is shown with, from either end of the relation."""
    present = {item.work_id for item in items}
    hosts: dict[int, tuple[int, LinkKind]] = {}
    for item in items:
        for other in item.related:
            if other.kind not in (LinkKind.PREPRINT_OF, LinkKind.SYNDICATED) or other.work_id not in present:
                continue
            guest, host = (item.work_id, other.work_id) if other.outward else (other.work_id, item.work_id)
            if guest not in hosts and _root(host, hosts) != guest:
                hosts[guest] = (host, other.kind)
    return hosts


def _root(work_id: int, hosts: Mapping[int, tuple[int, LinkKind]]) -> int:
    """The end of the chain of hosts: a copy of a copy is shown with the first one."""
    while work_id in hosts:
        work_id = hosts[work_id][0]
    return work_id


def bundles(items: Sequence[Item]) -> tuple[Bundle, ...]:
    """All ``items``, each in exactly one Bundle, in the order given."""
    hosts = _hosts(items)
    guests: dict[int, list[Item]] = {}
    for item in items:
        if item.work_id in hosts:
            guests.setdefault(_root(item.work_id, hosts), []).append(item)

    def of(work_id: int, kind: LinkKind) -> Iterable[Item]:
        return (guest for guest in guests.get(work_id, ()) if hosts[guest.work_id][1] is kind)

    return tuple(
        Bundle(
            item,
            tuple(of(item.work_id, LinkKind.PREPRINT_OF)),
            tuple(of(item.work_id, LinkKind.SYNDICATED)),
        )
        for item in items
        if item.work_id not in hosts
    )
