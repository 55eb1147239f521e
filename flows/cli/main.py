"""The command line: `ilwatch`. Exit 0 done, 1 done with failures named, 2 bad usage or configuration.

Each command opens what it needs and says what happened; with ``--json`` stdout carries JSON alone. Heavy rooms are
imported by the command that needs them, so that ``ilwatch --help`` answers at once. This file does NOT think.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import typer

from flows.cli.errors import DEBUG, FAILED, USAGE
from flows.cli.errors import fail as _fail
from flows.cli.errors import run as run_at_edge
from literature.model.errors import BrokenSource

if TYPE_CHECKING:
    from flows.app import App
    from flows.jobs.report import Report

T = TypeVar("T")
Said = Literal["sent", "retry"]

SHOWN = 20
"""Members of a long list that are shown on a screen; a file gets all."""

Config = Annotated[Path, typer.Option("--config", help="The researchers' file.", show_default=True)]
DatabaseUrl = Annotated[
    str | None,
    typer.Option("--database", envvar="ILWATCH_DATABASE_URL", help="Default: sqlite:///data/ilwatch.db"),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON alone on stdout.")]
WATCH_TOML = Path("watch.toml")
A_FILE: Mapping[str, bool] = {"exists": True, "dir_okay": False}

cli = typer.Typer(
    name="ilwatch",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)


def main() -> None:
    """The entry of the `ilwatch` command."""
    logging.getLogger("httpx").setLevel(logging.WARNING)  # at INFO it prints the address of a feed, token and all
    run_at_edge(cli)


@cli.callback()
def options(
    *, debug: Annotated[bool, typer.Option(DEBUG, help="Show the traceback of a fault of ilwatch itself.")] = False
) -> None:
    """A scheduled literature monitor for IL-1, IL-1RA and IL-32: PubMed and news feeds in, one weekly letter out."""
    del debug  # the edge takes it from the command line, wherever it stands


def _say(as_json: bool, data: object, lines: list[str]) -> None:
    if as_json:
        typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        for line in lines:
            typer.echo(line)


@cli.command()
def check(config: Config = WATCH_TOML, as_json: AsJson = False) -> None:
    """Validate watch.toml; show each term's PubMed query and each topic's own cases."""
    from flows.cli.check import check_watch

    checked = check_watch(config)
    _say(as_json, checked.data(), checked.lines())
    if checked.faults:
        raise typer.Exit(FAILED)


@cli.command()
def demo(
    folder: Annotated[Path, typer.Option("--dir", help="Where the demo lives; its outbox is DIR/outbox.")] = Path(
        "demo"
    ),
) -> None:
    """The whole job offline on the bundled sample week, as Prefect runs on a temporary server."""
    from flows.cli.demo import run_demo

    raise typer.Exit(run_demo(folder, typer.echo))


@cli.command()
def poll(
    source: Annotated[list[str] | None, typer.Option("--source", help="Only this source; may be repeated.")] = None,
    term: Annotated[
        list[str] | None, typer.Option("--term", help="Ask PubMed for this term only; may be repeated.")
    ] = None,
    config: Config = WATCH_TOML,
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Visit the sources now. A name that watch.toml does not have is bad usage: nothing is visited."""
    from flows.cli import main_job

    _report(main_job.poll(config, database, source or (), term or ()), as_json)


@cli.command()
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
    from flows.cli import main_job

    _report(main_job.digest(config, database, day.date() if day else None, preview=preview), as_json)


@cli.command()
def run(config: Config = WATCH_TOML, database: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Poll, then digest: the main job in one go."""
    from flows.cli import main_job

    _report(main_job.run(config, database), as_json)


@cli.command()
def deliver(config: Config = WATCH_TOML, database: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Go on with the letters that are due: put off by a server, or left by a run that died."""
    from flows.cli import main_job

    _report(main_job.deliver(config, database), as_json)


@cli.command()
def resend(
    day: Annotated[datetime, typer.Argument(metavar="DATE", formats=["%Y-%m-%d"], help="Date of the edition.")],
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help="To whom; need not be a reader.")],
    config: Config = WATCH_TOML,
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Send an edition to one address once more, as a letter of its own."""
    from flows.cli import main_job

    _report(main_job.resend(config, database, day.date(), to), as_json)


@cli.command()
def resolve(
    delivery: Annotated[int, typer.Argument(metavar="DELIVERY", help="Its number, as `ilwatch status` shows it.")],
    said: Annotated[Said, typer.Argument(metavar="sent|retry", help="It came; or: send the same letter again.")],
    config: Config = WATCH_TOML,
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Say what became of a letter in doubt, or have one that failed sent again."""
    from flows.cli import main_job

    _report(main_job.resolve(config, database, delivery, said), as_json)


@cli.command()
def archive(config: Config = WATCH_TOML, database: DatabaseUrl = None) -> None:
    """Write the archive anew from what was frozen: a page for each edition, the index, the Atom feed."""
    from flows.delivery.publish import rebuild
    from flows.jobs.report import relative

    typer.echo(relative(_with_app(config, database, rebuild)))


def _report(report: Report, as_json: bool) -> None:
    from flows.jobs.report import report_dict, report_lines

    _say(as_json, report_dict(report), report_lines(report))
    for problem in report.problems:
        typer.echo(f"problem: {problem}", err=True)
    if report.problems:
        raise typer.Exit(FAILED)


@cli.command()
def up(
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Where the UI and the API listen.")] = 4200,
    production: Annotated[
        bool, typer.Option("--production", help="Start nothing: print what to run on a server instead.")
    ] = False,
    config: Config = WATCH_TOML,
    database: DatabaseUrl = None,
) -> None:
    """Prefect server, schedules and runner in one foreground process; the UI in a browser. Ctrl-C stops all of it."""
    from flows.server.production import production_lines
    from flows.server.up import stay_up

    if production:
        _say(False, None, production_lines(config))
    else:
        stay_up(config, database, port, typer.echo)


@cli.command()
def status(config: Config = WATCH_TOML, database: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Sources, their last accounts, editions and deliveries. Exit 1 when something is overdue."""
    from flows.jobs.status import status_of

    now = _with_app(config, database, status_of)
    _say(as_json, now.data(), now.lines())
    if now.overdue:
        raise typer.Exit(FAILED)


@cli.command()
def seed(
    files: Annotated[
        list[Path],
        typer.Argument(help=".ris .bib .nbib .xml .csv .toml, or a plain text page", **A_FILE),
    ],
    config: Config = WATCH_TOML,
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Admit the works of library files as seeds: known from now on, never mailed as news."""
    from flows.app import seed_or_say
    from flows.jobs.report import Report

    accounts = _with_app(config, database, lambda app: tuple(seed_or_say(app, path) for path in files), makes_one=True)
    _report(Report(accounts=accounts), as_json)


@cli.command()
def dedupe(
    file: Annotated[
        Path,
        typer.Argument(
            help="A library: .ris .bib .nbib .xml .csv .jsonl, or a plain text page", exists=True, dir_okay=False
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Which records of a library are one work, and why. With --json one line a record; the file is not changed."""
    from flows.files.dedupe import dedupe as grouped
    from flows.files.dedupe_summary import summary

    library = grouped(file)
    for line in library.json_lines() if as_json else summary(library, SHOWN if sys.stdout.isatty() else None):
        typer.echo(line)
    complaints = list(library.complaints())
    for complaint in complaints:
        typer.echo(complaint, err=True)
    if complaints:
        raise typer.Exit(FAILED)


@cli.command()
def classify(
    file: Annotated[Path, typer.Argument(help='JSON lines {"id", "title", "text"}, plain or gzip', **A_FILE)],
    topics: Annotated[Path, typer.Option("--topics", help="A TOML file with [[topic]] tables as in watch.toml.")],
    examples: Annotated[
        Path | None,
        typer.Option("--examples", help='JSON lines with "labels": [topic id …] too.', **A_FILE),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Sort the records of a file under topics, with reasons. With --json one line a record; nothing is kept."""
    from flows.files.classify import classify as sorted_by_topic

    found = sorted_by_topic(file, topics, examples)
    for line in found.json_lines() if as_json else found.lines():
        typer.echo(line)
    for remark in (*found.remarks, *(f"not read: {fault}" for fault in found.faults)):
        typer.echo(remark, err=True)
    if found.faults:
        raise typer.Exit(FAILED)


@cli.command()
def match(
    file: Annotated[Path, typer.Argument(help="A text file, a text a line", **A_FILE)],
    config: Config = WATCH_TOML,
    as_json: AsJson = False,
) -> None:
    """Which terms are found in each line of a file, and where."""
    from flows.config import load_watch
    from literature.terms.matcher import Matcher
    from sources.library.detect import decode

    matcher = Matcher(load_watch(config).terms)
    for line in decode(file.read_bytes(), file.name).splitlines():
        found = matcher.in_text(line)
        if as_json:
            terms = [spelling._asdict() for spelling in found]
            typer.echo(json.dumps({"text": line, "terms": terms}, ensure_ascii=False))
        else:
            names = ", ".join(f"{one.term} ({one.spelling})" for one in found)
            typer.echo(f"{names or '–'}\t{line}")


@cli.command()
def why(
    name: Annotated[str, typer.Argument(metavar="PMID|DOI|URL")],
    config: Config = WATCH_TOML,
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """The whole story of one item: announced, matched, known as, in which edition; or what kept it out."""
    from flows.curation.why import story_of

    story = _with_app(config, database, lambda app: story_of(app, name))
    _say(as_json, story.data(), story.lines())
    if not story.found:
        raise typer.Exit(FAILED)


Name = Annotated[str, typer.Argument(metavar="PMID|DOI|URL|ID")]


@cli.command()
def link(
    one: Name, other: Name, config: Config = WATCH_TOML, database: DatabaseUrl = None, as_json: AsJson = False
) -> None:
    """Say that two works are one, whatever the rules say; `ilwatch status` lists those that possibly are."""
    from flows.curation.link import link as put_together

    decided = _with_app(config, database, lambda app: put_together(app, one, other))
    _say(as_json, decided.data(), decided.lines())


@cli.command()
def unlink(
    one: Name, other: Name, config: Config = WATCH_TOML, database: DatabaseUrl = None, as_json: AsJson = False
) -> None:
    """Say that two records or works are not one, whatever the rules say; `ilwatch why` lists a work's records."""
    from flows.curation.link import unlink as take_apart

    decided = _with_app(config, database, lambda app: take_apart(app, one, other))
    _say(as_json, decided.data(), decided.lines())


@cli.command()
def confirm(
    work: Annotated[str | None, typer.Argument(metavar="PMID|DOI|URL|ID")] = None,
    topic: Annotated[str | None, typer.Argument(metavar="TOPIC", help="Its id in watch.toml.")] = None,
    file: Annotated[
        Path | None,
        typer.Option("--from", help="A table of `ilwatch topics --edition`, filled in.", **A_FILE),
    ] = None,
    config: Config = WATCH_TOML,
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Say that a work belongs under a topic, whatever the rules say; or read back a whole edition with your marks."""
    if file and not work:
        _marks(config, database, file, as_json)
    elif work and topic and not file:
        _word(config, database, work, topic, yes=True, as_json=as_json)
    else:
        _fail(USAGE, "give a work and a topic, or --from FILE")


@cli.command()
def reject(
    work: Name,
    topic: Annotated[str, typer.Argument(metavar="TOPIC", help="Its id in watch.toml.")],
    config: Config = WATCH_TOML,
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Say that a work does not belong under a topic, whatever the rules say."""
    _word(config, database, work, topic, yes=False, as_json=as_json)


def _word(config: Path, database: str | None, work: str, topic: str, *, yes: bool, as_json: bool) -> None:
    from flows.curation.confirm import confirm as keep

    try:
        said = _with_app(config, database, lambda app: keep(app, work, topic, yes=yes))
    except BrokenSource as error:  # a topic that watch.toml does not have
        _fail(USAGE, str(error))
    _say(as_json, said.data(), said.lines())


def _marks(config: Path, database: str | None, file: Path, as_json: bool) -> None:
    from flows.curation.marking_sheet import read_marks

    marked = _with_app(config, database, lambda app: read_marks(app, file))
    _say(as_json, marked.data(), marked.lines())
    for fault in marked.faults:
        typer.echo(f"not read: {fault}", err=True)
    if marked.faults:
        raise typer.Exit(FAILED)


@cli.command()
def topics(
    edition: Annotated[
        datetime | None,
        typer.Option(
            "--edition", formats=["%Y-%m-%d"], help="Print this edition as a .csv to mark, for `confirm --from`."
        ),
    ] = None,
    evaluate: Annotated[
        bool, typer.Option("--evaluate", help="Precision and calibration on what people confirmed, before and after.")
    ] = False,
    config: Config = WATCH_TOML,
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Each topic: how many works stand under it, and what people have said of them."""
    if edition and evaluate:
        _fail(USAGE, "give --edition or --evaluate, not both")
    if edition:
        from flows.curation.marking_sheet import marks_table

        typer.echo(_with_app(config, database, lambda app: marks_table(app, edition.date())), nl=False)
    elif evaluate:
        from flows.curation.evaluate import evaluate as measured

        figures = _with_app(config, database, measured)
        _say(as_json, figures.data(), figures.lines())
    else:
        from flows.curation.topics_table import topics_of

        told = _with_app(config, database, topics_of)
        _say(as_json, told.data(), told.lines())


@cli.command()
def relabel(config: Config = WATCH_TOML, database: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Let the topics learn anew from what people confirmed; judge every work held by them and the rules of today."""
    from flows.curation.training import relabel as judge_anew

    done = _with_app(config, database, judge_anew)
    told = f"{done.works} works judged anew, {done.changed} stand under other topics now"
    _say(as_json, done._asdict(), [told, f"learned from confirmed works: {', '.join(done.learned) or 'no topic yet'}"])


@cli.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the copy goes; never overwritten.")],
    config: Config = WATCH_TOML,  # noqa: ARG001  # every command takes it; a backup must work where it is broken
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Copy the whole database to a file while it is in use, and read the copy back."""
    from flows.files.backup import backup as copied

    backed = copied(database, file)
    _say(as_json, backed.data(), backed.lines())


@cli.command()
def maintenance(
    keep_days: Annotated[
        int | None, typer.Option("--keep-days", min=1, help="Default: [store] keep_days of watch.toml.")
    ] = None,
    config: Config = WATCH_TOML,
    database: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Check the database, drop old accounts and unreadable bytes, give space back."""
    from flows.jobs.maintenance import maintenance as maintained

    done = _with_app(config, database, lambda app: maintained(app, keep_days))
    _say(as_json, done.data(), done.lines())


@cli.command()
def export(
    form: Annotated[
        str, typer.Option("--format", metavar="ris|bibtex|csv|json", help="For reference managers, tables, programs.")
    ] = "json",
    seeded: Annotated[bool, typer.Option("--seeded", help="The seeds instead of what was found since.")] = False,
    edition: Annotated[
        datetime | None, typer.Option("--edition", formats=["%Y-%m-%d"], help="Only this edition.")
    ] = None,
    topic: Annotated[str | None, typer.Option("--topic", help="Only this topic id.")] = None,
    since: Annotated[
        datetime | None,
        typer.Option("--since", formats=["%Y-%m-%d"], help="Only what was first seen on this day or later."),
    ] = None,
    until: Annotated[
        datetime | None, typer.Option("--until", formats=["%Y-%m-%d"], help="Only what was first seen by this day.")
    ] = None,
    config: Config = WATCH_TOML,
    database: DatabaseUrl = None,
) -> None:
    """The works held, on stdout."""
    from flows.files.export import Format, works, written

    days = {"edition": edition, "since": since, "until": until}
    chosen: dict[str, Any] = {name: at.date() if at else None for name, at in days.items()}
    try:
        asked = Format(form)
    except ValueError:
        _fail(USAGE, f"--format cannot be used: {form!r} is none of {', '.join(Format)}")
    found = _with_app(config, database, lambda app: works(app, seeded=seeded, topic=topic, **chosen))
    typer.echo(written(found, asked), nl=False)


def _with_app(config: Path, database: str | None, act: Callable[[App], T], *, makes_one: bool = False) -> T:
    """Do ``act``. Only a command that ``makes_one`` makes a database where there is none."""
    from flows.app import open_app

    with open_app(config, database, only_existing=not makes_one) as app:
        return act(app)
