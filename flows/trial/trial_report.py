"""What a trial of a term found out, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from digests.words.prose import count, plain
from flows.result import Result
from flows.trial.trial import NEWEST, Month, Recall, Sample, TermTrial
from literature.terms.false_friends import FalseFriend

BAR = 40
"""Characters of the longest bar."""
WIDTH = 110
"""Characters of the longest line."""
MOST_MISSED = 20
"""Papers missed that are listed on a screen; JSON has all."""


@dataclass(frozen=True, slots=True)
class TrialReport(Result):
    """A trial; ``topics`` are the names of the topics by id, ``most`` is [limits] backfill."""

    trial: TermTrial
    topics: Mapping[str, str]
    most: int

    def data(self) -> dict[str, Any]:
        """For programs; the keys are stable."""
        trial, sample = self.trial, self.trial.sample
        entries, briefs = trial.weekly
        return {
            "term": trial.term.name,
            "query": trial.query,
            "months": [{"month": f"{month.first:%Y-%m}", "hits": month.hits} for month in trial.months],
            "hits": trial.hits,
            "history": {"since": trial.since.isoformat() if trial.since else None, "papers": trial.history},
            "covered": trial.covered,
            "sample": {
                "fetched": sample.fetched,
                "confirmed": sample.confirmed,
                "core": sample.core,
                "topics": dict(sample.topics),
                "titles": [title._asdict() for title in sample.titles],
                "rejected": dict(sample.rejected),
            },
            "false_friends": [_friend_dict(friend) for friend in sample.friends],
            "weekly": {"entries": round(entries, 1), "in_brief": round(briefs, 1)},
            "seeds": list(trial.seeds),
            "recall": _recall_dict(trial.recall) if trial.recall else None,
            "traps": [{"kind": trap.kind.value, "name": trap.name, "advice": trap.advice} for trap in trial.traps],
        }

    def lines(self) -> list[str]:
        """For people."""
        trial = self.trial
        lines = list[str]()
        if trial.query:
            lines += query_lines(trial.term.name, trial.query)
        if trial.hits:
            lines += [f"{count(trial.hits, 'paper')} in the last 12 months, by the month in which PubMed added them:"]
            lines += [*_bars(trial.months), "", *self._sample_lines(), ""]
        if trial.history:
            lines += [self._history_line(), ""]
        if trial.seeds:
            lines += ["Of the starting library it finds:", *(f"  {plain(title, 100)}" for title in trial.seeds), ""]
        if trial.recall:
            lines += [*_recall_lines(trial.recall), ""]
        return [*lines, *(f"warning: {trap.advice}" for trap in trial.traps), "Nothing was stored."]

    def _history_line(self) -> str:
        trial = self.trial
        papers = f"Since {trial.since} PubMed has added {count(trial.history, 'paper')} on it"
        if trial.history > self.most:
            return f"{papers}, more than [limits] backfill ({self.most:,}): none would be fetched into the archive."
        return f"{papers}; those from before the first poll would be fetched into the archive, and not mailed."

    def _sample_lines(self) -> Iterator[str]:
        trial, sample = self.trial, self.trial.sample
        entries, briefs = trial.weekly
        yield f"{_share(trial.covered, trial.hits)} of them are found by your other terms already."
        yield (
            f"Of the newest {sample.fetched} (at most {NEWEST} are read), {sample.confirmed} name the term: "
            f"{sample.core} are about it, {sample.confirmed - sample.core} only mention it."
        )
        yield from (f"  not counted, {reason}: {times}" for reason, times in sample.rejected.items())
        yield f"A weekly letter would have {about(entries)} more entries and {about(briefs)} more lines in brief."
        if sample.topics:
            named = sorted(sample.topics.items(), key=lambda topic: (-topic[1], topic[0]))
            listed = "; ".join(f"{self.topics.get(topic, 'no topic')} {times}" for topic, times in named)
            yield from wrap(f"By topic: {listed}", WIDTH, subsequent_indent="  ")
        yield from ("", "The newest:")
        for title in sample.titles:
            yield f'  {title.pmid}  {plain(title.title, 90)}  ("{title.spelling}", {title.where})'
        yield from _friend_lines(sample)


def query_lines(name: str, query: str) -> list[str]:
    """Return the query of the term ``name`` in lines that can be pasted into PubMed's search box as they are."""
    pasteable = wrap(query, WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False)
    return [f"{name}: PubMed query ({len(query):,} characters)", *pasteable, ""]


def _bars(months: tuple[Month, ...]) -> Iterator[str]:
    longest = max(month.hits for month in months) or 1
    width = len(f"{longest:,}")
    for month in months:
        yield f"  {month.first:%b %Y}  {month.hits:>{width},} {'#' * round(month.hits * BAR / longest)}".rstrip()


def about(number: float) -> str:
    """Return an estimate in words: "about 9", "about 0.3", "no"."""
    return f"about {number:.0f}" if number >= 1 else f"about {number:.1f}" if number >= 0.05 else "no"


def _share(part: int, whole: int) -> str:
    return f"{part:,} ({part / whole:.0%})"


def _friend_lines(sample: Sample) -> Iterator[str]:
    if sample.friends:
        yield from ("", "May mean something else; a line that stops it, to copy into the term:")
    for friend in sample.friends:
        yield f"  {_toml_of(friend)}  # {count(friend.records, 'paper')} of {sample.confirmed}"


def _toml_of(friend: FalseFriend) -> str:
    """The line of watch.toml that stops it."""
    if friend.only_beside:
        return f'only_beside = {{ "{friend.name}" = ["…"] }}  # and not a synonym: it also means "{friend.phrase}"'
    return f'exclude = ["{friend.phrase}"]'


def _friend_dict(friend: FalseFriend) -> dict[str, Any]:
    return {"phrase": friend.phrase, "name": friend.name, "records": friend.records, "line": _toml_of(friend)}


def _recall_lines(recall: Recall) -> Iterator[str]:
    yield f"Of the {count(recall.papers, 'paper')} that it should find, it finds {recall.found}."
    for missed in recall.missed[:MOST_MISSED]:
        yield f"  missed {missed.name or '(no id)'}: {plain(missed.title, 70)}: {missed.why}"
    if len(recall.missed) > MOST_MISSED:
        yield f"  and {len(recall.missed) - MOST_MISSED} more (--json lists all)"


def _recall_dict(recall: Recall) -> dict[str, Any]:
    return {
        "papers": recall.papers,
        "found": recall.found,
        "missed": [missed._asdict() for missed in recall.missed],
    }
