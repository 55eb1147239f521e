"""Commands about letters, the answers to them, and the archive: deliver, resend, resolve, serve-feedback, archive."""

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
    to: Annotated[str, Option("--to", metavar="ADDRESS", help="To whom; need not be a reader. Or a chat: chat:NAME.")],
) -> None:
    """Send an edition to one address or chat once more, as a letter of its own."""
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


@command(commands)
def inbox(call: Call) -> None:
    """Read the answers that readers mailed: which papers are useful, which are not for them."""
    from flows.feedback.inbox import read_inbox

    call.show(call.with_app(read_inbox))


@command(commands, "config", "database", name="serve-feedback")
def serve_feedback(
    call: Call,
    host: Annotated[
        str, Option("--host", help="Where to listen; your web server passes requests on to it.")
    ] = "127.0.0.1",
    port: Annotated[int, Option("--port", min=1, max=65535)] = 8765,
) -> None:
    """Serve the page on which readers say which papers are useful. Ctrl-C ends it."""
    from flows.app import App
    from flows.feedback.feedback_server import answer_desk, feedback_server

    def serve(app: App) -> None:
        server = feedback_server(answer_desk(app), host, port)
        echo(f"the page for answers is at http://{host}:{port}/; Ctrl-C ends it", err=True)
        server.run()

    call.with_app(serve)


@command(commands, "config", "database")
def archive(call: Call) -> None:
    """Rebuild the archive: a page for each edition and month of earlier papers, the index, the Atom feed."""
    from flows.app import App
    from flows.jobs.report import relative

    def rebuild(app: App) -> Path:
        app.archive.write_earlier(app.corpus.backfilled())
        return app.archive.write()

    echo(relative(call.with_app(rebuild)))
