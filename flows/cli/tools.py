"""Commands about files and the database file itself: match, dedupe, classify, backup, maintenance."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.call import Call, say, takes
from flows.cli.errors import FAILED

MOST_LINES = 20
"""Members of a long list that are shown on a screen; a file gets all."""

commands = typer.Typer()


@commands.command()
@takes("as_json")
def dedupe(
    call: Call,
    file: Annotated[
        Path,
        typer.Argument(
            help="A library: .ris .bib .nbib .xml .csv .jsonl, or a plain text page", exists=True, dir_okay=False
        ),
    ],
) -> None:
    """Which records of a library are one work, and why. With --json one line a record; the file is not changed."""
    from flows.files.dedupe import dedupe_file
    from flows.files.dedupe_summary import summary

    library = dedupe_file(file)
    say(library.json_lines() if call.as_json else summary(library, MOST_LINES if sys.stdout.isatty() else None))
    complaints = list(library.complaints())
    say(complaints, err=True)
    if complaints:
        raise typer.Exit(FAILED)


@commands.command()
@takes("as_json")
def classify(
    call: Call,
    file: Annotated[
        Path, typer.Argument(help='JSON lines {"id", "title", "text"}, plain or gzip', exists=True, dir_okay=False)
    ],
    topics: Annotated[Path, typer.Option("--topics", help="A TOML file with [[topic]] tables as in watch.toml.")],
    examples: Annotated[
        Path | None,
        typer.Option("--examples", help='JSON lines with "labels": [topic id …] too.', exists=True, dir_okay=False),
    ] = None,
) -> None:
    """Sort the records of a file under topics, with reasons. With --json one line a record; nothing is kept."""
    from flows.files.classify import classify_file

    result = classify_file(file, topics, examples)
    say(result.json_lines() if call.as_json else result.lines())
    say((*result.remarks, *(f"not read: {fault}" for fault in result.faults)), err=True)
    if result.faults:
        raise typer.Exit(FAILED)


@commands.command()
@takes("config", "as_json")
def match(
    call: Call, file: Annotated[Path, typer.Argument(help="Text file, one text per line", exists=True, dir_okay=False)]
) -> None:
    """Which terms are found in each line of a file, and where."""
    from flows.config import load_watch
    from literature.terms.matcher import Matcher
    from sources.library.detect import decode

    matcher = Matcher(load_watch(call.config).terms)
    for line in decode(file.read_bytes(), file.name).splitlines():
        spellings = matcher.in_text(line)
        if call.as_json:
            terms = [spelling._asdict() for spelling in spellings]
            typer.echo(json.dumps({"text": line, "terms": terms}, ensure_ascii=False))
        else:
            names = ", ".join(f"{spelling.term} ({spelling.spelling})" for spelling in spellings)
            typer.echo(f"{names or '–'}\t{line}")


@commands.command()
@takes("config", "database", "as_json")
def backup(
    call: Call, file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy goes; never overwritten.")]
) -> None:
    """Copy the whole database to a file while it is in use, and verify the copy."""
    from flows.files.backup import back_up

    call.show(back_up(call.database, file))  # works where watch.toml is broken: it is not read


@commands.command()
@takes("config", "database", "as_json")
def maintenance(
    call: Call,
    keep_days: Annotated[
        int | None, typer.Option("--keep-days", min=1, help="Default: [store] keep_days of watch.toml.")
    ] = None,
) -> None:
    """Check the database, delete old accounts and unreadable data, free space."""
    from flows.jobs.maintenance import maintain

    call.show(call.with_app(lambda app: maintain(app, keep_days)))
