"""When are two Records one Work? Pure rules, each with its reasons.

    same       one Work: a second witness agrees (identifier, place of print, authors and year) and nothing contradicts
    related    two Works that belong together: a preprint and its article, a paper and its correction, two versions
    possibly   both stand, each names the other
    different  everything else

A false duplicate is a paper that nobody will ever see, so every doubt leaves two Works (law 3), and nothing is joined
for what is missing. This file does NOT look anything up: ``blocking_keys`` offers the pairs, ``compare`` decides.
"""

from __future__ import annotations

import re

from literature.identity.comparison import Comparison, Kinship, Likeness
from literature.identity.doubt import are_short, doubt
from literature.identity.fields import Fields, fields
from literature.identity.likeness import (
    Agreement,
    Evidence,
    all_agree,
    evidence,
    fill_same_pages,
    in_supplement,
    is_repaired,
    names_of,
    one_year,
    other_name,
    years_apart,
)
from literature.identity.news import compare_news, compare_one_id
from literature.identity.title_likeness import Alike, stands_in_order
from literature.identity.translation import may_be_translated, share_words
from literature.model.record import SEED, Form, Record, Scheme

_VERSION = re.compile(r"(?:\.pub|v|\.v|/v)([0-9]+)$")
"""How a DOI ends that counts versions: Cochrane's ".pub3", preprint servers' "v2"."""

_NOTHING = Comparison(Likeness.DIFFERENT, missing="no identifier in common, titles differ")
SHARED_WORDS = 3
"""Words that two titles under one PMID have in common, at the least, where the authors are not known."""

_NOTICE = "one is a correction, reply or comment"
_SAME_TEXT = frozenset({"", "retracted", "withdrawn"})
"""Flags of the paper itself: a publisher puts "RETRACTED:" before the title of what it has retracted."""


def compare(a: Record, b: Record) -> Comparison:
    """Whether ``a`` and ``b`` are one Work, and why. Symmetric."""
    return compare_fields(fields(a), fields(b))


def compare_fields(a: Fields, b: Fields) -> Comparison:
    """As ``compare``, of what was prepared once.

    An id that a source gave speaks for itself (news.py); a seed's is made of its names or title, and says no more.
    """
    one_id = a.source_id and a.source_id == b.source_id and a.source == b.source
    if one_id and (a == b or a.source != SEED or a.form is Form.NEWS):
        return compare_one_id(a, b)
    seen = evidence(a, b)
    if seen is None:
        return _NOTHING
    if a.form is not b.form:
        return _judge_forms(a, b, seen)
    return compare_news(a, b, seen) if a.form is Form.NEWS else _judge_papers(a, b, seen)


def _judge_forms(a: Fields, b: Fields, seen: Evidence) -> Comparison:
    """A preprint and its article are two Works that belong together; a story or a book is never the paper."""
    if _is_one_of_pubmed(a, b, seen) and _judge_papers(a, b, seen).likeness is Likeness.SAME:
        return Comparison(Likeness.SAME, seen.agreed)
    veto = f"one is {min(a.form, b.form)}, the other {max(a.form, b.form)}"
    is_preprint = {a.form, b.form} == {Form.PREPRINT, Form.ARTICLE} and seen.title >= Alike.PART and not are_short(a, b)
    if is_preprint and seen.authors is Agreement.YES:
        return Comparison(Likeness.RELATED, seen.agreed, veto, kinship=Kinship.PREPRINT)
    doubtful = seen.shared and seen.title is not Alike.OTHER
    return Comparison(Likeness.POSSIBLY if doubtful else Likeness.DIFFERENT, seen.agreed, veto)


def _is_one_of_pubmed(a: Fields, b: Fields, seen: Evidence) -> bool:
    """Whether the forms may be one: a table that does not tell them, PubMed's own among them, has every preprint and
    book as an article. One PMID, or one DOI under one title, is then one text."""
    if Form.NEWS in (a.form, b.form) or Form.ARTICLE not in (a.form, b.form) or seen.shared is None:
        return False
    one_doi = seen.shared.scheme is Scheme.DOI and seen.title is Alike.EQUAL
    return seen.shared.scheme in (Scheme.PMID, Scheme.BOOK) or one_doi


def _judge_papers(a: Fields, b: Fields, seen: Evidence) -> Comparison:
    one_pmid = seen.shared is not None and seen.shared.scheme is Scheme.PMID
    other = None if one_pmid else _other_name(a, b, seen)  # one PMID outweighs two DOIs: some papers have two
    if not other and ((one_pmid and _fits_its_pmid(a, b, seen)) or _is_in_two_languages(a, b, seen)):
        return Comparison(Likeness.SAME, seen.agreed)
    if not _one_text(a, b, seen):
        kind = Likeness.RELATED if seen.title is not Alike.OTHER else Likeness.DIFFERENT
        return Comparison(kind, seen.agreed, _NOTICE, kinship=Kinship.NOTICE)
    wrong = one_pmid and _contradicts_its_pmid(a, b, seen)
    veto = f"different {other}s" if other else _veto(a, b, seen) or ("all but the PMID differs" if wrong else "")
    if veto:
        return _vetoed(a, b, seen, veto)
    missing = doubt(a, b, seen)
    if not missing:
        return Comparison(Likeness.SAME, seen.agreed)
    near = seen.shared or seen.place is Agreement.YES or (seen.title >= Alike.PART and not are_short(a, b))
    return Comparison(Likeness.POSSIBLY if near else Likeness.DIFFERENT, seen.agreed, missing=missing)


def _one_text(a: Fields, b: Fields, seen: Evidence) -> bool:
    """Whether the flags of the titles may be of one text: the same, or under one registered name that of a retraction;
    under such a name, or in one place by one author, that of the column in which it stands."""
    if a.title.flag == b.title.flag:
        return True
    if seen.named:
        return all(one.title.flag in _SAME_TEXT or one.title.in_column for one in (a, b))
    placed = seen.place is Agreement.YES and seen.authors is Agreement.YES
    return placed and all(not one.title.flag or one.title.in_column for one in (a, b))


def _contradicts_its_pmid(a: Fields, b: Fields, seen: Evidence) -> bool:
    """Whether something else says that one of the two has the other's PMID: numbers or flags of the titles, or another
    DOI together with another journal, volume or page."""
    if not _numbers_agree(a, b, seen.title) or not _one_text(a, b, seen):
        return True
    other_volume = a.volume and b.volume and a.volume != b.volume
    elsewhere = seen.venue is False or seen.place is Agreement.NO or other_volume
    return bool(elsewhere) and other_name(a, b) is not None


def _fits_its_pmid(a: Fields, b: Fields, seen: Evidence) -> bool:
    """Whether one PMID may be believed under two titles: NLM gives it to one paper, but a library may hold a wrong one.

    A library's own short title is believed where the authors agree or the words do, and nothing else contradicts; a
    title in another script, which has no key, where the year agrees.
    """
    if seen.authors is Agreement.YES and may_be_translated(a, b) and seen.venue is not False:
        return True
    if _contradicts_its_pmid(a, b, seen):
        return False
    if seen.title is not Alike.OTHER:
        return seen.authors is Agreement.YES
    if seen.place is Agreement.NO or seen.venue is False or seen.authors is Agreement.NO or years_apart(a, b) > 1:
        return False
    keyless = not (a.title.key and b.title.key)
    if keyless:
        return seen.authors is Agreement.YES or one_year(a, b)
    return share_words(a.title, b.title, least=1 if seen.authors is Agreement.YES else SHARED_WORDS)


def _is_in_two_languages(a: Fields, b: Fields, seen: Evidence) -> bool:
    """Whether one paper stands here under two titles: they largely agree, or one may be the other in another language.

    Both must fill the same pages, or bear one name in one place of print. The labelled sets have seven such pairs, all
    of them translations; in a feed of Science, short pieces by one author share their pages and are two.
    """
    if seen.authors is not Agreement.YES:
        return False
    if not fill_same_pages(a, b) and not (seen.named and seen.place is Agreement.YES and seen.title is Alike.OTHER):
        return False
    if seen.title is Alike.OTHER:
        return may_be_translated(a, b)
    return a.title.flag == b.title.flag and _numbers_agree(a, b, Alike.PART)


def _other_name(a: Fields, b: Fields, seen: Evidence) -> Scheme | None:
    """The scheme under which they bear two names; a DOI that had to be repaired is none where all else agrees."""
    other = other_name(a, b)
    if other is not Scheme.DOI or not (is_repaired(a, other) or is_repaired(b, other)):
        return other
    agrees = seen.title >= Alike.LOOSE and seen.authors is Agreement.YES and seen.place is Agreement.YES
    return None if agrees and not are_short(a, b) else other


def _veto(a: Fields, b: Fields, seen: Evidence) -> str:
    """What shows that these are two, or ''.

    A registered name and the title outweigh a page (a count of pages printed for one) where the authors agree, and
    the authors (given names taken for families) where the page agrees.
    """
    if seen.title is Alike.OTHER and a.title.key and b.title.key and not _is_shortened(a, b, seen):
        return "the titles differ"
    if not _numbers_agree(a, b, seen.title):
        return "other numbers in the title"
    sure = seen.named and seen.title >= Alike.SPELLING and not are_short(a, b)
    if seen.place is Agreement.NO and not (sure and seen.authors is Agreement.YES):
        return "volume and page differ" if a.volume != b.volume else "same volume, another page"
    if seen.authors is Agreement.NO and not (sure and seen.place is Agreement.YES):
        return "authors differ"
    return "" if seen.named else _veto_of_unnamed(a, b, seen)


def _is_shortened(a: Fields, b: Fields, seen: Evidence) -> bool:
    """Whether one title is the other as a library shortened it: under one registered name of one paper, by the same
    authors in the same journal, all of its words stand in the other in their order."""
    if not (seen.named and seen.venue and seen.authors is Agreement.YES):
        return False
    return not (in_supplement(a) or in_supplement(b)) and stands_in_order(a.title, b.title)


def _veto_of_unnamed(a: Fields, b: Fields, seen: Evidence) -> str:
    if years_apart(a, b) > 1:
        return "years differ"
    return _OTHER_JOURNAL if seen.venue is False and seen.place is not Agreement.YES else ""


_OTHER_JOURNAL = "another journal"


def _numbers_agree(a: Fields, b: Fields, alike: Alike) -> bool:
    """Whether the numbers, parts and Greek letters are the same ones; a title that is part of the other, or is missing,
    may lack some."""
    if alike is Alike.EQUAL:
        return True
    if a.title.parts and b.title.parts and a.title.parts != b.title.parts:
        return False
    one, other = a.title.greek, b.title.greek
    if not (one <= other or other <= one):
        return False
    one, other = a.title.numbers, b.title.numbers
    return one == other or (alike in (Alike.PART, Alike.OTHER) and (one <= other or other <= one))


def _vetoed(a: Fields, b: Fields, seen: Evidence, veto: str) -> Comparison:
    """Two, then: of one text in two versions, or worth a person's look, or plainly different."""
    if seen.title >= Alike.PART and _versions(a, b):
        return Comparison(Likeness.RELATED, seen.agreed, veto, kinship=Kinship.VERSION)
    agree = seen.title is not Alike.OTHER or (seen.authors is Agreement.YES and share_words(a.title, b.title))
    one_name = seen.shared is not None and (agree or seen.shared.scheme is Scheme.PMID)
    one_column = seen.authors is Agreement.YES and fill_same_pages(a, b)
    one_place = seen.place is Agreement.YES and (seen.title is Alike.EQUAL or one_column)
    doubtful = one_name or one_place or _stands_elsewhere(a, b, seen, veto)
    return Comparison(Likeness.POSSIBLY if doubtful else Likeness.DIFFERENT, seen.agreed, veto)


def _stands_elsewhere(a: Fields, b: Fields, seen: Evidence, veto: str) -> bool:
    """Whether one text may stand in two journals: one of them is misnamed, or a statement was published in both at
    once, each with its own names."""
    if seen.title is not Alike.EQUAL or seen.authors is not Agreement.YES or are_short(a, b):
        return False
    copublished = seen.venue is False and all_agree(a, b) and one_year(a, b) and other_name(a, b) is not None
    return veto == _OTHER_JOURNAL or copublished


def _versions(a: Fields, b: Fields) -> bool:
    """Whether their DOIs differ in a version's number alone."""
    stems = [{_VERSION.sub("", doi) for doi in names_of(one, Scheme.DOI)} for one in (a, b)]
    return not stems[0].isdisjoint(stems[1])


def rank(record: Record) -> tuple[bool, bool, bool, int]:
    """Order of Records of one Work by how well they describe it: PubMed's first, then those with an abstract, then
    the newest version."""
    return record.source == "pubmed", bool(record.abstract), bool(record.identifiers), record.version
