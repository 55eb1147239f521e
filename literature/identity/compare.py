"""When are two Records one Work? Pure rules, each with its reasons.

    same       one Work: a second witness agrees (identifier, place of print, authors and year) and nothing contradicts
    related    two Works that belong together: a preprint and its article, a paper and its correction, two versions
    possibly   both are kept, each names the other
    different  everything else

A false duplicate is a paper that nobody will ever see, so every doubt leaves two Works (law 3), and nothing is joined
for what is missing.
"""

from __future__ import annotations

import re

from literature.identity.comparison import Comparison, Kinship, Likeness
from literature.identity.doubt import are_short, find_doubt
from literature.identity.fields import Fields, fields
from literature.identity.likeness import (
    Evidence,
    all_authors_agree,
    differing_scheme,
    fill_same_pages,
    gather_evidence,
    in_supplement,
    is_repaired,
    share_a_year,
    values_of,
    years_apart,
)
from literature.identity.news import compare_news, compare_one_id
from literature.identity.title_likeness import Alike, stands_in_order
from literature.identity.translation import may_be_translated, share_words
from literature.model.record import SEED, Form, Record, Scheme

_VERSION = re.compile(r"(?:\.pub|v|\.v|/v)([0-9]+)$")
"""How a DOI ends that counts versions: Cochrane's ".pub3", preprint servers' "v2"."""

_OTHER_JOURNAL = "another journal"

SHARED_WORDS = 3
"""Words that two titles under one PMID have in common, at the least, where the authors are not known."""

_SAME_TEXT = frozenset({"", "retracted", "withdrawn"})
"""Flags of the paper itself: a publisher puts "RETRACTED:" before the title of what it has retracted."""


_PLURALS = {Scheme.PMID: "PMIDs", Scheme.DOI: "DOIs", Scheme.PMCID: "PMCIDs", Scheme.BOOK: "books"}


def compare(a: Record, b: Record) -> Comparison:
    """Return whether ``a`` and ``b`` are one Work, and why. Symmetric."""
    return compare_fields(fields(a), fields(b))


def compare_fields(a: Fields, b: Fields) -> Comparison:
    """As ``compare``, of fields that were read once.

    An id that a source gave speaks for itself (news.py); a seed's is made of its names or title, and says no more.
    """
    share_id = a.source_id and a.source_id == b.source_id and a.source == b.source
    if share_id and (a == b or a.source != SEED or a.form is Form.NEWS):
        return compare_one_id(a, b)
    evidence = gather_evidence(a, b)
    if evidence is None:
        return Comparison(Likeness.DIFFERENT, missing="no identifier in common, titles differ")
    if a.form is not b.form:
        return _compare_forms(a, b, evidence)
    return compare_news(a, b, evidence) if a.form is Form.NEWS else _compare_papers(a, b, evidence)


def _compare_forms(a: Fields, b: Fields, evidence: Evidence) -> Comparison:
    """A preprint and its article are two Works that belong together; a story or a book is never the paper."""
    forms = {a.form, b.form}
    if _may_be_one_form(forms, evidence) and _compare_papers(a, b, evidence).likeness is Likeness.SAME:
        return Comparison(Likeness.SAME, evidence.agreed)
    veto = f"one is {min(forms)}, the other {max(forms)}"
    alike = evidence.title >= Alike.PART and not are_short(a, b) and evidence.authors
    if forms == {Form.PREPRINT, Form.ARTICLE} and alike:
        return Comparison(Likeness.RELATED, evidence.agreed, veto, kinship=Kinship.PREPRINT)
    doubtful = evidence.shared and evidence.title is not Alike.OTHER
    return Comparison(Likeness.POSSIBLY if doubtful else Likeness.DIFFERENT, evidence.agreed, veto)


def _may_be_one_form(forms: set[Form], evidence: Evidence) -> bool:
    """Whether the forms may be one: a table that does not distinguish them, PubMed's own among them, has every preprint
    and book as an article. One PMID, or one DOI under one title, is then one text."""
    if Form.NEWS in forms or Form.ARTICLE not in forms or evidence.shared is None:
        return False
    one_doi = evidence.shared.scheme is Scheme.DOI and evidence.title is Alike.EQUAL
    return evidence.shared.scheme in (Scheme.PMID, Scheme.BOOK) or one_doi


def _compare_papers(a: Fields, b: Fields, evidence: Evidence) -> Comparison:
    one_pmid = evidence.shared is not None and evidence.shared.scheme is Scheme.PMID
    scheme = None if one_pmid else _differing_scheme(a, b, evidence)  # some papers have two DOIs under one PMID
    if not scheme and ((one_pmid and _fits_its_pmid(a, b, evidence)) or _is_in_two_languages(a, b, evidence)):
        return Comparison(Likeness.SAME, evidence.agreed)
    if not _is_one_text(a, b, evidence):
        kind = Likeness.RELATED if evidence.title is not Alike.OTHER else Likeness.DIFFERENT
        return Comparison(kind, evidence.agreed, "one is a correction, reply or comment", kinship=Kinship.NOTICE)
    veto = f"different {_PLURALS.get(scheme, scheme.value)}" if scheme else _veto(a, b, evidence)
    if not veto and one_pmid and _contradicts_its_pmid(a, b, evidence):
        veto = "all but the PMID differs"
    if veto:
        return _vetoed(a, b, evidence, veto)
    missing = find_doubt(a, b, evidence)
    if not missing:
        return Comparison(Likeness.SAME, evidence.agreed)
    alike = evidence.title >= Alike.PART and not are_short(a, b)
    is_near = evidence.shared or evidence.place or alike
    return Comparison(Likeness.POSSIBLY if is_near else Likeness.DIFFERENT, evidence.agreed, missing=missing)


def _is_one_text(a: Fields, b: Fields, evidence: Evidence) -> bool:
    """Whether the flags of the titles may be of one text: the same, or under one registered name that of a retraction;
    under such a name, or in one place by one author, that of its column."""
    if a.title.flag == b.title.flag:
        return True
    if evidence.named:
        return all(record.title.flag in _SAME_TEXT or record.title.in_column for record in (a, b))
    if not (evidence.place and evidence.authors):
        return False
    return all(not record.title.flag or record.title.in_column for record in (a, b))


def _contradicts_its_pmid(a: Fields, b: Fields, evidence: Evidence) -> bool:
    """Whether something else says that one of the two has the other's PMID: numbers or flags of the titles, or another
    DOI together with another journal, volume or page."""
    if not _numbers_agree(a, b, evidence.title) or not _is_one_text(a, b, evidence):
        return True
    other_volume = a.volume and b.volume and a.volume != b.volume
    elsewhere = evidence.venue is False or evidence.place is False or other_volume
    return bool(elsewhere) and differing_scheme(a, b) is not None


def _fits_its_pmid(a: Fields, b: Fields, evidence: Evidence) -> bool:
    """Whether one PMID may be believed under two titles: NLM gives it to one paper, but a library may hold a wrong one.

    A library's own short title is believed where the authors agree or the words do, and nothing else contradicts; a
    title in another script, which has no key, where the year agrees.
    """
    if evidence.authors and may_be_translated(a, b) and evidence.venue is not False:
        return True
    if _contradicts_its_pmid(a, b, evidence):
        return False
    if evidence.title is not Alike.OTHER:
        return evidence.authors is True
    if evidence.place is False or evidence.venue is False or evidence.authors is False or years_apart(a, b) > 1:
        return False
    if not (a.title.key and b.title.key):
        return evidence.authors is True or share_a_year(a, b)
    return share_words(a.title, b.title, least=1 if evidence.authors else SHARED_WORDS)


def _is_in_two_languages(a: Fields, b: Fields, evidence: Evidence) -> bool:
    """Whether one paper is here under two titles: they largely agree, or one may be the other in another language.

    Both must fill the same pages, or bear one name in one place of print. The labelled sets have seven such pairs, all
    of them translations; in a feed of Science, short pieces by one author share their pages and are two.
    """
    if not evidence.authors:
        return False
    if not fill_same_pages(a, b) and not (evidence.named and evidence.place and evidence.title is Alike.OTHER):
        return False
    if evidence.title is Alike.OTHER:
        return may_be_translated(a, b)
    return a.title.flag == b.title.flag and _numbers_agree(a, b, Alike.PART)


def _differing_scheme(a: Fields, b: Fields, evidence: Evidence) -> Scheme | None:
    """The scheme under which they bear two names; not that of a DOI that had to be repaired, where all else agrees."""
    scheme = differing_scheme(a, b)
    if scheme is not Scheme.DOI or not (is_repaired(a, scheme) or is_repaired(b, scheme)):
        return scheme
    agrees = evidence.title >= Alike.LOOSE and evidence.authors and evidence.place
    return None if agrees and not are_short(a, b) else scheme


def _veto(a: Fields, b: Fields, evidence: Evidence) -> str:
    """What shows that these are two, or ''.

    A registered name and the title outweigh a page (a count of pages printed for one) where the authors agree, and
    the authors (given names taken for families) where the page agrees.
    """
    if evidence.title is Alike.OTHER and a.title.key and b.title.key and not _is_shortened(a, b, evidence):
        return "the titles differ"
    if not _numbers_agree(a, b, evidence.title):
        return "other numbers in the title"
    sure = evidence.named and evidence.title >= Alike.SPELLING and not are_short(a, b)
    if evidence.place is False and not (sure and evidence.authors):
        return "volume and page differ" if a.volume != b.volume else "same volume, another page"
    if evidence.authors is False and not (sure and evidence.place):
        return "authors differ"
    if not evidence.named and years_apart(a, b) > 1:
        return "years differ"
    elsewhere = evidence.venue is False and not evidence.place and not evidence.named
    return _OTHER_JOURNAL if elsewhere else ""


def _is_shortened(a: Fields, b: Fields, evidence: Evidence) -> bool:
    """Whether one title is the other as a library shortened it: under one registered name of one paper, by the same
    authors in the same journal, all of its words are in the other in their order."""
    if not (evidence.named and evidence.venue and evidence.authors):
        return False
    return not (in_supplement(a) or in_supplement(b)) and stands_in_order(a.title, b.title)


def _numbers_agree(a: Fields, b: Fields, alike: Alike) -> bool:
    """Whether numbers, parts, Greek letters are the same; a title that is part of the other, or none, may lack some."""
    if alike is Alike.EQUAL:
        return True
    if a.title.parts and b.title.parts and a.title.parts != b.title.parts:
        return False
    if not _is_contained(a.title.greek, b.title.greek):
        return False
    if alike in (Alike.PART, Alike.OTHER):
        return _is_contained(a.title.numbers, b.title.numbers)
    return a.title.numbers == b.title.numbers


def _is_contained(a: frozenset[str], b: frozenset[str]) -> bool:
    return a <= b or b <= a


def _vetoed(a: Fields, b: Fields, evidence: Evidence, veto: str) -> Comparison:
    """Two, then: of one text in two versions, or worth a person's look, or plainly different."""
    if evidence.title >= Alike.PART and _are_versions(a, b):
        return Comparison(Likeness.RELATED, evidence.agreed, veto, kinship=Kinship.VERSION)
    agree = evidence.title is not Alike.OTHER or (evidence.authors and share_words(a.title, b.title))
    one_name = evidence.shared is not None and (agree or evidence.shared.scheme is Scheme.PMID)
    one_place = evidence.place and (evidence.title is Alike.EQUAL or (evidence.authors and fill_same_pages(a, b)))
    doubtful = one_name or one_place or _may_be_in_two_journals(a, b, evidence, veto)
    return Comparison(Likeness.POSSIBLY if doubtful else Likeness.DIFFERENT, evidence.agreed, veto)


def _may_be_in_two_journals(a: Fields, b: Fields, evidence: Evidence, veto: str) -> bool:
    """Whether one of two journals may be misnamed, or a statement was published in both, each with its own names."""
    if evidence.title is not Alike.EQUAL or not evidence.authors or are_short(a, b):
        return False
    if veto == _OTHER_JOURNAL:
        return True
    one_statement = evidence.venue is False and all_authors_agree(a, b) and share_a_year(a, b)
    return one_statement and differing_scheme(a, b) is not None


def _are_versions(a: Fields, b: Fields) -> bool:
    """Whether their DOIs differ in a version's number alone."""
    stems_a, stems_b = ({_VERSION.sub("", doi) for doi in values_of(record, Scheme.DOI)} for record in (a, b))
    return not stems_a.isdisjoint(stems_b)
