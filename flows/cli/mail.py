"""Commands about letters and where they are kept: deliver, resend, resolve, archive."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import typer

from flows.cli.call import Call, takes

commands = typer.Typer()


@commands.command()
@takes("config", "database", "as_json")
def deliver(call: Call) -> None:
    """Send letters that are due: deferred by a server, or interrupted."""
    from flows.cli import main_job

    call.show(main_job.deliver(call.config, call.database))


@commands.command()
@takes("config", "database", "as_json")
def resend(
    call: Call,
    day: Annotated[datetime, typer.Argument(metavar="DATE", formats=["%Y-%m-%d"], help="Date of the edition.")],
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help="To whom; need not be a reader.")],
) -> None:
    """Send an edition to one address once more, as a letter of its own."""
    from flows.cli import main_job

    call.show(main_job.resend(call.config, call.database, day.date(), to))


@commands.command()
@takes("config", "database", "as_json")
def resolve(
    call: Call,
    delivery: Annotated[int, typer.Argument(metavar="DELIVERY", help="Its number, as `ilwatch status` shows it.")],
    outcome: Annotated[
        Literal["sent", "retry"],
        typer.Argument(metavar="sent|retry", help="sent: it arrived; retry: send the same letter again."),
    ],
) -> None:
    """Say what became of a letter in doubt, or have one that failed sent again."""
    from flows.cli import main_job

    call.show(main_job.resolve(call.config, call.database, delivery, outcome))


@commands.command()
@takes("config", "database")
def archive(call: Call) -> None:
    """Rebuild the archive from the frozen editions: a page for each, the index, the Atom feed."""
    from flows.jobs.report import relative

    typer.echo(relative(call.with_app(lambda app: app.archive.write())))
