"""The owner's notices: every source has failed, so no letter goes out; or letters did not arrive.

This file does NOT decide that (flows/jobs/digest.py and flows/delivery/mailing.py do), and no reader's address is in
it: readers are named by their masked address and the number of their delivery.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from digests.letter.compose import LONGEST_SUBJECT, dateline
from digests.letter.figures import failing
from digests.letter.parts import Failing, OwnerNotice
from digests.letter.prose import count, plain
from digests.letter.render import Rendered, render_notice
from literature.model.clock import day_in_words
from literature.model.edition import Edition

MOST_LINES = 100
"""Sources or letters named one by one; more of them failing have one cause, and the first hundred show it."""

ADVICE = (
    "Nothing is lost: no edition was frozen, every cursor stays where it was, and the next poll asks again for all "
    "that was missed. If all sources fail at once, look at the network of this machine first."
)

LETTERS_ADVICE = (
    "All other readers are served. `ilwatch status` shows each delivery with its number; `ilwatch resolve NUMBER "
    "retry` sends the same letter again, `ilwatch resolve NUMBER sent` says that it came, and `ilwatch resend DATE "
    "--to ADDRESS` makes a new one. A reader who is to get no more letters is taken out of watch.toml."
)


SOURCES_ADVICE = (
    "Nothing is lost: each source is asked again for what was missed. Open its address in a browser. If the feed has "
    "moved, put its new url into watch.toml; if it has ended, take it out. You get one mail when a source falls "
    "silent, and a list with each edition while something needs a look."
)


class Undelivered(NamedTuple):
    """A letter that needs a person: its number, to whom (masked), its state, and in whose words."""

    delivery: int
    reader: str
    state: str
    text: str


def failure_notice(edition: Edition) -> Rendered:
    """What the owner is told of an edition that was not made: which sources failed, since when, and what to do."""
    zone = ZoneInfo(edition.timezone)
    notice = OwnerNotice(
        subject=_subject(edition.name, f"{day_in_words(edition.key)}: all sources failed"),
        headline="No letter was sent",
        dateline=dateline(edition, zone),
        intro="Every source failed since the last edition, so no reader was mailed.",
        heading="What each source said",
        failing=failing(edition.sources, zone)[:MOST_LINES],
        advice=ADVICE,
    )
    return render_notice(notice)


def sources_notice(name: str, date_line: str, sources: Sequence[Failing]) -> Rendered:
    """What the owner is told of single ``sources`` while others work; ``name`` is that of the digest."""
    told = f"{count(len(sources), 'source')} to look at"
    notice = OwnerNotice(
        subject=_subject(name, f"{date_line}: {told}"),
        headline=told[:1].upper() + told[1:],
        dateline=f"{name}, {date_line}",
        intro="These sources need a person. Readers get their letter as usual.",
        heading="What was seen",
        failing=tuple(Failing(plain(one.source, 60), one.since, plain(one.error, 200)) for one in sources[:MOST_LINES]),
        advice=SOURCES_ADVICE,
    )
    return render_notice(notice)


def undelivered_notice(name: str, date_line: str, letters: Sequence[Undelivered]) -> Rendered:
    """What the owner is told of ``letters`` that did not arrive; ``name`` is that of the digest."""
    told = f"{count(len(letters), 'letter')} not delivered"
    notice = OwnerNotice(
        subject=_subject(name, f"{date_line}: {told}"),
        headline=told,
        dateline=f"{name}, {date_line}",
        intro="These letters need a person; nothing more happens to them by itself.",
        heading="What the mail server said",
        failing=tuple(
            Failing(f"Delivery {one.delivery} to {one.reader}", one.state, one.text) for one in letters[:MOST_LINES]
        ),
        advice=LETTERS_ADVICE,
    )
    return render_notice(notice)


def _subject(name: str, told: str) -> str:
    return f"{plain(name, LONGEST_SUBJECT - len(told) - 2)}, {told}"
