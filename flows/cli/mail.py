"""Commands about letters and where they are kept: deliver, resend, resolve, archive."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from typer import Argument, Option, Typer, echo

from flows.cli.call import Call, command

commands = Typer()


@command(commands)
def deliver(call: Call) -> None:
    """Send letters that are due: deferred by a server, or interrupted."""
    from flows.cli import main_job

    call.show(main_job.deliver(call.config, call.database))


@command(commands)
def resend(
    call: Call,
    day: Annotated[datetime, Argument(metavar="DATE", formats=["%Y-%m-%d"], help="Date of the edition.")],
    to: Annotated[str, Option("--to", metavar="ADDRESS", help="To whom; need not be a reader.")],
) -> None:
    """Send an edition to one address once more, as a letter of its own."""
    from flows.delivery.resend import resend_edition
    from flows.jobs.report import Report

    again = call.with_app(lambda app: resend_edition(app.mailing, app.editions, day.date(), to))
    call.show(Report(deliveries=again))


@command(commands)
def resolve(
    call: Call,
    delivery: Annotated[int, Argument(metavar="DELIVERY", help="Its number, as `ilwatch status` shows it.")],
    outcome: Annotated[
        Literal["sent", "retry"],
        Argument(
            metavar="sent|retry", case_sensitive=False, help="sent: it arrived; retry: send the same letter again."
        ),
    ],
) -> None:
    """Say what became of a letter in doubt, or have one that failed sent again."""
    from flows.delivery.resend import resolve_delivery
    from flows.jobs.report import Report

    call.show(Report(deliveries=call.with_app(lambda app: resolve_delivery(app.mailing, delivery, outcome))))


@command(commands, "config", "database")
def archive(call: Call) -> None:
    """Rebuild the archive: a page for each edition and month of earlier papers, the index, the Atom feed."""
    from flows.app import App
    from flows.jobs.report import relative

    def rebuild(app: App) -> Path:
        app.archive.write_earlier(app.corpus.backfilled())
        return app.archive.write()

    echo(relative(call.with_app(rebuild)))
