"""The table of an edition, marked by a person in whatever program, and read back."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from flows.app import App
from flows.cli.demo import MONDAY
from flows.curation.marking_sheet import _about, marking_sheet, read_marks
from literature.model.errors import BrokenSource, WatchError
from store.editions import Masthead
from tests.digests.factory import a_record, an_item

KEY = MONDAY.date()


@pytest.fixture
def rows(mailing: App) -> list[dict[str, str]]:
    """The table of the sample week's edition."""
    mailing.editions.freeze(KEY, Masthead("Invented", "Europe/London", "r1", (), "t1"), mailing.now())
    return list(csv.DictReader(io.StringIO(marking_sheet(mailing, KEY).removeprefix("\ufeff"))))


def write(
    path: Path, rows: list[dict[str, str]], columns: list[str], *, separator: str = ",", encoding: str = "utf-8-sig"
) -> Path:
    out = io.StringIO()
    table = csv.DictWriter(out, columns, delimiter=separator, extrasaction="ignore", lineterminator="\r\n")
    table.writeheader()
    table.writerows(rows)
    path.write_bytes(out.getvalue().encode(encoding, errors="replace"))
    return path


def said(app: App) -> list[dict[str, bool]]:
    return list(app.confirmations.answers().values())


def test_the_table_has_a_row_a_work_and_a_column_a_topic(mailing: App, rows: list[dict[str, str]]) -> None:
    edition = mailing.editions.get(KEY)
    assert edition
    assert len(rows) == len(edition.items)
    assert list(rows[0]) == ["id", "title", "journal", "link", *mailing.watch.topic_names]
    marked = sum(cell.startswith("? 0.") or cell == "? 1.00" for row in rows for cell in row.values())
    assert marked == sum(len(item.labels) for item in edition.items)


def test_a_table_that_nobody_filled_in_says_nothing(mailing: App, rows: list[dict[str, str]], tmp_path: Path) -> None:
    marked = read_marks(mailing, write(tmp_path / "m.csv", rows, list(rows[0])))
    assert (marked.works, marked.faults, said(mailing)) == (0, [], [])


@pytest.mark.parametrize(
    ("separator", "encoding"),
    [(",", "utf-8-sig"), (";", "utf-8-sig"), (";", "cp1252"), ("\t", "utf-16"), (",", "utf-8")],
)
def test_marks_are_read_however_a_spreadsheet_wrote_them(
    mailing: App, rows: list[dict[str, str]], tmp_path: Path, separator: str, encoding: str
) -> None:
    rows[0]["cardio"], rows[0]["cancer"], rows[1]["therapy"] = " Y ", "No", "x"
    file = write(tmp_path / "m.csv", rows, list(rows[0])[::-1], separator=separator, encoding=encoding)
    marked = read_marks(mailing, file)
    assert (marked.works, marked.faults) == (2, [])
    assert said(mailing) == [{"cardio": True, "cancer": False}, {"therapy": True}]
    assert marked.said == {"cancer": 1, "cardio": 1, "therapy": 1} or marked.said["not cancer"] == 1


def test_what_was_said_stands_in_the_next_table(mailing: App, rows: list[dict[str, str]], tmp_path: Path) -> None:
    rows[0]["cardio"], rows[0]["cancer"] = "y", "n"
    read_marks(mailing, write(tmp_path / "m.csv", rows, list(rows[0])))
    again = next(csv.DictReader(io.StringIO(marking_sheet(mailing, KEY).removeprefix("\ufeff"))))
    assert (again["cardio"], again["cancer"]) == ("y", "n")


def test_bad_rows_and_cells_are_named_with_their_line_and_the_others_count(
    mailing: App, rows: list[dict[str, str]], tmp_path: Path
) -> None:
    rows[0]["cardio"] = "maybe"
    rows[1]["cardio"] = "y"
    rows[2] |= {"id": "99999999", "cardio": "y"}
    rows[3] |= {"id": "", "cardio": "y"}
    columns = [*list(rows[0]), "cardiology"]
    marked = read_marks(mailing, write(tmp_path / "m.csv", rows, columns))
    assert marked.works == 1
    assert [fault.partition(": ")[0] for fault in marked.faults] == ["m.csv:1", "m.csv:2", "m.csv:4", "m.csv:5"]
    assert "'cardiology' is no topic" in marked.faults[0]
    assert "'maybe' is neither y nor n" in marked.faults[1]
    assert "99999999: is no work in the database" in marked.faults[2]
    assert marked.faults[3].endswith("has no id")


@pytest.mark.parametrize("text", ["", "\n", "title,cardio\nx,y\n", "id,cardio,cardio\n1,y,n\n", "%PDF-1.4"])
def test_what_is_no_such_table_is_refused(mailing: App, tmp_path: Path, text: str) -> None:
    file = tmp_path / "m.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BrokenSource):
        read_marks(mailing, file)
    assert said(mailing) == []


def test_an_open_quote_ends_the_reading_and_is_named(mailing: App, rows: list[dict[str, str]], tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    file.write_text(f'sep=,\nid,cardio\n{rows[0]["id"]},y\n"{rows[1]["id"]},y\n' + "x" * 200_000, encoding="utf-8")
    marked = read_marks(mailing, file)
    assert marked.works == 1
    assert len(marked.faults) == 1


def test_a_title_that_looks_like_a_formula_is_not_one(mailing: App, rows: list[dict[str, str]]) -> None:
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row.values())


@pytest.mark.parametrize("title", ["＝1+1", "＠SUM(A1)", " =1+1", "\t=1+1", "\n＋1", "\u3000－1", "-1"], ids=ascii)
def test_a_title_that_begins_as_a_formula_in_any_width_is_quoted(title: str) -> None:
    assert _about(an_item(record=a_record(title=title)))[1] == f"'{title}"


def test_a_date_without_an_edition_is_named_with_those_there_are(mailing: App, rows: list[dict[str, str]]) -> None:
    with pytest.raises(WatchError, match=f"there is no edition of this date; there are: {KEY}"):
        marking_sheet(mailing, KEY.replace(year=2020))
