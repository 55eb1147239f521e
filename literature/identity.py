"""When are two Records one Work? Pure rules, each with its reason.

    same      one Work: identifiers agree and titles do not contradict, or one long title with a second witness
    possibly  both stand, each names the other
    different everything else

A false duplicate is a paper that nobody will ever see, so every doubt leaves two Works (law 3). This file does NOT
look anything up: the store offers the pairs (by identifier and by ``title_key``), ``judge`` decides.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from rapidfuzz import fuzz

from literature.record import Event, Form, Identifier, PartialDate, Record, Scheme
from literature.text import fold


class Likeness(StrEnum):
    """How two Records stand to each other."""

    SAME = "same"
    POSSIBLY = "possibly"
    DIFFERENT = "different"


class Judgement(NamedTuple):
    """A Likeness and what made it: the fields that agreed, or the veto."""

    likeness: Likeness
    reason: str


SHORT_TITLE = 35
"""Below this many characters of its key, or under 5 words, a title names nothing ("Editorial", "Guide to the
Nature Index"):
229 of 240 same-title collisions in the digital_work set are such titles (measured)."""

TITLES_AGREE = 80
"""rapidfuzz ratio of two title keys from which a shared DOI is believed: 21 DOIs of the ASySD diabetes set are
supplement DOIs, each shared by different meeting abstracts whose titles fall below it (measured)."""

SYNDICATION_DAYS = 7
"""Copies of one news story come within days: equal titles at most 0.1 day apart, near-equal ones at most 3.7
(measured on a news feed)."""

NEWS_DAYS = 45
"""A story and the paper it reports lie at most this far apart (Altmetric's rule for linking news by names)."""

_NOT_WORD = re.compile(r"[^0-9a-z]+")
_TRAILING_NOTE = re.compile(
    r"\s*\[(?:review|in process citation|erratum[^\]]*|see comments?|\d+ refs?|[a-z]+ transl?\.?)\]\.?$", re.IGNORECASE
)
_FLAG = re.compile(
    r"^(?:author |publisher |editorial )?"
    r"(correction|corrigendum|erratum|errata|retraction|retracted|withdrawn|expression of concern"
    r"|reply|response|comment|commentary|letter|editorial|author reply|addendum)\b"
)
_STRONG = (Scheme.PMID, Scheme.DOI, Scheme.PMCID, Scheme.BOOK)


def title_key(title: str) -> str:
    """``title`` reduced to what two sources agree on: letters and digits, folded (dashes, Greek, accents, case,
    brackets of a translation).

    >>> title_key("Interleukin-1–Receptor Antagonist.") == title_key("interleukin 1-receptor antagonist")
    True
    """
    bare = _TRAILING_NOTE.sub("", title.strip())
    folded = unicodedata.normalize("NFKD", fold(bare).text)
    return _NOT_WORD.sub(" ", "".join(c for c in folded if not unicodedata.combining(c))).strip()


def judge(a: Record, b: Record) -> Judgement:
    """Whether ``a`` and ``b`` are one Work, and why. Symmetric."""
    if a.source == b.source and a.source_id == b.source_id:
        return Judgement(Likeness.SAME, f"the same id at {a.source}")
    veto = _veto(a, b)
    shared = _shared(a, b)
    if shared:
        return _judge_shared(a, b, shared, veto)
    if veto:
        return Judgement(Likeness.DIFFERENT, veto)
    return _judge_titles(a, b)


def _judge_shared(a: Record, b: Record, shared: Identifier, veto: str) -> Judgement:
    """Two Records under one name: believed when their titles agree, or when PubMed itself numbers them alike."""
    if shared.scheme is Scheme.PMID:
        return Judgement(Likeness.SAME, f"same {shared}")
    key_a, key_b = title_key(a.title.text), title_key(b.title.text)
    if not key_a or not key_b:
        return Judgement(Likeness.POSSIBLY, f"same {shared}, but one has no title")
    if fuzz.ratio(key_a, key_b) < TITLES_AGREE:
        return Judgement(Likeness.DIFFERENT, f"same {shared}, but the titles differ")
    if veto:
        return Judgement(Likeness.POSSIBLY, f"same {shared}, but {veto}")
    return Judgement(Likeness.SAME, f"same {shared}, titles agree")


def _judge_titles(a: Record, b: Record) -> Judgement:
    key = title_key(a.title.text)
    if not key or key != title_key(b.title.text):
        return Judgement(Likeness.DIFFERENT, "no identifier in common, titles differ")
    if len(key) < SHORT_TITLE or len(key.split()) < 5:
        return Judgement(Likeness.DIFFERENT, "same title, but too short to tell")
    if a.form is Form.NEWS:
        return _judge_news(a, b)
    witness = _witness(a, b)
    if witness:
        return Judgement(Likeness.SAME, f"same title, {witness}")
    return Judgement(Likeness.POSSIBLY, "same title, nothing else to compare")


def _judge_news(a: Record, b: Record) -> Judgement:
    apart = _days_apart(a.published, b.published)
    if apart is not None and apart <= SYNDICATION_DAYS:
        return Judgement(Likeness.SAME, "same headline within days")
    return Judgement(Likeness.POSSIBLY, "same headline, dates apart or unknown")


def _shared(a: Record, b: Record) -> Identifier | None:
    """The strongest name that both bear."""
    names = set(b.identifiers)
    common = [one for one in a.identifiers if one in names]
    order = [*_STRONG, Scheme.GUID, Scheme.URL]
    return min(common, key=lambda one: order.index(one.scheme), default=None)


def _veto(a: Record, b: Record) -> str:
    """The first reason why these two cannot be one Work, or ''."""
    if a.form is not b.form:
        return f"one is {a.form}, the other {b.form}"
    for scheme in _STRONG:
        one, other = a.identifier(scheme), b.identifier(scheme)
        if one and other and one != other:
            return f"different {scheme}s"
    if _flag(a) != _flag(b):
        return "one is a correction, reply or comment"
    if a.form is Form.NEWS:
        return ""
    return _journal_veto(a, b)


def _journal_veto(a: Record, b: Record) -> str:
    """Conflicting places of print: volume and first page, or years more than one apart."""
    volumes = a.journal.volume, b.journal.volume
    pages = _first_page(a), _first_page(b)
    if all(volumes) and all(pages) and volumes[0] != volumes[1] and pages[0] != pages[1]:
        return "volume and page differ"
    if all(pages) and volumes[0] == volumes[1] and pages[0] != pages[1] and all(volumes):
        return "same volume, another page"
    if a.published.year and b.published.year and abs(a.published.year - b.published.year) > 1:
        return "years differ"
    return ""


def _witness(a: Record, b: Record) -> str:
    """A second thing that agrees beside the title, or ''."""
    first_a, first_b = _first_author(a), _first_author(b)
    if first_a and first_b:
        return "same first author" if first_a == first_b else ""
    if (
        a.journal.volume
        and a.journal.volume == b.journal.volume
        and _first_page(a)
        and _first_page(a) == _first_page(b)
    ):
        return "same volume and page"
    return ""


def _first_page(record: Record) -> str:
    return re.split(r"[-–,; ]", record.journal.pages.strip(), maxsplit=1)[0].lower()


def _flag(record: Record) -> str:
    hit = _FLAG.match(title_key(record.title.text))
    return hit[1] if hit else ""


def _first_author(record: Record) -> str:
    return author_key(record.authors[0].family or record.authors[0].collective) if record.authors else ""


def author_key(family: str) -> str:
    """A family name as two sources agree on it: letters only, no accents, lower case."""
    return title_key(family).replace(" ", "")


def _days_apart(one: PartialDate, other: PartialDate) -> int | None:
    """Days between two dates, None unless both are known to the day."""
    first, second = _whole(one), _whole(other)
    return abs((first - second).days) if first and second else None


def _whole(partial: PartialDate) -> date | None:
    if partial.year is None or partial.month is None or partial.day is None:
        return None
    return date(partial.year, partial.month, partial.day)


def news_is_about(news: Record, paper: Record) -> str:
    """Why the story ``news`` is about ``paper``, or ''.

    By the names alone, as Altmetric links news that carry no DOI: the first author's family name and the journal's
    full name stand in the text, and the two were published at most NEWS_DAYS apart.
    """
    family, journal = _first_author(paper), title_key(paper.journal.title).removeprefix("the ")
    if paper.form is Form.NEWS or len(family) < 4 or len(journal.split()) < 2:
        return ""
    text = f" {title_key(' '.join([news.title.text, *(section.text.text for section in news.abstract)]))} "
    dates = [d for d in (paper.date(Event.ISSUE), paper.date(Event.ELECTRONIC)) if d]
    near = any((apart := _days_apart(news.published, d)) is not None and apart <= NEWS_DAYS for d in dates)
    if near and f" {family} " in text and f" {journal} " in text:
        return f"names {paper.authors[0].family} and {paper.journal.title}"
    return ""


def rank(record: Record) -> tuple[bool, bool, bool, int]:
    """Order of Records of one Work by how well they describe it: PubMed's first, then those with an abstract, then
    the newest version."""
    return record.source == "pubmed", bool(record.abstract), bool(record.identifiers), record.version
