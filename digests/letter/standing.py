"""What notices make of a work, and what a notice is, in words. This file does NOT know where either is shown."""

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
"""What leads from a work to a notice that touches it."""


def mark(item: Item) -> str:
    """The graver of "Retracted" and "Expression of concern", or ''; a correction leaves a work standing."""
    return next((STANDING_WORDS[kind] for kind in item.standing if kind is not NoticeKind.CORRECTION), "")


def standing(item: Item) -> str:
    """What all notices make of ``item``, in words; '' for most."""
    return "; ".join(STANDING_WORDS[kind] for kind in item.standing)
