"""A Letter as one chat message: what to read first, what was retracted, how much there is; the letter has the rest.

Pure, and the same for every service: plain text with bare addresses, which all of them make into links. This file does
NOT post anything (apprise_channel.py does).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from digests.chat.inert import inert
from digests.letter.parts import Alert, Letter, Pick
from digests.rendering import markup
from digests.words.prose import count, plain

BUDGET = 1_900
"""UTF-16 units of title and text together: Discord takes 2,000 (Slack's block 3,000, Telegram 4,096, Teams 28 kB)."""

LONGEST_LINK = 200
"""A longer address is left out: the letter has it."""

LONGEST_LINE = 200


class ChatMessage(NamedTuple):
    """What is posted; both are plain text."""

    title: str
    text: str


class _Room(NamedTuple):
    """How much of a letter a message has: characters of a title, picks, notices, and whether a pick says why."""

    title: int
    picks: int
    notices: int
    why: bool


_STEPS = (
    _Room(160, 5, 3, why=True),
    _Room(120, 5, 3, why=True),
    _Room(120, 5, 2, why=False),
    _Room(80, 4, 2, why=False),
    _Room(60, 2, 1, why=False),
)


def summary(letter: Letter) -> ChatMessage:
    """Return the message with as much of ``letter`` as BUDGET has room for, on the last step whatever it takes."""
    title = inert(plain(letter.subject))
    for room in _STEPS:
        text = "\n\n".join(_blocks(letter, room))
        if _units(title) + _units(text) + 2 <= BUDGET:
            break
    return ChatMessage(title, text)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _blocks(letter: Letter, room: _Room) -> Iterator[str]:
    """Each is set off by an empty line: some services run single lines together."""
    yield inert(plain(letter.in_numbers, LONGEST_LINE))
    if letter.alerts:
        yield from ("Retractions and corrections:", *(_notice(alert, room) for alert in letter.alerts[: room.notices]))
    if more := max(0, len(letter.alerts) - room.notices) + len(letter.alerts_left):
        yield f"{count(more, 'more notice')} in the letter."
    heading, picks = ("Worth reading first:", letter.picks) if letter.picks else ("New:", _all(letter))
    if picks:
        yield heading
    for number, pick in enumerate(picks[: room.picks], start=1):
        yield _pick(number, pick, room)
    if letter.sections:
        counts = " · ".join(f"{section.name} {section.count:,}" for section in letter.sections)
        yield f"By topic: {inert(plain(counts, LONGEST_LINE))}"
    yield "\n".join(filter(None, (_linked("Archive:", letter.archive_url), "The letter has the rest.")))


def _all(letter: Letter) -> tuple[Pick, ...]:
    """The works of a letter so short that none is to be read first."""
    return tuple(Pick(entry, entry.why) for section in letter.sections for entry in section.full)


def _notice(alert: Alert, room: _Room) -> str:
    return "\n".join(filter(None, (inert(f"{alert.word}: {plain(alert.title, room.title)}"), _linked("", alert.url))))


def _pick(number: int, pick: Pick, room: _Room) -> str:
    entry = pick.entry
    title = f"{number}. {inert(plain(markup.text(entry.title), room.title))}"
    why = inert(plain(pick.why, LONGEST_LINE)) if room.why else ""
    return "\n".join(filter(None, (title, _linked("", entry.url), why)))


def _linked(lead: str, url: str) -> str:
    return f"{lead} {url}".strip() if url and len(url) <= LONGEST_LINK else ""
