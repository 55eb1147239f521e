"""An Edition to the Letter that one group of readers gets. Pure: same edition, same letter.

    edition -> bundles (what is shown as one) -> sections -> entries, numbers, trend, sources -> Letter

This file does NOT choose what enters an edition (the store did) and does NOT render anything (render.py does).
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from zoneinfo import ZoneInfo

from digests.letter import figures, order
from digests.letter.bundles import Bundle, bundles
from digests.letter.entries import badges, entry
from digests.letter.figures import instant
from digests.letter.links import best, links, safe_url
from digests.letter.notice_words import NOTICE_WORDS, said
from digests.letter.parts import UNSORTED, Alert, Foot, Letter, LetterSection, Numbers, Pick
from digests.letter.prose import count, plain
from literature.model.clock import day_in_words
from literature.model.edition import Edition, HeldNotice
from literature.model.harvest import health
from literature.model.work import NoticeKind

LONGEST_SUBJECT = 70
LONGEST_PREHEADER = 100
MOST_ALERTS = 25
MOST_FAILING = 12
UNSORTED_NAME = "Unsorted"

_GRAVITY = {kind: place for place, kind in enumerate(NoticeKind)}


def compose(
    edition: Edition,
    topics: Mapping[str, str],
    *,
    only: Collection[str] = (),
    contact: str,
    archive_url: str = "",
    silences: Mapping[str, str] = MappingProxyType({}),
    most_alerts: int = MOST_ALERTS,
) -> Letter:
    """Return the Letter of ``edition`` for readers of the topics ``only`` (all if empty).

    ``topics`` maps id to name in the order of the configuration; ``contact`` is the owner's mail address;
    ``archive_url`` the page of this edition, which also has the works and notices that the letter has no room for;
    ``silences`` maps a source to its sentence for when it brings nothing new; ``most_alerts`` is how many notices are
    listed, the others are counted.
    """
    zone = ZoneInfo(edition.timezone)
    names = {topic: plain(name, 80) for topic, name in topics.items() if not only or topic in only}
    chosen = bool(only)
    placed = order.by_topic(bundles(edition.items), names, unsorted=not chosen)
    shown = [bundle for section in placed.values() for bundle in section]
    sections = tuple(_sections(placed, names))
    figure = figures.numbers(shown)
    entries = {each.work_id: each for section in sections for each in (*section.full, *section.lines)}
    picks = [Pick(entries[bundle.item.work_id], _pick_reason(bundle)) for bundle in order.first_to_read(shown)]
    given = {UNSORTED, *(label.topic for bundle in shown for label in bundle.labels)}
    failing = figures.failing(edition.sources, zone)
    gravest_first = sorted(edition.notices, key=lambda notice: _GRAVITY[notice.kind])
    return Letter(
        subject=subject(edition, figure),
        preheader=_preheader(edition, figure, picks, chosen=chosen),
        name=plain(edition.name, 80),
        key=edition.key,
        dateline=dateline(edition, zone),
        numbers=figure,
        comparison=figures.comparison(edition, chosen=chosen),
        screening=figures.screening(edition.sources),
        alerts=tuple(_alert(notice) for notice in gravest_first[:most_alerts]),
        more_alerts=max(0, len(edition.notices) - most_alerts),
        failing=failing[:MOST_FAILING],
        more_failing=max(0, len(failing) - MOST_FAILING),
        sections=tuple(section for section in sections if section.count),
        empty_topics=tuple(section.name for section in sections if section.id not in given),
        picks=tuple(picks),
        trend=figures.trend(edition, shown, chosen=chosen),
        sources=figures.source_report(edition, _others(edition, shown), silences, zone),
        foot=_foot(edition, names, chosen, contact),
        archive_url=safe_url(archive_url),
    )


def _sections(placed: Mapping[str, Sequence[Bundle]], names: Mapping[str, str]) -> Iterator[LetterSection]:
    number = itertools.count(1)
    for topic, members in placed.items():
        ordered = order.in_order(members)
        entries = tuple(entry(bundle, number=next(number), topic=topic, names=names) for bundle in ordered)
        full = sum(not order.is_folded(bundle) for bundle in ordered)
        yield LetterSection(topic, names.get(topic, UNSORTED_NAME), entries[:full], entries[full:])


def _pick_reason(bundle: Bundle) -> str:
    """Why it was chosen: "Randomised trial; IL-1RA in the title; 2 terms"."""
    titled = order.terms_in_title(bundle.item)
    terms = {match.term for match in bundle.item.matches}
    parts = list(badges(bundle.item)[:1])
    parts += [f"{' and '.join(plain(term, 60) for term in titled)} in the title"] if titled else []
    parts += [count(len(terms), "term")] if len(terms) > 1 else []
    return "; ".join(parts)


def subject(edition: Edition, figure: Numbers) -> str:
    """Return date and counts, as many as fit into ``LONGEST_SUBJECT`` characters, and never words of a source."""
    retractions = sum(notice.kind is NoticeKind.RETRACTION for notice in edition.notices)
    details = [count(retractions, "retraction")] if retractions else []
    details += [count(figure.trials, "trial")] if figure.trials else []
    details += [f"covers {edition.weeks} weeks"] if edition.weeks > 1 else []
    counted = f"{day_in_words(edition.key)}: {f'{figure.new:,} new' if figure.new else 'nothing new'}"
    name = plain(edition.name, LONGEST_SUBJECT - len(counted) - 2)
    while details and len(f"{name}, {counted} ({', '.join(details)})") > LONGEST_SUBJECT:
        details.pop()
    return f"{name}, {counted} ({', '.join(details)})" if details else f"{name}, {counted}"


def _preheader(edition: Edition, figure: Numbers, picks: Sequence[Pick], *, chosen: bool) -> str:
    """What a mail program shows next to the subject: the first thing to read, then the state of the sources."""
    states = figures.health_words(health(source.last) for source in edition.sources)
    state = f"{count(len(edition.sources), 'source')}, {states}." if edition.sources else "No source was visited."
    if not picks:
        new = count(figure.new, "new work") if figure.new else "Nothing new"
        return f"{new}{' under your topics' if chosen else ''}. {state}"
    room = LONGEST_PREHEADER - len(state) - 7
    top = plain(picks[0].entry.title.text, room)
    return f"Top: {top}{'' if top[-1] in '.?!…' else '.'} {state}"


def dateline(edition: Edition, zone: ZoneInfo) -> str:
    """Return the number and the period of the edition, with its time zone."""
    opened = f"{instant(edition.opened, zone)} to " if edition.opened else "up to "
    weeks = f" · covers {edition.weeks} weeks" if edition.weeks > 1 else ""
    return f"Edition {edition.number} · {opened}{instant(edition.frozen, zone)} ({edition.timezone}){weeks}"


def _alert(notice: HeldNotice) -> Alert:
    """A notice, and how the reader knows the work that it concerns."""
    known = f"in the edition of {day_in_words(notice.mailed)}" if notice.mailed else "in the database"
    by_name = next((link.text for link in links(notice.notice_identifiers)), "")
    citation = plain(notice.citation, 160) or by_name
    return Alert(
        word=NOTICE_WORDS[notice.kind].alert,
        title=plain(notice.title, 160) or "[No title]",
        url=best(notice.identifiers),
        citation=citation.rstrip(".") if notice.asserted else citation,
        notice_url=best(notice.notice_identifiers),
        known_since="in your starting library" if notice.seeded else known,
        said=said(notice.kind, notice.asserted, notice.silent),
    )


def _others(edition: Edition, shown: Sequence[Bundle]) -> str:
    """How many works of the edition are left out because their topics were not chosen."""
    left_out = len(edition.items) - sum(len(bundle.items) for bundle in shown)
    are = "is" if left_out == 1 else "are"
    return f"{count(left_out, 'other work')} of this edition {are} not under your topics." if left_out else ""


def _foot(edition: Edition, names: Mapping[str, str], chosen: bool, contact: str) -> Foot:
    size = f"{count(len(edition.items), 'work')} in this edition, {edition.corpus_size:,} in the database"
    templates = f" · templates {edition.templates}" if edition.templates else ""
    made = f"Edition {edition.key} · {size} · rules {edition.rules}{templates}"
    return Foot(plain(contact, 254), "; ".join(names.values()) if chosen else "", made)
