"""What is said of a source that answers and brings nothing new, the same in letter, status and mail."""

from __future__ import annotations

from datetime import datetime, tzinfo

from literature.model.clock import day_in_words

PUBMED = "pubmed"


def silent_state(since: datetime, zone: tzinfo) -> str:
    """The state of such a source: neither healthy nor failed."""
    return f"silent since {day_in_words(since.astimezone(zone).date())}"


def silent_reason(source: str, since: datetime, zone: tzinfo) -> str:
    """What was seen, and what it may mean."""
    day = day_in_words(since.astimezone(zone).date())
    if source == PUBMED:
        return (
            f"PubMed shows no new records on any subject since {day}; it has stopped, or the clock of this computer is "
            "wrong"
        )
    return f"no new entries since {day}; the feed may have moved"
