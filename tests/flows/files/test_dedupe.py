"""`ilwatch dedupe`: the groups of a library, for programs and for people; and the labelled sets."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

from flows.cli import main
from flows.files.dedupe import dedupe_file
from flows.files.dedupe_summary import summary
from literature.identity.compare import compare
from literature.identity.comparison import Likeness
from literature.model.record import Record
from sources.library.jsonl import records

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
    assert [json.loads(one) for one in dedupe_file(file).json_lines()] == [
        {"id": "a", "group": 1, "because": because},
        {"id": "b", "group": 2, "because": ""},
        {"id": "c", "group": 1, "because": because},
    ]


def test_the_summary_names_groups_reasons_and_doubtful_pairs(tmp_path: Path) -> None:
    file = library(
        tmp_path, line("a", pages="12"), line("b"), line("c", pages="90"), line("d", f"Erratum: {TITLE}", pages="99")
    )
    said = "\n".join(summary(dedupe_file(file)))
    assert said.startswith("4 records, 3 works: 1 duplicate in 1 group\n\nTO DECIDE: 3 pairs of works kept apart\n")
    assert said.index("The same, but joining them would") < said.index("Related: a paper and a correction, reply or")
    assert f"  a  Adler 2014, 7:12. {TITLE}\n  b  Adler 2014, 7. {TITLE}\n      same title, authors agree" in said


def test_the_group_with_the_fewest_witnesses_stands_first(tmp_path: Path) -> None:
    other = "Another invented drug in another invented disease"
    file = library(
        tmp_path, line("a", pages="12"), line("b", pages="12"), line("c", other), line("d", other, pages="3")
    )
    said = "\n".join(summary(dedupe_file(file)))
    assert "JOINED: 2 groups, by the weakest reason in each" in said
    assert "      1  same title, authors agree\n" in said
    assert said.index("\n  c  Adler") < said.index("\n  a  Adler")


def test_reasons_are_counted_whatever_the_name_in_them(tmp_path: Path) -> None:
    lines = [line(f"{at}{copy}", f"{TITLE} of {at} men", doi=f"10.5555/{at}") for at in (31, 32) for copy in "ab"]
    said = "\n".join(summary(dedupe_file(library(tmp_path, *lines))))
    assert "      2  same doi, same title, authors agree\n" in said
    assert "      same doi:10.5555/31, same title, authors agree" in said


def test_a_screen_gets_the_first_of_each_list_and_a_count(tmp_path: Path) -> None:
    lines = [line(f"{at}{copy}", f"{TITLE} of {at} patients", pages=str(at)) for at in range(30, 40) for copy in "ab"]
    said = list(summary(dedupe_file(library(tmp_path, *lines)), 4))
    assert sum("of 3" in one for one in said) == 8
    assert said[-1] == "… and 6 more groups: send the output to a file to see all"


def test_two_works_in_many_copies_are_one_pair_to_decide(tmp_path: Path) -> None:
    copies = [line(f"p{at}", pages="12") for at in range(3)] + [
        line(f"e{at}", f"Erratum: {TITLE}", pages="99") for at in range(3)
    ]
    found = dedupe_file(library(tmp_path, *copies))
    assert len(found.grouping.doubtful) > 1
    assert "TO DECIDE: 1 pair of works kept apart" in list(summary(found))


def test_what_cannot_be_compared_stays_alone_and_is_named(tmp_path: Path) -> None:
    file = library(tmp_path, line("a"), line("a"), line("b", ""), '{"id": "c", "ti', line("d"))
    found = dedupe_file(file)
    assert [json.loads(one)["id"] for one in found.json_lines()] == ["a", "a#2", "b", "library.jsonl:4", "d"]
    assert found.grouping.groups == [[0, 1, 4], [2], [3]]
    assert [said.partition(" (")[0] for said in found.complaints()] == [
        "kept alone: library.jsonl: line 3: no title",
        "kept alone: library.jsonl: line 4: no JSON, or cut",
        "library.jsonl: 1 record has the id of an earlier one; the record's number is added to it: 'a#2'",
    ]


def test_one_id_for_two_works_joins_nothing(tmp_path: Path) -> None:
    file = library(tmp_path, line("a"), line("a", "Something else about sleep"))
    assert dedupe_file(file).grouping.groups == [[0], [1]]


def test_two_records_without_a_title_are_not_one_whatever_id_they_share(tmp_path: Path) -> None:
    record = "<PubmedArticle><MedlineCitation><PMID>7</PMID></MedlineCitation></PubmedArticle>"
    file = tmp_path / "nameless.xml"
    file.write_text(f"<PubmedArticleSet>{record}{record}</PubmedArticleSet>", encoding="utf-8")
    found = dedupe_file(file)
    assert found.grouping.groups == [[0], [1]]
    assert found.faults == ["nameless.xml: record 1: no title", "nameless.xml: record 2: no title"]


def test_the_ids_of_the_file_go_before_the_numbers_of_records_and_none_stands_twice(tmp_path: Path) -> None:
    file = library(tmp_path, line(""), line("1"), line("3"), line("3"), line("3#4"))
    assert dedupe_file(file).ids == ["1#1", "1", "3", "3#4#4", "3#4"]


def test_half_a_character_pair_in_an_id_can_be_written(tmp_path: Path) -> None:
    found = dedupe_file(library(tmp_path, '{"id": "\\ud800", "title": "A heart\\ud800"}'))
    assert [json.loads(one.encode())["id"] for one in found.json_lines()] == ["\ud800"]
    assert "\n".join(summary(found)).encode()


def test_many_repeated_ids_are_one_complaint(tmp_path: Path) -> None:
    (said,) = dedupe_file(library(tmp_path, *[line("a", f"{TITLE} {at}") for at in range(40)])).complaints()
    assert said.endswith("'a#11' and 29 more")


ENTRIES = {
    ".ris": "TY  - JOUR\nID  - k{0}\nTI  - A study of {0} hearts\nER  - \n",
    ".bib": "@article{{k{0}, title = {{A study of {0} hearts}}}}\n",
    ".nbib": "PMID- {0}\nTI  - A study of {0} hearts\n\n",
    ".jsonl": '{{"id": "k{0}", "title": "A study of {0} hearts"}}\n',
    ".csv": "k{0},A study of {0} hearts\n",
}


@pytest.mark.parametrize("suffix", ENTRIES)
def test_every_record_stands_once_under_its_own_id_and_in_order(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"library{suffix}"
    numbers = range(1000, 1700)
    file.write_text("id,title\n" * (suffix == ".csv") + "".join(map(ENTRIES[suffix].format, numbers)), encoding="utf-8")
    names = [f"{'' if suffix == '.nbib' else 'k'}{number}" for number in numbers]
    assert [json.loads(one)["id"] for one in dedupe_file(file).json_lines()] == names


def test_a_format_without_ids_gives_the_number_of_the_record(tmp_path: Path) -> None:
    file = tmp_path / "library.ris"
    entry = f"TY  - JOUR\nTI  - {TITLE}\nAU  - Adler, B\nPY  - 2014\nVL  - 7\nSP  - 12\nER  - \n"
    file.write_text(entry * 2, encoding="utf-8")
    assert [json.loads(one)["id"] for one in dedupe_file(file).json_lines()] == ["1", "2"]
    assert dedupe_file(file).grouping.groups == [[0, 1]]


def test_the_command_ends_with_1_where_a_record_was_kept_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = library(tmp_path, line("a"), line("b", ""))
    monkeypatch.setattr("sys.argv", ["ilwatch", "dedupe", str(file), "--json"])
    with pytest.raises(SystemExit) as ended:
        main.main()
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
        main.main()
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
    scored = evaluate.score(evaluate.read(str(file)), [json.loads(one) for one in dedupe_file(file).json_lines()])[0]
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
    return len(sides) == 2 and compare(*sides).likeness is Likeness.SAME
