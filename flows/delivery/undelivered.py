"""What did not arrive, in words for people; addresses masked. This file does NOT send and changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from digests.letter.prose import count
from digests.mail.masks import masked
from digests.mail.replies import no_mailbox
from flows.app import App
from store.mail.delivery import Delivery, DeliveryState

HARD_BOUNCES = 2
"""So many letters in a row refused because there is no such mailbox, and the reader gets no more."""

NO_READER = "no reader"
"""Phase of a letter that was not sent because its reader left watch.toml meanwhile."""


def problems(deliveries: Iterable[Delivery]) -> tuple[str, ...]:
    """One line for each letter that did not arrive, addresses masked, and one for those not tried at all.

    What another process has in hand, or was called off, is no problem.
    """
    settled = (DeliveryState.SENT, DeliveryState.SENDING, DeliveryState.DATA)
    missing = [d for d in deliveries if d.state not in settled and d.phase != NO_READER]
    untried = sum(delivery.attempts == 0 for delivery in missing)
    waiting = (f"{count(untried, 'letter')} not tried yet: the next run goes on",) if untried else ()
    return (*(_problem(delivery) for delivery in missing if delivery.attempts), *waiting)


def suppression_line(bounced: Delivery) -> str:
    """Why a reader gets no letters, and how that ends; the address masked."""
    return (
        f"no letters for {masked(bounced.recipient)}: refused {HARD_BOUNCES} times ({bounced.text}); mend the address "
        f"in watch.toml, or try once more: ilwatch resend {bounced.edition_key} --to ADDRESS"
    )


def suppressed(app: App) -> tuple[Delivery, ...]:
    """The last Delivery of each reader whose mailbox does not exist, says their server, and said so before.

    One accepted letter (`ilwatch resend` asks for it) or `ilwatch resolve` lifts it: only Deliveries count.
    """
    settled = defaultdict(list)
    for delivery in app.outbox.refused_mailboxes():
        if delivery.phase != NO_READER:
            settled[delivery.recipient.casefold()].append(delivery)
    readers = {reader.address.casefold() for reader in app.watch.reader}
    return tuple(
        row[-1]
        for reader, row in settled.items()
        if reader in readers and sum(map(_bounced, row[-HARD_BOUNCES:])) == HARD_BOUNCES
    )


def changed_since(app: App, before: Iterable[Delivery]) -> tuple[Delivery, ...]:
    """Those of ``before`` that stand otherwise now, as they stand now."""
    old = {delivery.id: delivery for delivery in before}
    return tuple(delivery for delivery in app.outbox.get(old) if delivery != old[delivery.id])


def _problem(delivery: Delivery) -> str:
    if delivery.state is DeliveryState.PENDING:
        return f"the letter to {masked(delivery.recipient)} is put off: {delivery.text} (it is tried again by itself)"
    told = f"the letter to {masked(delivery.recipient)} is {delivery.state.value}: {delivery.text}"
    decide = delivery.state in (DeliveryState.AMBIGUOUS, DeliveryState.FAILED)
    return f"{told} (ilwatch resolve {delivery.id} sent|retry)" if decide else told


def _bounced(delivery: Delivery) -> bool:
    return delivery.state is DeliveryState.FAILED and no_mailbox(delivery.phase, delivery.code, delivery.text)
