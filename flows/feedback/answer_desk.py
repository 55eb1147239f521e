"""Whether an answer is taken: the token decides, whoever sends it and by whatever way.

A token that we did not make, that is too old or that belongs to nobody on the list is refused, and nothing changes. A
letter that was forwarded lets whoever reads it answer for its reader, who sees that on the page and can take it back:
readers are often the address of a whole group, and a person's mails leave by more than one address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from digests.mail.answer_tokens import AnswerToken, read_token, reader_key
from flows.config import Watch
from flows.delivery.answering import feedback_key
from literature.readers.reader_mark import MarkKind, MarkVia, ReaderMark
from store.mail.outbox import Outbox
from store.reader_marks import MarkOutcome, NewMark, ReaderMarks


class NotTaken(StrEnum):
    """Why a token is refused."""

    FORGED = "forged"
    """We did not make it, or it was changed on the way."""
    EXPIRED = "expired"
    NO_READER = "no reader"
    """It is of somebody who is no longer on the list."""


class Answerer(NamedTuple):
    """A reader who may answer about one Work of one Edition."""

    reader: str
    edition: date
    work_id: int


@dataclass(frozen=True, slots=True)
class AnswerDesk:
    """What it takes to take an answer."""

    watch: Callable[[], Watch]
    """The configuration of now: readers come and go while a page is served."""
    outbox: Outbox
    marks: ReaderMarks
    now: Callable[[], datetime]

    def recognise(self, text: str) -> Answerer | NotTaken:
        """Return for whom and about what the token ``text`` speaks, or why it is refused."""
        watch, token = self.watch(), read_token(text)
        key = feedback_key(watch)
        if token is None or not key:
            return NotTaken.FORGED
        reader = _whose(token, key, (reader.address for reader in watch.reader))
        if reader is None:
            former = (letter.recipient for letter in self.outbox.of_edition(token.edition))
            return NotTaken.NO_READER if _whose(token, key, former) else NotTaken.FORGED
        if token.has_expired(self.now().astimezone(watch.zone).date()):
            return NotTaken.EXPIRED
        return Answerer(reader, token.edition, token.work_id)

    def present(self, who: Answerer) -> ReaderMark | None:
        """Return what that reader says of that Work now."""
        return self.marks.present(who.reader, who.work_id)

    def take_from_page(self, who: Answerer, kind: MarkKind, seen: int) -> MarkOutcome:
        """Keep an answer that was given on a page which showed the version ``seen``."""
        now = self.now()
        return self.marks.save(_new(who, kind, MarkVia.PAGE, now), now, seen=seen)

    def take_from_mail(self, who: Answerer, kind: MarkKind, sent: datetime, mail: str) -> MarkOutcome:
        """Keep an answer that was mailed at ``sent``; ``mail`` is a hash of its Message-ID."""
        return self.marks.save(_new(who, kind, MarkVia.MAIL, sent)._replace(mail=mail), self.now())


def _new(who: Answerer, kind: MarkKind, via: MarkVia, made: datetime) -> NewMark:
    return NewMark(who.reader, who.work_id, who.edition, kind, via, made)


def _whose(token: AnswerToken, key: str, readers: Iterable[str]) -> str | None:
    """Return the one of ``readers`` for whom ``token`` was made; trying 2,000 takes some 10 ms."""
    return next((each for each in readers if token.is_sealed_by(reader_key(key, token.edition, each))), None)
