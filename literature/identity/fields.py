"""What is compared of a Record, prepared once, so that a library of thousands is grouped in a second."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from itertools import dropwhile
from typing import NamedTuple

from literature.identity.headlines import read_headline
from literature.identity.places import Pages, Venue, read_issue, read_pages, read_venue, read_volume
from literature.identity.titles import SHORT_TITLE, WAYS, Title, compact, plain_key, read_title, title_key
from literature.model.record import Author, Event, Form, Identifier, Record

NAMELESS = frozenset({"anonymous", "anon", "unknown", "null", "none", "others", "jr"})
"""What exporters print where an author is not known."""

GROUPS = frozenset({
    "group", "consortium", "investigators", "committee", "collaborative", "network", "society", "study",
    "team",
})  # fmt: skip
"""Words of the name of a group: "Group, ASCUS-LSIL Triage Study" is what becomes of one in a table of persons."""

SHORTEST_FAMILY, SHORTEST_GIVEN = 2, 3
"""Letters of the shortest parts of names that are compared: "Li" is a family name, a given name of two is initials."""

LONGEST_MAC = 5
"""Letters of the longest name in which "Mac" is no prefix ("Mach", "Macro")."""

SHORT_END, LONG_END = 24, 32
"""Letters at either end of a title by which others are looked up: a slip of the pen spoils one of the two, if the two
do not overlap, so short titles have short ends."""

SHORT_ENDS_BELOW, LONG_ENDS_FROM = 72, 64
"""Letters of titles with short ends and with long ones; between them titles have both, so that two spellings of one
title meet on either side of the border."""

_COCHRANE = re.compile(r"CD[0-9]{6}", re.IGNORECASE)
"""Cochrane's number of a review: the same for its protocol and all its updates, and printed for the page. The volume
with it is an issue's number: the year alone tells updates apart."""


class Fields(NamedTuple):
    """The comparison fields of one Record."""

    source: str
    source_id: str
    form: Form
    title: Title
    vernacular: str
    """Key of its title in the language in which it was printed, where a source gives both."""
    ends: tuple[str, ...]
    """What its title begins and ends with, the ways of research set aside: "head:…", "tail:…"."""
    persons: int
    first: frozenset[str]
    """Words of its first person's family name."""
    families: frozenset[str]
    """Words of its persons' family names."""
    names: frozenset[str]
    """Words of all their names, initials left out: given and family names change places between sources; a family name
    of several words also as one ("O'Neill", "ONeill")."""
    initials: frozenset[tuple[str, str]]
    """Words of family names, each with each first letter of the person's given names."""
    years: tuple[int, ...]
    """Of the issue and of the electronic publication, ascending; some sources know one, some the other."""
    day: date | None
    """Of a news story: its copies come within days."""
    venue: Venue
    volume: str
    issue: str
    pages: Pages
    identifiers: tuple[Identifier, ...]
    repaired: frozenset[Identifier] = frozenset()
    """Those of its identifiers whose spelling had to be repaired."""


def fields(record: Record) -> Fields:
    """Read the comparison fields of ``record``."""
    journal = record.journal
    persons = [words for author in record.authors if (words := _person(author.family, author.given, author.collective))]
    families = frozenset().union(*[family for family, _ in persons])
    years = {dated.date.year for dated in record.dates if dated.event is Event.ISSUE or dated.event is Event.ELECTRONIC}
    is_news = record.form is Form.NEWS
    headline = record.title.text
    title = read_headline(headline, (journal.title, record.source)) if is_news else read_title(headline)
    is_review = _COCHRANE.match(journal.pages.strip()) is not None
    keys = dict.fromkeys((title.key, title.unmarked or title.key))
    return Fields(
        source=record.source,
        source_id=record.source_id,
        form=record.form,
        title=title,
        vernacular=title_key(record.vernacular_title) if record.vernacular_title else "",
        ends=tuple(dict.fromkeys(end for key in keys for end in _ends(key))),
        persons=len(persons),
        first=frozenset(persons[0][0] if persons else ()),
        families=families,
        names=families.union(*[given for _, given in persons]),
        initials=frozenset(initialled for author in record.authors for initialled in _initialled(author)),
        years=tuple(sorted(filter(None, years))),
        day=record.published.as_day if is_news else None,
        venue=read_venue(journal.title, journal.abbreviation),
        volume="" if is_review else read_volume(journal.volume),
        issue=read_issue(journal.issue, journal.volume),
        pages=Pages() if is_review else read_pages(journal.pages),
        identifiers=record.identifiers,
        repaired=frozenset(record.repaired),
    )


def _ends(key: str) -> tuple[str, ...]:
    left = compact(_bare(key))
    if len(left) < SHORT_END:
        left = compact(key)
    ends: tuple[str, ...] = ()
    if len(left) < SHORT_ENDS_BELOW:
        ends = (f"head:{left[:SHORT_END]}", f"tail:{left[-SHORT_END:]}")
    if len(left) >= LONG_ENDS_FROM:
        ends = (*ends, f"head:{left[:LONG_END]}", f"tail:{left[-LONG_END:]}")
    return ends


def _bare(key: str) -> str:
    """``key`` without the ways of research at either end."""
    words = [*dropwhile(WAYS.__contains__, key.split())]
    while words and words[-1] in WAYS:
        words.pop()
    return " ".join(words)


@lru_cache(maxsize=16384)  # a library names the same people again and again
def _person(family_name: str, given_names: str, collective: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The words of the family name and of the given names; None for a group, named as one or as if it were a person,
    and for "Anonymous"."""
    if collective:
        return None
    family, given = _words(family_name or given_names), _words(given_names)
    words = {*family, *given}
    if not words.isdisjoint(GROUPS) or words <= NAMELESS:
        return None
    whole = ("".join(family),) if len(family) > 1 else ()
    return (
        tuple(spelt_name(word) for word in family if len(word) >= SHORTEST_FAMILY),
        tuple(map(spelt_name, (*whole, *(word for word in given if len(word) >= SHORTEST_GIVEN)))),
    )


def _initialled(author: Author) -> list[tuple[str, str]]:
    """Each word of the family name with each of the person's initials; none where these are not known."""
    family, given = _words(author.family), _words(author.given)
    letters = {word[0] for word in given} | set(plain_key(author.initials).replace(" ", ""))
    return [(spelt_name(word), letter) for word in family for letter in sorted(letters)]


def _words(name: str) -> list[str]:
    return plain_key(name.replace("ß", "ss")).split()


def spelt_name(word: str) -> str:
    """Return ``word`` of a name with one spelling for ä and ae, Mac and Mc, đ and dj."""
    for digraph, letter in (("ae", "a"), ("oe", "o"), ("ue", "u"), ("dj", "d")):
        word = word.replace(digraph, letter)
    return f"mc{word[3:]}" if word.startswith("mac") and len(word) > LONGEST_MAC else word


def author_key(family: str) -> str:
    """Return a family name as two sources agree on it: letters only, no accents, lower case."""
    return plain_key(family).replace(" ", "")


def blocking_keys(record: Fields) -> tuple[str, ...]:
    """Return few index keys by which ``record`` meets every Record that ``compare`` could call the same: two that share
    none are two Works, unless one source gave both under one id.

    Its identifiers; its title, of a notice also the paper's; with the year, or of news with the day and the next,
    either end of the title, for a slip of the pen, a subtitle or a note spoils one of the two; the same with the
    volume, for the year may be missing or that of the meeting; with the year its place of print, by volume and by
    pages.
    """
    keys = [str(identifier) for identifier in record.identifiers]
    title, pages = record.title, record.pages
    times: tuple[object, ...] = record.years
    if record.form is Form.NEWS:
        times = (record.day, record.day + timedelta(days=1)) if record.day else ()
    if not (title.short and title.recurs):
        keys.append(f"title:{title.compact}")
        keys += [f"{time}:{end}" for time in times for end in record.ends]
    if len(title.subject) >= SHORT_TITLE:
        keys.append(f"title:{title.subject}")
    if record.form is not Form.NEWS and record.volume:
        keys += [f"volume:{record.volume}:{end}" for end in record.ends]
    if record.volume and pages.first:
        keys += [f"{year}:place:{record.volume}:{pages.first}" for year in record.years]
    if pages.whole:
        keys += [f"{year}:pages:{pages.first}:{pages.last}" for year in record.years]
    return tuple(keys)
