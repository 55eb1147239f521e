"""An app that mails to a relay on loopback: how the tests of mailing change it and look into it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

from digests.mail.smtp import SmtpChannel
from flows.app import App, channels_of
from flows.cli.demo import MONDAY
from flows.config import ReaderTable
from store.mail.delivery import Delivery, DeliveryState

KEY = MONDAY.date()
READER, CARDIOLOGIST, OWNER = "reader@example.org", "cardiologist@example.org", "watch@example.org"


def with_mail(app: App, **changes: object) -> App:
    """The app with these keys of [mail] changed."""
    watch = app.watch.model_copy(update={"mail": app.watch.mail.model_copy(update=changes)})
    return replace(app, watch=watch, channels=channels_of(watch))


def write_mail(config: Path, port: int, readers: Sequence[str], policy: str = "retry") -> None:
    """Give ``config`` a relay at ``port`` and these readers, of all topics."""
    mail = f'host = "127.0.0.1"\nport = {port}\nsecurity = "none"\nambiguous = "{policy}"'
    text = re.sub(r"(?m)^host = .*$", mail, config.read_text(encoding="utf-8"))
    rest = text[: text.index("[[reader]]")] + text[text.index("[[term]]") :]
    tables = "".join(f'[[reader]]\naddress = "{reader}"\n\n' for reader in readers)
    config.write_text(f"{rest}\n{tables}", encoding="utf-8")


def with_readers(app: App, count: int) -> App:
    """READER and others, ``count`` in all."""
    readers = (*app.watch.reader[:1], *(ReaderTable(address=f"reader{n}@example.org") for n in range(2, count + 1)))
    return replace(app, watch=app.watch.model_copy(update={"reader": readers}))


def stored_message(app: App, address: str) -> bytes:
    """The bytes that the outbox keeps for ``address``."""
    lease = app.outbox.claim(one(app, address), app.now())
    assert lease
    app.outbox.release(lease, app.now())
    return lease.message


def states(app: App) -> dict[str, tuple[DeliveryState, int]]:
    return {d.recipient: (d.state, d.attempts) for d in app.outbox.of_edition(KEY)}


def part(letter: EmailMessage, kind: str) -> str:
    body = letter.get_body((kind,))
    assert body
    return str(body.get_content())


def one(app: App, address: str = READER) -> Delivery:
    (found,) = [d for d in app.outbox.of_edition(KEY) if d.recipient == address]
    return found


def later(app: App, **time: float) -> App:
    now = app.now() + timedelta(**time)
    return replace(app, now=lambda: now)


def impatient(app: App, **seconds: float) -> App:
    """The relay's deadlines by name, shortened. Who is to answer within one needs some seconds on a busy machine."""
    (channel,) = app.channels
    assert isinstance(channel, SmtpChannel)
    relay = replace(channel.relay, **seconds)  # type: ignore[arg-type]  # of their names only
    return replace(app, channels=(replace(channel, relay=relay),))
