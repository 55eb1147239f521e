"""The dates of a PubMed record: numbers where they are certain, the printed words with them where they are not.

This file does NOT guess: "1979 Winter" has a year and no month, "2021 Feb 31" a month and no day.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from literature.model.record import PartialDate
from sources.rich_xml import Element

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR = re.compile(r"\b[0-9]{4}\b")
_WORD = re.compile(r"[A-Za-z]+")


def partial_date(element: Element) -> PartialDate:
    """A PubDate, ArticleDate, PubMedPubDate or the like; hours are left out. Empty where it says nothing."""
    parts = {child.tag: child.text or "" for child in element}
    words = parts.get("MedlineDate") or parts.get("Season", "")
    return _read(parts.get("Year", ""), parts.get("Month", ""), parts.get("Day", ""), words)


@lru_cache(maxsize=4096)
def _read(year: str, month: str, day: str, words: str) -> PartialDate:
    """Cached: a record has eight dates, and a file repeats the same few hundred of them."""
    printed = " ".join(f"{year} {month} {day} {words}".split())
    if not year:
        return _from_words(printed)
    certain = _certain(_number(year), _month(month), _number(day))
    more_is_said = len(printed.split()) > 3 - certain.count(None)
    return certain._replace(text=printed) if more_is_said else certain


def _from_words(text: str) -> PartialDate:
    """A MedlineDate: "1998 Dec-1999 Jan", "1979 Jul-Aug", "1977 Jan 5-12".

    Its year is the first one, when the issue began, and by which PubMed sorts it. A month is certain only where the
    words name no other month or year.
    """
    years = _YEAR.findall(text)
    months = [month for word in _WORD.findall(text) if (month := _month(word))]
    alone = len(years) == len(months) == 1
    return _certain(_number(years[0]) if years else None, months[0] if alone else None, None)._replace(text=text)


def _certain(year: int | None, month: int | None, day: int | None) -> PartialDate:
    """The longest beginning of year, month, day that exists in the calendar."""
    if not _stands(year):
        return PartialDate()
    if not _stands(year, month):
        return PartialDate(year)
    return PartialDate(year, month, day if _stands(year, month, day) else None)


def _stands(year: int | None, month: int | None = 1, day: int | None = 1) -> bool:
    try:
        date(year or 0, month or 0, day or 0)
    except ValueError:
        return False
    return True


def _month(text: str) -> int | None:
    """ "06", "6", "Jun" and "June" as 6; "Jun-Jul" is no month."""
    name = text[:3].lower()
    return _MONTHS.index(name) + 1 if name in _MONTHS and text.isalpha() else _number(text)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None
