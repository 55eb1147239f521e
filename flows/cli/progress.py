"""A progress bar for a poll, on a terminal and on stderr only; elsewhere nothing: the report says it all at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from flows.jobs.poll import Tell
from flows.jobs.report import account_line
from literature.model.harvest import Account


@contextmanager
def progress_of_poll() -> Iterator[Tell]:
    """What to call after each visit, with the number of sources in all."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[last]}"))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("visiting the sources", total=None, last="")

        def tell(account: Account, total: int) -> None:
            bar.update(task, advance=1, total=total, last=account_line(account)[:60])

        yield tell
