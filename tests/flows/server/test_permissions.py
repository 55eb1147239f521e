"""What other users of this machine can read: nothing that we make, and what is open already is named."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.cli.check import check_watch
from flows.cli.demo import SAMPLE, write_config
from flows.config import load_watch
from flows.server.permissions import open_to_others
from tests.paths import ROOT


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every user can reach, as /opt is; pytest's own is not."""
    made = Path(tempfile.mkdtemp())
    made.chmod(0o755)
    if not all(path.stat().st_mode & 0o001 for path in made.parents):
        pytest.skip("needs a folder for temporary files that every user can reach")
    yield made
    shutil.rmtree(made)


def config_in(folder: Path) -> Path:
    return write_config(folder, "http://127.0.0.1:1", "http://127.0.0.1:1")


def ilwatch(folder: Path, *arguments: str) -> None:
    """The command in a process of its own, which begins with the umask of most systems."""
    command = [sys.executable, "-c", "from flows.cli.main import main; main()", *arguments]
    variables = {**os.environ, "PYTHONPATH": str(ROOT)}
    options = ["--config", str(folder / "watch.toml"), "--database", f"sqlite:///{folder / 'data' / 'ours.db'}"]
    subprocess.run([*command, *options], cwd=folder, env=variables, umask=0o022, check=True, capture_output=True)


def modes(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_mode & 0o777 for path in folder.rglob("*")}


def test_whatever_the_umask_what_commands_make_is_for_its_owner_alone(folder: Path) -> None:
    config = config_in(folder)
    config.chmod(0o600)
    ilwatch(folder, "seed", str(SAMPLE / "held.toml"))
    ilwatch(folder, "digest", "--preview")
    ilwatch(folder, "archive")
    made = modes(folder)
    assert {"data", "data/ours.db", "outbox", "archive", "archive/index.html"} <= set(made)
    assert {name for name, mode in made.items() if mode & 0o077} == set()


def test_places_that_are_open_are_named_with_what_shuts_them(folder: Path) -> None:
    config, database = config_in(folder), f"sqlite:///{folder / 'ours.db'}"
    for name in ("outbox", "archive", "data", "data/prefect", "backups"):
        (folder / name).mkdir(mode=0o755)
    (folder / "ours.db").touch(0o644)
    told = open_to_others(load_watch(config), config, database)
    assert [line.partition(" ")[0] for line in told] == [
        str(folder / name) for name in ("outbox", "archive", "data/prefect", "ours.db", "backups")
    ]
    assert f"chmod -R go= {folder}/outbox" in told[0]
    for line in told:
        subprocess.run(line.partition(": ")[2], shell=True, check=True)
    assert open_to_others(load_watch(config), config, database) == []


def test_an_archive_with_a_web_address_is_meant_to_be_read(folder: Path) -> None:
    config = config_in(folder)
    text = config.read_text(encoding="utf-8")
    config.write_text(f'{text}\n[archive]\nbase_url = "https://lab.example.org/il1/"\n', encoding="utf-8")
    (folder / "archive").mkdir(mode=0o755)
    assert open_to_others(load_watch(config), config, "sqlite://") == []


def test_below_a_folder_that_is_shut_nothing_is_open(folder: Path) -> None:
    config = config_in(folder)
    (folder / "outbox").mkdir(mode=0o755)
    folder.chmod(0o700)
    assert open_to_others(load_watch(config), config, "sqlite://") == []


def test_check_tells_of_it_as_a_remark(folder: Path) -> None:
    config = config_in(folder)
    (folder / "outbox").mkdir(mode=0o755)
    checked = check_watch(config, datetime(2026, 11, 16, tzinfo=UTC))
    assert any("outbox is open to every user" in remark for remark in checked.remarks)
    assert not any("outbox" in fault for fault in checked.faults)
