"""watch.toml: the researchers' file, read and checked. All faults are listed at once, each with its key and line.

Secrets are not in it: only the names of the environment variables that hold them. This file does NOT open a
database or a connection.
"""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

import idna
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from digests.letter.parts import UNSORTED
from flows.toml_lines import Fault, line_of, located, read_toml
from literature.model.edition import Versions
from literature.model.errors import BrokenConfig
from literature.model.record import CROSSREF
from literature.terms import matcher
from literature.terms.matcher import Term, term_versions, terms_version
from literature.topics import sorter
from literature.topics.sorter import Topic, topic_versions, topics_version
from sources.feeds.source import FeedSource
from sources.pubmed.source import PubmedSource

ROOT = Path(__file__).resolve().parent.parent
"""The checkout, which holds prefect.yaml and the seeds."""

LONGEST_NAME = 80

_DURATION = re.compile(r"(\d+)\s*(m|h|d)")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z0-9-]+")


def _duration(value: object) -> timedelta:
    hit = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if not hit or int(hit[1]) == 0:
        raise ValueError('must be a time such as "30m", "6h" or "1d"')
    return timedelta(**{_UNITS[hit[2]]: int(hit[1])})


def _address(value: str) -> str:
    """One plain addr-spec (RFC 5321): a list, a name before it or a line break would change who is mailed.

    A domain in another script becomes its ASCII form (IDNA 2008: the older form in Python itself makes another domain
    of "straße"). Before the @ it has none, and few servers take SMTPUTF8.
    """
    local, at, domain = value.rpartition("@")
    if not domain.isascii():
        try:
            value = f"{local}{at}{idna.encode(domain, uts46=True).decode()}"
        except idna.IDNAError as error:
            raise ValueError(f"{domain!r} is no domain name") from error
    if not _ADDRESS.fullmatch(value):
        raise ValueError("must be one plain mail address, such as reader@example.org, with no accents before the @")
    return value


def _web(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise ValueError("must be a web address that starts with https:// or http://")
    return value


def _secure_web(value: str) -> str:
    if value and (not value.startswith("https://") or not re.fullmatch(r"[!-;=?-~]{9,400}", _web(value))):
        raise ValueError("must be a plain web address that starts with https:// (RFC 8058 takes no other)")
    return value


def _base(value: str) -> str:
    """The address of a folder, or ''; what is joined to it must not replace its last part."""
    return f"{_web(value).rstrip('/')}/" if value else ""


def _zone(value: str) -> str:
    """A name that Prefect takes too: not "right/…" (with leap seconds) or "posix/…", which many systems have as files,
    and neither "localtime", another zone on each machine, nor "Factory", which means none."""
    if value not in _zone_names():
        raise ValueError(f"{value!r} is no time zone of the IANA list; write for example Europe/London")
    return value


@cache
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones() - {"localtime", "Factory"})


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Address = Annotated[str, AfterValidator(_address)]
Web = Annotated[str, AfterValidator(_web)]
SecureWeb = Annotated[str, AfterValidator(_secure_web)]
BaseUrl = Annotated[str, AfterValidator(_base)]
Zone = Annotated[str, AfterValidator(_zone)]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Texts = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field()]


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
    since: date | None = None

    def term(self) -> Term:
        """The Term that the rules read."""
        return Term(**{**dict(self), "only_beside": tuple(self.only_beside.items())})


class FeedTable(_Table):
    """[[feed]]: one RSS or Atom feed."""

    name: Name
    url: Web
    every: Duration = timedelta(hours=6)


class ReaderTable(_Table):
    """[[reader]]: one address, and the topics it chose (none chosen: all)."""

    address: Address
    topics: Texts = ()


class OwnerTable(_Table):
    """[owner]: how the owner hears that all is well, besides the letter."""

    heartbeat_url_env: str = Field(
        "ILWATCH_HEARTBEAT_URL",
        description="The variable that holds an address to be called after each digest that went well; not set: none",
    )


class PubmedTable(_Table):
    """[pubmed]: how E-utilities are asked."""

    base_url: Web = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils/"
    tool: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]+$")] = "interleukin-watch"
    api_key_env: str = "NCBI_API_KEY"
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
    password_env: str = "ILWATCH_SMTP_PASSWORD"  # noqa: S105  # the name of a variable, not a password
    ambiguous: Literal["retry", "hold"] = Field(
        "retry", description="A letter that may have arrived: send the same bytes again, or wait for `ilwatch resolve`"
    )
    unsubscribe_url: SecureWeb = ""
    unsubscribe_key_env: str = "ILWATCH_UNSUBSCRIBE_KEY"
    outbox: Annotated[str, Field(min_length=1)] = "outbox"


class ArchiveTable(_Table):
    """[archive]: a page for each edition, in addition to the mail."""

    folder: Annotated[str, Field(min_length=1)] = "archive"
    base_url: BaseUrl = Field("", description="Where the folder is served, if it is: letters then link to their page")


class LimitsTable(_Table):
    """[limits]: caps on what comes from outside and on what goes out."""

    feed_megabytes: Annotated[float, Field(gt=0, le=100)] = 15
    parse_seconds: Annotated[float, Field(gt=0, le=600)] = 20
    visit_seconds: Annotated[float, Field(gt=0, le=3600)] = 300
    letter_bytes: Annotated[int, Field(ge=20_000, le=10_000_000)] = 95_000
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
    owner: OwnerTable = OwnerTable()
    pubmed: PubmedTable = PubmedTable()
    crossref: CrossrefTable = CrossrefTable()
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


EARLIEST = date(1945, 1, 1)
"""MEDLINE, with OLDMEDLINE, begins in 1946 (NLM); PubMed has few records that are older."""


YEARS = 2
"""How far back the history of a term goes where it has no `since`."""


def default_since(day: date) -> date:
    """The first day of the history of a term that is first asked for on ``day``: the same day YEARS earlier, of a
    29 February the 28th."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - YEARS, day=28 if is_leap_day else day.day)


def load_watch(path: Path, today: date = date.max) -> Watch:
    """The checked file; a `since` after ``today`` is a fault. Raises BrokenConfig with every fault that it has."""
    data, lines = read_toml(path, absent="there is no such file; name one with --config")
    if faults := sorted((*_faults(data), *_sinces(data, today)), key=lambda fault: line_of(fault[0], lines)):
        raise BrokenConfig(str(path), located(faults, lines))
    return Watch.model_validate(data)


def _faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Faults of single values first; those between tables too, as far as the tables can be read."""
    try:
        Watch.model_validate(data)
    except ValidationError as error:
        for fault in error.errors():
            yield tuple(fault["loc"]), _message(fault)
    for name, keys in _UNIQUE.items():
        for key in keys:
            yield from _repeated(data, name, key)
    for check in (_reserved, _topics, _reader_topics):
        yield from check(data)


def _message(error: Mapping[str, Any]) -> str:
    if error["type"] in {"extra_forbidden", "unexpected_keyword_argument"}:
        *table, key = error["loc"]
        return f"unknown key{_did_you_mean(key, _known_keys(table))}"
    if error["type"] == "missing":
        return "is missing"
    message = str(error["msg"]).removeprefix("Value error, ")
    return message[0].lower() + message[1:]


def _known_keys(table: Sequence[str | int]) -> Iterable[str]:
    """The keys of the table at that place, or the tables of the file."""
    annotation: Any = Watch.model_fields[str(table[0])].annotation if table else Watch
    return list(TypeAdapter(next(iter(get_args(annotation)), annotation)).json_schema()["properties"])


def _did_you_mean(word: object, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(str(word), list(known), n=1, cutoff=0.6)
    return f"; did you mean {near[0]!r}?" if near else ""


def _tables(data: Mapping[str, Any], name: str) -> list[tuple[int, Mapping[str, Any]]]:
    tables = data.get(name, [])
    return [(i, t) for i, t in enumerate(tables) if isinstance(t, dict)] if isinstance(tables, list) else []


_UNIQUE = {"term": ("name",), "topic": ("id", "name"), "feed": ("name", "url"), "reader": ("address",)}


def _repeated(data: Mapping[str, Any], name: str, key: str) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for index, table in _tables(data, name):
        value = str(table.get(key, "")).strip().casefold()
        if value and value in first:
            yield (name, index, key), f"{table[key]!r} is already the {key} of {name}[{first[value]}]"
        first.setdefault(value, index)


def _sinces(data: Mapping[str, Any], today: date) -> Iterator[Fault]:
    """A datetime is no date, though it is one for Python; what is no date is named by the check of single values."""
    for index, table in _tables(data, "term"):
        since = table.get("since")
        if type(since) is date and not EARLIEST <= since <= today:
            yield ("term", index, "since"), f"must be a date from {EARLIEST.year} to today"


def _reserved(data: Mapping[str, Any]) -> Iterator[Fault]:
    for index, table in _tables(data, "feed"):
        name = str(table.get("name", ""))
        if name in (PubmedSource.name, PubmedSource.group, FeedSource.group, CROSSREF) or name.startswith("seed:"):
            yield ("feed", index, "name"), f"{name!r} is a name of ilwatch itself; choose another"


def _topics(data: Mapping[str, Any]) -> Iterator[Fault]:
    for index, table in _tables(data, "topic"):
        topic_id, name = str(table.get("id", "a")).strip(), str(table.get("name", "")).strip()
        if topic_id == UNSORTED:
            yield ("topic", index, "id"), f"{UNSORTED!r} is the section of what no topic claims; choose another id"
        if topic_id and not re.fullmatch("[a-z][a-z0-9_]*", topic_id):
            yield ("topic", index, "id"), "must be lower-case letters, digits and _, a letter first"
        if len(name) > LONGEST_NAME:
            yield ("topic", index, "name"), f"must have at most {LONGEST_NAME} characters"


def _reader_topics(data: Mapping[str, Any]) -> Iterator[Fault]:
    ids = [str(table.get("id", "")) for _, table in _tables(data, "topic")]
    for index, table in _tables(data, "reader"):
        chosen = table.get("topics", [])
        for topic in chosen if isinstance(chosen, list) else []:
            if topic not in ids:
                yield ("reader", index, "topics"), f"no topic has the id {topic!r}{_did_you_mean(topic, ids)}"
