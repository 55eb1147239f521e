"""An Edition: one issue of the digest, frozen. The plain data that the store hands to the digests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from literature.model.harvest import Account
from literature.model.recall import TermRecall
from literature.model.record import Form, Identifier, PartialDate, Record
from literature.model.work import Centrality, Kind, Label, LinkKind, Match, Nearest, NoticeKind, Organism


@dataclass(frozen=True, slots=True)
class Related:
    """Another Work of the corpus that an Item points to."""

    kind: LinkKind
    title: str
    identifiers: tuple[Identifier, ...]
    reason: str
    seeded: bool
    outward: bool = True
    """True when ``kind`` is said of the Item; False when it is said of the other Work."""
    work_id: int = 0


class Assertion(NamedTuple):
    """Who says that there is a notice, and when it was issued."""

    source: str
    """Name of the source, as its Records have it: "pubmed", "crossref", a feed's name."""
    issued: PartialDate = PartialDate()
    """The date of the notice; empty where they do not say."""
    asserted_by: str = ""
    """Of Crossref: who told it, "publisher" or "retraction-watch"."""
    seen: date | None = None
    """When we first read it."""


class Silence(NamedTuple):
    """Who was asked about the paper, and does not say that there is such a notice."""

    source: str
    asked: date
    knows_paper: bool = True
    """Whether it knows the paper at all."""


@dataclass(frozen=True, slots=True)
class ItemNotice:
    """A notice that touches an Item."""

    kind: NoticeKind
    citation: str
    """Where the notice was printed, in words."""
    identifiers: tuple[Identifier, ...] = ()
    """Of the notice; () where the article's record does not name it."""
    work_id: int = 0
    """The Work of the notice, 0 where it is not held."""
    asserted: tuple[Assertion, ...] = ()
    """Who says so; () in old snapshots."""
    silent: tuple[Silence, ...] = ()
    """Who was asked and does not say so."""


class Part(StrEnum):
    """What is compared of a preprint and its article."""

    TITLE = "title"
    AUTHORS = "authors"
    CONCLUSION = "conclusion"


@dataclass(frozen=True, slots=True)
class Revision:
    """What the second of a preprint and its article says otherwise than the first; nothing of a part that one of them
    lacks."""

    compared: tuple[Part, ...] = ()
    title: bool = False
    """Whether it has another title; another hyphen or capital makes none."""
    added: tuple[str, ...] = ()
    """Names of authors that only the second one has."""
    removed: tuple[str, ...] = ()
    """Names of authors that only the first one has."""
    reordered: bool = False
    """Whether the authors that both have are in another order."""
    conclusion: str = ""
    """The first words of its conclusion, where the first one does not say them."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """The preprint of an article, or the article of a preprint, that an earlier Edition had."""

    work_id: int
    form: Form
    edition: date
    revision: Revision
    """What has changed since, against what that Edition showed."""
    audience: tuple[Recipient, ...] | None = None
    """The readers who were sent it; None where no letter was made of that Edition, and everybody could read it."""


@dataclass(frozen=True, slots=True)
class Item:
    """One Work as an Edition shows it: a snapshot, so that a later rendering gives the same letter."""

    work_id: int
    record: Record
    """The best Record of the Work."""
    sources: tuple[str, ...]
    """Names of all sources that announced it, first one first."""
    matches: tuple[Match, ...]
    labels: tuple[Label, ...]
    centrality: Centrality
    centrality_reason: str
    kind: Kind
    organisms: tuple[Organism, ...]
    first_seen: datetime
    related: tuple[Related, ...] = ()
    retracted: bool = False
    """By a notice or by its own record."""
    outlets: tuple[str, ...] = ()
    """Of a news story: the other outlets that published it."""
    centrality_score: float = 0.0
    """0..1, to order by: how much of it is about a watched molecule."""
    unsorted: str = ""
    """Why it has no Label; '' where it has one. ``topics.unsorted_words`` says it together with ``nearest``."""
    notices: tuple[ItemNotice, ...] = ()
    """What was known when it was read, gravest first; () in old snapshots."""
    announces: NoticeKind | None = None
    """What it announces about another work, where it is a notice itself; None in old snapshots."""
    nearest: Nearest | None = None
    """Of one without a Label: the topic that came nearest."""
    earlier: Earlier | None = None
    """Where readers may know it in its other form; None in old snapshots."""

    @property
    def notice_kinds(self) -> tuple[NoticeKind, ...]:
        """The kinds of notices that touch it, gravest first, each once."""
        kinds = {notice.kind for notice in self.notices}
        return tuple(kind for kind in NoticeKind if kind in kinds or (self.retracted and kind is NoticeKind.RETRACTION))

    @property
    def form(self) -> Form:
        """What sort of thing it is."""
        return self.record.form


@dataclass(frozen=True, slots=True)
class Recipient:
    """A reader who was sent a Work. The address is for mailing alone: no page, log or artifact shows it."""

    address: str = field(repr=False)
    edition: date
    """The Edition whose letter brought it."""
    sent: datetime | None = None
    """When that letter was sent; None while it is not known to have been: it is still open, or in doubt."""


@dataclass(frozen=True, slots=True)
class HeldNotice:
    """A Notice that touches a Work which we hold: seeded, or mailed in the edition ``mailed``."""

    kind: NoticeKind
    title: str
    """Title of the Work it touches."""
    identifiers: tuple[Identifier, ...]
    citation: str
    notice_identifiers: tuple[Identifier, ...]
    seeded: bool
    mailed: date | None
    asserted: tuple[Assertion, ...] = ()
    """Who says so; () in old snapshots."""
    silent: tuple[Silence, ...] = ()
    """Who was asked and does not say so."""
    audience: tuple[Recipient, ...] | None = field(default=None, repr=False, hash=False)
    """The readers who were sent the Work. None where it was never mailed, and in old snapshots."""

    @property
    def is_for_all(self) -> bool:
        """Whether every reader is told of it, and not only the ``audience``."""
        return self.seeded or self.audience is None


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How a source fared since the last edition: the sum of its Accounts, and the last one."""

    source: str
    visits: int
    failed_visits: int
    announced: int
    new: int
    known: int
    seeded: int
    excluded: int
    failed: int
    last: Account
    last_success: datetime | None


@dataclass(frozen=True, slots=True)
class Week:
    """One bar of the trend: how many Works were new in the edition of ``key``, in all and per Term."""

    key: date
    total: int
    by_term: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of all that sorts an Edition, told apart; all empty in old snapshots."""

    terms: tuple[tuple[str, str], ...] = ()
    """Name of each Term, and a short hash of what the configuration says of it."""
    topics: tuple[tuple[str, str], ...] = ()
    """Id of each Topic, and the same."""
    model: str = ""
    """Short hash of what the Topics have learned; '' where they have learned nothing."""
    program: str = ""
    """Of the program's own rules of matching and sorting: "terms 4, topics 2"."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One issue of the digest. ``key`` is the scheduled local date of its slot; ``weeks`` how many it covers."""

    key: date
    number: int
    name: str
    timezone: str
    opened: datetime | None
    """Instant from which Works count (the freeze of the edition before), None for the first."""
    frozen: datetime
    weeks: int
    items: tuple[Item, ...]
    notices: tuple[HeldNotice, ...]
    sources: tuple[SourceHealth, ...]
    history: tuple[Week, ...]
    """The weeks before this one, oldest first, at most 12."""
    corpus_size: int
    rules: str
    """Short hash of the configuration that sorted it; no secret enters it."""
    topics: tuple[tuple[str, str], ...] = ()
    """Id and name of each topic, in the order of the configuration when it was frozen; () in old snapshots."""
    templates: str = ""
    """Short hash of the templates that laid it out first: others may give other bytes."""
    rechecks: tuple[SourceHealth, ...] = ()
    """What was asked again since the last edition, by kind of visit: it is no news, and no sign that a source works.
    In old snapshots ``source`` says what it was for."""
    versions: Versions = Versions()
    """What ``rules`` is the hash of, told apart, and what the topics had learned."""
    recalls: tuple[TermRecall, ...] = ()
    """What the recall audits since the last edition found, term by term; () in old snapshots."""
    first_key: date | None = None
    """Of several that are joined (joined.py), the key of the first; ``key`` is that of the last."""
