"""The state of a work after its notices, and the kind of a notice, in words."""

from __future__ import annotations

from typing import NamedTuple

from literature.model.edition import Item
from literature.model.work import NoticeKind


class NoticeWords(NamedTuple):
    """One kind of notice in words."""

    alert: str
    """What heads an alert."""
    badge: str
    """What the notice itself is."""
    state: str
    """What it makes of a work."""
    lead: str
    """What leads from a work to the notice."""


_CONCERN = "Expression of concern"
NOTICE_WORDS = {
    NoticeKind.RETRACTION: NoticeWords("Retraction", "Retraction notice", "Retracted", "retracted in"),
    NoticeKind.CONCERN: NoticeWords(_CONCERN, _CONCERN, _CONCERN, "expression of concern in"),
    NoticeKind.CORRECTION: NoticeWords("Correction", "Correction", "Corrected", "corrected in"),
}


def mark(item: Item) -> str:
    """Return "Retracted" or else "Expression of concern", or ''; a corrected work is not marked."""
    return next((NOTICE_WORDS[kind].state for kind in item.notice_kinds if kind is not NoticeKind.CORRECTION), "")


def status(item: Item) -> str:
    """Return the state of ``item`` after all its notices, in words; '' for most."""
    return "; ".join(NOTICE_WORDS[kind].state for kind in item.notice_kinds)
