"""News: when two stories are one, and which paper a story reports when it names it by words alone.

A feed's id or link is trusted only together with its headline: some feeds give one link to all of their items, some
give an id again, some change the id at every visit.
"""

from __future__ import annotations

import re
from datetime import date

from literature.identity.comparison import Comparison, Kinship, Likeness
from literature.identity.fields import Fields, author_key
from literature.identity.headlines import find_difference, nearly_agree
from literature.identity.likeness import REGISTERED, Evidence, share_an_end, strongest_shared_name
from literature.identity.title_likeness import Alike, compare_titles
from literature.identity.titles import title_key
from literature.identity.translation import share_words
from literature.model.record import Author, Event, Form, Record

SYNDICATION_DAYS = 7
"""Copies of one story under one headline come within days: of 64 pairs none lay over 0.1 day apart (measured)."""

NEAR_DAYS = 1
"""Copies under nearly one headline: beyond a day two of three pairs were the news before the event and after it
(measured)."""

NEWS_DAYS = 45
"""A story and the paper it reports are at most this far apart (Altmetric's rule for linking news by names)."""

_TRIAL = re.compile(r"(?:NCT|ISRCTN|ACTRN|DRKS|CHICTR|JPRN|CTRI|EUCTR|IRCT|NTR)-?[A-Z0-9/-]*[0-9]{2,}")
"""A trial's number in a register: many trials have one plain title ("A Study of X in Adults")."""


def compare_one_id(a: Fields, b: Fields) -> Comparison:
    """Compare two Records of one id at one source: one item, its title perhaps rewritten.

    Another title on another day, or on an unknown one, means an id given again; one of which not half of the words
    agree is another item (some feeds have one id for all). Two that bear one registered name are one: a paper keeps its
    DOI when it is retitled.
    """
    same_id = f"the same id at {a.source}"
    is_retitled = a.title.key and b.title.key and compare_titles(a.title, b.title) is Alike.OTHER
    named = strongest_shared_name(a, b)
    if named and named.scheme in REGISTERED:
        return Comparison(Likeness.SAME, (same_id,))
    one_day = a.day is not None and a.day == b.day
    if is_retitled and not (one_day and share_words(a.title, b.title)):
        return Comparison(Likeness.POSSIBLY, (same_id,), f"another headline{'' if one_day else ' on another day'}")
    return Comparison(Likeness.SAME, (same_id,))


def compare_news(a: Fields, b: Fields, evidence: Evidence) -> Comparison:
    """Compare two stories: one under one headline within days, or under nearly one within a day, by two outlets."""
    if evidence.title is Alike.OTHER:
        return Comparison(Likeness.DIFFERENT, evidence.agreed, "the headlines differ")
    if evidence.title is not Alike.EQUAL and a.title.flag != b.title.flag:
        return _under_rubrics(a, b, evidence)
    apart = _days_apart(a.day, b.day)
    if evidence.shared:
        return _of_one_name(a, b, evidence, apart)
    if a.title.short or b.title.short:
        return Comparison(Likeness.DIFFERENT, missing="too short a headline to tell")
    if evidence.title is Alike.EQUAL:
        return _under_one_headline(a, b, apart)
    return _under_like_headlines(a, b, apart)


def _under_rubrics(a: Fields, b: Fields, evidence: Evidence) -> Comparison:
    """The talk about a story, its correction, what was read aloud of it: never the story itself."""
    veto = f"one is {a.title.flag or b.title.flag!r}" if not (a.title.flag and b.title.flag) else "two rubrics"
    if evidence.title is Alike.PART:
        return Comparison(Likeness.RELATED, evidence.agreed, veto, kinship=Kinship.RUBRIC)
    return Comparison(Likeness.DIFFERENT, evidence.agreed, veto)


def _of_one_name(a: Fields, b: Fields, evidence: Evidence, apart: int | None) -> Comparison:
    """A link or id in common, and headlines that agree; a column keeps its address from week to week."""
    if veto := find_difference(a.title, b.title):
        return Comparison(Likeness.POSSIBLY, evidence.agreed, veto)
    column = evidence.title is not Alike.EQUAL or a.title.short
    if column and apart is not None and apart > SYNDICATION_DAYS:
        return Comparison(Likeness.POSSIBLY, evidence.agreed, missing="dates apart")
    return Comparison(Likeness.SAME, evidence.agreed)


def _under_one_headline(a: Fields, b: Fields, apart: int | None) -> Comparison:
    """Its own headline an outlet repeats on another day only for another piece; a feed whose ids and links all change
    gives it with the same day."""
    if apart is None or apart > SYNDICATION_DAYS:
        return Comparison(Likeness.POSSIBLY, ("same headline",), missing="dates apart or unknown")
    trials_a, trials_b = _trials(a), _trials(b)
    if trials_a and trials_b and trials_a.isdisjoint(trials_b):
        return Comparison(Likeness.POSSIBLY, ("same headline",), "two registered trials")
    if apart and _one_outlet(a, b):
        return Comparison(Likeness.POSSIBLY, ("same headline",), missing="one outlet, on two days")
    return Comparison(Likeness.SAME, ("same headline within days",))


def _under_like_headlines(a: Fields, b: Fields, apart: int | None) -> Comparison:
    alike = nearly_agree(a.title, b.title)
    if not alike or apart is None or apart > SYNDICATION_DAYS:
        return Comparison(Likeness.DIFFERENT, missing="the headlines are not the same")
    agreed = ("nearly the same headline",)
    if veto := find_difference(a.title, b.title):
        return Comparison(Likeness.POSSIBLY, agreed, veto)
    if apart > NEAR_DAYS or _one_outlet(a, b) or not share_an_end(a, b):
        return Comparison(Likeness.POSSIBLY, agreed, missing="another outlet, within a day")
    return Comparison(Likeness.SAME, ("nearly the same headline within a day",))


def _trials(story: Fields) -> frozenset[str]:
    texts = (story.source_id, *(identifier.value for identifier in story.identifiers))
    return frozenset(number for text in texts for number in _TRIAL.findall(text.upper()))


def _one_outlet(a: Fields, b: Fields) -> bool:
    return a.source == b.source and a.venue == b.venue


def story_text(news: Record) -> str:
    """Return all that a story says, headline and text, folded as titles are."""
    return title_key(" ".join([news.title.text, *(section.text.text for section in news.abstract)]))


def news_is_about(news: Record, paper: Record) -> str:
    """Return why the story ``news`` is about ``paper``, or ''.

    By the names alone, as Altmetric links news that carry no DOI: the first author's family name and the journal's
    full name are in the text, and the two were published at most NEWS_DAYS apart.
    """
    first = paper.authors[0] if paper.authors else Author()
    family, journal = author_key(first.family or first.collective), title_key(paper.journal.title).removeprefix("the ")
    if paper.form is Form.NEWS or len(family) < 4 or len(journal.split()) < 2:
        return ""
    text, day = f" {story_text(news)} ", news.published.as_day
    printed = (paper.date(Event.ISSUE), paper.date(Event.ELECTRONIC))
    apart = [days for event in printed if event and (days := _days_apart(day, event.as_day)) is not None]
    if min(apart, default=NEWS_DAYS + 1) <= NEWS_DAYS and f" {family} " in text and f" {journal} " in text:
        return f"names {first.family} and {paper.journal.title}"
    return ""


def _days_apart(a: date | None, b: date | None) -> int | None:
    return abs((a - b).days) if a and b else None
