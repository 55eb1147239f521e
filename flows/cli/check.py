"""`ilwatch check`: what watch.toml becomes: each term's PubMed query, each topic's own cases. Makes no request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from typing import Any

from digests.letter.prose import count
from flows.config import Watch, load_watch
from flows.result import Result
from flows.server.permissions import open_to_others
from literature.model.identifiers import names_in
from literature.topics.sorter import Sorter, Topic, check_topic
from sources.pubmed.query import query

WIDTH = 110
"""Characters of the longest line of a query, which can be pasted into PubMed's search box as it is."""


@dataclass(frozen=True, slots=True)
class Checked(Result):
    """A configuration without faults of form, and what its rules make of it."""

    watch: Watch
    queries: dict[str, str]
    faults: tuple[str, ...]
    """Topics whose own must-match and must-not-match cases do not hold."""
    remarks: tuple[str, ...] = ()
    """What weakens the sorting without making it senseless, and files of ours that others can read."""

    def data(self) -> dict[str, Any]:
        """For programs; the keys are stable."""
        return {
            "terms": [{"name": name, "query": text, "characters": len(text)} for name, text in self.queries.items()],
            "topics": [{"id": topic.id, "name": topic.name} for topic in self.watch.topics],
            "feeds": [{"name": feed.name, "url": feed.url} for feed in self.watch.feed],
            "readers": len(self.watch.reader),
            "rules": self.watch.rules,
            "faults": list(self.faults),
            "remarks": list(self.remarks),
        }

    def lines(self) -> list[str]:
        """For people."""
        watch = self.watch
        tables = {"term": watch.term, "topic": watch.topic, "feed": watch.feed, "reader": watch.reader}
        held = ", ".join(count(len(table), noun) for noun, table in tables.items())
        lines = [f"{watch.watch.name}: {held}; rules {watch.rules}"]
        for name, text in self.queries.items():
            pasteable = wrap(text, WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)
            lines += ["", f"{name}: PubMed is asked ({len(text)} characters)", *pasteable]
        faults = [f"fault: {fault}" for fault in self.faults] or ["all topic test phrases pass"]
        return [*lines, "", *faults, *(f"remark: {remark}" for remark in self.remarks)]

    @property
    def failed(self) -> bool:
        """Whether a topic's own cases do not hold."""
        return bool(self.faults)


def check_watch(path: Path) -> Checked:
    """The checked file. Raises BrokenConfig with all faults of form."""
    watch = load_watch(path)
    sorter = Sorter(watch.topics)
    return Checked(
        watch=watch,
        queries={term.name: query(term) for term in watch.terms},
        faults=tuple(f"topic {topic.id}: {fault}" for topic in watch.topics for fault in check_topic(sorter, topic)),
        remarks=(
            *_alike(watch.topics),
            *(remark for topic in watch.topics for remark in _odd(topic)),
            *open_to_others(watch, path),
        ),
    )


def _alike(topics: Iterable[Topic]) -> Iterator[str]:
    """Topics that no record can tell apart."""
    first: dict[tuple[str, ...], str] = {}
    for topic in topics:
        words = tuple(sorted({word.casefold() for word in topic.keywords}))
        earlier = first.setdefault(words, topic.id)
        if earlier != topic.id:
            yield f"topic {topic.id} has the keywords of {earlier}; no record can tell them apart"


def _odd(topic: Topic) -> Iterator[str]:
    """What in one topic contradicts itself, or can name nothing."""
    friends = {word.casefold() for word in topic.false_friends}
    for keyword in topic.keywords:
        if keyword.casefold() in friends:
            yield f"topic {topic.id}: {keyword!r} is a keyword and a false friend; it never counts"
    for phrase in sorted(set(topic.must_match) & set(topic.must_not_match)):
        yield f"topic {topic.id}: {phrase!r} is in must_match and in must_not_match"
    for name in topic.examples:
        if not names_in(name):
            yield f"topic {topic.id}: the example {name!r} is neither a PMID nor a DOI"
