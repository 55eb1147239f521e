"""Readers with a rhythm of their own: between two digests, the edition of their slot is made and their letters frozen.

The owner's things (the copies in the outbox folder, the weekly list, the heartbeat) stay with the digest. This file
does NOT send anything.
"""

from __future__ import annotations

import math
from collections import Counter
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple

from digests.words.prose import count
from flows.app import App
from flows.delivery import letters
from flows.delivery.context import Mailing
from flows.delivery.readers_due import letters_had, reachable, slot_due
from flows.jobs.digest import archive, clock_fault, draw
from flows.jobs.overdue import next_digest
from literature.model.edition import Edition
from literature.model.errors import BrokenStore
from literature.readers.rhythm import Rhythm


class RhythmDue(NamedTuple):
    """A rhythm that some readers have, and when their next letter comes."""

    rhythm: Rhythm | None
    """None: that of the digest."""
    readers: int
    next: datetime | None
    """In local time; None where prefect.yaml has no schedule for the digest."""

    @property
    def line(self) -> str:
        """For people."""
        how = self.rhythm.in_words() if self.rhythm else "with the digest"
        after = f"next {self.next:%Y-%m-%d %H:%M}" if self.next else "no schedule"
        return f"letters {how}: {count(self.readers, 'reader')}, {after}"

    def data(self) -> dict[str, Any]:
        """For programs; the keys are stable."""
        every, hour, day = self.rhythm or (None, None, None)
        slot = self.next.isoformat() if self.next else None
        return {"every": every, "day": day, "hour": hour, "readers": self.readers, "next": slot}


def rhythms_of(app: App) -> tuple[RhythmDue, ...]:
    """The rhythms of all readers and of the digest, the next one first; none where no reader has one of their own."""
    number = Counter(reader.rhythm for reader in app.watch.reader)
    if set(number) <= {None}:
        return ()
    zone, now = app.watch.zone, app.now()
    found = [
        RhythmDue(rhythm, readers, rhythm.next_slot(zone, now) if rhythm else next_digest(zone, now))
        for rhythm, readers in number.items()
    ]
    return tuple(sorted(found, key=lambda due: due.next.timestamp() if due.next else math.inf))


class Served(NamedTuple):
    """The Edition whose letters were frozen, and whether it was made for them."""

    edition: Edition
    is_new: bool


def key_due(app: App) -> date | None:
    """The key of the edition for which a reader with a rhythm of their own is due now: the day of the newest such slot,
    or an edition that was made since. None where nobody is due."""
    slots = [slot.date() for slot in _slots_due(app.mailing, app.now()) if _is_after_first_visit(app, slot)]
    return max([*slots, *(key for key, _ in app.editions.slots() if key <= app.today)]) if slots else None


def _slots_due(mailing: Mailing, now: datetime) -> list[datetime]:
    own = {reader.address: reader for reader in mailing.watch.reader if reader.rhythm}
    if not own:
        return []
    had = letters_had(mailing, now.astimezone(mailing.watch.zone).date())
    slots = (slot_due(mailing, own[address], had, now) for address in reachable(mailing, own))
    return [slot for slot in slots if slot]


def _is_after_first_visit(app: App, slot: datetime) -> bool:
    """Nobody waited for a letter before the sources were first visited."""
    first = app.visits.first()
    began = min((first[source.name] for source in app.sources if source.name in first), default=None)
    return began is not None and began <= slot


def serve(app: App) -> Served | None:
    """Freeze the letters of all readers who are due by a rhythm of their own; None where there are none, or no source
    has been visited since the last edition: the next poll is waited for, and the watchdog knows if it does not come.

    Raises BrokenSource (the owner has been mailed, at most once a day) or BrokenStore: where the archive cannot be
    written, once the letters are frozen.
    """
    key = key_due(app)
    if key is None:
        return None
    if fault := clock_fault(app, key):
        raise BrokenStore("edition", fault)
    mail, is_new = app.mailing, app.editions.get(key) is None
    drawn = partial(draw, mail, app.editions, key, app.versions, alerts=app.alerts)
    if is_new and not drawn(preview=True).sources:
        return None
    edition = drawn(preview=False)
    new = letters.letters(mail, edition, with_digest=False)
    if not new and not is_new:
        return None
    try:
        archive(app, edition, [letter.covers_from for letter in new if letter.covers_from])
    finally:
        app.outbox.enqueue(key, new, app.now())
    return Served(edition, is_new)
