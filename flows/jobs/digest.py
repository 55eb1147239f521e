"""The digest: freeze the edition of a slot, render its letters, send them.

Every step can be repeated: a second run of the same slot finds the edition frozen and resumes where the first one
stopped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from digests.letter.render import version
from digests.mail.owner import failure_notice
from flows.app import App
from flows.delivery import letters, mailing, undelivered
from flows.delivery.context import Mailing
from flows.delivery.publish import Archive
from flows.jobs.heartbeat import beat
from flows.jobs.overdue import newest_slot
from flows.jobs.owner_alerts import tell_weekly
from flows.jobs.steps import Job, Step, run_bare
from literature.model.clock import was_ahead
from literature.model.edition import Edition
from literature.model.errors import BrokenSource, BrokenStore
from store.editions import Masthead
from store.mail.delivery import Delivery, DeliveryState
from store.mail.outbox import Outbox

JUMP = timedelta(days=7)
"""Between two visits on a machine that is on every week; a longer step is that of a clock."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What became of one slot: the Edition, the files written, and each reader's Delivery."""

    edition: Edition
    files: tuple[Path, ...]
    deliveries: tuple[Delivery, ...]
    others: tuple[Delivery, ...] = ()
    """Deliveries of other editions that this run went on with."""
    suppressed: tuple[Delivery, ...] = ()
    """Of each reader who gets no letters any more, the last one that was refused."""

    @property
    def problems(self) -> tuple[str, ...]:
        """One line for each letter that did not arrive, and for each reader without one; addresses masked."""
        return (
            *undelivered.problems((*self.deliveries, *self.others)),
            *(undelivered.suppression_line(bounced) for bounced in self.suppressed),
        )


def slot(app: App, day: date | None = None) -> date:
    """The key of the edition: ``day``, or today in the readers' time zone."""
    return day or app.now().astimezone(app.watch.zone).date()


def key_of_slot(app: App, day: date) -> date:
    """The key under which a run that was scheduled for ``day`` makes its edition.

    A run that comes late makes up for its own slot, unless a newer one has passed or an edition has been made since:
    then that one holds what waited. So three slots slept through give one edition, and not two empty ones before it.
    """
    made = [key for key, _ in app.editions.slots() if key <= slot(app)]
    if day in made:
        return day
    newest = newest_slot(app.watch.zone, app.now())
    return max([day, *made, *([newest.date()] if newest else [])])


def clock_fault(app: App, key: date) -> str:
    """Why no edition of ``key`` is made by itself: the clock of this computer has been set back behind the last
    edition. '' where nothing is wrong.

    An edition that a clock that was ahead once has made holds no later one back.
    """
    slots, today = app.editions.slots(), slot(app)
    last = slots[-1][0] if slots else None
    if last is None or max(key, today) >= last:
        return ""
    frozen, now = app.editions.get(last), app.now()
    instants = app.visits.instants([source.name for source in app.sources])
    if frozen is None or not was_ahead(frozen.frozen, now) or _jumped(instants, now):
        return ""
    return (
        f"the last edition is dated {last}, but by the clock of this computer today is {today}: no edition is made "
        f"that is dated before the last one. Set the clock; if it is right, make it by `ilwatch digest --date {today}`"
    )


def _jumped(instants: Sequence[datetime], now: datetime) -> bool:
    """Whether the visits that are later than ``now`` began with a jump: then the clock was ahead at that time. A clock
    that is behind now has a row of visits before and after this hour."""
    first = next((place for place, instant in enumerate(instants) if was_ahead(instant, now)), 0)
    return first > 0 and instants[first] - max(instants[:first]) > JUMP


def make_digest(app: App, key: date, *, preview: bool = False) -> Digest:
    """Make the edition of one slot, or resume it.

    Raises BrokenSource (the owner has been mailed), BrokenMail or BrokenStore.
    """
    return run_bare(digest_steps(app, key, preview=preview))


def digest_steps(app: App, key: date, *, preview: bool) -> Job[Digest]:
    """The steps of ``make_digest``."""
    before = app.outbox.open()
    edition: Edition = yield Step("freeze the edition", lambda: draw(app, key, preview=preview))
    files, unwritten = yield Step("render the letter", lambda: write_files(app.mailing, edition))
    if preview:
        if unwritten:
            raise unwritten
        return Digest(edition, files, ())
    unarchived = yield Step("update the archive", lambda: keep(archive_of(app), edition))
    yield Step("send to each reader once", lambda: send(app.mailing, edition), lambda: percent_settled(app.outbox, key))
    if fault := faults(unwritten, unarchived):
        raise fault
    return mailed(app.mailing, edition, files, before)


def close(app: App, made: Digest) -> tuple[str, ...]:
    """Mail the owner the weekly list of sources, and call the heartbeat if every letter arrived. Return what failed."""
    unsent = tell_weekly(app, made.edition)
    unheard = "" if made.problems else beat(app.watch)
    return tuple(filter(None, (unsent, unheard)))


def stored(app: App, key: date, before: Iterable[Delivery]) -> Digest | None:
    """What the database and the outbox folder hold of slot ``key``, and which of the Deliveries ``before`` changed."""
    edition = app.editions.get(key)
    if edition is None:
        return None
    folder = app.mailing.copies.folder
    files = tuple(path for suffix in ("html", "txt", "eml") if (path := folder / f"{key}.{suffix}").exists())
    return mailed(app.mailing, edition, files, before)


def mailed(mail: Mailing, edition: Edition, files: tuple[Path, ...], before: Iterable[Delivery]) -> Digest:
    """Return what the outbox holds of ``edition``, and which of the open Deliveries ``before`` changed."""
    changed = undelivered.changed_since(mail.outbox, before)
    others = tuple(delivery for delivery in changed if delivery.edition_key != edition.key)
    suppressed = undelivered.suppressed(mail.outbox, mail.watch.reader)
    return Digest(edition, files, mail.outbox.of_edition(edition.key), others, suppressed)


def draw(app: App, key: date, *, preview: bool) -> Edition:
    """The edition of ``key``: frozen, or with ``preview`` as it would be.

    Raises BrokenSource where no visit has succeeded since the last edition: nothing is frozen, no reader is misled
    by a letter that says "nothing new", and the owner is mailed.
    """
    watch = app.watch
    topics = tuple(watch.topic_names.items())
    masthead, now = Masthead(watch.watch.name, watch.watch.timezone, app.classifier.rules, topics, version()), app.now()
    frozen = app.editions.get(key)
    if frozen:
        return frozen
    edition = app.editions.preview(key, masthead, now)
    if preview:
        return edition
    if all(source.failed_visits == source.visits for source in edition.sources):
        if overtaken := app.editions.get(key):  # another process has frozen it since: the visits are that one's
            return overtaken
        why = mailing.tell_owner(app.mailing, f"owner-{key}", failure_notice(edition), key)
        owner = f"the owner could not be notified ({why})" if why else "the owner has been notified"
        raise BrokenSource("all sources", f"no visit since the last edition succeeded; no reader was mailed, {owner}")
    return app.editions.freeze(key, masthead, now)


def write_files(mail: Mailing, edition: Edition) -> tuple[tuple[Path, ...], BrokenStore | None]:
    """Write the letter with all topics as .html, .txt and .eml to the outbox folder, or return why that failed: the
    error is raised once the readers are served, who do not need that folder."""
    rendered = letters.render_letter(mail.watch, edition, silences=mail.silences)
    letter = letters.message(mail.watch, rendered, mail.watch.watch.contact, edition.key, edition.frozen)
    try:
        return letters.write(mail.copies, edition.key.isoformat(), rendered, letter), None
    except BrokenStore as error:
        return (), error


def archive_of(app: App) -> Archive:
    """Return the archive that the configuration names."""
    return Archive(app.watch, app.editions, app.folder / app.watch.archive.folder, app.silences)


def keep(archive: Archive, edition: Edition) -> BrokenStore | None:
    """Add ``edition`` to the archive, or return why that failed: the readers are served all the same."""
    try:
        archive.add(edition)
    except BrokenStore as error:
        return error
    return None


def faults(*found: BrokenStore | None) -> BrokenStore | None:
    """Return one error that names all of ``found``, or None."""
    named = [fault for fault in found if fault]
    if not named:
        return None
    first, *others = named
    return BrokenStore(first.subject, "; ".join([first.message, *map(str, others)]))


def show_owner(mail: Mailing, edition: Edition) -> str:
    """Send the letter of ``edition`` to the owner alone, as a preview. Return why it failed, or ''."""
    rendered = letters.render_letter(mail.watch, edition, silences=mail.silences)
    rendered = rendered._replace(subject=f"Preview: {rendered.subject}")
    about = f"-preview-{mail.now():%H%M%S}"
    return mailing.tell_owner(mail, f"preview-{edition.key}", rendered, edition.key, about)


def percent_settled(outbox: Outbox, key: date) -> float:
    """Return how many of the letters of ``key``, in percent, need no more attempts."""
    states = [delivery.state for delivery in outbox.of_edition(key)]
    settled = sum(state in (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.AMBIGUOUS) for state in states)
    return 100.0 * settled / len(states) if states else 0.0


def send(mail: Mailing, edition: Edition) -> None:
    """Send ``edition`` to each reader once, and send what is due of others.

    Raises BrokenMail or BrokenStore, with no attempt counted for the rest, where the relay or the database cannot be
    used. Without a channel nothing is enqueued and nothing is sent.
    """
    mailing.enqueue(mail, edition)
    mailing.resume(mail, edition.key)
