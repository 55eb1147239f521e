"""From an Edition to the messages of its readers, and to the files in the outbox folder.

The same edition gives the same bytes, whenever they are made. This file does NOT send anything (mailing.py does).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from digests.letter.compose import compose
from digests.letter.render import Rendered, render
from digests.mail.message import build, message_id
from digests.mail.unsubscribe import unsubscribe_url
from flows.app import App
from flows.config import ReaderTable
from flows.delivery import publish
from literature.model.edition import Edition
from literature.model.errors import BrokenMail, BrokenStore
from store.mail.delivery import OutgoingMessage


def lay_out(app: App, edition: Edition, topics: Sequence[str] = ()) -> Rendered:
    """The letter of ``edition`` with these topics (none: all)."""
    watch = app.watch
    letter = compose(
        edition,
        publish.names(app, edition),
        only=topics,
        contact=watch.watch.contact,
        archive_url=publish.address(app, edition.key),
        silences=app.silences,
    )
    return render(letter, budget=watch.limits.letter_bytes)


def letters(app: App, edition: Edition, readers: Iterable[ReaderTable]) -> list[OutgoingMessage]:
    """One message for each reader; each choice of topics is laid out once."""
    chosen = list(readers)
    laid_out = {topics: lay_out(app, edition, topics) for topics in {reader.topics for reader in chosen}}
    return [message(app, laid_out[reader.topics], reader.address, edition.key, edition.frozen) for reader in chosen]


def letter_again(app: App, edition: Edition, recipient: str, resend: int) -> OutgoingMessage:
    """The edition for one address once more: a message of its own, that says so."""
    known = {reader.address.casefold(): reader.topics for reader in app.watch.reader}
    rendered = lay_out(app, edition, known.get(recipient.casefold(), ()))
    rendered = rendered._replace(subject=f"Resent: {rendered.subject}")
    return message(app, rendered, recipient, edition.key, app.now(), resend=resend)


def message(
    app: App,
    rendered: Rendered,
    recipient: str,
    key: date,
    made: datetime,
    *,
    kind: str = "digest",
    about: str = "",
    resend: int = 0,
) -> OutgoingMessage:
    """The bytes for one reader, or with ``kind`` "owner" for the owner; ``about`` tells notices of one day apart."""
    watch, mail = app.watch, app.watch.mail
    domain = mail.sender.rpartition("@")[2]
    list_id = f"{kind}.{domain}"
    name = message_id(f"{kind}-{key}{about}", recipient, resend, domain=domain)
    built = build(
        rendered,
        sender=mail.sender,
        recipient=recipient,
        reply_to=watch.watch.contact,
        list_id=list_id,
        list_name=watch.watch.name,
        date=made.astimezone(watch.zone),
        message_id=name,
        edition_key=key.isoformat(),
        unsubscribe_mailto=f"mailto:{watch.watch.contact}?subject=unsubscribe",
        unsubscribe_url=_unsubscribe_url(app, list_id, recipient) if kind == "digest" else "",
    )
    return OutgoingMessage(recipient, name, built, resend)


def write(app: App, stem: str, rendered: Rendered, eml: bytes) -> tuple[Path, ...]:
    """The .html, .txt and .eml of one letter in the outbox folder. Raises BrokenStore where it cannot be written."""
    folder = app.folder / app.watch.mail.outbox
    contents = {"html": rendered.html.encode(), "txt": rendered.text.encode(), "eml": eml}
    files = {folder / f"{stem}.{suffix}": content for suffix, content in contents.items()}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            path.write_bytes(content)
    except OSError as error:
        raise BrokenStore(str(folder), f"the letter's files cannot be written: {error.strerror}") from error
    return tuple(files)


def _unsubscribe_url(app: App, list_id: str, recipient: str) -> str:
    mail = app.watch.mail
    if not mail.unsubscribe_url:
        return ""
    key = os.environ.get(mail.unsubscribe_key_env, "")
    if not key:
        why = f"is set, but the environment variable {mail.unsubscribe_key_env} is empty: put a long random text there"
        raise BrokenMail("[mail] unsubscribe_url", why)
    return unsubscribe_url(mail.unsubscribe_url, list_id, recipient, key)
