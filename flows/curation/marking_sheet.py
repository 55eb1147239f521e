"""The marks of a whole edition: a table to fill in, a row a work and a column a topic, and what a person filled in.

`ilwatch topics --edition D > marks.csv` writes it, `ilwatch confirm --from marks.csv` reads it back: "y" in a cell says
that the work belongs under the topic, "n" that it does not; an empty cell, or one that still begins with "?", says
nothing. A table that went through Excel is read whatever its separator, quotes, order of columns or encoding. This
file does NOT keep anything itself.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from digests.letter.links import best
from digests.publish.ris_csv import FORMULA
from flows.app import App
from flows.config import Watch
from flows.curation.examples import Answers
from flows.curation.link import one_work
from flows.given_names import as_known, did_you_mean
from flows.result import Result
from literature.model.edition import Item
from literature.model.errors import BrokenSource, WatchError
from literature.model.record import Scheme
from sources.library.detect import decode
from store.confirmations import BY_A_PERSON, Answer

ABOUT = ("id", "title", "journal", "link")
"""Columns before those of the topics; only the id is read back."""

YES = frozenset({"y", "yes", "x", "j", "ja", "o", "oui", "s", "si", "sí"})
NO = frozenset({"n", "no", "nein", "non", "-"})


@dataclass(slots=True)
class Marked(Result):
    """What a table said. ``faults`` are the cells and rows that could not be used, each with its line."""

    works: int = 0
    said: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """For people."""
        marks = ", ".join(f"{count} × {topic}" for topic, count in self.said.items()) or "nothing"
        return [f"{self.works} works with marks: {marks}"]

    @property
    def complaints(self) -> list[str]:
        """The cells and rows that could not be used."""
        return [f"not read: {fault}" for fault in self.faults]


def marking_sheet(app: App, edition: date) -> str:
    """The table of ``edition``. Raises WatchError where there is no such edition."""
    keys = [key for key, _ in app.editions.slots()]
    if edition not in keys:
        known = ", ".join(map(str, keys)) or "none yet"
        raise WatchError(str(edition), f"there is no edition of this date; there are: {known}")
    topics = list(app.watch.topic_names)
    out = io.StringIO()
    out.write("\ufeff")  # without the mark Excel reads Greek letters as Windows-1252
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow([*ABOUT, *topics])
    answers = app.confirmations.answers()
    for item in app.corpus.items(seeded=False, edition=edition):
        table.writerow([*_about(item), *_cells(item, topics, answers.get(item.work_id, {}))])
    return out.getvalue()


def read_marks(app: App, path: Path) -> Marked:
    """Keep what the table ``path`` says, all that can be read of it.

    Raises BrokenSource where it is no such table.
    """
    marked, to_keep = Marked(), list[Answer]()
    for line, name, cells in _rows(app.watch, path, marked):
        answers = list(_answers(cells, f"{path.name}:{line}", marked))
        if not answers:
            continue
        try:
            work = one_work(app.decisions, name)
        except WatchError as error:
            marked.faults.append(f"{path.name}:{line}: {error}")
            continue
        marked.works += 1
        for topic, yes in answers:
            to_keep.append(Answer(work.record_id, topic, yes))
            key = topic if yes else f"not {topic}"
            marked.said[key] = marked.said.get(key, 0) + 1
    app.confirmations.save(to_keep, app.now())
    return marked


def _about(item: Item) -> list[str]:
    record = item.record
    name = record.identifier(Scheme.PMID) or record.source_id
    texts = (name, record.title.text, record.journal.name, best(record.identifiers))
    return [f"'{text}" if FORMULA.match(text) else text for text in texts]


def _cells(item: Item, topics: Sequence[str], answers: Answers) -> Iterator[str]:
    scores = {label.topic: label.score for label in item.labels if label.rules != BY_A_PERSON}
    for topic in topics:
        if topic in answers:
            yield "y" if answers[topic] else "n"
        else:
            yield f"? {scores[topic]:.2f}" if topic in scores else ""


def _rows(watch: Watch, path: Path, marked: Marked) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Line, id and cells by topic of each row."""
    try:
        text = decode(path.read_bytes(), path.name)
    except OSError as error:
        raise BrokenSource(path.name, f"cannot be read: {error.strerror}") from error
    text = text.removeprefix("\ufeff")
    table = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text, path.name), strict=True)
    columns: list[str] = []
    try:
        for row in table:
            place = f"{path.name}:{table.line_num}"
            if not columns:
                columns = _columns(watch, row, place, marked)
            elif any(cell.strip() for cell in row):
                cells = {column: cell.strip() for column, cell in zip(columns, row, strict=False) if column}
                name = cells.pop("id", "").removeprefix("'")
                if len(row) > len(columns) or not name:
                    marked.faults.append(f"{place}: {'has more cells than the header' if name else 'has no id'}")
                else:
                    yield table.line_num, name, cells
    except csv.Error as error:
        marked.faults.append(f"{path.name}:{table.line_num}: the rest is not read: {error}")


def _separator(text: str, file: str) -> str:
    """Excel writes ";" where the comma is the decimal sign, and tabs as "Unicode text"."""
    for line in text.split("\n"):
        for separator in ",;\t":
            if "id" in (cell.strip().strip('"').casefold() for cell in line.split(separator)):
                return separator
        if line.strip() and not line.startswith("sep="):
            break
    raise BrokenSource(file, 'has no column "id": it is no table of `ilwatch topics --edition`')


def _columns(watch: Watch, header: Sequence[str], place: str, marked: Marked) -> list[str]:
    """The topic of each column, or "id"; '' for one that is not read. [] above the header."""
    names = [cell.strip().casefold() for cell in header]
    if "id" not in names:
        return []
    for name in names:
        if name and name not in ABOUT and not as_known(name, watch.topic_names):
            near = did_you_mean(name, watch.topic_names)
            marked.faults.append(f"{place}: the column {name!r} is no topic of watch.toml{near}")
        if name and names.count(name) > 1:
            raise BrokenSource(place, f"there are two columns {name!r}")
    return [name if name == "id" else "" if name in ABOUT else as_known(name, watch.topic_names) for name in names]


def _answers(cells: Mapping[str, str], place: str, marked: Marked) -> Iterator[tuple[str, bool]]:
    for topic, cell in cells.items():
        word = cell.casefold()
        if word in YES or word in NO:
            yield topic, word in YES
        elif cell and not cell.startswith("?"):
            marked.faults.append(f"{place}: {topic}: {cell[:40]!r} is neither y nor n")
