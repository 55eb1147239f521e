"""Works as BibTeX, written by bibtexparser: UTF-8, with LaTeX commands for LaTeX's special characters.

Greek and other scripts stay as they are: BibLaTeX and every present engine reads them. This file does NOT choose works.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field

from digests.publish.ris_csv import address, key, labelled, line, literal, title
from digests.words.notice_words import status
from literature.model.edition import Item
from literature.model.record import Author, Form, Record, RichText, Scheme

_SUBTYPES = {Form.PREPRINT: "preprint", Form.NEWS: "newspaper"}
"""BibLaTeX's ``entrysubtype``: BibTeX has no type for either."""

_COMMANDS = {"i": "textit", "b": "textbf", "sub": "textsubscript", "sup": "textsuperscript"}
_SIGNS = {
    "\\": r"\textbackslash{}",
    "{": r"\lbrace{}",  # not \{: BibTeX counts braces, whatever comes before them
    "}": r"\rbrace{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "$&%#_"},
}
_SIGN = re.compile("|".join(map(re.escape, _SIGNS)))
_LIGATURE = re.compile(r"(?:(?<=-)(?=-)|(?<=')(?=')|(?<=`)(?=`)|(?<=[?!])(?=`)|(?<=<)(?=<)|(?<=>)(?=>)|(?<=,)(?=,))")
"""Between two characters that LaTeX would make one: -- is a dash."""


def bibtex(items: Iterable[Item]) -> str:
    """Write ``items`` as one BibTeX file."""
    return str(write_string(Library([_entry(item) for item in items])))


def _entry(item: Item) -> Entry:
    record, journal = item.record, item.record.journal
    fields = {
        "title": f"{{{_rich(title(record))}}}",  # in braces of its own: styles would write il-1ra
        "author": " and ".join(_name(author) for author in record.authors),
        "journal": _latex(journal.title or journal.abbreviation),
        "shortjournal": _latex(journal.abbreviation if journal.title else ""),
        **_dates(record),
        "volume": _latex(journal.volume),
        "number": _latex(journal.issue),
        "pages": _latex(journal.pages),
        "issn": ", ".join(journal.issns),
        "doi": _verbatim(record.identifier(Scheme.DOI)),
        "pmid": record.identifier(Scheme.PMID),
        "pmcid": record.identifier(Scheme.PMCID),
        "url": _verbatim(address(record)),
        "entrysubtype": _SUBTYPES.get(record.form, ""),
        "keywords": ", ".join(_latex(word) for word in record.keywords),
        "note": status(item),
        "abstract": " ".join(labelled(_latex(part.label), _rich(part.text)) for part in record.abstract),
    }
    kind = "book" if record.form is Form.BOOK else "article"
    return Entry(kind, key(item), [Field(name, value) for name, value in fields.items() if value])


def _dates(record: Record) -> dict[str, str]:
    """Write BibLaTeX's ``date`` and BibTeX's year, or what was printed where that is not simply a date."""
    published = record.published
    if published.text:
        return {"year": _latex(published.text)}
    return {"date": published.iso, "year": f"{published.year or ''}"}


def _name(author: Author) -> str:
    """Write "Family, Given"; a group in braces of its own, so that it is not taken apart."""
    given = author.given or author.initials
    if author.family and given:
        return f"{_latex(author.family)}, {_latex(given)}"
    whole = _latex(author.collective or author.family or given)
    return f"{{{whole}}}" if author.collective or " " in whole else whole


def _latex(plain: str) -> str:
    return _SIGN.sub(lambda sign: _SIGNS[sign[0]], _LIGATURE.sub("\0", line(literal(plain)))).replace("\0", "{}")


def _rich(rich: RichText) -> str:
    """Write ``rich`` with its marks as commands, and one space for white space around each piece."""
    edges = sorted({0, len(rich.text), *(edge for mark in rich.marks for edge in (mark.start, mark.end))})
    pieces = []
    for start, end in pairwise(edges):
        text = rich.text[start:end]
        left, right = (" " if text[:1].isspace() else ""), (" " if text[-1:].isspace() else "")
        piece = f"{left}{_latex(text)}{right}" if text.strip() else left
        for mark in rich.marks:
            if mark.start <= start and end <= mark.end and mark.tag in _COMMANDS:
                piece = f"\\{_COMMANDS[mark.tag]}{{{piece}}}"
        pieces.append(piece)
    return line("".join(pieces))


def _verbatim(link: str) -> str:
    """Write a link as it is, but for braces, which BibTeX counts."""
    return link.replace("{", "%7B").replace("}", "%7D")
