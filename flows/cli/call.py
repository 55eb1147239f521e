"""What most commands are given: the configuration file, the database, and whether to print JSON."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from enum import IntEnum
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from flows.cli.errors import FAILED
from flows.result import Result

if TYPE_CHECKING:
    from flows.app import App

T = TypeVar("T")
_Command = Callable[..., None]


class Verbosity(IntEnum):
    """How much is said besides the result."""

    QUIET = -1
    """Problems, and of what was done the essentials: no accounts, no bar."""
    NORMAL = 0
    VERBOSE = 1
    """What is going on, as a log on stderr."""


VERBOSITY: ContextVar[Verbosity] = ContextVar("VERBOSITY", default=Verbosity.NORMAL)
"""Of the command under way."""


@dataclass(frozen=True, slots=True)
class Call:
    """The options that commands share."""

    config: Annotated[Path, typer.Option("--config", help="Configuration file.")] = Path("watch.toml")
    database: Annotated[
        str | None,
        typer.Option("--database", envvar="ILWATCH_DATABASE_URL", help="Default: sqlite:///data/ilwatch.db"),
    ] = None
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON alone on stdout.")] = False

    def with_app(self, act: Callable[[App], T], *, makes_database: bool = False) -> T:
        """Return what ``act`` makes of the opened app. Only ``makes_database`` makes a database where there is none."""
        from flows.app import open_app  # `ilwatch --help` must answer at once

        with open_app(self.config, self.database, only_existing=not makes_database) as app:
            return act(app)

    def show(self, result: Result) -> None:
        """Print ``result``, its complaints on stderr; exit 1 where it failed."""
        if self.as_json:
            typer.echo(json.dumps(result.data(), ensure_ascii=False, indent=2))
        else:
            say(result.essentials() if VERBOSITY.get() is Verbosity.QUIET else result.lines())
        say(result.complaints, err=True)
        if result.failed:
            raise typer.Exit(FAILED)


def say(lines: Iterable[str], *, err: bool = False) -> None:
    """Print ``lines``, on stderr with ``err``."""
    for line in lines:
        typer.echo(line, err=err)


def command(group: typer.Typer, *names: str, name: str | None = None) -> Callable[[_Command], _Command]:
    """Add a command to ``group`` that takes the options ``names`` of Call, by default all, and has them as ``call``.

    It is called as the function, or ``name``."""
    shared = inspect.signature(Call, eval_str=True).parameters
    options = {name: shared[name] for name in names or shared}

    def decorate(function: _Command) -> _Command:
        accepted = {**inspect.signature(function, eval_str=True).parameters, **options}
        parameters = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in accepted.values() if p.name != "call"]

        @wraps(function)
        def run(**given: Any) -> None:
            function(Call(**{name: given.pop(name) for name in options}), **given)

        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return group.command(name)(run)

    return decorate


def date_option(name: str, text: str) -> Any:
    """An option that takes a date."""
    return typer.Option(name, formats=["%Y-%m-%d"], help=text)


file_option = partial(typer.Option, exists=True, dir_okay=False)
file_argument = partial(typer.Argument, exists=True, dir_okay=False)
