"""The author names of a feed's paper as people: which is the family, which the given name.

Feeds print one name an element ("Engel, Michael S.", "Erik van Widenfelt") or all in one ("LAPALU, N., SIMON, A.",
"Chen C, Zhou Y, Watanabe H, et al.").
This file does NOT guess at bylines of news: those are kept as printed (see record.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from literature.model.record import Author

MAX_AUTHORS = 500
"""More are not listed in any digest; what is kept is the order of the first ones."""
_INITIALS = re.compile(r"(?:[^\W\d_][.\-–'’ ]*){1,4}")
_ET_AL = re.compile(r",? et al\.?$", re.IGNORECASE)
_SPLIT_LIST = re.compile(r"\s*(?:;|\band\b|&)\s*")


def people(names: Iterable[str]) -> tuple[Author, ...]:
    """One Author for each person named, in the order printed."""
    authors = [author for name in names for author in _in_one(" ".join(name.split()))]
    return tuple(authors[:MAX_AUTHORS])


def _in_one(name: str) -> list[Author]:
    groups = (group.strip(" ,") for group in _SPLIT_LIST.split(_ET_AL.sub("", name)))
    return [author for group in groups if group for author in _by_commas(group)]


def _by_commas(group: str) -> list[Author]:
    parts = [part.strip() for part in group.split(",") if part.strip()]
    if len(parts) % 2 == 0 and all(_is_initials(given) for given in parts[1::2]):
        return [_person(family, given) for family, given in zip(parts[::2], parts[1::2], strict=True)]
    has_case = group.lower() != group.upper()  # else the commas part whole names, as in Chinese
    if len(parts) == 2 and has_case and any(" " not in part for part in parts):
        return [_person(parts[0], parts[1])]
    return [_full_name(part) for part in parts]


def _is_initials(text: str) -> bool:
    """Whether ``text`` is "N.", "P.-L." or "R. J.": a name has letters that are no capitals, or is longer."""
    return text.isupper() and _INITIALS.fullmatch(text) is not None


def _full_name(name: str) -> Author:
    """ "Zhou Y" by its initials; else the family name is the last word, with small-written words before it."""
    words = name.split()
    if len(words) < 2:
        return Author(collective=name)
    if _is_initials(words[-1]) and name != name.upper():
        return _person(" ".join(words[:-1]), words[-1])
    first = len(words) - 1
    while first > 1 and words[first - 1].islower():
        first -= 1
    return _person(" ".join(words[first:]), " ".join(words[:first]))


def _person(family: str, given: str) -> Author:
    words = re.split(r"[\s.\-–]+", given)
    initials = given if given.isupper() and given.isalpha() and len(given) < 4 else "".join(word[:1] for word in words)
    return Author(family=family, given=given, initials=initials.upper())
