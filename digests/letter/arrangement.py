"""The entries of a letter in reading order, each in full at one place: first to read, topics, in brief.

This file does NOT rank (ranking.py does).
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, NamedTuple

from digests.letter import order, ranking
from digests.letter.bundles import Bundle
from digests.letter.choice import Choice
from digests.letter.entries import entry
from digests.letter.parts import Answering, Brief, Entry, LetterSection, Pick, TrialFacts, TrialLine, UpdateLine
from digests.letter.ranking import Reader
from digests.letter.study_line import people
from digests.letter.updates import update, without_earlier
from digests.words.prose import listed, plain
from literature.model.edition import Item
from literature.study.follows import Follow, matching

UNSORTED_NAME = "Unsorted"
MOST_TRIALS = 10
"""Lines in the block of trials; the others stand under their topics."""


class Arrangement(NamedTuple):
    """The entries of a letter, each in full at one place."""

    picks: tuple[Pick, ...]
    trials: tuple[TrialLine, ...]
    more_trials: int
    sections: tuple[LetterSection, ...]
    brief: Brief


@dataclass(frozen=True, slots=True)
class _EntryWriter:
    """Writes the entries of one letter or page, numbered in the order in which they are asked for."""

    names: Mapping[str, str]
    """Topic id -> name."""
    topics: Mapping[int, str]
    """Work -> id of the topic in whose section it is."""
    followed: Mapping[int, str] = field(default_factory=dict)
    """Work -> whom or what its readers follow."""
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    short_links: bool = False

    def entry(self, bundle: Bundle) -> Entry:
        work_id = bundle.item.work_id
        return entry(
            bundle,
            number=next(self.numbers),
            topic=self.topics[work_id],
            names=self.names,
            followed=self.followed.get(work_id, ""),
            short_links=self.short_links,
        )

    def entries(self, bundles: Iterable[Bundle]) -> tuple[Entry, ...]:
        return tuple(map(self.entry, bundles))

    def section(self, topic: str, **parts: Any) -> LetterSection:
        return LetterSection(topic, self.names.get(topic, UNSORTED_NAME), **parts)


def with_answers(parts: Arrangement, answering: Answering) -> Arrangement:
    """Return ``parts`` with the links of ``answering`` in the entries that are shown in full: a line has no room."""

    def answered(entry: Entry) -> Entry:
        return replace(entry, answers=answering.of_work(entry.work_id))

    return parts._replace(
        picks=tuple(pick._replace(entry=answered(pick.entry)) for pick in parts.picks),
        sections=tuple(replace(each, full=tuple(map(answered, each.full))) for each in parts.sections),
    )


def _topics(placed: Mapping[str, Iterable[Bundle]]) -> dict[int, str]:
    return {bundle.item.work_id: topic for topic, members in placed.items() for bundle in members}


def sections_of(placed: Mapping[str, Sequence[Bundle]], names: Mapping[str, str]) -> Iterator[LetterSection]:
    """Yield the sections of a page: every work under its topic, in one line where it only mentions a watched molecule;
    ``names`` is topic id -> name."""
    writer = _EntryWriter(names, _topics(placed))
    for topic, members in placed.items():
        ordered = order.in_order(members)
        full = writer.entries(each for each in ordered if not order.is_folded(each))
        yield writer.section(topic, full=full, lines=writer.entries(filter(order.is_folded, ordered)))


def arrange(
    placed: Mapping[str, Sequence[Bundle]], names: Mapping[str, str], choice: Choice, had: Collection[int]
) -> Arrangement:
    """Return the entries of a letter in reading order: those to read first, each topic, and those that only mention a
    watched molecule; ``had`` are the works that these readers had in their other form."""
    everything = [bundle for members in placed.values() for bundle in members]
    followed = {each.item.work_id: words for each in everything if (words := _followed(each, choice.follows))}
    reasons = {work_id: f"you follow {words}" for work_id, words in followed.items()}
    reader = Reader(frozenset(choice.topics), choice.preferences, reasons)
    writer = _EntryWriter(names, _topics(placed), followed, short_links=True)
    counted = (each.item for each in everything if each.item.work_id not in had and not order.is_folded(each))
    size_of = partial(_size_of, {item.work_id: people(item) for item in counted})
    ordered = order.in_order(everything, reader, size_of)
    fresh = [bundle for bundle in ordered if bundle.item.work_id not in had]
    picks = tuple(
        Pick(writer.entry(bundle), " · ".join(ranking.reasons(bundle, reader, size_of(bundle.item))))
        for bundle in order.first_to_read(fresh, reader, size_of)
    )
    above = {pick.entry.work_id: pick.entry for pick in picks}
    plan = _Plan(writer, above, _in_full(fresh, above, choice.max_items), had)
    sections = tuple(plan.section(topic, ordered) for topic in placed)
    brief = _brief(writer, [each for each in fresh if order.is_folded(each)], choice.brief, placed)
    trials = tuple(_trials(fresh, sections))
    return Arrangement(picks, trials[:MOST_TRIALS], max(0, len(trials) - MOST_TRIALS), sections, brief)


def _brief(writer: _EntryWriter, markers: Sequence[Bundle], most: int, topics: Iterable[str]) -> Brief:
    """At most ``most`` of the ``markers``; those that are followed first, and all of them."""
    by_topic = Counter(writer.topics[bundle.item.work_id] for bundle in markers)
    followed = [bundle for bundle in markers if bundle.item.work_id in writer.followed]
    others = [bundle for bundle in markers if bundle.item.work_id not in writer.followed]
    shown = [*followed, *others[: max(0, most - len(followed))]]
    counted = ((writer.names.get(topic, UNSORTED_NAME), by_topic[topic]) for topic in topics if by_topic[topic])
    return Brief(writer.entries(shown), len(markers) - len(shown), tuple(counted))


def _trials(ordered: Iterable[Bundle], sections: Iterable[LetterSection]) -> Iterator[TrialLine]:
    """The trials among the entries of the ``sections``, in the order of the bundles."""
    entries = {each.work_id: each for section in sections for each in (*section.above, *section.full, *section.lines)}
    for bundle in ordered:
        entry = entries.get(bundle.item.work_id)
        if entry and entry.trial and order.rank(bundle.item) is order.Rank.TRIAL:
            yield _trial_line(entry, entry.trial)


class _Plan(NamedTuple):
    """How the works of one letter are shown."""

    writer: _EntryWriter
    above: Mapping[int, Entry]
    """Those that stand further up."""
    in_full: Collection[int]
    had: Collection[int]
    """Those that the readers had in their other form."""

    def section(self, topic: str, everything: Sequence[Bundle]) -> LetterSection:
        """The section of ``topic``, of ``everything`` in the order of the letter."""
        members = (each for each in everything if self.writer.topics[each.item.work_id] == topic)
        ordered = [each for each in members if each.item.work_id in self.had or not order.is_folded(each)]
        fresh = [each for each in ordered if each.item.work_id not in self.had and each.item.work_id not in self.above]
        return self.writer.section(
            topic,
            full=self.writer.entries(each for each in fresh if each.item.work_id in self.in_full),
            updates=tuple(self._updates(ordered)),
            lines=self.writer.entries(each for each in fresh if each.item.work_id not in self.in_full),
            above=tuple(self.above[each.item.work_id] for each in ordered if each.item.work_id in self.above),
            lines_title="More",
        )

    def _updates(self, ordered: Iterable[Bundle]) -> Iterator[UpdateLine]:
        for bundle in ordered:
            if bundle.item.earlier and bundle.item.work_id in self.had:
                yield update(bundle.item.earlier, self.writer.entry(without_earlier(bundle)))


def _size_of(sizes: Mapping[int, int | None], item: Item) -> int | None:
    return sizes.get(item.work_id)


def _followed(bundle: Bundle, follows: Sequence[Follow]) -> str:
    """Whom and what of ``follows`` its works are by and in, as the letter says it; '' for most."""
    names = (follow.name for item in bundle.items for follow in matching(item.record, follows))
    return listed([plain(name, 80) for name in dict.fromkeys(names)])


def _in_full(ordered: Sequence[Bundle], above: Collection[int], most: int) -> frozenset[int]:
    """The works that are shown in full: the first ``most`` of all topics, those that stand ``above`` counted, and of
    possible duplicates only the first."""
    chosen = [bundle for bundle in ordered if bundle.item.work_id in above]
    for bundle in ordered:
        if len(chosen) >= most or order.is_folded(bundle):
            break
        if bundle.item.work_id not in above and not any(order.is_possibly_same(bundle, other) for other in chosen):
            chosen.append(bundle)
    return frozenset(bundle.item.work_id for bundle in chosen)


def all_sections(
    placed: Mapping[str, Sequence[Bundle]], names: Mapping[str, str], shown: Iterable[Entry]
) -> Iterator[LetterSection]:
    """Yield every work under its topic, one line each, for a list beside a letter; those ``shown`` in the letter have
    their entries already."""
    writer, entries = _EntryWriter(names, _topics(placed)), {each.work_id: each for each in shown}
    for topic, members in placed.items():
        ordered = order.in_order(members)
        yield writer.section(
            topic, full=(), lines=tuple(entries.get(each.item.work_id) or writer.entry(each) for each in ordered)
        )


def _trial_line(entry: Entry, trial: TrialFacts) -> TrialLine:
    """``trial`` in one line; "randomised" in its design says the kind too."""
    is_said = trial.design.startswith("randomised")
    kind = "" if is_said else next((each for each in entry.badges if each != entry.mark), "")
    facts = " · ".join(filter(None, (kind, trial.design, trial.phase, trial.size, trial.drug, trial.population)))
    return TrialLine(entry, facts[:1].upper() + facts[1:], trial.registrations)
