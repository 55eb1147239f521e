"""What should have happened and has not: a source without a good visit, a slot without its edition, unsent letters.

Decided from the product's own tables and the clock alone: a run that Prefect shows as Running or Pending for ever
says nothing here. This file does NOT mend anything (upkeep_flows.py does) and changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from digests.mail.addresses import masked
from digests.words.silence import silent_reason, silent_state
from flows.app import App
from flows.delivery import letters
from flows.delivery.readers_due import letters_had, reachable, slot_due
from flows.deployments import DIGEST, Plan, last_slot, next_slot, plans
from sources.source import Source
from store.editions import Editions
from store.mail.delivery import Delivery, DeliveryState
from store.mail.outbox import Outbox

INTERVALS = 3
"""So many intervals without a good visit, and a source is overdue: one or two fail for reasons that pass."""

SHORTEST_INTERVAL = timedelta(hours=6)
"""That of the poll: a source that may be visited more often is not overdue before the poll has tried it so often."""

AWAKE = 2 * SHORTEST_INTERVAL
"""Without a good visit for so long nobody was awake: the laptop slept, or the network was away."""

GRACE = timedelta(hours=3)
"""How late an edition may be: a poll, the letters of 200 readers and a relay that is slow fit in."""

LETTER_GRACE = timedelta(days=1)
"""How long letters may wait: greylisting and a relay that is down for a night pass by themselves."""


@dataclass(frozen=True, slots=True)
class VisitTimes:
    """How the sources of the configuration were visited until ``now``; each mapping is by name."""

    sources: tuple[Source, ...]
    now: datetime
    first: Mapping[str, datetime]
    """When each was first visited, well or not; the seeds are older and say nothing."""
    last_good: Mapping[str, datetime]
    silent: Mapping[str, datetime]
    """Since when those are silent that answer and bring nothing new."""
    quiet_until: Mapping[str, datetime]
    """Until when those must be left alone that asked for it."""

    @property
    def began(self) -> datetime | None:
        """When a source was first visited."""
        return min(self.first.values(), default=None)

    @property
    def nobody_was_awake(self) -> bool:
        """Whether no source has been visited well for AWAKE: an edition made now would miss all that came meanwhile."""
        return all(self.now - last > AWAKE for last in self.last_good.values())

    @property
    def some_source_works(self) -> bool:
        """Whether any source, visited by whatever run, had a good visit within its interval."""
        good = [source for source in self.sources if source.name in self.last_good]
        return any(self.now - self.last_good[source.name] <= interval(source) for source in good)

    @property
    def late(self) -> dict[str, datetime]:
        """The sources without a good visit for INTERVALS of theirs: the last one, or when it was first tried."""
        if self.began is None:
            return {}
        late = dict[str, datetime]()
        for source in self.sources:
            last = self.last_good.get(source.name, self.first.get(source.name, self.began))
            if self.now - last > INTERVALS * interval(source) and source.name not in self.quiet_until:
                late[source.name] = last
        return late


def visit_times(app: App) -> VisitTimes:
    """Read the VisitTimes of all sources from the tables."""
    now, names = app.now(), [source.name for source in app.sources]
    tables = app.visits.first(), app.visits.last_good(now), app.visits.silent()
    first, last_good, silent = ({name: times[name] for name in names if name in times} for times in tables)
    quiet_until = {name: until for name in names if (until := app.corpus.quiet_until(name, now))}
    return VisitTimes(app.sources, now, first, last_good, silent, quiet_until)


def interval(source: Source) -> timedelta:
    """How often ``source`` is visited by the poll."""
    return max(SHORTEST_INTERVAL, source.interval)


def overdue(app: App) -> tuple[str, ...]:
    """One line for each thing that is overdue; empty when all is well."""
    times, zone = visit_times(app), app.watch.zone
    lines = list[str]()
    for name, since in times.late.items():
        visited = f"since {since:%Y-%m-%d %H:%M} UTC" if name in times.last_good else "yet"
        lines.append(f"{name}: no successful visit {visited}; `ilwatch poll --source {name!r}` says why")
    for name, since in times.silent.items():
        lines.append(f"{name}: {silent_state(since, zone)}; {silent_reason(app.silences[name], since, zone)}")
    if slot := missing_slot(times, app.editions, zone):
        lines.append(f"edition {slot}: was due and not made; `ilwatch digest` makes it")
    elif slot := unserved_digest(app):
        lines.append(f"digest of {slot}: its readers have no letter yet; `ilwatch digest` sends it")
    for address, due in late_readers(app):
        lines.append(f"letter to {masked(address)}: was due {due:%Y-%m-%d %H:%M}; `ilwatch deliver` makes it")
    return (*lines, *map(_letter_line, unsent_letters(app.outbox, times.now, zone)))


def missing_slot(times: VisitTimes, editions: Editions, zone: ZoneInfo) -> date | None:
    """The newest slot that has passed by more than GRACE and has no edition, nor a newer one; None when all is well.

    Slots from before the first visit do not count: nobody waited for a letter then.
    """
    slot = newest_slot(zone, times.now - GRACE)
    if slot is None or times.began is None or slot < times.began:
        return None
    today = times.now.astimezone(zone).date()
    return None if any(slot.date() <= key <= today for key, _ in editions.slots()) else slot.date()


def unserved_digest(app: App) -> date | None:
    """The newest slot of the digest that has passed by more than GRACE, if none of its readers has had a letter since:
    another reader's rhythm has made the edition, or the process died. None when all is well.

    Who has had no letter before waits for the next digest.
    """
    mailing, slot, began = app.mailing, newest_slot(app.watch.zone, app.now() - GRACE), visit_times(app).began
    if slot is None or began is None or slot < began:
        return None
    had = letters_had(mailing, app.today)
    of_digest = reachable(mailing, [reader.address for reader in app.watch.reader if not reader.rhythm])
    had_before = [had[address.casefold()] for address in of_digest if address.casefold() in had]
    is_served = any(slot.date() <= letter.edition_key <= app.today for each in had_before for letter in each)
    return slot.date() if had_before and not is_served else None


def late_readers(app: App) -> list[tuple[str, datetime]]:
    """The readers with a rhythm of their own whose last slot but LETTER_GRACE has brought no letter, each with that
    slot; not those who get none because there is nothing new."""
    mailing, began, by = app.mailing, visit_times(app).began, app.now() - LETTER_GRACE
    own = {reader.address: reader for reader in app.watch.reader if reader.rhythm}
    if not own or began is None:
        return []
    had = letters_had(mailing, app.today)
    slots = {address: slot_due(mailing, own[address], had, by) for address in reachable(mailing, own)}
    late = {address: slot for address, slot in slots.items() if slot and slot >= began}
    newest = max((key for key, _ in app.editions.slots() if key <= app.today), default=date.min)
    edition = app.editions.get(newest) if late else None
    left = letters.waiting(mailing, edition) if edition else ()
    return [(address, slot) for address, slot in late.items() if slot.date() > newest or address in left]


def newest_slot(zone: ZoneInfo, now: datetime) -> datetime | None:
    """The newest slot of the digest that has passed at ``now``, in the readers' time zone."""
    digest = _digest_plan()
    return last_slot(digest, zone, now) if digest else None


def next_digest(zone: ZoneInfo, now: datetime) -> datetime | None:
    """The first slot of the digest after ``now``, in the readers' time zone."""
    digest = _digest_plan()
    return next_slot(digest, zone, now) if digest else None


def _digest_plan() -> Plan | None:
    return next((plan for plan in plans() if plan.name == DIGEST), None)


def unsent_letters(outbox: Outbox, now: datetime, zone: ZoneInfo) -> tuple[Delivery, ...]:
    """Letters that are still to be sent LETTER_GRACE after the day of their edition began; and those of an edition
    that a clock that was ahead has dated later than tomorrow, for whose day nobody can wait."""
    return tuple(
        letter
        for letter in outbox.open()
        if abs(now - datetime.combine(letter.edition_key, datetime.min.time(), zone)) > LETTER_GRACE
    )


def _letter_line(letter: Delivery) -> str:
    state = "in doubt" if letter.state is DeliveryState.AMBIGUOUS else "not sent yet"
    return f"letter {letter.id} of {letter.edition_key} to {masked(letter.recipient)}: {state}; `ilwatch deliver`"
