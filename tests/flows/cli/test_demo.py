"""`ilwatch demo`: the first thing that a newcomer runs, whole, as a newcomer runs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from flows.cli.demo import run_demo
from literature.model.errors import WatchError
from tests.paths import ROOT

ILWATCH = "import sys; from flows.cli.main import main; sys.exit(main())"


def test_the_demo_runs_through_and_ends_without_a_word_of_trouble(tmp_path: Path) -> None:
    """Prefect's threads outlive the demo's server if let: they hung for 71 s and ended in "Error logging to API"."""
    command = [sys.executable, "-c", ILWATCH, "demo", "--dir", str(tmp_path / "demo")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)
    letter = tmp_path / "demo" / "outbox" / "2026-11-23.html"
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, f"the letter: {letter}")
    assert letter.stat().st_size > 10_000
    assert "38 announced, 27 new; all counts add up" in done.stdout
    for trouble in ("Traceback", "Error", "WARNING", "ERROR", "Still processing"):
        assert trouble not in done.stderr


def test_a_folder_that_holds_anything_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_bytes(b"years of work")
    (tmp_path / "watch.toml").write_text("mine", encoding="utf-8")
    with pytest.raises(WatchError, match=r"holds 'thesis\.docx'"):
        run_demo(tmp_path, lambda _line: None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["thesis.docx", "watch.toml"]
