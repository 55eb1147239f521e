"""What a person does with one Delivery: send an edition again, or say what became of a letter in doubt.

This file does NOT decide for that person.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from digests.mail.message import is_address
from flows.app import App
from flows.delivery import mailing
from flows.delivery.letters import letter_again
from literature.model.errors import BrokenConfig, WatchError
from store.mail.delivery import OPEN, Delivery, DeliveryState, Ending

Said = Literal["sent", "retry"]


def resend(app: App, key: date, address: str) -> tuple[Delivery, ...]:
    """Send the edition ``key`` to ``address`` once more, as a message of its own, and the Delivery of it.

    Where a letter of that edition to that address is not settled, that one goes on: a resend that died is not made
    twice. Raises BrokenConfig for what cannot be asked, BrokenMail or BrokenStore as mailing does.
    """
    edition = app.editions.get(key)
    faults = (
        *([] if app.watch.mail.host else ["[mail] host is empty in watch.toml: nothing can be sent"]),
        *([] if is_address(address) else ["--to must be one plain mail address, such as reader@example.org"]),
        *([] if edition else [f"there is no edition of {key}; `ilwatch status` lists them"]),
    )
    if faults or edition is None:
        raise BrokenConfig("resend", faults)
    app.outbox.recover(app.now())
    if not any(one.state in OPEN for one in _to(app, key, address)):
        number = 1 + max((one.resend for one in _to(app, key, address)), default=0)
        app.outbox.enqueue(key, [letter_again(app, edition, address, number)], app.now())
    waiting = [one for one in _to(app, key, address) if one.state in OPEN]
    mailing.send(app, [one for one in waiting if one.state in (DeliveryState.PENDING, DeliveryState.AMBIGUOUS)])
    return app.outbox.get(one.id for one in waiting)


def resolve(app: App, number: int, said: Said) -> tuple[Delivery, ...]:
    """Settle the Delivery ``number``: it was ``sent``, or is to be sent again now, the same bytes.

    Raises WatchError where there is nothing to settle, BrokenMail or BrokenStore as mailing does.
    """
    app.outbox.recover(app.now())
    found = app.outbox.get([number])
    if not found:
        raise WatchError(f"delivery {number}", "there is none; `ilwatch status` shows the numbers")
    told = "a person says that it came" if said == "sent" else "a person has it sent again"
    ending = Ending(DeliveryState.SENT if said == "sent" else DeliveryState.PENDING, "person", 0, told)
    if found[0].state is DeliveryState.SENT:
        raise WatchError(f"delivery {number}", "is sent already; `ilwatch resend` makes another letter of it")
    if found[0].state in (DeliveryState.SENDING, DeliveryState.DATA) or not app.outbox.resolve(
        found[0], ending, app.now()
    ):
        raise WatchError(f"delivery {number}", "is in the hands of another process: ask again when that has ended")
    settled = app.outbox.get([number])
    if said == "retry" and app.watch.mail.host:
        mailing.send(app, settled)
    return app.outbox.get([number])


def _to(app: App, key: date, address: str) -> list[Delivery]:
    return [one for one in app.outbox.of_edition(key) if one.recipient.casefold() == address.casefold()]
