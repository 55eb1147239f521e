"""A progress bar for a poll, on a terminal and on stderr only; elsewhere nothing: the report says it all at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich import progress
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn

from flows.jobs.report import account_line
from literature.model.harvest import Account
from literature.model.progress import NullProgress, Progress


class _PollBar(NullProgress):
    """A bar that moves with each visit that ends."""

    def __init__(self, bar: progress.Progress) -> None:
        self._bar, self._task = bar, bar.add_task("visiting the sources", total=None, last="")

    def closed(self, account: Account, total: int) -> None:
        """Move on by one source."""
        self._bar.update(self._task, advance=1, total=total, last=account_line(account)[:60])


@contextmanager
def progress_of_poll() -> Iterator[Progress]:
    """The bar of a poll, while it lasts."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[last]}"))
    with progress.Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield _PollBar(bar)
