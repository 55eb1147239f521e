"""From an Edition to the messages of its readers, and to the files in the outbox folder.

The same edition gives the same bytes, whenever they are made. This file does NOT send anything (mailing.py does).
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from digests.letter.alerts import ToldNotice, told_to
from digests.letter.choice import Choice
from digests.letter.compose import DEFAULT, compose
from digests.letter.order import works_shown
from digests.letter.parts import Answering, Letter
from digests.mail.folder import FolderChannel
from digests.mail.follow_up import follow_up
from digests.mail.message import build, message_id
from digests.mail.unsubscribe import unsubscribe_url
from digests.rendering.render import Rendered, render
from flows.config import MailTable, ReaderTable, Watch
from flows.delivery.answering import answer_links
from flows.delivery.context import Mailing
from flows.delivery.publish import names, page_url
from flows.delivery.readers_due import DueReader, covers_from, due_readers, former_readers, reachable
from literature.model.edition import Edition, HeldNotice, Item
from literature.model.errors import BrokenMail
from literature.readers.preferences import learned
from store.mail.delivery import MessageKind, OutgoingMessage


def render_letter(
    watch: Watch,
    edition: Edition,
    choice: Choice = DEFAULT,
    *,
    told: Sequence[ToldNotice] | None = None,
    had: Iterable[tuple[int, date]] = (),
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
    had: Iterable[tuple[int, date]],
    answering: Answering | None = None,
) -> Letter:
    """Return what ``render_letter`` renders."""
    letters_of = dict(had)
    return compose(
        replace(edition, items=tuple(_as_had(item, letters_of) for item in edition.items)),
        names(watch, edition),
        choice=choice,
        told=told,
        contact=watch.watch.contact,
        archive_url=page_url(watch, edition),
        was_sent=letters_of.__contains__,
        answering=answering,
    )


def _as_had(item: Item, letters_of: Mapping[int, date]) -> Item:
    """``item``, and in which letter these readers had its preprint or its article: one of several editions has the date
    of the last."""
    earlier = item.earlier
    if earlier is None or letters_of.get(earlier.work_id, earlier.edition) == earlier.edition:
        return item
    return replace(item, earlier=replace(earlier, edition=letters_of[earlier.work_id]))


def had_earlier(edition: Edition, recipient: str) -> frozenset[tuple[int, date]]:
    """Return the works that ``recipient`` was sent in earlier letters, for certain, and that ``edition`` has the
    preprint or the article of, each with the date of that letter."""
    address, earlier = recipient.casefold(), [item.earlier for item in edition.items if item.earlier]
    return frozenset(
        (each.work_id, reader.edition)
        for each in earlier
        for reader in each.audience or ()
        if reader.sent and reader.address.casefold() == address
    )


def owners_letter(mailing: Mailing, edition: Edition) -> Rendered:
    """Return the letter of ``edition`` with all topics, as the outbox folder and a preview have it."""
    return render(owners_parts(mailing, edition), budget=mailing.watch.limits.letter_bytes)


def owners_parts(mailing: Mailing, edition: Edition) -> Letter:
    """Return what the letter of ``owners_letter`` says, before it is rendered."""
    had = had_earlier(edition, mailing.watch.watch.contact)
    return letter_of(mailing.watch, edition, DEFAULT, had=had)


def readers_letter(mailing: Mailing, edition: Edition, reader: ReaderTable) -> Rendered:
    """Return the letter that ``reader`` gets of ``edition``, without the links by which only that reader may answer."""
    whole = mailing.editions.joined(edition, covers_from(mailing, edition, reader))
    choice = _choices(mailing, [reader])[reader.address]
    share = share_of(whole, notices_since(mailing, edition), reader.address, choice)
    return _rendered(mailing, whole, share, None)


def letters(mailing: Mailing, edition: Edition, *, with_digest: bool = True) -> list[OutgoingMessage]:
    """Return one message for each reader who is due and has none of ``edition`` yet, and one for each former reader who
    was sent a paper that a notice concerns; none for a suppressed one, nor for one whom no channel reaches. A chat is
    none of them (chats.py).

    Readers without a rhythm of their own are due ``with_digest``.
    """
    return [*_digests(mailing, edition, with_digest), *_follow_ups_due(mailing, edition)]


class Share(NamedTuple):
    """All in which the letters of one edition differ: readers with the same share a rendering."""

    first: date
    choice: Choice
    told: tuple[ToldNotice, ...]
    had: frozenset[tuple[int, date]]


def _digests(mailing: Mailing, edition: Edition, with_digest: bool) -> list[OutgoingMessage]:
    whole, shares = _due_shares(mailing, edition, with_digest)
    answering = answer_links(mailing.watch, edition.key)
    rendered = {share: _rendered(mailing, whole[share.first], share, answering) for share in set(shares.values())}
    return [
        message(
            mailing.watch,
            rendered[share],
            to,
            edition.key,
            edition.frozen,
            topics=share.choice.topics,
            answer_key=answering.for_reader(to) if answering else b"",
            covers_from=whole[share.first].first_key,
        )
        for to, share in shares.items()
    ]


def waiting(mailing: Mailing, edition: Edition) -> Collection[str]:
    """Return the addresses of the readers with a rhythm of their own who are due for a letter of ``edition``."""
    return _due_shares(mailing, edition, with_digest=False)[1].keys()


def _due_shares(mailing: Mailing, edition: Edition, with_digest: bool) -> tuple[dict[date, Edition], dict[str, Share]]:
    """``edition`` with those before it, by the first of them; and what each reader gets who is due. A daily one gets
    nothing where there is nothing new."""
    due, since = due_readers(mailing, edition, with_digest=with_digest), notices_since(mailing, edition)
    whole = {first: mailing.editions.joined(edition, first) for first in {each.first for each in due}}
    choices = _choices(mailing, [each.reader for each in due])

    def share(each: DueReader) -> Share:
        address = each.reader.address
        return share_of(whole[each.first], since, address, choices[address])

    shares = [(each, share(each)) for each in due]
    empty = {share: _is_empty(whole[share.first], share) for each, share in shares if each.may_be_left_out}
    return whole, {each.reader.address: share for each, share in shares if not (each.may_be_left_out and empty[share])}


def _is_empty(edition: Edition, share: Share) -> bool:
    """Whether there is nothing new for these readers in ``edition``."""
    shown = works_shown(edition, share.choice.topics)
    return not share.told and not any(item.work_id in shown and share.choice.wants(item) for item in edition.items)


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
    told = _told(edition, since, address, choice.topics)
    return Share(edition.first_key or edition.key, choice, told, had_earlier(edition, address))


def _rendered(mailing: Mailing, edition: Edition, share: Share, answering: Answering | None) -> Rendered:
    return render_letter(mailing.watch, edition, share.choice, told=share.told, had=share.had, answering=answering)


def _told(edition: Edition, since: Sequence[HeldNotice], address: str, topics: Sequence[str]) -> tuple[ToldNotice, ...]:
    """What one reader is told of: the notices of ``edition``, and of a letter that is made late those that have come
    ``since`` about what it shows."""
    shown = works_shown(edition, topics) if since else ()
    names = {name for item in edition.items if item.work_id in shown for name in item.record.identifiers}
    late = (ToldNotice(notice) for notice in since if not names.isdisjoint(notice.identifiers))
    return (*told_to(edition, address), *late)


def _follow_ups_due(mailing: Mailing, edition: Edition) -> list[OutgoingMessage]:
    by_first = defaultdict[date, list[str]](list)
    for address, first in former_readers(mailing, edition).items():
        by_first[first].append(address)
    return [
        message
        for first, addresses in by_first.items()
        for message in follow_ups(mailing, mailing.editions.joined(edition, first), addresses)
    ]


def follow_ups(
    mailing: Mailing, edition: Edition, addresses: Iterable[str], *, resend: int = 0
) -> list[OutgoingMessage]:
    """Return one message for each former reader, with the notices of ``edition`` about papers that reader was sent
    and nothing else; none where there are none, for a suppressed one, nor for one whom no channel reaches."""
    watch, contact = mailing.watch, mailing.watch.watch.contact
    told = {each: told_to(edition, each, former=True) for each in reachable(mailing, addresses)}
    rendered = {notices: follow_up(edition, notices, contact) for notices in set(told.values()) if notices}
    kind = MessageKind.NOTICES
    covered = edition.first_key
    return [
        message(
            watch, rendered[notices], to, edition.key, edition.frozen, kind=kind, resend=resend, covers_from=covered
        )
        for to, notices in told.items()
        if notices
    ]


def letter_again(mailing: Mailing, edition: Edition, recipient: str, resend: int) -> OutgoingMessage:
    """Return ``edition``, which may be several as one, for one address once more: a message of its own, that says so.
    Who is no reader has no links to answer by."""
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
        covers_from=edition.first_key,
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
    covers_from: date | None = None,
) -> OutgoingMessage:
    """Return the bytes for one reader, or for the owner; ``about`` distinguishes the owner's notices of one day,
    ``topics`` are those that ``rendered`` is limited to, ``answer_key`` fills the places of its tokens, and
    ``covers_from`` is the first of several Editions."""
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
    return OutgoingMessage(recipient, name, built, resend, kind, tuple(topics), answer_key, covers_from)


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
