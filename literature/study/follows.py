"""Following: the authors and journals whose papers readers want to see first.

A name is not a person: an ORCID is, and a name with an affiliation nearly. What a source does not say (feeds give no
ORCID and no affiliation) matches nothing. This file does NOT bring papers that no term brings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from literature.model.record import Author, Record
from literature.text import fold

_ORCID = re.compile(r"(?:https?://orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_INITIALS = re.compile(r"(?:[A-Z]\.?[ -]?){1,3}")


@dataclass(frozen=True, slots=True)
class Follow:
    """One author or journal; of an author one of ``orcid`` and ``author``."""

    name: str
    """What the letter says: "You follow NAME"."""
    orcid: str = ""
    author: str = ""
    """"Gattorno M", "Gattorno, Marco" or "Marco Gattorno"."""
    affiliation: str = ""
    """Words that one of the author's affiliations must have."""
    journal: str = ""
    """Title, abbreviation or ISSN."""


def orcid(text: str) -> str:
    """Return the sixteen digits of an ORCID, with or without its address, in its printed form; '' where it is none or
    its check digit is wrong (ISO 7064, 11-2: support.orcid.org, "Structure of the ORCID Identifier")."""
    hit = _ORCID.fullmatch(text.strip())
    digits = hit[1].upper().replace("-", "") if hit else ""
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return hit[1].upper() if hit and digits[-1] == ("X" if check == 10 else str(check)) else ""


def matching(record: Record, follows: Iterable[Follow]) -> Iterator[Follow]:
    """Yield those of ``follows`` that ``record`` is by, or in."""
    return (follow for follow in follows if _is_by(record, follow) or _is_in(record, follow))


def _is_in(record: Record, follow: Follow) -> bool:
    """Whether it appeared in the journal; a news story's outlet is a journal here."""
    wanted = _key(follow.journal)
    names = (record.journal.title, record.journal.abbreviation, *record.journal.issns)
    return bool(wanted) and wanted in map(_key, names)


def _is_by(record: Record, follow: Follow) -> bool:
    if follow.orcid:
        return any(orcid(author.orcid) == follow.orcid for author in record.authors)
    readings = _readings(follow.author)
    return any(_is_at(author, follow.affiliation) and _is_one_of(author, readings) for author in record.authors)


def _is_at(author: Author, affiliation: str) -> bool:
    wanted = _words(affiliation)
    return not wanted or any(f" {wanted} " in f" {_words(place)} " for place in author.affiliations)


class _Name(NamedTuple):
    family: str
    given: str = ""
    """The first given name; '' where only initials are known."""
    initials: str = ""


def _readings(text: str) -> list[_Name]:
    """What the name in watch.toml may mean: "Gattorno M", "Gattorno, Marco", "Marco Gattorno", "Ben-Zvi"."""
    family, comma, given = text.partition(",")
    if comma:
        return [_name(family, given)]
    words = text.split()
    if len(words) > 1 and _INITIALS.fullmatch(words[-1]):
        return [_name(" ".join(words[:-1]), words[-1])]
    return [_name(" ".join(words[place:]), " ".join(words[:place])) for place in range(len(words))]


def _name(family: str, given: str) -> _Name:
    if _INITIALS.fullmatch(given.strip()):
        return _Name(_words(family), initials=_key(given))
    words = _words(given).split()
    first = words[0] if words and len(words[0]) > 1 else ""
    return _Name(_words(family), first, "".join(word[0] for word in words))


def _is_one_of(author: Author, readings: Iterable[_Name]) -> bool:
    """Whether the author may be meant: by the family name, by the initials that are given, and by the first given name
    where both have one. A collective goes by its whole name."""
    if author.collective:
        return any(_words(author.collective) == reading.family for reading in readings if not reading.initials)
    printed = author.initials.split()[:1]
    known = _name(author.family, author.given)
    initials = _key(printed[0]) if printed else known.initials
    return any(
        wanted.family == known.family != ""
        and initials.startswith(wanted.initials)
        and (not (known.given and wanted.given) or known.given == wanted.given)
        for wanted in readings
    )


def _words(text: str) -> str:
    return " ".join(_WORD.findall(fold(text).text))


def _key(text: str) -> str:
    return "".join(_WORD.findall(fold(text).text))
