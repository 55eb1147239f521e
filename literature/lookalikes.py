"""What an interleukin's spelling may be instead, judged by the letters around it.

General reasons only; phrases of the field that mislead ("Toll/IL-1 receptor") are the ``exclude`` of a Term.
This file does NOT look for spellings.
"""

from __future__ import annotations

import re

WORD = "an ordinary word"
"""What "April 1" and "until 1 h" hold: nothing that a reader would take for a name."""

_BROKEN_TEN = re.compile(r"\s0(?![\d.])")
"""After "IL-1": a line break or a scan inside "IL-10"; a quantity of plain zero never follows."""

_STATE = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+)*, $")
"""A capitalised place and a comma, just before "IL 1": the state of Illinois and a number."""
_COUNTRY = re.compile(r"[\d\s\-]*,? (?:USA|U\.S\.|United States)")
_SENTENCE_START = re.compile(r"(?:^|[.;:?!(]\s*)$")
"""A list that opens a sentence ("Interferon, IL 1 and TNF") looks like an address too, so there it is none."""

_SPECIES = frozenset({"hu", "rhu", "mu", "rmu"})
"""Marks of human and murine proteins, written with capitals as well: "rHuIL-1"."""

_ROMAN = re.compile(r"il[\s\-]+[il]")
_ROMAN_SEQUEL = re.compile(r"il-[il][\s\-]?(?:alpha|beta)")
"""After the short family name a Roman numeral is believed only with hyphen and Greek letter: "IL-Iβ"."""
_LEFT_LETTERS = re.compile(r"[^\W\d_]+$")


def stranger(original: str, start: int, end: int, folded: str, follows: str) -> str:
    """What ``original[start:end]`` is instead of an interleukin, or ''.

    ``folded`` is that part folded, beginning with "il"; ``follows`` the next few folded characters. The full word
    "interleukin" needs no such care and is not given here.
    """
    family, before = original[start : start + 2], original[max(0, start - 60) : start]
    letters = _LEFT_LETTERS.search(before)
    spaced = folded[2:3].isspace()
    if letters and not _is_prefix(letters[0], family):
        return WORD if spaced else letters[0] + original[start:end]
    if spaced and family != "IL":  # "il 1 maggio": an article
        return original[start:end]
    if _ROMAN.match(folded) and not _ROMAN_SEQUEL.match(folded):
        return original[start:end]
    if folded[-1:] == "1" and _BROKEN_TEN.match(follows):
        return "IL-10"
    return "Illinois" if spaced and _is_address(before, original[end : end + 16]) else ""


def _is_prefix(letters: str, family: str) -> bool:
    """Whether letters glued to "IL" are a mark of kind or origin: "sIL-1Ra", "rhIL-1", "proIL-1β", never "HOIL-1"."""
    return family == "IL" and (letters.islower() or letters.lower() in _SPECIES)


def _is_address(before: str, after: str) -> bool:
    place = _STATE.search(before)
    if not place:
        return False
    return bool(_COUNTRY.match(after)) or not _SENTENCE_START.search(before[: place.start()])
