"""The edge of the command line: whatever goes wrong, a sentence says what happened, to what, and what to do."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import pytest

from flows.cli import errors
from literature.model.errors import BrokenMail
from tests.flows.cli.test_cli import COMMANDS, Said, ilwatch
from tests.paths import ROOT

CONFIG = ROOT / "watch.toml"
READ_ONLY = (
    ("status",),
    ("why", "99000001"),
    ("export",),
    ("topics",),
    ("topics", "--evaluate"),
    ("topics", "--edition", "2026-11-23"),
    ("archive",),
    ("maintenance",),
    ("relabel",),
    ("deliver",),
    ("resend", "2026-11-23", "--to", "anna@example.org"),
    ("resolve", "1", "sent"),
    ("link", "1", "2"),
    ("unlink", "1", "2"),
    ("confirm", "1", "gout"),
    ("reject", "1", "gout"),
    ("digest", "--preview"),
)


def process(*arguments: str | bytes | Path, limit: int = 0, **changed: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own; no file may grow beyond ``limit`` bytes, where there is one."""

    def bounded() -> None:
        if limit:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    command = [sys.executable, "-c", "from flows.cli.main import main; main()", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **changed}
    return subprocess.run(
        command, cwd=ROOT, env=environment, preexec_fn=bounded, capture_output=True, text=True, errors="replace",
        check=False, timeout=120,
    )  # fmt: skip


@pytest.fixture(scope="module")
def seeded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that holds the bundled seeds, to be copied."""
    file = tmp_path_factory.mktemp("seeded") / "ours.db"
    assert ilwatch("seed", ROOT / "seeds" / "corpus.toml", "--database", f"sqlite:///{file}").code == 0
    return file


@pytest.fixture
def database(tmp_path: Path, seeded_file: Path) -> str:
    return f"sqlite:///{shutil.copy(seeded_file, tmp_path / 'ours.db')}"


@pytest.mark.parametrize("command", READ_ONLY, ids=" ".join)
def test_a_mistyped_database_is_named_and_not_made(command: tuple[str, ...], tmp_path: Path) -> None:
    said = ilwatch(*command, "--config", CONFIG, "--database", f"sqlite:///{tmp_path / 'data' / 'typo.db'}")
    assert (said.code, said.out) == (2, "")
    assert (
        f"{tmp_path}/data/typo.db: no database yet: run `ilwatch run` first, or name yours with --database" in said.err
    )
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_no_database_either_and_stays_empty(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    said = ilwatch("status", "--config", CONFIG, "--database", f"sqlite:///{tmp_path / 'empty.db'}")
    assert (said.code, "no database yet" in said.err) == (2, True)
    assert [(path.name, path.stat().st_size) for path in tmp_path.iterdir()] == [("empty.db", 0)]


NAMES = [
    "http://[", "http://[::1", "//[", "http://[v1.x]/", "http://[foo]/10.1234/abc", "https://a:b:c/", "http://x:99999999/",
    "https://exa℀mple.org", "10.1000/[", "https://doi.org/[", "PMC" + "9" * 5000, "9" * 5000, "1.5E+" + "9" * 5000, "",
    "-1", "caf\udce9",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name[:20]))
@pytest.mark.parametrize("command", [("why",), ("link", "1"), ("unlink", "1"), ("confirm", "gout"), ("reject", "gout")])
def test_a_name_that_names_nothing_is_said_to(command: tuple[str, ...], name: str, database: str) -> None:
    said = ilwatch(command[0], "--config", CONFIG, "--database", database, "--", name, *command[1:])
    assert said.code in (1, 2)
    assert said.err or said.out
    assert "fault of its own" not in said.err


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("a = " + "[" * 100_000 + "]" * 100_000, "is nested too deeply to be read"),
        ("a = " + "1" * 5000, "is not TOML"),
        (b"a = '\xe9'", "“é” is not stored as UTF-8"),
        ("a = ", "a has no value"),
        (None, "cannot be read: Is a directory"),
    ],
    ids=["nested", "digits", "latin-1", "cut", "folder"],
)
def test_a_configuration_that_cannot_be_read_is_named(content: str | bytes | None, told: str, tmp_path: Path) -> None:
    file = tmp_path / "watch.toml"
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    for command in (("check", "--config"), ("classify", CONFIG, "--topics")):
        said = ilwatch(*command, file)
        assert (said.code, said.out) == (2, "")
        assert f"{file} cannot be used:" in said.err
        assert told in said.err


def test_a_seed_file_that_is_nested_too_deeply_is_named(tmp_path: Path, database: str) -> None:
    (tmp_path / "deep.toml").write_text("a = " + "[" * 100_000 + "]" * 100_000)
    said = ilwatch("seed", tmp_path / "deep.toml", "--database", database)
    assert (said.code, "nested too deeply" in said.err) == (1, True)


@pytest.mark.parametrize("command", [("seed",), ("dedupe",), ("match",), ("classify", "--topics", str(CONFIG))])
def test_a_folder_where_a_file_belongs_is_bad_usage(command: tuple[str, ...], tmp_path: Path) -> None:
    said = ilwatch(command[0], tmp_path, *command[1:])
    assert (said.code, said.out) == (2, "")
    assert "is a directory" in " ".join(said.err.replace("│", " ").split())


def test_a_text_that_is_not_utf_8_is_matched_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "lines.txt").write_bytes("IL-1 f\xfcr Anf\xe4nger\n".encode("latin-1"))
    said = ilwatch("match", tmp_path / "lines.txt", "--json")
    assert json.loads(said.out)["text"] == "IL-1 für Anfänger"


def test_a_file_whose_name_is_no_text_can_be_seeded(tmp_path: Path, database: str) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9.ris"
    Path(os.fsdecode(name)).write_text("TY  - JOUR\nTI  - A title of some length\nPY  - 2020\nER  - \n")
    done = process("seed", name, "--database", database, "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["accounts"][0]["source"] == "seed:caf\\udce9.ris"


def test_a_damaged_text_is_a_damaged_file_and_is_not_quoted(tmp_path: Path, database: str) -> None:
    with closing(sqlite3.connect(tmp_path / "ours.db")) as connection, connection:
        connection.execute("UPDATE record SET data = CAST(x'416e6e612773207365637265742063616665ff' AS TEXT)")
    said = ilwatch("export", "--seeded", "--database", database)
    assert (said.code, said.out) == (2, "")
    assert "ours.db: the file is damaged" in said.err
    assert "put the last backup in its place" in said.err
    assert "secret" not in said.err


@pytest.mark.parametrize("value", ["x'0001'", "CAST(x'7b5b' AS TEXT)"], ids=["bytes", "cut"])
@pytest.mark.parametrize("place", ["record.data", "record.last_seen", "work.kind", "work.first_seen", "account.notes"])
def test_a_damaged_value_is_named_by_the_file_that_holds_it(
    place: str, value: str, tmp_path: Path, database: str
) -> None:
    """SQLite finds such a file whole: it keeps whatever it is given, and has no checksums."""
    table, _, column = place.partition(".")
    with closing(sqlite3.connect(tmp_path / "ours.db")) as connection, connection:
        connection.execute(f"UPDATE {table} SET {column} = {value}")
    for command in (("export", "--seeded"), ("status",), ("why", "15306193"), ("topics",), ("archive",)):
        said = ilwatch(*command, "--database", database)
        assert said.code in (0, 1, 2)
        assert "fault of its own" not in said.err
        assert "Traceback" not in said.err
        assert said.err == "" or "ours.db: " in said.err


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"not a database" * 100)
    said = ilwatch("status", "--config", CONFIG, "--database", f"sqlite:///{tmp_path / 'x.db'}")
    assert (said.code, "x.db: it is not a database of ours" in said.err) == (2, True)


def test_a_folder_in_place_of_a_database_is_named(tmp_path: Path) -> None:
    said = ilwatch("status", "--config", CONFIG, "--database", f"sqlite:///{tmp_path}")
    assert (said.code, f"{tmp_path}: it cannot be opened" in said.err) == (2, True)


def test_a_database_that_may_not_grow_is_told_as_a_full_disk(tmp_path: Path) -> None:
    """SQLite calls it a "disk I/O error": it learns of the limit only as it writes."""
    made = f"sqlite:///{tmp_path / 'x.db'}"
    done = process("seed", ROOT / "seeds" / "corpus.toml", "--database", made, limit=50_000)
    assert (done.returncode, done.stdout) == (2, "")
    assert "x.db: the disk, its quota or the largest file allowed is full, or the disk failed" in done.stderr
    assert "Free some space" in done.stderr


def test_a_backup_that_finds_no_place_names_the_copy_and_leaves_none(tmp_path: Path, database: str) -> None:
    done = process("backup", tmp_path / "copy.db", "--database", database, limit=50_000)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"{tmp_path / 'copy.db'}: the disk, its quota" in done.stderr
    assert [path.name for path in tmp_path.iterdir() if "copy" in path.name] == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the /dev/full of Linux")
def test_output_that_finds_no_place_is_told(database: str) -> None:
    command = [
        sys.executable,
        "-c",
        "from flows.cli.main import main; main()",
        "export",
        "--seeded",
        "--database",
        database,
    ]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert "No space left on device; free some space, then run it again" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_leaves_early_is_no_trouble(database: str) -> None:
    command = [
        sys.executable,
        "-c",
        "from flows.cli.main import main; main()",
        "export",
        "--seeded",
        "--database",
        database,
    ]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as begun:
        assert begun.stdout
        assert begun.stderr
        begun.stdout.close()
        assert begun.stderr.read() == ""


def test_ctrl_c_is_told_in_a_sentence(tmp_path: Path) -> None:
    """It waits for a pipe that is never written to. Tests that run in the background start with SIGINT ignored, so the
    child turns it on again."""
    os.mkfifo(tmp_path / "pipe.txt")
    listens = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    code = f"{listens}; from flows.cli.main import main; main()"
    command = [sys.executable, "-c", code, "match", str(tmp_path / "pipe.txt")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as begun:
        writer = (tmp_path / "pipe.txt").open("w")  # returns when the command has opened it to read
        time.sleep(0.2)
        begun.send_signal(signal.SIGINT)
        _, said = begun.communicate(timeout=60)
        writer.close()
    assert (begun.returncode, said) == (
        130,
        "stopped by Ctrl-C: what was finished is kept, and the same command goes on from there\n",
    )


def test_json_is_utf_8_under_an_old_locale(tmp_path: Path) -> None:
    (tmp_path / "lines.txt").write_text("IL-1β\n", encoding="utf-8")
    done = process("match", tmp_path / "lines.txt", "--json", PYTHONIOENCODING="latin-1")
    assert json.loads(done.stdout)["text"] == "IL-1β"


# What nobody has thought of


def broken(error: Exception) -> Callable[[], NoReturn]:
    def command() -> NoReturn:
        raise error

    return command


def ended(command: Callable[[], object], capsys: pytest.CaptureFixture[str], *arguments: str) -> Said:
    before = sys.argv
    sys.argv = ["ilwatch", *arguments]
    try:
        with pytest.raises(SystemExit) as exit_of:
            errors.run_and_exit(command)
    finally:
        sys.argv = before
    said = capsys.readouterr()
    assert isinstance(exit_of.value.code, int)
    return Said(exit_of.value.code, said.out, said.err)


def test_a_fault_of_the_program_is_one_line_to_report_without_the_text_of_the_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = ended(broken(KeyError("hunter2")), capsys, "poll", "--database", "postgresql://anna:hunter2@db/x")
    assert (said.code, said.out, said.err.count("\n")) == (1, "", 1)
    for part in ("`ilwatch poll`", "KeyError", "ilwatch 0.", "Python 3.", "--debug"):
        assert part in said.err
    assert "hunter2" not in said.err


def test_with_debug_its_traceback_is_shown_too(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (("--debug", "poll"), ("poll", "--debug")):
        said = ended(broken(KeyError("x")), capsys, *arguments)
        assert said.code == 1
        assert "Traceback (most recent call last)" in said.err
        assert "`ilwatch poll` met a fault" in said.err


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(28, "No space left on device", "a/b.html"), "a/b.html: No space left on device; free some space"),
        (PermissionError(13, "Permission denied", "a/b.html"), "a/b.html: Permission denied; look at who may read"),
        (FileNotFoundError(2, "No such file or directory", "a"), "a: No such file or directory"),
        (BrokenMail("mail server x:25", "refuses"), "mail server x:25: refuses"),
    ],
)
def test_what_the_system_refuses_is_named(error: Exception, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    said = ended(broken(error), capsys, "status")
    assert (said.code, said.err.startswith(told), "Traceback" in said.err) == (1, True, False)


def test_debug_is_an_option_of_the_program() -> None:
    assert "--debug" in ilwatch("--help").out
    assert ilwatch("check", "--debug", "--config", CONFIG).code == 0
    assert ilwatch("--debug", "check", "--config", CONFIG).code == 0


def test_the_caller_keeps_its_umask() -> None:
    before = os.umask(0o027)
    try:
        ilwatch("check", "--config", CONFIG)
    finally:
        assert os.umask(before) == 0o027


def test_every_command_goes_through_the_edge(tmp_path: Path) -> None:
    """A database that another program holds open is copied away under it; no command shows a traceback."""
    shutil.copy(CONFIG, tmp_path / "watch.toml")
    (tmp_path / "data").write_text("a file where the folder should be")
    for command in sorted(COMMANDS):
        said = ilwatch(command, "--config", tmp_path / "watch.toml", "--database", f"sqlite:///{tmp_path}/data/x.db")
        assert said.code in (0, 1, 2)
        assert "fault of its own" not in said.err
