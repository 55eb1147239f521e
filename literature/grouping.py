"""A whole library grouped into Works: the pairs that share a key are judged, and what is the same is joined.

The groups do not depend on the order of the Records. This file does NOT judge (identity.py does) and does NOT keep
Records: it works on their comparison fields.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from literature.fields import Fields, blocking_keys
from literature.identity import judge_fields
from literature.judgement import Judgement, Likeness

LARGEST_GROUP = 60
"""Records of one Work that are believed: a library merges some ten databases, each perhaps exported a few times. A
larger group is a rule gone wrong (one id or one title for everything), and all its Records stay alone."""

LARGEST_BLOCK = 4 * LARGEST_GROUP
"""Records under one key that are still compared with one another: a key of more says nothing, and would cost the
square of its size."""


class Link(NamedTuple):
    """Two Records, by their places in the sequence, and how they were judged."""

    one: int
    other: int
    judgement: Judgement


@dataclass(slots=True)
class Grouping:
    """The Works of a library."""

    groups: list[list[int]]
    """Places of the Records of each Work, ascending; every Record stands in one group."""
    because: dict[int, str]
    """Why a Record is in its group, for those that are not alone."""
    doubtful: list[Link] = field(default_factory=list)
    """Pairs kept apart that a person may want to see: related, possibly the same, or joined only through a third."""
    voided: list[str] = field(default_factory=list)
    """What was not believed because of its size, in words."""


def group(records: Sequence[Fields]) -> Grouping:
    """The Works that ``records`` describe."""
    result = Grouping([], {})
    same: list[Link] = []
    for one, other in _pairs(records, result.voided):
        judgement = judge_fields(records[one], records[other])
        if judgement.likeness is Likeness.SAME:
            same.append(Link(one, other, judgement))
        elif judgement.likeness is not Likeness.DIFFERENT:
            result.doubtful.append(Link(one, other, judgement))
    _join(records, same, result)
    return result


def _pairs(records: Sequence[Fields], voided: list[str]) -> Iterator[tuple[int, int]]:
    """Each pair that shares a key, once."""
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(records):
        for key in blocking_keys(one):
            blocks[key].append(place)
    seen: set[tuple[int, int]] = set()
    for key, block in blocks.items():
        if len(block) > LARGEST_BLOCK:
            voided.append(f"{len(block)} records share {key[:60]!r}: not compared by it")
            continue
        for pair in combinations(block, 2):
            if pair not in seen:
                seen.add(pair)
                yield pair


def _join(records: Sequence[Fields], same: list[Link], result: Grouping) -> None:
    """Join the pairs, the surest first; never two groups one of whose Records contradicts one of the other's."""
    known = {(link.one, link.other) for link in same}
    content = {place: _content(records[place]) for place in {at for pair in known for at in pair}}
    members: dict[int, list[int]] = {}
    for link in sorted(same, key=lambda link: _order(link, content)):
        mine, yours = members.get(link.one, [link.one]), members.get(link.other, [link.other])
        if mine is yours:
            continue
        if any(_contradict(records, a, b, known) for a in mine for b in yours):
            result.doubtful.append(link)
            continue
        joined = mine + yours
        members.update(dict.fromkeys(joined, joined))
        for place in (link.one, link.other):
            result.because.setdefault(place, link.judgement.reason)
    result.groups = list(_groups(len(records), members, result))
    home = {place: number for number, each in enumerate(result.groups) for place in each}
    result.doubtful = [link for link in result.doubtful if home[link.one] != home[link.other]]


def _contradict(records: Sequence[Fields], a: int, b: int, known: set[tuple[int, int]]) -> bool:
    return (min(a, b), max(a, b)) not in known and judge_fields(records[a], records[b]).contradicts


def _order(link: Link, content: Mapping[int, tuple[str, ...]]) -> tuple[int, list[tuple[str, ...]]]:
    """The more agrees the earlier; then by content, never by place in the file."""
    return -len(link.judgement.agreed), sorted((content[link.one], content[link.other]))


def _content(one: Fields) -> tuple[str, ...]:
    named = sorted(map(str, one.identifiers))
    printed = (str(one.years), str(one.venue.names), one.volume, *one.pages)
    return (one.title.key, one.source, one.source_id, *printed, " ".join(named), " ".join(sorted(one.names)))


def _groups(size: int, members: dict[int, list[int]], result: Grouping) -> Iterator[list[int]]:
    """Every group once, by its first Record; one of more than LARGEST_GROUP falls into its Records."""
    for place in range(size):
        group_ = members.get(place, [place])
        if len(group_) > LARGEST_GROUP:
            result.because.pop(place, None)
            yield [place]
        elif place == min(group_):
            yield sorted(group_)
    large = {id(each): len(each) for each in members.values() if len(each) > LARGEST_GROUP}
    result.voided += [f"{count} records would be one work: kept apart" for count in large.values()]
