"""One PubmedArticle or PubmedBookArticle element to one Record.

One pass sorts a record's elements by name, then each field is read from its own list: a ``find`` or XPath for each
field walks the same children again and again. This file does NOT descend into ReferenceList: the identifiers in there
are those of other papers (8 % of an update file's records have such DOIs, measured).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from literature.errors import SkipRecord
from literature.identity import identifier
from literature.record import (
    Event,
    EventDate,
    Form,
    Heading,
    Identifier,
    Journal,
    Record,
    Relation,
    RichText,
    Scheme,
    Section,
    Substance,
)
from sources.pubmed_authors import authors
from sources.pubmed_dates import partial_date
from sources.rich_xml import Element, plain, rich

Parts = dict[str, list[Element]]
"""The elements of a record by their names, in the document's order."""

_WRAPPERS = frozenset(
    "MedlineCitation Article Journal JournalIssue Pagination MedlineJournalInfo PublicationTypeList ChemicalList "
    "SupplMeshList CommentsCorrectionsList MeshHeadingList KeywordList DataBankList PubmedData PubmedBookData "
    "BookDocument History ArticleIdList".split()
)
"""Elements that only group others. No name has two meanings below them: their children count as the record's own."""

_EVENTS = {
    "PubDate": Event.ISSUE,
    "ArticleDate": Event.ELECTRONIC,
    "ContributionDate": Event.ELECTRONIC,
    "DateCreated": Event.OTHER,
    "DateCompleted": Event.COMPLETED,
    "DateRevised": Event.REVISED,
}
_HISTORY = {
    "received": Event.RECEIVED,
    "accepted": Event.ACCEPTED,
    "entrez": Event.ENTREZ,
    "pubmed": Event.PUBMED,
    "medline": Event.MEDLINE,
}
"""By PubStatus. "revised" is the authors' revision, not NLM's DateRevised: it is an OTHER, like pmc-release."""

_OWN_IDS = {"doi": Scheme.DOI, "pmc": Scheme.PMCID, "bookaccession": Scheme.BOOK}
_CATEGORIES = frozenset({"BACKGROUND", "OBJECTIVE", "METHODS", "RESULTS", "CONCLUSIONS"})


def article(element: Element, source: str) -> Record:
    """A PubmedArticle as a Record of ``source``. Raises SkipRecord where it has no PMID."""
    parts: Parts = {}
    _sort(element, parts)
    types = _texts(parts, "PublicationType")
    return _record(
        parts,
        source=source,
        form=Form.PREPRINT if "Preprint" in types else Form.ARTICLE,
        title=_rich(parts.get("ArticleTitle", ())),
        journal=_journal(parts),
    )


def book(element: Element, source: str) -> Record:
    """A PubmedBookArticle as a Record: a whole book, or a chapter, which names its book where an article names its journal.

    ELECTRONIC is the day when a chapter went online (its ContributionDate), ISSUE the year of the book. Of the book a chapter
    takes no identifier: its DOI is another work's. Raises SkipRecord where there is no PMID.
    """
    parts: Parts = {}
    _sort(element, parts)
    whole: Parts = {}
    for each in parts.get("Book", ()):
        _sort(each, whole)
    book_title, title = _rich(whole.get("BookTitle", ())), _rich(parts.get("ArticleTitle", ()))
    for tag in ("PubDate", "AuthorList") if title else whole:
        parts.setdefault(tag, []).extend(whole.get(tag, ()))
    return _record(
        parts,
        source=source,
        form=Form.BOOK,
        title=title or book_title,
        journal=Journal(title=book_title.text if title else "", pages=_pages(parts)),
    )


def _sort(element: Element, parts: Parts) -> None:
    """Put each child of ``element`` into ``parts`` under its name, a wrapper and its children too."""
    for child in element:
        tag = child.tag
        if tag in parts:
            parts[tag].append(child)
        else:
            parts[tag] = [child]
        if tag in _WRAPPERS:
            _sort(child, parts)


def _record(parts: Parts, *, source: str, form: Form, title: RichText, journal: Journal) -> Record:
    """The fields that articles and books have in common."""
    pmid, version = _pmid(parts)
    return Record(
        source=source,
        source_id=pmid.value,
        title=title,
        form=form,
        version=version,
        vernacular_title=_text(parts, "VernacularTitle"),
        abstract=_sections(parts.get("Abstract", ())),
        other_abstracts=_sections(parts.get("OtherAbstract", ())),
        authors=authors(parts.get("AuthorList", ())),
        journal=journal,
        dates=tuple(_dates(parts)),
        identifiers=(pmid, *_own_ids(parts)),
        publication_types=_texts(parts, "PublicationType"),
        mesh=tuple(_heading(one) for one in parts.get("MeshHeading", ())),
        substances=_substances(parts),
        keywords=_texts(parts, "Keyword"),
        languages=_texts(parts, "Language"),
        registrations=tuple(_registrations(parts)),
        relations=tuple(_relations(parts)),
        status=next((one.get("Status", "") for one in parts.get("MedlineCitation", ())), ""),
    )


def _pmid(parts: Parts) -> tuple[Identifier, int]:
    """The record's PMID and its version, 1 where none is given."""
    for element in parts.get("PMID", ()):
        pmid = identifier(Scheme.PMID, plain(element))
        version = element.get("Version", "")
        if pmid:
            return pmid, int(version) if version.isascii() and version.isdigit() else 1
    raise SkipRecord("PubMed record", "it has no PMID")


def _own_ids(parts: Parts) -> list[Identifier]:
    """DOI, PMCID and book accession from the record's own id list; where that has no DOI, the one of an ELocationID.

    NLM marks an ELocationID that turned out wrong with ValidYN="N".
    """
    found: list[Identifier] = []
    for element in parts.get("ArticleId", ()):
        scheme = _OWN_IDS.get(element.get("IdType", ""))
        one = identifier(scheme, plain(element)) if scheme else None
        if one and one not in found:
            found.append(one)
    if not any(one.scheme is Scheme.DOI for one in found):
        found += _doi_of_location(parts)
    return found


def _doi_of_location(parts: Parts) -> list[Identifier]:
    valid = [e for e in parts.get("ELocationID", ()) if e.get("EIdType") == "doi" and e.get("ValidYN") != "N"]
    return [one for element in valid[:1] if (one := identifier(Scheme.DOI, plain(element)))]


def _sections(abstracts: Sequence[Element]) -> tuple[Section, ...]:
    """The AbstractText children of Abstract or OtherAbstract elements; the copyright line is no part of an abstract."""
    return tuple(
        section
        for abstract in abstracts
        for element in abstract
        if element.tag == "AbstractText" and ((section := _section(element)).text or section.label)
    )


def _section(element: Element) -> Section:
    category = element.get("NlmCategory", "")
    return Section(rich(element), element.get("Label", ""), category if category in _CATEGORIES else "")


def _journal(parts: Parts) -> Journal:
    return Journal(
        title=_text(parts, "Title"),
        abbreviation=_text(parts, "ISOAbbreviation") or _text(parts, "MedlineTA"),
        issns=tuple(dict.fromkeys(_texts(parts, "ISSN") + _texts(parts, "ISSNLinking"))),
        volume=_text(parts, "Volume"),
        issue=_text(parts, "Issue"),
        pages=_pages(parts),
    )


def _pages(parts: Parts) -> str:
    """MedlinePgn as printed, or StartPage and EndPage."""
    return _text(parts, "MedlinePgn") or "-".join(_texts(parts, "StartPage") + _texts(parts, "EndPage"))


def _dates(parts: Parts) -> Iterator[EventDate]:
    for tag, event in _EVENTS.items():
        for element in parts.get(tag, ()):
            if any(date := partial_date(element)):
                yield EventDate(event, date)
    for element in parts.get("PubMedPubDate", ()):
        if any(date := partial_date(element)):
            yield EventDate(_HISTORY.get(element.get("PubStatus", ""), Event.OTHER), date)


def _heading(element: Element) -> Heading:
    name = ui = ""
    major = False
    qualifiers: list[str] = []
    for child in element:
        major = major or child.get("MajorTopicYN") == "Y"
        if child.tag == "DescriptorName":
            name, ui = plain(child), child.get("UI", "")
        else:
            qualifiers.append(plain(child))
    return Heading(name, ui, major, tuple(qualifiers))


def _substances(parts: Parts) -> tuple[Substance, ...]:
    """The ChemicalList's substances, then the supplementary concepts (diseases, protocols, organisms)."""
    named = [name for chemical in parts.get("Chemical", ()) for name in chemical if name.tag == "NameOfSubstance"]
    named += parts.get("SupplMeshName", ())
    return tuple(dict.fromkeys(Substance(plain(element), element.get("UI", "")) for element in named))


def _registrations(parts: Parts) -> Iterator[str]:
    for bank in parts.get("DataBank", ()):
        within: Parts = {}
        _sort(bank, within)
        for numbers in within.get("AccessionNumberList", ()):
            for number in numbers:
                yield f"{_text(within, 'DataBankName')} {plain(number)}".strip()


def _relations(parts: Parts) -> Iterator[Relation]:
    """The CommentsCorrections, but not "Cites": that is the reference list in the form it had until 2018."""
    for element in parts.get("CommentsCorrections", ()):
        kind = element.get("RefType", "")
        if kind != "Cites":
            within: Parts = {}
            _sort(element, within)
            yield Relation(kind, _text(within, "PMID"), _text(within, "RefSource"))


def _rich(elements: Sequence[Element]) -> RichText:
    return rich(elements[0]) if elements else RichText("")


def _text(parts: Parts, tag: str) -> str:
    elements = parts.get(tag)
    return plain(elements[0]) if elements else ""


def _texts(parts: Parts, tag: str) -> tuple[str, ...]:
    return tuple(text for element in parts.get(tag, ()) if (text := plain(element)))
