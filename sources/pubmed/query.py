"""What to ask PubMed about a Term: every spelling that its index keeps apart, each as an arm of one OR.

Recall comes first here. Exclusions are NOT part of the query: the local matcher knows false friends better, and says
why. Nothing is truncated with ``*``: it turns PubMed's phrase index off, and ``IL-1*`` would take IL-10 to IL-19 along
(NLM tutorial 020_460).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, product
from typing import NamedTuple

from literature.study.follows import Follow
from literature.terms.languages import OTHER_SCRIPT
from literature.terms.matcher import Term
from literature.text import GREEK, fold

PIECE = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d+")
GREEK_NAMES = frozenset(GREEK.values())
LETTERS = {"alpha": "a", "beta": "b", "gamma": "g", "delta": "d"}
"""The Greek endings that authors also write as a Latin letter: IL-1b, IL-32g."""

HEADS = {"il": "interleukin", "interleukin": "il"}
"""A paper may name "interleukin-32γ" and never say IL-32: whoever watches one form means both."""


def query(term: Term) -> str:
    """The PubMed query of a Term: ``("il-1"[tiab] OR … OR "Interleukin-1"[mh])``, '' if it has no word to search for.

    All names are asked for in title and abstract: the local matcher tells which of the doubtful ones are meant. The
    order is that of the Term, and no arm comes twice. Every arm is quoted: nothing in a synonym is read as an operator.
    PubMed does not see case.
    """
    arms = [f'"{spelling}"[tiab]' for text in term.names for spelling in spellings(text)]
    arms += [f'"{name}"[mh]' for name in map(_heading, term.mesh) if name]
    arms += [f'"{name}"[nm]' for name in map(_heading, term.substances) if name]
    return f"({' OR '.join(dict.fromkeys(arms))})" if arms else ""


def follow_query(follow: Follow) -> str:
    """The PubMed query for all papers of an author or a journal that is followed (NLM: search fields [auid], [au],
    [ad], [journal])."""
    if follow.orcid:
        return f"{follow.orcid}[auid]"
    if follow.author:
        at = f' AND "{_heading(follow.affiliation)}"[ad]' if follow.affiliation else ""
        return f"{_heading(follow.author.replace(',', ' '))}[au]{at}"
    return f'"{_heading(follow.journal)}"[journal]'


def spellings(synonym: str) -> tuple[str, ...]:
    """The spellings of ``synonym`` that PubMed's phrase index may keep apart, first the one nearest to it.

    Folded as its index is: lower case, without accents, Greek letters spelled (NLM: 17β-HSD is 17beta-HSD). Its index
    is English: of a synonym in another script there is nothing to ask.

    >>> spellings("IL-1β")[:4]
    ('il-1beta', 'il-1-beta', 'il-1 beta', 'il1beta')
    """
    pieces = _pieces(fold(synonym).text)
    if not pieces or any(OTHER_SCRIPT.search(piece.text) for piece in pieces):
        return ()
    variants = _join(pieces)
    letter = LETTERS.get(pieces[-1].text)
    if letter and len(pieces) > 1:
        variants += _join([*pieces[:-1], _Piece(letter, "")])
    if _is_interleukin(pieces):
        variants += _join([_Piece(HEADS[pieces[0].text], ""), *pieces[1:]])
    return tuple(dict.fromkeys(variants))


def _is_interleukin(pieces: list[_Piece]) -> bool:
    """Whether both heads are written: IL-32, IL-32gamma, IL-1 receptor antagonist; not the symbols IL1RN and IL1R1."""
    if len(pieces) < 2 or pieces[0].text not in HEADS or not pieces[1].text.isdigit():
        return False
    return len(pieces) == 2 or pieces[2].text in GREEK_NAMES or bool(pieces[2].gap and len(pieces[2].text) > 2)


class _Piece(NamedTuple):
    """A word or a number of a synonym; ``gap`` is what comes before it: '', '-' or ' '."""

    text: str
    gap: str


def _pieces(text: str) -> list[_Piece]:
    pieces: list[_Piece] = []
    end = 0
    for hit in PIECE.finditer(text):
        between = text[end : hit.start()] if pieces else ""
        pieces.append(_Piece(hit[0], between if between in ("", "-") else " "))
        end = hit.end()
    return pieces


def _join(pieces: list[_Piece]) -> list[str]:
    return ["".join(parts) for parts in product(*_choices(pieces))]


def _choices(pieces: list[_Piece]) -> Iterator[list[str]]:
    """Return each piece with all that may come before it, the written way first."""
    yield [pieces[0].text]
    numbered = pieces[0].text.isdigit()
    for left, right in pairwise(pieces):
        yield [gap + right.text for gap in dict.fromkeys((right.gap, *_other_gaps(left, right, numbered)))]
        numbered = numbered or right.text.isdigit()


def _other_gaps(left: _Piece, right: _Piece, numbered: bool) -> tuple[str, ...]:
    """How else authors part two pieces; ``numbered`` once the molecule has its number (the first 1 of IL-1R1)."""
    if right.text in GREEK_NAMES or (right.text.isdigit() and not numbered):
        return ("", "-", " ")
    if left.text.isdigit() and (right.gap or len(right.text) > 1):
        return ("-", " ")
    return (" ",) if right.gap == "-" else ()


def _heading(name: str) -> str:
    """A MeSH heading or substance name without what PubMed reads as syntax."""
    return " ".join(re.sub(r'["\[\]*]', " ", name).split())
