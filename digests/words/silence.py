"""What is said of a source that answers and brings nothing new, the same in letter, status and mail."""

from __future__ import annotations

from datetime import datetime, tzinfo

from literature.model.clock import day_in_words

UNEXPLAINED = "no new entries since {day}"
"""Of a source that is not in watch.toml any more, and has no sentence of its own."""


def silent_state(since: datetime, zone: tzinfo) -> str:
    """The state of such a source: neither healthy nor failed."""
    return f"silent since {day_in_words(since.astimezone(zone).date())}"


def silent_reason(sentence: str, since: datetime, zone: tzinfo) -> str:
    """What was seen, and what it may mean: the source's own ``sentence``, with ``{day}`` for since when."""
    return sentence.format(day=day_in_words(since.astimezone(zone).date()))
