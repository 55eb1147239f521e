"""A sweep: Crossref asked about many papers, in batches; each paper ends as answered, as not known there, or by name
among those that were not asked.

This file does NOT know which papers readers know, and does NOT store anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from literature.model.errors import BrokenSource
from literature.model.harvest import Unread
from literature.model.progress import NO_PROGRESS, Progress
from literature.model.record import CROSSREF, Record
from sources.crossref.updates import assertions
from sources.crossref.works import CrossrefAccess, ask_works
from sources.crossref.works_answer import RefusedError, Work, listed, single

LONGEST_TARGET = 3_800
"""Bytes of path and query. The server takes 4,092 (CrossRef/rest-api-doc #251)."""
_SEPARATOR = ","
"""Between two filters: a DOI with one is asked for alone, by its own address."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What came of the papers asked about, by DOI: each is in one of the first three, or was not asked."""

    answered: tuple[str, ...]
    unknown: tuple[str, ...]
    """Not known to Crossref: other agencies register DOIs, too."""
    unread: tuple[Unread, ...]
    """Those of which the answer cannot be read, or which Crossref refuses to be asked about."""
    records: tuple[Record, ...]
    """What it asserts of those answered."""
    unknown_types: tuple[str, ...] = ()
    """Types of updates that no rule knows, once for each update."""
    not_asked: tuple[str, ...] = ()
    """The rest, after Crossref failed."""
    failure: str = ""
    """How it failed."""


async def sweep(access: CrossrefAccess, dois: Sequence[str], progress: Progress = NO_PROGRESS) -> Swept:
    """Ask about ``dois``, each once. Where Crossref fails in the middle, what it has answered is kept.

    Raises BrokenSource where it answers nothing at all.
    """
    done = _Done()
    waiting = batches(list(dict.fromkeys(dois)), access.api.batch, _room(access))
    total = sum(map(len, waiting))
    for number, batch in enumerate(waiting):
        try:
            done.add(batch, *await _ask_together(access, batch))
        except BrokenSource as error:
            if number == 0:
                raise
            return done.swept([doi for rest in waiting[number:] for doi in rest], error.message)
        progress.fetched(len(done.asked), total)
    return done.swept()


@dataclass(slots=True)
class _Done:
    """What has been asked so far."""

    asked: list[str] = field(default_factory=list)
    works: dict[str, Work] = field(default_factory=dict)
    refused: list[Unread] = field(default_factory=list)

    def add(self, batch: Sequence[str], works: Mapping[str, Work], refused: Sequence[Unread]) -> None:
        self.asked += batch
        self.works |= works
        self.refused += refused

    def swept(self, not_asked: Sequence[str] = (), failure: str = "") -> Swept:
        found = assertions(self.works)
        unread = (*found.unread, *self.refused)
        faulty = {each.source_id for each in unread}
        answered = tuple(doi for doi in self.asked if doi in self.works and doi not in faulty)
        unknown = tuple(doi for doi in self.asked if doi not in self.works and doi not in faulty)
        return Swept(answered, unknown, unread, found.records, found.unknown_types, tuple(not_asked), failure)


def batches(dois: Sequence[str], most: int, room: int) -> list[list[str]]:
    """Those of ``dois`` that can share a filter, at most ``most`` and ``room`` bytes of it at a time; then each of the
    others alone."""
    made: list[list[str]] = [[]]
    for doi in (doi for doi in dois if _SEPARATOR not in doi):
        if len(made[-1]) == most or (made[-1] and len(_filter([*made[-1], doi])) > room):
            made.append([])
        made[-1].append(doi)
    return [*filter(None, made), *([doi] for doi in dois if _SEPARATOR in doi)]


Answer = tuple[dict[str, Work], list[Unread]]
"""The works that Crossref knows, by DOI, and the DOIs that it refuses to be asked about."""


async def _ask_together(access: CrossrefAccess, dois: Sequence[str]) -> Answer:
    """Ask about ``dois``. Raises BrokenSource where Crossref fails, or refuses several and takes none: then the
    question itself is wrong."""
    works, refused = await _ask(access, dois)
    if 1 < len(dois) == len(refused):
        raise BrokenSource(CROSSREF, refused[0].reason)
    return works, refused


async def _ask(access: CrossrefAccess, dois: Sequence[str]) -> Answer:
    """Where a question is refused, each half is asked, and so on: one strange DOI must not keep the others from being
    asked about."""
    try:
        read = single(dois[0]) if _SEPARATOR in dois[0] else listed(dois)
        return await ask_works(access, _target(access, dois), read), []
    except RefusedError as error:
        if len(dois) == 1:
            return {}, [Unread(dois[0], error.message)]
    middle = len(dois) // 2
    works, refused = await _ask(access, dois[:middle])
    more, refused_too = await _ask(access, dois[middle:])
    return works | more, refused + refused_too


def _target(access: CrossrefAccess, dois: Sequence[str]) -> str:
    """Path and query of the question."""
    mailto = f"mailto={_encoded(access.api.mailto)}"
    if _SEPARATOR in dois[0]:
        return f"works/{_encoded(dois[0])}?{mailto}"
    return f"works?filter={_filter(dois)}&select=DOI,updated-by&rows={len(dois)}&{mailto}"


def _filter(dois: Sequence[str]) -> str:
    return _SEPARATOR.join(f"doi:{_encoded(doi)}" for doi in dois)


def _encoded(text: str) -> str:
    return quote(text, safe="")


def _room(access: CrossrefAccess) -> int:
    """Bytes that are left for the filter."""
    return LONGEST_TARGET - len(_target(access, ["x"] * access.api.batch)) + len(_filter(["x"] * access.api.batch))
