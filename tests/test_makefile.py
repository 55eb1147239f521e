"""The Python that `make` takes: any of 3.11 to 3.14 that is there, by whatever name."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOO_OLD = "#!/bin/sh\nexit 1\n"
"""What a Python before 3.11, and pyenv's shim of a version that is not active, do when they are asked."""


def chosen(folder: Path, *arguments: str) -> str:
    """What `make` takes for Python where only what is in ``folder`` is on the path."""
    make, shell = shutil.which("make"), shutil.which("sh")
    if make is None or shell is None:
        pytest.skip("needs make")
    (folder / "sh").symlink_to(shell)
    command = [make, "--silent", "--eval", 'shown: ; @echo "[$(PYTHON)]"', "shown", *arguments]
    environment = {**os.environ, "PATH": str(folder)}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout.strip()


def put(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)


@pytest.mark.parametrize("name", ["python3.14", "python3.13", "python3.12", "python3.11", "python3", "python"])
def test_the_only_python_there_is_taken_by_its_name(tmp_path: Path, name: str) -> None:
    """It was python3.11 or nothing: "python3.11: not found" where only another one is."""
    put(tmp_path, name, f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    assert chosen(tmp_path) == f"[{name}]"


def test_a_python_that_is_too_old_or_does_not_start_is_passed_over(tmp_path: Path) -> None:
    put(tmp_path, "python3.13", TOO_OLD)
    put(tmp_path, "python3", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    assert chosen(tmp_path) == "[python3]"


def test_a_python_that_is_named_is_taken_unasked(tmp_path: Path) -> None:
    assert chosen(tmp_path, "PYTHON=/opt/python") == "[/opt/python]"


def test_without_any_python_make_says_which_it_needs(tmp_path: Path) -> None:
    put(tmp_path, "python3", TOO_OLD)
    assert chosen(tmp_path) == "[]"
    for tool in ("test", "echo", "env"):
        (tmp_path / tool).symlink_to(shutil.which(tool) or "/bin/false")
    make = shutil.which("make") or "make"
    command = [make, "install", f"VENV={tmp_path / 'venv'}"]
    environment = {**os.environ, "PATH": str(tmp_path)}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (run.returncode, "No Python 3.11, 3.12, 3.13 or 3.14 was found" in run.stderr) == (2, True)
