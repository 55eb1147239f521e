"""What a visit to PubMed leaves for the next one: how far it came, and how each query was understood.

PubMed may read the same query otherwise from one day to the next (a phrase leaves its index, its quotes are ignored),
and nothing but its QueryTranslation tells. This file does NOT decide whether the cursor moves.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta

from literature.model.errors import BrokenSource
from literature.model.harvest import Cursor
from sources.pubmed.absent import NONE_ABSENT, Absent, absent_from_json
from sources.pubmed.answer import SOURCE
from sources.pubmed.rhythm import PubmedRhythm, from_data, to_data
from sources.pubmed.search import SearchResult

DROPPED = frozenset({"QuotedPhraseNotFound", "PhraseIgnored", "FieldNotFound"})
"""Warnings after which PubMed searches for something wider than we asked. A mere PhraseNotFound is an arm without a
hit, harmless in an OR."""
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Understanding:
    """How PubMed understood one query: ``query`` is its hash, ``dropped`` the phrases that it did not take as such."""

    query: str
    translation: str
    dropped: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Memory:
    """``through`` is the last day that was searched whole; ``understood`` is by Term; ``absent`` are PMIDs announced
    until then that have not come."""

    through: date
    understood: Mapping[str, Understanding]
    absent: Absent = NONE_ABSENT
    rhythm: PubmedRhythm = field(default_factory=PubmedRhythm)

    def covered(self, today: date) -> date:
        """The last day that was covered whole for certain: never later than the day after the newest one of which
        PubMed has shown records.

        A visit under a clock that was ahead says that it covered days to come, and one to a PubMed that stood still
        saw nothing of the days since.
        """
        newest = self.rhythm.newest
        return min(self.through, today, newest + timedelta(days=1) if newest else today)


def understanding(query: str, result: SearchResult) -> Understanding:
    """Return what to remember of a search; the days of its window are left out, since they change with each visit."""
    dropped = tuple(sorted({warned.text for warned in result.warned if warned.kind in DROPPED}))
    translation = re.sub(r"\d{4}/\d{1,2}/\d{1,2}", "DAY", result.translation)
    return Understanding(hashlib.sha256(query.encode()).hexdigest()[:12], translation, dropped)


def to_cursor(memory: Memory) -> Cursor:
    """Return ``memory`` as a cursor's JSON text."""
    data = {
        "through": memory.through.isoformat(),
        "understood": {term: asdict(understood) for term, understood in memory.understood.items()},
        "absent": memory.absent.to_json(),
        "pulse": to_data(memory.rhythm),
    }
    return Cursor(json.dumps(data, ensure_ascii=False))


def from_cursor(cursor: Cursor) -> Memory:
    """Read a cursor of ours. Raises BrokenSource for any other text."""
    try:
        data = json.loads(cursor)
        understood = {
            term: Understanding(each["query"], each["translation"], tuple(each["dropped"]))
            for term, each in data["understood"].items()
        }
        absent, rhythm = absent_from_json(data.get("absent", {})), from_data(data.get("pulse", {}))
        return Memory(date.fromisoformat(data["through"]), understood, absent, rhythm)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = "its cursor is not one that this program wrote; remove it, and the next visit starts afresh"
        raise BrokenSource(SOURCE, message) from error


def alarms(term: str, now: Understanding, previous: Understanding | None) -> Iterator[str]:
    """Yield what a person should look at; nothing of what was so at the last visit with the same query."""
    if previous and previous.query != now.query:
        previous = None
    new = sorted(set(now.dropped) - set(previous.dropped if previous else ()))
    if new:
        yield f"{term}: PubMed did not take as phrases, and may have searched wider: {_some(new)}"
    if previous and previous.translation != now.translation:
        was, is_now = _arms(previous.translation), _arms(now.translation)
        gone, come = sorted(was - is_now), sorted(is_now - was)
        yield f"{term}: PubMed now reads the same query differently; gone: {_some(gone)}; come: {_some(come)}"


def _arms(translation: str) -> set[str]:
    return set(re.split(r" (?:OR|AND) ", translation))


def _some(texts: list[str]) -> str:
    more = f" and {len(texts) - SHOWN} more" if len(texts) > SHOWN else ""
    return (", ".join(texts[:SHOWN]) + more) if texts else "nothing"
