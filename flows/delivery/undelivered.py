"""What did not arrive, in words for people; addresses masked. This file changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from digests.mail.addresses import masked
from digests.mail.replies import no_mailbox
from digests.words.prose import count
from flows.config import ReaderTable
from store.mail.delivery import NO_READER, Delivery, DeliveryState, MessageKind
from store.mail.outbox import Outbox

HARD_BOUNCES = 2
"""So many letters in a row refused because there is no such mailbox, and the reader gets no more."""


def problems(deliveries: Iterable[Delivery]) -> tuple[str, ...]:
    """Return one line for each letter that did not arrive, addresses masked, and one for those not tried at all.

    What another process has in hand, or was called off, is no problem.
    """
    not_stuck = (DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.DATA)
    missing = [d for d in deliveries if d.state not in not_stuck and d.phase != NO_READER]
    untried = sum(delivery.attempts == 0 for delivery in missing)
    waiting = (f"{count(untried, 'letter')} not tried yet: to be sent by the next run",) if untried else ()
    return (*(_problem(delivery) for delivery in missing if delivery.attempts), *waiting)


def suppression_line(bounced: Delivery) -> str:
    """Return why a reader gets no letters, and how that ends; the address masked."""
    return (
        f"no letters for {masked(bounced.recipient)}: refused {HARD_BOUNCES} times ({bounced.text}); fix the address "
        f"in watch.toml, or try once more: ilwatch resend {bounced.edition_key} --to ADDRESS"
    )


def suppressed(outbox: Outbox, readers: Iterable[ReaderTable]) -> tuple[Delivery, ...]:
    """Return the last Delivery of each of ``readers`` who gets no letters any more."""
    bounced = refused_for_good(outbox)
    addresses = {reader.address.casefold() for reader in readers}
    return tuple(delivery for address, delivery in bounced.items() if address in addresses)


def refused_for_good(outbox: Outbox) -> dict[str, Delivery]:
    """Return the last Delivery to each address whose server has said HARD_BOUNCES times that there is no such mailbox.

    One accepted letter (`ilwatch resend` asks for it) or `ilwatch resolve` lifts it: only Deliveries count.
    """
    ended = defaultdict(list)
    for delivery in outbox.refused_mailboxes():
        if delivery.phase != NO_READER:
            ended[delivery.recipient.casefold()].append(delivery)
    return {
        address: deliveries[-1]
        for address, deliveries in ended.items()
        if sum(map(_bounced, deliveries[-HARD_BOUNCES:])) == HARD_BOUNCES
    }


def changed_since(outbox: Outbox, previous: Iterable[Delivery]) -> tuple[Delivery, ...]:
    """Return those of ``previous`` that have changed, as they are now."""
    old = {delivery.id: delivery for delivery in previous}
    return tuple(delivery for delivery in outbox.get(old) if delivery != old[delivery.id])


def _problem(delivery: Delivery) -> str:
    what = "message" if delivery.kind is MessageKind.CHAT else "letter"
    to = f"the {what} to {masked(delivery.recipient)}"
    if delivery.state is DeliveryState.PENDING:
        return f"{to} is deferred: {delivery.text} (it will be retried automatically)"
    resolve = f"(ilwatch resolve {delivery.id} sent|retry)"
    if delivery.state is DeliveryState.AMBIGUOUS:
        return f"{to} may or may not have arrived: {delivery.text} {resolve}"
    return f"{to} failed: {delivery.text} {resolve}"


def _bounced(delivery: Delivery) -> bool:
    return delivery.state is DeliveryState.FAILED and no_mailbox(delivery.phase, delivery.code, delivery.text)
