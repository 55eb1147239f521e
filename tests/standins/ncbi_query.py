"""PubMed's boolean queries over the stand-in's index: tagged phrases, AND OR NOT from left to right, ranges of UIDs
and of days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.standins.ncbi_index import Index, fold

TOKEN = re.compile(
    r"""\s*(?: (?P<paren>[()])
      | (?P<operator>AND|OR|NOT)\b
      | "(?P<first>[\d/]+)"\[(?P<datetype>crdt|edat|mdat)\]\s*:\s*"(?P<last>[\d/]+)"\[(?P=datetype)\]
      | (?P<low>\d+):(?P<high>\d+)\s*\[UID\]
      | "(?P<quoted>[^"]*)"\s*(?:\[(?P<quoted_tag>[^\]]*)\])?
      | (?P<bare>(?:(?!(?:AND|OR|NOT)\b)[^\s()"\[\]]+\s*)+)(?:\[(?P<bare_tag>[^\]]*)\])?
    )\s*""",
    re.VERBOSE,
)
TAGS = {
    "": ("all", "All Fields"),
    "tiab": ("tiab", "Title/Abstract"),
    "ti": ("title", "Title"),
    "mh": ("mesh", "MeSH Terms"),
    "nm": ("substance", "Supplementary Concept"),
}


@dataclass
class Search:
    """The result of a query: PMIDs, PubMed's own reading of it, and the phrases and fields that it does not know."""

    ids: frozenset[int] = frozenset()
    translation: str = ""
    not_found: list[str] = field(default_factory=list)
    no_field: list[str] = field(default_factory=list)


class BadQueryError(Exception):
    """The query cannot be parsed."""


def run(index: Index, query: str) -> Search:
    """Evaluate ``query``. Raises BadQueryError where it is empty or its parentheses do not close."""
    search = Search()
    tokens = list(_tokens(query))
    ids, translation = _expression(index, tokens, search)
    if tokens:
        raise BadQueryError(query)
    search.ids, search.translation = ids, translation
    return search


def _tokens(query: str) -> Iterator[re.Match[str]]:
    at = 0
    while at < len(query):
        token = TOKEN.match(query, at)
        if not token or token.end() == at:
            raise BadQueryError(query[at : at + 40])
        yield token
        at = token.end()


def _expression(index: Index, tokens: list[re.Match[str]], search: Search) -> tuple[frozenset[int], str]:
    ids, text = _operand(index, tokens, search)
    while tokens and tokens[0]["paren"] != ")":
        operator = tokens.pop(0)["operator"] if tokens[0]["operator"] else "AND"
        more, more_text = _operand(index, tokens, search)
        ids = {"OR": ids | more, "AND": ids & more, "NOT": ids - more}[operator]
        text = f"{text} {operator} {more_text}"
    return ids, text


def _operand(index: Index, tokens: list[re.Match[str]], search: Search) -> tuple[frozenset[int], str]:
    if not tokens or tokens[0]["operator"] or tokens[0]["paren"] == ")":
        raise BadQueryError("an operand is missing")
    token = tokens.pop(0)
    if token["paren"]:
        ids, text = _expression(index, tokens, search)
        if not tokens:
            raise BadQueryError("a parenthesis is not closed")
        tokens.pop(0)
        return ids, f"({text})"
    if token["first"]:
        first, last = token["first"], token["last"]
        return index.between(token["datetype"], first, last), f"{first}:{last}[Date - {token['datetype']}]"
    if token["low"]:
        low, high = int(token["low"]), int(token["high"])
        return frozenset(pmid for pmid in index.by_pmid if low <= pmid <= high), f"{low}:{high}[UID]"
    return _phrase(index, token, search)


def _phrase(index: Index, token: re.Match[str], search: Search) -> tuple[frozenset[int], str]:
    text = token["quoted"] if token["quoted"] is not None else token["bare"].strip()
    tag = (token["quoted_tag"] or token["bare_tag"] or "").strip().lower()
    if tag not in TAGS:
        search.no_field.append(tag)
        tag = ""
    name, printed = TAGS[tag]
    ids = index.phrase(name, text)
    if not ids:
        search.not_found.append(token[0].strip())
    return ids, f'"{fold(text).strip()}"[{printed}]'
