"""PubMed's tagged text (MEDLINE or .nbib) to Records.

An own reader of NLM's "MEDLINE/PubMed Data Element (Field) Descriptions": Biopython's brings the whole of Biopython,
and the `nbib` package (last release 2021) throws a file away at its first surprise and drops fields it does not expect.
This file does NOT split structured abstracts: the format prints their labels inside the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, pairwise
from typing import NamedTuple

from literature.model.harvest import Unread
from literature.model.record import Author, Event, EventDate, Form, Heading, Record, Relation, Substance
from sources.library.fields import attempt, author, event, unread
from sources.library.tags import NBIB, fields_of, sections

_TAG_WIDTH = 4
_NOTE = re.compile(r"(.*?) ?\[([A-Za-z ]+)\]")
_PMID_OF_RELATION = re.compile(r"\s*PMID: ?([0-9]+)\.?$")
_ORCID = re.compile(r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]")

_ID_NOTES = {"doi": "doi", "pmc": "pmcid", "pmcid": "pmcid", "bookaccession": "book"}
_READERS: dict[str, Callable[[str], str]] = {
    "issns": lambda value: value.split()[0],
    "keywords": lambda value: value.lstrip("*"),
    "registrations": lambda value: value.replace("/", " ", 1),
    "substances": lambda value: value.partition(" (")[2].removesuffix(")") or value,  # RN is "number (name)"
}
_DATE_TAGS = {
    "DP": Event.ISSUE, "DEP": Event.ELECTRONIC, "DCOM": Event.COMPLETED, "LR": Event.REVISED, "CRDT": Event.ENTREZ,
    "EDAT": Event.PUBMED, "MHDA": Event.MEDLINE,
}  # fmt: skip
_HISTORY = {each.value: each for each in (Event.RECEIVED, Event.ACCEPTED, Event.ENTREZ, Event.PUBMED, Event.MEDLINE)}
_REF_TYPES = {
    "CIN": "CommentIn", "CON": "CommentOn", "CRF": "CorrectedandRepublishedFrom", "CRI": "CorrectedandRepublishedIn",
    "DDIN": "AssociatedPublication", "DRIN": "AssociatedPublication", "ECF": "ExpressionOfConcernFor",
    "ECI": "ExpressionOfConcernIn", "EFR": "ErratumFor", "EIN": "ErratumIn", "ORI": "OriginalReportIn",
    "PRIN": "PartialRetractionIn", "PROF": "PartialRetractionOf", "RIN": "RetractionIn", "ROF": "RetractionOf",
    "RPF": "RepublishedFrom", "RPI": "RepublishedIn", "RPIN": "ReprintIn", "RPOF": "ReprintOf",
    "RRF": "RetractedandRepublishedFrom", "RRI": "RetractedandRepublishedIn", "SPIN": "SummaryForPatientsIn",
    "UIN": "UpdateIn", "UOF": "UpdateOf",
}  # fmt: skip
"""Tag -> RefType of the XML format, so that both formats say the same of one record. DDIN ("dataset described in") and
DRIN ("dataset use reported in") are tags of a dataset's record and name the paper."""


class _Entry(NamedTuple):
    """The fields of one record in the order printed; ``line`` is where it begins (from 1)."""

    line: int
    fields: list[tuple[str, str]]

    @property
    def text(self) -> str:
        return "\n".join(f"{tag:4}- {value}" for tag, value in self.fields)

    def by_tag(self) -> dict[str, list[str]]:
        """Return the values of each tag, none of them empty."""
        values: dict[str, list[str]] = {}
        for tag, value in self.fields:
            if value:
                values.setdefault(tag, []).append(value)
        return values


def read(text: str, file: str) -> Iterator[Record | Unread]:
    """Read each record under its PMID; as Unread where it has no title, or where the file ends inside it.

    NLM closes every journal record with SO: a record that NLM owns (OWN) without it, at the end, was cut.
    """
    for entry, after in pairwise(chain(_entries(text), [None])):
        if entry is None:
            continue
        values = entry.by_tag()
        pmid = values.get("PMID", [""])[0]
        if after is None and "OWN" in values and not values.keys() & {"SO", "BTI"}:
            reason = "the file ends inside this record (no SO line): save it again"
            yield unread(file, entry.line, reason, entry.text, pmid)
        elif not values.keys() & {"TI", "BTI", "TT"}:
            yield unread(file, entry.line, "no title (TI)", entry.text, pmid)
        else:
            yield attempt(partial(_record, entry, values), file, entry.line, entry.text, pmid)


def _entries(text: str) -> Iterator[_Entry]:
    """Split at blank lines and PMIDs; a line without a tag continues the field before it."""
    entry: _Entry | None = None
    for number, line in enumerate(text.split("\n"), start=1):
        tagged = line[_TAG_WIDTH : _TAG_WIDTH + 1] == "-" and line[:_TAG_WIDTH].strip().isupper()
        ends = not line.strip() or (tagged and line.startswith("PMID"))
        if ends and entry:
            yield entry
            entry = None
        if tagged:
            entry = entry or _Entry(number, [])
            entry.fields.append((line[:_TAG_WIDTH].strip(), line[_TAG_WIDTH + 1 :].strip()))
        elif entry and line.strip():
            tag, value = entry.fields[-1]
            entry.fields[-1] = (tag, f"{value} {line.strip()}")
    if entry:
        yield entry


def _record(entry: _Entry, values: Mapping[str, Sequence[str]]) -> Record:
    fields = fields_of(NBIB, values, _READERS)
    fields["issns"] = list(dict.fromkeys(fields["issns"]))
    if "TI" in values and "BTI" in values:
        fields.setdefault("journal", fields["book title"])  # a chapter
    for value in fields["noted identifiers"]:
        if (noted := _NOTE.fullmatch(value)) and noted[2] in _ID_NOTES:
            fields[_ID_NOTES[noted[2]]] += [noted[1]]
    types = fields["publication types"]
    form = Form.BOOK if "book title" in fields else Form.PREPRINT if "Preprint" in types else Form.ARTICLE
    return replace(
        fields.record(form, _authors(entry.fields), tuple(dict.fromkeys(_dates(entry.fields)))),
        vernacular_title=fields.first("vernacular title"),
        other_abstracts=sections(fields["other abstracts"]),
        publication_types=tuple(types),
        mesh=tuple(_heading(each) for each in fields["mesh"]),
        substances=tuple(map(Substance, dict.fromkeys(fields["substances"] + fields["other substances"]))),
        registrations=tuple(fields["registrations"]),
        relations=tuple(_relation(_REF_TYPES[tag], value) for tag, value in entry.fields if tag in _REF_TYPES),
        status=fields.first("status"),
    )


def _authors(fields: Sequence[tuple[str, str]]) -> tuple[Author, ...]:
    """FAU opens an author, AU gives the initials; AD and AUID belong to the author before them, or to the first."""
    authors: list[Author] = []
    waiting: tuple[str, ...] = ()
    has_full_names = any(tag == "FAU" and value for tag, value in fields)  # records before 2002 have AU alone
    for tag, value in fields:
        if tag == "FAU" or (tag == "AU" and not (authors and has_full_names)):
            authors.append(author(value)._replace(affiliations=waiting))
            waiting = ()
        elif tag == "AU":
            authors[-1] = authors[-1]._replace(initials=author(value).initials)
        elif tag == "CN":
            authors.append(Author(collective=value))
        elif tag == "AD" and not authors:
            waiting = (*waiting, value)
        elif tag == "AD":
            authors[-1] = authors[-1]._replace(affiliations=(*authors[-1].affiliations, value))
        elif tag == "AUID" and authors and (orcid := _ORCID.search(value)):
            authors[-1] = authors[-1]._replace(orcid=orcid[0])
    return tuple(authors)


def _dates(fields: Iterable[tuple[str, str]]) -> Iterator[EventDate]:
    for tag, value in fields:
        if tag in _DATE_TAGS:
            yield from event(_DATE_TAGS[tag], value)
        elif tag == "PHST" and (noted := _NOTE.fullmatch(value)):
            yield from event(_HISTORY.get(noted[2], Event.OTHER), noted[1])


def _heading(value: str) -> Heading:
    """Read "Anxiety/drug therapy/*psychology": a star, on the heading or on a qualifier, marks a major topic."""
    name, *qualifiers = (part.lstrip("*") for part in value.split("/"))
    return Heading(name, major="*" in value, qualifiers=tuple(qualifiers))


def _relation(kind: str, value: str) -> Relation:
    pmid = _PMID_OF_RELATION.search(value)
    return Relation(kind, pmid[1], value[: pmid.start()]) if pmid else Relation(kind, "", value)
