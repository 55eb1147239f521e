"""What has happened to the terms in watch.toml since the Works were last matched: new ones, changed, renamed or removed
ones. This file does NOT match anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from literature.terms.matcher import Term, asked_as, is_renamed, terms_version


class TermEdit(StrEnum):
    """What a person did to a term."""

    NEW = "new"
    CHANGED = "changed"
    """Its spellings, headings or exclusions; or the rules of the program by which all terms are matched."""
    RENAMED = "renamed"
    REMOVED = "removed"


class MatchedTerm(NamedTuple):
    """A term as it was when the Works were last matched."""

    name: str
    asked: tuple[str, ...]
    """What it asked for (``asked_as``)."""
    rules: str
    """Its version then (``terms_version``); '' of one by which no Work was matched yet."""
    since: datetime
    """When it was first asked for."""


class EditedTerm(NamedTuple):
    """A term and what happened to it; ``previous_name`` of a renamed one."""

    name: str
    edit: TermEdit
    previous_name: str = ""


@dataclass(frozen=True, slots=True)
class TermChange:
    """What an edit of a term has meant for the Works."""

    term: str
    edit: TermEdit
    previous_name: str = ""
    more: int = 0
    fewer: int = 0
    """How many Works it is found in now and was not before, and the other way round."""
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    """Titles of some of these."""


def edited_terms(before: Sequence[MatchedTerm], terms: Sequence[Term], read: datetime) -> tuple[EditedTerm, ...]:
    """Return what has happened since ``before`` to the terms that were asked for, by ``terms`` as they were ``read``
    then; one that no visit has asked for yet is left out.

    A term that was asked for since the file was read is newer than it, and not gone; nor is one whose new name waits
    for its first visit.
    """
    watched = {term.name for term in terms}
    waiting = [term for term in terms if term.name not in {matched.name for matched in before}]
    gone = [term for term in before if term.name not in watched and term.since <= read and not _waits(term, waiting)]
    edited = tuple(_edited(before, gone, terms))
    renamed = {term.previous_name for term in edited}
    return (*edited, *(EditedTerm(term.name, TermEdit.REMOVED) for term in gone if term.name not in renamed))


def _waits(old: MatchedTerm, waiting: Sequence[Term]) -> bool:
    return any(is_renamed(old.name, old.asked, term.name, asked_as(term)) for term in waiting)


def _edited(before: Sequence[MatchedTerm], gone: Sequence[MatchedTerm], terms: Sequence[Term]) -> Iterator[EditedTerm]:
    known = {term.name: term for term in before}
    for term in terms:
        matched = known.get(term.name)
        if matched is None or matched.rules == terms_version([term]):
            continue
        asked = asked_as(term)
        previous = next((old.name for old in gone if is_renamed(old.name, old.asked, term.name, asked)), "")
        if matched.rules:
            yield EditedTerm(term.name, TermEdit.CHANGED)
        elif previous:
            yield EditedTerm(term.name, TermEdit.RENAMED, previous)
        else:
            yield EditedTerm(term.name, TermEdit.NEW)
