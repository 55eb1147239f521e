"""What most commands are given: the configuration file, the database, and whether to print JSON."""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from flows.cli.errors import FAILED
from flows.result import Result

if TYPE_CHECKING:
    from flows.app import App

T = TypeVar("T")


def _option(kind: object, option: object, name: str, default: object) -> inspect.Parameter:
    annotation = Annotated[kind, option]  # type: ignore[valid-type]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation, default=default)


_SHARED = {
    "config": _option(Path, typer.Option("--config", help="Configuration file."), "config", Path("watch.toml")),
    "database": _option(
        str | None,
        typer.Option("--database", envvar="ILWATCH_DATABASE_URL", help="Default: sqlite:///data/ilwatch.db"),
        "database",
        None,
    ),
    "as_json": _option(bool, typer.Option("--json", help="Print JSON alone on stdout."), "as_json", False),
}


@dataclass(frozen=True, slots=True)
class Call:
    """The options that commands share."""

    config: Path = Path("watch.toml")
    database: str | None = None
    as_json: bool = False

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
            say(result.lines())
        say(result.complaints, err=True)
        if result.failed:
            raise typer.Exit(FAILED)


def say(lines: Iterable[str], *, err: bool = False) -> None:
    """Print ``lines``, on stderr with ``err``."""
    for line in lines:
        typer.echo(line, err=err)


def takes(*names: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the shared options ``names`` ("config", "database", "as_json"), and them as its ``call``."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        own = [p for p in inspect.signature(command, eval_str=True).parameters.values() if p.name != "call"]
        parameters = [
            *(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own),
            *(_SHARED[name] for name in names),
        ]

        @wraps(command)
        def run(**given: Any) -> None:
            command(Call(**{name: given.pop(name) for name in names}), **given)

        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return run

    return decorate
