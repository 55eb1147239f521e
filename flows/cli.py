"""The command line: `ilwatch`. Exit 0 done, 1 done with failures named, 2 bad usage or configuration.

Each command opens what it needs and says what happened; with ``--json`` stdout carries JSON alone. Heavy rooms are
imported by the command that needs them, so that ``ilwatch --help`` answers at once. This file does NOT think.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn, TypeVar

import typer

from literature.errors import BrokenConfig, BrokenSource, BrokenStore, WatchError

if TYPE_CHECKING:
    from flows.house import House
    from flows.report import Report

T = TypeVar("T")
Said = Literal["sent", "retry"]

DONE, FAILED, USAGE = 0, 1, 2

SHOWN = 20
"""Members of a long list that are shown on a screen; a file gets all."""

Config = Annotated[Path, typer.Option("--config", help="The researchers' file.", show_default=True)]
DatabaseUrl = Annotated[
    str | None,
    typer.Option("--database", envvar="ILWATCH_DATABASE_URL", help="Default: sqlite:///data/ilwatch.db"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON alone on stdout.")]
WATCH_TOML = Path("watch.toml")

app = typer.Typer(
    name="ilwatch",
    help="A scheduled literature monitor for IL-1, IL-1RA and IL-32: PubMed and news feeds in, one weekly letter out.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)


def main() -> None:
    """The entry of the `ilwatch` command: errors that the pipeline raises on purpose become a message and an exit
    code."""
    logging.getLogger("httpx").setLevel(logging.WARNING)  # at INFO it prints the address of a feed, token and all
    try:
        app()
    except BrokenConfig as error:
        _fail(USAGE, f"{error.subject} cannot be used:", *(f"  {fault}" for fault in error.faults))
    except BrokenStore as error:
        _fail(USAGE, str(error))
    except WatchError as error:
        _fail(FAILED, str(error))


def _fail(code: int, *lines: str) -> NoReturn:
    for line in lines:
        typer.echo(line, err=True)
    sys.exit(code)


def _say(as_json: bool, data: object, lines: list[str]) -> None:
    if as_json:
        typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        for line in lines:
            typer.echo(line)


@app.command()
def check(config: Config = WATCH_TOML, as_json: AsJson = False) -> None:
    """Validate watch.toml; show each term's PubMed query and each topic's own cases."""
    from flows.check import check_watch

    checked = check_watch(config)
    _say(as_json, checked.data(), checked.lines())
    if checked.faults:
        raise typer.Exit(FAILED)


@app.command()
def demo(
    folder: Annotated[Path, typer.Option("--dir", help="Where the demo lives; its outbox is DIR/outbox.")] = Path(
        "demo"
    ),
) -> None:
    """The whole job offline on the bundled sample week, as Prefect runs on a temporary server."""
    from flows.demo import run_demo

    raise typer.Exit(run_demo(folder, typer.echo))


@app.command()
def poll(
    source: Annotated[list[str] | None, typer.Option("--source", help="Only this source; may be repeated.")] = None,
    config: Config = WATCH_TOML,
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Visit the sources now. A name that is no source of watch.toml is bad usage: nothing is visited."""
    from flows import commands

    try:
        report = commands.poll(config, database, tuple(source or ()))
    except BrokenSource as error:  # all but a name that is no source ends in an account
        _fail(USAGE, str(error))
    _report(report, as_json)


@app.command()
def digest(
    day: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="Date of the edition; default: today.")
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="Write .html, .txt, .eml; freeze and send nothing.")
    ] = False,
    config: Config = WATCH_TOML,
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Make the edition of a date, or go on with it; each reader gets each edition once."""
    from flows import commands

    _report(commands.digest(config, database, day.date() if day else None, preview=preview), as_json)


@app.command()
def run(config: Config = WATCH_TOML, database: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Poll, then digest: the main job in one go."""
    from flows import commands

    _report(commands.run(config, database), as_json)


@app.command()
def deliver(config: Config = WATCH_TOML, database: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Go on with the letters that are due: put off by a server, or left by a run that died."""
    from flows import commands

    _report(commands.deliver(config, database), as_json)


@app.command()
def resend(
    day: Annotated[datetime, typer.Argument(metavar="DATE", formats=["%Y-%m-%d"], help="Date of the edition.")],
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help="To whom; need not be a reader.")],
    config: Config = WATCH_TOML,
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Send an edition to one address once more, as a letter of its own."""
    from flows import commands

    _report(commands.resend(config, database, day.date(), to), as_json)


@app.command()
def resolve(
    delivery: Annotated[int, typer.Argument(metavar="DELIVERY", help="Its number, as `ilwatch status` shows it.")],
    said: Annotated[Said, typer.Argument(metavar="sent|retry", help="It came; or: send the same letter again.")],
    config: Config = WATCH_TOML,
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Say what became of a letter in doubt, or have one that failed sent again."""
    from flows import commands

    _report(commands.resolve(config, database, delivery, said), as_json)


def _report(report: Report, as_json: bool) -> None:
    from flows.report import report_dict, report_lines

    _say(as_json, report_dict(report), report_lines(report))
    for problem in report.problems:
        typer.echo(f"needs a person: {problem}", err=True)
    if report.problems:
        raise typer.Exit(FAILED)


@app.command()
def up(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Where the UI and the API listen.")] = 4200,
    production: Annotated[
        bool, typer.Option("--production", help="Start nothing: print what to run on a server instead.")
    ] = False,
    config: Config = WATCH_TOML,
    database: DatabaseUrl = None,
) -> None:
    """Prefect server, schedules and runner in one foreground process; the UI in a browser. Ctrl-C stops all of it."""
    from flows.production import production_lines
    from flows.up import stay_up

    if production:
        _say(False, None, production_lines(config))
    else:
        stay_up(config, database, port, typer.echo)


@app.command()
def status(config: Config = WATCH_TOML, database: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Sources, their last accounts, editions and deliveries. Exit 1 when something is overdue."""
    from flows.status import status_of

    now = _in_house(config, database, status_of)
    _say(as_json, now.data(), now.lines())
    if now.overdue:
        raise typer.Exit(FAILED)


@app.command()
def seed(
    files: Annotated[
        list[Path], typer.Argument(help=".ris .bib .nbib .xml .csv .toml, or a plain text page", exists=True)
    ],
    config: Config = WATCH_TOML,
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Admit the works of library files as seeds: known from now on, never mailed as news."""
    from flows.house import seed_or_say
    from flows.report import Report

    accounts = _in_house(config, database, lambda house: tuple(seed_or_say(house, path) for path in files))
    _report(Report(accounts=accounts), as_json)


@app.command()
def dedupe(
    file: Annotated[
        Path, typer.Argument(help="A library: .ris .bib .nbib .xml .csv .jsonl, or a plain text page", exists=True)
    ],
    as_json: AsJson = False,
) -> None:
    """Which records of a library are one work, and why. With --json one line a record; the file is not changed."""
    from flows.dedupe import dedupe as grouped
    from flows.dedupe_summary import summary

    library = grouped(file)
    for line in library.json_lines() if as_json else summary(library, SHOWN if sys.stdout.isatty() else None):
        typer.echo(line)
    complaints = list(library.complaints())
    for complaint in complaints:
        typer.echo(complaint, err=True)
    if complaints:
        raise typer.Exit(FAILED)


@app.command()
def match(
    file: Annotated[Path, typer.Argument(help="A text file, a text a line", exists=True)],
    config: Config = WATCH_TOML,
    as_json: AsJson = False,
) -> None:
    """Which terms are found in each line of a file, and where."""
    from flows.config import load_watch
    from literature.terms import Matcher

    matcher = Matcher(load_watch(config).terms)
    for line in file.read_text(encoding="utf-8").splitlines():
        found = matcher.in_text(line)
        if as_json:
            terms = [spelling._asdict() for spelling in found]
            typer.echo(json.dumps({"text": line, "terms": terms}, ensure_ascii=False))
        else:
            names = ", ".join(f"{one.term} ({one.spelling})" for one in found)
            typer.echo(f"{names or '–'}\t{line}")


@app.command()
def why(
    name: Annotated[str, typer.Argument(metavar="PMID|DOI|URL")],
    config: Config = WATCH_TOML,
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """The whole story of one item: announced, matched, known as, in which edition; or what kept it out."""
    from flows.story import story_of

    story = _in_house(config, database, lambda house: story_of(house, name))
    _say(as_json, story.data(), story.lines())
    if not story.found:
        raise typer.Exit(FAILED)


Name = Annotated[str, typer.Argument(metavar="PMID|DOI|URL|ID")]


@app.command()
def link(
    one: Name, other: Name, config: Config = WATCH_TOML, database: DatabaseUrl = None, as_json: AsJson = False
) -> None:
    """Say that two works are one, whatever the rules say; `ilwatch status` lists those that possibly are."""
    from flows.decide import link as put_together

    decided = _in_house(config, database, lambda house: put_together(house, one, other))
    _say(as_json, decided.data(), decided.lines())


@app.command()
def unlink(
    one: Name, other: Name, config: Config = WATCH_TOML, database: DatabaseUrl = None, as_json: AsJson = False
) -> None:
    """Say that two records or works are not one, whatever the rules say; `ilwatch why` lists a work's records."""
    from flows.decide import unlink as take_apart

    decided = _in_house(config, database, lambda house: take_apart(house, one, other))
    _say(as_json, decided.data(), decided.lines())


@app.command()
def export(
    seeded: Annotated[bool, typer.Option("--seeded", help="The seeds instead of what was found since.")] = False,
    edition: Annotated[
        datetime | None, typer.Option("--edition", formats=["%Y-%m-%d"], help="Only this edition.")
    ] = None,
    topic: Annotated[str | None, typer.Option("--topic", help="Only this topic id.")] = None,
    since: Annotated[
        datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="Only what was first seen since.")
    ] = None,
    config: Config = WATCH_TOML,
    database: DatabaseUrl = None,
) -> None:
    """The works held, as JSON on stdout."""
    from flows.export import works

    chosen: dict[str, Any] = {
        "seeded": seeded,
        "edition": edition.date() if edition else None,
        "topic": topic,
        "since": since.date() if since else None,
    }
    typer.echo(
        json.dumps(_in_house(config, database, lambda house: works(house, **chosen)), ensure_ascii=False, indent=1)
    )


def _in_house(config: Path, database: str | None, act: Callable[[House], T]) -> T:
    from flows.house import open_house

    with open_house(config, database) as house:
        return act(house)
