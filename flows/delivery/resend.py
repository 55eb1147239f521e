"""What a person does with one Delivery: send an edition again, or say what became of a letter in doubt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from digests.mail.addresses import chat_address, is_address, is_chat
from flows.delivery.chats import chat_message, chats
from flows.delivery.context import Mailing
from flows.delivery.letters import letter_again
from flows.delivery.mailing import send
from flows.given_names import did_you_mean
from literature.model.edition import Edition
from literature.model.errors import BrokenConfig, WatchError
from store.editions import Editions
from store.mail.delivery import OPEN, Delivery, DeliveryState, Ending, MessageKind, OutgoingMessage
from store.mail.outbox import Outbox


def resend_edition(mailing: Mailing, editions: Editions, key: date, to: str) -> tuple[Delivery, ...]:
    """Send the edition ``key`` once more to a mail address or a chat ("chat:NAME", or its bare name), as a message of
    its own, and return its Delivery.

    Where a letter of that edition to that address is still open, that one is resumed: a resend that died is not made
    twice. Raises BrokenConfig for what cannot be asked, BrokenMail or BrokenStore as mailing does.
    """
    edition, outbox, address = editions.get(key), mailing.outbox, _address(mailing, to)
    faults = (
        *_unreachable(mailing, address),
        *([] if edition else [f"there is no edition of {key}; `ilwatch status` lists them"]),
    )
    if faults or edition is None:
        raise BrokenConfig("resend", faults)
    outbox.recover(mailing.now())
    previous = _to(outbox, key, address)
    if not any(map(_is_open, previous)):
        number = 1 + max((delivery.resend for delivery in previous), default=0)
        whole = editions.joined(edition, _first_covered(previous, key))
        outbox.enqueue(key, [_again(mailing, whole, address, number)], mailing.now())
    waiting = list(filter(_is_open, _to(outbox, key, address)))
    send(mailing, [d for d in waiting if d.state in (DeliveryState.PENDING, DeliveryState.AMBIGUOUS)])
    return outbox.get(delivery.id for delivery in waiting)


def _address(mailing: Mailing, to: str) -> str:
    """The chat that ``to`` names, as watch.toml has it; else ``to`` itself."""
    known = chats(mailing.watch)
    table = known.get(to.casefold()) or known.get(chat_address(to).casefold())
    return chat_address(table.name) if table else to


def _unreachable(mailing: Mailing, address: str) -> list[str]:
    """Why nothing can be sent to ``address``, if so."""
    if mailing.channel_of(address):
        return []
    if table := chats(mailing.watch).get(address.casefold()):
        return [f"the environment variable {table.url_env} is not set: nothing can be sent to {address}"]
    if is_chat(address):
        return [f"no [[channel]] of watch.toml is {address}{did_you_mean(address, chats(mailing.watch))}"]
    if not is_address(address):
        return ["--to must be one plain mail address, such as reader@example.org, or a chat, such as chat:lab"]
    return ["[mail] host is empty in watch.toml: nothing can be sent"]


def _again(mailing: Mailing, edition: Edition, address: str, number: int) -> OutgoingMessage:
    if table := chats(mailing.watch).get(address.casefold()):
        return chat_message(mailing, edition, table, mailing.now(), resend=number)
    return letter_again(mailing, edition, address, number)


def resolve_delivery(mailing: Mailing, number: int, outcome: Literal["sent", "retry"]) -> tuple[Delivery, ...]:
    """Record that the Delivery ``number`` was ``sent``, or send the same bytes again now.

    Raises WatchError where that cannot be done, BrokenMail or BrokenStore as mailing does.
    """
    outbox, subject = mailing.outbox, f"delivery {number}"
    outbox.recover(mailing.now())
    delivery = next(iter(outbox.get([number])), None)
    if delivery is None:
        raise WatchError(subject, "there is none; `ilwatch status` shows the numbers")
    if delivery.state is DeliveryState.SENT:
        raise WatchError(subject, "is sent already; `ilwatch resend` makes another letter of it")
    reason = "a person says that it arrived" if outcome == "sent" else "a person sends it again"
    ending = Ending(DeliveryState.SENT if outcome == "sent" else DeliveryState.PENDING, "person", 0, reason)
    leased = delivery.state in (DeliveryState.SENDING, DeliveryState.DATA)
    if leased or not outbox.resolve(delivery, ending, mailing.now()):
        raise WatchError(subject, "is being sent by another process: try again when that has ended")
    if outcome == "retry":
        send(mailing, outbox.get([number]))
    return outbox.get([number])


def _is_open(delivery: Delivery) -> bool:
    """Whether it is the edition, still to be sent; notices for a former reader are another letter."""
    return delivery.kind is not MessageKind.NOTICES and delivery.state in OPEN


def _first_covered(previous: Iterable[Delivery], key: date) -> date:
    """The first Edition that the letter of ``key`` to this reader covered; ``key`` itself where there was none."""
    return min((each.span.first for each in previous if each.kind is MessageKind.DIGEST), default=key)


def _to(outbox: Outbox, key: date, address: str) -> list[Delivery]:
    return [each for each in outbox.of_edition(key) if each.recipient.casefold() == address.casefold()]
