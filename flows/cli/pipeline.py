"""Commands of the pipeline itself: demo, poll, digest, run, up, status."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from typer import Exit, Option, Typer, echo

from flows.cli import completion
from flows.cli.call import Call, command, date_option, say

commands = Typer()


class Rules(StrEnum):
    """The rules by which a past edition can be sorted again."""

    CURRENT = "current"


@commands.command()
def demo(
    folder: Annotated[Path, Option("--dir", help="Folder of the demo; its outbox is DIR/outbox.")] = Path("demo"),
) -> None:
    """Run the full pipeline offline on the bundled sample week, as Prefect runs on a temporary server."""
    from flows.cli.demo import run_demo

    raise Exit(run_demo(folder, echo))


@command(commands)
def poll(
    call: Call,
    source: Annotated[
        list[str] | None,
        Option("--source", autocompletion=completion.source, help="Only this source; may be repeated."),
    ] = None,
    term: Annotated[
        list[str] | None,
        Option("--term", autocompletion=completion.term, help="Ask PubMed for this term only; may be repeated."),
    ] = None,
) -> None:
    """Visit the sources now. An unknown name is an error; then nothing is visited."""
    from flows.cli import main_job

    call.show(main_job.poll(call.config, call.database, source or (), term or ()))


@command(commands)
def digest(
    call: Call,
    day: Annotated[datetime | None, date_option("--date", "Date of the edition; default: today.")] = None,
    preview: Annotated[bool, Option("--preview", help="Write .html, .txt, .eml; freeze and send nothing.")] = False,
    reader: Annotated[
        str | None,
        Option(
            "--reader",
            metavar="ADDRESS",
            autocompletion=completion.reader,
            help="With --preview: the letter that this reader would get.",
        ),
    ] = None,
    rules: Annotated[
        Rules | None,
        Option(
            "--rules",
            case_sensitive=False,
            help="With --date and --preview: sort the week of a past edition again, and show what differs.",
        ),
    ] = None,
) -> None:
    """Make the edition of a date, or resume it; each reader gets each edition once."""
    from flows.cli import main_job
    from literature.model.errors import UsageError

    key = day.date() if day else None
    if reader and (rules or not preview):
        raise UsageError("--reader", "shows the letter of one reader: give it with --preview, and without --rules")
    if rules is None:
        call.show(main_job.digest(call.config, call.database, key, preview=preview, reader=reader or ""))
    elif key is None or not preview:
        raise UsageError("--rules", "current requires --preview and the --date of a past edition, such as 2026-11-23")
    else:
        call.show(main_job.by_current_rules(call.config, call.database, key))


@command(commands)
def run(call: Call) -> None:
    """Poll, then digest: the main job in one go."""
    from flows.cli import main_job

    call.show(main_job.run(call.config, call.database))


@command(commands, "config", "database")
def up(
    call: Call,
    port: Annotated[int, Option("--port", min=1, max=65535, help="Where the UI and the API listen.")] = 4200,
    production: Annotated[
        bool, Option("--production", help="Start nothing: print what to run on a server instead.")
    ] = False,
) -> None:
    """Prefect server, schedules and runner in one foreground process; the UI in a browser. Ctrl-C stops all of it."""
    from flows.server.production import production_lines
    from flows.server.up import stay_up

    if production:
        say(production_lines(call.config))
    else:
        stay_up(call.config, call.database, port, echo)


@command(commands)
def backfill(call: Call) -> None:
    """Fetch earlier papers of new terms, or of terms whose `since` was moved back. They are archived, not mailed."""
    from flows.cli import main_job

    call.show(main_job.backfill(call.config, call.database))


@command(commands)
def status(call: Call) -> None:
    """Sources, their last accounts, editions and deliveries. Exit 1 when something is overdue."""
    from flows.jobs.status import status_of

    call.show(call.with_app(status_of))
