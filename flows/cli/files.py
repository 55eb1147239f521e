"""Commands about files and the database file itself: match, dedupe, classify, backup, maintenance."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

from typer import Argument, Exit, Option, Typer, echo

from flows.cli.call import Call, command, file_argument, file_option, say
from flows.cli.errors import FAILED

MOST_LINES = 20
"""Members of a long list that are shown on a screen; a file gets all."""

commands = Typer()


@command(commands, "as_json")
def dedupe(
    call: Call,
    file: Annotated[Path, file_argument(help="A library: .ris .bib .nbib .xml .csv .jsonl, or a plain text page")],
) -> None:
    """Which records of a library are one work, and why. With --json one line a record; the file is not changed."""
    from flows.files.dedupe import dedupe_file
    from flows.files.dedupe_summary import summary

    library = dedupe_file(file)
    say(library.json_lines() if call.as_json else summary(library, MOST_LINES if sys.stdout.isatty() else None))
    complaints = list(library.complaints())
    say(complaints, err=True)
    if complaints:
        raise Exit(FAILED)


@command(commands, "as_json")
def classify(
    call: Call,
    file: Annotated[Path, file_argument(help='JSON lines {"id", "title", "text"}, plain or gzip')],
    topics: Annotated[Path, Option("--topics", help="A TOML file with [[topic]] tables as in watch.toml.")],
    examples: Annotated[
        Path | None, file_option("--examples", help='JSON lines with "labels": [topic id …] too.')
    ] = None,
) -> None:
    """Sort the records of a file under topics, with reasons. With --json one line a record; nothing is kept."""
    from flows.files.classify import classify_file

    result = classify_file(file, topics, examples)
    say(result.json_lines() if call.as_json else result.lines())
    say((*result.remarks, *(f"not read: {fault}" for fault in result.faults)), err=True)
    if result.faults:
        raise Exit(FAILED)


@command(commands, "config", "as_json")
def match(call: Call, file: Annotated[Path, file_argument(help="Text file, one text per line")]) -> None:
    """Which terms are found in each line of a file, and where."""
    from flows.config import load_watch
    from literature.terms.matcher import Matcher
    from sources.library.detect import decode

    matcher = Matcher(load_watch(call.config).terms)
    for line in decode(file.read_bytes(), file.name).splitlines():
        spellings = matcher.in_text(line)
        if call.as_json:
            terms = [spelling._asdict() for spelling in spellings]
            echo(json.dumps({"text": line, "terms": terms}, ensure_ascii=False))
        else:
            names = ", ".join(f"{spelling.term} ({spelling.spelling})" for spelling in spellings)
            echo(f"{names or '–'}\t{line}")


@command(commands)
def backup(
    call: Call, file: Annotated[Path, Argument(metavar="FILE", help="Where the copy goes; never overwritten.")]
) -> None:
    """Copy the whole database to a file while it is in use, and verify the copy."""
    from flows.files.backup import back_up

    call.show(back_up(call.database, file))  # works where watch.toml is broken: it is not read


@command(commands)
def maintenance(
    call: Call,
    keep_days: Annotated[
        int | None, Option("--keep-days", min=1, help="Default: [store] keep_days of watch.toml.")
    ] = None,
) -> None:
    """Check the database, delete old accounts and unreadable data, free space."""
    from flows.jobs.maintenance import maintain

    call.show(call.with_app(lambda app: maintain(app, keep_days)))
