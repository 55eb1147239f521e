"""Options that every command has, and what the shell completes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.cli import completion
from tests.flows.cli.test_cli import Sample, ilwatch, sample
from tests.paths import ROOT

__all__ = ["sample"]


def completed(line: str, *, folder: Path = ROOT) -> list[str]:
    """What bash is offered behind ``line``."""
    words = line.split(" ")
    asked = {"_ILWATCH_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1)}
    command = [sys.executable, "-c", "import sys; sys.argv[0] = 'ilwatch'; from flows.cli.main import main; main()"]
    environment = {**os.environ, **asked, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.stderr == ""
    return [word for word in done.stdout.splitlines() if word]


@pytest.mark.parametrize("command", ["", "poll", "export", "init"])
def test_h_is_help_everywhere(command: str) -> None:
    said = ilwatch(*filter(None, [command]), "-h")
    assert (said.code, "Usage: ilwatch" in said.out) == (0, True)


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("ilwatch dig", ["digest"]),
        ("ilwatch export --topic car", ["cardio"]),
        ("ilwatch export --format r", ["ris"]),
        ("ilwatch confirm 19494218 neu", ["neuro"]),
        ("ilwatch poll --term IL-3", ["IL-32"]),
        ("ilwatch poll --source pub", ["pubmed"]),
        ("ilwatch digest --reader rea", ["reader@example.org"]),
    ],
)
def test_the_shell_completes_commands_and_the_names_of_watch_toml(line: str, offered: list[str]) -> None:
    assert completed(line) == offered


def test_without_a_file_that_can_be_read_it_completes_what_it_knows_and_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "watch.toml").write_text("[[feed]\n", encoding="utf-8")
    assert completed("ilwatch poll --source ", folder=tmp_path) == list(completion.OWN_SOURCES)
    assert completed("ilwatch poll --term ", folder=tmp_path) == []
    assert [path.name for path in tmp_path.iterdir()] == ["watch.toml"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_can_be_shown_for_a_shell(shell: str) -> None:
    command = [sys.executable, "-c", "import sys; sys.argv[0] = 'ilwatch'; from flows.cli.main import main; main()"]
    done = subprocess.run(
        [*command, "--show-completion", shell], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, "_ILWATCH_COMPLETE" in done.stdout) == (0, True)


@pytest.mark.parametrize("quiet", [("--quiet", "run"), ("run", "-q")])
def test_quiet_leaves_the_totals_and_the_letter(sample: Sample, quiet: tuple[str, ...]) -> None:
    said = ilwatch(*quiet, *sample.options)
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines() == [
        "38 announced, 27 new; all counts add up",
        "edition 2026-11-23 (no. 1): 27 items, 0 notices",
        f"  {sample.folder}/outbox/2026-11-23.html",
    ]


def test_quiet_keeps_problems(sample: Sample) -> None:
    sample.feeds.faults["/journal.xml"] = "html"
    said = ilwatch("poll", "--quiet", *sample.options)
    assert (said.code, "J Sample Med" in said.err, len(said.out.splitlines())) == (1, True, 1)


def test_verbose_logs_each_visit_on_stderr_and_json_stays_alone(sample: Sample) -> None:
    said = ilwatch("poll", "--verbose", "--json", *sample.options)
    assert [account["source"] for account in said.json["accounts"]][:1] == ["pubmed"]
    assert "pubmed: 26 announced = 23 new" in said.err
    assert "http://" not in said.err
    assert ilwatch("poll", "--json", *sample.options).err == ""


def test_verbose_and_quiet_together_are_bad_usage() -> None:
    assert ilwatch("-q", "check", "-v").code == 2


def test_behind_two_dashes_a_word_is_no_option() -> None:
    said = ilwatch("match", "--", "-q")
    assert (said.code, "'-q' does not exist" in " ".join(said.err.split())) == (2, True)
