"""Evidence from the comparison fields of two Records: identifiers, titles, authors, place of print."""

from __future__ import annotations

import re
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


class Evidence(NamedTuple):
    """Whether two Records agree, field by field; None where one side lacks the field or leaves that open."""

    shared: Identifier | None
    """The strongest name that both bear."""
    title: Alike
    authors: bool | None
    place: bool | None
    venue: bool | None

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
            *(("authors agree",) if self.authors else ()),
            *(("same volume and page",) if self.place else ()),
        )


def strongest_shared_name(a: Fields, b: Fields) -> Identifier | None:
    """Return the strongest name that both bear."""
    if not a.identifiers or not b.identifiers:
        return None
    common = set(a.identifiers).intersection(b.identifiers)
    return min(common, key=lambda identifier: (_ORDER.index(identifier.scheme), identifier.value), default=None)


def gather_evidence(a: Fields, b: Fields) -> Evidence | None:
    """Return how ``a`` and ``b`` compare; None, at once, where nothing brings them near: most pairs."""
    shared, title = strongest_shared_name(a, b), compare_titles(a.title, b.title)
    if title is Alike.OTHER and not shared and not fill_same_pages(a, b):
        return None
    return Evidence(shared, title, compare_authors(a, b), compare_places(a, b), same_venue(a.venue, b.venue))


def is_repaired(record: Fields, scheme: Scheme) -> bool:
    """Return whether all of its identifiers under ``scheme`` had to be repaired when they were read."""
    return all(identifier in record.repaired for identifier in record.identifiers if identifier.scheme is scheme)


def differing_scheme(a: Fields, b: Fields) -> Scheme | None:
    """Return the first scheme under which both bear registered names and none in common."""
    if not a.identifiers or not b.identifiers:
        return None
    for scheme in REGISTERED:
        papers_a, papers_b = _papers_of(a, scheme), _papers_of(b, scheme)
        if papers_a and papers_b and papers_a.isdisjoint(papers_b):
            return scheme
    return None


def _papers_of(record: Fields, scheme: Scheme) -> frozenset[str]:
    names = values_of(record, scheme)
    return frozenset(_SICI.sub(">", name) for name in names) if scheme is Scheme.DOI else names


def values_of(record: Fields, scheme: Scheme) -> frozenset[str]:
    """Return its identifiers under ``scheme``."""
    return frozenset(identifier.value for identifier in record.identifiers if identifier.scheme is scheme)


def compare_authors(a: Fields, b: Fields) -> bool | None:
    """Compare the authors: half of the shorter list of families ("et al." shortens it) must be among the other's."""
    if not a.families or not b.families:
        return None
    common = _common(a, b)
    if 2 * common >= min(len(a.families), len(b.families)):
        return None if _have_other_initials(a, b) else True
    stems_a, stems_b = ({family[:SAME_STEM] for family in record.families} for record in (a, b))
    if common or not stems_a.isdisjoint(stems_b) or _are_close(a, b):
        return None  # "Mulić" lost its last letter, "Hiessl" is also "Hiess"
    return False


def _have_other_initials(a: Fields, b: Fields) -> bool:
    """Whether every family name of both that has initials has others on the other side: Wang Y and Wang X are two."""
    initials_a, initials_b = _by_family(a), _by_family(b)
    common = initials_a.keys() & initials_b.keys()
    return bool(common) and all(initials_a[family].isdisjoint(initials_b[family]) for family in common)


def _by_family(record: Fields) -> dict[str, set[str]]:
    letters: dict[str, set[str]] = {}
    for family, letter in record.initials:
        letters.setdefault(family, set()).add(letter)
    return letters


def _are_close(a: Fields, b: Fields) -> bool:
    """Whether two family names may be one with a slip of the pen ("Rosneblatt")."""
    long_a, long_b = ([name for name in record.families if len(name) >= SLIP] for record in (a, b))
    return any(fuzz.ratio(name_a, name_b) >= NAMES_CLOSE for name_a in long_a for name_b in long_b)


def _common(a: Fields, b: Fields) -> int:
    return max(len(a.families & b.names), len(b.families & a.names))


def all_authors_agree(a: Fields, b: Fields) -> bool:
    """Return whether two persons or more wrote both, as many of one as of the other, and all names fit."""
    return 1 < a.persons == b.persons and _common(a, b) >= min(len(a.families), len(b.families))


def compare_places(a: Fields, b: Fields) -> bool | None:
    """Compare the places of print: volume and first page; without volumes first and last page, in one year.

    One of them alone decides nothing where the other is missing or differs (a mistyped volume). A first page of 1 is
    the count of a manuscript before it was printed, and a page within the other's pages is another way to cite it; so
    is one that ``_may_be_one_page`` knows.
    """
    volumes, pages = _equal(a.volume, b.volume), _equal(a.pages.first, b.pages.first)
    if volumes and pages:
        placed = share_a_year(a, b) or same_venue(a.venue, b.venue) is not False
        return True if placed and not _is_count(a, b) else None
    if pages and volumes is None and _one_place_of_a_year(a, b):
        return True
    if pages is not False or volumes is None:
        return None
    odd = "1" in (a.pages.first, b.pages.first) or a.pages.holds(b.pages) or b.pages.holds(a.pages)
    return None if odd or (volumes and _may_be_one_page(a, b)) else False


def _is_count(a: Fields, b: Fields) -> bool:
    """Whether the pages of the two may count from 1 what each paper of the volume has: "7:1-10" of Scientific Reports.
    Not where one issue holds both under all the same persons, unless it is the only one of its volume."""
    in_one_issue = a.issue == b.issue and a.issue.isdigit() and a.issue != "1"
    counted = a.pages.counted and b.pages.counted
    return counted and not (in_one_issue and a.pages == b.pages and all_authors_agree(a, b))


def _may_be_one_page(a: Fields, b: Fields) -> bool:
    """Whether two first pages of one volume may be one: the last page is the same, letters were lost ("c37", "37"), or
    one is the number by which the BMJ names a paper online."""
    if a.pages.last and a.pages.last == b.pages.last:
        return True
    hits = [(record, hit) for record in (a, b) if (hit := _LETTERED.fullmatch(record.pages.first))]
    if len(hits) != 1 or issues_differ(a, b):
        return False
    lettered, hit = hits[0]
    plain = (b if lettered is a else a).pages.first
    return hit[2] == plain or (plain.isdigit() and _is_bmj_number(lettered, hit[1]))


def _is_bmj_number(record: Fields, letter: str) -> bool:
    """Whether ``letter`` before a page's number means its year: the BMJ's "a1754" is of 2008, "c1804" of 2010."""
    year = _BMJ_FIRST_YEAR + ord(letter[0]) - ord("a")
    return len(letter) == 1 and year in record.years and not _BMJ.isdisjoint(record.venue.names)


def _one_place_of_a_year(a: Fields, b: Fields) -> bool:
    return a.pages.whole and a.pages == b.pages and share_a_year(a, b) and same_venue(a.venue, b.venue) is not False


def fill_same_pages(a: Fields, b: Fields) -> bool:
    """Return whether both fill the same three pages or more of one volume, or of a year's proceedings without volumes.

    Two papers rarely do; short pieces of one column by one author can, and abstracts on pages with letters.
    """
    if not a.title.key or not b.title.key:
        return False
    if a.pages.span < 3 or a.pages.counted or a.pages != b.pages or a.volume != b.volume:
        return False
    placed = share_a_year(a, b) if a.volume else _one_place_of_a_year(a, b)
    return placed and same_venue(a.venue, b.venue) is True and not issues_differ(a, b)


def share_an_end(a: Fields, b: Fields) -> bool:
    """Return whether two titles begin or end alike: what differs at both ends is not looked up, and not joined."""
    return not set(a.ends).isdisjoint(b.ends)


def share_a_year(a: Fields, b: Fields) -> bool:
    """Return whether both appeared in one year, in print or before."""
    return not set(a.years).isdisjoint(b.years)


def years_apart(a: Fields, b: Fields) -> int:
    """Return the years between them at the least; 0 where one side has none."""
    return min((abs(year_a - year_b) for year_a in a.years for year_b in b.years), default=0)


def issues_differ(a: Fields, b: Fields) -> bool:
    """Return whether they are in two issues or supplements; a number beyond a year's weeks counts all issues ever."""
    if a.issue.startswith("suppl") or b.issue.startswith("suppl"):
        numbers_a, numbers_b = (set(_DIGITS.findall(record.issue)) for record in (a, b))
        return bool(numbers_a and numbers_b) and numbers_a.isdisjoint(numbers_b)
    numbers = [int(record.issue) for record in (a, b) if record.issue.isdigit() and len(record.issue) < 3]
    return len(numbers) == 2 and numbers[0] != numbers[1] and max(numbers) <= WEEKS


def in_supplement(record: Fields) -> bool:
    """Return whether it is in a supplement, whose abstracts may share a DOI and a page."""
    return record.issue.startswith("suppl") or record.pages.first[:1] == "s"


def _equal(a: str, b: str) -> bool | None:
    return a == b if a and b else None
