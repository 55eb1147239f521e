"""One PubmedArticle or PubmedBookArticle element to one Record.

This file does NOT read the references that a paper cites, its grants, investigators and conflicts of interest, nor the
chapters of a book: no rule of ours asks for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from literature.model.errors import SkipRecord
from literature.model.identifiers import FoundIdentifier, identifier, read_identifier
from literature.model.record import (
    AbstractSection,
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
    Substance,
)
from sources.pubmed.authors import authors
from sources.pubmed.dates import partial_date
from sources.pubmed.elements import Parts, parts_of, rich_text, text, texts
from sources.rich_xml import Element, plain, rich

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
    parts = parts_of(element)
    form = Form.PREPRINT if "Preprint" in texts(parts, "PublicationType") else Form.ARTICLE
    return _record(parts, source, form, rich_text(parts, "ArticleTitle"), _journal(parts))


def book(element: Element, source: str) -> Record:
    """A PubmedBookArticle: a whole book, or a chapter, which names its book where an article names its journal.

    ELECTRONIC is the day when a chapter went online (its ContributionDate), ISSUE the year of the book. A chapter
    takes no identifier of its book: that DOI is another work's. Raises SkipRecord where there is no PMID.
    """
    parts = parts_of(element)
    whole = parts_of(parts["Book"][0]) if "Book" in parts else {}
    title, book_title = rich_text(parts, "ArticleTitle"), rich_text(whole, "BookTitle")
    for tag in ("PubDate", "AuthorList") if title else whole:
        parts[tag] = parts.get(tag, []) + whole.get(tag, [])
    journal = Journal(title=book_title.text if title else "", pages=_pages(parts))
    return _record(parts, source, Form.BOOK, title or book_title, journal)


def _record(parts: Parts, source: str, form: Form, title: RichText, journal: Journal) -> Record:
    pmid, version = _pmid(parts)
    ids = _own_ids(parts)
    return Record(
        source=source,
        source_id=pmid.value,
        title=title,
        form=form,
        version=version,
        vernacular_title=text(parts, "VernacularTitle"),
        abstract=_sections(parts.get("Abstract", ())),
        other_abstracts=_sections(parts.get("OtherAbstract", ())),
        authors=authors(parts.get("AuthorList", ())),
        journal=journal,
        dates=tuple(_dates(parts)),
        identifiers=(pmid, *ids),
        repaired=tuple(name for name, repaired in ids.items() if repaired),
        publication_types=texts(parts, "PublicationType"),
        mesh=tuple(map(_heading, parts.get("MeshHeading", ()))),
        substances=_substances(parts),
        keywords=texts(parts, "Keyword"),
        languages=texts(parts, "Language"),
        registrations=tuple(_registrations(parts)),
        relations=tuple(_relations(parts)),
        status=next((citation.get("Status", "") for citation in parts.get("MedlineCitation", ())), ""),
    )


def _pmid(parts: Parts) -> tuple[Identifier, int]:
    for element in parts.get("PMID", ()):
        if pmid := identifier(Scheme.PMID, plain(element)):
            version = element.get("Version", "")
            countable = version.isascii() and version.isdigit() and len(version) < 10
            return pmid, int(version) if countable else 1
    raise SkipRecord("PubMed record", "it has no PMID")


def _own_ids(parts: Parts) -> dict[Identifier, bool]:
    """DOI, PMCID and book accession from the record's own id list; where that has no DOI, that of an ELocationID. Each
    with whether it had to be repaired.

    NLM marks an ELocationID that turned out wrong with ValidYN="N".
    """
    ids: dict[Identifier, bool] = {}
    for element in parts.get("ArticleId", ()):
        scheme = _OWN_IDS.get(element.get("IdType", ""))
        if scheme and (named := read_identifier(scheme, plain(element))):
            ids.setdefault(named.identifier, named.repaired)
    if not any(name.scheme is Scheme.DOI for name in ids):
        ids.update(_located(parts)[:1])
    return ids


def _located(parts: Parts) -> list[FoundIdentifier]:
    places = parts.get("ELocationID", ())
    valid = (element for element in places if element.get("EIdType") == "doi" and element.get("ValidYN") != "N")
    return [doi for element in valid if (doi := read_identifier(Scheme.DOI, plain(element)))]


def _sections(abstracts: Sequence[Element]) -> tuple[AbstractSection, ...]:
    """The AbstractText children of Abstract or OtherAbstract elements; the copyright line is no part of an abstract."""
    sections = (_section(element) for each in abstracts for element in each if element.tag == "AbstractText")
    return tuple(section for section in sections if section.text or section.label)


def _section(element: Element) -> AbstractSection:
    category = element.get("NlmCategory", "")
    return AbstractSection(rich(element), element.get("Label", ""), category if category in _CATEGORIES else "")


def _journal(parts: Parts) -> Journal:
    return Journal(
        title=text(parts, "Title"),
        abbreviation=text(parts, "ISOAbbreviation") or text(parts, "MedlineTA"),
        issns=tuple(dict.fromkeys(texts(parts, "ISSN") + texts(parts, "ISSNLinking"))),
        volume=text(parts, "Volume"),
        issue=text(parts, "Issue"),
        pages=_pages(parts),
    )


def _pages(parts: Parts) -> str:
    return text(parts, "MedlinePgn") or "-".join(texts(parts, "StartPage") + texts(parts, "EndPage"))


def _dates(parts: Parts) -> Iterator[EventDate]:
    events = [(event, element) for tag, event in _EVENTS.items() for element in parts.get(tag, ())]
    history = parts.get("PubMedPubDate", ())
    events += [(_HISTORY.get(element.get("PubStatus", ""), Event.OTHER), element) for element in history]
    for event, element in events:
        date = partial_date(element)
        if any(date):
            yield EventDate(event, date)


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
    named = [
        element for chemical in parts.get("Chemical", ()) for element in chemical if element.tag == "NameOfSubstance"
    ]
    named += parts.get("SupplMeshName", ())
    return tuple(dict.fromkeys(Substance(plain(element), element.get("UI", "")) for element in named))


def _registrations(parts: Parts) -> Iterator[str]:
    for bank in parts.get("DataBank", ()):
        within = parts_of(bank)
        for numbers in within.get("AccessionNumberList", ()):
            for number in numbers:
                yield f"{text(within, 'DataBankName')} {plain(number)}".strip()


def _relations(parts: Parts) -> Iterator[Relation]:
    """The CommentsCorrections, but not "Cites": that is the reference list in the form it had until 2018."""
    for element in parts.get("CommentsCorrections", ()):
        kind = element.get("RefType", "")
        if kind != "Cites":
            within = parts_of(element)
            yield Relation(kind, text(within, "PMID"), text(within, "RefSource"))
