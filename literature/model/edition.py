"""An Edition: one issue of the digest, frozen. The plain data that the store hands to the digests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from literature.model.harvest import Account
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
