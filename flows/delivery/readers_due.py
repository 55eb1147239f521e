"""Who is due for a letter of an Edition, and from which Edition on it covers what has come.

A reader is due with the digest, or has a rhythm of their own. What each has had is read from the Deliveries: nothing
else is remembered, so a rhythm can be changed at any time. This file does NOT make letters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from digests.mail.addresses import is_chat
from flows.config import ReaderTable
from flows.delivery.context import Mailing
from flows.delivery.undelivered import refused_for_good
from literature.model.edition import Edition
from literature.readers.coverage import LONGEST_GAP, not_covered
from literature.readers.rhythm import Every
from store.mail.delivery import Delivery, MessageKind

DIGEST_PERIOD = timedelta(days=7)
"""From one weekly digest to the next: what the first letter of a new reader of it covers at most."""
LONGEST_SILENCE = timedelta(days=7)
"""A reader of daily letters gets one at least so often, whether there is anything new or not (law 7)."""

Had = Mapping[str, Sequence[Delivery]]
"""The letters of each reader, by address in small letters; of the last LONGEST_GAP."""


class DueReader(NamedTuple):
    """A reader who gets a letter, and the key of the first Edition that it covers."""

    reader: ReaderTable
    first: date
    may_be_left_out: bool = False
    """Where there is nothing new for this reader."""


def letters_had(mailing: Mailing, key: date, *, notices: bool = False) -> Had:
    """Return the letters of Editions, of LONGEST_GAP before ``key`` and later; ``notices`` says whether those count
    that brought a former reader nothing else. What was called off was not had, and what was resent was had before."""
    had = defaultdict[str, list[Delivery]](list)
    for letter in mailing.outbox.since(key - LONGEST_GAP):
        is_first = letter.kind is MessageKind.DIGEST and not letter.resend
        is_notice = notices and letter.kind is MessageKind.NOTICES
        if (is_first or is_notice) and not letter.is_called_off:
            had[letter.recipient.casefold()].append(letter)
    return had


def reachable(mailing: Mailing, addresses: Iterable[str]) -> list[str]:
    """Return those of ``addresses`` that a channel reaches and no server has refused for good."""
    refused = refused_for_good(mailing.outbox)
    return [each for each in addresses if each.casefold() not in refused and mailing.channel_of(each)]


def due_readers(mailing: Mailing, edition: Edition, *, with_digest: bool = True) -> list[DueReader]:
    """Return the readers who get a letter of ``edition`` now: ``with_digest`` those of the digest, and of the others
    those whose slot has passed since their last letter; not those who have one of it, nor those whom no channel
    reaches."""
    served = {delivery.recipient.casefold() for delivery in mailing.outbox.of_edition(edition.key)}
    readers = [each for each in mailing.watch.reader if each.address.casefold() not in served]
    readers = [each for each in readers if with_digest or each.rhythm]
    reached = set(reachable(mailing, [reader.address for reader in readers]))
    had, made = letters_had(mailing, edition.key), keys_made(mailing, edition)
    due = (
        _due_reader(reader, edition.key, made, had.get(reader.address.casefold(), ()))
        for reader in readers
        if reader.address in reached and _is_due(mailing, reader, edition.key, had)
    )
    return [each for each in due if each]


def keys_made(mailing: Mailing, edition: Edition) -> list[date]:
    """Return the keys of all Editions in the order in which they were made; ``edition`` may be a preview."""
    made = [key for key, _ in mailing.editions.slots()]
    return made if edition.key in made else [*made, edition.key]


def slot_due(mailing: Mailing, reader: ReaderTable, had: Had, by: datetime) -> datetime | None:
    """Return the last slot of the rhythm of ``reader`` ``by`` then, if it has brought no letter until now; None where
    it has, and of a reader without a rhythm. What a clock that was ahead has dated counts for nothing."""
    if reader.rhythm is None:
        return None
    zone = mailing.watch.zone
    slot, today = reader.rhythm.last_slot(zone, by), mailing.now().astimezone(zone).date()
    had_since = (slot.date() <= each.edition_key <= today for each in had.get(reader.address.casefold(), ()))
    return None if any(had_since) else slot


def digest_covers_from(mailing: Mailing, edition: Edition) -> date:
    """Return the first Edition that the copies of the digest for the owner and the outbox folder cover: those of a
    week where some reader's rhythm makes more than one."""
    if all(reader.rhythm is None for reader in mailing.watch.reader):
        return edition.key
    return not_covered(keys_made(mailing, edition), edition.key, (), DIGEST_PERIOD)[0]


def covers_from(mailing: Mailing, edition: Edition, reader: ReaderTable) -> date:
    """Return the first Edition that a letter of ``edition`` to ``reader`` covers, due or not."""
    had = letters_had(mailing, edition.key).get(reader.address.casefold(), ())
    due = _due_reader(reader, edition.key, keys_made(mailing, edition), had)
    return due.first if due else edition.key


def _is_due(mailing: Mailing, reader: ReaderTable, key: date, had: Had) -> bool:
    if reader.rhythm is None:
        return True
    slot = slot_due(mailing, reader, had, mailing.now())
    return slot is not None and slot.date() <= key


def _due_reader(reader: ReaderTable, key: date, made: Sequence[date], had: Sequence[Delivery]) -> DueReader | None:
    period = reader.rhythm.period if reader.rhythm else DIGEST_PERIOD
    keys = not_covered(made, key, [letter.span for letter in had], period)
    if not keys:
        return None
    is_daily = reader.rhythm is not None and reader.rhythm.every is Every.DAILY
    newest = max((letter.edition_key for letter in had if letter.edition_key <= key), default=None)
    return DueReader(reader, keys[0], is_daily and newest is not None and key - newest < LONGEST_SILENCE)


def former_readers(mailing: Mailing, edition: Edition) -> dict[str, date]:
    """Return the address of each former reader who may have been sent a paper that a notice concerns, with the first
    Edition whose notices that reader has not been sent; without those who have a letter of ``edition``."""
    served = {delivery.recipient.casefold() for delivery in mailing.outbox.of_edition(edition.key)}
    readers = {reader.address.casefold() for reader in mailing.watch.reader}
    had, made = letters_had(mailing, edition.key, notices=True), keys_made(mailing, edition)
    addresses = {key: letters[0].recipient for key, letters in had.items()}
    addresses |= {each.address.casefold(): each.address for n in edition.notices for each in n.audience or ()}
    gone = addresses.keys() - readers - served
    former = {key: address for key, address in addresses.items() if key in gone and not is_chat(key)}
    firsts = {
        address: not_covered(made, edition.key, [letter.span for letter in had.get(key, ())], timedelta())
        for key, address in former.items()
    }
    return {address: keys[0] for address, keys in firsts.items() if keys}
