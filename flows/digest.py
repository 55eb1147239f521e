"""The digest: freeze the edition of a slot, lay out its letters, hand them over. Plain functions; runs.py wraps
them as Prefect tasks.

Every step can be repeated: a second run of the same slot finds the edition frozen and goes on where the first one
stopped.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from digests import smtp
from digests.compose import compose
from digests.message import build, message_id
from digests.owner import failure_notice
from digests.render import Rendered, render
from flows.house import House
from literature.edition import Edition
from literature.errors import BrokenMail, BrokenSource
from store.editions import Masthead
from store.outbox import Delivery, Letter, State

_STATES: dict[type[smtp.Outcome], State] = {
    smtp.Sent: State.SENT,
    smtp.Transient: State.PENDING,
    smtp.Permanent: State.FAILED,
    smtp.Ambiguous: State.AMBIGUOUS,
}


@dataclass(frozen=True, slots=True)
class Digest:
    """What became of one slot: the Edition, the files written, and each reader's Delivery."""

    edition: Edition
    files: tuple[Path, ...]
    deliveries: tuple[Delivery, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """One line for each letter that did not arrive; addresses masked."""
        return tuple(
            f"the letter to {masked(d.recipient)} is {d.state.value}: {d.text}"
            for d in self.deliveries
            if d.state is not State.SENT
        )


def slot(house: House, day: date | None = None) -> date:
    """The key of the edition: ``day``, or today in the readers' time zone."""
    return day or house.now().astimezone(house.watch.zone).date()


def digest(house: House, key: date, *, preview: bool = False) -> Digest:
    """The whole digest of one slot. Raises BrokenSource (the owner is told) or BrokenMail."""
    edition = draw(house, key, preview=preview)
    files = write_files(house, edition)
    return Digest(edition, files, () if preview else send(house, edition))


def draw(house: House, key: date, *, preview: bool) -> Edition:
    """The edition of ``key``: frozen, or with ``preview`` as it would be.

    Raises BrokenSource where no visit has succeeded since the last edition: nothing is frozen, no reader is misled
    by a letter that says "nothing new", the owner is told.
    """
    watch = house.watch
    masthead, now = Masthead(watch.watch.name, watch.watch.timezone, house.judge.rules), house.now()
    frozen = house.editions.get(key)
    if frozen:
        return frozen
    edition = house.editions.preview(key, masthead, now)
    if preview:
        return edition
    if all(source.failed_visits == source.visits for source in edition.sources):
        tell_owner(house, edition)
        raise BrokenSource(
            "all sources", "no visit since the last edition succeeded; no reader is mailed, the owner is told"
        )
    return house.editions.freeze(key, masthead, now)


def write_files(house: House, edition: Edition) -> tuple[Path, ...]:
    """The letter with all topics as .html, .txt and .eml in the outbox folder."""
    rendered = _lay_out(house, edition)
    eml = _message(house, rendered, house.watch.watch.contact, edition.key, edition.frozen)
    return _write(house, edition.key.isoformat(), rendered, eml.message)


def send(house: House, edition: Edition) -> tuple[Delivery, ...]:
    """Send what is pending of ``edition``, each reader once.

    Raises BrokenMail, with no attempt counted for the rest, where the relay cannot be used at all. Without a mail
    host in the configuration nothing is enqueued and nothing is sent.
    """
    if not house.watch.mail.host:
        return ()
    house.outbox.enqueue(edition.key, _letters(house, edition), house.now())
    relay = _relay(house)
    for delivery in house.outbox.of_edition(edition.key):
        if delivery.state is State.PENDING:
            _deliver(house, relay, delivery)
    return tuple(house.outbox.of_edition(edition.key))


def tell_owner(house: House, edition: Edition) -> None:
    """Tell the owner that every source failed: a file in the outbox folder, and a mail where there is a relay."""
    contact = house.watch.watch.contact
    rendered = failure_notice(edition)
    letter = _message(house, rendered, contact, edition.key, house.now(), kind="owner")
    _write(house, f"owner-{edition.key}", rendered, letter.message)
    if house.watch.mail.host:
        smtp.send(letter.message, sender=house.watch.mail.sender, recipient=contact, relay=_relay(house))


def masked(address: str) -> str:
    """``anna@example.org`` as ``a***@example.org``: a run's page may be seen by many."""
    return f"{address[:1]}***@{address.rpartition('@')[2]}"


def _lay_out(house: House, edition: Edition, topics: Sequence[str] = ()) -> Rendered:
    watch = house.watch
    letter = compose(
        edition, watch.topic_names, only=topics, config_file=house.config.name, contact=watch.watch.contact
    )
    return render(letter, budget=watch.limits.letter_bytes)


def _letters(house: House, edition: Edition) -> list[Letter]:
    """One message for each reader; each choice of topics is laid out once."""
    choices = {reader.topics for reader in house.watch.reader}
    laid_out = {topics: _lay_out(house, edition, topics) for topics in choices}
    return [
        _message(house, laid_out[reader.topics], reader.address, edition.key, edition.frozen)
        for reader in house.watch.reader
    ]


def _message(
    house: House, rendered: Rendered, recipient: str, key: date, frozen: datetime, *, kind: str = "digest"
) -> Letter:
    """The bytes for one reader: the same edition gives the same bytes, whenever they are made."""
    watch, mail = house.watch, house.watch.mail
    domain = mail.sender.rpartition("@")[2]
    name = message_id(f"{kind}-{key}", recipient, resend=0, domain=domain)
    message = build(
        rendered,
        sender=mail.sender,
        recipient=recipient,
        reply_to=watch.watch.contact,
        list_id=f"{kind}.{domain}",
        list_name=watch.watch.name,
        date=frozen.astimezone(watch.zone),
        message_id=name,
        edition_key=key.isoformat(),
        unsubscribe_mailto=f"mailto:{watch.watch.contact}?subject=unsubscribe",
    )
    return Letter(recipient, name, message)


def _write(house: House, stem: str, rendered: Rendered, eml: bytes) -> tuple[Path, ...]:
    folder = house.folder / house.watch.mail.outbox
    folder.mkdir(parents=True, exist_ok=True)
    files = {"html": rendered.html.encode(), "txt": rendered.text.encode(), "eml": eml}
    paths = []
    for suffix, content in files.items():
        path = folder / f"{stem}.{suffix}"
        path.write_bytes(content)
        paths.append(path)
    return tuple(paths)


def _relay(house: House) -> smtp.Relay:
    mail = house.watch.mail
    password = os.environ.get(mail.password_env, "")
    if mail.username and not password:
        raise BrokenMail(
            mail.host, f"[mail] username is set, but the environment variable {mail.password_env} is empty"
        )
    return smtp.Relay(mail.host, mail.port, mail.security, mail.username, password)


def _deliver(house: House, relay: smtp.Relay, delivery: Delivery) -> None:
    if not house.outbox.claim(delivery, house.now()):
        return
    try:
        result = smtp.send(
            delivery.message,
            sender=house.watch.mail.sender,
            recipient=delivery.recipient,
            relay=relay,
            before_dot=lambda: house.outbox.mark_data(delivery, house.now()),
        )
    except BrokenMail as error:
        house.outbox.release(delivery, house.now(), error.message)
        raise
    house.outbox.finish(
        delivery, _STATES[type(result)], house.now(), phase=result.phase, code=result.code, text=result.text
    )
