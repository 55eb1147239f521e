"""From an Edition to the messages of its chats: one each, with the notices that this chat is told of.

The same edition gives the same bytes, whenever they are made. This file does NOT post anything (mailing.py does).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from digests.chat.summary import summary
from digests.chat.wire import frozen
from digests.letter.choice import Choice
from digests.mail.addresses import chat_address
from digests.mail.message import message_id
from flows.config import ChannelTable, Watch
from flows.delivery.context import Mailing
from flows.delivery.letters import letter_of, notices_since, share_of
from literature.model.edition import Edition
from store.mail.delivery import MessageKind, OutgoingMessage


def chats(watch: Watch) -> dict[str, ChannelTable]:
    """Return the chats of watch.toml by their address, in small letters."""
    return {chat_address(table.name).casefold(): table for table in watch.channel}


def chat_messages(mailing: Mailing, edition: Edition) -> Iterator[OutgoingMessage]:
    """Yield one message for each chat that has none of ``edition`` yet; none for one whose address is not set."""
    served = {delivery.recipient.casefold() for delivery in mailing.outbox.of_edition(edition.key)}
    for address, table in chats(mailing.watch).items():
        if address not in served and mailing.channel_of(address):
            yield chat_message(mailing, edition, table, edition.frozen)


def chat_message(
    mailing: Mailing, edition: Edition, table: ChannelTable, made: datetime, *, resend: int = 0
) -> OutgoingMessage:
    """Return the message of ``edition`` for one chat; one that is sent again says so."""
    watch, to = mailing.watch, chat_address(table.name)
    share = share_of(edition, notices_since(mailing, edition), to, Choice(topics=table.topics))
    message = summary(letter_of(watch, edition, share.choice, told=share.told, had=share.had))
    if resend:
        message = message._replace(title=f"Resent: {message.title}")
    domain = watch.mail.sender.rpartition("@")[2]
    name = message_id(f"{MessageKind.CHAT}-{edition.key}", to, resend, domain=domain)
    content = frozen(message, made=made.astimezone(watch.zone), message_id=name, edition_key=edition.key)
    return OutgoingMessage(to, name, content, resend, MessageKind.CHAT, share.choice.topics)
