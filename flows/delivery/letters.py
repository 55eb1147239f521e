"""From an Edition to the messages of its readers, and to the files in the outbox folder.

The same edition gives the same bytes, whenever they are made. This file does NOT send anything (mailing.py does).
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType

from digests.letter.compose import compose
from digests.letter.render import Rendered, render
from digests.mail.folder import FolderChannel
from digests.mail.message import build, message_id
from digests.mail.unsubscribe import unsubscribe_url
from flows.config import MailTable, Watch
from flows.delivery.context import Mailing
from flows.delivery.publish import names, page_url
from flows.delivery.undelivered import suppressed
from literature.model.edition import Edition
from literature.model.errors import BrokenMail
from store.mail.delivery import OutgoingMessage


def render_letter(
    watch: Watch,
    edition: Edition,
    topics: Sequence[str] = (),
    silences: Mapping[str, str] = MappingProxyType({}),
    had: Collection[int] = (),
) -> Rendered:
    """Return the letter of ``edition`` with these topics (none: all) for readers who ``had`` these works in an earlier
    letter (see ``had_earlier``); ``silences`` is that of ``compose``."""
    letter = compose(
        edition,
        names(watch, edition),
        only=topics,
        contact=watch.watch.contact,
        archive_url=page_url(watch, edition.key),
        silences=silences,
        was_sent=had.__contains__,
    )
    return render(letter, budget=watch.limits.letter_bytes)


def had_earlier(edition: Edition, recipient: str) -> frozenset[int]:  # noqa: ARG001  # decided by edition alone
    """Return the works of earlier letters to ``recipient`` that ``edition`` has the preprint or the article of."""
    return frozenset(item.earlier.work_id for item in edition.items if item.earlier)


def owners_letter(mailing: Mailing, edition: Edition) -> Rendered:
    """Return the letter of ``edition`` with all topics, as the outbox folder and a preview have it."""
    had = had_earlier(edition, mailing.watch.watch.contact)
    return render_letter(mailing.watch, edition, silences=mailing.silences, had=had)


def letters(mailing: Mailing, edition: Edition) -> list[OutgoingMessage]:
    """Return one message for each reader who has none of ``edition`` yet; none for a suppressed one, nor for one whom
    no channel reaches. Those who chose the same topics and had the same works share a rendering."""
    watch = mailing.watch
    without = (*mailing.outbox.of_edition(edition.key), *suppressed(mailing.outbox, watch.reader))
    addresses = {delivery.recipient.casefold() for delivery in without}
    readers = [r for r in watch.reader if r.address.casefold() not in addresses and mailing.channel_of(r.address)]
    shown = {reader.address: (reader.topics, had_earlier(edition, reader.address)) for reader in readers}
    rendered = {
        (topics, had): render_letter(watch, edition, topics, mailing.silences, had)
        for topics, had in set(shown.values())
    }
    return [message(watch, rendered[shown[to]], to, edition.key, edition.frozen) for to in shown]


def letter_again(mailing: Mailing, edition: Edition, recipient: str, resend: int) -> OutgoingMessage:
    """Return the edition for one address once more: a message of its own, that says so."""
    topics = {reader.address.casefold(): reader.topics for reader in mailing.watch.reader}
    had = had_earlier(edition, recipient)
    rendered = render_letter(mailing.watch, edition, topics.get(recipient.casefold(), ()), mailing.silences, had)
    rendered = rendered._replace(subject=f"Resent: {rendered.subject}")
    return message(mailing.watch, rendered, recipient, edition.key, mailing.now(), resend=resend)


def message(
    watch: Watch,
    rendered: Rendered,
    recipient: str,
    key: date,
    made: datetime,
    *,
    kind: str = "digest",
    about: str = "",
    resend: int = 0,
) -> OutgoingMessage:
    """Return the bytes for one reader, or with ``kind`` "owner" for the owner; ``about`` distinguishes notices of one
    day."""
    domain = watch.mail.sender.rpartition("@")[2]
    list_id = f"{kind}.{domain}"
    name = message_id(f"{kind}-{key}{about}", recipient, resend, domain=domain)
    built = build(
        rendered,
        sender=watch.mail.sender,
        recipient=recipient,
        reply_to=watch.watch.contact,
        list_id=list_id,
        list_name=watch.watch.name,
        date=made.astimezone(watch.zone),
        message_id=name,
        edition_key=key.isoformat(),
        unsubscribe_mailto=f"mailto:{watch.watch.contact}?subject=unsubscribe",
        unsubscribe_url=_unsubscribe_url(watch.mail, list_id, recipient) if kind == "digest" else "",
    )
    return OutgoingMessage(recipient, name, built, resend)


def write(copies: FolderChannel, stem: str, rendered: Rendered, letter: OutgoingMessage) -> tuple[Path, ...]:
    """Write the .html, .txt and .eml of one letter. Raises BrokenStore where they cannot be written."""
    files = copies.write({f"{stem}.html": rendered.html.encode(), f"{stem}.txt": rendered.text.encode()})
    copies.deliver(letter.message, recipient=letter.recipient, stem=stem)
    return (*files, copies.folder / f"{stem}.eml")


def _unsubscribe_url(mail: MailTable, list_id: str, recipient: str) -> str:
    if not mail.unsubscribe_url:
        return ""
    key = os.environ.get(mail.unsubscribe_key_env, "")
    if not key:
        why = f"is set, but the environment variable {mail.unsubscribe_key_env} is empty: put a long random text there"
        raise BrokenMail("[mail] unsubscribe_url", why)
    return unsubscribe_url(mail.unsubscribe_url, list_id, recipient, key)
