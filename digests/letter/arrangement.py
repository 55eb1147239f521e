"""The entries of a letter in reading order, each in full at one place: first to read, topics, in brief.

This file does NOT rank (order.py does).
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import compress
from types import MappingProxyType
from typing import NamedTuple

from digests.letter import order
from digests.letter.bundles import Bundle
from digests.letter.choice import Choice
from digests.letter.entries import badges, entry
from digests.letter.links import trials
from digests.letter.parts import Brief, Entry, LetterSection, Pick, TrialLine
from digests.letter.prose import count, plain
from digests.letter.updates import update, without_earlier

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


def arrange(
    placed: Mapping[str, Sequence[Bundle]], names: Mapping[str, str], choice: Choice, had: Collection[int]
) -> Arrangement:
    """Return the entries in reading order: those to read first, each topic, and those that only mention a watched
    molecule; ``had`` are the works that these readers had in their other form."""
    number = itertools.count(1)
    everything = [bundle for members in placed.values() for bundle in members]
    topic_of = {bundle.item.work_id: topic for topic, members in placed.items() for bundle in members}
    fresh = [bundle for bundle in everything if bundle.item.work_id not in had]
    about = {
        topic: [each for each in members if each.item.work_id in had or not order.is_folded(each)]
        for topic, members in placed.items()
    }

    def show(bundle: Bundle) -> Entry:
        return entry(bundle, number=next(number), topic=topic_of[bundle.item.work_id], names=names)

    first = order.first_to_read(fresh)
    picks = tuple(Pick(show(bundle), _pick_reason(bundle)) for bundle in first)
    above = {bundle.item.work_id: pick.entry for bundle, pick in zip(first, picks, strict=True)}
    in_full = _in_full(fresh, above, choice.max_items)
    sections = tuple(sections_of(about, names, had, above=above, in_full=in_full, number=number, lines_title="More"))
    markers = order.in_order(bundle for bundle in fresh if order.is_folded(bundle))
    brief = Brief(tuple(map(show, markers[: choice.brief])), max(0, len(markers) - choice.brief))
    entries = {each.work_id: each for section in sections for each in (*section.above, *section.full, *section.lines)}
    trials = [each for each in order.in_order(fresh) if order.rank(each.item) is order.Rank.TRIAL]
    lines = [_trial_line(bundle, entries[bundle.item.work_id]) for bundle in trials if bundle.item.work_id in entries]
    return Arrangement(picks, tuple(lines[:MOST_TRIALS]), max(0, len(lines) - MOST_TRIALS), sections, brief)


def _in_full(fresh: Sequence[Bundle], above: Collection[int], most: int) -> frozenset[int]:
    """The works that are shown in full: the first ``most`` of all topics, and of possible duplicates only the first."""
    chosen: list[Bundle] = []
    for bundle in order.in_order(fresh):
        if len(chosen) + len(above) >= most:
            break
        if bundle.item.work_id not in above and not any(order.is_possibly_same(bundle, other) for other in chosen):
            chosen.append(bundle)
    return frozenset(bundle.item.work_id for bundle in chosen)


def _trial_line(bundle: Bundle, entry: Entry) -> TrialLine:
    facts = " · ".join(each for each in entry.badges if each != entry.mark)
    return TrialLine(entry, facts, trials(bundle.item.record.registrations))


def sections_of(
    placed: Mapping[str, Sequence[Bundle]],
    names: Mapping[str, str],
    had: Collection[int] = (),
    *,
    above: Mapping[int, Entry] = MappingProxyType({}),
    in_full: Collection[int] | None = None,
    number: Iterator[int] | None = None,
    lines_title: str = "In brief",
) -> Iterator[LetterSection]:
    """Yield the sections of the Bundles of each topic; ``names`` is id -> name, ``had`` are the works that these
    readers had in their other form, ``above`` the entries that stand further up; ``in_full`` are the works to show in
    full (None: all about a watched molecule); ``number`` goes on counting."""
    numbers = number or itertools.count(1)
    for topic, members in placed.items():
        ordered = order.in_order(members)
        show = partial(entry, topic=topic, names=names)
        fresh = [each for each in ordered if each.item.work_id not in had and each.item.work_id not in above]
        is_full = [not order.is_folded(each) if in_full is None else each.item.work_id in in_full for each in fresh]
        full = tuple(show(each, number=next(numbers)) for each in compress(fresh, is_full))
        updates = tuple(
            update(bundle.item.earlier, show(without_earlier(bundle), number=next(numbers)))
            for bundle in ordered
            if bundle.item.earlier and bundle.item.work_id in had
        )
        lines = tuple(show(each, number=next(numbers)) for each, yes in zip(fresh, is_full, strict=True) if not yes)
        higher = tuple(above[each.item.work_id] for each in ordered if each.item.work_id in above)
        yield LetterSection(topic, names.get(topic, UNSORTED_NAME), full, lines, updates, higher, lines_title)


def _pick_reason(bundle: Bundle) -> str:
    """Why it was chosen: "Randomised trial; IL-1RA in the title; 2 terms"."""
    titled = order.terms_in_title(bundle.item)
    terms = {match.term for match in bundle.item.matches}
    parts = list(badges(bundle.item)[:1])
    parts += [f"{' and '.join(plain(term, 60) for term in titled)} in the title"] if titled else []
    parts += [count(len(terms), "term")] if len(terms) > 1 else []
    return "; ".join(parts)
