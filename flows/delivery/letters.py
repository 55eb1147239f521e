"""From an Edition to the messages of its readers, and to the files in the outbox folder.

The same edition gives the same bytes, whenever they are made. This file does NOT send anything (mailing.py does).
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from digests.letter.alerts import ToldNotice, told_to
from digests.letter.choice import Choice
from digests.letter.compose import DEFAULT, compose
from digests.letter.order import works_shown
from digests.letter.parts import Answering, Letter
from digests.mail.addresses import is_chat
from digests.mail.folder import FolderChannel
from digests.mail.follow_up import follow_up
from digests.mail.message import build, message_id
from digests.mail.unsubscribe import unsubscribe_url
from digests.rendering.render import Rendered, render
from flows.config import MailTable, ReaderTable, Watch
from flows.delivery.answering import answer_links
from flows.delivery.context import Mailing
from flows.delivery.publish import names, page_url
from flows.delivery.undelivered import refused_for_good
from literature.model.edition import Edition, HeldNotice
from literature.model.errors import BrokenMail
from literature.model.preferences import learned
from store.mail.delivery import MessageKind, OutgoingMessage


def render_letter(
    watch: Watch,
    edition: Edition,
    choice: Choice = DEFAULT,
    *,
    told: Sequence[ToldNotice] | None = None,
    had: Collection[int] = (),
    answering: Answering | None = None,
) -> Rendered:
    """Return the letter of ``edition`` for readers who made this ``choice`` and ``had`` these works in an earlier
    letter (see ``had_earlier``); ``told`` and ``answering`` are those of ``compose``."""
    letter = letter_of(watch, edition, choice, told=told, had=had, answering=answering)
    return render(letter, budget=watch.limits.letter_bytes)


def letter_of(
    watch: Watch,
    edition: Edition,
    choice: Choice,
    *,
    told: Sequence[ToldNotice] | None = None,
    had: Collection[int],
    answering: Answering | None = None,
) -> Letter:
    """Return what ``render_letter`` renders."""
    return compose(
        edition,
        names(watch, edition),
        choice=choice,
        told=told,
        contact=watch.watch.contact,
        archive_url=page_url(watch, edition.key),
        was_sent=had.__contains__,
        answering=answering,
    )


def had_earlier(edition: Edition, recipient: str) -> frozenset[int]:
    """Return the works that ``recipient`` was sent in earlier letters, for certain, and that ``edition`` has the
    preprint or the article of."""
    address, earlier = recipient.casefold(), [item.earlier for item in edition.items if item.earlier]
    return frozenset(
        each.work_id
        for each in earlier
        if any(reader.sent and reader.address.casefold() == address for reader in each.audience or ())
    )


def owners_letter(mailing: Mailing, edition: Edition) -> Rendered:
    """Return the letter of ``edition`` with all topics, as the outbox folder and a preview have it."""
    had = had_earlier(edition, mailing.watch.watch.contact)
    return render_letter(mailing.watch, edition, had=had)


def owners_parts(mailing: Mailing, edition: Edition) -> Letter:
    """Return what the letter of ``owners_letter`` says, before it is rendered."""
    had = had_earlier(edition, mailing.watch.watch.contact)
    return letter_of(mailing.watch, edition, DEFAULT, had=had)


def readers_letter(mailing: Mailing, edition: Edition, reader: ReaderTable) -> Rendered:
    """Return the letter that ``reader`` gets of ``edition``, without the links by which only that reader may answer."""
    choice = _choices(mailing, [reader])[reader.address]
    share = share_of(edition, notices_since(mailing, edition), reader.address, choice)
    return _rendered(mailing, edition, share, None)


def letters(mailing: Mailing, edition: Edition) -> list[OutgoingMessage]:
    """Return one message for each reader who has none of ``edition`` yet, and one for each former reader who was sent a
    paper that a notice of ``edition`` concerns; none for a suppressed one, nor for one whom no channel reaches. A
    chat is none of them (chats.py)."""
    served = {delivery.recipient.casefold() for delivery in mailing.outbox.of_edition(edition.key)}
    readers = {reader.address.casefold(): reader for reader in mailing.watch.reader}
    audience = {each.address.casefold(): each.address for notice in edition.notices for each in notice.audience or ()}
    former = [address for key, address in audience.items() if not (key in readers or key in served or is_chat(key))]
    new = [reader for key, reader in readers.items() if key not in served]
    return [*_digests(mailing, edition, new), *follow_ups(mailing, edition, former)]


class Share(NamedTuple):
    """All in which the letters of one edition differ: readers with the same share a rendering."""

    choice: Choice
    told: tuple[ToldNotice, ...]
    had: frozenset[int]


def _digests(mailing: Mailing, edition: Edition, new: Iterable[ReaderTable]) -> list[OutgoingMessage]:
    reached, since = set(_reachable(mailing, [reader.address for reader in new])), notices_since(mailing, edition)
    readers = [reader for reader in new if reader.address in reached]
    choices = _choices(mailing, readers)
    shares = {each.address: share_of(edition, since, each.address, choices[each.address]) for each in readers}
    answering = answer_links(mailing.watch, edition.key)
    rendered = {share: _rendered(mailing, edition, share, answering) for share in set(shares.values())}
    return [
        message(
            mailing.watch,
            rendered[share],
            to,
            edition.key,
            edition.frozen,
            topics=share.choice.topics,
            answer_key=answering.for_reader(to) if answering else b"",
        )
        for to, share in shares.items()
    ]


def _choices(mailing: Mailing, readers: Iterable[ReaderTable]) -> dict[str, Choice]:
    """Address -> what that reader's letter is to hold, by watch.toml and by the reader's own marks."""
    marks = mailing.marks.by_reader()
    return {
        each.address: mailing.watch.choice_of(each, learned(marks.get(each.address.casefold(), ()))) for each in readers
    }


def notices_since(mailing: Mailing, edition: Edition) -> Sequence[HeldNotice]:
    """Return the notices that have come since about what ``edition`` shows: a letter of it may be made late."""
    return mailing.editions.notices_since(edition.key)


def share_of(edition: Edition, since: Sequence[HeldNotice], address: str, choice: Choice) -> Share:
    """Return what one reader, or one chat, who made this ``choice`` is shown."""
    return Share(choice, _told(edition, since, address, choice.topics), had_earlier(edition, address))


def _rendered(mailing: Mailing, edition: Edition, share: Share, answering: Answering | None) -> Rendered:
    return render_letter(mailing.watch, edition, share.choice, told=share.told, had=share.had, answering=answering)


def _told(edition: Edition, since: Sequence[HeldNotice], address: str, topics: Sequence[str]) -> tuple[ToldNotice, ...]:
    """What one reader is told of: the notices of ``edition``, and of a letter that is made late those that have come
    ``since`` about what it shows."""
    shown = works_shown(edition, topics) if since else ()
    names = {name for item in edition.items if item.work_id in shown for name in item.record.identifiers}
    late = (ToldNotice(notice) for notice in since if not names.isdisjoint(notice.identifiers))
    return (*told_to(edition, address), *late)


def follow_ups(
    mailing: Mailing, edition: Edition, addresses: Iterable[str], *, resend: int = 0
) -> list[OutgoingMessage]:
    """Return one message for each former reader, with the notices of ``edition`` about papers that reader was sent
    and nothing else; none where there are none, for a suppressed one, nor for one whom no channel reaches."""
    watch, contact = mailing.watch, mailing.watch.watch.contact
    told = {each: told_to(edition, each, former=True) for each in _reachable(mailing, addresses)}
    rendered = {notices: follow_up(edition, notices, contact) for notices in set(told.values()) if notices}
    kind = MessageKind.NOTICES
    return [
        message(watch, rendered[notices], to, edition.key, edition.frozen, kind=kind, resend=resend)
        for to, notices in told.items()
        if notices
    ]


def _reachable(mailing: Mailing, addresses: Iterable[str]) -> list[str]:
    """Those of ``addresses`` that a channel reaches and no server has refused for good."""
    refused = refused_for_good(mailing.outbox)
    return [each for each in addresses if each.casefold() not in refused and mailing.channel_of(each)]


def letter_again(mailing: Mailing, edition: Edition, recipient: str, resend: int) -> OutgoingMessage:
    """Return the edition for one address once more: a message of its own, that says so. Who is no reader has no links
    to answer by."""
    readers = {reader.address.casefold(): reader for reader in mailing.watch.reader}
    reader = readers.get(recipient.casefold())
    choice = _choices(mailing, [reader])[reader.address] if reader else DEFAULT
    answering = answer_links(mailing.watch, edition.key) if reader else None
    share = share_of(edition, notices_since(mailing, edition), recipient, choice)
    rendered = _rendered(mailing, edition, share, answering)
    return message(
        mailing.watch,
        rendered._replace(subject=f"Resent: {rendered.subject}"),
        recipient,
        edition.key,
        mailing.now(),
        resend=resend,
        topics=choice.topics,
        answer_key=answering.for_reader(recipient) if answering else b"",
    )


def message(
    watch: Watch,
    rendered: Rendered,
    recipient: str,
    key: date,
    made: datetime,
    *,
    kind: MessageKind = MessageKind.DIGEST,
    about: str = "",
    resend: int = 0,
    topics: Sequence[str] = (),
    answer_key: bytes = b"",
) -> OutgoingMessage:
    """Return the bytes for one reader, or for the owner; ``about`` distinguishes the owner's notices of one day,
    ``topics`` are those that ``rendered`` is limited to, and ``answer_key`` fills the places of its tokens."""
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
        unsubscribe_url=_unsubscribe_url(watch.mail, list_id, recipient) if kind is MessageKind.DIGEST else "",
    )
    return OutgoingMessage(recipient, name, built, resend, kind, tuple(topics), answer_key)


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
