"""Finding many plain phrases in a text at once, as a researcher means them.

A phrase matches whole words, whatever hyphen or space joins them, in singular and plural; "interleukin" and "IL" are
one word. A phrase in CAPITALS is an acronym and matches only in capitals ("FIRES" is not "fires"). This file does NOT
weigh what it finds, and does NOT know terms: their spellings need the finer rules of ``spellings``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from literature.text import Folded, fold

_WORD = re.compile(r"[a-z]+|\d+")
_ACRONYM = re.compile(r"[A-Z]{2,6}")
_JOINED = frozenset({"", " ", "-", "/", "'", " -", "- ", " (", ") ", ") (", "_"})
_SAME = {"interleukin": "il", "interleukins": "il"}


class Found(NamedTuple):
    """``phrase``, as given, stands at ``[start:end]`` of the folded text."""

    phrase: str
    start: int
    end: int


class _Word(NamedTuple):
    text: str
    start: int
    end: int


def is_acronym(phrase: str) -> bool:
    """Whether ``phrase`` is letters in capitals only, such as FMF; "NLRP3" and "COVID-19" are names of one thing."""
    return bool(_ACRONYM.fullmatch(phrase))


class Phrasebook:
    """Phrases looked up by their first word: the cost grows with the text, not with the number of phrases."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for phrase in dict.fromkeys(phrases):
            words = tuple(word.text for word in _words(fold(phrase).text))
            if not words:  # "++" has no letter to look for
                continue
            for first in _forms(words[0]) if len(words) == 1 else words[:1]:
                self._by_first.setdefault(first, []).append((words, phrase))

    def find(self, text: str) -> Iterator[Found]:
        """All places of all phrases in ``text``; of two that begin at one word, both."""
        folded = fold(text)
        words = _words(folded.text)
        for index, word in enumerate(words):
            for phrase_words, phrase in self._by_first.get(word.text, ()):
                last = index + len(phrase_words) - 1
                if last < len(words) and _matches(phrase_words, words[index : last + 1], folded.text):
                    found = Found(phrase, word.start, words[last].end)
                    if not is_acronym(phrase) or _in_capitals(folded, found):
                        yield found


def _words(text: str) -> list[_Word]:
    return [_Word(_SAME.get(m[0], m[0]), m.start(), m.end()) for m in _WORD.finditer(text)]


def _forms(word: str) -> tuple[str, ...]:
    """A word, and its plurals where it is long enough to have one."""
    if len(word) < 3 or word.isdigit():
        return (word,)
    return (word, f"{word}s", f"{word}es", *((f"{word[:-1]}ies",) if word.endswith("y") else ()))


def _matches(phrase: tuple[str, ...], words: list[_Word], text: str) -> bool:
    if any(given != word.text for given, word in zip(phrase[:-1], words, strict=False)):
        return False
    if words[-1].text not in _forms(phrase[-1]):
        return False
    if any(text[a.end : b.start] not in _JOINED for a, b in pairwise(words)):
        return False
    start, end = words[0].start, words[-1].end
    return not text[max(0, start - 1) : start].isalnum() and not text[end : end + 1].isalnum()


def _in_capitals(folded: Folded, found: Found) -> bool:
    start, end = folded.span(found.start, found.end)
    return folded.original[start:end].removesuffix("s").isupper()
