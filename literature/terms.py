"""Terms: the concepts being watched, and where a text or a Record names one of them.

One Matcher serves the poll and ``ilwatch match``. Every spelling found is judged in its place, since the same letters
may be a villin (VIL-1), an Italian article ("il 1 maggio") or Illinois. This file does NOT ask any source, does NOT
decide how central a term is (centrality.py) and does NOT read Term.since (the backfill does).
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from literature.labels import BARE, Labels
from literature.lookalikes import ABBREVIATED, WORD, stranger
from literature.record import Record
from literature.spellings import FAMILY, HINTS, Name, listed, names_of, number, phrase
from literature.text import Folded, fold
from literature.work import Match, Where

RULES = "2"
"""Version of the rules in this file and in those that it reads names by; part of ``terms_version``."""


@dataclass(frozen=True, slots=True)
class Term:
    """A concept being watched. ``synonyms`` and ``exclude`` are plain text; the name itself is a synonym too."""

    name: str
    synonyms: tuple[str, ...]
    mesh: tuple[str, ...] = ()
    """MeSH headings, exact."""
    substances: tuple[str, ...] = ()
    """Names of the ChemicalList or supplementary concepts, exact."""
    exclude: tuple[str, ...] = ()
    """False friends: a spelling of this term inside such a phrase does not count."""
    only_beside: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Short names that mean other things too, each with words of which the text must hold one: DIRA beside
    "interleukin". They match as they are written, capitals and all."""
    since: date | None = None
    """The day from which its history is wanted when the term is new."""


class Spelling(NamedTuple):
    """``spelling`` stands at ``[start:end]`` of the original text, for ``term``."""

    term: str
    spelling: str
    start: int
    end: int


class _Hit(NamedTuple):
    """A candidate place in the folded text, before it is judged."""

    terms: tuple[str, ...]
    start: int
    end: int


def terms_version(terms: Sequence[Term]) -> str:
    """Short hash of everything that decides a match: it changes when a term or a rule does."""
    facts = [RULES, *(repr((t.name, t.synonyms, t.mesh, t.substances, t.exclude, t.only_beside)) for t in terms)]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:12]


class _Doubtful(NamedTuple):
    """A name of ``only_beside``: how it is found in folded text, and what must stand in the same text or Record."""

    term: str
    name: str
    pattern: re.Pattern[str]
    beside: re.Pattern[str]


class Matcher:
    """Finds Terms. Of spellings that overlap the longest, most specific one counts: "IL-1 receptor antagonist" is not
    also an IL-1.
    """

    def __init__(self, terms: Sequence[Term]) -> None:
        names = _names(terms)
        self._doubtful = [doubtful for term in terms for doubtful in _doubtful(term)]
        hints = (*HINTS, *(n.hint for n in names if n.hint), *(fold(d.name).text for d in self._doubtful))
        self._hints = [re.compile(hint) for hint in dict.fromkeys(hints)]
        self._spellings, self._owners = _compile(names)
        self._false = {t.name: re.compile("|".join(map(phrase, t.exclude))) for t in terms if t.exclude}
        self._mesh = _by_heading((t.name, t.mesh) for t in terms)
        self._substances = _by_heading((t.name, t.substances) for t in terms)

    def in_text(self, text: str) -> tuple[Spelling, ...]:
        """All spellings of watched terms in ``text``, in order, false friends left out."""
        folded = fold(text)
        return tuple(spelling for spelling, friend in self._judged(folded, Labels(folded.text)) if not friend)

    def matches(self, record: Record) -> tuple[Match, ...]:
        """All evidence in ``record`` that it is about a watched term; () where there is none.

        Title, abstract and keywords are read as text, substances and MeSH headings compared by name.
        """
        found = [
            Match(one.term, one.spelling, where, part, one.start, one.end)
            for where, part, one, friend in self._told(record)
            if not friend
        ]
        found += _headings(Where.SUBSTANCE, [s.name for s in record.substances], self._substances)
        found += _headings(Where.MESH, [h.name for h in record.mesh], self._mesh)
        return tuple(found)

    def why_not(self, record: Record) -> str:
        """Why ``matches`` found nothing: "no watched term", or the false friends that were seen."""
        friends = dict.fromkeys(friend for *_, friend in self._told(record) if friend not in ("", WORD))
        return "only false friends: " + ", ".join(list(friends)[:3]) if friends else "no watched term"

    def _told(self, record: Record) -> Iterator[tuple[Where, int, Spelling, str]]:
        """Every candidate in the texts of a Record, if any may stand in them: most Records hold none."""
        texts = list(_texts(record))
        whole = fold("\n\n".join(text for _, _, text in texts)).text
        if not any(hint.search(whole) for hint in self._hints):
            return
        labels = Labels(whole)
        for where, part, text in texts:
            yield from ((where, part, one, friend) for one, friend in self._judged(fold(text), labels))

    def _judged(self, folded: Folded, labels: Labels) -> Iterator[tuple[Spelling, str]]:
        """Every candidate, with the false friend that it really is or ''. ``labels`` has read the whole around it."""
        hits = self._hits(folded, labels.text)
        phrases = {term: self._phrases(term, folded.text) for term in {t for hit in hits for t in hit.terms}}
        for hit in hits:
            start, end = folded.span(hit.start, hit.end)
            other = _stranger(hit, folded, start, end) or _label(hit, folded.text, labels)
            for term in hit.terms:
                friend = other or _around(phrases[term], hit, folded)
                yield Spelling(term, folded.original[start:end], start, end), friend

    def _hits(self, folded: Folded, whole: str) -> list[_Hit]:
        """Candidates in order of place, none overlapping another; at one place the longest."""
        text = folded.text
        hits = [_Hit(self._owners[str(m.lastgroup)], m.start(), m.end()) for m in self._spellings.finditer(text)]
        hits += self._listed(text)
        hits += (hit for doubtful in self._doubtful for hit in _beside(doubtful, folded, whole))
        hits.sort(key=lambda hit: (hit.start, -hit.end))
        apart: list[_Hit] = []
        for hit in hits:
            if not apart or hit.start >= apart[-1].end:
                apart.append(hit)
        return apart

    def _listed(self, text: str) -> Iterator[_Hit]:
        for item in listed(text):
            name = self._spellings.fullmatch(item.name)
            if name:
                yield _Hit(self._owners[str(name.lastgroup)], item.start, item.end)

    def _phrases(self, term: str, text: str) -> list[tuple[int, int]]:
        """Where the excluded phrases of ``term`` stand in the folded text."""
        pattern = self._false.get(term)
        return [found.span() for found in pattern.finditer(text)] if pattern else []


def _doubtful(term: Term) -> Iterator[_Doubtful]:
    for name, words in term.only_beside:
        pattern = re.compile(rf"(?<![a-z0-9]){re.escape(fold(name).text)}(?![a-z0-9])")
        yield _Doubtful(term.name, name, pattern, re.compile("|".join(map(phrase, words))))


def _beside(doubtful: _Doubtful, folded: Folded, whole: str) -> Iterator[_Hit]:
    """Where the doubtful name stands as written, if ``whole`` holds a word that decides its meaning."""
    places = [found.span() for found in doubtful.pattern.finditer(folded.text)]
    if places and doubtful.beside.search(whole):
        for place in places:
            start, end = folded.span(*place)
            if folded.original[start:end] == doubtful.name:
                yield _Hit((doubtful.term,), *place)


def _stranger(hit: _Hit, folded: Folded, start: int, end: int) -> str:
    """What else the letters around say, for candidates that begin with an abbreviation."""
    text = folded.text
    family = ABBREVIATED.match(text, hit.start, hit.end)
    if not family:
        return ""
    return stranger(folded.original, start, end, text[family.end() : hit.end], text[hit.end : hit.end + 3])


def _label(hit: _Hit, text: str, labels: Labels) -> str:
    """What a candidate of family and number only stands for in another science, or ''."""
    bare = BARE.fullmatch(text, hit.start, hit.end)
    return labels.other(bare[1], text[hit.end : hit.end + 4]) if bare else ""


def _around(phrases: Sequence[tuple[int, int]], hit: _Hit, folded: Folded) -> str:
    """The phrase in which the candidate stands, or ''. ``phrases`` are in order and apart."""
    index = bisect_right(phrases, hit.start, key=lambda span: span[0]) - 1
    if index < 0 or hit.end > phrases[index][1]:
        return ""
    start, end = folded.span(*phrases[index])
    return folded.original[start:end]


def _texts(record: Record) -> Iterator[tuple[Where, int, str]]:
    yield Where.TITLE, 0, record.title.text
    for part, section in enumerate(record.abstract):
        yield Where.ABSTRACT, part, section.text.text
    for part, keyword in enumerate(record.keywords):
        yield Where.KEYWORD, part, keyword


def _headings(where: Where, names: Sequence[str], watched: Mapping[str, tuple[str, ...]]) -> list[Match]:
    """Exact headings; the span is the whole name."""
    return [
        Match(term, name, where, part, 0, len(name))
        for part, name in enumerate(names)
        for term in watched.get(name.casefold(), ())
    ]


def _by_heading(headings: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    """Heading -> the terms that watch it."""
    found: dict[str, tuple[str, ...]] = {}
    for term, names in headings:
        for name in names:
            found[name.casefold()] = (*found.get(name.casefold(), ()), term)
    return found


def _compile(names: Mapping[Name, tuple[str, ...]]) -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    """One pattern of all spellings, most specific first, and the terms that each of its groups stands for.

    The common beginning of interleukin names is written once.
    """
    owners: dict[str, tuple[str, ...]] = {}
    branches: dict[str, list[str]] = {"": []}
    for name, watchers in sorted(names.items(), key=lambda one: -one[0].length):
        group = f"g{len(owners)}"
        owners[group] = watchers
        branches.setdefault(name.number, []).append(f"(?P<{group}>{name.tail})")
    words = branches.pop("")
    numbers = [number(digits) + "(?:" + "|".join(tails) + ")" for digits, tails in branches.items()]
    either = ([FAMILY + "(?:" + "|".join(numbers) + ")"] if numbers else []) + words
    return re.compile("|".join(either) or r"(?!)"), owners


def _names(terms: Sequence[Term]) -> dict[Name, tuple[str, ...]]:
    """Every distinct name, with the terms that have it."""
    found: dict[Name, tuple[str, ...]] = {}
    for term in terms:
        for name in dict.fromkeys(name for text in (term.name, *term.synonyms) for name in names_of(text)):
            found[name] = (*found.get(name, ()), term.name)
    return {name: terms_ for name, terms_ in found.items() if name.length}
