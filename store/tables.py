"""The tables, and nothing of what is done with them: corpus.py, editions.py and outbox.py read and write them.

Records are kept whole as JSON next to the few columns that are looked up, so that a Work can always be rebuilt from
its Records.
All instants are UTC and aware (SQLModel refuses naive ones).
"""

from datetime import date, datetime

from sqlalchemy import JSON, BigInteger, Column, Index, UniqueConstraint
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel


class Table(SQLModel):
    """A table named as its class, without "Row"."""

    @declared_attr.directive
    def __tablename__(cls) -> str:  # noqa: N805
        return cls.__name__.removesuffix("Row").lower()


class WorkRow(Table, table=True):
    """A Work and what the rules say of it. ``edition_key`` is the one Edition that holds it (law 5)."""

    id: int | None = Field(default=None, primary_key=True)
    first_seen: datetime
    seeded: bool = Field(index=True)
    first_record: int | None = Field(default=None, index=True)
    """The Record that it began with. Works are recognised by it when their Records are joined or taken apart."""
    best_record: int | None = None
    """The Record that describes it."""
    merged_into: int | None = Field(default=None, foreign_key="work.id", index=True)
    """The Work that holds all its Records now; kept, so that it comes back as it was when they are taken apart."""
    centrality: str
    centrality_reason: str
    centrality_score: float = 0.0
    kind: str
    organisms: list[str] = Field(sa_type=JSON)
    unsorted: str = ""
    """Why the rules give it no Label; '' where they give one."""
    nearest_topic: str = ""
    """Of one without a Label: the topic that came nearest, '' where there was no evidence for any."""
    nearest_words: str = ""
    nearest_score: float = 0.0
    retracted: bool = False
    unmatched: bool = False
    """Whether no Term of today is found in it any more: it keeps the Matches for which it was taken in, and is not
    mailed."""
    edition_key: date | None = Field(default=None, foreign_key="edition.key", index=True)


class IdentifierRow(Table, table=True):
    """An identifier of a Work. The first Work that has one keeps it: a supplement's DOI may be claimed by many."""

    scheme: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    work_id: int = Field(foreign_key="work.id", index=True)


class RecordRow(Table, table=True):
    """What one source said of one id of its own, and what its admission came to."""

    __table_args__ = (UniqueConstraint("source", "source_id"),)

    id: int | None = Field(default=None, primary_key=True)
    source: str
    source_id: str
    version: int
    outcome: str
    reason: str
    rules: str
    """Version of the Terms that classified it; an exclusion holds for these only."""
    work_id: int | None = Field(default=None, foreign_key="work.id", index=True)
    seed: bool
    """Whether it came as a seed, not as what a source announced."""
    backfilled: bool = False
    """Whether it came from the history of a term: a Work that began with it goes to the archive and not to the mail."""
    author_key: str = Field(index=True)
    data: str
    first_seen: datetime
    last_seen: datetime
    withdrawn: datetime | None = None


class MatchRow(Table, table=True):
    """A Match of the best Record of a Work."""

    id: int | None = Field(default=None, primary_key=True)
    work_id: int = Field(foreign_key="work.id", index=True)
    term: str
    spelling: str
    where: str
    part: int
    start: int
    end: int


class LabelRow(Table, table=True):
    """A Topic given to a Work, with its reason."""

    work_id: int = Field(foreign_key="work.id", primary_key=True)
    topic: str = Field(primary_key=True)
    score: float
    reason: str
    rules: str


class BlockRow(Table, table=True):
    """One blocking key of a Record of a Work (literature/identity/fields.py), hashed: the index of all that it could
    be."""

    __table_args__ = {"sqlite_with_rowid": False}  # SQLAlchemy's own name

    key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    record_id: int = Field(foreign_key="record.id", primary_key=True)


class LinkRow(Table, table=True):
    """How one Record relates to another by the rules: it ties their Works, whichever these are when read."""

    record_id: int = Field(foreign_key="record.id", primary_key=True)
    other_id: int = Field(foreign_key="record.id", primary_key=True, index=True)
    kind: str = Field(primary_key=True)
    reason: str


class DecisionRow(Table, table=True):
    """What a person said of two Records, the lower id first: one Work, or two. It outlives every rule and visit."""

    record_id: int = Field(foreign_key="record.id", primary_key=True)
    other_id: int = Field(foreign_key="record.id", primary_key=True, index=True)
    same: bool
    made: datetime


class ConfirmationRow(Table, table=True):
    """What a person said of a Record and a Topic: it belongs there, or not. It outlives every rule and visit."""

    record_id: int = Field(foreign_key="record.id", primary_key=True)
    topic: str = Field(primary_key=True)
    yes: bool
    made: datetime


class ReaderMarkRow(Table, table=True):
    """What a reader said of a Record; append only. The highest ``version`` is what that reader says now."""

    reader: str = Field(primary_key=True)
    """The address, casefolded."""
    record_id: int = Field(foreign_key="record.id", primary_key=True, index=True)
    version: int = Field(primary_key=True)
    edition: date
    kind: str
    via: str
    made: datetime
    """When it was said: of a mail, its Date."""
    received: datetime
    mail: str
    """Of a mail: a hash of its Message-ID, by which two of one second are in order; else ''."""


class InboxRow(Table, table=True):
    """How far the mails of an inbox have been read; ``state`` is that of its reader."""

    place: str = Field(primary_key=True)
    state: str


class ModelRow(Table, table=True):
    """What the topics have learned, the newest only: ``content`` is its state, the rest says what it was made of."""

    id: int = Field(primary_key=True)
    rules: str
    """Version of the topics and of the method."""
    taught: str
    """Hash of what people said of Works."""
    works: int
    """How many Works were held."""
    made: datetime
    content: bytes


class PointerRow(Table, table=True):
    """How a Work relates to a thing that it names by an identifier, in the database or not: resolved when read."""

    __table_args__ = (Index("ix_pointer_target", "scheme", "value"),)

    work_id: int = Field(foreign_key="work.id", primary_key=True)
    kind: str = Field(primary_key=True)
    scheme: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    outward: bool
    """True: the Work is ``kind`` of the named thing; False: the named thing is so of the Work."""


class NoticeRow(Table, table=True):
    """A retraction, concern or correction, as announced by a Record; published in ``edition_key``."""

    __table_args__ = (Index("ix_notice_target", "scheme", "value"),)

    record_id: int = Field(foreign_key="record.id", primary_key=True)
    kind: str = Field(primary_key=True)
    scheme: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    citation: str
    own_mark: bool = False
    """Whether it is only the mark of the article's own record, which names no notice."""
    first_seen: datetime
    edition_key: date | None = Field(default=None, foreign_key="edition.key")
    unsaid: datetime | None = None
    """Since when the Record does not say it any more; it stays where an Edition published it, so that another source's
    word for it is no news."""


class AnswerRow(Table, table=True):
    """When a source last answered about a paper, by its DOI, and whether it knows the paper."""

    source: str = Field(primary_key=True)
    doi: str = Field(primary_key=True)
    asked: datetime
    known: bool


class CursorRow(Table, table=True):
    """The opaque Cursor of a source, and until when it asked not to be visited."""

    source: str = Field(primary_key=True)
    state: str | None = None
    moved: datetime | None = None
    not_before: datetime | None = None
    asked: datetime | None = None
    """When it asked for that."""


class AccountRow(Table, table=True):
    """The Account of one visit, append only. ``kind`` says what the visit was for."""

    id: int | None = Field(default=None, primary_key=True)
    source: str = Field(index=True)
    kind: str = "poll"
    started: datetime
    finished: datetime = Field(index=True)
    outcome: str
    announced: int
    new: int
    known: int
    seeded: int
    excluded: dict[str, int] = Field(sa_type=JSON)
    failed: dict[str, int] = Field(sa_type=JSON)
    error: str
    notes: list[str] = Field(sa_type=JSON)
    alarms: list[str] = Field(sa_type=JSON)
    silent_since: datetime | None = None


class AlertRow(Table, table=True):
    """Something the owner was mailed about, so that it is mailed once."""

    about: str = Field(primary_key=True)
    sent: datetime


class TermRow(Table, table=True):
    """A watched term: when it was first asked for, under whatever name, and what it asks for."""

    name: str = Field(primary_key=True)
    since: datetime
    first_account: int
    """Number of the Account of the visit that first asked for it; that Account may have been pruned since."""
    asked: list[str] = Field(sa_type=JSON)
    """What was searched for at the last visit (``terms.asked_as``); [] where an older version asked last."""
    rules: str = ""
    """Version of the term by which the Works were last matched; '' where they never were."""
    backfill_since: date | None = None
    """The first day of the history that it is to have; None until that was decided."""
    backfill_left: date | None = None
    """The last day of its history that has not been asked for yet; None: all of it has."""
    backfill_hits: int = 0
    """How many papers PubMed counted in what was left of that history; 0 before it was asked."""
    backfill_refused: bool = False
    """Whether these were too many for ``[limits] backfill``."""
    backfill_announced: int = 0
    backfill_new: int = 0
    """How many of its papers were announced so far, and how many of them were new."""
    backfill_absent: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    """PMID of a paper of it that was announced and did not come -> the first day of that."""


class TermChangeRow(Table, table=True):
    """What became of the Works when a term had changed in watch.toml; append only."""

    id: int | None = Field(default=None, primary_key=True)
    made: datetime
    term: str
    kind: str
    previous_name: str
    """Of a renamed term, else ''."""
    more: int
    fewer: int
    """How many Works it is found in now and was not before, and the other way round."""
    gained: list[str] = Field(sa_type=JSON)
    lost: list[str] = Field(sa_type=JSON)
    """Titles of some of these."""


class RecallRow(Table, table=True):
    """What the audit of ``account`` found of one term (literature/model/recall.py); that Account may have been pruned
    since."""

    account: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    term: str = Field(primary_key=True)
    """Its name at that time."""
    since: date
    asked: datetime
    announced: int
    held: int
    missed: int
    unknown: int
    missed_papers: list[list[str]] = Field(sa_type=JSON)
    unknown_ids: list[str] = Field(sa_type=JSON)


class UnreadRow(Table, table=True):
    """Bytes that could not be read, kept for the maintainer."""

    source: str = Field(primary_key=True)
    source_id: str = Field(primary_key=True)
    reason: str
    body: bytes
    first_seen: datetime
    last_seen: datetime


class EditionRow(Table, table=True):
    """An Edition, frozen: ``snapshot`` is all that it shows, so that a later rendering gives the same letter."""

    key: date = Field(primary_key=True)
    number: int = Field(unique=True)
    frozen: datetime
    rules: str
    items: int
    snapshot: str
    last_account: int | None = None
    """Number of the newest Account when it was frozen: the next Edition counts from there, whatever the clock said.
    None in old rows."""


class BodyRow(Table, table=True):
    """What follows the headers of a message: one for all readers who chose the same topics."""

    sha256: str = Field(primary_key=True)
    content: bytes


class DeliveryRow(Table, table=True):
    """One Edition to one reader: bytes, Date and Message-ID frozen before the first attempt (law 6)."""

    __table_args__ = (
        UniqueConstraint("edition_key", "recipient", "resend"),
        Index("ix_delivery_covers_from", "covers_from", "edition_key"),
    )

    id: int | None = Field(default=None, primary_key=True)
    edition_key: date = Field(foreign_key="edition.key")
    covers_from: date | None = None
    """Of a letter of several Editions, the key of the first; None where it covers ``edition_key`` alone."""
    recipient: str
    resend: int = 0
    kind: str = "digest"
    """Which letter of the Edition it is, see ``MessageKind``."""
    topics: list[str] | None = Field(default=None, sa_type=JSON)
    """The topics that its letter was limited to, [] for all; None in old rows, of which it is not known."""
    message_id: str = Field(unique=True)
    answer_key: bytes | None = None
    """What the tokens of this reader are made of, by which readers answer; None where the letter has no places for
    them. It is frozen with the bytes: another key in the environment changes no letter."""
    head: bytes
    """The headers, with the empty line after them."""
    body: str = Field(foreign_key="body.sha256")
    state: str = Field(index=True)
    attempts: int = 0
    doubts: int = 0
    """How many attempts the server left in doubt; those of a process that died do not count."""
    not_before: datetime | None = None
    lease_owner: str = ""
    lease_until: datetime | None = None
    phase: str = ""
    code: int = 0
    text: str = ""
    changed: datetime


class AttemptRow(Table, table=True):
    """How one attempt at a Delivery ended, or what a person said of it (``phase`` "person"); append only."""

    id: int | None = Field(default=None, primary_key=True)
    delivery_id: int = Field(foreign_key="delivery.id", index=True)
    number: int
    ended: datetime
    state: str
    phase: str
    code: int
    text: str
