"""`ilwatch classify`: topics, scores and reasons a record; bad input is named with its place and stops no run."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from flows.cli import main
from flows.files.classify import classify_file
from literature.model.errors import BrokenConfig, BrokenSource

HEART = '[[topic]]\nid = "C14"\nname = "Heart"\nkeywords = ["pericarditis", "heart failure"]\n'
JOINT = '[[topic]]\nid = "C05"\nname = "Joints"\nkeywords = ["gout", "arthritis", "synovial"]\n'

TEXTS = (
    {"id": "a", "title": "Recurrent pericarditis", "text": "Pericarditis came back. Heart failure did not."},
    {"id": "b", "title": "Gout in winter", "text": "Gout and other arthritis of the big toe hurt."},
    {"id": "c", "title": "Weather", "text": "It rained on Tuesday."},
)

WEAK = {
    "id": "w",
    "title": "A walk along the river",
    "text": "Twelve people walked along a river in spring and wrote down what birds they saw. One of them had gout. "
    "Most birds were ducks. They went home by bus before it rained.",
}


def lines(path: Path, *rows: dict[str, Any] | str) -> Path:
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
    return path


def topics(folder: Path, text: str = HEART + JOINT) -> Path:
    file = folder / "topics.toml"
    file.write_text(text, encoding="utf-8")
    return file


def answers(folder: Path, *rows: dict[str, Any] | str, toml: str = HEART + JOINT) -> list[dict[str, Any]]:
    found = classify_file(lines(folder / "texts.jsonl", *rows), topics(folder, toml))
    return [json.loads(line) for line in found.json_lines()]


def test_each_record_has_its_topics_with_reasons_and_a_score_for_every_topic(tmp_path: Path) -> None:
    heart, joint, weather = answers(tmp_path, *TEXTS)
    assert [one["topic"] for one in heart["topics"]] == ["C14"]
    assert heart["topics"][0]["because"].startswith("pericarditis in the title; heart failure in the conclusion")
    assert heart["scores"]["C14"] == pytest.approx(heart["topics"][0]["score"], abs=0.001)
    assert heart["scores"]["C14"] > 0.5
    assert [one["topic"] for one in joint["topics"]] == ["C05"]
    assert weather == {
        "id": "c",
        "topics": [],
        "unsorted": "no keyword of a topic is in it, and its words are not like any topic's",
        "scores": weather["scores"],
    }
    assert set(weather["scores"]) == {"C14", "C05"}
    assert max(weather["scores"].values()) < 0.5


def test_the_same_files_give_the_same_lines(tmp_path: Path) -> None:
    assert answers(tmp_path, *TEXTS) == answers(tmp_path, *TEXTS)


def test_where_topics_exclude_each_other_the_best_is_given_however_weak(tmp_path: Path) -> None:
    assert answers(tmp_path, WEAK)[0]["topics"] == []
    (given,) = answers(tmp_path, WEAK, toml="[classify]\nsingle = true\n" + HEART + JOINT)[0]["topics"]
    assert given["topic"] == "C05"


def test_examples_with_one_label_each_say_that_topics_exclude_each_other(tmp_path: Path) -> None:
    known = [{"id": str(n), "title": f"Toe {n}", "labels": ["C05" if n % 2 else "C14"]} for n in range(20)]
    found = classify_file(
        lines(tmp_path / "t.jsonl", WEAK), topics(tmp_path), lines(tmp_path / "examples.jsonl", *known)
    )
    assert [label.topic for label in found.placings[0].labels] == ["C05"]


def test_what_cannot_be_sorted_says_why(tmp_path: Path) -> None:
    empty, foreign, huge = answers(
        tmp_path,
        {"id": "1", "title": None},
        {"id": "2", "title": "心膜炎の再発", "text": "再発性心膜炎の患者"},
        {"id": "3", "title": "Gout", "text": "gout and arthritis hurt. " * 40_000},
    )
    assert empty["unsorted"] == "it has no title and no abstract"
    assert foreign["unsorted"] == "none of its words is known: another language, or no words at all?"
    assert [one["topic"] for one in huge["topics"]] == ["C05"]


def test_a_line_that_is_no_record_is_named_and_the_others_are_sorted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file = lines(tmp_path / "texts.jsonl", TEXTS[0], '{"id": "x", "title": ', '["list"]', {"id": "y", "text": 7})
    monkeypatch.setattr(sys, "argv", ["ilwatch", "classify", str(file), "--topics", str(topics(tmp_path)), "--json"])
    with pytest.raises(SystemExit) as ended:
        main.main()
    said = capsys.readouterr()
    assert ended.value.code == 1
    assert [json.loads(line)["id"] for line in said.out.splitlines()] == ["a"]
    assert "not read: texts.jsonl:2: no JSON, or cut" in said.err
    assert "not read: texts.jsonl:3: no JSON object" in said.err
    assert "not read: texts.jsonl:4: y: text is int where text belongs" in said.err


def test_weak_topics_are_remarked_on_with_their_line(tmp_path: Path) -> None:
    bare = '[[topic]]\nid = "bare"\nname = "Bare"\ncolour = "red"\n'
    found = classify_file(
        lines(tmp_path / "t.jsonl", *TEXTS), topics(tmp_path, HEART + bare + HEART.replace("C14", "twin"))
    )
    assert found.remarks == [
        "line 5: topic \"bare\": 'bare' has no keywords; only its name and definition are used",
        'line 8: topic "bare", colour: is no key of a topic; it is ignored',
        "line 9: topic \"twin\": 'twin' has the keywords of 'C14'; no record can tell them apart",
    ]


@pytest.mark.parametrize(
    ("toml", "fault"),
    [
        ("", "line 1: topic: is missing"),
        ("[[topic]", "line 1: topic no. 1: the brackets do not match: write [[topic]]"),
        ('[[topic]]\nname = "x"\n', 'line 1: topic "x", id: is missing'),
        (HEART + HEART, "line 6: topic \"C14\", id: 'C14' is already the id of topic no. 1"),
        (
            '[[topic]]\nid = "x"\nkeywords = "gout"\n',
            'line 3: topic "x", keywords: must be a list: write keywords = ["gout"]',
        ),
        ("[classify]\nsingel = true\n" + HEART, "line 2: classify.singel: unknown key"),
    ],
)
def test_topics_that_cannot_be_used_stop_before_any_record(tmp_path: Path, toml: str, fault: str) -> None:
    with pytest.raises(BrokenConfig) as broken:
        classify_file(lines(tmp_path / "t.jsonl", *TEXTS), topics(tmp_path, toml))
    assert broken.value.faults[0].startswith(fault)


def test_contradicting_examples_are_set_aside_and_unknown_labels_named(tmp_path: Path) -> None:
    same = {"title": "A toe", "text": "It hurts."}
    known = lines(
        tmp_path / "examples.jsonl",
        {"id": "1", **same, "labels": ["C05"]},
        {"id": "2", **same, "labels": ["C14", "C99"]},
    )
    found = classify_file(lines(tmp_path / "t.jsonl", *TEXTS), topics(tmp_path), known)
    assert found.remarks == [
        "examples.jsonl:2: no topic has the id 'C99'; this label is ignored",
        "examples.jsonl:2: '2' is C14 here and C05 in line 1; neither is used",
    ]


def test_a_file_cut_inside_its_compression_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl.gz"
    file.write_bytes(gzip.compress(json.dumps(TEXTS[0]).encode() * 2000)[:-40])
    with pytest.raises(BrokenSource, match="cannot be read"):
        classify_file(file, topics(tmp_path))


def test_an_empty_file_has_no_answers(tmp_path: Path) -> None:
    assert answers(tmp_path) == []
