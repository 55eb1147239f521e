"""Updates: the article of a preprint that a reader had already, or its preprint, as one line with what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from digests.letter.bundles import Bundle
from digests.letter.parts import Entry, UpdateLine
from digests.words.prose import count, plain
from literature.model.clock import day_in_words
from literature.model.edition import Earlier, Revision
from literature.model.record import Form

LONGEST_CONCLUSION = 200
"""Characters of a conclusion's first words: long names of genes must not fill the line."""


class _Words(NamedTuple):
    """One direction in words."""

    lead: str
    had: str
    changed: str
    added: str
    removed: str
    conclusion: str


_PUBLISHED = _Words("Now published", "the preprint", "Changed", "added", "removed", "conclusion now begins")
_POSTED = _Words("Also as preprint", "the article", "Different", "more", "fewer", "conclusion begins")


def never_sent(_work_id: int) -> bool:
    """Say of every work that it was not sent: a page, or a letter for no reader in particular, shows each in full."""
    return False


def is_update(bundle: Bundle, was_sent: Callable[[int], bool]) -> bool:
    """Return whether ``bundle`` is one line for readers who were sent what ``was_sent`` says. A work that was retracted
    is shown in full, with its marks."""
    earlier = bundle.item.earlier
    return earlier is not None and not bundle.item.retracted and was_sent(earlier.work_id)


def without_earlier(bundle: Bundle) -> Bundle:
    """Return ``bundle`` without the tie to what these readers had: the line itself says it."""
    item, earlier = bundle.item, bundle.item.earlier
    related = tuple(each for each in item.related if earlier is None or each.work_id != earlier.work_id)
    return replace(bundle, item=replace(item, related=related))


def update(earlier: Earlier, entry: Entry) -> UpdateLine:
    """Return the line for the work of ``entry``, of which these readers had ``earlier``."""
    words = _PUBLISHED if earlier.form is Form.PREPRINT else _POSTED
    had = f"You had {words.had} in the letter of {day_in_words(earlier.edition)}."
    return UpdateLine(entry, words.lead, had, _changed(earlier.revision, words))


def _changed(revision: Revision, words: _Words) -> str:
    """What is different, in a sentence; '' where nothing could be compared."""
    if not revision.compared:
        return ""
    pieces = "; ".join(_pieces(revision, words))
    sentence = f"{words.changed}: {pieces or f'nothing in {_listed(revision.compared)}'}"
    return sentence if sentence.endswith("”") else f"{sentence}."


def _pieces(revision: Revision, words: _Words) -> Iterator[str]:
    if revision.title:
        yield "title"
    if revision.added:
        yield f"{count(len(revision.added), 'author')} {words.added}"
    if revision.removed:
        yield f"{count(len(revision.removed), 'author')} {words.removed}"
    if revision.reordered:
        yield "authors in another order"
    if revision.conclusion:
        yield f"{words.conclusion}: “{plain(revision.conclusion, LONGEST_CONCLUSION)}”"


def _listed(names: tuple[str, ...]) -> str:
    """ "title, authors or conclusion"."""
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last
