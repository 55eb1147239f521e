"""`ilwatch dedupe`: the groups of a library, for programs and for people; and the labelled sets."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from flows import cli
from flows.dedupe import dedupe
from literature.identity import judge
from literature.judgement import Likeness
from literature.record import Record
from sources.library_jsonl import records

TITLE = "An invented drug in an invented disease of the heart"


def line(own: str, title: str = TITLE, **more: object) -> str:
    return json.dumps({"id": own, "title": title, "authors": ["Adler B"], "year": 2014, "volume": "7", **more})


def library(folder: Path, *lines: str) -> Path:
    file = folder / "library.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_json_has_a_line_a_record_with_its_group_and_the_reason(tmp_path: Path) -> None:
    file = library(tmp_path, line("a", pages="12"), line("b", "Something else about sleep"), line("c", pages="12-19"))
    because = "same title, authors agree, same volume and page"
    assert [json.loads(one) for one in dedupe(file).json_lines()] == [
        {"id": "a", "group": 1, "because": because},
        {"id": "b", "group": 2, "because": ""},
        {"id": "c", "group": 1, "because": because},
    ]


def test_the_summary_names_groups_reasons_and_doubtful_pairs(tmp_path: Path) -> None:
    file = library(
        tmp_path, line("a", pages="12"), line("b"), line("c", pages="90"), line("d", f"Erratum: {TITLE}", pages="99")
    )
    said = "\n".join(dedupe(file).lines())
    assert said.startswith("4 records, 3 works: 1 duplicates in 1 groups\n")
    assert "  a: same title, authors agree" in said
    assert "  b, c: same title, authors agree; but it would join others that contradict each other" in said
    assert "  a, d: a paper and a correction, reply or comment: " in said


def test_what_cannot_be_compared_stays_alone_and_is_named(tmp_path: Path) -> None:
    file = library(tmp_path, line("a"), line("a"), line("b", ""), '{"id": "c", "ti', line("d"))
    found = dedupe(file)
    assert [json.loads(one)["id"] for one in found.json_lines()] == ["a", "a#2", "b", "library.jsonl:4", "d"]
    assert found.found.groups == [[0, 4], [1], [2], [3]]
    assert [fault.partition(" (")[0] for fault in found.faults] == [
        "library.jsonl: line 2: the id 'a' stands in line 1 already",
        "library.jsonl: line 3: no title",
        "library.jsonl: line 4: no JSON, or cut",
    ]


def test_a_format_without_ids_gives_the_number_of_the_record(tmp_path: Path) -> None:
    file = tmp_path / "library.ris"
    entry = f"TY  - JOUR\nTI  - {TITLE}\nAU  - Adler, B\nPY  - 2014\nVL  - 7\nSP  - 12\nER  - \n"
    file.write_text(entry * 2, encoding="utf-8")
    assert [json.loads(one)["id"] for one in dedupe(file).json_lines()] == ["1", "2"]
    assert dedupe(file).found.groups == [[0, 1]]


def test_the_command_ends_with_1_where_a_record_was_kept_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = library(tmp_path, line("a"), line("b", ""))
    monkeypatch.setattr("sys.argv", ["ilwatch", "dedupe", str(file), "--json"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr()
    assert ended.value.code == 1
    assert [json.loads(one)["group"] for one in said.out.splitlines()] == [1, 2]
    assert said.err == "kept alone: library.jsonl: line 2: no title\n"


def test_another_kind_of_file_is_one_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "library.docx"
    file.write_bytes(b"PK\x03\x04")
    monkeypatch.setattr("sys.argv", ["ilwatch", "dedupe", str(file)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    assert "its ending '.docx' names no format that is read" in capsys.readouterr().err


def _evaluate(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("evaluate", shared / "dedup" / "evaluate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("name", "lost", "recall"),
    [
        ("cytology_screening", 0, 0.985),
        ("respiratory", 0, 0.970),
        ("diabetes", 0, 0.985),
        ("tafenoquine", 0, 0.985),
        ("digital_work", 1, 0.980),
        ("dblp_acm", 10, 0.900),
    ],
)
def test_no_paper_is_lost_on_the_labelled_sets(shared: Path, name: str, lost: int, recall: float) -> None:
    evaluate = _evaluate(shared)
    file = shared / "dedup" / f"{name}.jsonl.gz"
    scored = evaluate.score(evaluate.read(str(file)), [json.loads(one) for one in dedupe(file).json_lines()])[0]
    assert scored["lost_papers"] <= lost
    assert scored["record_level"]["recall"] >= recall


KEPT_APART = {
    "tan_2004_2005_pub2_vs_pub3",  # two updates of a Cochrane review: related
    "pare_wagner_prester_jds_2024_vs_2023_online_first",  # another year, no volume, other pages: possibly
}


def test_no_hard_pair_is_joined_falsely_and_those_left_apart_are_named(shared: Path) -> None:
    pairs = json.loads((shared / "dedup" / "hard_pairs_bibdedupe.json").read_text(encoding="utf-8"))
    same = {pair["id"] for pair in pairs if _joined(pair)}
    duplicates = {pair["id"] for pair in pairs if pair["duplicate"]}
    assert same == duplicates - KEPT_APART


def _joined(pair: dict[str, dict[str, object]]) -> bool:
    """A side without a title is no Record, and joins nothing."""
    sides = [one for one in records((json.dumps(pair[side]) for side in "ab"), "pair") if isinstance(one, Record)]
    return len(sides) == 2 and judge(*sides).likeness is Likeness.SAME
