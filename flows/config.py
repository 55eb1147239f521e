"""watch.toml: the researchers' file, read and checked. All faults are listed at once, each with its key and line.

Secrets are not in it: only the names of the environment variables that hold them. This file does NOT open a
database or a connection.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from digests.letter.choice import BRIEF, BUDGET, MAX_ITEMS, Choice
from flows.config_checks import faults_between
from flows.config_rhythm import DayValue, EveryValue, HourValue, rhythm_faults, rhythm_of
from flows.config_values import (
    LONGEST_NAME,
    Address,
    BaseUrl,
    ChatName,
    Day,
    Duration,
    Folder,
    Inbox,
    Name,
    OptionalAddress,
    Orcid,
    SecureWeb,
    Texts,
    Variable,
    Web,
    Zone,
)
from flows.config_words import REPEATED, fault_words, real
from flows.given_names import did_you_mean
from flows.toml_text.toml_file import read_toml
from flows.toml_text.toml_lines import Fault
from literature.model.edition import Versions
from literature.readers.preferences import NO_PREFERENCES, Preferences
from literature.readers.rhythm import Rhythm
from literature.study.follows import Follow
from literature.terms import matcher
from literature.terms.matcher import Term, term_versions, terms_version
from literature.topics import sorter
from literature.topics.sorter import Topic, topic_versions, topics_version

ROOT = Path(__file__).resolve().parent.parent
"""The checkout, which holds prefect.yaml and the seeds."""


class _Table(BaseModel):
    """A table of the file: unknown keys are faults, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class WatchTable(_Table):
    """[watch]: who watches."""

    name: Name = Field(description="Title of the letter")
    timezone: Zone = Field(description="IANA name; the edition's date and 07:00 are of this zone")
    contact: Address = Field(
        description="The owner: told when something breaks, named to NCBI and Crossref, Reply-To of the letter"
    )


class TermTable(_Table):
    """[[term]]: one concept being watched."""

    name: Name
    synonyms: Texts = Field(min_length=1)
    mesh: Texts = ()
    substances: Texts = ()
    exclude: Texts = ()
    only_beside: dict[Name, Annotated[Texts, Field(min_length=1)]] = {}
    since: Day | None = None

    def term(self) -> Term:
        """The Term that the rules read."""
        return Term(**{**dict(self), "only_beside": tuple(self.only_beside.items())})


class FeedTable(_Table):
    """[[feed]]: one RSS or Atom feed."""

    name: Name
    url: Web
    every: Duration = timedelta(hours=6)


class ReaderTable(_Table):
    """[[reader]]: one address, and what its letter is to hold."""

    address: Address
    topics: Texts = Field((), description="Topic ids; none: all")
    brief: Annotated[
        int, Field(ge=0, le=1_000, description="Most papers that only mention a watched molecule, one line each")
    ] = BRIEF
    animals: bool = Field(True, description="Whether studies in animals or cells alone are shown")
    max_items: Annotated[int, Field(ge=1, le=1_000, description="Most papers shown in full")] = MAX_ITEMS
    every: EveryValue | None = None
    day: DayValue | None = None
    hour: HourValue | None = None

    @property
    def rhythm(self) -> Rhythm | None:
        """When its letters come; None: with the digest."""
        return rhythm_of(self.every, self.day, self.hour)


class FollowTable(_Table):
    """[[follow]]: an author or a journal whose papers are marked, and come first among their like."""

    name: Annotated[str, Field(max_length=LONGEST_NAME)] = Field(
        "", description="What the letter says; none: the author or journal as written"
    )
    orcid: Orcid = ""
    author: Annotated[str, Field(max_length=LONGEST_NAME)] = ""
    affiliation: Annotated[str, Field(max_length=LONGEST_NAME)] = Field(
        "", description="Words that the author's affiliation must have"
    )
    journal: Annotated[str, Field(max_length=200)] = ""
    readers: tuple[Address, ...] = Field((), description="Whose letters say so; none: those of all readers")

    @property
    def follow(self) -> Follow:
        """What the rules read."""
        name = self.name or self.author or self.journal or self.orcid
        return Follow(name, self.orcid, self.author, self.affiliation, self.journal)


class ChannelTable(_Table):
    """[[channel]]: one chat that is told of each edition in short, and the topics it chose (none chosen: all)."""

    name: ChatName
    url_env: Variable = Field(description="The variable that holds the apprise URL of the chat, which is a secret")
    topics: Texts = ()


class OwnerTable(_Table):
    """[owner]: how the owner hears that all is well, besides the letter."""

    heartbeat_url_env: Variable = Field(
        "ILWATCH_HEARTBEAT_URL",
        description="The variable that holds an address to be called after each digest that went well; not set: none",
    )


class PubmedTable(_Table):
    """[pubmed]: how E-utilities are asked."""

    base_url: Web = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"
    tool: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]+$")] = "interleukin-watch"
    api_key_env: Variable = "NCBI_API_KEY"
    look_back_days: Annotated[int, Field(ge=1, le=36_600)] = 30


class CrossrefTable(_Table):
    """[crossref]: where retractions and corrections are asked for, beside PubMed."""

    base_url: Web = "https://api.crossref.org/"


class MailTable(_Table):
    """[mail]: the relay. Without a host nothing is sent: letters are only written to the outbox folder."""

    sender: Address
    host: str = ""
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["none", "starttls", "implicit"] = "starttls"
    username: str = ""
    password_env: Variable = "ILWATCH_SMTP_PASSWORD"  # noqa: S105  # the name of a variable, not a password
    ambiguous: Literal["retry", "hold"] = Field(
        "retry", description="A letter that may have arrived: send the same bytes again, or wait for `ilwatch resolve`"
    )
    unsubscribe_url: SecureWeb = ""
    unsubscribe_key_env: Variable = "ILWATCH_UNSUBSCRIBE_KEY"
    outbox: Folder = "outbox"


class FeedbackTable(_Table):
    """[feedback]: how readers answer to a paper of their letter. Without a key in the environment they cannot."""

    address: OptionalAddress = Field("", description="Where answers are mailed to; the contact of [watch] if empty")
    base_url: BaseUrl = Field("", description="Where `ilwatch serve-feedback` is served: letters then link to its page")
    key_env: Variable = "ILWATCH_FEEDBACK_KEY"
    inbox: Inbox = Field(
        "", description="What `ilwatch inbox` reads: an mbox file, a Maildir or imaps://user@host/FOLDER"
    )
    inbox_password_env: Variable = "ILWATCH_INBOX_PASSWORD"  # noqa: S105  # the name of a variable, not a password


class ArchiveTable(_Table):
    """[archive]: a page for each edition, in addition to the mail."""

    folder: Folder = "archive"
    base_url: BaseUrl = Field("", description="Where the folder is served, if it is: letters then link to their page")


class LimitsTable(_Table):
    """[limits]: caps on what comes from outside and on what goes out."""

    feed_megabytes: Annotated[float, Field(gt=0, le=100)] = 15
    parse_seconds: Annotated[float, Field(gt=0, le=600)] = 20
    visit_seconds: Annotated[float, Field(gt=0, le=3600)] = 300
    letter_bytes: Annotated[int, Field(ge=20_000, le=10_000_000)] = BUDGET
    backfill: Annotated[
        int, Field(ge=0, le=1_000_000, description="Most papers of one term's history; one with more is not fetched")
    ] = 20_000


class StoreTable(_Table):
    """[store]: how long is kept what is of interest for a while only; works, editions and deliveries stay for ever."""

    keep_days: Annotated[int, Field(ge=30, le=36_500, description="Accounts of visits, and bytes not readable")] = 400


class Watch(_Table):
    """The whole file."""

    watch: WatchTable
    mail: MailTable
    term: tuple[TermTable, ...] = Field(min_length=1)
    topic: tuple[Topic, ...] = ()
    feed: tuple[FeedTable, ...] = ()
    reader: tuple[ReaderTable, ...] = ()
    follow: tuple[FollowTable, ...] = ()
    channel: tuple[ChannelTable, ...] = ()
    owner: OwnerTable = OwnerTable()
    pubmed: PubmedTable = PubmedTable()
    crossref: CrossrefTable = CrossrefTable()
    feedback: FeedbackTable = FeedbackTable()
    archive: ArchiveTable = ArchiveTable()
    limits: LimitsTable = LimitsTable()
    store: StoreTable = StoreTable()

    @property
    def zone(self) -> ZoneInfo:
        """The readers' time zone."""
        return ZoneInfo(self.watch.timezone)

    @property
    def terms(self) -> tuple[Term, ...]:
        """The Terms, in the file's order."""
        return tuple(table.term() for table in self.term)

    @property
    def sinces(self) -> dict[str, date | None]:
        """Name of each term -> from which day on its history is wanted, where the file says so."""
        return {table.name: table.since for table in self.term}

    def choice_of(self, reader: ReaderTable, preferences: Preferences = NO_PREFERENCES) -> Choice:
        """What the letter to ``reader`` is to hold; ``preferences`` are what that reader's marks say."""
        key = reader.address.casefold()
        followed = (each for each in self.follow if not each.readers or key in map(str.casefold, each.readers))
        return Choice(
            topics=reader.topics,
            brief=reader.brief,
            animals=reader.animals,
            max_items=reader.max_items,
            follows=tuple(each.follow for each in followed),
            preferences=preferences,
        )

    @property
    def topics(self) -> tuple[Topic, ...]:
        """The Topics, in the file's order."""
        return self.topic

    @property
    def topic_names(self) -> dict[str, str]:
        """Topic id -> name, in the file's order."""
        return {table.id: table.name for table in self.topic}

    @property
    def rules(self) -> str:
        """Short hash of all that decides what enters and where: Terms and Topics. No secret, no address is in it."""
        both = f"{terms_version(self.terms)} {topics_version(self.topics)}"
        return hashlib.sha256(both.encode()).hexdigest()[:10]

    @property
    def versions(self) -> Versions:
        """What ``rules`` is the hash of, told apart; without what the topics have learned, which is in the store."""
        program = f"terms {matcher.RULES}, topics {sorter.RULES}"
        return Versions(term_versions(self.terms), topic_versions(self.topics), program=program)


YEARS = 2
"""How far back the history of a term goes where it has no `since`."""


def default_since(day: date) -> date:
    """The first day of the history of a term that is first asked for on ``day``: the same day YEARS earlier, of a
    29 February the 28th."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - YEARS, day=28 if is_leap_day else day.day)


def load_watch(path: Path, today: date = date.max) -> Watch:
    """The checked file; a `since` after ``today`` is a fault. Raises BrokenConfig with every fault that it has."""
    absent = "there is no such file: `ilwatch init` makes one, or name yours with --config"
    file = read_toml(path, absent=absent, repeated=REPEATED)
    file.refuse((*_faults(file.data), *faults_between(file.data, today), *rhythm_faults(file.data)))
    return Watch.model_validate(file.data)


def _faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Faults of single values."""
    try:
        Watch.model_validate(data)
    except ValidationError as error:
        for fault in real(error.errors()):
            yield tuple(fault["loc"]), _message(fault)


def _message(error: Mapping[str, Any]) -> str:
    if error["type"] in {"extra_forbidden", "unexpected_keyword_argument"}:
        *table, key = error["loc"]
        if not table and (singular := _singular(str(key))):
            return f"unknown table; write {'[[' + singular + ']]' if singular in REPEATED else '[' + singular + ']'}"
        return f"unknown key{did_you_mean(key, _known_keys(table))}"
    return fault_words(error)


def _singular(word: str) -> str:
    """The table of the file that ``word`` is in the plural: topics -> topic; '' of none."""
    return next((name for name in Watch.model_fields if word.casefold() in (f"{name}s", f"{name}es")), "")


def _known_keys(table: Sequence[str | int]) -> Iterable[str]:
    """The keys of the table at that place, or the tables of the file."""
    annotation: Any = Watch.model_fields[str(table[0])].annotation if table else Watch
    return list(TypeAdapter(next(iter(get_args(annotation)), annotation)).json_schema()["properties"])
