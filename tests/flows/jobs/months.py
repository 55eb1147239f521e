"""Scripted months: papers come day by day, and readers of several rhythms are served as the schedules would.

The digest runs on Monday at 07:00 and `deliver` at the 37th minute of the HOURS, without Prefect and on a clock that is
set.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as email_policy

from digests.mail.channel import Mark, SendOutcome, Sent, Transient, always
from flows.app import App
from flows.config import ReaderTable
from flows.delivery import mailing
from flows.jobs.digest import close, key_of_slot
from flows.jobs.rhythms import serve
from literature.model.record import Record
from tests.flows.delivery.relayed import part
from tests.flows.digests import make_digest
from tests.store.records import harvest, paper

HOURS = (1, 2, 3, 5, 7, 8, 9, 10, 12, 15, 16)
"""The local hours at which anything can happen here: the 24 of a day take twice as long."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SYLLABLES = ("bra", "cor", "del", "fen", "gim", "hol", "jat", "kel", "lum", "nav", "pix", "rud", "sot", "vem", "wop")
NAMES = tuple("".join(each).capitalize() for each in itertools.permutations(SYLLABLES, 3))


@dataclass
class Letterbox:
    """A channel that keeps what it is given; while ``is_down`` it takes nothing."""

    boxes: dict[str, list[EmailMessage]] = field(default_factory=dict)
    is_down: bool = False
    name: str = "letterbox"

    def takes(self, recipient: str) -> bool:
        return True

    def deliver(self, message: bytes, *, recipient: str, stem: str, mark: Mark = always) -> SendOutcome:
        if self.is_down:
            return Transient("RCPT", 450, "later")
        mark()
        self.boxes.setdefault(recipient, []).append(message_from_bytes(message, policy=email_policy))
        return Sent("dot", 250, "ok")


class Months:
    """One watch, its readers and its letterbox, from ``start`` on."""

    def __init__(self, app: App, start: datetime) -> None:
        self.base, self.now, self.channel = app, start, Letterbox()
        self.is_on = True
        """Whether the machine is: nothing runs while it is off."""
        self.is_digest_on = True
        self.announced: dict[str, datetime] = {}
        self._names: Iterator[str] = iter(NAMES)
        self.readers()

    def readers(self, **readers: Mapping[str, object]) -> None:
        """From now on these are in watch.toml: name of the reader -> keys of its table."""
        tables = tuple(
            ReaderTable.model_validate({"address": f"{name}@example.org", "max_items": 500, "brief": 500, **keys})
            for name, keys in readers.items()
        )
        self.base = replace(self.base, watch=self.base.watch.model_copy(update={"reader": tables}))

    @property
    def app(self) -> App:
        now = self.now
        return replace(self.base, channels=(self.channel,), now=lambda: now)

    def announce(self, number: int = 1) -> list[str]:
        """Poll PubMed, which has so many new papers; return the words by which they are told apart."""
        words = [next(self._names) for _ in range(number)]
        records = [
            paper(str(70_000_000 + len(self.announced) + n), f"Anakinra in {word} disease", family=word)
            for n, word in enumerate(words)
        ]
        self.announced |= dict.fromkeys(words, self.now)
        self.admit(*records)
        return words

    def admit(self, *records: Record) -> None:
        candidates = [self.app.classifier.classify(record) for record in records]
        self.app.corpus.admit(harvest(*records), candidates, started=self.now, now=self.now)

    def digest(self) -> None:
        app = self.app
        made = make_digest(app, key_of_slot(app.editions, app.watch.zone, app.now(), app.today))
        close(app, made)

    def deliver(self) -> None:
        serve(self.app)
        mailing.resume(self.app.mailing)

    def until(self, end: datetime, each_day: Callable[[datetime], object] = lambda _: None) -> None:
        """Let time pass; PubMed is polled every six hours, and ``each_day`` called at noon, local time."""
        while self.now < end:
            local = self.now.astimezone(self.app.watch.zone)
            if local.hour % 6 == 0:
                self.admit()
            if local.hour == 12:
                each_day(local)
            if self.is_on and self.is_digest_on and (local.weekday(), local.hour) == (0, 7):
                self.digest()
            if self.is_on and local.hour in HOURS:
                self.now += timedelta(minutes=37)
                self.deliver()
                self.now -= timedelta(minutes=37)
            self.now += HOUR

    def letters(self, name: str) -> list[EmailMessage]:
        return self.channel.boxes.get(f"{name}@example.org", [])

    def texts(self, name: str) -> list[str]:
        return [" ".join(part(letter, "plain").split()) for letter in self.letters(name)]

    def days(self, name: str) -> list[str]:
        """The dates of the editions that the letters of this reader have."""
        return [str(letter["X-Digest-Edition"]) for letter in self.letters(name)]

    def read(self, name: str) -> list[str]:
        """The papers in the letters of this reader, in full or as a line, as often as there are letters with each."""
        return [word for text in self.texts(name) for word in self.announced if f"in {word} disease" in text]

    def spans(self, name: str) -> list[tuple[str, str]]:
        deliveries = self.app.outbox.since(date.min)
        return [
            (f"{delivery.span.first:%m-%d}", f"{delivery.span.last:%m-%d}")
            for delivery in deliveries
            if delivery.recipient == f"{name}@example.org"
        ]
