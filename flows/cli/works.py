"""Commands about works: seed, why, link, unlink, export."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.call import Call, takes
from flows.cli.errors import USAGE, fail

Name = Annotated[str, typer.Argument(metavar="PMID|DOI|URL|ID")]

commands = typer.Typer()


@commands.command()
@takes("config", "database", "as_json")
def seed(
    call: Call,
    files: Annotated[
        list[Path],
        typer.Argument(help=".ris .bib .nbib .xml .csv .toml, or a plain text page", exists=True, dir_okay=False),
    ],
) -> None:
    """Import papers your group has already read: known from now on, never mailed as news."""
    from flows.app import seed_or_say
    from flows.jobs.report import Report

    accounts = call.with_app(lambda app: tuple(seed_or_say(app, path) for path in files), makes_database=True)
    call.show(Report(accounts=accounts))


@commands.command()
@takes("config", "database", "as_json")
def why(call: Call, name: Annotated[str, typer.Argument(metavar="PMID|DOI|URL")]) -> None:
    """The history of one item: announced, matched, known as, in which edition; or what kept it out."""
    from flows.curation.why import story_of

    call.show(call.with_app(lambda app: story_of(app.corpus, name)))


@commands.command()
@takes("config", "database", "as_json")
def link(call: Call, one: Name, other: Name) -> None:
    """Say that two works are one, whatever the rules say; `ilwatch status` lists those that may be."""
    from flows.curation.link import link_works

    call.show(call.with_app(lambda app: link_works(app.decisions, one, other, app.now())))


@commands.command()
@takes("config", "database", "as_json")
def unlink(call: Call, one: Name, other: Name) -> None:
    """Say that two records or works are not one, whatever the rules say; `ilwatch why` lists a work's records."""
    from flows.curation.link import unlink_works

    call.show(call.with_app(lambda app: unlink_works(app.decisions, one, other, app.now())))


def _day(at: datetime | None) -> date | None:
    return at.date() if at else None


@commands.command()
@takes("config", "database")
def export(
    call: Call,
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
) -> None:
    """Print the works in the database."""
    from flows.files.export import Format, choose_works, render

    if form not in list(Format):
        fail(USAGE, f"--format cannot be used: {form!r} is none of {', '.join(Format)}")
    days = {"edition": _day(edition), "since": _day(since), "until": _day(until)}
    works = call.with_app(
        lambda app: choose_works(app.corpus, app.editions, app.watch, seeded=seeded, topic=topic, **days)
    )
    typer.echo(render(works, Format(form)), nl=False)
