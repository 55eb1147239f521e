"""What each format of library calls the fields of a paper, in one table, and the Record that these fields make.

This file does NOT know how a format writes its tags and values: each format's own file splits its text into them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from literature.model.record import SEED, AbstractSection, Author, EventDate, Form, Journal, Record, Scheme
from sources.library.fields import identifiers_in_notes, identifiers_of, marked


class Tags(NamedTuple):
    """What each format calls one field, the best tag first."""

    ris: str = ""
    bib: str = ""
    nbib: str = ""
    toml: str = ""
    csv: str = ""


_TABLE = {
    "id": Tags(ris="ID", nbib="PMID",
        csv="id, key, covidence #, record id, record number, rec number, eid, ut (unique wos id), ut"),
    "title": Tags(ris="TI, T1, CT, BT", bib="title", nbib="TI, BTI, TT", toml="title",
        csv="title, article title, document title, primary title, ti"),
    "authors": Tags(ris="AU, A1", bib="author", toml="authors",
        csv="authors, author, author(s), author names, author full names, au"),
    "journal": Tags(ris="JF, T2, BT, JO", bib="journal, journaltitle, booktitle", nbib="JT", toml="outlet, journal",
        csv="journal, journal/book, journal title, source title, publication title, publication, secondary title, "
        "journal name, so"),
    "abbreviation": Tags(ris="JA, J2", bib="shortjournal", nbib="TA", toml="journal_abbreviation",
        csv="journal abbreviation, abbreviated source title, iso abbreviation, ji, j9"),
    "issns": Tags(ris="SN", bib="issn", nbib="IS"),
    "date": Tags(ris="DA", bib="date", toml="published",
        csv="date, publication date, published, date of publication, pd"),
    "year": Tags(ris="PY, Y1", bib="year", csv="year, publication year, published year, pub year, py"),
    "month": Tags(bib="month"),
    "day": Tags(bib="day"),
    "created": Tags(csv="create date"),
    "volume": Tags(ris="VL", bib="volume", nbib="VI", toml="volume", csv="volume, vol, vl"),
    "issue": Tags(ris="IS", bib="number, issue", nbib="IP", toml="issue", csv="issue, number, is"),
    "pages": Tags(bib="pages", nbib="PG", toml="pages", csv="pages, page, page range"),
    "first": Tags(ris="SP", csv="page start, start page, first page, beginning page, bp"),
    "last": Tags(ris="EP", csv="page end, end page, last page, ending page, ep"),
    "number": Tags(csv="art. no., article number, ar"),
    "citation": Tags(csv="citation"),
    "book title": Tags(nbib="BTI"),
    "vernacular title": Tags(nbib="TT"),
    "other abstracts": Tags(nbib="OAB"),
    "publication types": Tags(nbib="PT"),
    "mesh": Tags(nbib="MH"),
    "substances": Tags(nbib="RN"),
    "other substances": Tags(nbib="NM"),
    "registrations": Tags(nbib="SI"),
    "status": Tags(nbib="STAT"),
    "abstract": Tags(ris="AB, N2", bib="abstract", nbib="AB", toml="abstract", csv="abstract, abstract note, ab"),
    "keywords": Tags(ris="KW", bib="keywords", nbib="OT", toml="keywords", csv="keywords, author keywords, de"),
    "languages": Tags(ris="LA", nbib="LA"),
    "type": Tags(ris="M3", bib="entrysubtype", csv="item type, type, publication type, document type"),
    "server": Tags(bib="journal, archiveprefix, eprinttype, publisher, entrysubtype"),
    "database": Tags(ris="DB", bib="eprinttype, archiveprefix"),
    "provider": Tags(ris="DP"),
    "doi": Tags(ris="DO, L3, M3", bib="doi", toml="doi", csv="doi, di"),
    "pmid": Tags(ris="AN", bib="pmid, pubmedid, pubmed_id, pubmed-id, pubmed", nbib="PMID", toml="pmid",
        csv="pmid, pubmed id, medline pmid, pm"),
    "pmcid": Tags(ris="C2", bib="pmcid, pmc", nbib="PMC", toml="pmcid", csv="pmcid, pmc, pmc id"),
    "book": Tags(toml="book"),
    "noted identifiers": Tags(nbib="LID, AID"),
    "eprint": Tags(bib="eprint"),
    "notes": Tags(ris="N1, RN, M1, M2, C1, C2, C3, C4, C5, C6, C7, C8, U1, U2, U3, U4, U5, U6, U7, U8",
        bib="note, annote, annotation, addendum, comment, eprint, pmid, howpublished"),
    "url": Tags(ris="UR", bib="url", toml="url", csv="url, link, doi link"),
    "links": Tags(ris="LK, L1, L2"),
    "extra": Tags(csv="extra, notes, note"),
}  # fmt: skip
"""The columns of CSV, in lower case, are those of PubMed, Zotero, EndNote, Rayyan, Covidence, Scopus, Embase, EBSCO,
IEEE, and of Web of Science in words and in its tags. Exporters of RIS use C1 to U8 as they like: NCBI writes "U1  -
19494218[pmid]", Cochrane "C3  - PubMed 19494218", EndNote the PMCID into C2."""

RIS, BIB, NBIB, TOML, CSV = (
    {name: tuple(tags[column].split(", ")) for name, tags in _TABLE.items() if tags[column]}
    for column in range(len(Tags._fields))
)

_NAMING: tuple[tuple[str, Scheme | None], ...] = (
    *((scheme.value, scheme) for scheme in (Scheme.DOI, Scheme.PMID, Scheme.PMCID, Scheme.BOOK)),
    *(("eprint", Scheme.URL), ("notes", None), ("url", Scheme.URL), ("links", Scheme.URL), ("extra", None)),
)
"""The fields that identify a paper, in the order in which they are believed; notes give identifiers of any scheme."""


class ReferenceFields(dict[str, list[str]]):
    """The values of one record under the names of the table; a field without any is an empty list."""

    def __missing__(self, name: str) -> list[str]:
        return []

    def first(self, name: str) -> str:
        """Return the first value of a field, or ''."""
        values = self.get(name)
        return values[0] if values else ""

    def record(self, form: Form, authors: tuple[Author, ...], dates: tuple[EventDate, ...]) -> Record:
        """Return the Record of these fields."""
        named = identifiers_of(self._named())
        return Record(
            source=SEED,
            source_id=self.first("id"),
            title=marked(self.first("title")),
            form=form,
            abstract=sections(self["abstract"]),
            authors=authors,
            journal=Journal(
                title=self.first("journal"),
                abbreviation=self.first("abbreviation"),
                issns=tuple(self["issns"]),
                volume=self.first("volume"),
                issue=self.first("issue"),
                pages=self.first("pages"),
            ),
            dates=dates,
            identifiers=named.identifiers,
            repaired=named.repaired,
            keywords=tuple(self["keywords"]),
            languages=tuple(self["languages"]),
        )

    def _named(self) -> Iterator[tuple[Scheme, str]]:
        for name, scheme in _NAMING:
            for value in self.get(name, ()):
                yield from [(scheme, value)] if scheme else identifiers_in_notes(value)


def fields_of(
    tags: Mapping[str, Sequence[str]],
    values: Mapping[str, Sequence[str]],
    read: Mapping[str, Callable[[str], str]] = MappingProxyType({}),
    otherwise: Callable[[str], str] = str,
) -> ReferenceFields:
    """Return the values of one format's tags under our names, each read by its field's reader or ``otherwise``."""
    fields = ReferenceFields()
    for name, spellings in tags.items():
        reader = read.get(name, otherwise)
        texts = [text for tag in spellings if tag in values for value in values[tag] if (text := reader(value))]
        if texts:
            fields[name] = texts
    return fields


def sections(abstracts: Iterable[str]) -> tuple[AbstractSection, ...]:
    """Return each abstract as one section without a label."""
    return tuple(AbstractSection(marked(each)) for each in abstracts)
