"""Commands about the configuration and its terms: init, check, try."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

from typer import Argument, Option, Typer

from flows.cli import completion
from flows.cli.call import Call, command, date_option, file_option, say
from flows.cli.errors import USAGE, fail

commands = Typer()


@commands.command()
def init(
    file: Annotated[
        Path | None, Argument(metavar="FILE", help="Default: watch.toml, or my-watch.toml where that exists.")
    ] = None,
    name: Annotated[str, Option("--name", help="Title of the letter.")] = "",
    contact: Annotated[str, Option("--contact", metavar="ADDRESS", help="Your address: warnings go there.")] = "",
    timezone: Annotated[str, Option("--timezone", metavar="ZONE", help="As in Europe/Berlin.")] = "",
    term: Annotated[
        list[str] | None,
        Option("--term", metavar="NAME[=SYNONYM,…]", help="A molecule; may be repeated."),
    ] = None,
    reader: Annotated[
        list[str] | None, Option("--reader", metavar="ADDRESS", help="Default: --contact; may be repeated.")
    ] = None,
    feeds: Annotated[bool | None, Option("--feeds/--no-feeds", help="Read the news feeds of the shipped list.")] = None,
    host: Annotated[str, Option("--host", help="Mail server. Without one, letters are written to a folder.")] = "",
    sender: Annotated[str, Option("--sender", metavar="ADDRESS", help="Default: --contact.")] = "",
    yes: Annotated[bool, Option("--yes", "-y", help="Ask nothing: take the defaults.")] = False,
) -> None:
    """Write a first watch.toml from your answers. A file that exists is never changed."""
    from flows.cli.init import Given, init_file, next_steps
    from flows.config import load_watch

    given = Given(name, contact, timezone, tuple(term or ()), tuple(reader or ()), feeds, host, sender, yes)
    path = init_file(file, given)
    say(next_steps(path, load_watch(path).watch.timezone))


@command(commands, "config", "as_json")
def check(
    call: Call,
    queries: Annotated[bool, Option("--queries", help="Print the PubMed query of each term.")] = False,
    online: Annotated[bool, Option("--online", help="Count each term's papers at PubMed, and try each feed.")] = False,
) -> None:
    """Validate watch.toml: faults, terms that may not work as intended, each topic's own test phrases."""
    from flows.app import utc_now
    from flows.cli.check import check_watch

    call.show(check_watch(call.config, utc_now(), with_queries=queries, online=online))


@command(commands, "config", "as_json", name="try")
def try_(
    call: Call,
    name: Annotated[
        str, Argument(metavar="TERM", autocompletion=completion.term, help='A name as in a paper: "gasdermin D".')
    ],
    synonym: Annotated[list[str] | None, Option("--synonym", help="Another name; may be repeated.")] = None,
    mesh: Annotated[list[str] | None, Option("--mesh", help="A MeSH heading; may be repeated.")] = None,
    exclude: Annotated[list[str] | None, Option("--exclude", help="A phrase in which the name does not count.")] = None,
    since: Annotated[datetime | None, date_option("--since", "Count earlier papers from this day on.")] = None,
    file: Annotated[Path | None, file_option("--from", help="Take TERM from this configuration file.")] = None,
    known: Annotated[Path | None, file_option("--known", help="A library of papers that the term should find.")] = None,
) -> None:
    """Show what a term would bring, with few requests to PubMed. Nothing is stored, and no database is needed."""
    import asyncio

    from flows.app import utc_now
    from flows.config import load_watch
    from flows.config_checks import EARLIEST
    from flows.trial.run import run_trial, watched_term
    from literature.terms.matcher import Term

    if file and (synonym or mesh or exclude):
        fail(USAGE, "--from takes the term as the file has it: leave out --synonym, --mesh and --exclude")
    now = utc_now()
    watch = load_watch(file or call.config, now.date())
    first = since.date() if since else None
    if first and not EARLIEST <= first <= now.date():
        fail(USAGE, f"--since {first}: must be between {EARLIEST} and today")
    if file:
        term = watched_term(watch, name, file)
        first = first or watch.sinces[term.name]
    else:
        term = Term(name, (name, *(synonym or ())), mesh=tuple(mesh or ()), exclude=tuple(exclude or ()))
    call.show(asyncio.run(run_trial(term, watch, now, known=known, since=first)))
