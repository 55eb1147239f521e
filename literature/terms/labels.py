"""What "IL-1" is the label of in other sciences: a protein's loop, an ionic liquid, a line of tomatoes, a road.

Asked only of a bare label, never of "IL-1β" or "interleukin-1". Two kinds of evidence, over the whole text or Record:
the label is defined there ("intracellular loop 1 (IL1)"), or the text speaks another science's words and none of
biology's (sciences.py). A definition outweighs biology's words where it is exact, else gives way to cytokines.
Everything here reads folded text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from literature.terms.languages import INTERLEUKIN
from literature.terms.sciences import BIOLOGY, CYTOKINES, find_other_science

BARE = re.compile(r"(?:ils?[\s\-_]{0,3}|-?)(\d{1,2})")
"""A spelling that is only family and number, or a number in a list."""

_LABEL = r"ils?[\s\-]?(?P<number>\d{1,2})?s?"
_IN_BRACKETS = re.compile(rf"\s?[(\[]{_LABEL}(?:(?:,? (?:and|or|to|&) |-|, ?)ils?[\s\-]?\d{{1,2}}){{0,4}}(?:-\d)?[)\]]")
"""A bracket that holds labels and nothing else: "(IL-1, TNF-alpha)" defines nothing."""
_WORDS_BEFORE = re.compile(r"[a-z0-9\s\-]+$")
_LONG = r"(?P<long>(?:first |second |third |fourth )?i[a-z]+[\s\-]?l[a-z]+(?:[\s\-]\d+)?)"
_EXPLAINED = re.compile(rf"(?<![a-z0-9]){_LABEL}(?:\s?\((?:the )?|\s?[=:,]\s?){_LONG}(?=\s?(?:[;,)\]]|\.(?!\d)|$))")
"""The long form in a bracket, or as in a list of abbreviations, and nothing behind it: "IL-1: the important link
between obesity and gout" is a title."""
_IN_FULL = re.compile(rf"{INTERLEUKIN}[\s\-]{{0,2}}(\d{{1,2}})(?!\d)")
_WORD = re.compile(r"[a-z]+|\d+")

_THING = (
    r"(?:loops?|layers?|lines?|liquids?|loss|lists?|lamell(?:a|ae|ar)|lens(?:es)?|link(?:er)?s?|lanes?|larvae?|leads?|"
    r"leaf|languages?|lattices?|lithography|logic)"
)
_COMPOUND = r"(?:inlets?|in(?:ter|tra)-?(?:layers?|lamell(?:a|ae|ar)|lines?|links?|locks?)|ilyushin)"
_BESIDE = re.compile(
    rf"(?<![a-z])(?:i[a-z]{{4,}}[\s\-]{_THING}|(?:isolation|integrity|impact|insulation|illumination) levels?"
    rf"|accessions?|{_COMPOUND})[\s:]{{1,2}}{_LABEL}(?![a-z0-9])"
)
"""A noun whose initials are I and L, or one that only labels have, just before the label: "insertion loss IL1"."""

_NO_NAME = re.compile(
    r"in|is|its|it|into|if|increas(?:es?|ing)|including|inflammatory|immune|individual|initial|inhibits|inhibiting|"
    r"important|illuminating|intriguing|inflammasome|il?eal|intestinal|inguinal|iliac|ischa?emic|(?!inbred)i[a-z]+ed"
)
"""What begins with an i before an l-word in ordinary prose and anatomy: "infected larvae IL-1", "ileal loops IL-1"."""

_COUNTED_LINE = re.compile(r"-\d{1,2}(?![a-z0-9])")
"""After "IL 1": introgression lines are numbered by chromosome and segment, "IL 1-4"."""

_ORDINALS = frozenset({"first", "second", "third", "fourth"})


class _Definition(NamedTuple):
    """The label of ``number`` abbreviates ``words``. Exact: the long form has the number too."""

    number: str
    words: str
    is_exact: bool


class Labels:
    """What the bare labels of one folded text, or of all texts of one Record, mean. Read when first asked."""

    def __init__(self, text: str) -> None:
        self._text = text

    def other_meaning(self, bare: str, follows: str) -> str:
        """Return what the bare label of number ``bare`` is if no interleukin, or ''. ``follows`` comes after it."""
        defined = self._defined.get(bare)
        if defined and bare not in self._spelled_out and (defined.is_exact or not self._cytokines):
            return defined.words
        if self._biology:
            return ""
        if counted := _COUNTED_LINE.match(follows):
            return f"IL {bare}{counted[0]}"
        science = self._defined[""].words if "" in self._defined else self._science
        return science and f"IL {bare} beside {science}"

    @cached_property
    def _defined(self) -> dict[str, _Definition]:
        """Number -> the surest definition of its label; '' for IL alone."""
        surest: dict[str, _Definition] = {}
        for definition in sorted(_definitions(self._text), key=lambda definition: not definition.is_exact):
            surest.setdefault(definition.number, definition)
        return surest

    @cached_property
    def _spelled_out(self) -> frozenset[str]:
        return frozenset(_IN_FULL.findall(self._text))

    @cached_property
    def _science(self) -> str:
        return find_other_science(self._text)

    @cached_property
    def _biology(self) -> bool:
        return BIOLOGY.search(self._text) is not None

    @cached_property
    def _cytokines(self) -> bool:
        return CYTOKINES.search(self._text) is not None


def _definitions(text: str) -> Iterator[_Definition]:
    """Every IL that ``text`` defines as something else: "(IL1)" after the long form, the label before it or beside."""
    for short in _IN_BRACKETS.finditer(text):
        left = _WORDS_BEFORE.search(text, max(0, short.start() - 60), short.start())
        if left and (definition := _abbreviated(left[0], short)):
            yield definition
    for short in _EXPLAINED.finditer(text):
        if definition := _abbreviated(short["long"], short):
            yield definition
    for beside in _BESIDE.finditer(text):
        if not _NO_NAME.fullmatch(_WORD.findall(beside[0])[0]):
            yield _Definition(beside["number"] or "", beside[0], is_exact=False)


def _abbreviated(long: str, short: re.Match[str]) -> _Definition | None:
    """The last words of ``long`` as what ``short`` abbreviates, where their initials are I and L; no interleukin.

    A number belongs to them only behind the last word: "HIV-1-infected lymphocytes (IL-1)" has another.
    """
    words, number = _WORD.findall(long), short["number"] or ""
    counted = words[-1:] == [number]
    letters = [word for word in words[-3:] if word.isalpha()][-2:]
    if not letters or re.match(INTERLEUKIN, letters[-1]):
        return None
    phrase = " ".join(words[-3:])
    if re.fullmatch(_COMPOUND, letters[-1]):
        return _Definition(number, phrase, is_exact=counted)
    if [word[0] for word in letters] != ["i", "l"] or _NO_NAME.fullmatch(letters[0]):
        return None
    if counted or not number or re.fullmatch(_THING, letters[1]):
        return _Definition(number, phrase, is_exact=counted or not _ORDINALS.isdisjoint(words[-3:-2]))
    return None
