"""The letter as Markdown of the Prefect UI: headings, links, and within a budget of bytes.

It has all that the mail has but its figures, trend and foot. This file does NOT compose a letter and does NOT write it
to a disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from digests.letter.parts import Alert, Entry, Letter, Note, Pick, TrialLine, UpdateLine
from digests.rendering.shortening import LADDER, Shortening, View, brief_view, view
from digests.words.prose import count, sentence
from flows.ui.markdown import escaped, linked

BUDGET = 100_000
"""Bytes. Chromium opened a page of 77 kB as fast as a short one (0.8 s, measured); the archive has what is left out."""


def letter_markdown(letter: Letter, files: Sequence[Path]) -> str:
    """Return ``letter`` on the highest step of LADDER on which it has at most BUDGET bytes, then where its ``files``
    are; where there are none, that they could not be written."""
    for step in LADDER:
        shown = "\n".join(_lines(letter, step))
        if len(shown.encode()) <= BUDGET:
            break
    paths = ", ".join(f"`{path}`" for path in files)
    where = f"As files: {paths}" if files else "The letter's files could not be written; the readers are mailed anyway."
    return f"{shown}\n---\n{where}\n"


def _lines(letter: Letter, step: Shortening) -> Iterator[str]:
    views = [view(section, step) for section in letter.sections]
    brief = brief_view(letter.brief, step)
    yield f"# {escaped(letter.name)}\n"
    yield f"{escaped(letter.dateline)}\n"
    yield f"{escaped(' '.join(filter(None, (letter.in_numbers, letter.left_out))))}\n"
    yield from _part("Worth reading first", map(_pick, letter.picks))
    yield from _part("Trials", [*map(_trial, letter.trials), *_more(letter.more_trials, "trial")])
    yield from _part(
        "Retractions and corrections", [*map(_alert, letter.alerts), *_more(len(letter.alerts_left), "notice")]
    )
    for each in views:
        yield from _part(f"{each.name} ({each.count})", _section(each, letter.archive_url))
    mentioned = f"Brief mentions ({brief.count})"
    yield from _part(mentioned, [*map(_brief, brief.lines), *_more(brief.more, "paper")])
    if not views and not brief.count:
        yield "Nothing new was found since the last edition.\n"
    yield f"## Sources\n\n{escaped(letter.sources.summary)}\n"
    if letter.archive_url:
        yield f"\n{linked('This edition in the archive', letter.archive_url)}"


def _part(heading: str, lines: Iterable[str]) -> list[str]:
    shown = [*lines]
    return [f"## {escaped(heading)}\n", *shown, ""] if shown else []


def _more(number: int, word: str) -> list[str]:
    return [f"- {count(number, f'more {word}')}"] if number else []


def _alert(alert: Alert) -> str:
    about = escaped(f"({alert.known_since})") if alert.known_since else ""
    words = [f"- **{escaped(alert.word)}:**", linked(alert.title, alert.url), about]
    words += [linked(alert.citation, alert.notice_url), *(escaped(sentence(each)) for each in (alert.said,) if each)]
    return " ".join(filter(None, words))


def _pick(pick: Pick) -> str:
    return f"{_full(pick.entry)}\n  - {escaped(f'Ranked high: {pick.why}.')}"


def _trial(trial: TrialLine) -> str:
    numbers = "".join(f" · {linked(link.text, link.url)}" for link in trial.registrations)
    return f"- No. {trial.entry.number}, {_title(trial.entry)} · {escaped(trial.facts)}{numbers}"


def _section(each: View, archive_url: str) -> Iterator[str]:
    """The entries of one topic: in full, updates, in brief, and how many there was no room for."""
    yield from (f"- {_title(entry)} · above, no. {entry.number}" for entry in each.above)
    yield from map(_full, each.full)
    yield from map(_update, each.updates)
    if each.lines:
        yield f"\n**{escaped(each.lines_title)}**\n"
        yield from map(_brief, each.lines)
    if each.more:
        where = f": {linked('see the whole edition', f'{archive_url}#{each.id}')}" if archive_url else ""
        yield f"\n{each.more:,} more{where}."


def _full(entry: Entry) -> str:
    facts = " · ".join(filter(None, [entry.authors, entry.venue, entry.date, *entry.badges, *entry.facts]))
    why = [entry.why, f"Topic: {entry.topic}" if entry.topic else ""]
    why += [f"Other topics: {'; '.join(entry.also_under)}"] if entry.also_under else []
    below = [
        escaped(facts),
        escaped(entry.passage.text),
        *map(_note, entry.notes),
        escaped(f"Why: {'. '.join(filter(None, why))}."),
        " · ".join(linked(link.text, link.url) for link in entry.links),
    ]
    return "\n".join([f"- **{entry.number}.** {_title(entry)}", *(f"  - {line}" for line in below if line)])


def _update(update: UpdateLine) -> str:
    changed = " ".join(filter(None, [update.had, update.changed]))
    return f"- **{escaped(update.lead)}:** {_title(update.entry)} · {escaped(changed)}"


def _brief(entry: Entry) -> str:
    facts = " · ".join(filter(None, [", ".join(filter(None, [entry.venue, entry.date])), entry.why]))
    notes = "".join(f" · {_note(note)}" for note in entry.notes)
    return f"- **{entry.number}.** {_title(entry)} · {escaped(facts)}{notes}"


def _title(entry: Entry) -> str:
    mark = f"**{escaped(entry.mark)}:** " if entry.mark else ""
    return f"{mark}{linked(entry.title.text, entry.url)}"


def _note(note: Note) -> str:
    remark = f" {escaped(f'({note.remark})')}" if note.remark else ""
    return f"{escaped(note.lead)}: {linked(note.text, note.url)}{remark}"
