"""How a name may be written: a biologist's plain synonym becomes a pattern over folded text.

The shape FAMILY-NUMBER (an interleukin) has rules of its own, because authors join, split, bracket and abbreviate it
freely: "IL-1beta" also covers "IL1B", "il-1 β", "interleukin [IL]-1β", "interleukin 1 (IL-1) beta". Every other
name is taken as written, with hyphen, space or nothing between its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from literature.terms import languages
from literature.terms.languages import INTERLEUKIN
from literature.text import GREEK, fold

_GREEK = "|".join(sorted(GREEK.values(), key=len, reverse=True))
_MARKED = r"(?:alpha|beta|gamma|delta|epsilon|theta)"
"""The Greek letters of interleukins that have several forms: a number with one of them is no count."""

_ABBREVIATED = r"(?:[(\[]\s?il[^()\[\]]{0,12}[)\]][\s\-]{0,2})?"
"""An abbreviation set in the middle of a name: "interleukin (IL)-1", "interleukin-1 (IL-1) receptor antagonist"."""

_BRACKET = rf"(?:(?<=-)[(\[]\s?(?=\d)|[(\[]\s?(?=\d{{1,2}}\s?-?{_MARKED}))?"
"""A bracket before the number: "IL-(1 beta)". Without hyphen or Greek letter it is a citation: "interleukin [1]"."""

FAMILY = rf"(?:{INTERLEUKIN}|{languages.ABBREVIATION})[\s\-_]{{0,3}}{_ABBREVIATED}{_BRACKET}"
"""What may come before the number of an interleukin. ``lookalikes`` checks case and left context."""

HINTS = (rf"ils?[\s\-_]{{0,3}}{_ABBREVIATED}(?:[(\[]?\s?\d|-[il])", *languages.HINTS)
"""Patterns of which one is in every text that names an interleukin. They begin with letters, for which ``re`` has a
fast search: looking for these first made matching several times faster (benchmarks/match.py)."""

BEYOND_ASCII = re.compile(rf"\u0131|{languages.OTHER_SCRIPT.pattern}")
"""A further hint, for folded texts that are not ASCII: a misread I, any name in another script."""

START = re.compile(rf"[{languages.FIRST}](?=[nlo]|[^\x00-\x7f])")
"""Where an interleukin's name may begin: tried first, for the same reason."""

_INNER = rf"[\s\-_()\[\]]{{0,3}}{_ABBREVIATED}"
"""What may come between two parts of an interleukin's name."""

GLUED = ("", "ko", "dko", "tg", "hi", "high", "lo", "low", "pos", "neg", "dim", "bright")
"""Marks set behind a name without a gap: of a knock-out or transgenic ("IL-1RKO"), of how much of it a cell bears
("IL-1R1hi")."""

RIGHT = rf"(?=(?:{'|'.join(GLUED)})s?(?![a-z0-9]))"
"""Where a name ends: at a plural s or such a mark, never inside a longer word or number."""

_WORDS = {
    "ra": r"ra(?:lpha)?(?:[1-4]|-?i{1,3}(?![a-z]))?",  # assay panels print IL-1Rα; isoforms are icIL-1Ra1 to 3
    "receptor": languages.RECEPTOR,
    "antagonist": languages.ANTAGONIST,
}
"""Words of synonyms that are written in more ways than one."""

_LETTER = {"alpha": "a", "beta": "b", "gamma": "g", "delta": "d"}
"""The Latin letter that gene symbols and typists use for a Greek one; for the other Greek letters nobody does."""

_FOUND_NAME = re.compile(rf"{FAMILY}|-?\d|.*{FAMILY}\d")
_HEAD = rf"(?:{INTERLEUKIN}|(?<![a-z])il|(?<![а-яії])[иі]л)[\s\-]?"
_INTERLEUKIN_IN = re.compile(rf"{_HEAD}\d")
_PARTS = re.compile(
    rf"{_HEAD}(?P<number>\d{{1,2}})(?!\d)"
    rf"|(?P<greek>{_GREEK})(?![a-z])|(?P<word>[a-z]+\d*[a-z]*\d*|\d+)|(?P<declined>[а-яії]+)"
    r"|(?P<gap>[\s\-/]+)|(?P<other>.)"
)

_MEMBER = rf"\d{{1,2}}(?:[\s\-]?(?:{_GREEK})|[a-z]{{0,3}}\d?)(?![a-z0-9])"
_BETWEEN = rf"(?:\s?(?:,\s?(?:and|or)|,|and|or|&|plus|\+|、|和|及)\s?|{languages.AND})"
_MORE = rf"(?:(?:{_BETWEEN}-?|/-?){_MEMBER})+"
_LIST = re.compile(
    rf"(?:{INTERLEUKIN}(?:(?<=s)|(?<=chine))|ils)[\s\-:(]{{0,3}}{_ABBREVIATED}(?P<all>{_MEMBER}{_MORE})"
    rf"|(?:{INTERLEUKIN}|ils?)[\s\-]{{0,2}}{_ABBREVIATED}(?:{_MEMBER}(?P<after>{_MORE})"
    rf"|(?<=-)[(\[]\s?(?P<inside>{_MEMBER}{_MORE})|[(\[]\s?(?P<marked>{_MEMBER}{_MORE}))"
)
_ITEM = re.compile(_MEMBER)
_GREEK_ITEM = re.compile(rf"\d{{1,2}}[\s\-]?{_MARKED}")
_NO_INTERLEUKIN = re.compile(r",?\s?\(?\d|[\s\-(,]*(?:hydroxy|oh\b|block|agonist|antagonist|adren|cell)")
"""After "1α": vitamin D ("IL-6 and 1α,25-dihydroxyvitamin D3"), beta-blockers and beta cells."""


class Listed(NamedTuple):
    """A member of a list at ``[start:end]`` of the folded text; ``name`` is what it would be called alone."""

    name: str
    start: int
    end: int


def listed(text: str) -> Iterator[Listed]:
    """Find the members of lists that name the family once.

    After a singular each further number needs its hyphen, slash or Greek letter ("IL-6, -8 and -1β", "IL-4/13",
    "interleukin 6 and 1 beta"), for any number may follow a comma; after the plural, and in the brackets of
    "IL-(6, 1β)", it may be bare.
    """
    for hit in _LIST.finditer(text):
        kind = str(hit.lastgroup)
        for item in _ITEM.finditer(text, *hit.span(kind)):
            if kind in ("inside", "all") or _is_member(text, item):
                yield Listed(f"il-{item[0]}", item.start(), item.end())


def _is_member(text: str, item: re.Match[str]) -> bool:
    if text[item.start() - 1] in "-/":
        return True
    return bool(_GREEK_ITEM.match(item[0]) and not _NO_INTERLEUKIN.match(text, item.end()))


class Name(NamedTuple):
    """A synonym as patterns: of an interleukin its number and what follows it, of anything else ('') the whole.

    ``left`` says where the whole may begin; it is apart because ``re`` searches fast for what begins with a letter.
    """

    number: str
    tail: str
    length: int
    """Length of the synonym without gaps, the family counted as "il": the longest is the most specific."""
    left: str = ""
    seeds: tuple[str, ...] = ()
    """The runs of letters and digits with which the spellings of the whole begin; () where that cannot be said."""


def names_of(synonym: str) -> Iterator[Name]:
    """Return the patterns of a plain synonym; a receptor antagonist's also in the orders of other languages.

    >>> list(names_of("interleukin 1 beta")) == list(names_of("IL-1β"))
    True
    """
    folded = fold(synonym).text.strip()
    first = _PARTS.match(folded)
    if not first or not first["number"]:
        yield Name("", _chain(folded, "", ""), len(folded), _left(folded), _seeds(folded))
        return
    rest = folded[first.end() :]
    plain = re.sub(r"[\s\-]", "", rest)
    yield Name(first["number"], _chain(rest, _INNER, _INNER), len("il1") + len(plain))
    if plain == "receptorantagonist":
        for order in languages.antagonist_of(FAMILY + number(first["number"])):
            yield Name("", order, len(folded), _left(order))


def is_interleukin(spelling: str) -> bool:
    """Return whether a spelling found in a text names an interleukin, or its number in a list, and no drug."""
    return bool(_FOUND_NAME.match(fold(spelling).text))


def phrase(text: str) -> Name:
    """Return the patterns of a phrase in which interleukins may be anywhere: a false friend of a Term."""
    folded = fold(text).text.strip()
    first = _PARTS.match(folded)
    if first and first["number"]:
        return Name(first["number"], _chain(folded[first.end() :], _INNER, _INNER), len(folded))
    inner = _INNER if _INTERLEUKIN_IN.search(folded) else ""
    return Name("", _chain(folded, inner, ""), len(folded), _left(folded), () if inner else _seeds(folded))


def number(digits: str) -> str:
    """Return the pattern of an interleukin's number, also in words; until the 1990s 1 was set as I or as l."""
    words = rf"(?<!s[\s\-])(?<=[\s\-]){languages.in_words(digits)}(?! of\b)"
    return rf"(?:1|(?<=[\s\-])[il]|{words})" if digits == "1" else rf"(?:{digits}|{words})"


def _seeds(folded: str) -> tuple[str, ...]:
    """Of "abt-981" abt and abt981, for its words may be joined; only of names that are words and gaps."""
    parts = list(_PARTS.finditer(folded))
    if not all(part["word"] or part["gap"] for part in parts):
        return ()
    return tuple(accumulate(part["word"] for part in parts if part["word"]))


def _left(folded: str) -> str:
    """Where a name may begin: not inside a word of its own script; Chinese and Japanese set no spaces."""
    first = folded[:1]
    if first.isascii():
        return r"(?<![a-z0-9])"
    return r"(?<![а-яії])" if re.match(r"[а-яії]", first) else ""


def _chain(folded: str, inner: str, gap: str) -> str:
    """The parts of ``folded`` one after another, each with what may come before it, and where the last one ends.

    ``gap`` may come before the first part, ``inner`` between two that the synonym joins.
    """
    pattern, end, joined = "", RIGHT, True
    for part in _PARTS.finditer(folded):
        if part["gap"]:
            gap, joined = inner + r"[\s\-/]{0,3}" if "/" in part["gap"] else inner or r"[\s\-]{0,2}", False
            continue
        # After an interleukin's number and a space, "a" is an article: "IL-1 a cytokine".
        tight = (joined and part[0] == "i") or (inner and part[0] in _LETTER.values())
        pattern += _part(part, "-?" if tight else gap)
        gap, joined = inner, True
        end = "" if part["greek"] or not part[0].isascii() else RIGHT
    return pattern + end


def _part(part: re.Match[str], gap: str) -> str:
    if part["number"]:
        return gap + FAMILY + number(part["number"])
    if part["greek"]:
        return _greek(part["greek"], gap)
    if part["declined"]:
        return gap + languages.declined(part["declined"])
    text = part["word"] or part["other"]
    if text in _WORDS:
        return gap + _WORDS[text]
    return gap + re.escape(text)


def _greek(name: str, gap: str) -> str:
    """A Greek letter, by name or by Latin letter. After a long name no boundary is asked: "IL-1βmRNA", "IL-1αβ"."""
    if len(name) < len("beta"):
        return gap + name + RIGHT
    letter = _LETTER.get(name)
    return rf"(?:{gap}{name}|-?{letter}{RIGHT})" if letter else gap + name
