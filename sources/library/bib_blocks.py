"""The blocks of a BibTeX file, each with its line: what bibtexparser finds, and what it leaves undone.

It joins no texts with "#", takes the braces off the values of sound entries only, and may fail at one entry. A parsed
entry takes 370 KB with its syntax trees (measured), so a file is parsed in pieces. This file does NOT read what an
entry says (see bib.py).
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from bibtexparser.entrypoint import parse_string
from bibtexparser.library import Library
from bibtexparser.middlewares.enclosing import RemoveEnclosingMiddleware
from bibtexparser.model import Block, Entry, Field, ParsingFailedBlock, String

_PIECE = 200
"""Entries parsed at once."""
_HEAD = re.compile(r"^[ \t]*@\w+[ \t]*[{(]", re.MULTILINE)
"""Where bibtexparser, too, begins a new entry, even inside an open one."""

_NEXT_FIELD = re.compile(r"[}\"]\s+\w+\s*=\s*[{\"]")


def blocks(text: str) -> Iterator[tuple[Block, Block | None, int]]:
    """Parse piece by piece: each block, the one after it, its line from 1. A macro is known from its piece on."""
    macros: dict[str, String] = {}
    heads = [head.start() for head in _HEAD.finditer(text)]
    begins = [0, *heads[_PIECE::_PIECE], len(text)]
    first_line = 1
    for start, end in pairwise(begins):
        piece = text[start:end]
        parsed = _parsed(piece, first_line, macros)
        for (block, line), after in zip(parsed, [*parsed[1:], None], strict=True):
            inner = _inner(block)
            if isinstance(inner, String):
                macros[inner.key.lower()] = String(inner.key, _joined(str(inner.value), macros), inner.start_line)
            else:
                _join_terms(inner, macros)
                yield block, after and after[0], line
        first_line += piece.count("\n")
        gc.collect(0)  # syntax trees refer to themselves: without the collector they would all stay in memory


def _parsed(piece: str, first_line: int, macros: Mapping[str, String]) -> list[tuple[Block, int]]:
    """Parse ``piece`` whole; where the parser fails, each entry alone, and that at which it fails as a failed one."""
    try:
        blocks = parse_string(piece, library=Library([*macros.values()])).blocks[len(macros) :]
        return [(block, first_line + (block.start_line or 0)) for block in blocks]
    except Exception as error:
        heads = [head.start() for head in _HEAD.finditer(piece)]
        if len(heads) < 2:
            failed = ParsingFailedBlock(error, start_line=0, raw=piece)
            return [(failed, first_line + piece[: heads[0] if heads else 0].count("\n"))]
    borders = pairwise([0, *heads[1:], len(piece)])
    return [
        each
        for start, end in borders
        for each in _parsed(piece[start:end], first_line + piece.count("\n", 0, start), macros)
    ]


def _inner(block: Block) -> Block | None:
    """``block`` itself, or what a failed one holds: a macro or an entry under a key that is there already."""
    return block.ignore_error_block if isinstance(block, ParsingFailedBlock) else block


def _join_terms(block: Block | None, macros: Mapping[str, String]) -> None:
    """Join the terms of each value of an entry that have "#" between them: bibtexparser does not."""
    for field in block.fields if isinstance(block, Entry) else ():
        if field.enclosing == "no-enclosing" and "#" in str(field.value) and not runs_on(field):
            field.value = _joined(str(field.value), macros)


def _joined(value: str, macros: Mapping[str, String]) -> str:
    """Join the terms of ``value``: texts in quotes or braces, macros, numbers."""
    terms = [*_terms(value)]
    return "".join(_term(term.strip(), macros) for term in terms) if len(terms) > 1 else value


def _terms(value: str) -> Iterator[str]:
    """Split ``value`` at each "#" outside a text."""
    start, depth, quoted = 0, 0, False
    for index, sign in enumerate(value):
        depth += (sign == "{") - (sign == "}")
        quoted ^= sign == '"' and depth == 0
        if sign == "#" and depth == 0 and not quoted:
            yield value[start:index]
            start = index + 1
    yield value[start:]


def _term(term: str, macros: Mapping[str, String]) -> str:
    if term[:1] in ('"', "{"):
        return term[1:-1]
    macro = macros.get(term.lower())
    return str(macro.value) if macro else term


def entry_of(block: Block) -> Entry | None:
    """Return the entry of ``block``, even if an earlier one has its key; None for comments, strings, broken blocks."""
    entry: object = _inner(block)
    if isinstance(entry, Entry) and entry is not block:
        # bibtexparser takes the braces off the values of sound entries only.
        entry = RemoveEnclosingMiddleware().transform_entry(entry, Library())
    return entry if isinstance(entry, Entry) else None


def runs_on(field: Field) -> bool:
    """Whether the value of a field runs into the next one: a comma is missing between them."""
    return field.enclosing == "no-enclosing" and bool(_NEXT_FIELD.search(str(field.value)))
