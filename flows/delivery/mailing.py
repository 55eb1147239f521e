"""Mailing: what is open in the outbox goes out, each reader once, whatever died on the way before.

What to do next with a letter is decided here: the retry schedule, the policy for RFC 1047's gap, when to stop.
digests/mail/smtp.py says what became of one message, store/mail/outbox.py remembers it. This file does NOT lay letters
out.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from digests.letter.figures import day
from digests.letter.prose import count
from digests.letter.render import Rendered
from digests.mail import owner, smtp
from digests.mail.masks import masked
from digests.mail.relay import Relay
from digests.mail.replies import Ambiguous, Permanent, SendOutcome, Sent, Transient, line_broke
from flows.app import App
from flows.delivery.letters import letters, message, write
from flows.delivery.undelivered import NO_READER, changed_since, suppressed
from literature.model.clock import was_ahead
from literature.model.edition import Edition
from literature.model.errors import BrokenMail, BrokenStore
from store.mail.delivery import Delivery, DeliveryState, Ending, Lease, OutgoingMessage

RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (5, 20, 60, 180, 360, 720))
"""How long to leave a letter alone after each attempt, the last one for all others: twice in the first hour, then
every few hours (RFC 5321, 4.5.4.1). Greylisting passes at the second or third."""

GIVE_UP_AFTER = timedelta(days=5)
"""A letter put off for so long after its first attempt has failed (RFC 5321: 4 to 5 days)."""

MOST_DOUBTS = 3
"""A server that always stalls after it took the message would make a copy of every retry: after so many doubts a
person decides. A process of ours that died is no such server, and does not count."""

MOST_BROKEN_LINES = 2
"""A server that hangs up or falls silent on two readers in a row does so whoever they are; each may cost minutes."""

_STATES: dict[type[SendOutcome], DeliveryState] = {
    Sent: DeliveryState.SENT,
    Transient: DeliveryState.PENDING,
    Permanent: DeliveryState.FAILED,
    Ambiguous: DeliveryState.AMBIGUOUS,
}


def enqueue(app: App, edition: Edition) -> None:
    """Freeze the bytes of ``edition`` for each reader who has none of it yet; no letter for a suppressed one."""
    have = {delivery.recipient.casefold() for delivery in app.outbox.of_edition(edition.key)}
    have |= {delivery.recipient.casefold() for delivery in suppressed(app)}
    late = [reader for reader in app.watch.reader if reader.address.casefold() not in have]
    if late:
        app.outbox.enqueue(edition.key, letters(app, edition, late), app.now())


def go_on(app: App, key: date | None = None) -> None:
    """Send what is open: of the edition ``key`` all, since somebody asks for it now; of the others what is due.

    Raises BrokenMail where the relay cannot be used, and BrokenStore where the database cannot be written: no attempt
    is counted for what was not tried, and the next run goes on. Letters that need a person are told to the owner.
    """
    before = app.outbox.open()
    app.outbox.recover(app.now())
    _call_off(app)
    queue = [one for one in app.outbox.open() if _may_be_sent(app, one)]
    send(app, [one for one in queue if one.edition_key == key or _due(app, one)])
    _tell_of_undelivered(app, before)


def send(app: App, queue: Sequence[Delivery]) -> None:
    """Send these Deliveries, one conversation each. Raises as ``go_on``."""
    if not queue:
        return
    relay, broken_lines = _relay(app), 0
    for delivery in queue:
        if outcome := _deliver(app, relay, delivery):
            broken_lines = broken_lines + 1 if line_broke(outcome) else 0
            if broken_lines == MOST_BROKEN_LINES:
                raise _stop(app, f"broke the line on {broken_lines} readers in a row ({outcome.text})")


def tell_owner(app: App, stem: str, rendered: Rendered, key: date, about: str = "") -> str:
    """Tell the owner: a file in the outbox folder, and a mail where there is a relay. Why that failed, or ""."""
    letter = message(app, rendered, app.watch.watch.contact, key, app.now(), kind="owner", about=about)
    unwritten = ""
    try:
        write(app, stem, rendered, letter.message)
    except BrokenStore as error:
        unwritten = str(error)
    return (_mail(app, letter) if app.watch.mail.host else "") or unwritten


def _mail(app: App, letter: OutgoingMessage) -> str:
    """Send a letter that is not kept in the outbox. Why it failed, or ""."""
    sender = app.watch.mail.sender
    try:
        outcome = smtp.send(letter.message, sender=sender, recipient=letter.recipient, relay=_relay(app))
    except BrokenMail as error:
        return str(error)
    return "" if isinstance(outcome, Sent) else outcome.text


def _may_be_sent(app: App, delivery: Delivery) -> bool:
    """Whether it is nobody's, and either certainly not sent or to be sent again in doubt."""
    if delivery.state is DeliveryState.AMBIGUOUS:
        return app.watch.mail.ambiguous == "retry" and delivery.doubts < MOST_DOUBTS
    return delivery.state is DeliveryState.PENDING


def _due(app: App, delivery: Delivery) -> bool:
    """Whether its pause is over; one longer than any of RETRY_AFTER was written by a clock that was ahead."""
    now, until = app.now(), delivery.not_before
    return until is None or until <= now or was_ahead(until - max(RETRY_AFTER), now)


def _call_off(app: App) -> None:
    """Settle the letters of readers who have left watch.toml since; what a person had sent again goes anywhere."""
    readers = {reader.address.casefold() for reader in app.watch.reader}
    for one in app.outbox.open():
        if not one.resend and one.recipient.casefold() not in readers and _may_be_sent(app, one):
            ending = Ending(DeliveryState.FAILED, NO_READER, 0, "the reader is no longer in watch.toml")
            app.outbox.resolve(one, ending, app.now())


def _deliver(app: App, relay: Relay, delivery: Delivery) -> SendOutcome | None:
    """One attempt at one letter; None where another process has it, or had it since."""
    held = app.outbox.claim(delivery, app.now())
    if held is None:
        return None
    try:
        outcome = smtp.send(
            held.message,
            sender=app.watch.mail.sender,
            recipient=delivery.recipient,
            relay=relay,
            before_dot=lambda: app.outbox.mark_data(held, app.now()),
        )
    except BaseException:  # Ctrl-C too: before the mark nothing was sent, and nobody has to wait for the lease
        app.outbox.release(held, app.now())
        raise
    if outcome.phase in smtp.CONNECTING:
        app.outbox.release(held, app.now())
        raise _stop(app, f"does not take mail now ({outcome.text})")
    app.outbox.finish(held, _ending(app, held, outcome), app.now())
    return outcome


def _ending(app: App, held: Lease, outcome: SendOutcome) -> Ending:
    """What the outbox is to remember of an attempt, and when the next one may be."""
    state, now = _state(app, outcome), app.now()
    if state in (DeliveryState.SENT, DeliveryState.FAILED):
        return Ending(state, outcome.phase, outcome.code, outcome.text)
    if state is DeliveryState.PENDING and _given_up(app.outbox.first_tried(held.delivery), now):
        told = f"given up after {GIVE_UP_AFTER.days} days: {outcome.text}"
        return Ending(DeliveryState.FAILED, outcome.phase, outcome.code, told)
    pause = RETRY_AFTER[min(held.attempt, len(RETRY_AFTER)) - 1]
    return Ending(state, outcome.phase, outcome.code, outcome.text, now + pause)


def _state(app: App, outcome: SendOutcome) -> DeliveryState:
    """What a letter is after ``outcome``. 421 to the whole message says that the server closes, not that it refused
    this letter: RFC 5321 lets us send again, and with "hold" no reader may get two."""
    closing = isinstance(outcome, Transient) and (outcome.phase, outcome.code) == ("dot", 421)
    return DeliveryState.AMBIGUOUS if closing and app.watch.mail.ambiguous == "hold" else _STATES[type(outcome)]


def _given_up(first: datetime | None, now: datetime) -> bool:
    return first is not None and now - first > GIVE_UP_AFTER


def _relay(app: App) -> Relay:
    mail = app.watch.mail
    password = os.environ.get(mail.password_env, "")
    if mail.username and not password:
        raise BrokenMail(
            mail.host, f"[mail] username is set, but the environment variable {mail.password_env} is empty"
        )
    return Relay(mail.host, mail.port, mail.security, mail.username, password)


def _stop(app: App, what: str) -> BrokenMail:
    mail = app.watch.mail
    return BrokenMail(f"mail server {mail.host}:{mail.port}", f"{what}; mailing has stopped and the next run goes on")


def _needs_a_person(app: App, delivery: Delivery) -> bool:
    if delivery.state is DeliveryState.AMBIGUOUS:
        return not _may_be_sent(app, delivery)
    return delivery.state is DeliveryState.FAILED and delivery.phase != NO_READER


def _tell_of_undelivered(app: App, before: Iterable[Delivery]) -> None:
    """Tell the owner of each letter once: when this run has found that it needs a person."""
    stuck = [one for one in changed_since(app, before) if _needs_a_person(app, one)]
    if not stuck:
        return
    told = [owner.Undelivered(d.id, masked(d.recipient), d.state.value, d.text) for d in stuck]
    key = max(one.edition_key for one in stuck)
    about = "-" + hashlib.sha256(repr(told).encode()).hexdigest()[:12]
    rendered = owner.undelivered_notice(app.watch.watch.name, day(key), told)
    if why := tell_owner(app, f"owner-{key}{about}", rendered, key, about):
        raise BrokenMail("owner", f"could not be told of {count(len(stuck), 'letter')} not delivered: {why}")
