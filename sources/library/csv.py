"""CSV tables to Records: any table with a title column under a usual name, PubMed's own "Save as CSV" among them.

This file does NOT read workbooks and does NOT use columns that it does not know.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from literature.model.errors import BrokenSource
from literature.model.harvest import Unread
from literature.model.record import Event, EventDate, Form, Record
from sources.library.fields import attempt, event, people, read_citation, read_date, split, stated, unread
from sources.library.tags import CSV, ReferenceFields

_FIELD_OF = {header: field for field, headers in CSV.items() for header in headers}

_CITED = ("abbreviation", "date", "volume", "issue", "pages")
"""The fields that PubMed's citation gives, in the order of ``Citation``."""

_DELIMITERS = ",;\t|"
_PREAMBLE = 20
"""The header is within these lines: some sites print the search above it."""
_LONGEST_HEADER = 100_000
"""Characters of a line in which column names are looked for."""
_FIELD_LIMIT = 10_000_000
"""Characters of one cell: an abstract book pasted into one cell is still read."""
_LONGEST_ROW = 100
"""Lines of one row within which a broken quote is looked for; one over more costs all of them."""

_AFTER_COMMA = re.compile(r",\s*")
_AND = re.compile(r"\s+and\s+")
_INITIALS_LAST = re.compile(r"\b[A-Z]\.?$")
_DOTTED_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}\.[ -]?)+")
_NOBODY = re.compile(r"et\.? al\.?|others|…|\.\.\.", re.IGNORECASE)
_ONE_NAME = re.compile(r"[^,]+, ?(?:[^\s,]+|(?:[A-Z]\. ?)+)")
"""A family name, and one given name or initials."""


class _CsvTable(NamedTuple):
    """The header's line from 1, its cells, and our field for each, '' for one that we do not know."""

    line: int
    delimiter: str
    header: list[str]
    columns: list[str]


def read(text: str, file: str) -> Iterator[Record | Unread]:
    """Read each row under the id that a column gives it; as Unread where it has no title, another number of cells than
    the header, or quotes that do not match. The header again, where tables were joined, is no row.

    Raises BrokenSource where no column is the title.
    """
    lines = _split(text)
    table = _table(lines)
    if table is None:
        header = ((number, line.strip()) for number, line in enumerate(lines, start=1) if line.strip())
        number, line = next(header, (1, ""))
        reason = f"no column is a title; the header is: {line[:200]}. Name one column 'title'"
        raise BrokenSource(f"{file}:{number}", reason)
    yield from _rows(lines, table.line, table, file)


def has_header(text: str) -> bool:
    """Return whether ``read`` understands the table: two columns at least, and one of them a title."""
    table = _table(_split(text[: _PREAMBLE * 1000]))
    return table is not None and sum(map(bool, table.columns)) > 1


def _split(text: str) -> list[str]:
    return [f"{line}\n" for line in text.split("\n")]


def _table(lines: list[str]) -> _CsvTable | None:
    """Find the first line with a title column. Above it there may be others, such as Excel's "sep=;"."""
    csv.field_size_limit(_FIELD_LIMIT)
    for number, line in enumerate(lines[:_PREAMBLE], start=1):
        delimiter = max(_DELIMITERS, key=line.count)
        header = next(csv.reader([line[:_LONGEST_HEADER]], delimiter=delimiter), [])
        columns = [_FIELD_OF.get(" ".join(name.lower().replace("_", " ").split()), "") for name in header]
        if "title" in columns:
            return _CsvTable(number, delimiter, header, columns)
    return None


def _rows(
    lines: list[str], start: int, table: _CsvTable, file: str, *, swallowed: bool = False
) -> Iterator[Record | Unread]:
    """Read the rows from ``lines[start]`` on. After one whose quotes do not match, resume at its second line.

    A quote that runs to the end is a stray one where rows follow it, else the file was cut in that row; a second one
    (``swallowed``) ends the reading, or a hostile file would be read once for each line.
    """
    while True:
        rows = csv.reader((lines[each] for each in range(start, len(lines))), delimiter=table.delimiter, strict=True)
        begun = start
        try:
            for cells in rows:
                if any(cell.strip() for cell in cells) and cells != table.header:
                    read_row = partial(_row, cells, table.columns, file, begun + 1)
                    yield attempt(read_row, file, begun + 1, "\t".join(cells))
                begun = start + rows.line_num
        except csv.Error as fault:
            end = start + rows.line_num
            reason = f"the file is cut or a quote is left open ({fault})"
            yield unread(file, begun + 1, reason, "".join(lines[begun:end]))
            if end < len(lines):
                start = begun + 1 if end - begun < _LONGEST_ROW else end
                continue
            rest = [] if swallowed else [*_rows(lines, begun + 1, table, file, swallowed=True)]
            yield from rest if any(isinstance(row, Record) for row in rest) else ()
        return


def _row(cells: list[str], columns: list[str], file: str, line: int) -> Record | Unread:
    fields = ReferenceFields()
    for column, cell in zip(columns, cells, strict=False):
        if value := stated(cell.strip()):
            fields.setdefault(column, [value])
    body, row_id = "\t".join(cells), fields.first("id")
    if len(cells) < len(columns) or any(cells[len(columns) :]):
        return unread(file, line, f"{len(cells)} cells where the header has {len(columns)}", body, row_id)
    return _record(fields) if "title" in fields else unread(file, line, "no title", body, row_id)


def _record(fields: ReferenceFields) -> Record:
    cited = read_citation(fields.first("citation"))
    first, last = fields.first("first"), fields.first("last")
    span = f"{first}-{last}" if last and last != first else first
    fields.setdefault("pages", [span or fields.first("number") or cited.pages])
    if "citation" in fields:
        for field, text in zip(_CITED, cited, strict=True):
            fields.setdefault(field, [text])
    fields["keywords"] = split(fields.first("keywords"), ";")
    authors = people(_names(fields.first("authors")))
    return fields.record(_form(fields.first("type")), authors, _dates(fields))


def _form(kind: str) -> Form:
    """Read Zotero's and Rayyan's item types; anything else is an article."""
    kind = kind.lower()
    if "preprint" in kind:
        return Form.PREPRINT
    if "book" in kind:
        return Form.BOOK
    return Form.NEWS if kind in ("newspaperarticle", "news") else Form.ARTICLE


def _names(cell: str) -> Iterator[str]:
    """Split names at semicolons ("Na, Sang-Jun; Choi, Y."), at "and", or at commas: as PubMed writes them ("Na SJ, Choi
    YC."), or as Scopus did until 2019, with a comma inside each name too ("Na, S.-J., So, S.H."). A single comma may be
    inside one name ("Na, Sang-Jun")."""
    by_and = _AND.split(cell)
    if ";" in cell:
        names = cell.split(";")
    elif len(by_and) > 1 and all("," in name or _INITIALS_LAST.search(name) for name in by_and):
        names = by_and
    else:
        names = [cell] if _ONE_NAME.fullmatch(cell) else _by_commas(cell)
    return filter(None, map(str.strip, names))


def _by_commas(cell: str) -> list[str]:
    parts = [part for part in _AFTER_COMMA.split(cell) if part and not _NOBODY.fullmatch(part)]
    given = parts[1::2]
    if len(parts) % 2 == 0 and given and all(_DOTTED_INITIALS.fullmatch(part) for part in given):
        return [f"{family}, {initials}" for family, initials in zip(parts[::2], given, strict=True)]
    return _AFTER_COMMA.split(cell if "." in cell[:-1] else cell.removesuffix("."))


def _dates(fields: ReferenceFields) -> tuple[EventDate, ...]:
    """PubMed's "Create Date" is the day when the record entered PubMed. Web of Science prints month and day ("NOV 12")
    in one column, the year in another."""
    printed, year = fields.first("date"), fields.first("year")
    if year and read_date(printed).year is None:
        printed = f"{read_date(year)} {printed}".strip()
    return event(Event.ISSUE, printed) + event(Event.ENTREZ, fields.first("created"))
