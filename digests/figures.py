"""The counting parts of a Letter: the numbers at the top, the trend, and the receipt of the sources.

This file does NOT order or describe works.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo
from statistics import mean, median

from digests.gather import Bundle
from digests.letter import Bar, Failing, Numbers, Receipt, ReceiptRow, TermRow, Trend
from digests.order import Rank, is_folded, rank
from digests.prose import count, plain
from digests.silence import silent_reason, silent_state
from literature.edition import Edition, SourceHealth, Week
from literature.harvest import Outcome

WEEKS = 12
MOST_ROWS = 30
"""Sources that the receipt names one by one; the rest are summed, so that 300 feeds cannot fill the letter."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day(when: date) -> str:
    """23 Nov 2026, the same under every locale."""
    return f"{when.day} {_MONTHS[when.month - 1]} {when.year}"


def instant(when: datetime, zone: tzinfo) -> str:
    """23 Nov 2026, 07:00 in ``zone``."""
    local = when.astimezone(zone)
    return f"{day(local)}, {local:%H:%M}"


def numbers(shown: Sequence[Bundle]) -> Numbers:
    """The figures at the top over the works of ``shown``."""
    works = [item for bundle in shown for item in bundle.items]
    ranks = Counter(map(rank, works))
    return Numbers(
        new=len(works),
        entries=len(shown),
        trials=ranks[Rank.TRIAL],
        reviews=ranks[Rank.REVIEW],
        preprints=ranks[Rank.PREPRINT],
        news=ranks[Rank.NEWS],
        merged=sum(len(item.sources) - 1 for item in works),
        markers=sum(is_folded(bundle) for bundle in shown),
    )


def comparison(edition: Edition) -> str:
    """This edition against the ones before it, in words."""
    history = edition.history[-WEEKS:]
    if not history:
        return "This is the first edition: there is nothing to compare it with."
    totals = [week.total for week in history]
    middle = f"{median(totals):g}"
    return f"Last edition {totals[-1]:,}; median of the last {len(totals)}: {middle}."


def screening(sources: Iterable[SourceHealth]) -> str:
    """What became of all that the sources announced, in words that sum up."""
    health = tuple(sources)
    announced = sum(source.announced for source in health)
    known = sum(source.known + source.seeded for source in health)
    return f"Screened {count(announced, 'record')}, {known:,} already known."


def trend(edition: Edition) -> Trend:
    """The last weeks and this one, and how each Term fares."""
    now = Week(edition.key, len(edition.items), tuple(_by_term(edition).items()))
    weeks = [*edition.history, now][-WEEKS:]
    longest = max(1, *(week.total for week in weeks))
    bars = tuple(Bar(day(w.key), w.total, round(100 * w.total / longest), w is now) for w in weeks)
    note = f"This edition covers {edition.weeks} weeks." if edition.weeks > 1 else ""
    return Trend(bars if len(bars) > 1 else (), _term_rows(weeks), note)


def _by_term(edition: Edition) -> Counter[str]:
    return Counter(term for item in edition.items for term in {match.term: None for match in item.matches})


def _term_rows(weeks: Sequence[Week]) -> tuple[TermRow, ...]:
    tables = [dict(week.by_term) for week in weeks]
    terms = dict.fromkeys(term for table in tables for term in table)
    *before, now = tables
    return tuple(
        TermRow(
            plain(term, 60),
            now.get(term, 0),
            f"{before[-1].get(term, 0)}" if before else "–",
            f"{mean(table.get(term, 0) for table in tables):.1f}",
        )
        for term in sorted(terms, key=lambda term: (-now.get(term, 0), term))
    )


def failing(sources: Iterable[SourceHealth], zone: tzinfo) -> tuple[Failing, ...]:
    """The sources whose last visit failed whole; single records that could not be read are in the receipt."""
    return tuple(
        Failing(
            plain(source.source, 60),
            _since(source, zone),
            plain(source.last.error, 200),
        )
        for source in sources
        if source.last.outcome is Outcome.FAILED
    )


def _since(source: SourceHealth, zone: tzinfo) -> str:
    return f"since {instant(source.last_success, zone)}" if source.last_success else "since it was added"


def _is_quiet(source: SourceHealth) -> bool:
    """Whether nothing about this source needs a word of its own."""
    return source.last.healthy and not source.failed_visits and not source.failed


def _sum(sources: Iterable[SourceHealth]) -> str:
    """The closed account of ``sources`` together."""
    columns = [(s.announced, s.new, s.known, s.seeded, s.excluded, s.failed) for s in sources]
    announced, *rest = (sum(column) for column in zip(*columns, strict=True)) if columns else [0] * 6
    if not announced and not any(rest):
        return "nothing announced"
    new, known, seeded, excluded, failed = rest
    words = f"{announced:,} announced = {new:,} new + {known:,} known + {seeded:,} seeded"
    words += f" + {excluded:,} excluded + {failed:,} failed"
    return words if announced == sum(rest) else f"{words} (does not balance)"


def _row(source: SourceHealth, zone: tzinfo) -> ReceiptRow:
    states = {
        Outcome.DONE: "healthy",
        Outcome.UNCHANGED: "healthy, unchanged",
        Outcome.PARTIAL: "partly failed",
        Outcome.FAILED: "failed",
    }
    state = states[source.last.outcome]
    if source.failed_visits and source.last.outcome in (Outcome.DONE, Outcome.UNCHANGED):
        state += f" again after {count(source.failed_visits, 'failed visit')}"
    last = instant(source.last_success, zone) if source.last_success else "never"
    remarks = tuple(plain(alarm, 200) for alarm in source.last.alarms[:3])
    if (since := source.last.silent_since) and source.last.outcome is not Outcome.FAILED:
        state = silent_state(since, zone)
        remarks = (plain(silent_reason(source.source, since, zone), 200), *remarks)
    return ReceiptRow(plain(source.source, 60), state, _sum([source]), last, remarks)


def receipt(edition: Edition, others: str, zone: tzinfo) -> Receipt:
    """One line if all is well; else a row for each source that is not, and the rest summed."""
    loud = [source for source in edition.sources if not _is_quiet(source)]
    named, quiet = loud[:MOST_ROWS], len(edition.sources) - len(loud)
    total = count(len(edition.sources), "source")
    health = "all healthy" if not loud else f"{quiet} healthy, {len(loud)} not"
    if len(loud) > len(named):
        health += f" ({len(named)} named here)"
    summary = f"{total}, {health}: {_sum(edition.sources)}." if edition.sources else "No source was visited."
    summary = " ".join([summary, *map(_rechecked, edition.rechecks)])
    return Receipt(summary, tuple(_row(source, zone) for source in named), others)


def _rechecked(again: SourceHealth) -> str:
    """What was asked again, in a sentence of its own: none of it was announced by a poll of this week."""
    return f"{plain(again.source, 60).capitalize()}: {_sum([again])}."
