"""An Edition to the Letter that one group of readers gets. Pure: same edition, same letter.

    edition -> bundles (what is shown as one) -> sections -> entries, numbers, trend, sources -> Letter

This file does NOT choose what enters an edition (the store did) and does NOT render anything (render.py does).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

from digests.letter import figures, order
from digests.letter.bundles import Bundle
from digests.letter.entries import badges, entry, title
from digests.letter.figures import instant
from digests.letter.links import best, links, safe_url
from digests.letter.notice_words import NOTICE_WORDS, said
from digests.letter.parts import UNSORTED, Alert, Answering, Foot, Letter, LetterSection, Numbers, Pick
from digests.letter.prose import count, plain, sentence
from digests.letter.updates import is_update, never_sent, update, without_earlier
from literature.model.clock import day_in_words
from literature.model.edition import Edition, HeldNotice, Item, ItemNotice, Recipient
from literature.model.harvest import health
from literature.model.record import Identifier
from literature.model.work import NoticeKind

LONGEST_SUBJECT = 70
LONGEST_PREHEADER = 100
MOST_ALERTS = 25
MOST_FAILING = 12
UNSORTED_NAME = "Unsorted"

_GRAVITY = {kind: place for place, kind in enumerate(NoticeKind)}


class ToldNotice(NamedTuple):
    """A notice of an Edition as it is told to one reader. Readers of equal ones may share a rendering."""

    notice: HeldNotice
    sent: str = ""
    """When that reader was sent the work, as a sentence; '' of a work that was never mailed to that reader."""


def told_to(edition: Edition, address: str, *, former: bool = False) -> tuple[ToldNotice, ...]:
    """Return the notices that the reader at ``address`` is told of: of the works which that reader was sent, and those
    that are for all, unless it is a ``former`` reader."""
    return tuple(
        ToldNotice(notice, _sent(recipient, ZoneInfo(edition.timezone)) if recipient else "")
        for notice in edition.notices
        if (recipient := _recipient(notice, address)) or (notice.is_for_all and not former)
    )


def _recipient(notice: HeldNotice, address: str) -> Recipient | None:
    same = (each for each in notice.audience or () if each.address.casefold() == address.casefold())
    return next(same, None)


def _sent(recipient: Recipient, zone: ZoneInfo) -> str:
    edition = day_in_words(recipient.edition)
    if recipient.sent is None:
        return f"This paper was in your letter of {edition}, which may not have reached you."
    day = day_in_words(recipient.sent.astimezone(zone).date())
    return f"You were sent this paper on {day}{'' if day == edition else f', in the edition of {edition}'}."


def compose(
    edition: Edition,
    topics: Mapping[str, str],
    *,
    only: Collection[str] = (),
    told: Sequence[ToldNotice] | None = None,
    contact: str,
    archive_url: str = "",
    silences: Mapping[str, str] = MappingProxyType({}),
    most_alerts: int = MOST_ALERTS,
    was_sent: Callable[[int], bool] = never_sent,
    answering: Answering | None = None,
) -> Letter:
    """Return the Letter of ``edition`` for readers of the topics ``only`` (all if empty).

    ``topics`` maps id to name in the order of the configuration; ``told`` are the notices for these readers (None: all
    of them, without dates of sending: a page, or the owner's file); ``contact`` is the owner's mail address;
    ``archive_url`` the page of this edition, which also has the works and notices that the letter has no room for;
    ``silences`` maps a source to its sentence for when it brings nothing new; ``most_alerts`` is how many notices are
    listed, the others are counted; ``was_sent`` says of a work in an earlier edition whether these readers were sent
    it: then its article, or its preprint, is an update of one line; ``answering`` makes the links by which they answer.
    """
    zone = ZoneInfo(edition.timezone)
    chosen = bool(only)
    placed = order.placed(edition, topics, only)
    names = {topic: plain(topics[topic], 80) for topic in placed if topic in topics}
    shown = [bundle for section in placed.values() for bundle in section]
    had = frozenset(bundle.item.work_id for bundle in shown if is_update(bundle, was_sent))
    sections = tuple(_with_answers(section, answering) for section in sections_of(placed, names, had))
    figure = figures.numbers(shown)._replace(markers=sum(len(section.lines) for section in sections))
    entries = {each.work_id: each for section in sections for each in (*section.full, *section.lines)}
    fresh = [bundle for bundle in shown if bundle.item.work_id not in had]
    picks = [Pick(entries[bundle.item.work_id], _pick_reason(bundle)) for bundle in order.first_to_read(fresh)]
    given = {UNSORTED, *(label.topic for bundle in shown for label in bundle.labels)}
    failing = figures.failing(edition.sources, zone)
    notices = _gravest_first(shown, tuple(map(ToldNotice, edition.notices)) if told is None else told)
    retractions = sum(kind is NoticeKind.RETRACTION for kind, _ in notices)
    return Letter(
        subject=subject(edition, figure, retractions),
        preheader=_preheader(edition, figure, picks, chosen=chosen),
        name=plain(edition.name, 80),
        key=edition.key,
        dateline=dateline(edition, zone),
        numbers=figure,
        comparison=figures.comparison(edition, chosen=chosen),
        screening=figures.screening(edition.sources),
        alerts=tuple(alert for _, alert in notices[:most_alerts]),
        more_alerts=max(0, len(notices) - most_alerts),
        failing=failing[:MOST_FAILING],
        more_failing=max(0, len(failing) - MOST_FAILING),
        sections=tuple(section for section in sections if section.count),
        empty_topics=tuple(section.name for section in sections if section.id not in given),
        picks=tuple(picks),
        trend=figures.trend(edition, shown, chosen=chosen),
        sources=figures.source_report(edition, _others(edition, shown), silences, zone),
        foot=_foot(edition, names, chosen, contact),
        archive_url=safe_url(archive_url),
        answering=answering.explained if answering else "",
    )


def _with_answers(section: LetterSection, answering: Answering | None) -> LetterSection:
    """``section`` with the links of ``answering`` in its full entries: a line has no room for them."""
    if answering is None:
        return section
    full = tuple(replace(each, answers=answering.of_work(each.work_id)) for each in section.full)
    return replace(section, full=full)


def sections_of(
    placed: Mapping[str, Sequence[Bundle]], names: Mapping[str, str], had: Collection[int] = ()
) -> Iterator[LetterSection]:
    """Yield the sections of the Bundles of each topic; ``names`` is id -> name, and ``had`` are the works that these
    readers had in their other form."""
    number = itertools.count(1)
    for topic, members in placed.items():
        ordered = order.in_order(members)
        show = partial(entry, topic=topic, names=names)
        fresh = [bundle for bundle in ordered if bundle.item.work_id not in had]
        full = tuple(show(bundle, number=next(number)) for bundle in fresh if not order.is_folded(bundle))
        updates = tuple(
            update(bundle.item.earlier, show(without_earlier(bundle), number=next(number)))
            for bundle in ordered
            if bundle.item.earlier and bundle.item.work_id in had
        )
        lines = tuple(show(bundle, number=next(number)) for bundle in fresh if order.is_folded(bundle))
        yield LetterSection(topic, names.get(topic, UNSORTED_NAME), full, lines, updates)


def _pick_reason(bundle: Bundle) -> str:
    """Why it was chosen: "Randomised trial; IL-1RA in the title; 2 terms"."""
    titled = order.terms_in_title(bundle.item)
    terms = {match.term for match in bundle.item.matches}
    parts = list(badges(bundle.item)[:1])
    parts += [f"{' and '.join(plain(term, 60) for term in titled)} in the title"] if titled else []
    parts += [count(len(terms), "term")] if len(terms) > 1 else []
    return "; ".join(parts)


def subject(edition: Edition, figure: Numbers, retractions: int) -> str:
    """Return date and counts, as many as fit into ``LONGEST_SUBJECT`` characters, and never words of a source."""
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


def _gravest_first(shown: Sequence[Bundle], told: Sequence[ToldNotice]) -> list[tuple[NoticeKind, Alert]]:
    """All that needs attention, with its kind: the notices ``told``, and the works shown that a notice has reached
    already. A new paper that was only corrected stands as it is."""
    held = [(each.notice.kind, alert(each)) for each in told]
    marked = ((item, item.notice_kinds[:1]) for bundle in shown for item in bundle.items)
    new = [(kind, _new_alert(item, kind)) for item, kinds in marked for kind in kinds if kind in _MARKED]
    return sorted([*held, *new], key=lambda pair: _GRAVITY[pair[0]])


_MARKED = (NoticeKind.RETRACTION, NoticeKind.CONCERN)


def _new_alert(item: Item, kind: NoticeKind) -> Alert:
    """A notice of a work that this letter shows for the first time."""
    notice = next((notice for notice in item.notices if notice.kind is kind), ItemNotice(kind, ""))
    by_whom = said(kind, notice.asserted, notice.silent)
    return Alert(
        word=NOTICE_WORDS[kind].alert,
        title=plain(title(item.record).text, 160),
        url=best(item.record.identifiers),
        citation=_citation(notice.citation, notice.identifiers, goes_on=bool(by_whom)),
        notice_url=best(notice.identifiers),
        known_since="new in this letter",
        said=by_whom,
    )


def alert(told: ToldNotice) -> Alert:
    """Return a notice, and how the reader knows the work that it concerns."""
    notice = told.notice
    words = plain(notice.title, 160) or "[No title]"
    known = f"in the edition of {day_in_words(notice.mailed)}" if notice.mailed else "in the database"
    by_whom = said(notice.kind, notice.asserted, notice.silent)
    return Alert(
        word=NOTICE_WORDS[notice.kind].alert,
        title=sentence(words) if told.sent else words,
        url=best(notice.identifiers),
        citation=_citation(notice.citation, notice.notice_identifiers, goes_on=bool(by_whom or told.sent)),
        notice_url=best(notice.notice_identifiers),
        known_since="" if told.sent else "in your starting library" if notice.seeded else known,
        said=by_whom,
        sent=told.sent,
    )


def _citation(printed: str, identifiers: Sequence[Identifier], *, goes_on: bool) -> str:
    """Where a notice was printed, or else a name of it; as a sentence where another one follows."""
    words = plain(printed, 160) or next((link.text for link in links(identifiers)), "")
    return sentence(words) if words and goes_on else words


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
