"""Names that a person gives: found whatever their case, and with the nearest one where there is none.

This file does NOT know where the names come from.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from literature.model.errors import UsageError

MOST_LISTED = 30
"""Names that a person looks through."""


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """Return "; did you mean 'x'?" of the ``known`` word that is nearest to ``word``, '' where none is near."""
    meant = nearest(str(word), known)
    return f"; did you mean {meant!r}?" if meant else ""


def nearest(word: str, known: Iterable[str]) -> str:
    """The ``known`` word nearest to ``word``, whatever their case; '' where none is near."""
    by_fold = {each.casefold(): each for each in known}
    near = difflib.get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.6)
    return by_fold[near[0]] if near else ""


def as_known(word: str, known: Iterable[str]) -> str:
    """The ``known`` word that ``word`` is, or is but for its case; '' where there is none, or two.

    >>> as_known("cardio", ["Cardio", "gout"])
    'Cardio'
    """
    words = list(known)
    alike = [each for each in words if each.casefold() == word.strip().casefold()]
    return word if word in words else alike[0] if len(alike) == 1 else ""


def given_name(word: str, known: Iterable[str], what: str) -> str:
    """``as_known``. Raises UsageError where there is none, with those that there are and the one that may be meant:
    the nearest alone would be wrong advice for IL-33, which is not IL-32."""
    words = list(known)
    if found := as_known(word, words):
        return found
    listed = f"; there are: {', '.join(words)}" if 0 < len(words) <= MOST_LISTED else ""
    raise UsageError(word, f"is no {what}{listed}{did_you_mean(word, words)}")
