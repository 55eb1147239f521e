"""`ilwatch inbox`: the answers that readers mailed, read from the subjects of mails and kept.

A mail is an answer where its subject holds one of the answers in words and a token after it, whatever mail programs and
lists have put around these. All other mails are left alone, unread. Mails may be read again at any time: nothing
changes.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from digests.letter.parts import ANSWER_WORDS
from digests.mail.answer_tokens import TOKEN_LENGTH
from digests.words.prose import count
from flows.app import App
from flows.delivery.answering import require_key
from flows.feedback.answer_desk import AnswerDesk, Answerer, NotTaken
from flows.result import Result
from literature.model.errors import BrokenConfig
from literature.readers.reader_mark import MarkKind
from sources.inbox.mail_head import FetchedMail, MailHead, read_head
from sources.inbox.open_inbox import Inbox, open_inbox, shown_place
from store.reader_marks import MarkOutcome

_ANSWER = re.compile(
    rf"(?<!\w)({'|'.join(ANSWER_WORDS.values())})\W+([\w-]{{{TOKEN_LENGTH}}})(?![\w-])".replace(" ", r"\s"),
    re.IGNORECASE | re.ASCII,
)
_KINDS = {words.lower(): kind for kind, words in ANSWER_WORDS.items()}
_TAKE_BACK = re.compile(rf"\b{ANSWER_WORDS[MarkKind.TAKEN_BACK]}\b".replace(" ", r"\s+"), re.IGNORECASE)
_NOT = re.compile(r"\bnot\W*$", re.IGNORECASE)


def answer_in(subject: str) -> tuple[MarkKind, str] | None:
    """Return what a mail with this ``subject`` says, and its token; None where it is no answer. Who writes "Take back"
    before the words of the link takes back; "not useful" is none of the answers."""
    hit = _ANSWER.search(subject)
    if hit is None:
        return None
    before, kind = subject[: hit.start()], _KINDS[" ".join(hit[1].lower().split())]
    if _TAKE_BACK.search(before):
        return MarkKind.TAKEN_BACK, hit[2]
    return None if _NOT.search(before) else (kind, hit[2])


FURTHEST_AHEAD = timedelta(days=1)
"""How far ahead of ours a sender's clock may be: the mail waits for its Date. Beyond, its Date orders nothing."""


class MailedAnswer(StrEnum):
    """What became of a mail that was no answer to be kept."""

    KNOWN = "known"
    """It was read before, or a later answer of that reader stands."""
    WAITING = "waiting"
    """Its date has not come yet; the next run reads it again."""
    NO_DATE = "without a date"


Outcome = MarkKind | MailedAnswer | NotTaken | MarkOutcome
REFUSED: Mapping[Outcome, str] = {
    NotTaken.FORGED: "forged or changed on the way",
    NotTaken.EXPIRED: "expired",
    NotTaken.NO_READER: "of somebody who is no reader any more",
    MarkOutcome.TOO_MANY: "more than a reader gives in a day",
    MarkOutcome.NO_WORK: "about a paper that is not in the database",
    MailedAnswer.NO_DATE: "without a date, or dated in the future",
}
"""Why an answer is refused, in words."""


class ReadAnswer(NamedTuple):
    """What became of one mail that holds an answer."""

    number: int
    outcome: Outcome
    elsewhere: bool = False
    """Whether it came from another address than the letter went to."""


@dataclass(frozen=True, slots=True)
class InboxReport(Result):
    """What was read from an inbox."""

    place: str
    mails: int
    """How many were looked at, answers or not."""
    answers: Sequence[ReadAnswer] = ()
    counts: Mapping[Outcome, int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "counts", Counter(answer.outcome for answer in self.answers))

    @property
    def kept(self) -> int:
        """How many answers changed what their reader says."""
        return sum(self.counts.get(kind, 0) for kind in MarkKind)

    @property
    def elsewhere(self) -> int:
        """How many that were kept came from another address than the letter went to."""
        return sum(answer.elsewhere and isinstance(answer.outcome, MarkKind) for answer in self.answers)

    def data(self) -> dict[str, Any]:
        """For programs; the keys are stable."""
        return {
            "place": self.place,
            "mails": self.mails,
            **{kind.value: self.counts.get(kind, 0) for kind in MarkKind},
            "elsewhere": self.elsewhere,
            "known": self.counts.get(MailedAnswer.KNOWN, 0),
            "waiting": self.counts.get(MailedAnswer.WAITING, 0),
            "refused": {reason.value: self.counts.get(reason, 0) for reason in REFUSED},
        }

    def lines(self) -> list[str]:
        """For people."""
        useful, not_for_us, taken_back = (self.counts.get(kind, 0) for kind in MarkKind)
        known = self.counts.get(MailedAnswer.KNOWN, 0)
        lines = [f"{count(self.mails, 'mail')} in {self.place}"]
        lines.append(f"  {useful} useful, {not_for_us} not for us, {taken_back} taken back; {known} known already")
        if self.elsewhere:
            lines.append(f"  {self.elsewhere} of them from another address than the letter went to")
        lines += [f"  refused: {number} {REFUSED[why]}" for why in REFUSED if (number := self.counts.get(why, 0))]
        return lines


def read_inbox(app: App) -> InboxReport:
    """Read what came since the last run and keep the answers. Raises BrokenConfig where no inbox or no key is set, and
    BrokenSource where the inbox cannot be read: what was kept until then stays.

    The answers are kept first, then their mails are marked as read, then it is noted how far the inbox was read: a run
    that dies in between is made good by the next one.
    """
    watch = app.watch.feedback
    if not watch.inbox:
        raise BrokenConfig("[feedback]", ("inbox is not set in watch.toml: name an mbox file, a Maildir or imaps://…",))
    require_key(app.watch)
    desk = AnswerDesk(lambda: app.watch, app.outbox, app.marks, app.now)
    password = os.environ.get(watch.inbox_password_env, "")
    with open_inbox(watch.inbox, app.folder, password, app.today) as inbox:
        mails = list(inbox.mails(app.marks.inbox_state(watch.inbox)))
        answers = _keep(desk, mails)
        _remember(app, inbox, mails, answers)
    return InboxReport(shown_place(watch.inbox), len(mails), answers)


def _keep(desk: AnswerDesk, mails: Sequence[FetchedMail]) -> list[ReadAnswer]:
    """Keep the answers in the order of their dates, so that each one counts."""
    heads = [(mail.number, read_head(mail.head)) for mail in mails]
    asked = [(number, head, said) for number, head in heads if (said := answer_in(head.subject))]
    mailed = [each for each in asked if not each[1].is_automatic]
    in_order = sorted(mailed, key=lambda each: (each[1].sent.timestamp() if each[1].sent else 0.0, each[1].mail_id))
    return [_answer(desk, number, head, *said) for number, head, said in in_order]


def _answer(desk: AnswerDesk, number: int, head: MailHead, kind: MarkKind, token: str) -> ReadAnswer:
    who = desk.recognise(token)
    if isinstance(who, NotTaken):
        return ReadAnswer(number, who)
    if head.sent is None or head.sent > desk.now() + FURTHEST_AHEAD:
        return ReadAnswer(number, MailedAnswer.NO_DATE)
    if head.sent > desk.now():
        return ReadAnswer(number, MailedAnswer.WAITING)
    outcome = desk.take_from_mail(who, kind, head.sent, head.mail_id)
    return ReadAnswer(number, _OUTCOMES.get(outcome, kind), _is_elsewhere(who, head))


_OUTCOMES: Mapping[MarkOutcome, Outcome] = {
    MarkOutcome.UNCHANGED: MailedAnswer.KNOWN,
    MarkOutcome.OLDER: MailedAnswer.KNOWN,
    MarkOutcome.TOO_MANY: MarkOutcome.TOO_MANY,
    MarkOutcome.NO_WORK: MarkOutcome.NO_WORK,
}


def _is_elsewhere(who: Answerer, head: MailHead) -> bool:
    return head.sender.casefold() != who.reader.casefold()


def _remember(app: App, inbox: Inbox, mails: Sequence[FetchedMail], answers: Sequence[ReadAnswer]) -> None:
    """Mark the mails of the answers as read; then note how far the inbox was read, not past a mail that waits."""
    taken = {*MarkKind, MailedAnswer.KNOWN}
    inbox.mark_seen([answer.number for answer in answers if answer.outcome in taken])
    waiting = [answer.number for answer in answers if answer.outcome is MailedAnswer.WAITING]
    last = min(waiting) - 1 if waiting else max((mail.number for mail in mails), default=0)
    if last > 0 and (state := inbox.state_after(last)):
        app.marks.save_inbox_state(app.watch.feedback.inbox, state)
