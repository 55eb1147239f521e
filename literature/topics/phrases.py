"""Finding many plain phrases in a text at once, as a researcher means them.

A phrase matches whole words, whatever hyphen or space joins them, in singular and plural; "interleukin" and "IL" are
one word. A phrase in CAPITALS is an acronym and matches only in capitals ("FIRES" is not "fires").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from typing import NamedTuple

from literature.text import Folded, fold

_WORD = re.compile(r"[a-z]+|\d+")
_ACRONYM = re.compile(r"[A-Z]{2,6}")
_JOINED = frozenset({"", " ", "-", "/", "'", " -", "- ", " (", ") ", ") (", "_"})
_SAME = {"interleukin": "il", "interleukins": "il"}


class PhraseFound(NamedTuple):
    """``phrase``, as given, is at ``[start:end]`` of the folded text."""

    phrase: str
    start: int
    end: int


class _PhraseWord(NamedTuple):
    text: str
    start: int
    end: int


def is_acronym(phrase: str) -> bool:
    """Return whether ``phrase`` is only capitals, such as FMF; "NLRP3" and "COVID-19" are names of one thing."""
    return bool(_ACRONYM.fullmatch(phrase))


class Phrasebook:
    """Phrases looked up by their first two words: the cost grows with the text, not with the number of phrases."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_start: dict[tuple[str, str], list[tuple[tuple[str, ...], str]]] = {}
        for phrase in dict.fromkeys(phrases):
            words = tuple(word.text for word in _words(fold(phrase).text))
            if not words:  # "++" has no letter to look for
                continue
            for start in _starts(words):
                self._by_start.setdefault(start, []).append((words, phrase))
        self._firsts = frozenset(first for first, _ in self._by_start)

    def find(self, text: str) -> Iterator[PhraseFound]:
        """Find all places of all phrases in ``text``; of two that begin at one word, both."""
        folded = fold(text)
        words = _words(folded.text)
        for index, word in enumerate(words):
            if word.text not in self._firsts:  # as most words of a text
                continue
            starts = [(word.text, ""), *((word.text, following.text) for following in words[index + 1 : index + 2])]
            for phrase_words, phrase in chain.from_iterable(self._by_start.get(start, ()) for start in starts):
                last = index + len(phrase_words) - 1
                if last < len(words) and _matches(phrase_words, words[index : last + 1], folded.text):
                    hit = PhraseFound(phrase, word.start, words[last].end)
                    if not is_acronym(phrase) or _in_capitals(folded, hit):
                        yield hit


def _words(text: str) -> list[_PhraseWord]:
    return [_PhraseWord(_SAME.get(m[0], m[0]), m.start(), m.end()) for m in _WORD.finditer(text)]


def _starts(words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Where a phrase is looked up: under its first two words, one word alone under itself."""
    if len(words) == 1:
        yield from ((form, "") for form in _forms(words[0]))
    else:
        yield from ((words[0], second) for second in (_forms(words[1]) if len(words) == 2 else words[1:2]))


def _forms(word: str) -> tuple[str, ...]:
    """A word, and its plurals where it is long enough to have one."""
    if len(word) < 3 or word.isdigit():
        return (word,)
    return (word, f"{word}s", f"{word}es", *((f"{word[:-1]}ies",) if word.endswith("y") else ()))


def _matches(phrase: tuple[str, ...], words: list[_PhraseWord], text: str) -> bool:
    for given, word in zip(phrase[:-1], words, strict=False):  # no generator: a text may ask a million times
        if given != word.text:
            return False
    if words[-1].text not in _forms(phrase[-1]):
        return False
    if any(text[a.end : b.start] not in _JOINED for a, b in pairwise(words)):
        return False
    start, end = words[0].start, words[-1].end
    return not text[max(0, start - 1) : start].isalnum() and not text[end : end + 1].isalnum()


def _in_capitals(folded: Folded, hit: PhraseFound) -> bool:
    start, end = folded.span(hit.start, hit.end)
    return folded.original[start:end].removesuffix("s").isupper()
