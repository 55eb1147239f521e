"""The command line: exit 0 done, 1 done with failures named, 2 bad usage or configuration; JSON alone on stdout."""

from __future__ import annotations

import io
import json
import logging
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from flows.app import clock, open_app
from flows.cli import main, main_job
from flows.cli.demo import MONDAY, SAMPLE, write_config
from tests.flows.children import at_once
from tests.flows.holdings import holdings
from tests.standins.feeds import FeedStandin
from tests.standins.ncbi import NcbiStandin

KEY = f"{MONDAY:%Y-%m-%d}"

PAGE = """\
Interleukin-1 and the Invented Page
Author(s) -
Anna Sampleton,
Carl Specimen
Publication year - 2024
Publication title -
sample journal of medicine
DOI - 10.5555/Sample.2024.0777
Invented prose.
"""


class Said(NamedTuple):
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def ilwatch(*arguments: str | Path) -> Said:
    """Run the command as the installed script does."""
    out, err, before = io.StringIO(), io.StringIO(), sys.argv
    sys.argv = ["ilwatch", *map(str, arguments)]
    try:
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
            main.main()
    finally:
        sys.argv = before
    code = ended.value.code
    return Said(code if isinstance(code, int) else 0, out.getvalue(), err.getvalue())


class Sample(NamedTuple):
    """The sample week behind its stand-ins; ``options`` name its configuration and a database of the test's own."""

    folder: Path
    config: Path
    pubmed: NcbiStandin
    feeds: FeedStandin
    options: tuple[str, ...]


def _on_monday(config: Path, database: str | None, _now: object = None, **options: bool) -> Any:
    return open_app(config, database, clock(MONDAY), at_once, **options)


@pytest.fixture
def sample(tmp_path: Path, begun_file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sample]:
    """Nothing is polled yet; the clock of the commands stands at the Monday after the week."""
    monkeypatch.setattr(main_job, "open_app", _on_monday)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    pubmed = NcbiStandin([SAMPLE / "pubmed.xml"], today=KEY)
    with pubmed, FeedStandin(SAMPLE / "feeds") as feeds:
        config = write_config(tmp_path, pubmed.url, feeds.url)
        shutil.copy(begun_file, tmp_path / "ilwatch.db")
        options = ("--config", str(config), "--database", f"sqlite:///{tmp_path / 'ilwatch.db'}")
        yield Sample(tmp_path, config, pubmed, feeds, options)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which `ilwatch run` was done once."""
    folder = tmp_path_factory.mktemp("ran")
    pubmed = NcbiStandin([SAMPLE / "pubmed.xml"], today=KEY)
    with pytest.MonkeyPatch.context() as patch, pubmed, FeedStandin(SAMPLE / "feeds") as feeds:
        patch.setattr(main_job, "open_app", _on_monday)
        patch.delenv("PREFECT_API_URL", raising=False)
        config = write_config(folder, pubmed.url, feeds.url)
        main_job.run(config, f"sqlite:///{folder / 'ilwatch.db'}")
    return folder


@pytest.fixture
def after_run(ran: Path, tmp_path: Path) -> tuple[str, ...]:
    """The options that name a copy of that folder's configuration and database."""
    for name in ("watch.toml", "ilwatch.db"):
        shutil.copy(ran / name, tmp_path / name)
    return "--config", str(tmp_path / "watch.toml"), "--database", f"sqlite:///{tmp_path / 'ilwatch.db'}"


COMMANDS = {
    command.name or command.callback.__name__: command.callback
    for group in main.GROUPS
    for command in group.commands.registered_commands
    if command.callback
}


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_says_what_it_does(command: str) -> None:
    said = ilwatch(command, "--help")
    doc = str(COMMANDS[command].__doc__).split(".")[0]
    assert said.code == 0
    assert " ".join(doc.split()[:4]) in " ".join(said.out.split())


@pytest.mark.parametrize("arguments", [("nonsense",), ("poll", "--nonsense"), ("digest", "--date", "monday"), ("why",)])
def test_bad_usage_is_exit_2(arguments: tuple[str, ...]) -> None:
    said = ilwatch(*arguments)
    assert (said.code, said.out) == (2, "")
    assert said.err


def test_run_says_the_account_and_where_the_letter_lies(sample: Sample) -> None:
    said = ilwatch("run", *sample.options)
    assert (said.code, said.err) == (0, "")
    assert "38 announced" in said.out
    assert "all counts add up" in said.out
    assert f"{sample.folder}/outbox/{KEY}.html" in said.out


def test_run_json_is_json_alone(sample: Sample) -> None:
    said = ilwatch("run", "--json", *sample.options)
    assert (said.code, said.err) == (0, "")
    assert [account["balances"] for account in said.json["accounts"]] == 5 * [True]
    assert said.json["edition"]["key"] == KEY
    assert said.json["problems"] == []


def test_a_failed_source_is_exit_1_and_named_on_stderr(sample: Sample) -> None:
    sample.feeds.faults["/journal.xml"] = "html"
    said = ilwatch("run", "--json", *sample.options)
    assert said.code == 1
    assert "J Sample Med" in said.err
    assert said.json["problems"] == [line.removeprefix("problem: ") for line in said.err.splitlines()]
    assert said.json["edition"]["key"] == KEY


def test_when_all_sources_fail_there_is_no_edition_and_the_exit_is_1(sample: Sample) -> None:
    sample.pubmed.misbehave("html")
    sample.feeds.faults |= {f"/{path.name}": "status:404" for path in (SAMPLE / "feeds").iterdir()}
    said = ilwatch("run", "--json", *sample.options)
    assert said.code == 1
    assert said.json["edition"] is None
    notice = sample.folder / "outbox" / f"owner-{KEY}.html"
    assert f"what happened is in {notice} (no mail server is set)" in said.err
    assert notice.exists()


def test_poll_visits_only_the_source_that_is_named(sample: Sample) -> None:
    said = ilwatch("poll", "--source", "sampleRxiv", "--json", *sample.options)
    assert [account["source"] for account in said.json["accounts"]] == ["sampleRxiv"]
    assert sample.pubmed.requests == []


def test_poll_of_a_name_that_is_no_source_is_bad_usage(sample: Sample) -> None:
    said = ilwatch("poll", "--source", "nowhere", *sample.options)
    assert (said.code, said.out) == (2, "")
    assert "nowhere: is no source of" in said.err
    assert "there are: pubmed, Sample Newswire" in said.err
    assert sample.feeds.requests == []


def test_all_faults_of_the_configuration_are_on_stderr_with_exit_2(tmp_path: Path) -> None:
    config = tmp_path / "watch.toml"
    config.write_text('[watch]\nname = "x"\ntimezone = "Mars"\ncontact = "none"\n', encoding="utf-8")
    for command in (["check"], ["run", "--json"], ["status"], ["poll"], ["digest"], ["export"]):
        said = ilwatch(*command, "--config", config)
        assert (said.code, said.out) == (2, "")
        assert "line 3: watch.timezone" in said.err
        assert "line 4: watch.contact" in said.err
        assert "mail: is missing" in said.err


def test_a_newer_database_is_refused_with_exit_2_and_left_as_it_is(after_run: tuple[str, ...], tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "ilwatch.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'ffffffffffff'")
    connection.close()
    before = (tmp_path / "ilwatch.db").read_bytes()
    for command in ("status", "poll", "run", "export"):
        said = ilwatch(command, *after_run)
        assert (said.code, said.out) == (2, "")
        assert "has schema ffffffffffff, which this version of ilwatch does not know" in said.err
    assert (tmp_path / "ilwatch.db").read_bytes() == before


def test_match_gives_a_json_line_for_each_line_with_spans_in_the_original_text(tmp_path: Path) -> None:
    lines = ["Interleukin‑1β and anakinra", "", "wildfires, IL: 1 mile", "αβ IL-32γ"]
    file = tmp_path / "lines.txt"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = ilwatch("match", file, "--json")
    found = [json.loads(line) for line in said.out.splitlines()]
    assert [one["text"] for one in found] == lines
    assert [[term["term"] for term in one["terms"]] for one in found] == [["IL-1", "IL-1RA"], [], [], ["IL-32"]]
    for one in found:
        for term in one["terms"]:
            assert one["text"][term["start"] : term["end"]] == term["spelling"]


def test_check_json_has_the_query_of_each_term() -> None:
    said = ilwatch("check", "--json")
    assert said.code == 0
    assert [term["name"] for term in said.json["terms"]] == ["IL-1", "IL-1RA", "IL-32"]
    assert all("[tiab" in term["query"].lower() for term in said.json["terms"])
    assert said.json["faults"] == []


def test_a_seeded_page_is_exported_among_the_seeds_and_only_once(after_run: tuple[str, ...], tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text(PAGE, encoding="utf-8")
    before = ilwatch("export", "--seeded", *after_run).json
    first = ilwatch("seed", page, "--json", *after_run).json["accounts"][0]
    again = ilwatch("seed", page, "--json", *after_run).json["accounts"][0]
    assert (first["announced"], first["seeded"], first["balances"]) == (1, 1, True)
    assert again["balances"]
    seeds = ilwatch("export", "--seeded", *after_run).json
    assert len(seeds) == len(before) + 1
    assert [work["title"] for work in seeds if work["doi"] == "10.5555/sample.2024.0777"] == [
        "Interleukin-1 and the Invented Page"
    ]


def test_a_page_without_marks_of_a_paper_is_named_with_exit_1(after_run: tuple[str, ...], tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("Some words without any mark of a paper.\n", encoding="utf-8")
    said = ilwatch("seed", page, *after_run)
    assert said.code == 1
    assert "1 announced = 0 new + 0 known + 0 seeded + 0 excluded + 1 failed" in said.out
    assert "seed:page.txt: 1 × " in said.err


def test_a_bare_title_is_not_seeded_for_it_could_be_any_paper(after_run: tuple[str, ...], tmp_path: Path) -> None:
    """Two "Editorial" would become one work, and the paper that is meant would come back as news all the same."""
    file = tmp_path / "library.ris"
    bare, dated = "TY  - JOUR\nTI  - Editorial\n", "TY  - JOUR\nTI  - Of a day\nPY  - 1999\n"
    file.write_text(f"{bare}ER  - \n{bare}ER  - \n{dated}ER  - \n", encoding="utf-8")
    said = ilwatch("seed", file, *after_run)
    assert said.code == 1
    assert "3 announced = 0 new + 0 known + 1 seeded + 0 excluded + 2 failed" in said.out
    assert "seed:library.ris: 2 × only a title: without an identifier, an author, a journal or a year" in said.err


def test_why_takes_words_without_quotes(after_run: tuple[str, ...]) -> None:
    said = ilwatch("why", "Rilonacept", "versus", "placebo", "--json", *after_run)
    assert (said.code, said.json["title"].startswith("Rilonacept versus placebo")) == (0, True)


def test_a_seed_file_that_cannot_be_read_is_exit_1(after_run: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "library.docx"
    file.write_bytes(b"PK\x03\x04")
    said = ilwatch("seed", file, *after_run)
    assert said.code == 1
    assert "library.docx" in said.err


@pytest.mark.parametrize("name", ["99000001", "https://pubmed.ncbi.nlm.nih.gov/99000001/"])
def test_why_tells_the_story_of_an_item(after_run: tuple[str, ...], name: str) -> None:
    said = ilwatch("why", name, "--json", *after_run)
    assert said.code == 0
    assert said.json["announced"][0]["outcome"] == "new"
    assert said.json["edition"] == KEY
    assert any(match.startswith("IL-1: ") for match in said.json["matches"])
    assert f"in the edition of {KEY}" in ilwatch("why", name, *after_run).out


def test_why_says_what_kept_an_item_out(after_run: tuple[str, ...]) -> None:
    said = ilwatch("why", "99000014", *after_run)
    assert said.code == 0
    assert "excluded, only false friends: HOIL-1" in said.out
    assert "left out: not in any letter" in said.out


def test_why_of_what_was_never_announced_is_exit_1(after_run: tuple[str, ...]) -> None:
    said = ilwatch("why", "12345", *after_run)
    assert said.code == 1
    assert "no source has announced it" in said.out


def test_why_takes_words_of_a_title_and_lists_them_where_they_name_several(after_run: tuple[str, ...]) -> None:
    several = ilwatch("why", "interleukin", "--json", *after_run)
    assert several.code == 1
    names = [paper["name"] for paper in several.json["titles"]]
    assert len(names) == len(set(names)) > 1
    title = several.json["titles"][0]["title"]
    (one,) = {ilwatch("why", name, "--json", *after_run).json["title"] for name in names[:1]}
    assert one == title
    assert ilwatch("why", f"{title.upper()}", "--json", *after_run).json["title"] == title
    assert "ask for one of them" in ilwatch("why", "interleukin", *after_run).out


def test_status_json_names_sources_and_editions(after_run: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """On the Monday of the edition: a week later the next one is overdue."""
    monkeypatch.setattr("flows.app.open_app", _on_monday)
    said = ilwatch("status", "--json", *after_run)
    assert said.code == 0
    assert [source["source"] for source in said.json["sources"]][:2] == ["pubmed", "Sample Newswire"]
    assert said.json["editions"] == [{"key": KEY, "items": 27, "deliveries": {}}]
    assert (said.json["waiting"], said.json["never_visited"]) == (0, [])


def test_a_preview_of_a_date_is_written_and_nothing_is_frozen(sample: Sample) -> None:
    ilwatch("poll", *sample.options)
    said = ilwatch("digest", "--date", KEY, "--preview", "--json", *sample.options)
    assert said.code == 0
    assert [Path(file).suffix for file in said.json["edition"]["files"]] == [".html", ".txt", ".eml"]
    assert all(Path(file).exists() for file in said.json["edition"]["files"])
    assert ilwatch("status", "--json", *sample.options).json["editions"] == []


def test_a_preview_makes_no_database_but_says_what_does(sample: Sample) -> None:
    (sample.folder / "ilwatch.db").unlink()
    said = ilwatch("digest", "--preview", *sample.options)
    assert (said.code, said.out) == (2, "")
    assert "no database yet: run `ilwatch run` first" in said.err
    assert not (sample.folder / "ilwatch.db").exists()


def test_the_letter_of_one_reader_is_written_with_their_topics_alone(sample: Sample) -> None:
    ilwatch("poll", *sample.options)
    said = ilwatch("digest", "--date", KEY, "--preview", "--reader", "Cardiologist@example.org", *sample.options)
    assert (said.code, said.err) == (0, "")
    stem = f"preview-{KEY}-reader-2"
    written = sorted(path.name for path in (sample.folder / "outbox").iterdir())
    assert written == [f"{stem}.eml", f"{stem}.html", f"{stem}.txt"]
    assert f"outbox/{stem}.html" in said.out
    text = (sample.folder / "outbox" / f"{stem}.txt").read_text(encoding="utf-8")
    assert "Rilonacept versus placebo" in text
    assert ilwatch("status", "--json", *sample.options).json["editions"] == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--preview", "--reader", "cardiologst@example.org"), "did you mean c***@example.org?"),
        (("--preview", "--reader", "x"), "x: is no reader in watch.toml"),
        (("--reader", "cardiologist@example.org"), "give it with --preview"),
    ],
)
def test_a_preview_for_nobody_is_bad_usage(after_run: tuple[str, ...], arguments: tuple[str, ...], told: str) -> None:
    said = ilwatch("digest", *arguments, *after_run)
    assert (said.code, said.out) == (2, "")
    assert told in said.err


def test_names_are_found_whatever_their_case_and_the_nearest_is_suggested(
    sample: Sample, after_run: tuple[str, ...]
) -> None:
    polled = ilwatch("poll", "--source", "SAMPLERXIV", "--json", *sample.options)
    assert [account["source"] for account in polled.json["accounts"]] == ["sampleRxiv"]
    assert "did you mean 'sampleRxiv'?" in ilwatch("poll", "--source", "samplerixv", *sample.options).err
    assert "did you mean 'IL-1RA'?" in ilwatch("poll", "--term", "il1ra", *sample.options).err
    assert ilwatch("export", "--topic", "CARDIO", *after_run).json
    assert ilwatch("export", "--format", "RIS", *after_run).out.startswith("TY  - ")
    wrong = ilwatch("export", "--format", "bibtx", *after_run)
    assert (
        wrong.code,
        "bibtx: is no format; there are: json, ris, bibtex, csv; did you mean 'bibtex'?" in wrong.err,
    ) == (2, True)


def test_export_is_a_list_of_works_of_an_edition_or_a_topic(after_run: tuple[str, ...]) -> None:
    works = ilwatch("export", "--edition", KEY, *after_run).json
    assert len(works) == 27
    assert {work["pmid"] for work in works} >= {"99000001", "99000025"}
    cardio = ilwatch("export", "--topic", "cardio", *after_run).json
    assert {"99000001"} <= {work["pmid"] for work in cardio} < {work["pmid"] for work in works}
    assert ilwatch("export", "--since", "2026-11-24", *after_run).json == []


def test_the_address_of_a_feed_is_not_logged(sample: Sample, caplog: pytest.LogCaptureFixture) -> None:
    """It may hold a token; httpx logs every request at INFO."""
    caplog.set_level(logging.INFO)
    ilwatch("poll", *sample.options)
    assert not [record for record in caplog.records if "journal.xml" in record.getMessage()]


def test_a_prefect_server_that_does_not_answer_is_done_without(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    said = ilwatch("run", "--json", *sample.options)
    assert (said.code, said.err) == (0, "")
    assert said.json["edition"]["items"] == 27


def test_a_word_on_a_topic_is_shown_by_why_and_taken_back(after_run: tuple[str, ...]) -> None:
    work = ilwatch("export", "--edition", KEY, *after_run).json[0]["pmid"]
    said = ilwatch("confirm", work, "still_mas", "--json", *after_run)
    assert (said.code, said.json["belongs"]) == (0, True)
    assert "still_mas: confirmed by a person" in ilwatch("why", work, *after_run).out
    assert ilwatch("reject", work, "still_mas", *after_run).code == 0
    assert "still_mas" not in ilwatch("why", work, *after_run).out


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("confirm", "99999999", "cardio"), 1, "is no work in the database"),
        (("confirm", "99999999", "cardiology"), 2, "is no topic of watch.toml"),
        (("reject", "99999999", "nonsense"), 2, "there are: autoinflammatory"),
        (("confirm", "99999999"), 2, "--from FILE"),
        (("confirm",), 2, "--from FILE"),
        (("confirm", "--from", "no-such.csv"), 2, "no-such.csv"),
        (("topics", "--edition", "2020-01-01"), 1, "no edition of this date"),
        (("topics", "--edition", KEY, "--evaluate"), 2, "not both"),
    ],
)
def test_words_on_topics_that_cannot_be_kept(
    after_run: tuple[str, ...], arguments: tuple[str, ...], code: int, told: str
) -> None:
    said = ilwatch(*arguments, *after_run)
    assert (said.code, said.out) == (code, "")
    assert told in said.err


def test_an_edition_is_marked_read_back_evaluated_and_learned(after_run: tuple[str, ...], tmp_path: Path) -> None:
    table = ilwatch("topics", "--edition", KEY, *after_run).out
    file = tmp_path / "marks.csv"
    file.write_text(table.replace("? 0.", "0."))
    assert ilwatch("confirm", "--from", str(file), *after_run).code == 1
    file.write_text(table.replace("? 0.", "?0."))
    assert ilwatch("confirm", "--from", str(file), "--json", *after_run).json["works"] == 0
    assert "too few" in ilwatch("topics", "--evaluate", *after_run).out
    assert ilwatch("topics", "--evaluate", "--json", *after_run).json["topics"][0]["before"] is None
    assert ilwatch("relabel", "--json", *after_run).json["learned"] == []
    assert ilwatch("topics", "--json", *after_run).json["topics"][0]["topic"] == "autoinflammatory"


def current(options: tuple[str, ...], *more: str) -> Said:
    return ilwatch("digest", "--date", KEY, "--preview", "--rules", "current", *more, *options)


def rewritten(options: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    """``options`` with their watch.toml changed."""
    config = Path(options[1])
    text = config.read_text(encoding="utf-8")
    assert old in text
    config.write_text(text.replace(old, new), encoding="utf-8")
    return options


def test_a_past_edition_by_the_same_rules_is_the_same(after_run: tuple[str, ...], tmp_path: Path) -> None:
    said = current(after_run, "--json")
    assert (said.code, said.err) == (0, "")
    assert (said.json["items_then"], said.json["items_now"]) == (27, 27)
    assert [said.json[which] for which in ("left", "entered", "moved", "centrality")] == [[], [], [], []]
    files = [Path(file) for file in said.json["files"]]
    assert [file.name for file in files] == [f"{KEY}-current-rules.{suffix}" for suffix in ("html", "txt", "eml")]
    assert all(file.exists() for file in files)
    assert "unchanged since" in current(after_run).out


def test_a_past_edition_by_other_terms_says_what_enters_and_why_and_stores_nothing(
    after_run: tuple[str, ...], tmp_path: Path
) -> None:
    database = tmp_path / "ilwatch.db"
    before = holdings(database)
    said = current(rewritten(after_run, '"IL-32", "interleukin-32"', '"IL-32", "axolotl"'), "--json")
    (entered,) = said.json["entered"]
    assert entered["paper"] == {
        "name": "10.5555/sample.preprint.0099",
        "title": "B-cell receptor repertoires of the axolotl",
    }
    assert (entered["terms"], entered["then"]) == (["IL-32"], "kept out: no watched term")
    assert said.json["versions"]["terms"] == {"changed": ["IL-32"], "added": [], "removed": []}
    assert said.json["items_now"] == 28 - len(said.json["left"])
    assert holdings(database) == before
    assert "axolotl" in (tmp_path / "outbox" / f"{KEY}-current-rules.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--preview", "--rules", "current"), "current requires --preview and the --date"),
        (("--date", KEY, "--rules", "current"), "current requires --preview and the --date"),
        (("--date", KEY, "--preview", "--rules", "old"), "--rules"),
        (("--date", "2020-01-06", "--preview", "--rules", "current"), f"the last ones are: {KEY}"),
    ],
)
def test_rules_without_a_past_edition_are_bad_usage(
    after_run: tuple[str, ...], arguments: tuple[str, ...], told: str
) -> None:
    said = ilwatch("digest", *arguments, *after_run)
    assert (said.code, said.out) == (2, "")
    assert told in said.err


def test_a_poll_says_whose_earlier_papers_are_to_be_fetched_and_backfill_fetches_them(sample: Sample) -> None:
    assert (
        "will be fetched into the archive (`ilwatch backfill` does it now): IL-1 since 2024-11-23"
        in ilwatch("poll", *sample.options).out
    )
    said = ilwatch("backfill", "--json", *sample.options)
    assert (said.code, said.json["fault"]) == (0, "")
    assert {each["term"]: each["left"] for each in said.json["histories"]} == dict.fromkeys(("IL-1", "IL-1RA", "IL-32"))
    assert "will be fetched" not in ilwatch("poll", *sample.options).out


def test_a_backfill_that_pubmed_fails_is_exit_1_and_names_the_term(sample: Sample) -> None:
    ilwatch("poll", *sample.options)
    sample.pubmed.misbehave("html")
    said = ilwatch("backfill", *sample.options)
    assert said.code == 1
    assert said.err.startswith("IL-1: pubmed: ")


def test_backfill_makes_no_database(tmp_path: Path) -> None:
    said = ilwatch("backfill", "--database", f"sqlite:///{tmp_path / 'none.db'}")
    assert said.code in (1, 2)
    assert not (tmp_path / "none.db").exists()
