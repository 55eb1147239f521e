"""The owner's notice: every source has failed, so no letter goes out.

This file does NOT decide that (flows/digest.py does), and it names sources only: no reader, no address.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from digests.compose import LONGEST_SUBJECT, dateline
from digests.figures import day, failing
from digests.letter import OwnerNotice
from digests.prose import plain
from digests.render import Rendered, render_notice
from literature.edition import Edition

MOST_SOURCES = 100
"""Sources named one by one; more of them all failing have one cause, and the first hundred show it."""

ADVICE = (
    "Nothing is lost: no edition was frozen, every cursor stays where it was, and the next poll asks again for all "
    "that was missed. If all sources fail at once, look at the network of this machine first."
)


def failure_notice(edition: Edition) -> Rendered:
    """What the owner is told of an edition that was not made: which sources failed, since when, and what to do."""
    zone = ZoneInfo(edition.timezone)
    told = f"{day(edition.key)}: all sources failed"
    name = plain(edition.name, LONGEST_SUBJECT - len(told) - 2)
    notice = OwnerNotice(
        subject=f"{name}, {told}",
        headline="No letter was sent",
        dateline=dateline(edition, zone),
        failing=failing(edition.sources, zone)[:MOST_SOURCES],
        advice=ADVICE,
    )
    return render_notice(notice)
