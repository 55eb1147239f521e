"""Whether PubMed still brings new records: all of it, and each Term.

A search that answers "nothing new" every day looks like a quiet week. So each visit counts what was created anywhere in
PubMed in the last days (one request; where that is nothing for too long, the days since the last sign of life too), and
remembers how many new papers each Term has in a usual week. This file does NOT ask and does NOT read a clock: ``today``
is passed in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from typing import Any

from literature.model.clock import day_in_words

DAY = timedelta(days=1)
FLOOR = 3
"""Days without a record before PubMed is silent. Weekends can be empty (12 and 13 December 2020 were, among the records
of an update file), so a whole working day must have passed too: none was ever empty outside of NLM's holidays."""
WEEKS = 12
"""Weeks that a Term's usual number is made of."""
LEAST_WEEKS = 4
"""Weeks that must be known before it is usual."""
LEAST_QUIET = 14
"""Days without a new paper before a Term may be named, however many it usually has: Christmas has nine of them."""
MISSING = 16
"""So many papers of a Term must have been due since its last one. Of papers that come independently 16 due ones all
fail to come once in nine million times; the rest is for Christmas and for journals that send a month at once."""

FIXED = frozenset({(1, 1), (6, 19), (7, 4), (11, 11), (12, 24), (12, 25), (12, 26)})
"""Month and day of US federal holidays, and the days next to Christmas: 24 to 27 December 2020 brought no record."""
MOVING = ((1, 15, 0), (2, 15, 0), (5, 25, 0), (9, 1, 0), (10, 8, 0), (11, 22, 3), (11, 23, 4))
"""Month, first day and weekday (Monday is 0) of the other federal holidays: that weekday of the seven days from there.
The last one is the Friday after Thanksgiving."""


@dataclass(frozen=True, slots=True)
class TermRhythm:
    """How many new papers a Term had in each week that ended before the week of its ``last`` new one."""

    week: date
    """Monday of the week that is counted now."""
    last: date
    """The day of the last visit that brought a new paper; the first visit, where none has."""
    count: int = 0
    weeks: tuple[int, ...] = ()

    def after(self, new: int, today: date) -> TermRhythm:
        """The rhythm after a visit that brought ``new`` papers; the same without any: silence must not become usual."""
        if not new or today < self.week:
            return self
        monday = _monday(today)
        if monday == self.week:
            return TermRhythm(self.week, today, self.count + new, self.weeks)
        empty = (monday - self.week).days // 7 - 1
        weeks = (*self.weeks, self.count, *[0] * min(empty, WEEKS))[-WEEKS:]
        return TermRhythm(monday, today, new, weeks)

    def usual(self) -> float:
        """New papers in a usual week; 0 while that is not known."""
        return median(self.weeks) if len(self.weeks) >= LEAST_WEEKS else 0.0

    def is_broken(self, today: date) -> bool:
        """Whether no paper came for so long that this is no chance."""
        usual = self.usual()
        return usual > 0 and (today - self.last).days > max(LEAST_QUIET, MISSING * 7 / usual)


@dataclass(frozen=True, slots=True)
class PubmedRhythm:
    """What is remembered of PubMed: its newest day, and the rhythm of each Term."""

    newest: date | None = None
    """The last day of which a visit has seen records; while PubMed lives, the day before the last visit."""
    terms: Mapping[str, TermRhythm] = field(default_factory=dict)

    def after(self, created: int | None, today: date) -> PubmedRhythm:
        """Return the rhythm after a visit that counted ``created`` records of yesterday, today and tomorrow; None: it
        could not count.

        The newest day is NLM's own word, so a clock that was ahead has never moved it. The first visit begins to watch.
        """
        if created or self.newest is None:
            return PubmedRhythm(today - DAY, self.terms)
        return self

    def with_newest(self, day: date | None) -> PubmedRhythm:
        """Return the rhythm after a visit that has seen records of ``day`` and of no later day; None: of none since."""
        return PubmedRhythm(day, self.terms) if day else self

    def with_new(self, new: Mapping[str, int], today: date) -> PubmedRhythm:
        """Return the rhythm after a visit that brought so many ``new`` papers of each Term. What the first visit for a
        Term finds is its history, and no week's number."""
        believed = {term for term, rhythm in self.terms.items() if rhythm.last <= today + DAY}  # no clock was ahead
        begun = {term: TermRhythm(_monday(today), today) for term in new if term not in believed}
        known = {term: self.terms[term].after(count, today) for term, count in new.items() if term not in begun}
        return PubmedRhythm(self.newest, begun | known)

    def silent_since(self, today: date) -> datetime | None:
        """The end of the newest day that has records, where PubMed has been silent for too long since; else None."""
        if self.newest is None or (today - self.newest).days < FLOOR or not _worked(self.newest, today):
            return None
        return datetime.combine(self.newest, time(), UTC)

    def alarms(self, today: date) -> Iterator[str]:
        """Terms that have stopped though PubMed goes on."""
        for term, rhythm in self.terms.items():
            if rhythm.is_broken(today):
                usual = f"usually about {rhythm.usual():g} a week"
                yield f"{term}: no new papers since {day_in_words(rhythm.last)} ({usual}); look at its search"


def _worked(newest: date, today: date) -> bool:
    """Whether NLM had a whole working day between the two."""
    days = (newest + DAY * number for number in range(1, (today - newest).days))
    return any(day.weekday() < 5 and not _is_holiday(day) for day in days)


def _is_holiday(day: date) -> bool:
    # A Friday before, or a Monday after, a holiday at a weekend is one too.
    observed = {4: DAY, 0: -DAY}.get(day.weekday(), timedelta())
    return any((each.month, each.day) in FIXED for each in (day, day + observed)) or any(
        day.month == month and first <= day.day < first + 7 and day.weekday() == weekday
        for month, first, weekday in MOVING
    )


def _monday(day: date) -> date:
    return day - DAY * day.weekday()


def to_data(pubmed: PubmedRhythm) -> dict[str, Any]:
    """For a cursor's JSON."""
    newest = pubmed.newest.isoformat() if pubmed.newest else None
    terms = {
        term: [rhythm.week.isoformat(), rhythm.last.isoformat(), rhythm.count, *rhythm.weeks]
        for term, rhythm in pubmed.terms.items()
    }
    return {"newest": newest, "terms": terms}


def from_data(data: Mapping[str, Any]) -> PubmedRhythm:
    """What ``to_data`` made; of an older cursor, which has none of it, a PubmedRhythm that knows nothing yet."""
    newest = data.get("newest")
    terms = {
        term: TermRhythm(date.fromisoformat(week), date.fromisoformat(last), count, tuple(weeks))
        for term, (week, last, count, *weeks) in data.get("terms", {}).items()
    }
    return PubmedRhythm(date.fromisoformat(newest) if newest else None, terms)
