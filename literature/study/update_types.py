"""Crossref's types of updates: which of them are notices, and of what kind.

These types are those of Crossref's documentation ("Registering updates"). Retraction Watch's entries have the same
words, and some of their own.
"""

from __future__ import annotations

from literature.model.work import NoticeKind

_KINDS = {
    "retraction": NoticeKind.RETRACTION,
    "withdrawal": NoticeKind.RETRACTION,
    "removal": NoticeKind.RETRACTION,
    "expression_of_concern": NoticeKind.CONCERN,
    "partial_retraction": NoticeKind.CORRECTION,
    "correction": NoticeKind.CORRECTION,
    "corrigendum": NoticeKind.CORRECTION,
    "erratum": NoticeKind.CORRECTION,
    "addendum": NoticeKind.CORRECTION,
    "clarification": NoticeKind.CORRECTION,
}
"""A partial retraction does not take back the work, so it counts as a correction, as NLM's does."""

_NO_NOTICES = frozenset({"new_version", "new_edition"})


def kind_of_update(type_: str) -> NoticeKind | None:
    """Return the kind of notice that an update of ``type_`` is; None where it is none, or its type is not known."""
    return _KINDS.get(_plain(type_))


def is_unknown_update(type_: str) -> bool:
    """Return whether ``type_`` is a word that no rule here knows: a person should look at it."""
    return _plain(type_) not in _KINDS.keys() | _NO_NOTICES


def _plain(type_: str) -> str:
    return type_.strip().casefold().replace("-", "_").replace(" ", "_")
