"""The state of a work after its notices, and the kind of a notice, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from digests.words.prose import date_words, plain
from literature.model.clock import day_in_words
from literature.model.edition import Assertion, Item, Silence
from literature.model.record import CROSSREF, PUBMED, SEED
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


_ASSERTED_BY = {"retraction-watch": "Retraction Watch"}
_SOURCES = {PUBMED: "PubMed", CROSSREF: "Crossref"}


def said(kind: NoticeKind, asserted: Sequence[Assertion], silent: Sequence[Silence]) -> str:
    """Return who says so and when, and who was asked and does not: "Retracted, says Crossref (Retraction Watch), 12 Nov
    2026; PubMed does not say so yet (asked 20 Nov 2026)"; '' where that is not known."""
    if not asserted:
        return ""
    verb = "say" if len(asserted) > 1 else "says"
    heard = f"{NOTICE_WORDS[kind].state}, {verb} {'; and '.join(map(_voice, asserted))}"
    return "; ".join([heard, *map(_silence, silent)])


def _voice(assertion: Assertion) -> str:
    name = _source(assertion.source)
    if by := assertion.asserted_by:
        name += f" ({_ASSERTED_BY.get(by, plain(by, 60))})"
    return ", ".join(filter(None, (name, _when(assertion))))


def _when(assertion: Assertion) -> str:
    if issued := date_words(assertion.issued):
        return issued
    return f"first seen {day_in_words(assertion.seen)}" if assertion.seen else ""


def _silence(silence: Silence) -> str:
    does_not = "does not say so yet" if silence.knows_paper else "does not know this paper"
    return f"{_source(silence.source)} {does_not} (asked {day_in_words(silence.asked)})"


def _source(source: str) -> str:
    return _SOURCES.get(source) or ("your starting library" if source.startswith(f"{SEED}:") else plain(source, 60))
