"""The numbers of a Letter: the figures at the top, the trend, and what the sources delivered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, tzinfo
from itertools import chain, pairwise
from statistics import median

from digests.letter.bundles import Bundle
from digests.letter.order import Rank, is_folded, rank
from digests.letter.parts import Bar, Failing, Numbers, SourceReport, SourceRow, TermCount, Trend
from digests.words.prose import count, listed, plain, sentence
from digests.words.silence import UNEXPLAINED, silent_reason, silent_state
from literature.model.clock import day_in_words
from literature.model.edition import Edition, SourceHealth, Week
from literature.model.harvest import Health, VisitKind, VisitOutcome, health
from literature.model.recall import TermRecall
from literature.model.record import CROSSREF

WEEKS = 12
SHORTEST_MONTH = 28
MOST_NAMED = 3
"""Sources named in the one line for readers."""
MOST_ROWS = 30
"""Sources that are listed one by one; the rest are summed, so that 300 feeds cannot fill the letter."""


def instant(when: datetime, zone: tzinfo) -> str:
    """23 Nov 2026, 07:00 in ``zone``."""
    local = when.astimezone(zone)
    return f"{day_in_words(local)}, {local:%H:%M}"


def numbers(shown: Sequence[Bundle], had: Collection[int] = ()) -> Numbers:
    """Return the figures at the top over the works of ``shown``; what these readers ``had`` in its other form stands
    with the works about a molecule."""
    works = [item for bundle in shown for item in bundle.items]
    about = [bundle for bundle in shown if bundle.item.work_id in had or not is_folded(bundle)]
    ranks = Counter(rank(bundle.item) for bundle in about)
    return Numbers(
        new=len(works),
        about=len(about),
        trials=ranks[Rank.TRIAL],
        reviews=ranks[Rank.REVIEW],
        preprints=ranks[Rank.PREPRINT],
        news=ranks[Rank.NEWS],
        merged=sum(len(item.sources) - 1 for item in works),
        markers=len(shown) - len(about),
    )


def in_numbers(figure: Numbers, edition: Edition, shown: Sequence[Bundle], *, chosen: bool) -> str:
    """Return the line of numbers: "148 new: 25 about IL-1 or IL-1RA (1 trial and 6 reviews), 123 only mention them.
    Previous edition: 120 new (usual: about 110)."."""
    counted = f"{figure.new:,} new: {', '.join(_shares(figure, molecules(shown)))}." if figure.new else "Nothing new."
    return f"{counted} {comparison(edition, chosen=chosen)}"


def molecules(shown: Iterable[Bundle]) -> str:
    """Return the terms that the works of ``shown`` name, the most frequent first: "IL-1, IL-1RA or IL-32"; of more than
    MOST_NAMED none by name."""
    named = Counter(
        term for bundle in shown for item in bundle.items for term in {match.term for match in item.matches}
    )
    terms = [plain(term, 60) for term, _ in named.most_common()]
    return listed(terms, "or") if 0 < len(terms) <= MOST_NAMED else "a watched molecule"


def _shares(figure: Numbers, terms: str) -> Iterator[str]:
    if figure.about:
        kinds = ((figure.trials, "trial"), (figure.reviews, "review"), (figure.preprints, "preprint"))
        of_them = [*(count(number, kind) for number, kind in kinds if number)]
        of_them += [count(figure.news, "news story", "news stories")] if figure.news else []
        yield f"{figure.about:,} about {terms}{f' ({listed(of_them)})' if of_them else ''}"
    if figure.markers:
        those = terms if not figure.about else "them" if " or " in terms else "it"
        yield f"{figure.markers:,} only {'mentions' if figure.markers == 1 else 'mention'} {those}"
    if guests := figure.new - figure.entries:
        yield f"{guests:,} shown with the paper that {'it belongs' if guests == 1 else 'they belong'} to"


def comparison(edition: Edition, *, chosen: bool) -> str:
    """Compare this edition with earlier ones, in words. A reader who has ``chosen`` topics sees a part of it, so the
    numbers of the whole edition are given."""
    if not edition.history:
        return "This is the first edition."
    totals = [week.total for week in edition.history[-WEEKS:]]
    middle = f" (usual: about {usual(totals)})" if len(totals) > 1 else ""
    if chosen:
        return f"Whole edition: {len(edition.items):,} new; previous edition: {totals[-1]:,}{middle}."
    return f"Previous edition: {totals[-1]:,} new{middle}."


def usual(totals: Iterable[int]) -> str:
    """Return the median of these numbers of earlier editions."""
    return f"{median(totals):,g}"


_FAULTS = ((Health.FAILING, "could not be read"), (Health.SILENT, "brought nothing new for longer than usual"))


def receipt(edition: Edition, others: str) -> SourceReport:
    """Return for readers what the sources delivered: one line, which names those that could not be read or brought
    nothing new. Why, and what to do, is for the owner, who is mailed about it."""
    states = [(source.source, health(source.last)) for source in edition.sources]
    faults = [
        f"{len(names):,} of {count(len(states), 'source')} {fault}: {_few(names)}."
        for ill, fault in _FAULTS
        if (names := [plain(name, 60) for name, state in states if state is ill])
    ]
    well = f"All {len(states):,} sources were read." if len(states) > 1 else "The one source was read."
    read = " ".join(faults) or (well if states else "No source was visited.")
    return SourceReport(" ".join([read, screening(edition), *_again(edition)]), (), others)


def _few(names: Sequence[str]) -> str:
    """The names, of many the first ones: "A, B and 7 others"."""
    shown, rest = names[:MOST_NAMED], names[MOST_NAMED:]
    return listed([*shown, count(len(rest), "other")] if rest else shown)


def screening(edition: Edition) -> str:
    """Return how many records the sources announced, how many of them were known, and how many were duplicates."""
    announced = sum(source.announced for source in edition.sources)
    known = sum(source.known + source.seeded for source in edition.sources)
    merged = sum(len(item.sources) - 1 for item in edition.items)
    duplicates = f", {count(merged, 'duplicate')} merged" if merged else ""
    return f"{count(announced, 'record')} screened, {known:,} already known{duplicates}."


def trend(edition: Edition, shown: Sequence[Bundle], *, chosen: bool) -> Trend:
    """Return the last weeks and this one, and how many works of ``shown`` name each Term.

    What earlier editions held under the topics that one reader has ``chosen`` is not known: such a reader gets the
    weeks of the whole edition, named as such, and the terms of this letter alone.
    """
    now = Week(edition.key, len(edition.items), ())
    earlier = edition.history[-(WEEKS - 1) :]
    longest = max(1, now.total, *(week.total for week in earlier))
    bars = tuple(Bar(day_in_words(w.key), w.total, round(100 * w.total / longest), w is now) for w in (*earlier, now))
    works = [item for bundle in shown for item in bundle.items]
    by_term = Counter(term for item in works for term in {match.term for match in item.matches})
    heading = _steps([*(week.key for week in earlier), now.key]) if earlier else "Term by term"
    return Trend(
        heading=f"{heading}, all topics" if chosen and earlier else heading,
        bars=bars if earlier else (),
        terms=tuple(_term_rows(by_term, () if chosen else earlier)),
        caption=f"New works by term{' under your topics' if chosen else ''}; a paper can count for several terms",
        compared=bool(earlier) and not chosen,
        note=f"This edition covers {edition.weeks} weeks." if edition.weeks > 1 else "",
    )


def _steps(keys: Sequence[date]) -> str:
    """What lies between two bars, in words: some readers get a letter a day, others one a month."""
    days = median((later - key).days for key, later in pairwise(keys))
    return "Day by day" if days <= 1 else "Month by month" if days >= SHORTEST_MONTH else "Week by week"


def _term_rows(now: Counter[str], earlier: Sequence[Week]) -> Iterator[TermCount]:
    tables = [Counter(dict(week.by_term)) for week in earlier]
    for term in sorted({*now, *chain(*tables)}, key=lambda term: (-now[term], term)):
        totals = [table[term] for table in tables]
        previous, middle = (f"{totals[-1]:,}", usual(totals)) if totals else ("", "")
        yield TermCount(plain(term, 60), now[term], previous, middle)


_ILL = {Health.FAILING: "Source failing", Health.SILENT: "Source silent"}
_SILENT = "It responds but lists nothing new."


def failing(sources: Iterable[SourceHealth], zone: tzinfo) -> tuple[Failing, ...]:
    """Return the sources whose last visit failed, or that have fallen silent. Single records that could not be read are
    in the summary."""
    return tuple(
        Failing(
            plain(source.source, 60), _since(source, zone), plain(source.last.error, 200) or _SILENT, word=_ILL[state]
        )
        for source in sources
        if (state := health(source.last)) in _ILL
    )


def _since(source: SourceHealth, zone: tzinfo) -> str:
    if health(source.last) is Health.SILENT and source.last.silent_since:
        return f"since {day_in_words(source.last.silent_since.astimezone(zone).date())}"
    return f"since {instant(source.last_success, zone)}" if source.last_success else "since it was added"


def health_words(states: Iterable[Health]) -> str:
    """Return how many sources are in which state: "all healthy", or "5 healthy, 1 silent, 2 failing"."""
    numbers = Counter(states)
    if set(numbers) <= {Health.HEALTHY}:
        return "all healthy"
    return ", ".join(f"{numbers[state]:,} {state.value}" for state in Health if numbers[state])


def _sum(sources: Iterable[SourceHealth]) -> str:
    columns = [(s.announced, s.new, s.known, s.seeded, s.excluded, s.failed) for s in sources]
    announced, *rest = (sum(column) for column in zip(*columns, strict=True)) if columns else [0] * 6
    if not announced and not any(rest):
        return "nothing announced"
    new, known, seeded, excluded, failed = rest
    words = f"{announced:,} announced = {new:,} new + {known:,} known + {seeded:,} seeded"
    words += f" + {excluded:,} excluded + {failed:,} failed"
    return words if announced == sum(rest) else f"{words} (the counts do not add up)"


def _row(source: SourceHealth, silence: str, zone: tzinfo) -> SourceRow:
    remarks = tuple(sentence(plain(alarm, 200)) for alarm in source.last.alarms[:3])
    last = instant(source.last_success, zone) if source.last_success else "never"
    since = source.last.silent_since
    if since and health(source.last) is Health.SILENT:
        remarks = (sentence(plain(silent_reason(silence, since, zone), 200)), *remarks)
    return SourceRow(plain(source.source, 60), _state(source, zone), _sum([source]), last, remarks)


def _state(source: SourceHealth, zone: tzinfo) -> str:
    state = health(source.last)
    silent = source.last.silent_since if state is Health.SILENT else None
    state_words = silent_state(silent, zone) if silent else state.value
    if source.last.outcome is VisitOutcome.PARTIAL:
        state_words += ", some records could not be read"
    if source.failed_visits and state is not Health.FAILING:
        state_words += f", after {count(source.failed_visits, 'failed visit')}"
    return state_words


def source_report(edition: Edition, silences: Mapping[str, str], zone: tzinfo) -> SourceReport:
    """Return for the archive one line where all is well; else also a row for each source that is not healthy."""
    sources = edition.sources
    unhealthy = [s for s in sources if health(s.last) is not Health.HEALTHY or s.failed_visits or s.failed]
    listed = unhealthy[:MOST_ROWS]
    states = health_words(health(source.last) for source in sources)
    more = f" ({len(listed)} of {len(unhealthy)} listed here)" if len(unhealthy) > len(listed) else ""
    total = f"{count(len(sources), 'source')}, {states}{more}: {_sum(sources)}."
    rows = tuple(_row(source, silences.get(source.source, UNEXPLAINED), zone) for source in listed)
    return SourceReport(" ".join([total if sources else "No source was visited.", *_again(edition)]), rows, "")


def _again(edition: Edition) -> list[str]:
    """A sentence for each source that was asked again, and one for the searches that were repeated."""
    asked = [_asked_again(recheck) for recheck in edition.rechecks]
    return [*asked, *filter(None, [searches_repeated(edition.recalls)])]


_AGAIN = {
    VisitKind.RECHECK: "Papers from earlier letters, checked for changes",
    VisitKind.AUDIT: "Recent searches repeated, for papers that were missed",
    VisitKind.BACKFILL: "Papers from before a term was watched",
    VisitKind.REMATCH: "Papers left out before, looked at again after the terms had changed",
}
"""Each is a sentence of its own: none of it was announced by a poll of this week."""


def searches_repeated(recalls: Sequence[TermRecall]) -> str:
    """Return what the recall audits since the last edition found, in one sentence; '' where there were none.

    "Searches since 24 Oct 2025 repeated: 2 papers had been missed for IL-32, now in this edition; nothing was missed
    for IL-1 and IL-1RA."
    """
    if not recalls:
        return ""
    since = min(recall.since for recall in recalls)
    newest = {recall.term: recall for recall in recalls}.values()
    missed = Counter[str]()
    for recall in recalls:
        missed[recall.term] += recall.missed
    found = [f"{count(number, 'paper')} for {plain(term, 60)}" for term, number in missed.items() if number]
    whole = [recall for recall in newest if not missed[recall.term] and not recall.is_lower_bound]
    unknown = [f"{count(r.unknown, 'record')} for {plain(r.term, 60)}" for r in newest if r.is_lower_bound]
    parts = (
        _part("{} had been missed, now in this edition", found),
        _part("nothing was missed for {}", [_name(recall, since) for recall in whole if recall.papers]),
        _part("there were no papers on {}", [_name(recall, since) for recall in whole if not recall.papers]),
        _part("{} could not be fetched", unknown),
    )
    return f"Searches since {day_in_words(since)} repeated: {'; '.join(filter(None, parts))}."


def _part(words: str, names: Sequence[str]) -> str:
    return words.format(listed(names)) if names else ""


def _name(recall: TermRecall, since: date) -> str:
    """The term, and since when it was searched for where that is later than ``since``."""
    return f"{plain(recall.term, 60)}{f' (since {day_in_words(recall.since)})' if recall.since != since else ''}"


def _asked_again(recheck: SourceHealth) -> str:
    """What came of asking again. Crossref announces notices and no papers."""
    if recheck.source != CROSSREF:
        return f"{_AGAIN[recheck.last.kind]}: {_sum([recheck])}."
    lead = "Crossref, asked about papers from earlier letters"
    if recheck.last.outcome is VisitOutcome.FAILED:
        return f"{lead}: failed, and is asked again."
    return f"{lead}: {count(recheck.excluded, 'notice')}, {count(recheck.failed, 'paper')} without an answer."
