"""JSON lines: each object under its own id, each fault with its line."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from literature.model.errors import BrokenSource
from literature.model.harvest import Unread
from literature.model.record import Author, Event, Form, Identifier, Journal, PartialDate, Record, Scheme
from sources.library.read import read_entries, read_library

WHOLE = (
    '{"id": "a", "title": "<i>IL1RN</i> in an invented disease", "authors": ["Na, Sang-Jun", "Choi Y"], "year": 2014,'
    ' "journal": "Heart &amp; Lung", "volume": 7, "issue": null, "pages": "12-9", "doi": "10.5555/ABC", "pmid": "77",'
    ' "abstract": "Nothing.", "type": "preprint", "group": "x"}'
)


def read(folder: Path, *lines: str, encoding: str = "utf-8", name: str = "library.jsonl") -> list[Record | Unread]:
    file = folder / name
    file.write_bytes("\n".join(lines).encode(encoding))
    return list(read_entries(file))


def test_an_object_becomes_a_record_under_its_own_id(tmp_path: Path) -> None:
    [record] = read(tmp_path, WHOLE)
    assert isinstance(record, Record)
    assert (record.source_id, record.title.text, record.form) == ("a", "IL1RN in an invented disease", Form.PREPRINT)
    assert record.authors == (Author("Na", "Sang-Jun", "SJ"), Author("Choi", "", "Y"))
    assert record.journal == Journal("Heart & Lung", volume="7", pages="12-9")
    assert record.date(Event.ISSUE) == PartialDate(2014)
    assert record.identifiers == (Identifier(Scheme.PMID, "77"), Identifier(Scheme.DOI, "10.5555/abc"))
    assert record.abstract[0].text.text == "Nothing."


def test_as_seeds_they_get_the_ids_of_seeds(tmp_path: Path) -> None:
    file = tmp_path / "library.jsonl"
    file.write_text(WHOLE, encoding="utf-8")
    assert [one.source_id for one in read_library(file)] == ["pmid:77"]


def test_names_may_stand_in_one_text(tmp_path: Path) -> None:
    [record] = read(tmp_path, '{"title": "A heart", "authors": "Na SJ; Choi Y"}')
    assert isinstance(record, Record)
    assert [one.family for one in record.authors] == ["Na", "Choi"]


@pytest.mark.parametrize(
    ("line", "own", "reason"),
    [
        ('{"id": "b", "title": ""}', "b", "line 3: no title"),
        ('{"id": "b", "title": ["x"]}', "b", "line 3: title is a list or an object where text belongs"),
        ('{"id": "b", "title": "cut of', "library.jsonl:3", "line 3: no JSON, or cut"),
        ("[1]", "library.jsonl:3", "line 3: no JSON object"),
        ("[" * 100_000, "library.jsonl:3", "line 3: no JSON, or cut"),
    ],
)
def test_a_fault_costs_one_record_and_names_its_line(tmp_path: Path, line: str, own: str, reason: str) -> None:
    first, broken, last = read(tmp_path, WHOLE, "", line, '{"title": "A heart"}')
    assert isinstance(first, Record)
    assert isinstance(last, Record)
    assert isinstance(broken, Unread)
    assert broken.source_id == own
    assert broken.reason.startswith(reason)
    assert broken.body == line.encode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    [record] = read(tmp_path, '{"title": "Behçet’s heart"}', encoding=encoding)
    assert isinstance(record, Record)
    assert record.title.text == "Behçet’s heart"


def test_a_gzip_file_is_read_and_half_of_one_is_named(tmp_path: Path) -> None:
    whole = gzip.compress((WHOLE + "\n").encode() * 1000)
    (tmp_path / "whole.jsonl.gz").write_bytes(whole)
    assert len(list(read_entries(tmp_path / "whole.jsonl.gz"))) == 1000
    (tmp_path / "half.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BrokenSource, match=r"half\.jsonl\.gz: the file is cut or damaged"):
        list(read_entries(tmp_path / "half.jsonl.gz"))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'[{"title": "x"}]', "one JSON list; write one object a line"),
        (b"%PDF-1.7", "this is a PDF"),
        (b"", "the file is empty"),
        (b"\n\n", "the file is empty"),
        (b"Dear all,\nplease find enclosed.\n", "no line at its beginning is a JSON object"),
        (b'{\n "title": "A heart"\n}\n', "no line at its beginning is a JSON object"),
        (gzip.compress(b"Dear all,\n", mtime=0), "no line at its beginning is a JSON object"),
    ],
)
def test_another_kind_of_file_is_refused(tmp_path: Path, body: bytes, said: str) -> None:
    (tmp_path / "library.jsonl").write_bytes(body)
    with pytest.raises(BrokenSource, match=said):
        list(read_entries(tmp_path / "library.jsonl"))


def test_a_line_without_end_is_refused_before_it_fills_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sources.library.jsonl.MAX_LINE", 2000)
    with pytest.raises(BrokenSource, match=r"library\.jsonl:2: a line of more than 2000 characters"):
        read(tmp_path, WHOLE, '{"title": "' + "x" * 3000)


def test_a_bad_first_line_costs_itself_alone(tmp_path: Path) -> None:
    broken, whole = read(tmp_path, "oops", WHOLE)
    assert isinstance(broken, Unread)
    assert isinstance(whole, Record)


def test_an_id_may_stand_there_twice(tmp_path: Path) -> None:
    """The second was Unread, so two exports laid end to end had no duplicates."""
    first, second = read(tmp_path, WHOLE, WHOLE)
    assert first == second
    assert isinstance(second, Record)


def test_no_number_is_nothing(tmp_path: Path) -> None:
    """pandas writes NaN into empty cells: two such volumes agreed with each other."""
    [record] = read(
        tmp_path, '{"id": NaN, "title": "A heart", "year": NaN, "volume": NaN, "issue": "NA", "pages": -Infinity}'
    )
    assert isinstance(record, Record)
    assert (record.source_id, record.dates, record.journal) == ("", (), Journal())


def test_lines_in_another_encoding_are_warned_of_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    found = read(tmp_path, *['{"title": "Behçet"}'] * 3, encoding="cp1252")
    assert {one.title.text for one in found if isinstance(one, Record)} == {"Behçet"}
    assert len(caplog.records) == 1


def test_joined_files_leave_no_mark_in_their_lines(tmp_path: Path) -> None:
    [first, second] = read(tmp_path, f"\ufeff{WHOLE}", f"\ufeff{WHOLE}", "\x1a")
    assert first == second


def test_a_line_that_is_no_record_is_named_without_its_control_characters(tmp_path: Path) -> None:
    file = tmp_path / "library.jsonl"
    file.write_text(r'{"id": "a\u0000b", "title": ""}', encoding="utf-8")
    (unread,) = read_library(file)
    assert unread.source_id == "ab"


@pytest.mark.parametrize(
    "fields",
    [
        '"pages":"\\ud83d"',
        '"volume":"12\\ud83d","issue":"\\u00001"',
        '"date":"\\ud83d Jan 2011"',
        '"authors":[{"family":"Na\\ud83d","given":"S"}]',
        '"journal":"Heart \\udc00"',
    ],
)
def test_half_a_character_is_left_out_wherever_it_stands(tmp_path: Path, fields: str) -> None:
    file = tmp_path / "library.jsonl"
    file.write_text(f'{{"title":"Editorial",{fields}}}', encoding="utf-8")
    [record] = read_library(file)
    assert isinstance(record, Record)
    assert repr(record).isascii()
    assert not any(half in repr(record) for half in (r"\ud83d", r"\udc00", r"\x00"))


def test_a_whole_sign_outside_the_first_plane_is_kept(tmp_path: Path) -> None:
    [record] = read(tmp_path, r'{"title":"Editorial \ud83d\ude00","pages":"1\ud83d\ude00"}')
    assert isinstance(record, Record)
    assert (record.title.text, record.journal.pages) == ("Editorial \U0001f600", "1\U0001f600")
