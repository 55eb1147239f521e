"""The seam of delivery: what a way to a reader is asked, and what it answers.

A new channel is one file with a class of these three members, and one line in flows/app.py. What they promise is tested
by tests/digests/mail/test_channel_contract.py.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

CONNECTING = ("connect", "greeting", "login")
"""Phases before the first word about a message: what ends in one of them is no attempt at a letter."""


@dataclass(frozen=True)
class _Outcome:
    """How an attempt ended: in which phase, with which code (0: the line broke), and in what words."""

    phase: str
    code: int
    text: str


class Sent(_Outcome):
    """Accepted: the other side is responsible for the message now."""


class Transient(_Outcome):
    """Not accepted now, perhaps later: the same bytes can be sent again without risk of a second copy."""


class Permanent(_Outcome):
    """Refused for good: sending again would be refused again."""


class Ambiguous(_Outcome):
    """The line broke between the last byte and the answer: it may have been accepted, or not."""


SendOutcome = Sent | Transient | Permanent | Ambiguous
Mark = Callable[[], bool]

TAKEN_OVER = Transient("mark", 0, "another process has taken this letter over")
"""Nothing was delivered, because ``mark`` said no."""


def always() -> bool:
    """Return the ``mark`` of a message whose delivery is not recorded."""
    return True


class Channel(Protocol):
    """A way to readers."""

    @property
    def name(self) -> str:
        """What it delivers to, for people: "mail server smtp.example.org:587"."""

    def takes(self, recipient: str) -> bool:
        """Return whether it can deliver to that address. The first channel of the app that can is the one that does."""

    def deliver(self, message: bytes, *, recipient: str, stem: str, mark: Mark = always) -> SendOutcome:
        """Deliver one message and return what became of it; blocks until that is known.

        ``message`` is a whole mail (RFC 5322), frozen with its Delivery; a channel that is not mail takes subject and
        text from it. ``stem`` names it where a file or a thread needs a name. ``mark`` is called just before the step
        after which the message may have arrived: what it commits means "perhaps accepted". If it returns False or
        raises, nothing is delivered. Raises BrokenMail or BrokenStore, with what to fix, where no message at all can
        be delivered this way, and nothing else.
        """
