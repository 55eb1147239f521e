"""Records grouped into Works: the pairs that share a key are judged, and what is the same is joined.

The groups do not depend on the order of the Records. ``group`` takes a whole library, ``join`` what the store has
judged already, with what a person has decided. This file does NOT judge (compare.py does) and does NOT keep Records:
it works on their comparison fields.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from literature.identity.compare import compare_fields
from literature.identity.comparison import Comparison, Likeness
from literature.identity.fields import Fields, blocking_keys

LARGEST_GROUP = 60
"""Records of one Work that are believed: a library merges some ten databases, each perhaps exported a few times. A
larger group is a rule gone wrong (one id or one title for everything), and all its Records stay alone."""

LARGEST_BLOCK = 4 * LARGEST_GROUP
"""Records under one key that are still compared with one another: a key of more says nothing, and would cost the
square of its size."""


Pair = tuple[int, int]
"""Two Records, by their places in the sequence, the lower first."""


class RecordLink(NamedTuple):
    """Two Records, by their places in the sequence, and how they were judged."""

    one: int
    other: int
    comparison: Comparison

    @property
    def pair(self) -> Pair:
        """Its two places, the lower first."""
        return _pair(self.one, self.other)


class PersonsDecisions(NamedTuple):
    """What a person has said of pairs of Records: it goes before every rule."""

    together: frozenset[Pair] = frozenset()
    apart: frozenset[Pair] = frozenset()


UNDECIDED = PersonsDecisions()


@dataclass(slots=True)
class Grouping:
    """The Works of a library."""

    groups: list[list[int]]
    """Places of the Records of each Work, ascending; every Record stands in one group."""
    because: dict[int, Comparison]
    """Why a Record is in its group, for those that are not alone."""
    doubtful: list[RecordLink] = field(default_factory=list)
    """Pairs kept apart that a person may want to see: related, possibly the same, or joined only through a third."""
    voided: list[str] = field(default_factory=list)
    """What was not believed because of its size, in words."""


BY_A_PERSON = Comparison(Likeness.SAME, ("linked by a person",))


def group(records: Sequence[Fields]) -> Grouping:
    """The Works that ``records`` describe."""
    result = Grouping([], {})
    same: list[RecordLink] = []
    for one, other in _pairs(records, result.voided):
        comparison = compare_fields(records[one], records[other])
        if comparison.likeness is Likeness.SAME:
            same.append(RecordLink(one, other, comparison))
        elif comparison.likeness is not Likeness.DIFFERENT:
            result.doubtful.append(RecordLink(one, other, comparison))
    _join(records, same, UNDECIDED, result)
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


def join(records: Sequence[Fields], same: Collection[RecordLink], decided: PersonsDecisions = UNDECIDED) -> Grouping:
    """The Works of ``records``, where ``same`` are all their pairs that were judged one Work.

    What a person put together is joined last, as it is: what one of the two was joined with before stays with it.
    """
    result = Grouping([], {})
    _join(records, same, decided, result)
    return result


def _join(records: Sequence[Fields], same: Collection[RecordLink], decided: PersonsDecisions, result: Grouping) -> None:
    """Join the pairs, the surest first; never two groups one of whose Records contradicts one of the other's."""
    open_ = [link for link in same if link.pair not in decided.apart]
    known = {link.pair for link in open_}
    content = {place: _content(records[place]) for place in {at for pair in known for at in pair}}
    members: dict[int, list[int]] = {}
    for link in sorted(open_, key=lambda link: _order(link, content)):
        mine, yours = members.get(link.one, [link.one]), members.get(link.other, [link.other])
        if mine is yours:
            continue
        if any(_contradict(records, _pair(a, b), known, decided.apart) for a in mine for b in yours):
            result.doubtful.append(link)
            continue
        _unite(members, mine, yours)
        for place in (link.one, link.other):
            result.because.setdefault(place, link.comparison)
    _decide(members, decided, result)
    result.groups = list(_groups(len(records), members, result))
    home = {place: number for number, each in enumerate(result.groups) for place in each}
    result.doubtful = [link for link in result.doubtful if home[link.one] != home[link.other]]


def _unite(members: dict[int, list[int]], mine: list[int], yours: list[int]) -> None:
    joined = mine + yours
    members.update(dict.fromkeys(joined, joined))


def _decide(members: dict[int, list[int]], decided: PersonsDecisions, result: Grouping) -> None:
    """Join what a person put together, unless the same person keeps two of the joined Records apart."""
    for one, other in sorted(decided.together):
        mine, yours = members.get(one, [one]), members.get(other, [other])
        if mine is yours or any(_pair(a, b) in decided.apart for a in mine for b in yours):
            continue
        _unite(members, mine, yours)
        for place in (one, other):
            result.because.setdefault(place, BY_A_PERSON)


def _contradict(records: Sequence[Fields], pair: Pair, known: Collection[Pair], apart: Collection[Pair]) -> bool:
    return pair in apart or (pair not in known and compare_fields(records[pair[0]], records[pair[1]]).contradicts)


def _pair(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)


def _order(link: RecordLink, content: Mapping[int, tuple[str, ...]]) -> tuple[int, list[tuple[str, ...]]]:
    """The more agrees the earlier; then by content, never by place in the file."""
    return -len(link.comparison.agreed), sorted((content[link.one], content[link.other]))


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
