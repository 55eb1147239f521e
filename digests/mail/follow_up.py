"""The letter to a former reader: notices about papers which that reader was sent, and nothing else.

This file does NOT decide who gets one (flows/delivery/letters.py does).
"""

from __future__ import annotations

from collections.abc import Sequence

from digests.letter.alerts import ToldNotice, alert
from digests.letter.compose import LONGEST_SUBJECT
from digests.letter.parts import FollowUp
from digests.rendering.render import Rendered, render_follow_up
from digests.words.prose import plain
from literature.model.clock import day_in_words
from literature.model.edition import Edition
from literature.model.work import NoticeKind

_COUNTED = {
    NoticeKind.RETRACTION: ("retraction", "retractions", "of"),
    NoticeKind.CONCERN: ("expression of concern", "expressions of concern", "about"),
    NoticeKind.CORRECTION: ("correction", "corrections", "of"),
}
"""One notice and several in words, and what leads from them to their papers."""
_NOTICES = ("notice", "notices", "about")

_REASON = (
    "You are no longer on the list of readers, so you get no weekly letter and nothing else from us. We write only if "
    "there is a notice about a paper that we sent you, as now."
)


def follow_up(edition: Edition, told: Sequence[ToldNotice], contact: str) -> Rendered:
    """Return the letter with the notices ``told``; ``contact`` is the owner's mail address."""
    headline, name = _headline(told), plain(edition.name, 80)
    these, them = ("this paper", "it") if _papers(told) == 1 else ("these papers", "them")
    letter = FollowUp(
        subject=f"{plain(name, LONGEST_SUBJECT - len(headline) - 2)}: {headline}",
        name=name,
        headline=headline,
        dateline=day_in_words(edition.key),
        intro=f"You were sent {these} when you were a reader of {name}. The following has been published about {them} "
        "since.",
        alerts=tuple(map(alert, told)),
        reason=_REASON,
        contact=plain(contact, 254),
    )
    return render_follow_up(letter)


def _headline(told: Sequence[ToldNotice]) -> str:
    """Return "1 retraction of a paper you were sent", "3 notices about papers you were sent"."""
    kinds = {each.notice.kind for each in told}
    one, several, of = _COUNTED[kinds.pop()] if len(kinds) == 1 else _NOTICES
    papers = "a paper" if _papers(told) == 1 else "papers"
    return f"{len(told)} {one if len(told) == 1 else several} {of} {papers} you were sent"


def _papers(told: Sequence[ToldNotice]) -> int:
    return len({each.notice.identifiers for each in told})
