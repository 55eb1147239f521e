"""How the comparison fields of two Records stand to each other: identifiers, titles, authors, place of print.

This file does NOT decide whether they are one Work: compare.py weighs what is found here.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from rapidfuzz import fuzz

from literature.identity.fields import Fields
from literature.identity.places import same_venue
from literature.identity.title_likeness import SAME_STEM, SLIP, Alike, compare_titles
from literature.model.record import Identifier, Scheme

REGISTERED = (Scheme.PMID, Scheme.DOI, Scheme.PMCID, Scheme.BOOK)
"""Schemes whose names are given out by a register, the strongest first: a link or a feed's id names less."""

_ORDER = (*REGISTERED, Scheme.GUID, Scheme.URL)

_LETTERED = re.compile(r"([a-z]+)([0-9]+)")

_DIGITS = re.compile(r"[0-9]+")

_BMJ = frozenset({("bmj",), ("british", "medical", "journal"), ("br", "med", "j")})
_BMJ_FIRST_YEAR = 2008

NAMES_CLOSE = 80
"""rapidfuzz ratio of two family names from which they do not speak against one paper."""

_SICI = re.compile(r">[0-9]\.[0-9]\.[a-z]{2};2-.$")
"""How the DOI of the printed form and of the online form of one paper end apart: ">3.3.CO;2-O", ">3.0.CO;2-X"."""

WEEKS = 53
"""Issues that a volume can have: a weekly's. Some sources print the whole number ("358(9280)") for one."""


class Agreement(Enum):
    """How one field of two Records stands; UNKNOWN where one side lacks it or it does not say."""

    YES = "agree"
    UNKNOWN = "unknown"
    NO = "differ"


class Evidence(NamedTuple):
    """How two Records stand to each other, field by field."""

    shared: Identifier | None
    """The strongest name that both bear."""
    title: Alike
    authors: Agreement
    place: Agreement
    venue: bool | None
    """Whether they name one journal; None where that is open."""

    @property
    def named(self) -> bool:
        """Whether both bear one registered name."""
        return self.shared is not None and self.shared.scheme in REGISTERED

    @property
    def agreed(self) -> tuple[str, ...]:
        """What agrees, in words."""
        return (
            *((f"same {self.shared}",) if self.shared else ()),
            *((self.title.words,) if self.title.words else ()),
            *(("authors agree",) if self.authors is Agreement.YES else ()),
            *(("same volume and page",) if self.place is Agreement.YES else ()),
        )


def shared_name(a: Fields, b: Fields) -> Identifier | None:
    """The strongest name that both bear."""
    if not a.identifiers or not b.identifiers:
        return None
    common = set(a.identifiers).intersection(b.identifiers)
    return min(common, key=lambda one: (_ORDER.index(one.scheme), one.value), default=None)


def evidence(a: Fields, b: Fields) -> Evidence | None:
    """How ``a`` and ``b`` stand to each other; None, at once, where nothing brings them near: most pairs."""
    shared, title = shared_name(a, b), compare_titles(a.title, b.title)
    if title is Alike.OTHER and not shared and not fill_same_pages(a, b):
        return None
    return Evidence(shared, title, authors(a, b), place(a, b), same_venue(a.venue, b.venue))


def is_repaired(one: Fields, scheme: Scheme) -> bool:
    """Whether all of its identifiers under ``scheme`` had to be repaired when they were read."""
    return all(each in one.repaired for each in one.identifiers if each.scheme is scheme)


def other_name(a: Fields, b: Fields) -> Scheme | None:
    """The first scheme under which both bear registered names and none in common."""
    if not a.identifiers or not b.identifiers:
        return None
    for scheme in REGISTERED:
        one, other = _papers_of(a, scheme), _papers_of(b, scheme)
        if one and other and one.isdisjoint(other):
            return scheme
    return None


def _papers_of(one: Fields, scheme: Scheme) -> frozenset[str]:
    names = names_of(one, scheme)
    return frozenset(_SICI.sub(">", name) for name in names) if scheme is Scheme.DOI else names


def names_of(one: Fields, scheme: Scheme) -> frozenset[str]:
    """Its identifiers under ``scheme``."""
    return frozenset(each.value for each in one.identifiers if each.scheme is scheme)


def authors(a: Fields, b: Fields) -> Agreement:
    """By the shorter list of family names ("et al." shortens lists): half of it must stand in the other's names."""
    if not a.families or not b.families:
        return Agreement.UNKNOWN
    common = _common(a, b)
    if 2 * common >= min(len(a.families), len(b.families)):
        return Agreement.UNKNOWN if _have_other_initials(a, b) else Agreement.YES
    if common or not _stems(a).isdisjoint(_stems(b)) or _are_close(a, b):
        return Agreement.UNKNOWN  # "Mulić" lost its last letter, "Hiessl" is also "Hiess"
    return Agreement.NO


def _have_other_initials(a: Fields, b: Fields) -> bool:
    """Whether every family name of both that has initials has others on the other side: Wang Y and Wang X are two."""
    one, other = _by_family(a), _by_family(b)
    common = one.keys() & other.keys()
    return bool(common) and all(one[family].isdisjoint(other[family]) for family in common)


def _by_family(one: Fields) -> dict[str, set[str]]:
    letters: dict[str, set[str]] = {}
    for family, letter in one.initials:
        letters.setdefault(family, set()).add(letter)
    return letters


def _are_close(a: Fields, b: Fields) -> bool:
    """Whether two family names may be one with a slip of the pen ("Rosneblatt")."""
    long, others = ([name for name in each.families if len(name) >= SLIP] for each in (a, b))
    return any(fuzz.ratio(name, other) >= NAMES_CLOSE for name in long for other in others)


def _stems(one: Fields) -> set[str]:
    return {family[:SAME_STEM] for family in one.families}


def _common(a: Fields, b: Fields) -> int:
    return max(len(a.families & b.names), len(b.families & a.names))


def all_agree(a: Fields, b: Fields) -> bool:
    """Whether two persons or more wrote both, as many of one as of the other, and all names fit."""
    return 1 < a.persons == b.persons and _common(a, b) >= min(len(a.families), len(b.families))


def place(a: Fields, b: Fields) -> Agreement:
    """The place of print: volume and first page; without volumes first and last page, in one year.

    One of them alone decides nothing where the other is missing or differs (a mistyped volume). A first page of 1 is
    the count of a manuscript before it was printed, and a page within the other's pages is another way to cite it; so
    is one that ``_may_be_one_page`` knows.
    """
    volumes, pages = _equal(a.volume, b.volume), _equal(a.pages.first, b.pages.first)
    if volumes is pages is Agreement.YES:
        placed = one_year(a, b) or same_venue(a.venue, b.venue) is not False
        return Agreement.YES if placed and not _is_count(a, b) else Agreement.UNKNOWN
    if pages is Agreement.YES and volumes is Agreement.UNKNOWN and _one_place_of_a_year(a, b):
        return Agreement.YES
    odd = "1" in (a.pages.first, b.pages.first) or a.pages.holds(b.pages) or b.pages.holds(a.pages)
    odd = odd or (volumes is Agreement.YES and _may_be_one_page(a, b))
    return Agreement.NO if pages is Agreement.NO and volumes is not Agreement.UNKNOWN and not odd else Agreement.UNKNOWN


def _is_count(a: Fields, b: Fields) -> bool:
    """Whether the pages of the two may count from 1 what each paper of the volume has: "7:1-10" of Scientific Reports.
    Not where one issue holds both under all the same persons, unless it is the only one of its volume."""
    in_one_issue = a.issue == b.issue and a.issue.isdigit() and a.issue != "1"
    counted = a.pages.counted and b.pages.counted
    return counted and not (in_one_issue and a.pages == b.pages and all_agree(a, b))


def _may_be_one_page(a: Fields, b: Fields) -> bool:
    """Whether two first pages of one volume may be one: the last page is the same, letters were lost ("c37", "37"), or
    one is the number by which the BMJ names a paper online."""
    if a.pages.last and a.pages.last == b.pages.last:
        return True
    lettered = [(one, hit) for one in (a, b) if (hit := _LETTERED.fullmatch(one.pages.first))]
    if len(lettered) != 1 or other_issue(a, b):
        return False
    one, hit = lettered[0]
    other = b if one is a else a
    return hit[2] == other.pages.first or (other.pages.first.isdigit() and _is_bmj_number(one, hit[1]))


def _is_bmj_number(one: Fields, letter: str) -> bool:
    """Whether ``letter`` before a page's number stands for its year: the BMJ's "a1754" is of 2008, "c1804" of 2010."""
    year = _BMJ_FIRST_YEAR + ord(letter[0]) - ord("a")
    return len(letter) == 1 and year in one.years and not _BMJ.isdisjoint(one.venue.names)


def _one_place_of_a_year(a: Fields, b: Fields) -> bool:
    return a.pages.whole and a.pages == b.pages and one_year(a, b) and same_venue(a.venue, b.venue) is not False


def fill_same_pages(a: Fields, b: Fields) -> bool:
    """Whether both fill the same three pages or more of one volume, or of a year's proceedings without volumes. Two
    papers rarely do, but short pieces of one column can, by one author; so can abstracts, on pages with letters. A
    title that is missing says nothing."""
    if not a.title.key or not b.title.key:
        return False
    if a.pages.span < 3 or a.pages.counted or a.pages != b.pages or a.volume != b.volume:
        return False
    placed = one_year(a, b) if a.volume else _one_place_of_a_year(a, b)
    return placed and same_venue(a.venue, b.venue) is True and not other_issue(a, b)


def share_an_end(a: Fields, b: Fields) -> bool:
    """Whether two titles begin or end alike, letter for letter: what differs at both ends is not looked up, so it is
    not joined either."""
    return not set(a.ends).isdisjoint(b.ends)


def one_year(a: Fields, b: Fields) -> bool:
    """Whether both appeared in one year, in print or before."""
    return not set(a.years).isdisjoint(b.years)


def years_apart(a: Fields, b: Fields) -> int:
    """Years between them at the least; 0 where one side has none."""
    return min((abs(one - other) for one in a.years for other in b.years), default=0)


def other_issue(a: Fields, b: Fields) -> bool:
    """Whether they stand in two issues, a supplement among them. A number beyond a year's weeks counts all issues ever,
    or is none."""
    if a.issue.startswith("suppl") or b.issue.startswith("suppl"):
        one, other = (set(_DIGITS.findall(each.issue)) for each in (a, b))
        return bool(one and other) and one.isdisjoint(other)
    numbers = [int(one.issue) for one in (a, b) if one.issue.isdigit() and len(one.issue) < 3]
    return len(numbers) == 2 and numbers[0] != numbers[1] and max(numbers) <= WEEKS


def in_supplement(one: Fields) -> bool:
    """Whether it stands in a supplement, whose abstracts may share a DOI and a page."""
    return one.issue.startswith("suppl") or one.pages.first[:1] == "s"


def _equal(one: str, other: str) -> Agreement:
    if not one or not other:
        return Agreement.UNKNOWN
    return Agreement.YES if one == other else Agreement.NO
