"""Where answers are read from: an mbox file, a Maildir, or a folder of an IMAP server."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from sources.inbox.imap_inbox import imap_inbox
from sources.inbox.local_inbox import LocalInbox
from sources.inbox.mail_head import FetchedMail


class Inbox(Protocol):
    """Mails in the order of their arrival, from where the last run left off."""

    def mails(self, state: str) -> Iterator[FetchedMail]:
        """Yield the mails after those of ``state``, which is '' or of ``state_after``. Raises BrokenSource."""

    def state_after(self, number: int) -> str:
        """Return what is to be remembered once the mails up to ``number`` are done with."""

    def mark_seen(self, numbers: Collection[int]) -> None:
        """Mark mails as read, where that is ours to do."""


def open_inbox(place: str, folder: Path, password: str, today: date) -> AbstractContextManager[Inbox]:
    """Return the inbox at ``place``, an imaps address or a path that starts at ``folder``."""
    if "://" in place:
        return imap_inbox(urlsplit(place), password, today)
    return nullcontext(LocalInbox(folder / place))


def shown_place(place: str) -> str:
    """Return ``place`` without the user, who is an address as often as not."""
    parts = urlsplit(place)
    return f"{parts.hostname}{parts.path}" if "://" in place else place
