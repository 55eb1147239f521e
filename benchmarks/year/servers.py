"""The stand-ins of the year: a PubMed that grows, and a folder of feeds that grow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from benchmarks.year.documents import feed_document, file_name, pubmed_record
from benchmarks.year.papers import FEEDS, PUBMED, WIRE, Paper
from tests.standins.feeds import FeedStandin
from tests.standins.ncbi import NcbiStandin
from tests.standins.ncbi_answers import Answer, efetch
from tests.standins.ncbi_faults import Request
from tests.standins.ncbi_index import Index, read_entry

MOVED = "moved.xml"
"""A second address of WIRE."""


class GrowingPubmed(NcbiStandin):
    """PubMed, whose EFetch leaves out the PMIDs ``withheld``, which its search announces."""

    withheld: frozenset[int] = frozenset()

    def grow(self, papers: Iterable[Paper]) -> None:
        """Index more records. Phrases that were searched for before are looked up in the new ones only."""
        new = Index(tuple(read_entry(pubmed_record(paper)) for paper in papers))
        hits, old = {}, self.index
        for (name, words), pmids in old._hits.items():
            hits[name, words] = pmids | new.phrase(name, words)
        entries = sorted((*old.entries, *new.entries), key=lambda entry: (entry.dates["crdt"], entry.pmid))
        self.index = Index(tuple(reversed(entries)), hits)

    def withhold(self, *pmids: int) -> None:
        """Leave out these, and no others, from now on."""
        self.withheld = frozenset(pmids)

    def answer(self, request: Request) -> Answer:
        """Answer as PubMed does, without the records that are withheld."""
        if request.utility != "efetch" or not self.withheld:
            return super().answer(request)
        returned = Index(tuple(entry for entry in self.index.entries if entry.pmid not in self.withheld))
        return efetch(returned, request.parameters)


class Servers:
    """What all sources publish; a source that is frozen publishes nothing until it is unfrozen."""

    def __init__(self, folder: Path, papers: Sequence[Paper]) -> None:
        folder.mkdir()
        self.folder = folder
        self.pubmed = GrowingPubmed()
        self.feeds = FeedStandin(folder)
        self.frozen = set[str]()
        self.published = list[Paper]()
        self._waiting = list(papers)
        self._entries = defaultdict[str, list[Paper]](list)

    def publish(self, now: datetime) -> None:
        """Publish what has appeared until ``now``."""
        new = [paper for paper in self._waiting if paper.appears <= now and paper.source not in self.frozen]
        if not new:
            return
        self._waiting = [paper for paper in self._waiting if paper.appears > now or paper.source in self.frozen]
        self.published += new
        if records := [paper for paper in new if paper.source == PUBMED]:
            self.pubmed.grow(records)
        for feed in FEEDS:
            if entries := [paper for paper in new if paper.source == feed]:
                self._write_feed(feed, entries)

    def freeze(self, source: str) -> None:
        """Let ``source`` answer and publish nothing new from now on."""
        self.frozen.add(source)

    def unfreeze(self, source: str) -> None:
        """Let ``source`` publish again, also what it has held back."""
        self.frozen.discard(source)

    def misbehave(self, feed: str, fault: str) -> None:
        """Let ``feed`` misbehave; '' ends it."""
        path = f"/{file_name(feed)}"
        if fault:
            self.feeds.misbehave(path, fault)
        else:
            self.feeds.faults.pop(path, None)

    def _write_feed(self, feed: str, entries: Iterable[Paper]) -> None:
        self._entries[feed] += entries
        document = feed_document(feed, self._entries[feed])
        for name in (file_name(feed), *([MOVED] if feed == WIRE else [])):
            (self.folder / name).write_bytes(document)
