"""`ilwatch check`: what watch.toml becomes: each term's PubMed query, each topic's own cases. Makes no request."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.config import Watch, load_watch
from literature.topics import Sorter, check_topic
from sources.pubmed_query import query


@dataclass(frozen=True, slots=True)
class Checked:
    """A configuration without faults of form, and what its rules make of it."""

    watch: Watch
    queries: dict[str, str]
    faults: tuple[str, ...]
    """Topics whose own must-match and must-not-match cases do not hold."""

    def data(self) -> dict[str, Any]:
        """For programs; the keys are stable."""
        return {
            "terms": [{"name": name, "query": text, "characters": len(text)} for name, text in self.queries.items()],
            "topics": [{"id": topic.id, "name": topic.name} for topic in self.watch.topics],
            "feeds": [{"name": feed.name, "url": feed.url} for feed in self.watch.feed],
            "readers": len(self.watch.reader),
            "rules": self.watch.rules,
            "faults": list(self.faults),
        }

    def lines(self) -> list[str]:
        """For people."""
        watch = self.watch
        lines = [
            f"{watch.watch.name}: {len(watch.term)} terms, {len(watch.topic)} topics, {len(watch.feed)} feeds, "
            f"{len(watch.reader)} readers; rules {watch.rules}"
        ]
        for name, text in self.queries.items():
            lines += ["", f"{name}: PubMed is asked ({len(text)} characters)", f"  {text}"]
        lines += (
            ["", *(f"fault: {fault}" for fault in self.faults)] if self.faults else ["", "every topic's own cases hold"]
        )
        return lines


def check_watch(path: Path) -> Checked:
    """The checked file. Raises BrokenConfig with all faults of form."""
    watch = load_watch(path)
    sorter = Sorter(watch.topics)
    return Checked(
        watch=watch,
        queries={term.name: query(term) for term in watch.terms},
        faults=tuple(fault for topic in watch.topics for fault in check_topic(sorter, topic)),
    )
