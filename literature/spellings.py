"""How a name may be written: a biologist's plain synonym becomes a pattern over folded text.

The shape FAMILY-NUMBER (an interleukin) has rules of its own, because authors join, split, bracket and abbreviate it
freely: "IL-1beta" also stands for "IL1B", "il-1 β", "interleukin [IL]-1β", "interleukin 1 (IL-1) beta". Every other
name is taken as written, with hyphen, space or nothing between its words. This file does NOT know which names are
watched, which are false friends, or what a Record is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from literature.text import GREEK, fold

INTERLEUKIN = r"interl(?:eu|ue|u)[kc]in[ea]?s?"
"""The word in English, French, Spanish, and as commonly mistyped."""

_ABBREVIATION = r"(?:[(\[]\s?il[^()\[\]]{0,12}[)\]][\s\-]{0,2})?"
"""An abbreviation set in the middle of a name: "interleukin (IL)-1", "interleukin-1 (IL-1) receptor antagonist"."""

FAMILY = rf"(?:{INTERLEUKIN}|ils?)[\s\-_]{{0,3}}{_ABBREVIATION}"
"""What may stand before the number of an interleukin. Case and left context are judged in ``lookalikes``."""

HINTS = ("interl", rf"ils?[\s\-_]{{0,3}}{_ABBREVIATION}(?:\d|-[il])")
"""Patterns of which one stands in every text that names an interleukin. They begin with letters, for which ``re`` has a
fast search: looking for these first made matching several times faster (benchmarks/match.py)."""

_INNER = rf"[\s\-_()\[\]]{{0,3}}{_ABBREVIATION}"
"""What may stand between two parts of an interleukin's name."""

RIGHT = r"(?=(?:d?ko|tg)?s?(?![a-z0-9]))"
"""Where a name ends: at a plural s or a knock-out mark ("IL-1RKO"), never inside a longer word or number."""

_LETTER = {"alpha": "a", "beta": "b", "gamma": "g", "delta": "d"}
"""The Latin letter that gene symbols and typists use for a Greek one; for the other Greek letters nobody does."""

_GREEK = "|".join(sorted(GREEK.values(), key=len, reverse=True))
_FOUND_NAME = re.compile(rf"{FAMILY}|-?\d")
_INTERLEUKIN_IN = re.compile(r"(?<![a-z])(?:interleukins?|il)[\s\-]?\d")
_PARTS = re.compile(
    r"(?<![a-z])(?:interleukins?|il)[\s\-]?(?P<number>\d{1,2})(?!\d)"
    rf"|(?P<greek>{_GREEK})(?![a-z])|(?P<word>[a-z]+\d*[a-z]*\d*|\d+)|(?P<gap>[\s\-/]+)|(?P<other>.)"
)

_MEMBER = rf"\d{{1,2}}(?:\s?(?:{_GREEK})|[a-z]{{0,3}}\d?)(?![a-z0-9])"
_BETWEEN = r"\s?(?:,\s?(?:and|or)|,|and|or|&|plus)\s?"
_LIST = re.compile(
    rf"(?:{INTERLEUKIN}|ils?)[\s\-]{{0,2}}{_ABBREVIATION}{_MEMBER}(?P<after>(?:(?:{_BETWEEN}-|/-?){_MEMBER})+)"
    rf"|{INTERLEUKIN}(?<=s)[\s\-:(]{{0,3}}{_ABBREVIATION}(?P<all>{_MEMBER}(?:{_BETWEEN}-?{_MEMBER})+)"
)
_ITEM = re.compile(_MEMBER)


class Listed(NamedTuple):
    """A member of a list at ``[start:end]`` of the folded text; ``name`` is what it would be called alone."""

    name: str
    start: int
    end: int


def listed(text: str) -> Iterator[Listed]:
    """Members of lists that name the family once.

    After a singular each further number needs its hyphen or slash ("IL-6, -8 and -1β", "IL-4/13"), for any number may
    follow a comma; after the plural it may stand bare ("interleukins 1 and 6").
    """
    for found in _LIST.finditer(text):
        for item in _ITEM.finditer(text, found.start("after" if found["after"] else "all"), found.end()):
            yield Listed(f"il-{item[0]}", item.start(), item.end())


class Name(NamedTuple):
    """A synonym as patterns: of an interleukin its number and what follows it, of anything else ('') the whole."""

    number: str
    tail: str
    length: int
    """Length of the synonym without gaps, the family counted as "il": the longest is the most specific."""


def name_of(synonym: str) -> Name:
    """The patterns of a plain synonym.

    >>> name_of("interleukin 1 beta") == name_of("IL-1β")
    True
    """
    folded = fold(synonym).text.strip()
    first = _PARTS.match(folded)
    if not first or not first["number"]:
        return Name("", _chain(folded, "", ""), len(folded))
    rest = folded[first.end() :]
    return Name(first["number"], _chain(rest, _INNER, _INNER), len("il1") + len(re.sub(r"[\s\-]", "", rest)))


def is_interleukin(spelling: str) -> bool:
    """Whether a spelling found in a text is the name of an interleukin, or its number in a list, and not a drug's."""
    return bool(_FOUND_NAME.match(fold(spelling).text))


def phrase(text: str) -> str:
    """The pattern of a phrase in which interleukins may stand anywhere: a false friend of a Term."""
    folded = fold(text).text.strip()
    return r"(?<![a-z0-9])" + _chain(folded, _INNER if _INTERLEUKIN_IN.search(folded) else "", "")


def number(digits: str) -> str:
    """The pattern of an interleukin's number; 1 was also set as a Roman I, or the letter l, up to the 1990s."""
    return r"(?:1|(?<=[\s\-])[il])" if digits == "1" else digits


def _chain(folded: str, inner: str, gap: str) -> str:
    """The parts of ``folded`` one after another, each with what may stand before it, and where the last one ends.

    ``gap`` may stand before the first part, ``inner`` between two that the synonym joins.
    """
    pattern, end = "", RIGHT
    for part in _PARTS.finditer(folded):
        if part["gap"]:
            gap = r"[\s\-/]{0,3}" if "/" in part["gap"] else inner or r"[\s\-]{0,2}"
            continue
        pattern += _part(part, gap)
        gap = inner
        end = "" if part["greek"] else RIGHT
    return pattern + end


def _part(part: re.Match[str], gap: str) -> str:
    if part["number"]:
        return gap + FAMILY + number(part["number"])
    if part["greek"]:
        return _greek(part["greek"], gap)
    text = part["word"] or part["other"]
    if text == "ra":  # assay panels print the antagonist as IL-1Rα
        return rf"{gap}ra(?:lpha)?"
    if text in _LETTER.values():  # with a space before it, "a" is an article: "IL-1 a cytokine"
        return rf"-?{text}"
    return gap + re.escape(text)


def _greek(name: str, gap: str) -> str:
    """A Greek letter, by name or by Latin letter. After a long name no boundary is asked: "IL-1βmRNA", "IL-1αβ"."""
    if len(name) < len("beta"):
        return gap + name + RIGHT
    letter = _LETTER.get(name)
    return rf"(?:{gap}{name}|-?{letter}{RIGHT})" if letter else gap + name
