"""`ilwatch init`: a first watch.toml from a few answers, that `check` accepts; a file that exists is never changed."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest

from flows.config import load_watch
from flows.setup.shipped import joined, shipped_text, tables
from tests.flows.cli.test_cli import Said, ilwatch

ANSWERED = ("--yes", "--contact", "anna@uni.example", "--timezone", "Europe/Zurich")


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def answering(monkeypatch: pytest.MonkeyPatch, answers: Sequence[str], *options: str) -> Said:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{answer}\n" for answer in answers)))
    return ilwatch("init", *options)


def test_the_answers_become_a_file_that_check_accepts_and_the_next_steps_are_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers = ["Our week", "anna@uni.example", "Europe/Zurich", "il-1, gasdermin D", "GSDMD; GSDMDC1", "", "y", "n"]
    said = answering(monkeypatch, answers)
    assert (said.code, said.err) == (0, "")
    watch = load_watch(Path("watch.toml"))
    assert (watch.watch.name, watch.watch.contact, watch.zone.key) == ("Our week", "anna@uni.example", "Europe/Zurich")
    assert [term.name for term in watch.terms] == ["IL-1", "gasdermin D"]
    assert watch.term[1].synonyms == ("gasdermin D", "GSDMD", "GSDMDC1")
    assert [reader.address for reader in watch.reader] == ["anna@uni.example"]
    assert (watch.mail.sender, watch.mail.host, len(watch.feed) > 10) == ("anna@uni.example", "", True)
    for step in ("ilwatch check", "ilwatch run", "outbox/"):
        assert step in said.out
    assert "set the time zone Europe/Zurich in prefect.yaml too" in said.out
    assert ilwatch("check").code == 0


@pytest.mark.parametrize("spelling", ["IL1RA", "interleukin-1 receptor antagonist", "anakinra", "DIRA"])
def test_another_spelling_of_a_shipped_molecule_brings_its_names(
    spelling: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = ["", "a@uni.example", "Europe/Zurich", f"{spelling}, IL-1ra, IL-1b", "", "", "", "n", "n"]
    said = answering(monkeypatch, answers)
    assert said.code == 0
    assert f"{spelling} is a name of IL-1RA, which comes with " in said.out
    terms = load_watch(Path("watch.toml")).terms
    assert [term.name for term in terms] == ["IL-1RA", "IL-1"]
    assert "anakinra" in terms[0].synonyms
    assert "canakinumab" in terms[1].synonyms


def test_who_says_no_to_the_shipped_molecule_is_asked_for_names(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ["", "a@uni.example", "Europe/Zurich", "anakinra", "n", "Kineret", "", "n", "n"]
    assert answering(monkeypatch, answers).code == 0
    (term,) = load_watch(Path("watch.toml")).terms
    assert (term.name, term.synonyms) == ("anakinra", ("anakinra", "Kineret"))


def test_what_is_no_name_of_a_shipped_molecule_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    said = ilwatch("init", *ANSWERED, "--term", "IL-36", "--term", "IL1RL1", "--term", "IL-1 receptor 8")
    assert "is a name of" not in said.out
    assert [term.name for term in load_watch(Path("watch.toml")).terms] == ["IL-36", "IL1RL1", "IL-1 receptor 8"]


def test_with_options_a_spelling_is_used_as_the_shipped_molecule_and_that_is_said() -> None:
    said = ilwatch("init", *ANSWERED, "--term", "IL-1b", "--term", "IL1RA")
    assert "IL-1b is a name of IL-1, which comes with " in said.out
    assert "IL-1RA is used." in said.out
    assert [term.name for term in load_watch(Path("watch.toml")).terms] == ["IL-1", "IL-1RA"]


def test_on_a_computer_in_utc_the_time_zone_is_asked_without_a_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Etc/UTC")
    said = answering(monkeypatch, ["", "a@uni.example", "", "Europe/Zurich", "", "", "n", "n"])
    assert said.code == 0
    assert load_watch(Path("watch.toml")).zone.key == "Europe/Zurich"


def test_a_wrong_answer_is_explained_and_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ["", "anna@uni", "anna@uni.example", "Europe/Zürich", "Europe/Zurich", "", "", "n", "n"]
    said = answering(monkeypatch, answers)
    assert said.code == 0
    assert "must be one plain mail address" in said.out + said.err
    assert "did you mean 'Europe/Zurich'?" in said.out + said.err
    assert [term.name for term in load_watch(Path("watch.toml")).terms] == ["IL-1", "IL-1RA", "IL-32"]


def test_by_mail_the_server_and_the_sender_are_asked_and_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = ["", "a@uni.example", "Europe/Zurich", "", "", "n", "y", "smtp.uni.example", "watch@uni.example"]
    assert answering(monkeypatch, answers).code == 0
    mail = load_watch(Path("watch.toml")).mail
    assert (mail.host, mail.sender, mail.username) == ("smtp.uni.example", "watch@uni.example", "watch@uni.example")
    assert "ILWATCH_SMTP_PASSWORD" in Path("watch.toml").read_text(encoding="utf-8")


def test_with_options_nothing_is_asked() -> None:
    terms = ("--term", "IL-1ra", "--term", "gasdermin D=GSDMD,GSDMDC1", "--no-feeds", "--reader", "b@uni.example")
    said = ilwatch("init", "ours.toml", *ANSWERED, *terms)
    assert (said.code, said.err) == (0, "")
    watch = load_watch(Path("ours.toml"))
    assert [term.name for term in watch.terms] == ["IL-1RA", "gasdermin D"]
    assert (watch.feed, watch.reader[0].address) == ((), "b@uni.example")
    assert "ilwatch check --config ours.toml" in said.out


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--yes",), "--contact: is needed with --yes"),
        (
            (*ANSWERED[:3], "--timezone", "berlin"),
            "--timezone: 'berlin' is not a known time zone; did",
        ),
        (("--yes", "--contact", "me"), "--contact: must be one plain mail address"),
        ((*ANSWERED, "--term", "x" * 81), "--term: must have at most 80 characters"),
        (("--contact", "a@uni.example"), "no answer: nothing was written"),
    ],
)
def test_what_cannot_be_used_is_bad_usage_and_nothing_is_written(
    options: tuple[str, ...], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = answering(monkeypatch, [], *options)
    assert said.code == 2
    assert told in said.err
    assert list(Path.cwd().iterdir()) == []


def test_a_file_that_exists_is_never_changed() -> None:
    Path("watch.toml").write_text("mine", encoding="utf-8")
    said = ilwatch("init", "watch.toml", *ANSWERED)
    assert (said.code, "already exists and was not changed; choose another name, such as" in said.err) == (2, True)
    beside = ilwatch("init", *ANSWERED)
    assert "watch.toml exists and is not changed; your answers go into my-watch.toml" in beside.out
    assert ilwatch("init", *ANSWERED).code == 2
    assert Path("watch.toml").read_text(encoding="utf-8") == "mine"


def test_the_shipped_tables_are_taken_whole_with_the_comments_about_them() -> None:
    first, *_ = [table for table in tables(shipped_text()) if table.kind == "topic"]
    assert "Topics: the headings of the letter" in first.intro
    assert "[term.only_beside]" in next(t.body for t in tables(shipped_text()) if t.name == "IL-1RA")
    whole, part = tomllib.loads(shipped_text()), tomllib.loads(joined(shipped_text(), ("term", "topic")))
    assert part == {"term": whole["term"], "topic": whole["topic"]}
