"""PubMed's tagged text (MEDLINE or .nbib) to Records.

An own reader of NLM's "MEDLINE/PubMed Data Element (Field) Descriptions": Biopython's brings the whole of Biopython,
and the `nbib` package (last release 2021) throws a file away at its first surprise and drops fields it does not expect.
This file does NOT split structured abstracts: the format prints their labels inside the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, pairwise

from literature.model.harvest import Unread
from literature.model.record import (
    SEED,
    AbstractSection,
    Author,
    Event,
    EventDate,
    Form,
    Heading,
    Journal,
    Record,
    Relation,
    Scheme,
    Substance,
)
from sources.library.fields import ReferenceIdentifiers, attempt, author, event, identifiers_of, marked, unread

_TAG_WIDTH = 4
_NOTE = re.compile(r"(.*?) ?\[([A-Za-z ]+)\]")
_PMID_OF_RELATION = re.compile(r"\s*PMID: ?([0-9]+)\.?$")
_ORCID = re.compile(r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]")

_ID_NOTES = {"doi": Scheme.DOI, "pmc": Scheme.PMCID, "pmcid": Scheme.PMCID, "bookaccession": Scheme.BOOK}
_DATE_TAGS = {
    "DP": Event.ISSUE,
    "DEP": Event.ELECTRONIC,
    "DCOM": Event.COMPLETED,
    "LR": Event.REVISED,
    "CRDT": Event.ENTREZ,
    "EDAT": Event.PUBMED,
    "MHDA": Event.MEDLINE,
}
_HISTORY = {each.value: each for each in (Event.RECEIVED, Event.ACCEPTED, Event.ENTREZ, Event.PUBMED, Event.MEDLINE)}
_REF_TYPES = {
    "CIN": "CommentIn",
    "CON": "CommentOn",
    "CRF": "CorrectedandRepublishedFrom",
    "CRI": "CorrectedandRepublishedIn",
    "DDIN": "AssociatedPublication",
    "DRIN": "AssociatedPublication",
    "ECF": "ExpressionOfConcernFor",
    "ECI": "ExpressionOfConcernIn",
    "EFR": "ErratumFor",
    "EIN": "ErratumIn",
    "ORI": "OriginalReportIn",
    "PRIN": "PartialRetractionIn",
    "PROF": "PartialRetractionOf",
    "RIN": "RetractionIn",
    "ROF": "RetractionOf",
    "RPF": "RepublishedFrom",
    "RPI": "RepublishedIn",
    "RPIN": "ReprintIn",
    "RPOF": "ReprintOf",
    "RRF": "RetractedandRepublishedFrom",
    "RRI": "RetractedandRepublishedIn",
    "SPIN": "SummaryForPatientsIn",
    "UIN": "UpdateIn",
    "UOF": "UpdateOf",
}
"""Tag -> RefType of the XML format, so that both formats say the same of one record. DDIN ("dataset described in") and
DRIN ("dataset use reported in") stand in a dataset's record and name the paper."""


@dataclass(slots=True)
class _Entry:
    """The fields of one record in the order printed; ``line`` is where it begins (from 1)."""

    line: int
    fields: list[tuple[str, str]] = field(default_factory=list)

    def all(self, tag: str) -> tuple[str, ...]:
        return tuple(value for name, value in self.fields if name == tag and value)

    def first(self, *tags: str) -> str:
        return next((value for tag in tags for value in self.all(tag)), "")

    @property
    def text(self) -> str:
        return "\n".join(f"{tag:4}- {value}" for tag, value in self.fields)


def read(text: str, file: str) -> Iterator[Record | Unread]:
    """Each record of ``text``, under its PMID; Unread where it has no title, or where the file ends inside it.

    NLM closes every journal record with SO: a record that NLM owns (OWN) without it, at the end, was cut.
    """
    for entry, after in pairwise(chain(_entries(text), [None])):
        if entry is None:
            continue
        own = entry.first("PMID")
        if after is None and entry.first("OWN") and not entry.first("SO", "BTI"):
            reason = "the file ends inside this record (no SO line): save it again"
            yield unread(file, entry.line, reason, entry.text, own)
        elif not entry.first("TI", "BTI", "TT"):
            yield unread(file, entry.line, "no title (TI)", entry.text, own)
        else:
            yield attempt(partial(_record, entry), file, entry.line, entry.text, own)


def _entries(text: str) -> Iterator[_Entry]:
    """The records: a blank line or a second PMID ends one; a line without a tag goes on with the field before it."""
    entry: _Entry | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        tagged = line[_TAG_WIDTH : _TAG_WIDTH + 1] == "-" and line[:_TAG_WIDTH].strip().isupper()
        ends = not line.strip() or (tagged and line.startswith("PMID"))
        if ends and entry:
            yield entry
            entry = None
        if tagged:
            entry = entry or _Entry(number)
            entry.fields.append((line[:_TAG_WIDTH].strip(), line[_TAG_WIDTH + 1 :].strip()))
        elif entry and line.strip():
            tag, value = entry.fields[-1]
            entry.fields[-1] = (tag, f"{value} {line.strip()}")
    if entry:
        yield entry


def _record(entry: _Entry) -> Record:
    types, names = entry.all("PT"), _names(entry)
    is_book = bool(entry.first("BTI"))
    return Record(
        source=SEED,
        source_id=entry.first("PMID"),
        title=marked(entry.first("TI", "BTI", "TT")),
        form=Form.BOOK if is_book else Form.PREPRINT if "Preprint" in types else Form.ARTICLE,
        vernacular_title=entry.first("TT"),
        abstract=tuple(AbstractSection(marked(each)) for each in entry.all("AB")),
        other_abstracts=tuple(AbstractSection(marked(each)) for each in entry.all("OAB")),
        authors=_authors(entry),
        journal=_journal(entry),
        dates=tuple(dict.fromkeys(_dates(entry))),
        identifiers=names.identifiers,
        repaired=names.repaired,
        publication_types=types,
        mesh=tuple(_heading(each) for each in entry.all("MH")),
        substances=_substances(entry),
        keywords=tuple(each.lstrip("*") for each in entry.all("OT")),
        languages=entry.all("LA"),
        registrations=tuple(each.replace("/", " ", 1) for each in entry.all("SI")),
        relations=tuple(_relation(_REF_TYPES[tag], value) for tag, value in entry.fields if tag in _REF_TYPES),
        status=entry.first("STAT"),
    )


def _names(entry: _Entry) -> ReferenceIdentifiers:
    pairs = [(Scheme.PMID, value) for value in entry.all("PMID")] + [
        (Scheme.PMCID, value) for value in entry.all("PMC")
    ]
    for value in (*entry.all("LID"), *entry.all("AID")):
        noted = _NOTE.fullmatch(value)
        if noted and noted[2] in _ID_NOTES:
            pairs.append((_ID_NOTES[noted[2]], noted[1]))
    return identifiers_of(pairs)


def _authors(entry: _Entry) -> tuple[Author, ...]:
    """FAU opens an author, AU gives the initials; AD and AUID belong to the author before them, or to the first."""
    found: list[Author] = []
    waiting: tuple[str, ...] = ()
    for tag, value in entry.fields:
        if tag == "FAU" or (tag == "AU" and not _is_short_form(found, entry)):
            found.append(author(value)._replace(affiliations=waiting))
            waiting = ()
        elif tag == "AU":
            found[-1] = found[-1]._replace(initials=author(value).initials)
        elif tag == "CN":
            found.append(Author(collective=value))
        elif tag == "AD" and not found:
            waiting = (*waiting, value)
        elif tag == "AD":
            found[-1] = found[-1]._replace(affiliations=(*found[-1].affiliations, value))
        elif tag == "AUID" and found and (orcid := _ORCID.search(value)):
            found[-1] = found[-1]._replace(orcid=orcid[0])
    return tuple(found)


def _is_short_form(found: list[Author], entry: _Entry) -> bool:
    """Records before 2002 have AU alone; later ones print FAU and AU for each author."""
    return bool(found) and bool(entry.first("FAU"))


def _journal(entry: _Entry) -> Journal:
    chapter_of = entry.first("BTI") if entry.first("TI") else ""
    return Journal(
        title=entry.first("JT") or chapter_of,
        abbreviation=entry.first("TA"),
        issns=tuple(dict.fromkeys(value.split()[0] for value in entry.all("IS"))),
        volume=entry.first("VI"),
        issue=entry.first("IP"),
        pages=entry.first("PG"),
    )


def _dates(entry: _Entry) -> Iterator[EventDate]:
    for tag, value in entry.fields:
        if tag in _DATE_TAGS:
            yield from event(_DATE_TAGS[tag], value)
        elif tag == "PHST" and (noted := _NOTE.fullmatch(value)):
            yield from event(_HISTORY.get(noted[2], Event.OTHER), noted[1])


def _heading(value: str) -> Heading:
    """ "Anxiety/drug therapy/*psychology": the star marks a major topic, on the heading or on a qualifier."""
    name, *qualifiers = (part.lstrip("*") for part in value.split("/"))
    return Heading(name, major="*" in value, qualifiers=tuple(qualifiers))


def _substances(entry: _Entry) -> tuple[Substance, ...]:
    """RN is "number (name)"; NM, its older and supplementary form, the name alone."""
    named = (value.partition(" (")[2].removesuffix(")") or value for value in entry.all("RN"))
    return tuple(Substance(name) for name in dict.fromkeys((*named, *entry.all("NM"))))


def _relation(kind: str, value: str) -> Relation:
    hit = _PMID_OF_RELATION.search(value)
    return Relation(kind, hit[1] if hit else "", value[: hit.start()] if hit else value)
