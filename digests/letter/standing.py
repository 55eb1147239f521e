"""The state of a work after its notices, and the kind of a notice, in words."""

from __future__ import annotations

from literature.model.edition import Item
from literature.model.work import NoticeKind

STANDING_WORDS = {
    NoticeKind.RETRACTION: "Retracted",
    NoticeKind.CONCERN: "Expression of concern",
    NoticeKind.CORRECTION: "Corrected",
}
ANNOUNCED_WORDS = {
    NoticeKind.RETRACTION: "Retraction notice",
    NoticeKind.CONCERN: "Expression of concern",
    NoticeKind.CORRECTION: "Correction",
}
TOUCHED_WORDS = {
    NoticeKind.RETRACTION: "retracted in",
    NoticeKind.CONCERN: "expression of concern in",
    NoticeKind.CORRECTION: "corrected in",
}
"""What leads from a work to a notice about it."""


def mark(item: Item) -> str:
    """Return "Retracted" or else "Expression of concern", or ''; a corrected work is not marked."""
    return next((STANDING_WORDS[kind] for kind in item.standing if kind is not NoticeKind.CORRECTION), "")


def standing(item: Item) -> str:
    """Return the state of ``item`` after all its notices, in words; '' for most."""
    return "; ".join(STANDING_WORDS[kind] for kind in item.standing)
