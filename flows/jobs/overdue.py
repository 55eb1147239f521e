"""What should have happened and has not: a source without a good visit, a slot without its edition, letters that lie.

Decided from the product's own tables and the clock alone: a run that Prefect shows as Running or Pending for ever
says nothing here. This file does NOT mend anything (upkeep_flows.py does) and changes nothing.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from digests.letter.silence import silent_reason, silent_state
from digests.mail.addresses import masked
from flows.app import App
from flows.config import PUBMED
from flows.deployments import DIGEST, last_slot, plans
from flows.jobs.poll import source_names
from store.mail.delivery import Delivery, DeliveryState

INTERVALS = 3
"""So many intervals without a good visit, and a source is overdue: one or two fail for reasons that pass."""

SHORTEST_INTERVAL = timedelta(hours=6)
"""That of the poll: a source that may be visited more often is not overdue before the poll has tried it so often."""

AWAKE = 2 * SHORTEST_INTERVAL
"""Without a good visit for so long nobody was awake: the laptop slept, or the network was away."""

GRACE = timedelta(hours=3)
"""How late an edition may be: a poll, the letters of 200 readers and a relay that is slow fit in."""

LETTER_GRACE = timedelta(days=1)
"""How long letters may lie: greylisting and a relay that is down for a night pass by themselves."""


def overdue(app: App) -> tuple[str, ...]:
    """One line for each thing that is overdue; empty when all is well."""
    slot = missing_slot(app)
    late = (f"edition {slot}: its slot has passed and there is no edition; `ilwatch digest` makes it",) if slot else ()
    letters = (_lying_line(one) for one in lying_letters(app))
    return (*_late_lines(app), *_silent_lines(app), *late, *letters)


def missing_slot(app: App) -> date | None:
    """The newest slot that has passed by more than GRACE and has no edition, nor a newer one; None when all is well.

    Slots from before the first visit do not count: nobody waited for a letter then.
    """
    slot, began = newest_slot(app, GRACE), _began(app)
    if slot is None or began is None or slot < began:
        return None
    today = app.now().astimezone(app.watch.zone).date()
    made = [key for key, _ in app.editions.slots() if slot.date() <= key <= today]
    return None if made else slot.date()


def slept(app: App) -> bool:
    """Whether no source has been visited well for AWAKE: an edition made now would miss all that came meanwhile."""
    now = app.now()
    good = app.visits.last_good(now)
    return all(now - good[name] > AWAKE for name in source_names(app) if name in good)


def newest_slot(app: App, grace: timedelta = timedelta()) -> datetime | None:
    """The newest slot of the digest that has passed by ``grace``, in the readers' time zone."""
    digest = next((plan for plan in plans() if plan.name == DIGEST), None)
    return last_slot(digest, app.watch.zone, app.now() - grace) if digest else None


def lying_letters(app: App) -> tuple[Delivery, ...]:
    """Letters that are still to be sent LETTER_GRACE after the day of their edition began; and those of an edition
    that a clock that was ahead has dated later than tomorrow, for whose day nobody can wait."""
    now, zone = app.now(), app.watch.zone
    return tuple(
        one
        for one in app.outbox.open()
        if abs(now - datetime.combine(one.edition_key, datetime.min.time(), zone)) > LETTER_GRACE
    )


def interval(app: App, source: str) -> timedelta:
    """How often ``source`` is visited."""
    if source == PUBMED:
        return SHORTEST_INTERVAL
    return max(SHORTEST_INTERVAL, next(feed.every for feed in app.watch.feed if feed.name == source))


def _began(app: App) -> datetime | None:
    """When a source was first visited; the seeds are older and say nothing."""
    first = app.visits.first()
    return min((first[name] for name in source_names(app) if name in first), default=None)


def some_source_works(app: App) -> bool:
    """Whether any source, visited by whatever run, had a good visit within its interval."""
    now = app.now()
    good = app.visits.last_good(now)
    return any(now - good[name] <= interval(app, name) for name in source_names(app) if name in good)


def late_sources(app: App) -> dict[str, datetime]:
    """The sources without a good visit for INTERVALS of theirs, each with its last one, or when it was first tried."""
    began = _began(app)
    if began is None:
        return {}
    now, first = app.now(), app.visits.first()
    good, late = app.visits.last_good(now), dict[str, datetime]()
    for name in source_names(app):
        since = good.get(name, first.get(name, began))
        if now - since > INTERVALS * interval(app, name) and not app.corpus.quiet_until(name, now):
            late[name] = since
    return late


def silent_sources(app: App) -> dict[str, datetime]:
    """The sources that answer and bring nothing new, each with since when."""
    silent = app.visits.silent()
    return {name: silent[name] for name in source_names(app) if name in silent}


def _late_lines(app: App) -> list[str]:
    good, lines = app.visits.last_good(app.now()), list[str]()
    for name, since in late_sources(app).items():
        told = f"no good visit since {since:%Y-%m-%d %H:%M} UTC" if name in good else "no good visit yet"
        lines.append(f"{name}: {told}; `ilwatch poll --source {name!r}` says why")
    return lines


def _silent_lines(app: App) -> list[str]:
    zone = app.watch.zone
    return [
        f"{name}: {silent_state(since, zone)}; {silent_reason(name, since, zone)}"
        for name, since in silent_sources(app).items()
    ]


def _lying_line(delivery: Delivery) -> str:
    state = "in doubt" if delivery.state is DeliveryState.AMBIGUOUS else "not sent yet"
    return f"letter {delivery.id} of {delivery.edition_key} to {masked(delivery.recipient)}: {state}; `ilwatch deliver`"
