"""A program that ends when the one that started it does, however that ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.flows.children import lives, until
from tests.paths import ROOT

PROGRAM = """
import os, sys, time
print(os.getpid(), __name__, sys.argv[1:], flush=True)
time.sleep(3600)
"""
STARTER = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-m", "flows.server.child", "{name}", "an argument"], stdin=subprocess.PIPE)
time.sleep(3600)
"""


def test_when_its_starter_is_killed_it_ends(tmp_path: Path) -> None:
    (tmp_path / "sleeper.py").write_text(PROGRAM, encoding="utf-8")
    paths = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-c", STARTER.format(name="sleeper")]
    with subprocess.Popen(command, env=paths, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        pid, *rest = starter.stdout.readline().split(maxsplit=2)
        assert rest == ["__main__", "['an argument']\n"]
        assert lives(int(pid))
        starter.kill()
        starter.wait()
        assert until(lambda: not lives(int(pid)))


def test_a_signal_to_itself_reaches_the_program(tmp_path: Path) -> None:
    (tmp_path / "sleeper.py").write_text(PROGRAM, encoding="utf-8")
    paths = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-m", "flows.server.child", "sleeper"]
    with subprocess.Popen(command, env=paths, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        program.stdout.readline()
        program.terminate()
        assert program.wait(60) == -signal.SIGTERM
