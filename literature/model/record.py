"""A Record: what one source said about one thing, frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

PUBMED, CROSSREF, SEED = "pubmed", "crossref", "seed"
"""The source of NLM's own records; of what Crossref asserts of a paper; and of what a researcher's library holds, whose
ids are made here, of a paper's names or title."""


class Scheme(StrEnum):
    """What kind of name an Identifier is; ``str`` so that it is its own column value."""

    PMID = "pmid"
    PMCID = "pmcid"
    DOI = "doi"
    BOOK = "book"
    """NCBI Bookshelf accession, such as NBK1368."""
    URL = "url"
    GUID = "guid"
    """A feed's own id of an item; only unique together with the feed, so its value is ``FEED GUID``."""


class Identifier(NamedTuple):
    """A name of a thing under a scheme, normalised (see ``literature.model.identifiers.identifier``)."""

    scheme: Scheme
    value: str

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


class Mark(NamedTuple):
    """Inline markup over ``text[start:end]`` of a RichText; ``tag`` is one of ``MARKS``."""

    start: int
    end: int
    tag: str


MARKS = frozenset({"i", "b", "sub", "sup"})
"""All markup that a title or an abstract may carry; nothing else of a source's HTML is kept."""


@dataclass(frozen=True, slots=True)
class RichText:
    """Plain text, whole, with its few inline marks apart from it, as spans.

    Kept apart so that matching sees plain text, spans of Matches fit it, and no markup of a source can ever
    reach a letter: a renderer writes tags from ``marks`` only.
    """

    text: str
    marks: tuple[Mark, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.text)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class AbstractSection:
    """One section of an abstract. ``label`` as printed ("MATERIALS AND METHODS") or ''."""

    text: RichText
    label: str = ""
    category: str = ""
    """NLM's own category of the label (BACKGROUND, OBJECTIVE, METHODS, RESULTS, CONCLUSIONS) or ''."""


class PartialDate(NamedTuple):
    """A date as its source gave it: perhaps only a year, perhaps only words ("Winter 1999", "1998 Dec-1999 Jan").

    ``text`` is what was printed when it is not simply year, month and day; the numbers are what is certain.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    text: str = ""

    @property
    def as_day(self) -> date | None:
        """The date, None unless it is known to the day."""
        return date(self.year, self.month, self.day) if self.year and self.month and self.day else None

    @property
    def iso(self) -> str:
        """The certain part as ISO 8601, cut where certainty ends: "2011-10-03", "2011-10", "2011" or ''."""
        if self.year is None:
            return ""
        if self.month is None:
            return f"{self.year:04d}"
        if self.day is None:
            return f"{self.year:04d}-{self.month:02d}"
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"

    def __str__(self) -> str:
        return self.text or self.iso


class Event(StrEnum):
    """What happened on a date. The history events are NLM's PubStatus values."""

    ISSUE = "issue"
    """Publication date of the journal issue, the book or the news item."""
    ELECTRONIC = "electronic"
    COMPLETED = "completed"
    REVISED = "revised"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    ENTREZ = "entrez"
    PUBMED = "pubmed"
    MEDLINE = "medline"
    OTHER = "other"


class EventDate(NamedTuple):
    """One dated event in the life of a publication."""

    event: Event
    date: PartialDate


class Author(NamedTuple):
    """One author in the order printed: a person (``family``, ``given``, ``initials``) or a ``collective``."""

    family: str = ""
    given: str = ""
    initials: str = ""
    collective: str = ""
    affiliations: tuple[str, ...] = ()
    orcid: str = ""

    @property
    def name(self) -> str:
        """As PubMed lists it: "Aksentijevich I", or the collective name."""
        return self.collective or " ".join(part for part in (self.family, self.initials or self.given) if part)


class Journal(NamedTuple):
    """Where it appeared; for news the outlet in ``title``."""

    title: str = ""
    abbreviation: str = ""
    issns: tuple[str, ...] = ()
    volume: str = ""
    issue: str = ""
    pages: str = ""

    @property
    def name(self) -> str:
        """The short name that readers know, or the full one."""
        return self.abbreviation or self.title


class Heading(NamedTuple):
    """A MeSH heading; ``major`` when it, or one of its qualifiers, is a major topic."""

    name: str
    ui: str = ""
    major: bool = False
    qualifiers: tuple[str, ...] = ()


class Substance(NamedTuple):
    """A substance of the ChemicalList, or a supplementary concept."""

    name: str
    ui: str = ""


class Relation(NamedTuple):
    """A CommentsCorrections entry: this Record is related by ``kind`` (NLM's RefType) to another one."""

    kind: str
    pmid: str = ""
    citation: str = ""


class Update(NamedTuple):
    """What Crossref asserts of ``work``: that it was retracted, corrected or replaced (an entry of ``updated-by``)."""

    work: Identifier
    type: str
    """Crossref's word for it: "retraction", "expression_of_concern", "new_version" …"""
    asserted_by: str
    """Who told Crossref: "publisher", or "retraction-watch" for the Retraction Watch database."""
    notice: Identifier | None = None
    """The DOI of the notice; that of the work itself where the publisher changed it in place."""
    issued: PartialDate = PartialDate()
    """The date of the notice."""


class Form(StrEnum):
    """What sort of thing a source announced."""

    ARTICLE = "article"
    PREPRINT = "preprint"
    BOOK = "book"
    NEWS = "news"


@dataclass(frozen=True, slots=True)
class Record:
    """What one source said about one thing.

    ``source`` is the source's name ("pubmed", a feed's name, "seed:FILE"); ``source_id`` its own stable id there.
    ``version`` counts as NLM counts versions of one PMID: the highest wins. ``title`` may be empty: NLM has records
    without one.
    """

    source: str
    source_id: str
    title: RichText
    form: Form = Form.ARTICLE
    version: int = 1
    vernacular_title: str = ""
    abstract: tuple[AbstractSection, ...] = ()
    other_abstracts: tuple[AbstractSection, ...] = ()
    """Abstracts in another language or from another body (OtherAbstract), in the order given."""
    authors: tuple[Author, ...] = ()
    journal: Journal = field(default_factory=Journal)
    dates: tuple[EventDate, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    """Its own names only, never those of the references it cites."""
    repaired: tuple[Identifier, ...] = ()
    """Those of its identifiers whose spelling had to be repaired when they were read (a full stop behind a DOI, the
    address of a page around it): evidence that two Records are one Work, never proof that they are two."""
    publication_types: tuple[str, ...] = ()
    mesh: tuple[Heading, ...] = ()
    substances: tuple[Substance, ...] = ()
    keywords: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    registrations: tuple[str, ...] = ()
    """Accession numbers of data banks, trial registrations among them: "ClinicalTrials.gov NCT00000000"."""
    relations: tuple[Relation, ...] = ()
    status: str = ""
    """MedlineCitation Status ("MEDLINE", "Publisher" …), '' elsewhere."""
    mentions: tuple[Identifier, ...] = ()
    """Other works that it names (a news item's DOI or PubMed links); never its own identity."""
    update: Update | None = None
    """All that a Record of Crossref's says: it describes no work of its own."""

    def identifier(self, scheme: Scheme) -> str:
        """Return its first name under ``scheme``, or ''."""
        return next((i.value for i in self.identifiers if i.scheme is scheme), "")

    def date(self, event: Event) -> PartialDate | None:
        """Return the date of ``event``, if the source gave one."""
        return next((d.date for d in self.dates if d.event is event), None)

    @property
    def published(self) -> PartialDate:
        """The date that a reader would cite: electronic when its day is known, else the issue's."""
        electronic, issue = self.date(Event.ELECTRONIC), self.date(Event.ISSUE)
        if electronic and (electronic.day or not issue):
            return electronic
        return issue or electronic or PartialDate()
