"""The stand-ins of the year: PubMed that grows and has ghosts, and a folder of feeds that grow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from benchmarks.year.papers import FEEDS, WIRE, Paper
from benchmarks.year.printed import feed_document, file_name, pubmed_record
from flows.config import PUBMED
from tests.standins.feeds import FeedStandin
from tests.standins.ncbi import NcbiStandin
from tests.standins.ncbi_answers import Answer, efetch
from tests.standins.ncbi_faults import Request
from tests.standins.ncbi_index import Index, read_entry

MOVED = "moved.xml"
"""A second address of WIRE."""


class Growing(NcbiStandin):
    """PubMed; EFetch does not return the PMIDs of ``ghosts``, which its search announces."""

    ghosts: frozenset[int] = frozenset()

    def grow(self, papers: Iterable[Paper]) -> None:
        """Index more records. The phrases that were searched for are looked up in the new ones only."""
        new = Index(tuple(read_entry(pubmed_record(paper)) for paper in papers))
        known, old = {}, self.index
        for (name, words), found in old._hits.items():
            known[name, words] = found | new.phrase(name, words)
        entries = sorted((*old.entries, *new.entries), key=lambda one: (one.dates["crdt"], one.pmid), reverse=True)
        self.index = Index(tuple(entries), known)

    def haunt(self, *pmids: int) -> None:
        """From now on these are the ghosts."""
        self.ghosts = frozenset(pmids)

    def answer(self, request: Request) -> Answer:
        """The true answer, without the ghosts."""
        if request.utility != "efetch" or not self.ghosts:
            return super().answer(request)
        seen = Index(tuple(entry for entry in self.index.entries if entry.pmid not in self.ghosts))
        return efetch(seen, request.parameters)


class Served:
    """What all sources show; a source that is frozen shows nothing new until it thaws."""

    def __init__(self, folder: Path, papers: Sequence[Paper]) -> None:
        folder.mkdir()
        self.folder = folder
        self.pubmed = Growing()
        self.feeds = FeedStandin(folder)
        self.frozen = set[str]()
        self.shown = list[Paper]()
        self._coming = list(papers)
        self._entries = defaultdict[str, list[Paper]](list)

    def publish(self, now: datetime) -> None:
        """Show what has appeared until ``now``."""
        new = [one for one in self._coming if one.appears <= now and one.source not in self.frozen]
        if not new:
            return
        self._coming = [one for one in self._coming if one.appears > now or one.source in self.frozen]
        self.shown += new
        if records := [one for one in new if one.source == PUBMED]:
            self.pubmed.grow(records)
        for feed in FEEDS:
            if entries := [one for one in new if one.source == feed]:
                self._print(feed, entries)

    def freeze(self, source: str) -> None:
        """It answers, and shows nothing new from now on."""
        self.frozen.add(source)

    def thaw(self, source: str) -> None:
        """It shows all that it has kept back."""
        self.frozen.discard(source)

    def misbehave(self, feed: str, fault: str) -> None:
        """Let ``feed`` misbehave; '' ends it."""
        path = f"/{file_name(feed)}"
        if fault:
            self.feeds.misbehave(path, fault)
        else:
            self.feeds.faults.pop(path, None)

    def _print(self, feed: str, entries: Iterable[Paper]) -> None:
        self._entries[feed] += entries
        document = feed_document(feed, self._entries[feed])
        for name in (file_name(feed), *([MOVED] if feed == WIRE else [])):
            (self.folder / name).write_bytes(document)
