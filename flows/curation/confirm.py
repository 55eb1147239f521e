"""`ilwatch confirm` and `ilwatch reject`: a person says that a work belongs under a topic, or not.

A person's decision overrides every rule and is kept through every visit. It is shown at once; the topics learn from it
at the next poll, or by `ilwatch relabel`. This file does NOT read marking sheets (marking_sheet.py does).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flows.app import App
from flows.curation.link import one_work
from flows.given_names import given_name
from flows.result import Result
from store.confirmations import Answer
from store.records import StoredRecord


@dataclass(frozen=True, slots=True)
class Confirmation(Result):
    """What a person decided about one work and one topic."""

    work: StoredRecord
    topic: str
    belongs: bool

    def data(self) -> dict[str, Any]:
        """For programs; the keys are stable."""
        work = {"source": self.work.source, "id": self.work.source_id, "title": self.work.title}
        return {"work": work, "topic": self.topic, "belongs": self.belongs}

    def lines(self) -> list[str]:
        """For people."""
        decision, opposite = ("belongs under", "reject") if self.belongs else ("does not belong under", "confirm")
        back = f"ilwatch {opposite} {self.work.source_id} {self.topic}"
        return [self.work.title, f"  {decision} {self.topic} from now on.", f"  To say the opposite: {back}"]


def confirm_topic(app: App, name: str, topic: str, *, belongs: bool) -> Confirmation:
    """Keep that the work which ``name`` names belongs under ``topic``, or not.

    Raises UsageError for a topic that watch.toml does not have, WatchError where ``name`` names no work, or several.
    """
    topic = given_name(topic, app.watch.topic_names, "topic of watch.toml")
    work = one_work(app.decisions, name)
    app.confirmations.save([Answer(work.record_id, topic, belongs)], app.now())
    return Confirmation(work, topic, belongs)
