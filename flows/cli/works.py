"""Commands about works: seed, why, link, unlink, export."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

from typer import Argument, Option, Typer, echo

from flows.cli import completion
from flows.cli.call import Call, command, date_option, file_argument

Name = Annotated[str, Argument(metavar="PMID|DOI|URL|ID")]

commands = Typer()


@command(commands)
def seed(
    call: Call,
    files: Annotated[list[Path], file_argument(help=".ris .bib .nbib .xml .csv .tsv .jsonl .toml, or a text page")],
) -> None:
    """Import papers your group has already read: known from now on, never mailed as news."""
    from flows.app import seed_or_say
    from flows.jobs.report import Report

    accounts = call.with_app(lambda app: tuple(seed_or_say(app, path) for path in files), makes_database=True)
    call.show(Report(accounts=accounts))


@command(commands)
def why(
    call: Call, name: Annotated[list[str], Argument(metavar="PMID|DOI|URL|WORDS", help="Words: of its title.")]
) -> None:
    """The history of one item: announced, matched, known as, in which edition; or what kept it out."""
    from flows.curation.why import story_of

    call.show(call.with_app(lambda app: story_of(app.corpus, app.editions, app.outbox, app.marks, " ".join(name))))


@command(commands)
def link(call: Call, first: Name, second: Name) -> None:
    """Say that two works are one, whatever the rules say; `ilwatch status` lists those that may be."""
    from flows.curation.link import link_works

    call.show(call.with_app(lambda app: link_works(app.decisions, first, second, app.now())))


@command(commands)
def unlink(call: Call, first: Name, second: Name) -> None:
    """Say that two records or works are not one, whatever the rules say; `ilwatch why` lists a work's records."""
    from flows.curation.link import unlink_works

    call.show(call.with_app(lambda app: unlink_works(app.decisions, first, second, app.now())))


@command(commands, "config", "database")
def export(
    call: Call,
    form: Annotated[
        str,
        Option(
            "--format",
            metavar="ris|bibtex|csv|json",
            autocompletion=completion.export_format,
            help="For reference managers, tables, programs.",
        ),
    ] = "json",
    seeded: Annotated[bool, Option("--seeded", help="The seeds instead of what was found since.")] = False,
    edition: Annotated[datetime | None, date_option("--edition", "Only this edition.")] = None,
    topic: Annotated[str | None, Option("--topic", autocompletion=completion.topic, help="Only this topic id.")] = None,
    since: Annotated[datetime | None, date_option("--since", "Only what was first seen on this day or later.")] = None,
    until: Annotated[datetime | None, date_option("--until", "Only what was first seen by this day.")] = None,
) -> None:
    """Print the works in the database."""
    from flows.files.export import Format, choose_works, render
    from flows.given_names import given_name

    chosen = Format(given_name(form, [each.value for each in Format], "format"))
    instants = {"edition": edition, "since": since, "until": until}
    days = {name: instant.date() for name, instant in instants.items() if instant}
    works = call.with_app(
        lambda app: choose_works(app.corpus, app.editions, app.watch, seeded=seeded, topic=topic, **days)
    )
    echo(render(works, Format(chosen)), nl=False)
