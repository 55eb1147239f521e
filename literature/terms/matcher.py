"""Terms: the concepts being watched, and where a text or a Record names one of them.

One Matcher serves the poll and ``ilwatch match``. Every spelling found is checked in its place, since the same letters
may be a villin (VIL-1), an Italian article ("il 1 maggio") or Illinois. This file does NOT ask any source, does NOT
decide how central a term is (centrality.py) and does NOT read Term.since (the backfill does).
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from literature.model.record import Record
from literature.model.work import Match, Where
from literature.terms.labels import BARE, Labels
from literature.terms.lookalikes import ABBREVIATED, ARTICLE, WORD, find_lookalike
from literature.terms.occurrences import Finder, Glance, Occurrence
from literature.terms.spellings import Name, names_of, phrase
from literature.text import Folded, fold

RULES = "4"
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

    @property
    def names(self) -> tuple[str, ...]:
        """Everything by which a text may name it, doubtful names too."""
        return (self.name, *self.synonyms, *(name for name, _ in self.only_beside))


def asked_as(term: Term) -> tuple[str, ...]:
    """Return all names of ``term`` that a source is searched for, as keys (``asked_key``), sorted."""
    names = (*term.names, *term.mesh, *term.substances)
    return tuple(sorted({key for name in names if (key := asked_key(name))}))


def asked_key(name: str) -> str:
    """Return one key for the spellings of ``name`` that a query asks for alike: IL-1β, IL1 beta, interleukin-1beta."""
    letters = "".join(char for char in fold(name).text if char.isalnum())
    return letters.replace("interleukin", "il")


def is_renamed(old: str, asked_by_old: Collection[str], new: str, asked_by_new: Collection[str]) -> bool:
    """Return whether the term ``new`` is the term ``old`` under another name.

    It is where ``old`` asked for all that ``new`` asks for, or where nothing but the two names differs. So a term that
    only shares a spelling with another one is new, and what is older than itself is history.
    """
    known, wanted = set(asked_by_old), set(asked_by_new)
    if not known or not wanted:
        return False
    names = {asked_key(old), asked_key(new)}
    return wanted <= known or (bool(wanted - names) and wanted - names == known - names)


class Spelling(NamedTuple):
    """``spelling`` is at ``[start:end]`` of the original text, for ``term``."""

    term: str
    spelling: str
    start: int
    end: int


def terms_version(terms: Sequence[Term]) -> str:
    """Return a short hash of everything that decides a match: it changes when a term or a rule does."""
    return _short("\n".join([RULES, *map(_facts, terms)]))


def term_versions(terms: Sequence[Term]) -> tuple[tuple[str, str], ...]:
    """Return the name of each term with a short hash of what the configuration says of it, RULES left out."""
    return tuple((term.name, _short(_facts(term))) for term in terms)


def _facts(term: Term) -> str:
    return repr((term.name, term.synonyms, term.mesh, term.substances, term.exclude, term.only_beside))


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


class _Whole(NamedTuple):
    """What a whole text or Record says, read before its places are checked."""

    glance: Glance
    labels: Labels
    meant: frozenset[tuple[str, str]]
    """The names of ``only_beside``, by term and folded, beside which one of their words is found."""


class Matcher:
    """Finds Terms. Of spellings that overlap the longest one counts: "IL-1 receptor antagonist" is not also an IL-1."""

    def __init__(self, terms: Sequence[Term]) -> None:
        self._finder = Finder(_names(terms))
        self._false = {term.name: _phrases(term.exclude) for term in terms}
        doubtful = [(term.name, name, words) for term in terms for name, words in term.only_beside]
        self._doubtful = {(term, fold(name).text): name for term, name, _ in doubtful}
        self._beside = {(term, fold(name).text): _phrases(words) for term, name, words in doubtful}
        self._mesh = _by_heading((t.name, t.mesh) for t in terms)
        self._substances = _by_heading((t.name, t.substances) for t in terms)

    def in_text(self, text: str) -> tuple[Spelling, ...]:
        """Find the spellings of watched terms in ``text``, in order, false friends left out."""
        folded = fold(text)
        whole = self._read(folded.text)
        candidates = self._checked(folded, whole) if whole else ()
        return tuple(spelling for spelling, friend in candidates if not friend)

    def matches(self, record: Record) -> tuple[Match, ...]:
        """Find all evidence in ``record`` that it is about a watched term; () where there is none.

        Title, abstract and keywords are read as text, substances and MeSH headings compared by name.
        """
        evidence = [
            Match(spelling.term, spelling.spelling, where, part, spelling.start, spelling.end)
            for where, part, spelling, friend in self._candidates(record)
            if not friend
        ]
        evidence += _headings(Where.SUBSTANCE, [s.name for s in record.substances], self._substances)
        evidence += _headings(Where.MESH, [h.name for h in record.mesh], self._mesh)
        return tuple(evidence)

    def why_not(self, record: Record) -> str:
        """Say why ``matches`` found nothing: "no watched term", or the false friends that were seen."""
        friends = dict.fromkeys(friend for *_, friend in self._candidates(record) if friend not in ("", WORD))
        return "only false friends: " + ", ".join(list(friends)[:3]) if friends else "no watched term"

    def _candidates(self, record: Record) -> Iterator[tuple[Where, int, Spelling, str]]:
        """Every candidate in the texts of a Record, if there may be any: most Records hold none."""
        texts = list(_texts(record))
        if whole := self._read(fold("\n\n".join(text for _, _, text in texts)).text):
            for where, part, text in texts:
                yield from ((where, part, spelling, friend) for spelling, friend in self._checked(fold(text), whole))

    def _read(self, text: str) -> _Whole | None:
        """What ``text`` says as a whole; None if it can hold no candidate."""
        glance = self._finder.glance(text)
        if glance is None:
            return None
        meant = (key for key, words in self._beside.items() if key[1] in text and words.in_text(text))
        return _Whole(glance, Labels(text), frozenset(meant))

    def _checked(self, folded: Folded, whole: _Whole) -> Iterator[tuple[Spelling, str]]:
        """Every candidate, with the false friend that it really is or ''."""
        hits = self._finder.find(folded.text, whole.glance)
        phrases = {term: self._false[term].in_text(folded.text) for term in {t for hit in hits for t in hit.terms}}
        for hit in hits:
            start, end = folded.span(hit.start, hit.end)
            lookalike = _lookalike(hit, folded, start, end) or _other_meaning(hit, folded.text, whole.labels)
            for term in hit.terms:
                spelling = Spelling(term, folded.original[start:end], start, end)
                doubt = self._doubt(spelling, folded.text[hit.start : hit.end], whole)
                yield spelling, lookalike or _around(phrases[term], hit, folded) or doubt

    def _doubt(self, spelling: Spelling, folded: str, whole: _Whole) -> str:
        """Why a name of ``only_beside`` does not count, or '': other capitals, or none of its words in the whole."""
        key = (spelling.term, folded)
        name = self._doubtful.get(key)
        if name is None:
            return ""
        if name != spelling.spelling:
            return WORD
        return "" if key in whole.meant else name


def _phrases(texts: Iterable[str]) -> Finder:
    return Finder({phrase(text): () for text in texts})


def _lookalike(hit: Occurrence, folded: Folded, start: int, end: int) -> str:
    """What else the letters around say, for candidates that begin with an abbreviation."""
    text = folded.text
    if folded.original[start:end].endswith(ARTICLE):
        return WORD
    family = ABBREVIATED.match(text, hit.start, hit.end)
    if not family:
        return ""
    return find_lookalike(folded.original, start, end, text[family.end() : hit.end], text[hit.end : hit.end + 16])


def _other_meaning(hit: Occurrence, text: str, labels: Labels) -> str:
    """What a candidate of family and number only means in another science, or ''."""
    bare = BARE.fullmatch(text, hit.start, hit.end)
    return labels.other_meaning(bare[1], text[hit.end : hit.end + 4]) if bare else ""


def _around(phrases: Sequence[Occurrence], hit: Occurrence, folded: Folded) -> str:
    """The phrase that holds the candidate, or ''. ``phrases`` are in order and apart."""
    index = bisect_right(phrases, hit.start, key=lambda occurrence: occurrence.start) - 1
    if index < 0 or hit.end > phrases[index].end:
        return ""
    start, end = folded.span(phrases[index].start, phrases[index].end)
    return folded.original[start:end]


def _texts(record: Record) -> Iterator[tuple[Where, int, str]]:
    yield Where.TITLE, 0, record.title.text
    for part, section in enumerate(record.abstract):
        yield Where.ABSTRACT, part, section.text.text
    for part, keyword in enumerate(record.keywords):
        yield Where.KEYWORD, part, keyword


def _headings(where: Where, names: Sequence[str], watched: Mapping[str, tuple[str, ...]]) -> list[Match]:
    return [
        Match(term, name, where, part, 0, len(name))
        for part, name in enumerate(names)
        for term in watched.get(name.casefold(), ())
    ]


def _by_heading(headings: Iterable[tuple[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    terms_by_heading: dict[str, tuple[str, ...]] = {}
    for term, names in headings:
        for name in names:
            terms_by_heading[name.casefold()] = (*terms_by_heading.get(name.casefold(), ()), term)
    return terms_by_heading


def _names(terms: Sequence[Term]) -> dict[Name, tuple[str, ...]]:
    terms_by_name: dict[Name, tuple[str, ...]] = {}
    for term in terms:
        for name in dict.fromkeys(name for text in term.names for name in names_of(text)):
            terms_by_name[name] = (*terms_by_name.get(name, ()), term.name)
    return {name: terms_ for name, terms_ in terms_by_name.items() if name.length}
