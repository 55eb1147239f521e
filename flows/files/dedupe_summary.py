"""What `ilwatch dedupe` shows to people: first what only a person can decide, then what was joined, the weakest first.

Every doubtful pair and every group is there; a caller with a screen asks for the first few of each list, and each list
says how many it left out. This file does NOT judge.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from digests.letter.prose import count
from flows.files.dedupe import DedupeEntry, Library
from literature.identity.comparison import Comparison, Likeness
from literature.identity.grouping import RecordLink
from literature.model.record import Scheme
from sources.printable import printable

TITLE = 90
"""Characters of a title that are shown."""

_NAME = re.compile(rf"\b({'|'.join(Scheme)}):\S+?(?=, |$)")
"""An identifier in a reason: "same doi:10.5555/a, same title" is counted as "same doi, same title"."""


def summary(library: Library, most: int | None = None) -> Iterator[str]:
    """The lines of the summary; of each list at most ``most`` members, all of them where it is None."""
    yield from _counts(library)
    yield from library.found.voided
    yield from _doubts(library, most)
    yield from _joins(library, most)


def _counts(library: Library) -> Iterator[str]:
    records, works = len(library.ids), len(library.found.groups)
    several = sum(len(each) > 1 for each in library.found.groups)
    yield f"{count(records, 'record')}, {count(works, 'work')}: {count(records - works, 'duplicate')} in " + count(
        several, "group"
    )
    if library.faults:
        yield f"{count(len(library.faults), 'record')} could not be compared and stay alone, named on stderr"


# What a person decides


def _doubts(library: Library, most: int | None) -> Iterator[str]:
    """The pairs of works kept apart, by what they may be, the likeliest kind first."""
    doubtful = sorted(_once(library), key=_doubt_order)
    if doubtful:
        yield from ("", f"TO DECIDE: {count(len(doubtful), 'pair')} of works kept apart")
    for kind, links in groupby(doubtful, key=_kind):
        pairs = [*links]
        yield from ("", f"{kind} ({len(pairs):,})")
        for link in pairs[:most]:
            yield from ("", _line(library, link.first), _line(library, link.second), f"      {link.comparison.reason}")
        yield from _left_out(len(pairs), most, "pair")


def _once(library: Library) -> Iterable[RecordLink]:
    """Of the pairs of records between two works the likeliest: many copies of both would say one thing many times."""
    home = {place: number for number, each in enumerate(library.found.groups) for place in each}
    best: dict[frozenset[int], RecordLink] = {}
    for link in library.found.doubtful:
        works = frozenset((home[link.first], home[link.second]))
        best[works] = min(best.get(works, link), link, key=_doubt_order)
    return best.values()


_KINDS = (Likeness.SAME, Likeness.POSSIBLY, Likeness.RELATED)


def _doubt_order(link: RecordLink) -> tuple[int, str, int]:
    comparison = link.comparison
    return _KINDS.index(comparison.likeness), comparison.kinship, -len(comparison.agreed)


def _kind(link: RecordLink) -> str:
    comparison = link.comparison
    if comparison.likeness is Likeness.SAME:
        return "The same, but joining them would join others that contradict each other"
    return f"Related: {comparison.kinship}" if comparison.likeness is Likeness.RELATED else "Possibly the same"


# What was joined


def _joins(library: Library, most: int | None) -> Iterator[str]:
    """How often each reason joined, then the groups: those with the fewest witnesses first, of them the largest."""
    several = [each for each in library.found.groups if len(each) > 1]
    if not several:
        return
    reasons = Counter(_NAME.sub(r"\1", _reasons(library, each)[0].reason) for each in several)
    yield from ("", f"JOINED: {count(len(several), 'group')}, by the weakest reason in each")
    yield from ("", *(f"{number:7,}  {reason}" for reason, number in reasons.most_common(most)))
    yield from _left_out(len(reasons), most, "reason")
    several.sort(key=lambda each: (_witnesses(_reasons(library, each)[0]), -len(each)))
    for each in several[:most]:
        yield ""
        yield from _group(library, each)
    yield from _left_out(len(several), most, "group")


def _reasons(library: Library, places: Iterable[int]) -> list[Comparison]:
    """Why the records are in their group, each reason once, the one with the fewest witnesses first."""
    return sorted({library.found.because[at] for at in places}, key=lambda one: (_witnesses(one), one.reason))


def _witnesses(comparison: Comparison) -> int:
    return len(comparison.agreed)


def _group(library: Library, places: Sequence[int]) -> Iterator[str]:
    """The records under each reason, so that the weak link of a group is seen."""
    for comparison in _reasons(library, places):
        yield from (_line(library, at) for at in places if library.found.because[at] == comparison)
        yield f"      {comparison.reason}"


def _line(library: Library, place: int) -> str:
    entry = library.entries[place]
    title = entry.title if len(entry.title) <= TITLE else entry.title[: TITLE - 1] + "…"
    return printable(f"  {library.ids[place]}  {'. '.join(part for part in (_cited(entry), title) if part)}")


def _cited(entry: DedupeEntry) -> str:
    """ "Adler 2014, J Invented Med 7:12-19": as much of it as was printed."""
    first = " ".join(author.family or author.collective for author in entry.authors)
    year = next((str(dated.date.year) for dated in entry.dates if dated.date.year), "")
    journal = entry.journal
    place = ":".join(part for part in (journal.volume, journal.pages) if part)
    return ", ".join(part for part in (f"{first} {year}".strip(), f"{journal.name} {place}".strip()) if part)


def _left_out(number: int, most: int | None, what: str) -> Iterator[str]:
    if most is not None and number > most:
        yield from ("", f"… and {count(number - most, f'more {what}')}: send the output to a file to see all")
