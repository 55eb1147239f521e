"""What every step of mailing needs: the settings, the ways to readers, the outbox and the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from digests.mail.channel import Channel
from digests.mail.folder import FolderChannel
from flows.config import Watch
from store.editions import Editions
from store.mail.outbox import Outbox
from store.reader_marks import ReaderMarks


@dataclass(frozen=True, slots=True)
class Mailing:
    """The ways to readers and what is known of each letter."""

    watch: Watch
    editions: Editions
    outbox: Outbox
    marks: ReaderMarks
    channels: tuple[Channel, ...]
    """The ways to readers; none: letters are only written into ``copies``."""
    copies: FolderChannel
    """Where people find the files of each letter."""
    now: Callable[[], datetime]

    def channel_of(self, recipient: str) -> Channel | None:
        """Return the channel that delivers to ``recipient``, or None where there is none."""
        return next((channel for channel in self.channels if channel.takes(recipient)), None)
