"""`ilwatch confirm` and `ilwatch reject`: a person says that a work belongs under a topic, or not.

The word of a person goes before every rule and outlives every visit. It is shown at once; the topics learn from it at
the next poll, or by `ilwatch relabel`. This file does NOT read files of such words (flows/curation/marking_sheet.py
does).
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import Any

from flows.app import App
from flows.curation.link import one_work
from literature.model.errors import BrokenSource
from store.confirmations import Answer
from store.records import StoredRecord


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What was said of one work."""

    work: StoredRecord
    topic: str
    yes: bool

    def data(self) -> dict[str, Any]:
        """For programs; the keys are stable."""
        work = {"source": self.work.source, "id": self.work.source_id, "title": self.work.title}
        return {"work": work, "topic": self.topic, "belongs": self.yes}

    def lines(self) -> list[str]:
        """For people."""
        said, back = ("belongs under", "reject") if self.yes else ("does not belong under", "confirm")
        return [
            self.work.title,
            f"  {said} {self.topic} from now on.",
            f"  To say the opposite: ilwatch {back} {self.work.source_id} {self.topic}",
        ]


def confirm(app: App, name: str, topic: str, *, yes: bool) -> Confirmation:
    """Keep that the work which ``name`` names belongs under ``topic``, or not.

    Raises BrokenSource for a topic that watch.toml does not have, WatchError where ``name`` names no work, or several.
    """
    if fault := no_topic(app, topic):
        raise BrokenSource(topic, fault)
    work = one_work(app, name)[0]
    app.confirmations.save([Answer(work.record_id, topic, yes)], app.now())
    return Confirmation(work, topic, yes)


def no_topic(app: App, topic: str) -> str:
    """Why ``topic`` is no topic of watch.toml, with what there is; '' where it is one."""
    known = app.watch.topic_names
    if topic in known:
        return ""
    near = difflib.get_close_matches(topic, known, n=1, cutoff=0.6)
    return f"is no topic of {app.config.name}" + (
        f"; did you mean {near[0]}?" if near else f"; there are: {', '.join(known)}"
    )
