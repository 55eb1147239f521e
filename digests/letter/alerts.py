"""Notices in a letter: which of them a reader is told of, and in what words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from digests.letter.bundles import Bundle
from digests.letter.entries import title
from digests.letter.links import best, links
from digests.letter.parts import Alert
from digests.words.notice_words import NOTICE_WORDS, said
from digests.words.prose import plain, sentence
from literature.model.clock import day_in_words
from literature.model.edition import Edition, HeldNotice, Item, ItemNotice, Recipient
from literature.model.record import Identifier
from literature.model.work import NoticeKind

_GRAVITY = {kind: place for place, kind in enumerate(NoticeKind)}


class ToldNotice(NamedTuple):
    """A notice of an Edition as it is told to one reader. Readers of equal ones may share a rendering."""

    notice: HeldNotice
    sent: str = ""
    """When that reader was sent the work, as a sentence; '' of a work that was never mailed to that reader."""


def told_to(edition: Edition, address: str, *, former: bool = False) -> tuple[ToldNotice, ...]:
    """Return the notices that the reader at ``address`` is told of: of the works which that reader was sent, and those
    that are for all, unless it is a ``former`` reader."""
    return tuple(
        ToldNotice(notice, _sent(recipient, ZoneInfo(edition.timezone)) if recipient else "")
        for notice in edition.notices
        if (recipient := _recipient(notice, address)) or (notice.is_for_all and not former)
    )


def _recipient(notice: HeldNotice, address: str) -> Recipient | None:
    same = (each for each in notice.audience or () if each.address.casefold() == address.casefold())
    return next(same, None)


def _sent(recipient: Recipient, zone: ZoneInfo) -> str:
    edition = day_in_words(recipient.edition)
    if recipient.sent is None:
        return f"This paper was in your letter of {edition}, which may not have reached you."
    day = day_in_words(recipient.sent.astimezone(zone).date())
    return f"You were sent this paper on {day}{'' if day == edition else f', in the edition of {edition}'}."


def gravest_first(shown: Sequence[Bundle], told: Sequence[ToldNotice]) -> list[tuple[NoticeKind, Alert]]:
    """All that needs attention, with its kind: the notices ``told``, and the works shown that a notice has reached
    already. A new paper that was only corrected stands as it is."""
    held = [(each.notice.kind, alert(each)) for each in told]
    marked = ((item, item.notice_kinds[:1]) for bundle in shown for item in bundle.items)
    new = [(kind, _new_alert(item, kind)) for item, kinds in marked for kind in kinds if kind in _MARKED]
    return sorted([*held, *new], key=lambda pair: _GRAVITY[pair[0]])


_MARKED = (NoticeKind.RETRACTION, NoticeKind.CONCERN)


def _new_alert(item: Item, kind: NoticeKind) -> Alert:
    """A notice of a work that this letter shows for the first time."""
    notice = next((notice for notice in item.notices if notice.kind is kind), ItemNotice(kind, ""))
    by_whom = said(kind, notice.asserted, notice.silent)
    return Alert(
        word=NOTICE_WORDS[kind].alert,
        title=plain(title(item.record).text, 160),
        url=best(item.record.identifiers),
        citation=_citation(notice.citation, notice.identifiers, goes_on=bool(by_whom)),
        notice_url=best(notice.identifiers),
        known_since="new in this letter",
        said=by_whom,
    )


def alert(told: ToldNotice) -> Alert:
    """Return a notice, and how the reader knows the work that it concerns."""
    notice = told.notice
    words = plain(notice.title, 160) or "[No title]"
    known = f"in the edition of {day_in_words(notice.mailed)}" if notice.mailed else "in the database"
    by_whom = said(notice.kind, notice.asserted, notice.silent)
    return Alert(
        word=NOTICE_WORDS[notice.kind].alert,
        title=sentence(words) if told.sent else words,
        url=best(notice.identifiers),
        citation=_citation(notice.citation, notice.notice_identifiers, goes_on=bool(by_whom or told.sent)),
        notice_url=best(notice.notice_identifiers),
        known_since="" if told.sent else "in your starting library" if notice.seeded else known,
        said=by_whom,
        sent=told.sent,
    )


def _citation(printed: str, identifiers: Sequence[Identifier], *, goes_on: bool) -> str:
    """Where a notice was printed, or else a name of it; as a sentence where another one follows."""
    words = plain(printed, 160) or next((link.text for link in links(identifiers)), "")
    return sentence(words) if words and goes_on else words
