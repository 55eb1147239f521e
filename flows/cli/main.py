"""The command line: `ilwatch`. Exit 0 done, 1 done with failures named, 2 bad usage or configuration.

Commands are grouped by file. Each imports what it needs when it is called, so that ``ilwatch --help`` answers at once,
and says what happened; with ``--json`` stdout carries JSON alone.
"""

from __future__ import annotations

import logging
from importlib.metadata import version
from typing import Annotated

import typer

from flows.cli import files, mail, pipeline, terms, topics, works
from flows.cli.errors import DEBUG, run_and_exit

cli = typer.Typer(
    name="ilwatch",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ilwatch {version('interleukin-watch')}")
        raise typer.Exit


@cli.callback()
def options(
    *,
    debug: Annotated[bool, typer.Option(DEBUG, help="Show the traceback of a fault of ilwatch itself.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """A scheduled literature monitor for IL-1, IL-1RA and IL-32: PubMed and news feeds in, one weekly letter out."""
    del debug  # run_and_exit takes it from the command line, wherever it is


GROUPS = (pipeline, terms, mail, works, topics, files)
for group in GROUPS:
    cli.add_typer(group.commands)


def main() -> None:
    """Run the `ilwatch` command."""
    logging.getLogger("httpx").setLevel(logging.WARNING)  # at INFO it prints the address of a feed, token and all
    run_and_exit(cli)
