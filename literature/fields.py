"""What is compared of a Record, prepared once, so that a library of thousands is judged in a second.

This file does NOT compare: likeness.py does.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from literature.places import Pages, Venue, read_pages, read_venue, read_volume
from literature.record import Author, Event, Form, Identifier, PartialDate, Record
from literature.titles import Title, plain_key, read_title

NAMELESS = frozenset({"anonymous", "anon", "unknown", "null", "none", "others", "jr"})
"""What exporters print where an author is not known."""

GROUPS = frozenset({
    "group", "consortium", "investigators", "committee", "collaborative", "network", "society", "study",
    "team",
})  # fmt: skip
"""Words of the name of a group: "Group, ASCUS-LSIL Triage Study" is what becomes of one in a table of persons."""

SHORTEST_FAMILY, SHORTEST_GIVEN = 2, 3
"""Letters of the shortest parts of names that are compared: "Li" is a family name, a given name of two is initials."""

END = 24
"""Letters at either end of a title by which others are looked up: a slip of the pen spoils one of the two."""


class Fields(NamedTuple):
    """The comparison fields of one Record."""

    source: str
    source_id: str
    form: Form
    title: Title
    persons: int
    families: frozenset[str]
    """Words of its persons' family names."""
    names: frozenset[str]
    """Words of all their names, initials left out: given and family names change places between sources."""
    years: tuple[int, ...]
    """Of the issue and of the electronic publication, ascending; some sources know one, some the other."""
    day: date | None
    """Of a news story: its copies come within days."""
    venue: Venue
    volume: str
    issue: str
    pages: Pages
    identifiers: tuple[Identifier, ...]


def fields(record: Record) -> Fields:
    """The comparison fields of ``record``."""
    journal = record.journal
    persons = [words for author in record.authors if (words := _person(author))]
    families = frozenset().union(*[family for family, _ in persons])
    return Fields(
        source=record.source,
        source_id=record.source_id,
        form=record.form,
        title=read_title(record.title.text),
        persons=len(persons),
        families=families,
        names=families.union(*[given for _, given in persons]),
        years=_years(record),
        day=whole_day(record.published) if record.form is Form.NEWS else None,
        venue=read_venue(journal.title, journal.abbreviation),
        volume=read_volume(journal.volume),
        issue=read_volume(journal.issue),
        pages=read_pages(journal.pages),
        identifiers=record.identifiers,
    )


def _years(record: Record) -> tuple[int, ...]:
    years = {dated.date.year for dated in record.dates if dated.event is Event.ISSUE or dated.event is Event.ELECTRONIC}
    return tuple(sorted(year for year in years if year))


@lru_cache(maxsize=16384)  # a library names the same people again and again
def _person(author: Author) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The words of the family name and of the given names; None for a group, named as one or as if it were a person,
    and for "Anonymous"."""
    if author.collective:
        return None
    family, given = plain_key(author.family or author.given).split(), plain_key(author.given).split()
    words = {*family, *given}
    if not words.isdisjoint(GROUPS) or words <= NAMELESS:
        return None
    return (
        tuple(word for word in family if len(word) >= SHORTEST_FAMILY),
        tuple(word for word in given if len(word) >= SHORTEST_GIVEN),
    )


def author_key(family: str) -> str:
    """A family name as two sources agree on it: letters only, no accents, lower case."""
    return plain_key(family).replace(" ", "")


def whole_day(partial: PartialDate) -> date | None:
    """``partial`` as a day, None unless it is known to the day."""
    if partial.year is None or partial.month is None or partial.day is None:
        return None
    return date(partial.year, partial.month, partial.day)


def blocking_keys(one: Fields) -> tuple[str, ...]:
    """Few index keys by which ``one`` meets every Record that it could be: two that share none are never one Work.

    Its identifiers; with the year its place of print, by volume and by pages; its title; and, with the year, either
    end of the title, for a slip of the pen, a subtitle or a note spoils one of the two.
    """
    keys = [str(each) for each in one.identifiers]
    pages, title = one.pages, one.title
    names_nothing = title.short and title.recurs
    for year in one.years:
        if one.volume and pages.first:
            keys.append(f"place:{year}:{one.volume}:{pages.first}")
        if pages.span > 1:
            keys.append(f"pages:{year}:{pages.first}:{pages.last}")
        if not names_nothing:
            keys += [f"head:{year}:{title.compact[:END]}", f"tail:{year}:{title.compact[-END:]}"]
    if not names_nothing:
        keys.append(f"title:{title.compact}")
    return tuple(keys)
