"""Commands about topics: topics, confirm, reject, relabel."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

from typer import Argument, Option, Typer, echo

from flows.cli import completion
from flows.cli.call import Call, command, date_option, file_option
from flows.cli.errors import USAGE, fail

Work = Argument(metavar="PMID|DOI|URL|ID")
Topic = Argument(metavar="TOPIC", autocompletion=completion.topic, help="Its id in watch.toml.")

commands = Typer()


@command(commands)
def topics(
    call: Call,
    edition: Annotated[
        datetime | None, date_option("--edition", "Print this edition as a .csv to mark, for `confirm --from`.")
    ] = None,
    evaluate: Annotated[
        bool, Option("--evaluate", help="Precision and calibration on what people confirmed, before and after.")
    ] = False,
) -> None:
    """Each topic: how many works it has, and what people have said of them."""
    if edition and evaluate:
        fail(USAGE, "give --edition or --evaluate, not both")
    if edition:
        from flows.curation.marking_sheet import marking_sheet

        echo(call.with_app(lambda app: marking_sheet(app, edition.date())), nl=False)
    elif evaluate:
        from flows.curation.evaluate import evaluate_topics

        call.show(call.with_app(evaluate_topics))
    else:
        from flows.curation.topics_table import topics_of

        call.show(call.with_app(topics_of))


@command(commands)
def confirm(
    call: Call,
    work: Annotated[str | None, Work] = None,
    topic: Annotated[str | None, Topic] = None,
    file: Annotated[
        Path | None, file_option("--from", help="A table of `ilwatch topics --edition`, filled in.")
    ] = None,
) -> None:
    """Say that a work belongs under a topic, whatever the rules say; or read back a whole edition with your marks."""
    if file and not work:
        from flows.curation.marking_sheet import read_marks

        call.show(call.with_app(lambda app: read_marks(app, file)))
    elif work and topic and not file:
        _confirm(call, work, topic, belongs=True)
    else:
        fail(USAGE, "give a work and a topic, or --from FILE")


@command(commands)
def reject(call: Call, work: Annotated[str, Work], topic: Annotated[str, Topic]) -> None:
    """Say that a work does not belong under a topic, whatever the rules say."""
    _confirm(call, work, topic, belongs=False)


def _confirm(call: Call, work: str, topic: str, *, belongs: bool) -> None:
    from flows.curation.confirm import confirm_topic

    call.show(call.with_app(lambda app: confirm_topic(app, work, topic, belongs=belongs)))


@command(commands)
def relabel(call: Call) -> None:
    """Learn the topics again from what people confirmed; sort every work again by them and by today's rules."""
    from flows.app import App
    from flows.curation.training import Relabelling, relabel_all
    from flows.jobs.term_changes import match_again

    def relabelled(app: App) -> Relabelling:
        match_again(app)  # else what a changed term has meant could not be told any more
        return relabel_all(app)

    call.show(call.with_app(relabelled))
