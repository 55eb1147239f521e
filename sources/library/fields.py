"""What all library formats share: dates and names as people write them, inline tags, identifiers.

This file does NOT know any file format and does NOT guess: a date stays as certain as it was printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from literature.model.errors import SkipRecord
from literature.model.harvest import Unread
from literature.model.identifiers import FoundIdentifier, found_in_url, read_identifier
from literature.model.record import Author, Event, EventDate, Identifier, PartialDate, Record, RichText, Scheme
from sources.markup import read_markup
from sources.printable import one_line

_ORDER = {scheme: place for place, scheme in enumerate(Scheme)}
_FLOAT = re.compile(r"^([0-9]+)\.0$")
_LABELS = {
    Scheme.PMID: re.compile(
        r"\b(?:PMID|PubMed(?:[ -]?ID)?)\b\W{0,4}([0-9]{1,9})(?![0-9])|[0-9]{1,9}\[pmid\]", re.IGNORECASE
    ),
    Scheme.PMCID: re.compile(r"\bPMCID\W{0,4}(PMC[0-9]+)|PMC[0-9]+\[pmcid\]", re.IGNORECASE),
    Scheme.DOI: re.compile(r"\bdoi\b[:=\s]{0,3}(?:https?://\S*?)?(10\.[0-9]{4,9}/.+)", re.IGNORECASE),
}
_OTHER_PAPER = re.compile(
    r"\b(?:comments? (?:in|on)|erratum (?:in|for)|retraction (?:in|of)|retracted|republished|update (?:in|of)"
    r"|expression of concern|original report|summary for patients|correct(?:ed|ion)\b|cit(?:es|ed|ing)\b|references?\b"
    r"|reprint|reply to|see also)",
    re.IGNORECASE,
)
"""How a note begins to speak of another paper, whose PMID follows."""
_NOTHING_STATED = frozenset({
    "NA", "N/A", "n/a", "na", "N.A.", "n.a.", "NaN", "nan", "NULL", "null", "None", "none", "inf", "-", "--", "?",
    "[n/a]", "n. pag.", "undefined",
})  # fmt: skip
"""What R, pandas, JavaScript and people write into an empty cell."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?)?(?:[ T][0-9:.+Z]*)?")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR = re.compile(r"\b(?:1[5-9]|20)[0-9]{2}\b")
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)})[a-z]*\b", re.IGNORECASE)
_DAY = re.compile(r"\b([0-9]{1,2})(?:st|nd|rd|th)?\b")

_CITATION = re.compile(
    r"([^.;]{1,200}(?:\([^)]{0,100}\))?)?\.?\s*"
    r"((?:1[5-9]|20)[0-9]{2}(?: [A-Z][a-z]{2}(?:-[A-Z][a-z]{2})?)?(?: [0-9]{1,2})?)"
    r"(?:;([^():;.]*)(?:\(([^)]*)\))?(?::([^.;]*))?)?\."
)
"""The line in which PubMed cites a paper, in the parts of ``Citation``: "J Neurol. 2011 Oct;258(10):1865-70."."""

_TAG = r"/?(?:jats:)?(?:i|b|em|strong|italic|bold|sub|sup|p|br|div|span|sec|title)\b[^<>]*>"
_MARKUP = re.compile(rf"<{_TAG}|&(?:[a-z]+|#x?[0-9a-f]+);", re.IGNORECASE)
_SIGN = re.compile(rf"<(?!{_TAG})", re.IGNORECASE)

LONGEST = 1_000_000
"""Characters of one title or abstract; the longest abstract of PubMed has about 20,000."""

_INITIALS = re.compile(r"[^\W\d_]{1,4}")
_DOTTED = re.compile(r"(?P<family>.*[^\W\d_]{2}.*?) (?P<initials>(?:[^\W\d_]\.[ -]?){1,4})")
_CUT_OUT = re.compile(r"(?<=[^\W\d_]) ([^\W\d_a-zA-Z]) (?=[^\W\d_])")
"""An accented letter that an exporter's entity has cut out of its word: "B ö hlen"."""
_PARTS = re.compile(r"[\s.\-‐]+")
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "2nd", "3rd", "ii", "iii"})
_NOBODY = re.compile(r"(?:and\s+)?\W*(?:others|et\.?\s*al\.?|et\.? coll\.?|\.\.\.|…)\W*", re.IGNORECASE)
_ET_AL = re.compile(r"[,;]?\s+(?:et\.? al\.?|and others|\[et al\.?\])\s*$", re.IGNORECASE)
_COLLECTIVE = re.compile(
    r"\b(?:group|consortium|collaborati\w+|investigators|committee|network|society|organi[sz]ation|agency|council|initiative"
    r"|institute|association|team|registry|federation)\b",
    re.IGNORECASE,
)


def unread(file: str, line: int, reason: str, body: str = "", record_id: str = "") -> Unread:
    """Return what could not become a Record: it begins at ``line`` (from 1) of ``file``, where it has ``record_id``."""
    return Unread(record_id or f"{file}:{line}", f"line {line}: {reason}", body.encode(errors="replace"), line)


def stated(text: str) -> str:
    """Return ``text``, or '' where it says that nothing is known: two such volumes must not agree with each other. A
    number that a table made a float ("258.0") becomes whole again."""
    if text in _NOTHING_STATED:
        return ""
    return _FLOAT.sub(r"\1", text) if text.endswith(".0") else text


@lru_cache(maxsize=4096)
def read_date(text: str) -> PartialDate:
    """Read a date as printed: "2009-06-04", "20110413", "2009/06//", "2011 Oct", "June 4, 2009", "2000 May-Jun".

    What is not certain stays as words in ``text``; a newspaper's "June 3" has a month and a day and no year.
    """
    text = _FLOAT.sub(r"\1", " ".join(text.split()).rstrip("/"))
    if numbers := _COMPACT.fullmatch(text) or _NUMBERS.fullmatch(text):
        year, month, day = (int(part) if part else None for part in numbers.groups())
        return _certain(year, month, day, text)
    years, months, days = set(_YEAR.findall(text)), _MONTH.findall(text), _DAY.findall(text)
    if len(years) > 1 or len(months) != 1 or len(days) > 1:
        return PartialDate(int(min(years)) if years else None, text=text)
    month = _MONTHS.index(months[0].lower()) + 1
    return _certain(int(min(years)) if years else None, month, int(days[0]) if days else None, text)


def _certain(year: int | None, month: int | None, day: int | None, text: str) -> PartialDate:
    """Keep the numbers as far as the calendar has them; the words too where the numbers do not say all."""
    for numbers in ((year, month, day), (year, month, None), (year, None, None)):
        try:
            date(numbers[0] or 2000, numbers[1] or 1, numbers[2] or 1)  # 2000 was a leap year
        except ValueError:
            continue
        return PartialDate(*numbers, text="" if year and numbers == (year, month, day) else text)
    return PartialDate(text=text)


def event(kind: Event, text: str) -> tuple[EventDate, ...]:
    """Read ``text`` as the date of ``kind``; nothing where nothing is printed."""
    return (EventDate(kind, read_date(text)),) if text.strip() else ()


class Citation(NamedTuple):
    """The parts of a citation line, '' for those that were not printed."""

    journal: str = ""
    date: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""

    def __bool__(self) -> bool:
        return bool(self.volume or self.pages)


def read_citation(line: str) -> Citation:
    """Read the citation at the beginning of ``line``; all parts are empty where there is none."""
    match = _CITATION.match(line.strip())
    return Citation(*((part or "").strip() for part in match.groups())) if match else Citation()


def split(text: str, separator: str) -> list[str]:
    """Split ``text`` at each ``separator`` (a pattern), without empty parts."""
    return [stripped for part in re.split(separator, text) if (stripped := part.strip())]


def attempt(
    read: Callable[[], Record | Unread], file: str, line: int, body: str = "", record_id: str = ""
) -> Record | Unread:
    """Read one record of ``file``; return it as Unread, with the fault's own words, where ``read`` fails.

    Faults of a reader are caught here alone: whatever one record does to it, the others are read.
    """
    try:
        return read()
    except SkipRecord as fault:
        return unread(file, line, fault.message, body, record_id)
    except Exception as fault:
        return unread(file, line, f"cannot be read ({type(fault).__name__}: {fault})"[:300], body, record_id)


def people(names: Iterable[str], read: Callable[[str], Author] | None = None) -> tuple[Author, ...]:
    """Return an Author for each name, by ``read``; "and others" and "et al." are nobody."""
    named = (_ET_AL.sub("", name).strip() for name in names)
    return tuple((read or author)(name) for name in named if name and not _NOBODY.fullmatch(name))


@lru_cache(maxsize=16384)  # a library names the same people again and again
def author(name: str) -> Author:
    """Read a name as libraries write it: "Na, Sang-Jun", "Na SJ", "Na S. J.", "Sang-Jun Na", or a group."""
    name = " ".join(name.split())
    if not name.isascii():
        name = _CUT_OUT.sub(lambda cut: cut[1] if cut[1].islower() else cut[0], name)
    if "," in name:  # with nothing behind the comma a group, as EndNote writes it
        family, _, given = (part.strip() for part in name.partition(","))
        return Author(family=family, given=given, initials=_initials(given)) if given else Author(collective=family)
    words = name.split()
    if _COLLECTIVE.search(name):
        return Author(collective=name)
    if len(words) < 2:
        return Author(family=name)
    if _INITIALS.fullmatch(words[-1]) and words[-1].isupper():
        return Author(family=" ".join(words[:-1]), initials=words[-1])
    if dotted := _DOTTED.fullmatch(name):
        return Author(family=dotted["family"], initials=_initials(dotted["initials"]))
    return _given_first(words)


def _given_first(words: list[str]) -> Author:
    """Take the last word as the family name, with the particles before it ("van", "de la")."""
    last = len(words) - 1
    if words[last].lower() in _SUFFIXES and last > 1:
        last -= 1
    cased = not " ".join(words).islower()  # in a list without capitals no small letter marks a particle
    while cased and last > 1 and words[last - 1][:1].islower():
        last -= 1
    given = " ".join(words[:last])
    return Author(family=" ".join(words[last:]), given=given, initials=_initials(given))


def _initials(given: str) -> str:
    """Shorten "Sang-Jun" to "SJ", as PubMed writes it."""
    if given.isupper() and _INITIALS.fullmatch(given):
        return given
    return "".join(part[0] for part in _PARTS.split(given) if part[:1].isupper())


def marked(raw: str) -> RichText:
    """Read text with tags and entities that an exporter left ("<i>IL1RN</i>", "&beta;"); a bare "<" is a sign."""
    if ("<" in raw or "&" in raw) and _MARKUP.search(raw):
        return read_markup(_SIGN.sub("&lt;", raw), LONGEST).text
    return RichText(one_line(raw))


class ReferenceIdentifiers(NamedTuple):
    """The identifiers of a Record, and those of them whose spelling had to be repaired."""

    identifiers: tuple[Identifier, ...] = ()
    repaired: tuple[Identifier, ...] = ()


def identifiers_of(pairs: Iterable[tuple[Scheme, str]]) -> ReferenceIdentifiers:
    """Normalise the pairs that are identifiers, each once; a link also gives the DOI or PMID that it names.

    A spelling that is good in one place was not repaired.
    """
    repaired: dict[Identifier, bool] = {}
    for scheme, raw in pairs:
        for match in _read(scheme, raw):
            repaired[match.identifier] = match.repaired and repaired.get(match.identifier, True)
    identifiers = tuple(sorted(repaired, key=lambda identifier: _ORDER[identifier.scheme]))
    return ReferenceIdentifiers(identifiers, tuple(filter(repaired.get, identifiers)))


def _read(scheme: Scheme, raw: str) -> tuple[FoundIdentifier, ...]:
    if scheme is Scheme.URL and (named := found_in_url(raw)):
        return named
    match = read_identifier(scheme, raw)
    return (match,) if match else ()


def identifiers_in_notes(text: str) -> Iterator[tuple[Scheme, str]]:
    """Find the PMID, PMCID and DOI that a note gives under their names, a line each, as Zotero's Extra column does; not
    those behind words that name another paper."""
    for line in text.split("\n"):
        about_this_paper = _OTHER_PAPER.split(line, 1)[0]
        for scheme, label in _LABELS.items():
            if match := label.search(about_this_paper):
                yield scheme, match[1] or match[0]
