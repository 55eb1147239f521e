"""A news story and the paper that it reports, when the story names it by words alone.

This file does NOT decide whether two stories are one: identity.py does.
"""

from __future__ import annotations

from literature.fields import author_key, whole_day
from literature.record import Event, Form, PartialDate, Record
from literature.titles import title_key

NEWS_DAYS = 45
"""A story and the paper it reports lie at most this far apart (Altmetric's rule for linking news by names)."""


def told(news: Record) -> str:
    """All that a story says, headline and text, folded as titles are."""
    return title_key(" ".join([news.title.text, *(section.text.text for section in news.abstract)]))


def news_is_about(news: Record, paper: Record) -> str:
    """Why the story ``news`` is about ``paper``, or ''.

    By the names alone, as Altmetric links news that carry no DOI: the first author's family name and the journal's
    full name stand in the text, and the two were published at most NEWS_DAYS apart.
    """
    family, journal = _first_author(paper), title_key(paper.journal.title).removeprefix("the ")
    if paper.form is Form.NEWS or len(family) < 4 or len(journal.split()) < 2:
        return ""
    text = f" {told(news)} "
    dates = [d for d in (paper.date(Event.ISSUE), paper.date(Event.ELECTRONIC)) if d]
    near = any((apart := _days_apart(news.published, d)) is not None and apart <= NEWS_DAYS for d in dates)
    if near and f" {family} " in text and f" {journal} " in text:
        return f"names {paper.authors[0].family} and {paper.journal.title}"
    return ""


def _first_author(record: Record) -> str:
    return author_key(record.authors[0].family or record.authors[0].collective) if record.authors else ""


def _days_apart(one: PartialDate, other: PartialDate) -> int | None:
    """Days between two dates, None unless both are known to the day."""
    first, second = whole_day(one), whole_day(other)
    return abs((first - second).days) if first and second else None
