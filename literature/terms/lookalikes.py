"""What an interleukin's spelling may be instead, by the letters around it.

General reasons only; phrases of the field that mislead ("Toll/IL-1 receptor") are the ``exclude`` of a Term.
"""

from __future__ import annotations

import re

from literature.terms.languages import MISREAD_I

ABBREVIATED = re.compile(rf"(?:i|{MISREAD_I})l|[иі]л(?![а-яії])")
"""The beginning of a candidate that is not the full word."""

WORD = "an ordinary word"
"""What "April 1" and "until 1 h" hold: nothing that a reader would take for a name."""

ARTICLE = (" a", "\u00a0a", "\na")
"""How a name ends that took an article for its last letter: "hepatitis a year ago", where "hepatitis A" is watched."""

_BROKEN_TEN = re.compile(
    r"\s0(?![\d.]|\s?(?:to|,|or|and|versus|vs)\s?\d|-\d{1,3}\s?[np]g|\s?(?:(?:[npm]|mu)g|units?|hours?|h|min|days?)\b|\s?%)"
)
"""After "IL-1": a line break or a scan inside "IL-10". A zero that begins a range or has a unit is a dose."""

_STATE = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+)*, $")
"""A capitalised place and a comma, just before "IL 1": the state of Illinois and a number."""
_TOWN = re.compile(
    r"\b(?:Chicago|Springfield|Peoria|Urbana|Champaign|Evanston|Rockford|Naperville|Joliet|Aurora|Elgin|Carbondale|"
    r"Decatur|Bloomington|Normal|Maywood|Hines|Skokie|DeKalb|Moline|Rock Island|Quincy|Galesburg|Belleville|"
    r"Edwardsville|Argonne|Lemont|Downers Grove|Oak Park|Oak Brook|Park Ridge|Glenview|Abbott Park|"
    r"Lake Forest|Deerfield|Northbrook|Waukegan|Danville|Alton|Macomb|Charleston|Kankakee|Batavia|Lisle|Wheaton|"
    r"Schaumburg|Cicero), $"
)
"""Towns and campuses of Illinois that are found in addresses and datelines."""
_COUNTRY = re.compile(r"[\d\s\-]*,? (?:USA|U\.S\.|United States)")
_NAMES_GO_ON = re.compile(
    r"\s?(?:,|and\b|or\b|&|/)[\s,]{0,2}(?:(?:and|or|&) )?(?:[A-Z]{2,}|[Ii]nterleukin|[Tt]umou?r|[A-Z][a-z]+ \d)"
    r"|\s(?:[Ll]evels?|[Cc]oncentrations?|[Ee]xpression|[Mm]RNA|[Gg]enes?)\b"
)
"""After "Leptin, IL 1": the next molecule of a list, or what is measured of it. A state has neither behind it."""
_SENTENCE_START = re.compile(r"(?:^|[.;:?!(]\s*)$")
"""A list that opens a sentence ("Interferon, IL 1 and TNF") looks like an address too, so there it is none."""

_PREFIXES = frozenset({"hu", "rhu", "mu", "rmu", "rh", "rm", "pro", "pre", "anti", "ic"})
"""Marks of kind and origin that are written with capitals as well: "rHuIL-1", "ProIL-1β" at the head of a title.
Single letters are none, for VIL-1, PIL-1 and MIL-1 are other proteins."""

_GREEK = re.compile(r"alpha|beta")

_ROMAN = re.compile(r"s?[\s\-]+[a-z]")
_ROMAN_SEQUEL = re.compile(r"-[il][\s\-]?(?:alpha|beta)")
"""After the short family name a Roman numeral is believed only with hyphen and Greek letter: "IL-Iβ"."""
_LEFT_LETTERS = re.compile(r"[A-Za-z\u00c0-\u04ff]+$")
"""Letters of the alphabets; Chinese and Japanese set no space before "IL-1"."""

_MISREAD = re.compile(r"[lΙІı|]L$")
_MISREAD_ONE = re.compile(r"1L$")
_NOT_BEFORE = re.compile(r"[\w.,·/%]$")
_PROVES = re.compile(r"[\s\-]?\d{1,2}[\s\-]?(?:alpha|beta|gamma|[ab](?![a-z])|r)")
"""What shows that "1L" was IL, and no litre: a Greek letter or a receptor."""


def find_lookalike(original: str, start: int, end: int, number: str, follows: str) -> str:
    """Return what ``original[start:end]``, which begins with an abbreviation, is instead of an interleukin, or ''.

    ``number`` is what follows the two letters IL, and ``follows`` the next few characters, both folded. The full
    word "interleukin" needs no such care and is not given here.
    """
    family, left = original[start : start + 2], original[max(0, start - 60) : start]
    if family.casefold() != "il":
        return "" if _is_misread(family, left, number) else original[start:end]
    letters = _LEFT_LETTERS.search(left)
    spaced = number.removeprefix("s")[:1].isspace()
    if letters and not _is_prefix(letters[0], family):
        return WORD if spaced else letters[0] + original[start:end]
    if spaced and family != "IL" and not _GREEK.search(number):  # "il 1 maggio": an article
        return original[start:end]
    if _ROMAN.match(number) and not _ROMAN_SEQUEL.match(number):
        return original[start:end]
    if number[-1:] == "1" and _BROKEN_TEN.match(follows):
        return "IL-10"
    is_address = spaced and number.strip().isdigit() and _is_address(left, original[end : end + 24])
    return "Illinois" if is_address else ""


def _is_misread(family: str, left: str, number: str) -> bool:
    """Whether ``family`` is an IL of which the I was misread, or the Cyrillic ИЛ; small "ил" is silt, "Ил" a plane."""
    if family in ("ИЛ", "ІЛ"):
        letters = _LEFT_LETTERS.search(left)
        return not letters or letters[0].islower()
    if _NOT_BEFORE.search(left):
        return False
    return bool(_MISREAD.match(family) or (_MISREAD_ONE.match(family) and _PROVES.match(number)))


def _is_prefix(letters: str, family: str) -> bool:
    """Whether letters glued to "IL" are a mark of kind or origin: "sIL-1Ra", "rhIL-1", "proIL-1β", never "HOIL-1"."""
    return family == "IL" and (letters.islower() or letters.lower() in _PREFIXES)


def _is_address(left: str, right: str) -> bool:
    """Whether a place comes before: a town of Illinois in any sentence, another capitalised word inside one."""
    place = _STATE.search(left)
    if not place:
        return False
    if _COUNTRY.match(right) or _TOWN.search(left):
        return True
    return not _NAMES_GO_ON.match(right) and not _SENTENCE_START.search(left[: place.start()])
