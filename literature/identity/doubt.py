"""What is missing for certainty that two Records are one paper, where nothing contradicts it.

This file does NOT look for contradictions: compare.py does, before it asks here.
"""

from __future__ import annotations

from literature.identity.fields import Fields
from literature.identity.likeness import (
    Agreement,
    Evidence,
    all_agree,
    in_supplement,
    one_year,
    other_issue,
    share_an_end,
)
from literature.identity.title_likeness import Alike, same_but_for_marks, says_no_other_word, stands_in_order
from literature.model.record import Form, Scheme


def doubt(a: Fields, b: Fields, seen: Evidence) -> str:
    """What is missing for certainty where nothing contradicts, or ''."""
    if seen.title is Alike.OTHER and not (a.title.key and b.title.key):
        return "one has no title"
    if _is_one_piece_of_an_issue(a, b, seen):
        return ""
    if seen.named:
        return _doubt_of_named(a, b, seen)
    if seen.place is Agreement.YES:
        return _doubt_in_place(a, b, seen)
    return _doubt_without_place(a, b, seen)


def _doubt_of_named(a: Fields, b: Fields, seen: Evidence) -> str:
    """The abstracts of a supplement may share its DOI, and two of one group differ in a word ("in men", "in women");
    a preprint has a DOI of its own."""
    if a.form is Form.PREPRINT or (seen.shared is not None and seen.shared.scheme is not Scheme.DOI):
        return ""
    if in_supplement(a) or in_supplement(b):
        sure = seen.title >= Alike.SPELLING
    else:
        sure = seen.title > Alike.ALIKE or seen.place is Agreement.YES or says_no_other_word(a.title, b.title)
        sure = sure or stands_in_order(a.title, b.title)
    return "" if sure else "titles only alike, under a DOI that abstracts of one supplement may share"


def _is_one_piece_of_an_issue(a: Fields, b: Fields, seen: Evidence) -> bool:
    """Whether one issue of one journal holds both under one title, but for marks of footnotes and a section's heading
    that a scan has left there, by one first author. The year may be missing: the issue stands for it."""
    first = a.first & b.names or b.first & a.names
    in_one_issue = seen.venue and a.volume and a.issue and (a.volume, a.issue) == (b.volume, b.issue)
    if not (first and in_one_issue) or a.title.recurs or b.title.recurs:
        return False
    return (one_year(a, b) or not (a.years and b.years)) and same_but_for_marks(a.title, b.title)


def _doubt_in_place(a: Fields, b: Fields, seen: Evidence) -> str:
    """On one page of one volume several short pieces may stand, hundreds of abstracts on a supplement's. A volume
    without its year is one of many unless the title says the rest."""
    if not one_year(a, b) and (seen.title < Alike.SPELLING or a.title.recurs or not share_an_end(a, b)):
        return "years differ or are unknown"
    if are_short(a, b) and seen.authors is not Agreement.YES:
        return "a short title, authors unknown"
    if are_short(a, b) and other_issue(a, b):
        return "a short title, in another issue"
    if seen.title is Alike.PART and in_supplement(a) and in_supplement(b):
        return "one title is part of the other, in a supplement"
    return "titles only alike, on one page" if seen.title is Alike.ALIKE else ""


def _doubt_without_place(a: Fields, b: Fields, seen: Evidence) -> str:
    """Without a place of print, title and authors must be the same, in the same year, in no other journal; a short
    title in the same one, or by the same two persons or more."""
    if a.title.recurs or b.title.recurs:
        return "a title that every issue may have"
    slips = seen.title is Alike.LOOSE and _nearly_placed(a, b, seen)
    if not slips and (seen.title < Alike.SPELLING or (seen.title is Alike.SPELLING and not share_an_end(a, b))):
        return "the titles are not the same"
    if other_issue(a, b) or not _same_year(a, b, seen):
        return "issues or years differ, or a year is unknown"
    told_apart = (seen.venue and a.title.telling and b.title.telling) or all_agree(a, b)
    if are_short(a, b) and not told_apart:
        return "too short a title to tell"
    if seen.authors is not Agreement.YES and not (seen.venue and _same_issue(a, b)):
        return "authors unknown"
    return ""


def _nearly_placed(a: Fields, b: Fields, seen: Evidence) -> bool:
    """Whether one volume holds both on pages that may be one ("108", "viii108"), or are but a count ("1-5"): no place,
    but enough for a slip of the pen."""
    if not (seen.venue and a.volume and a.volume == b.volume and a.pages.first and b.pages.first):
        return False
    counts = a.pages.counted or b.pages.counted
    return seen.place is not Agreement.NO and (a.pages == b.pages or not counts) and share_an_end(a, b)


def are_short(a: Fields, b: Fields) -> bool:
    """Whether a title of the two names nothing by itself."""
    return a.title.short or b.title.short


def _same_year(a: Fields, b: Fields, seen: Evidence) -> bool:
    """Whether the years agree: a volume stands for its year, and a meeting's proceedings bear the year of the meeting
    or of the print."""
    if not a.years or not b.years or one_year(a, b):
        return bool(a.years and b.years)
    if not seen.venue or seen.title < Alike.SPELLING:
        return False
    meets = seen.title is Alike.EQUAL and "meeting" in (a.venue.kind, b.venue.kind)
    return (meets and all_agree(a, b)) or bool(a.volume and a.volume == b.volume)


def _same_issue(a: Fields, b: Fields) -> bool:
    """Whether both stand in one issue, under a title that names one piece of it."""
    return bool(a.volume and a.issue) and (a.volume, a.issue) == (b.volume, b.issue) and not are_short(a, b)
