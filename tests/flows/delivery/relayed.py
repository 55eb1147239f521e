"""A house that mails to a relay on loopback: how the tests of mailing change it and look into it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import pytest

from digests.mail.relay import Relay
from flows.app import House
from flows.cli.demo import MONDAY
from flows.config import ReaderTable
from store.mail.delivery import Delivery, State

KEY = MONDAY.date()
READER, CARDIOLOGIST, OWNER = "reader@example.org", "cardiologist@example.org", "watch@example.org"


def with_mail(house: House, **changes: object) -> House:
    mail = house.watch.mail.model_copy(update=changes)
    return replace(house, watch=house.watch.model_copy(update={"mail": mail}))


def write_mail(config: Path, port: int, readers: Sequence[str], policy: str = "retry") -> None:
    """Give ``config`` a relay at ``port`` and these readers, of all topics."""
    mail = f'host = "127.0.0.1"\nport = {port}\nsecurity = "none"\nambiguous = "{policy}"'
    text = re.sub(r"(?m)^host = .*$", mail, config.read_text(encoding="utf-8"))
    rest = text[: text.index("[[reader]]")] + text[text.index("[[term]]") :]
    tables = "".join(f'[[reader]]\naddress = "{reader}"\n\n' for reader in readers)
    config.write_text(f"{rest}\n{tables}", encoding="utf-8")


def with_readers(house: House, count: int) -> House:
    """READER and others, ``count`` in all."""
    readers = (*house.watch.reader[:1], *(ReaderTable(address=f"reader{n}@example.org") for n in range(2, count + 1)))
    return replace(house, watch=house.watch.model_copy(update={"reader": readers}))


def stored_message(house: House, address: str) -> bytes:
    """The bytes that the outbox keeps for ``address``."""
    held = house.outbox.claim(one(house, address), house.now())
    assert held
    house.outbox.release(held, house.now())
    return held.message


def states(house: House) -> dict[str, tuple[State, int]]:
    return {d.recipient: (d.state, d.attempts) for d in house.outbox.of_edition(KEY)}


def part(letter: EmailMessage, kind: str) -> str:
    body = letter.get_body((kind,))
    assert body
    return str(body.get_content())


def one(house: House, address: str = READER) -> Delivery:
    (found,) = [d for d in house.outbox.of_edition(KEY) if d.recipient == address]
    return found


def later(house: House, **time: float) -> House:
    now = house.now() + timedelta(**time)
    return replace(house, now=lambda: now)


def impatient(monkeypatch: pytest.MonkeyPatch, **seconds: float) -> None:
    """The relay's deadlines by name, shortened. Who is to answer within one needs some seconds on a busy machine."""
    short: partial[Relay] = partial(Relay, **seconds)  # type: ignore[arg-type]  # of their names only
    monkeypatch.setattr("flows.delivery.mailing.Relay", short)
