"""Over any schedules, arrivals and outages each paper reaches each reader once: the rules alone, without a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from literature.readers.coverage import Span, not_covered
from literature.readers.rhythm import Rhythm
from tests.literature.readers.test_rhythm import RHYTHMS

ZONE = ZoneInfo("Europe/Berlin")
START = datetime(2026, 10, 19, 12, tzinfo=UTC)
HOUR, DAYS = timedelta(hours=1), 40


@dataclass
class Watch:
    """What the tables hold: papers that wait, editions made, and what each reader's letters covered."""

    waiting: list[int] = field(default_factory=list)
    editions: dict[date, list[int]] = field(default_factory=dict)
    had: dict[int, list[Span]] = field(default_factory=dict)
    read: dict[int, list[int]] = field(default_factory=dict)

    def serve(self, rhythms: dict[int, Rhythm], now: datetime) -> None:
        """As the hourly run does it."""
        slots = {reader: rhythm.last_slot(ZONE, now).date() for reader, rhythm in rhythms.items()}
        due = {r: slot for r, slot in slots.items() if all(span.last < slot for span in self.had.get(r, ()))}
        if not due:
            return
        key = max([*due.values(), *self.editions])
        if key not in self.editions:
            self.editions[key], self.waiting = self.waiting, []
        for reader in due:
            keys = not_covered([*self.editions], key, self.had.get(reader, ()), rhythms[reader].period)
            if keys:
                self.had.setdefault(reader, []).append(Span(keys[0], keys[-1]))
                self.read.setdefault(reader, []).extend(n for each in keys for n in self.editions[each])


@settings(max_examples=60, deadline=None)
@given(
    rhythms=st.lists(RHYTHMS, min_size=1, max_size=4),
    changes=st.lists(st.tuples(st.integers(0, DAYS * 24), st.integers(0, 3), RHYTHMS), max_size=6),
    arrivals=st.sets(st.integers(0, DAYS * 24 - 1), max_size=40),
    outages=st.lists(st.tuples(st.integers(0, DAYS * 24), st.integers(1, 24 * 12)), max_size=3),
)
def test_each_paper_reaches_each_reader_once(
    rhythms: list[Rhythm],
    changes: list[tuple[int, int, Rhythm]],
    arrivals: set[int],
    outages: list[tuple[int, int]],
) -> None:
    watch, now_have = Watch(), dict(enumerate(rhythms))
    for hour in range(DAYS * 24):
        if hour in arrivals:
            watch.waiting.append(hour)
        now_have |= {reader: rhythm for at, reader, rhythm in changes if at == hour and reader in now_have}
        if not any(first <= hour < first + length for first, length in outages):
            watch.serve(now_have, START + hour * HOUR)
    end = Rhythm().next_slot(ZONE, START + DAYS * 24 * HOUR)
    watch.serve(dict.fromkeys(now_have, Rhythm()), end + timedelta(days=40))
    for reader in now_have:
        assert sorted(watch.read[reader]) == sorted(arrivals)


def test_two_readers_of_one_day_share_its_edition() -> None:
    watch, early, late = Watch([1]), Rhythm(hour=7), Rhythm(hour=15)
    now = early.last_slot(ZONE, START)
    watch.serve({0: early, 1: late}, now + HOUR)
    watch.waiting.append(2)
    watch.serve({0: early, 1: late}, now + 9 * HOUR)
    assert watch.read == {0: [1], 1: [1]}
    assert watch.waiting == [2]
