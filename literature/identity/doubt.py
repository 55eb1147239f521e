"""What is missing for certainty that two Records are one paper, where nothing contradicts it."""

from __future__ import annotations

from literature.identity.fields import Fields
from literature.identity.likeness import (
    Evidence,
    all_authors_agree,
    in_supplement,
    issues_differ,
    share_a_year,
    share_an_end,
)
from literature.identity.title_likeness import Alike, same_but_for_marks, says_no_other_word, stands_in_order
from literature.model.record import Form, Scheme


def find_doubt(a: Fields, b: Fields, evidence: Evidence) -> str:
    """Return what is missing for certainty, or ''; compare.py has found no contradiction before it asks."""
    if evidence.title is Alike.OTHER and not (a.title.key and b.title.key):
        return "one has no title"
    if _is_one_piece_of_an_issue(a, b, evidence):
        return ""
    if evidence.named:
        return _doubt_of_named(a, b, evidence)
    if evidence.place:
        return _doubt_in_place(a, b, evidence)
    return _doubt_without_place(a, b, evidence)


def _doubt_of_named(a: Fields, b: Fields, evidence: Evidence) -> str:
    """The abstracts of a supplement may share its DOI, and two of one group differ in a word ("in men", "in women");
    a preprint has a DOI of its own."""
    if a.form is Form.PREPRINT or (evidence.shared is not None and evidence.shared.scheme is not Scheme.DOI):
        return ""
    if in_supplement(a) or in_supplement(b):
        sure = evidence.title >= Alike.SPELLING
    else:
        sure = evidence.title > Alike.ALIKE or evidence.place or says_no_other_word(a.title, b.title)
        sure = sure or stands_in_order(a.title, b.title)
    return "" if sure else "titles only alike, under a DOI that abstracts of one supplement may share"


def _is_one_piece_of_an_issue(a: Fields, b: Fields, evidence: Evidence) -> bool:
    """Whether one issue of one journal holds both under one title, but for marks of footnotes and a section's heading
    that a scan has left there, by one first author. The year may be missing: the issue says it."""
    first = a.first & b.names or b.first & a.names
    in_one_issue = evidence.venue and a.volume and a.issue and (a.volume, a.issue) == (b.volume, b.issue)
    if not (first and in_one_issue) or a.title.recurs or b.title.recurs:
        return False
    return (share_a_year(a, b) or not (a.years and b.years)) and same_but_for_marks(a.title, b.title)


def _doubt_in_place(a: Fields, b: Fields, evidence: Evidence) -> str:
    """One page of one volume may hold several short pieces, a supplement's hundreds of abstracts. A volume without its
    year is one of many unless the title says the rest."""
    if not share_a_year(a, b) and (evidence.title < Alike.SPELLING or a.title.recurs or not share_an_end(a, b)):
        return "years differ or are unknown"
    if are_short(a, b) and not evidence.authors:
        return "a short title, authors unknown"
    if are_short(a, b) and issues_differ(a, b):
        return "a short title, in another issue"
    if evidence.title is Alike.PART and in_supplement(a) and in_supplement(b):
        return "one title is part of the other, in a supplement"
    return "titles only alike, on one page" if evidence.title is Alike.ALIKE else ""


def _doubt_without_place(a: Fields, b: Fields, evidence: Evidence) -> str:
    """Without a place of print, title and authors must be the same, in the same year, in no other journal; a short
    title in the same one, or by the same two persons or more."""
    if a.title.recurs or b.title.recurs:
        return "a title that every issue may have"
    slips = evidence.title is Alike.LOOSE and _nearly_placed(a, b, evidence)
    if not slips and (evidence.title < Alike.SPELLING or (evidence.title is Alike.SPELLING and not share_an_end(a, b))):
        return "the titles are not the same"
    if issues_differ(a, b) or not _same_year(a, b, evidence):
        return "issues or years differ, or a year is unknown"
    telling = (evidence.venue and a.title.telling and b.title.telling) or all_authors_agree(a, b)
    if are_short(a, b) and not telling:
        return "too short a title to tell"
    if not evidence.authors and not (evidence.venue and _same_issue(a, b)):
        return "authors unknown"
    return ""


def _nearly_placed(a: Fields, b: Fields, evidence: Evidence) -> bool:
    """Whether one volume holds both on pages that may be one ("108", "viii108"), or are but a count ("1-5"): no place,
    but enough for a slip of the pen."""
    if not (evidence.venue and a.volume and a.volume == b.volume and a.pages.first and b.pages.first):
        return False
    counts = a.pages.counted or b.pages.counted
    return evidence.place is not False and (a.pages == b.pages or not counts) and share_an_end(a, b)


def are_short(a: Fields, b: Fields) -> bool:
    """Return whether a title of the two names nothing by itself."""
    return a.title.short or b.title.short


def _same_year(a: Fields, b: Fields, evidence: Evidence) -> bool:
    """Whether the years agree: one volume is of one year, and a meeting's proceedings bear the year of the meeting or
    of the print."""
    if not a.years or not b.years or share_a_year(a, b):
        return bool(a.years and b.years)
    if not evidence.venue or evidence.title < Alike.SPELLING:
        return False
    meets = evidence.title is Alike.EQUAL and "meeting" in (a.venue.kind, b.venue.kind)
    return (meets and all_authors_agree(a, b)) or bool(a.volume and a.volume == b.volume)


def _same_issue(a: Fields, b: Fields) -> bool:
    """Whether both are in one issue, under a title that names one piece of it."""
    return bool(a.volume and a.issue) and (a.volume, a.issue) == (b.volume, b.issue) and not are_short(a, b)
