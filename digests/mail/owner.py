"""Notices to the owner: every source failed, so no letter is sent; some sources failed; or letters did not arrive.

This file does NOT decide that (flows/jobs and flows/delivery do). No reader's address is in a notice: readers are named
by their masked address and the number of their delivery.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from digests.letter.compose import LONGEST_SUBJECT, dateline
from digests.letter.figures import failing
from digests.letter.parts import Failing, OwnerNotice
from digests.rendering.render import Rendered, render_notice
from digests.words.prose import count, plain
from literature.model.clock import day_in_words
from literature.model.edition import Edition

MOST_LINES = 100
"""Sources or letters listed; when more of them fail there is one cause, and the first hundred show it."""

ADVICE = (
    "Nothing is lost: no edition was made, and the next poll fetches everything that was missed. When all sources fail "
    "at once, check the network connection of this computer first."
)

LETTERS_ADVICE = (
    "All other readers have their letter. `ilwatch status` lists every delivery with its number. `ilwatch resolve "
    "NUMBER retry` sends the same letter again, `ilwatch resolve NUMBER sent` records that it arrived, and `ilwatch "
    "resend DATE --to ADDRESS` sends a new one. To stop letters to a reader, remove the address from watch.toml."
)

SOURCES_ADVICE = (
    "Nothing is lost: what was missed is fetched once the source works again. Open its address in a browser. If the "
    "feed has moved, put its new URL into watch.toml; if it has ended, remove it. You get one mail when a source falls "
    "silent, and a list with each edition while any source needs attention."
)


TOPICS_ADVICE = (
    "A topic that fails its own test phrase needs other keywords in watch.toml, or another phrase. A topic that has "
    "learned from confirmed works is taught more by `ilwatch confirm` and `ilwatch reject`."
)
TOPIC = "Topic"
"""The ``word`` of a line that is about a topic."""


class Undelivered(NamedTuple):
    """A letter that needs a person: its number, to whom (masked), its state, and the words of the server."""

    delivery: int
    reader: str
    state: str
    text: str


def failure_notice(edition: Edition) -> Rendered:
    """Return the notice of an edition that was not made: which sources failed, since when, and what to do."""
    zone = ZoneInfo(edition.timezone)
    return _notice(
        edition.name,
        f"{day_in_words(edition.key)}: all sources failed",
        headline="No letter was sent",
        dateline=dateline(edition, zone),
        intro="Every source failed since the last edition, so no reader was mailed.",
        heading="What each source said",
        failing=failing(edition.sources, zone),
        advice=ADVICE,
    )


def sources_notice(name: str, date_line: str, sources: Sequence[Failing]) -> Rendered:
    """Return the notice of single ``sources`` while others work, and of topics (``word`` is TOPIC); ``name`` is that of
    the digest."""
    topics = sum(source.word == TOPIC for source in sources)
    counts = [count(number, noun) for number, noun in ((len(sources) - topics, "source"), (topics, "topic")) if number]
    title = f"{' and '.join(counts)} {'needs' if len(sources) == 1 else 'need'} attention"
    return _notice(
        name,
        f"{date_line}: {title}",
        headline=title,
        dateline=f"{name}, {date_line}",
        intro=f"Please check {'these' if topics else 'these sources'}. Readers get their letter as usual.",
        heading="What is wrong",
        failing=[
            source._replace(source=plain(source.source, 60), error=plain(source.error, 200)) for source in sources
        ],
        advice=" ".join(
            advice
            for advice, applies in ((SOURCES_ADVICE, topics < len(sources)), (TOPICS_ADVICE, topics > 0))
            if applies
        ),
    )


def undelivered_notice(name: str, date_line: str, letters: Sequence[Undelivered]) -> Rendered:
    """Return the notice of ``letters`` that did not arrive; ``name`` is that of the digest."""
    title = f"{count(len(letters), 'letter')} not delivered"
    return _notice(
        name,
        f"{date_line}: {title}",
        headline=title,
        dateline=f"{name}, {date_line}",
        intro="These letters are not retried automatically. Please decide what to do with each of them.",
        heading="What the mail server said",
        failing=[Failing(f"Delivery {each.delivery} to {each.reader}", each.state, each.text) for each in letters],
        advice=LETTERS_ADVICE,
    )


def _notice(name: str, news: str, *, failing: Sequence[Failing], **words: str) -> Rendered:
    """``news`` goes into the subject whole, after as much of ``name`` as fits; ``words`` are the other fields."""
    subject = f"{plain(name, LONGEST_SUBJECT - len(news) - 2)}, {news}"
    return render_notice(OwnerNotice(subject=subject, failing=tuple(failing[:MOST_LINES]), **words))
