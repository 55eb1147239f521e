"""The command line: `ilwatch`. Exit 0 done, 1 done with failures named, 2 bad usage or configuration.

Commands are grouped by file. Each imports what it needs when it is called, so that ``ilwatch --help`` answers at once,
and says what happened; with ``--json`` stdout carries JSON alone.
"""

from __future__ import annotations

import logging
import sys
from importlib.metadata import version
from typing import Annotated, TextIO

import typer

from flows.cli import files, mail, pipeline, terms, topics, works
from flows.cli.call import VERBOSITY, Verbosity
from flows.cli.errors import DEBUG, USAGE, fail, run_and_exit

cli = typer.Typer(
    name="ilwatch",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)


OUR_PACKAGES = ("flows", "sources", "store", "digests", "literature")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ilwatch {version('interleukin-watch')}")
        raise typer.Exit


@cli.callback()
def options(
    *,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show what is going on, on stderr.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Show only problems and the essentials.")] = False,
    debug: Annotated[bool, typer.Option(DEBUG, help="Show the traceback of a fault of ilwatch itself.")] = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """A scheduled literature monitor for IL-1, IL-1RA and IL-32: PubMed and news feeds in, one weekly letter out."""
    del debug  # run_and_exit takes it from the command line
    if verbose and quiet:
        fail(USAGE, "give --verbose or --quiet, not both")
    VERBOSITY.set(Verbosity.VERBOSE if verbose else Verbosity.QUIET if quiet else Verbosity.NORMAL)
    _log_to_stderr(verbose=verbose)


class _OurLog(logging.StreamHandler[TextIO]):
    """The log of --verbose."""


def _log_to_stderr(*, verbose: bool) -> None:
    """Log what our packages say. Others stay at warnings: httpx prints the address of a feed, token and all."""
    for name in OUR_PACKAGES:
        logger = logging.getLogger(name)
        for handler in [each for each in logger.handlers if isinstance(each, _OurLog)]:
            logger.removeHandler(handler)
        logger.setLevel(logging.DEBUG if verbose else logging.NOTSET)
        logger.propagate = not verbose
        if verbose:
            handler = _OurLog(sys.stderr)
            handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", datefmt="%H:%M:%S"))
            logger.addHandler(handler)


GROUPS = (pipeline, terms, mail, works, topics, files)
for group in GROUPS:
    cli.add_typer(group.commands)


def main() -> None:
    """Run the `ilwatch` command."""
    logging.getLogger("httpx").setLevel(logging.WARNING)  # at INFO it prints the address of a feed, token and all
    run_and_exit(cli)
