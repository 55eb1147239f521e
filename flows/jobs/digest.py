"""The digest: freeze the edition of a slot, render its letters, send them.

Every step can be repeated: a second run of the same slot finds the edition frozen and resumes where the first one
stopped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from digests.mail.addresses import masked
from digests.mail.owner import failure_notice
from digests.rendering.render import version
from flows.app import App
from flows.config import ReaderTable, Watch
from flows.delivery import letters, mailing, undelivered
from flows.delivery.context import Mailing
from flows.delivery.heartbeat import beat
from flows.delivery.readers_due import digest_covers_from, due_readers
from flows.given_names import as_known, nearest
from flows.jobs.overdue import newest_slot
from flows.jobs.owner_alerts import tell_weekly
from flows.jobs.steps import Job, Step
from literature.model.clock import was_ahead
from literature.model.edition import Edition, Versions
from literature.model.errors import BrokenSource, BrokenStore, UsageError
from literature.readers.coverage import Span
from store.editions import Editions, Masthead
from store.mail.delivery import Delivery, DeliveryState
from store.mail.outbox import Outbox
from store.mail.owner_alerts import OwnerAlerts

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


def key_of_slot(editions: Editions, zone: ZoneInfo, now: datetime, day: date) -> date:
    """The key under which a run that was scheduled for ``day`` makes its edition.

    A run that comes late makes up for its own slot, unless a newer one has passed or an edition has been made since:
    then that one holds what waited. So three slots slept through give one edition, and not two empty ones before it.
    """
    today = now.astimezone(zone).date()
    made = [key for key, _ in editions.slots() if key <= today]
    if day in made:
        return day
    newest = newest_slot(zone, now)
    return max([day, *made, *([newest.date()] if newest else [])])


def clock_fault(app: App, key: date) -> str:
    """Why no edition of ``key`` is made by itself: the clock of this computer has been set back behind the last
    edition. '' where nothing is wrong.

    An edition that a clock that was ahead once has made holds no later one back.
    """
    slots, today = app.editions.slots(), app.today
    last = slots[-1][0] if slots else None
    if last is None or max(key, today) >= last:
        return ""
    frozen, now = app.editions.get(last), app.now()
    instants = app.visits.instants([source.name for source in app.sources])
    if frozen is None or not was_ahead(frozen.frozen, now) or _has_jumped(instants, now):
        return ""
    return (
        f"the last edition is dated {last}, but by the clock of this computer today is {today}: no edition is made "
        f"that is dated before the last one. Set the clock; if it is right, make it by `ilwatch digest --date {today}`"
    )


def _has_jumped(instants: Sequence[datetime], now: datetime) -> bool:
    """Whether the visits that are later than ``now`` began with a jump: then the clock was ahead at that time. A clock
    that is behind now has a row of visits before and after this hour."""
    first = next((index for index, instant in enumerate(instants) if was_ahead(instant, now)), 0)
    return first > 0 and instants[first] - max(instants[:first]) > JUMP


def reader_named(watch: Watch, address: str) -> ReaderTable:
    """The reader of that ``address``. Raises UsageError where watch.toml has none, with the one that may be meant,
    masked: what a run says may be seen by many."""
    readers = {reader.address: reader for reader in watch.reader}
    if found := as_known(address, readers):
        return readers[found]
    near = nearest(address, readers)
    raise UsageError(address, f"is no reader in watch.toml{f'; did you mean {masked(near)}?' if near else ''}")


def digest_steps(app: App, key: date, *, preview: bool = False, reader: ReaderTable | None = None) -> Job[Digest]:
    """Make the edition of one slot, or resume it; a ``preview`` may be the letter of one ``reader``.

    Raises BrokenSource (the owner has been mailed), BrokenMail or BrokenStore. A folder that cannot be written keeps no
    reader waiting: that is raised once they are served.
    """
    previous = app.outbox.open()
    drawn = partial(draw, app.mailing, app.editions, key, preview=preview)
    edition: Edition = yield Step("freeze the edition", lambda: drawn(app.versions))
    written = yield Step("render the letter", lambda: write_files(app.mailing, edition, reader), fails_late=True)
    if preview and isinstance(written, BrokenStore):
        raise written
    if preview:
        return Digest(edition, written, ())
    archived = yield Step(
        "update the archive", lambda: archive(app, edition, _firsts(app.mailing, edition)), fails_late=True
    )
    settled = partial(percent_settled, app.outbox, key)
    yield Step("send to each reader once", lambda: mailing.resume(app.mailing, edition), settled)
    if faults := [result for result in (written, archived) if isinstance(result, BrokenStore)]:
        first, *rest = faults
        raise BrokenStore(first.subject, "; ".join([first.message, *map(str, rest)]))
    return mailed(app.mailing, edition, written, previous)


def archive(app: App, edition: Edition, firsts: Iterable[date]) -> Path:
    """Write the page of ``edition``, and those of it with the editions before it from each of ``firsts`` on, to which
    letters link. Raises BrokenStore."""
    return app.archive.write(edition.key, [Span(first, edition.key) for first in {*firsts} - {edition.key}])


def _firsts(mail: Mailing, edition: Edition) -> list[date]:
    """The first edition of each letter that is to be made of ``edition``."""
    return [digest_covers_from(mail, edition), *(due.first for due in due_readers(mail, edition))]


def close(app: App, made: Digest) -> tuple[str, ...]:
    """Mail the owner the weekly list of sources, and call the heartbeat if every letter arrived. Return what failed."""
    unsent = tell_weekly(app, made.edition)
    unheard = "" if made.problems else beat(app.watch)
    return tuple(filter(None, (unsent, unheard)))


def stored(mail: Mailing, edition: Edition | None, previous: Iterable[Delivery]) -> Digest | None:
    """What the database and the outbox folder hold of ``edition``, and which of the ``previous`` Deliveries changed."""
    if edition is None:
        return None
    paths = (mail.copies.folder / f"{edition.key}.{suffix}" for suffix in ("html", "txt", "eml"))
    return mailed(mail, edition, tuple(path for path in paths if path.exists()), previous)


def mailed(mail: Mailing, edition: Edition, files: tuple[Path, ...], previous: Iterable[Delivery]) -> Digest:
    """Return what the outbox holds of ``edition``, and which of the ``previous`` Deliveries, open then, changed."""
    changed = undelivered.changed_since(mail.outbox, previous)
    others = tuple(delivery for delivery in changed if delivery.edition_key != edition.key)
    suppressed = undelivered.suppressed(mail.outbox, mail.watch.reader)
    return Digest(edition, files, mail.outbox.of_edition(edition.key), others, suppressed)


def draw(
    mail: Mailing,
    editions: Editions,
    key: date,
    versions: Versions,
    *,
    preview: bool,
    alerts: OwnerAlerts | None = None,
) -> Edition:
    """The edition of ``key``, sorted by ``versions``: frozen, or with ``preview`` as it would be.

    Raises BrokenSource where no visit has succeeded since the last edition: nothing is frozen, no reader is misled
    by a letter that says "nothing new", and the owner is mailed; with ``alerts`` once a day, and not each hour.
    """
    if frozen := editions.get(key):
        return frozen
    watch, now = mail.watch, mail.now()
    topics = tuple(watch.topic_names.items())
    masthead = Masthead(watch.watch.name, watch.watch.timezone, watch.rules, topics, version(), versions)
    edition = editions.preview(key, masthead, now)
    if preview:
        return edition
    if all(source.failed_visits == source.visits for source in edition.sources):
        if overtaken := editions.get(key):  # another process has frozen it since: the visits are that one's
            return overtaken
        why = _tell_of_failure(mail, edition, alerts)
        owner = f"the owner could not be notified ({why})" if why else _how_told(mail, key)
        raise BrokenSource("all sources", f"no visit since the last edition succeeded; no reader was mailed, {owner}")
    return editions.freeze(key, masthead, now)


def _how_told(mail: Mailing, key: date) -> str:
    """How the owner was told: by a file alone where nothing can be mailed."""
    if mail.channel_of(mail.watch.watch.contact):
        return "the owner has been mailed"
    return f"what happened is in {mail.copies.folder / mailing.owner_stem(key)}.html (no mail server is set)"


def _tell_of_failure(mail: Mailing, edition: Edition, alerts: OwnerAlerts | None) -> str:
    """Mail the owner that no edition is made. Return why that failed, or ''."""
    about = f"no edition {mail.now().astimezone(mail.watch.zone):%Y-%m-%d}"
    if alerts and alerts.has(about):
        return ""
    why = mailing.tell_owner(mail, failure_notice(edition), edition.key)
    if alerts and not why:
        alerts.remember(about, mail.now())
    return why


def whole_digest(mail: Mailing, edition: Edition) -> Edition:
    """``edition`` with those of the week before it that some reader's own rhythm has made."""
    return mail.editions.joined(edition, digest_covers_from(mail, edition))


def write_files(mail: Mailing, edition: Edition, reader: ReaderTable | None = None) -> tuple[Path, ...]:
    """Write the letter with all topics, or that of ``reader``, as .html, .txt and .eml to the outbox folder. Raises
    BrokenStore."""
    if reader:
        return _write_readers_letter(mail, edition, reader)
    rendered = letters.owners_letter(mail, whole_digest(mail, edition))
    letter = letters.message(mail.watch, rendered, mail.watch.watch.contact, edition.key, edition.frozen)
    return letters.write(mail.copies, edition.key.isoformat(), rendered, letter)


def _write_readers_letter(mail: Mailing, edition: Edition, reader: ReaderTable) -> tuple[Path, ...]:
    """The files are named by the place of the reader in watch.toml: a run's page shows their names."""
    rendered = letters.readers_letter(mail, edition, reader)
    letter = letters.message(
        mail.watch, rendered, reader.address, edition.key, edition.frozen, topics=tuple(reader.topics)
    )
    place = [each.address for each in mail.watch.reader].index(reader.address) + 1
    return letters.write(mail.copies, f"preview-{edition.key}-reader-{place}", rendered, letter)


def show_owner(mail: Mailing, edition: Edition) -> str:
    """Send the letter of ``edition`` to the owner alone, as a preview. Return why it failed, or ''."""
    rendered = letters.owners_letter(mail, whole_digest(mail, edition))
    rendered = rendered._replace(subject=f"Preview: {rendered.subject}")
    about = f"-preview-{mail.now():%H%M%S}"
    return mailing.tell_owner(mail, rendered, edition.key, about, stem=f"preview-{edition.key}")


def percent_settled(outbox: Outbox, key: date) -> float:
    """Return how many of the letters of ``key``, in percent, need no more attempts."""
    states = [delivery.state for delivery in outbox.of_edition(key)]
    settled = sum(state in (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.AMBIGUOUS) for state in states)
    return 100.0 * settled / len(states) if states else 0.0
