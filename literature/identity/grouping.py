"""Records grouped into Works: the pairs that share a key are compared, and what is the same is joined.

The groups do not depend on the order of the Records. ``group`` takes a whole library, ``join`` the pairs that the store
has compared already, with what a person has decided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from literature.identity.compare import compare_fields
from literature.identity.comparison import Comparison, Likeness
from literature.identity.fields import Fields, blocking_keys
from literature.model.record import PUBMED, Record

LARGEST_GROUP = 60
"""Records of one Work that are believed: a library merges some ten databases, each perhaps exported a few times. A
larger group is a rule gone wrong (one id or one title for everything), and all its Records stay alone."""

LARGEST_BLOCK = 4 * LARGEST_GROUP
"""Records under one key that are still compared with one another: a key of more says nothing, and would cost the
square of its size."""

Pair = tuple[int, int]
"""Two Records, by their places in the sequence, the lower first."""


class RecordLink(NamedTuple):
    """Two Records, by their places in the sequence, and how they compare."""

    first: int
    second: int
    comparison: Comparison

    @property
    def pair(self) -> Pair:
        """The two places, the lower first."""
        return _pair(self.first, self.second)


class PersonsDecisions(NamedTuple):
    """What a person has said of pairs of Records: it goes before every rule."""

    together: frozenset[Pair] = frozenset()
    apart: frozenset[Pair] = frozenset()


UNDECIDED = PersonsDecisions()


@dataclass(slots=True)
class Grouping:
    """The Works of a library."""

    groups: list[list[int]]
    """Places of the Records of each Work, ascending; every Record is in one group."""
    because: dict[int, Comparison]
    """Why a Record is in its group, for those that are not alone."""
    doubtful: list[RecordLink] = field(default_factory=list)
    """Pairs kept apart that a person may want to see: related, possibly the same, or joined only through a third."""
    voided: list[str] = field(default_factory=list)
    """What was not believed because of its size, in words."""


BY_A_PERSON = Comparison(Likeness.SAME, ("linked by a person",))


def group(records: Sequence[Fields]) -> Grouping:
    """Group ``records`` into the Works that they describe."""
    result = Grouping([], {})
    same: list[RecordLink] = []
    for first, second in _pairs(records, result.voided):
        comparison = compare_fields(records[first], records[second])
        if comparison.likeness is Likeness.SAME:
            same.append(RecordLink(first, second, comparison))
        elif comparison.likeness is not Likeness.DIFFERENT:
            result.doubtful.append(RecordLink(first, second, comparison))
    _join(records, same, UNDECIDED, result)
    return result


def _pairs(records: Sequence[Fields], voided: list[str]) -> Iterator[Pair]:
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    for place, record in enumerate(records):
        for key in blocking_keys(record):
            blocks[key].append(place)
    compared: set[Pair] = set()
    for key, block in blocks.items():
        if len(block) > LARGEST_BLOCK:
            voided.append(f"{len(block)} records share {key[:60]!r}: not compared by it")
            continue
        for pair in combinations(block, 2):
            if pair not in compared:
                compared.add(pair)
                yield pair


def join(records: Sequence[Fields], same: Collection[RecordLink], decided: PersonsDecisions = UNDECIDED) -> Grouping:
    """Return the Works of ``records``, where ``same`` are all their pairs that were found to be one Work.

    What a person put together is joined last, as it is: what one of the two was joined with before stays with it.
    """
    result = Grouping([], {})
    _join(records, same, decided, result)
    return result


def _join(records: Sequence[Fields], same: Collection[RecordLink], decided: PersonsDecisions, result: Grouping) -> None:
    """Join the pairs, the surest first; never two groups one of whose Records contradicts one of the other's."""
    open_ = [link for link in same if link.pair not in decided.apart]
    known = {link.pair for link in open_}
    content = {place: _content(records[place]) for place in {place for pair in known for place in pair}}
    members: dict[int, list[int]] = {}
    # By how much agrees, then by content, never by place in the file.
    open_.sort(key=lambda link: (-len(link.comparison.agreed), sorted((content[link.first], content[link.second]))))
    for link in open_:
        first_group, second_group = members.get(link.first, [link.first]), members.get(link.second, [link.second])
        if first_group is second_group:
            continue
        if any(_contradict(records, _pair(a, b), known, decided.apart) for a in first_group for b in second_group):
            result.doubtful.append(link)
            continue
        _unite(members, link, result)
    _join_by_decision(members, decided, result)
    result.groups = list(_groups(len(records), members, result))
    group_of = {place: number for number, group_ in enumerate(result.groups) for place in group_}
    result.doubtful = [link for link in result.doubtful if group_of[link.first] != group_of[link.second]]


def _unite(members: dict[int, list[int]], link: RecordLink, result: Grouping) -> None:
    joined = members.get(link.first, [link.first]) + members.get(link.second, [link.second])
    members.update(dict.fromkeys(joined, joined))
    for place in (link.first, link.second):
        result.because.setdefault(place, link.comparison)


def _join_by_decision(members: dict[int, list[int]], decided: PersonsDecisions, result: Grouping) -> None:
    """Join what a person put together, unless the same person keeps two of the joined Records apart."""
    for first, second in sorted(decided.together):
        first_group, second_group = members.get(first, [first]), members.get(second, [second])
        if first_group is second_group or any(_pair(a, b) in decided.apart for a in first_group for b in second_group):
            continue
        _unite(members, RecordLink(first, second, BY_A_PERSON), result)


def _contradict(records: Sequence[Fields], pair: Pair, known: Collection[Pair], apart: Collection[Pair]) -> bool:
    return pair in apart or (pair not in known and compare_fields(records[pair[0]], records[pair[1]]).contradicts)


def _pair(first: int, second: int) -> Pair:
    return (first, second) if first < second else (second, first)


def _content(record: Fields) -> tuple[str, ...]:
    printed = (str(record.years), str(record.venue.names), record.volume, *record.pages)
    named = (" ".join(sorted(map(str, record.identifiers))), " ".join(sorted(record.names)))
    return (record.title.key, record.source, record.source_id, *printed, *named)


def _groups(size: int, members: dict[int, list[int]], result: Grouping) -> Iterator[list[int]]:
    """Every group once, by its first Record; one of more than LARGEST_GROUP falls into its Records."""
    for place in range(size):
        group_ = members.get(place, [place])
        if len(group_) > LARGEST_GROUP:
            result.because.pop(place, None)
            yield [place]
        elif place == min(group_):
            yield sorted(group_)
    large = {id(members_): len(members_) for members_ in members.values() if len(members_) > LARGEST_GROUP}
    result.voided += [f"{count} records would be one work: kept apart" for count in large.values()]


def rank(record: Record) -> tuple[bool, bool, bool, int]:
    """Order the Records of one Work by how well they describe it: PubMed's, then with an abstract, then newer."""
    return record.source == PUBMED, bool(record.abstract), bool(record.identifiers), record.version
