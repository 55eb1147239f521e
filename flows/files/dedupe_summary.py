"""What `ilwatch dedupe` shows to people: first what only a person can decide, then what was joined, the weakest first.

Every doubtful pair and every group is there; a caller with a screen asks for the first few of each list, and each list
says how many it left out. This file does NOT compare records.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from digests.words.prose import count
from flows.files.dedupe import Library, LibraryEntry
from literature.identity.comparison import Comparison, Likeness
from literature.identity.grouping import RecordLink
from literature.model.record import Scheme
from sources.printable import printable

TITLE = 90
"""Characters of a title that are shown."""

_NAME = re.compile(rf"\b({'|'.join(Scheme)}):\S+?(?=, |$)")
"""An identifier in a reason: "same doi:10.5555/a, same title" is counted as "same doi, same title"."""


def summary(library: Library, most: int | None = None) -> Iterator[str]:
    """Write the summary; of each list at most ``most`` members, all of them where it is None."""
    yield from _counts(library)
    yield from library.grouping.voided
    yield from _doubts(library, most)
    yield from _joins(library, most)


def _counts(library: Library) -> Iterator[str]:
    records, works = len(library.ids), len(library.grouping.groups)
    groups = count(sum(len(group) > 1 for group in library.grouping.groups), "group")
    yield f"{count(records, 'record')}, {count(works, 'work')}: {count(records - works, 'duplicate')} in {groups}"
    if library.faults:
        yield f"{count(len(library.faults), 'record')} could not be compared and stay alone, named on stderr"


# What a person decides


def _doubts(library: Library, most: int | None) -> Iterator[str]:
    """List the pairs of works kept apart, by what they may be, the likeliest kind first."""
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
    """Keep the likeliest pair of records between two works: many copies of both would say one thing many times."""
    work_of = {place: number for number, group in enumerate(library.grouping.groups) for place in group}
    best: dict[frozenset[int], RecordLink] = {}
    for link in library.grouping.doubtful:
        works = frozenset((work_of[link.first], work_of[link.second]))
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
    """Count how often each reason joined; then the groups, those with the fewest witnesses first, of them the
    largest."""
    groups = [group for group in library.grouping.groups if len(group) > 1]
    if not groups:
        return
    reasons = Counter(_NAME.sub(r"\1", _reasons(library, group)[0].reason) for group in groups)
    yield from ("", f"JOINED: {count(len(groups), 'group')}, by the weakest reason in each")
    yield from ("", *(f"{number:7,}  {reason}" for reason, number in reasons.most_common(most)))
    yield from _left_out(len(reasons), most, "reason")
    groups.sort(key=lambda group: (len(_reasons(library, group)[0].agreed), -len(group)))
    for group in groups[:most]:
        yield ""
        yield from _group(library, group)
    yield from _left_out(len(groups), most, "group")


def _reasons(library: Library, places: Iterable[int]) -> list[Comparison]:
    """Return why the records are in their group, each reason once, the one with the fewest witnesses first."""
    comparisons = {library.grouping.because[place] for place in places}
    return sorted(comparisons, key=lambda comparison: (len(comparison.agreed), comparison.reason))


def _group(library: Library, places: Sequence[int]) -> Iterator[str]:
    """List the records under each reason, so that the weak link of a group is seen."""
    for comparison in _reasons(library, places):
        yield from (_line(library, place) for place in places if library.grouping.because[place] == comparison)
        yield f"      {comparison.reason}"


def _line(library: Library, place: int) -> str:
    entry = library.entries[place]
    title = entry.title if len(entry.title) <= TITLE else entry.title[: TITLE - 1] + "…"
    return printable(f"  {library.ids[place]}  {'. '.join(part for part in (_cited(entry), title) if part)}")


def _cited(entry: LibraryEntry) -> str:
    """Cite as "Adler 2014, J Invented Med 7:12-19", as far as it was printed."""
    first = " ".join(author.family or author.collective for author in entry.authors)
    year = next((str(dated.date.year) for dated in entry.dates if dated.date.year), "")
    journal = entry.journal
    place = ":".join(part for part in (journal.volume, journal.pages) if part)
    return ", ".join(part for part in (f"{first} {year}".strip(), f"{journal.name} {place}".strip()) if part)


def _left_out(number: int, most: int | None, what: str) -> Iterator[str]:
    if most is not None and number > most:
        yield from ("", f"… and {count(number - most, f'more {what}')}: send the output to a file to see all")
