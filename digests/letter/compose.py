"""An Edition to the Letter that one group of readers gets. Pure: same edition, same letter.

    edition -> bundles (what is shown as one) -> sections -> entries, numbers, trend, sources -> Letter

This file does NOT choose what enters an edition (the store did) and does NOT render anything (render.py does).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from zoneinfo import ZoneInfo

from digests.letter import figures, order
from digests.letter.alerts import ToldNotice, gravest_first
from digests.letter.arrangement import UNSORTED_NAME, Arrangement, all_sections, arrange, sections_of, with_answers
from digests.letter.bundles import Bundle
from digests.letter.choice import Choice
from digests.letter.figures import instant
from digests.letter.links import safe_url
from digests.letter.parts import UNSORTED, Answering, Brief, Foot, Letter, Numbers, Pick
from digests.letter.updates import is_update, never_sent
from digests.words.prose import count, plain
from literature.model.clock import day_in_words
from literature.model.edition import Edition
from literature.model.work import NoticeKind

LONGEST_SUBJECT = 70
LONGEST_PREHEADER = 100
MOST_ALERTS = 25
DEFAULT = Choice()


def compose(
    edition: Edition,
    topics: Mapping[str, str],
    *,
    choice: Choice = DEFAULT,
    told: Sequence[ToldNotice] | None = None,
    contact: str,
    archive_url: str = "",
    was_sent: Callable[[int], bool] = never_sent,
    answering: Answering | None = None,
) -> Letter:
    """Return the Letter of ``edition`` for readers who made this ``choice``.

    ``topics`` maps id to name in the order of the configuration; ``told`` are the notices for these readers (None: all
    of them, without dates of sending: a letter for no reader in particular); ``contact`` is the owner's mail address;
    ``archive_url`` the page of this edition, which also has the works and notices that the letter has no room for;
    ``was_sent`` says of a work in an earlier edition whether these readers were sent it: then its article, or its
    preprint, is an update of one line; ``answering`` makes the links by which they answer.
    """
    placed = order.placed(edition, topics, choice.topics)
    wanted = {topic: [each for each in members if choice.wants(each.item)] for topic, members in placed.items()}
    had = frozenset(each.item.work_id for members in placed.values() for each in members if is_update(each, was_sent))
    parts = arrange(wanted, _names(topics, placed), choice, had)
    parts = with_answers(parts, answering) if answering else parts
    letter = _letter(edition, topics, placed, parts, told, had=had, chosen=bool(choice.topics))
    left_out = sum(map(len, placed.values())) - sum(map(len, wanted.values()))
    return replace(
        letter,
        left_out=f"{count(left_out, 'study', 'studies')} in animals or cells alone left out." if left_out else "",
        foot=replace(letter.foot, contact=plain(contact, 254)),
        archive_url=safe_url(archive_url),
        answering=answering.explained if answering else "",
        whole=() if archive_url else tuple(all_sections(placed, _names(topics, placed), letter.entries)),
    )


def compose_page(
    edition: Edition, topics: Mapping[str, str], silences: Mapping[str, str] = MappingProxyType({})
) -> Letter:
    """Return all of ``edition`` for its page in the archive: each work in the section of its topic, all notices, and a
    row for each source that needs attention; ``silences`` maps a source to its sentence for when it brings nothing new.
    """
    placed = order.placed(edition, topics, ())
    sections = tuple(sections_of(placed, _names(topics, placed)))
    letter = _letter(edition, topics, placed, Arrangement((), (), 0, sections, Brief((), 0)), None, most_alerts=None)
    return replace(letter, sources=figures.source_report(edition, silences, ZoneInfo(edition.timezone)))


def _names(topics: Mapping[str, str], placed: Iterable[str]) -> dict[str, str]:
    return {topic: plain(topics[topic], 80) for topic in placed if topic in topics}


def _letter(
    edition: Edition,
    topics: Mapping[str, str],
    placed: Mapping[str, Sequence[Bundle]],
    parts: Arrangement,
    told: Sequence[ToldNotice] | None,
    *,
    had: Collection[int] = (),
    chosen: bool = False,
    most_alerts: int | None = MOST_ALERTS,
) -> Letter:
    """All that a letter and a page have alike."""
    zone, names = ZoneInfo(edition.timezone), _names(topics, placed)
    shown = [bundle for section in placed.values() for bundle in section]
    figure = figures.numbers(shown, had)
    given = {UNSORTED, *(label.topic for bundle in shown for label in bundle.labels)}
    notices = gravest_first(shown, tuple(map(ToldNotice, edition.notices)) if told is None else told)
    retractions = sum(kind is NoticeKind.RETRACTION for kind, _ in notices)
    return Letter(
        subject=subject(edition, figure, retractions),
        preheader=_preheader(figure, parts.picks, chosen=chosen),
        name=plain(edition.name, 80),
        key=edition.key,
        dateline=dateline(edition, zone),
        numbers=figure,
        in_numbers=figures.in_numbers(figure, edition, shown, chosen=chosen),
        picks=parts.picks,
        trials=parts.trials,
        more_trials=parts.more_trials,
        alerts=tuple(alert for _, alert in notices[:most_alerts]),
        alerts_left=tuple(alert for _, alert in notices[most_alerts:]) if most_alerts else (),
        sections=tuple(section for section in parts.sections if section.count),
        empty_topics=tuple(names.get(topic, UNSORTED_NAME) for topic in placed if topic not in given),
        brief=parts.brief,
        left_out="",
        trend=figures.trend(edition, shown, chosen=chosen),
        sources=figures.receipt(edition, _others(edition, shown)),
        foot=_foot(edition, names, chosen),
        archive_url="",
        whole=(),
    )


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


def _preheader(figure: Numbers, picks: Sequence[Pick], *, chosen: bool) -> str:
    """What a mail program shows next to the subject: the first thing to read."""
    if picks:
        return plain(f"Top: {picks[0].entry.title.text}", LONGEST_PREHEADER)
    new = count(figure.new, "new paper") if figure.new else "Nothing new"
    return f"{new}{' under your topics' if chosen else ''}."


def dateline(edition: Edition, zone: ZoneInfo) -> str:
    """Return the number and the period of the edition, with its time zone."""
    opened = f"{instant(edition.opened, zone)} to " if edition.opened else "up to "
    weeks = f" · covers {edition.weeks} weeks" if edition.weeks > 1 else ""
    return f"Edition {edition.number} · {opened}{instant(edition.frozen, zone)} ({edition.timezone}){weeks}"


def _others(edition: Edition, shown: Sequence[Bundle]) -> str:
    """How many works of the edition are left out because their topics were not chosen."""
    left_out = len(edition.items) - sum(len(bundle.items) for bundle in shown)
    are = "is" if left_out == 1 else "are"
    return f"{count(left_out, 'other paper')} of this edition {are} not under your topics." if left_out else ""


def _foot(edition: Edition, names: Mapping[str, str], chosen: bool) -> Foot:
    size = f"{count(len(edition.items), 'paper')} in this edition, {edition.corpus_size:,} in the database"
    templates = f" · templates {edition.templates}" if edition.templates else ""
    which = f"Editions {edition.first_key} to {edition.key}" if edition.first_key else f"Edition {edition.key}"
    made = f"{which} · {size} · rules {edition.rules}{templates}"
    return Foot("", "; ".join(names.values()) if chosen else "", made)
