"""Mailing: open letters in the outbox are sent, each reader once, wherever an earlier run stopped.

What to do next with a letter is decided here: the retry schedule, the policy for RFC 1047's gap, when to stop. A
channel (digests/mail/channel.py) says what became of one message, store/mail/outbox.py remembers it. This file does NOT
render letters.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from digests.mail import owner
from digests.mail.addresses import masked
from digests.mail.answer_links import filled
from digests.mail.channel import CONNECTING, Ambiguous, Channel, Permanent, SendOutcome, Sent, Transient
from digests.mail.replies import line_broke
from digests.rendering.render import Rendered
from digests.words.prose import count
from flows.delivery.chats import chat_messages, chats
from flows.delivery.context import Mailing
from flows.delivery.letters import follow_ups, letters, message, write
from flows.delivery.undelivered import changed_since
from literature.model.clock import day_in_words, was_ahead
from literature.model.edition import Edition
from literature.model.errors import BrokenMail, BrokenStore
from store.mail.delivery import NO_READER, Delivery, DeliveryState, Ending, Lease, MessageKind

RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (5, 20, 60, 180, 360, 720))
"""How long to leave a letter alone after each attempt, the last one for all others: twice in the first hour, then
every few hours (RFC 5321, 4.5.4.1). Greylisting passes at the second or third."""

GIVE_UP_AFTER = timedelta(days=5)
"""A letter put off for so long after its first attempt has failed (RFC 5321: 4 to 5 days)."""

MOST_DOUBTS = 3
"""A server that always stalls after it took the message would make a copy of every retry: after so many doubts a
person decides. A process of ours that died is no such server, and does not count."""

REFUSALS_OF_A_CHAT = 3
"""Web services also answer 403 or 404 while they are being moved: that a message is refused for good is believed at the
third attempt, after 25 minutes."""

MOST_BROKEN_LINES = 2
"""A server that hangs up or falls silent on two readers in a row does so whoever they are; each may cost minutes."""

_STATES: dict[type[SendOutcome], DeliveryState] = {
    Sent: DeliveryState.SENT,
    Transient: DeliveryState.PENDING,
    Permanent: DeliveryState.FAILED,
    Ambiguous: DeliveryState.AMBIGUOUS,
}


def resume(mailing: Mailing, edition: Edition | None = None) -> None:
    """Send what is open: of ``edition`` all, once its bytes are frozen for each reader; of other editions what is due.

    Raises BrokenMail where a channel cannot be used, and BrokenStore where the database cannot be written: no attempt
    is counted for what was not tried, and the next run resumes. The owner is mailed about letters that need a person.
    """
    if not mailing.channels:
        return
    key = edition.key if edition else None
    if edition:
        enqueue(mailing, edition)
    previous = mailing.outbox.open()
    mailing.outbox.recover(mailing.now())
    _cancel(mailing)
    unsent = mailing.outbox.open()
    queue = [delivery for delivery in unsent if _may_be_sent(mailing, delivery)]
    send(mailing, [delivery for delivery in queue if delivery.edition_key == key or _due(delivery, mailing.now())])
    _tell_of_undelivered(mailing, {delivery.id: delivery for delivery in (*unsent, *previous)}.values())


def enqueue(mailing: Mailing, edition: Edition) -> None:
    """Freeze the letters of ``edition`` for all who are due and have none of it yet."""
    if new := [*letters(mailing, edition), *chat_messages(mailing, edition)]:
        mailing.outbox.enqueue(edition.key, new, mailing.now())


def send(mailing: Mailing, queue: Sequence[Delivery]) -> None:
    """Send these Deliveries, one conversation each. A channel that cannot be used does not stop the others. Raises as
    ``resume``."""
    broken = []
    for channel in mailing.channels:
        try:
            _send_by(channel, mailing, [each for each in queue if mailing.channel_of(each.recipient) is channel])
        except BrokenMail as error:
            broken.append(error)
    if broken:
        raise broken[0]


def _send_by(channel: Channel, mailing: Mailing, queue: Sequence[Delivery]) -> None:
    broken_on: set[str] = set()
    for delivery in queue:
        if outcome := _deliver(mailing, channel, delivery):
            broken_on = {*broken_on, delivery.recipient} if line_broke(outcome) else set()
            if len(broken_on) == MOST_BROKEN_LINES:
                raise _stop(channel, f"closed the connection on {len(broken_on)} readers in a row ({outcome.text})")


def owner_stem(key: date, about: str = "") -> str:
    """The name, without its ending, of the files of a notice to the owner."""
    return f"owner-{key}{about}"


def tell_owner(mailing: Mailing, rendered: Rendered, key: date, about: str = "", *, stem: str = "") -> str:
    """Tell the owner, by a file in the outbox folder and where possible by mail. Return why that failed, or ""."""
    contact, stem = mailing.watch.watch.contact, stem or owner_stem(key, about)
    letter = message(mailing.watch, rendered, contact, key, mailing.now(), kind=MessageKind.OWNER, about=about)
    unwritten = ""
    try:
        write(mailing.copies, stem, rendered, letter)
    except BrokenStore as error:
        unwritten = str(error)
    channel = mailing.channel_of(contact)
    if channel is None:
        return unwritten
    try:
        outcome = channel.deliver(letter.message, recipient=contact, stem=stem)
    except BrokenMail as error:
        return str(error)
    return unwritten if isinstance(outcome, Sent) else outcome.text or unwritten


def _may_be_sent(mailing: Mailing, delivery: Delivery) -> bool:
    """Whether it is nobody's, and either certainly not sent or to be sent again in doubt."""
    if delivery.state is DeliveryState.AMBIGUOUS:
        return mailing.watch.mail.ambiguous == "retry" and delivery.doubts < MOST_DOUBTS
    return delivery.state is DeliveryState.PENDING


def _due(delivery: Delivery, now: datetime) -> bool:
    """Whether its pause is over; one longer than any of RETRY_AFTER was written by a clock that was ahead."""
    until = delivery.not_before
    return until is None or until <= now or was_ahead(until - max(RETRY_AFTER), now)


def _cancel(mailing: Mailing) -> None:
    """Fail the letters of readers, and of chats, that have left watch.toml; what a person had sent again goes to
    anybody, and so do the notices that are for a former reader: whose letter had some is sent these alone."""
    readers = {*(reader.address.casefold() for reader in mailing.watch.reader), *chats(mailing.watch)}
    for delivery in mailing.outbox.open():
        is_wanted = delivery.resend or delivery.kind is MessageKind.NOTICES or delivery.recipient.casefold() in readers
        if not is_wanted and _may_be_sent(mailing, delivery):
            if delivery.kind is MessageKind.DIGEST:
                _enqueue_notices_of(mailing, delivery)  # first: a process that dies in between has lost nothing
            who = "chat" if delivery.kind is MessageKind.CHAT else "reader"
            ending = Ending(DeliveryState.FAILED, NO_READER, 0, f"the {who} is no longer in watch.toml")
            mailing.outbox.resolve(delivery, ending, mailing.now())


def _enqueue_notices_of(mailing: Mailing, delivery: Delivery) -> None:
    """Enqueue the notices that the letter ``delivery`` has for its reader; once, and not where another letter of that
    edition to that reader has them."""
    edition, reader = mailing.editions.get(delivery.edition_key), delivery.recipient.casefold()
    theirs = [each for each in mailing.outbox.of_edition(delivery.edition_key) if each.recipient.casefold() == reader]
    others = [each for each in theirs if each.id != delivery.id and each.state is not DeliveryState.FAILED]
    if edition and not others:
        number = 1 + max(each.resend for each in theirs)
        whole = mailing.editions.joined(edition, delivery.span.first)
        letters_instead = follow_ups(mailing, whole, [delivery.recipient], resend=number)
        mailing.outbox.enqueue(edition.key, letters_instead, mailing.now())


def _deliver(mailing: Mailing, channel: Channel, delivery: Delivery) -> SendOutcome | None:
    """One attempt at one letter; None where another process has leased it, or has tried it since."""
    outbox, now = mailing.outbox, mailing.now
    lease = outbox.claim(delivery, now())
    if lease is None:
        return None
    try:
        outcome = channel.deliver(
            filled(lease.message, lease.answer_key, delivery.edition_key),
            recipient=delivery.recipient,
            stem=f"{delivery.edition_key}-{delivery.id}",
            mark=lambda: outbox.mark_data(lease, now()),
        )
    except BaseException:  # Ctrl-C too: before the mark nothing was sent, and nobody has to wait for the lease
        outbox.release(lease, now())
        raise
    if outcome.phase in CONNECTING:
        outbox.release(lease, now())
        raise _stop(channel, f"is not accepting mail now ({outcome.text})")
    outbox.finish(lease, _ending(mailing, lease, outcome), now())
    return outcome


def _ending(mailing: Mailing, lease: Lease, outcome: SendOutcome) -> Ending:
    """What the outbox is to remember of an attempt, and when the next one may be."""
    state, now = _state(outcome, lease, mailing.watch.mail.ambiguous), mailing.now()
    if state in (DeliveryState.SENT, DeliveryState.FAILED):
        return Ending(state, outcome.phase, outcome.code, outcome.text)
    first = mailing.outbox.first_tried(lease.delivery)
    if state is DeliveryState.PENDING and first is not None and now - first > GIVE_UP_AFTER:
        text = f"given up after {GIVE_UP_AFTER.days} days: {outcome.text}"
        return Ending(DeliveryState.FAILED, outcome.phase, outcome.code, text)
    pause = RETRY_AFTER[min(lease.attempt, len(RETRY_AFTER)) - 1]
    return Ending(state, outcome.phase, outcome.code, outcome.text, now + pause)


def _state(outcome: SendOutcome, lease: Lease, policy: str) -> DeliveryState:
    """What a letter is after ``outcome``. 421 to the whole message says that the server closes, not that it refused
    this letter: RFC 5321 lets us send again, and with "hold" no reader may get two. See REFUSALS_OF_A_CHAT, too."""
    if isinstance(outcome, Permanent) and lease.delivery.kind is MessageKind.CHAT:
        return DeliveryState.PENDING if lease.attempt < REFUSALS_OF_A_CHAT else DeliveryState.FAILED
    closing = isinstance(outcome, Transient) and (outcome.phase, outcome.code) == ("dot", 421)
    return DeliveryState.AMBIGUOUS if closing and policy == "hold" else _STATES[type(outcome)]


def _stop(channel: Channel, what: str) -> BrokenMail:
    return BrokenMail(channel.name, f"{what}; mailing has stopped and the next run resumes it")


def _needs_a_person(mailing: Mailing, delivery: Delivery) -> bool:
    if delivery.state is DeliveryState.AMBIGUOUS:
        return not _may_be_sent(mailing, delivery)
    return delivery.state is DeliveryState.FAILED and delivery.phase != NO_READER


def _tell_of_undelivered(mailing: Mailing, previous: Iterable[Delivery]) -> None:
    """Mail the owner about each letter once: when this run has found that it needs a person."""
    stuck = [delivery for delivery in changed_since(mailing.outbox, previous) if _needs_a_person(mailing, delivery)]
    if not stuck:
        return
    lines = [owner.Undelivered(d.id, masked(d.recipient), d.state.value, d.text) for d in stuck]
    key = max(delivery.edition_key for delivery in stuck)
    about = "-" + hashlib.sha256(repr(lines).encode()).hexdigest()[:12]
    rendered = owner.undelivered_notice(mailing.watch.watch.name, day_in_words(key), lines)
    if why := tell_owner(mailing, rendered, key, about):
        raise BrokenMail("owner", f"could not be mailed about {count(len(stuck), 'letter')} not delivered: {why}")
