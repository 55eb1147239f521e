"""watch.toml: the researchers' file, read and checked. All faults are listed at once, each with its key and line.

Secrets are not in it: only the names of the environment variables that hold them. This file does NOT open a
database or a connection.
"""

from __future__ import annotations

import difflib
import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

import idna
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from flows.toml_lines import key_lines, line_of
from literature.model.errors import BrokenConfig
from literature.terms.matcher import Term, terms_version
from literature.topics.sorter import Topic, topics_version

ROOT = Path(__file__).resolve().parent.parent
"""The checkout, which holds prefect.yaml and the seeds."""

PUBMED = "pubmed"
FEEDS = "feeds"
"""Stands for all feeds where sources are named."""
UNSORTED = "unsorted"

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
Name = Annotated[str, Field(min_length=1, max_length=80)]
Texts = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field()]


class _Table(BaseModel):
    """A table of the file: unknown keys are faults, values do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class WatchTable(_Table):
    """[watch]: who watches."""

    name: Name = Field(description="Title of the letter")
    timezone: Zone = Field(description="IANA name; the edition's date and 07:00 are of this zone")
    contact: Address = Field(
        description="The owner: told when something breaks, sent to NCBI as `email`, Reply-To of the letter"
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


class TopicTable(_Table):
    """[[topic]]: one heading of the letter."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", description="lower-case letters, digits, _")]
    name: Name
    definition: str = ""
    keywords: Texts = Field(min_length=1)
    mesh: Texts = ()
    examples: Texts = ()
    must_match: Texts = ()
    must_not_match: Texts = ()
    false_friends: Texts = ()

    def topic(self) -> Topic:
        """The Topic that the rules read."""
        return Topic(**{key: getattr(self, key) for key in TopicTable.model_fields})


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
    """[archive]: a page for each edition, beside the mail."""

    folder: Annotated[str, Field(min_length=1)] = "archive"
    base_url: BaseUrl = Field("", description="Where the folder is served, if it is: letters then link to their page")


class LimitsTable(_Table):
    """[limits]: caps on what comes from outside and on what goes out."""

    feed_megabytes: Annotated[float, Field(gt=0, le=100)] = 15
    parse_seconds: Annotated[float, Field(gt=0, le=600)] = 20
    visit_seconds: Annotated[float, Field(gt=0, le=3600)] = 300
    letter_bytes: Annotated[int, Field(ge=20_000, le=10_000_000)] = 95_000


class StoreTable(_Table):
    """[store]: how long is kept what is of interest for a while only; works, editions and deliveries stay for ever."""

    keep_days: Annotated[int, Field(ge=30, le=36_500, description="Accounts of visits, and bytes not readable")] = 400


class Watch(_Table):
    """The whole file."""

    watch: WatchTable
    mail: MailTable
    term: tuple[TermTable, ...] = Field(min_length=1)
    topic: tuple[TopicTable, ...] = ()
    feed: tuple[FeedTable, ...] = ()
    reader: tuple[ReaderTable, ...] = ()
    owner: OwnerTable = OwnerTable()
    pubmed: PubmedTable = PubmedTable()
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
    def topics(self) -> tuple[Topic, ...]:
        """The Topics, in the file's order."""
        return tuple(table.topic() for table in self.topic)

    @property
    def topic_names(self) -> dict[str, str]:
        """Topic id -> name, in the file's order."""
        return {table.id: table.name for table in self.topic}

    @property
    def rules(self) -> str:
        """Short hash of all that decides what enters and where: Terms and Topics. No secret, no address is in it."""
        both = f"{terms_version(self.terms)} {topics_version(self.topics)}"
        return hashlib.sha256(both.encode()).hexdigest()[:10]


def load_watch(path: Path) -> Watch:
    """The checked file. Raises BrokenConfig with every fault that it has."""
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except FileNotFoundError as error:
        raise BrokenConfig(str(path), ("there is no such file; name one with --config",)) from error
    except OSError as error:
        raise BrokenConfig(str(path), (f"cannot be read: {error.strerror}",)) from error
    except RecursionError as error:
        raise BrokenConfig(str(path), ("is nested too deeply to be read",)) from error
    except ValueError as error:  # no UTF-8, no TOML, or a number of thousands of digits
        raise BrokenConfig(str(path), (f"is not TOML: {error}",)) from error
    lines = key_lines(text)
    faults = sorted(_faults(data), key=lambda fault: line_of(fault[0], lines))
    if faults:
        raise BrokenConfig(str(path), tuple(f"line {line_of(p, lines)}: {_dotted(p)}: {what}" for p, what in faults))
    return Watch.model_validate(data)


Fault = tuple[tuple[str | int, ...], str]


def _faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Faults of single values first; those between tables too, as far as the tables can be read."""
    try:
        Watch.model_validate(data)
    except ValidationError as error:
        for one in error.errors():
            yield tuple(one["loc"]), _message(one)
    for check in _CHECKS:
        yield from check(data)


def _message(error: Mapping[str, Any]) -> str:
    path: Sequence[str | int] = error["loc"]
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(path[-1]), _known_keys(path[:-1]), n=1, cutoff=0.6)
        return "unknown key" + (f"; did you mean {near[0]!r}?" if near else "")
    if error["type"] == "missing":
        return "is missing"
    message = str(error["msg"]).removeprefix("Value error, ")
    return message[0].lower() + message[1:]


def _known_keys(table: Sequence[str | int]) -> list[str]:
    if not table:
        return list(Watch.model_fields)
    tables: dict[str, type[_Table]] = {
        "watch": WatchTable,
        "mail": MailTable,
        "term": TermTable,
        "topic": TopicTable,
        "feed": FeedTable,
        "reader": ReaderTable,
        "owner": OwnerTable,
        "pubmed": PubmedTable,
        "archive": ArchiveTable,
        "limits": LimitsTable,
        "store": StoreTable,
    }
    return list(tables[str(table[0])].model_fields)


def _tables(data: Mapping[str, Any], name: str) -> list[tuple[int, Mapping[str, Any]]]:
    tables = data.get(name, [])
    return [(i, t) for i, t in enumerate(tables) if isinstance(t, dict)] if isinstance(tables, list) else []


def _repeated(name: str, key: str) -> Callable[[Mapping[str, Any]], Iterable[Fault]]:
    """A check that no two tables ``name`` have the same ``key``."""

    def check(data: Mapping[str, Any]) -> Iterator[Fault]:
        first: dict[str, int] = {}
        for index, table in _tables(data, name):
            value = str(table.get(key, "")).strip().casefold()
            if value and value in first:
                yield (name, index, key), f"{table[key]!r} is already the {key} of {name}[{first[value]}]"
            first.setdefault(value, index)

    return check


def _reserved(data: Mapping[str, Any]) -> Iterator[Fault]:
    for index, table in _tables(data, "feed"):
        name = str(table.get("name", ""))
        if name in (PUBMED, FEEDS) or name.startswith("seed:"):
            yield ("feed", index, "name"), f"{name!r} is a name of ilwatch itself; choose another"


def _unsorted(data: Mapping[str, Any]) -> Iterator[Fault]:
    for index, table in _tables(data, "topic"):
        if table.get("id") == UNSORTED:
            yield ("topic", index, "id"), f"{UNSORTED!r} is the section of what no topic claims; choose another id"


def _reader_topics(data: Mapping[str, Any]) -> Iterator[Fault]:
    ids = [str(table.get("id", "")) for _, table in _tables(data, "topic")]
    for index, table in _tables(data, "reader"):
        chosen = table.get("topics", [])
        for topic in chosen if isinstance(chosen, list) else []:
            if topic not in ids:
                near = difflib.get_close_matches(str(topic), ids, n=1, cutoff=0.6)
                yield (
                    ("reader", index, "topics"),
                    f"no topic has the id {topic!r}" + (f"; did you mean {near[0]!r}?" if near else ""),
                )


_CHECKS: tuple[Callable[[Mapping[str, Any]], Iterable[Fault]], ...] = (
    _repeated("term", "name"),
    _repeated("topic", "id"),
    _repeated("topic", "name"),
    _repeated("feed", "name"),
    _repeated("feed", "url"),
    _repeated("reader", "address"),
    _reserved,
    _unsorted,
    _reader_topics,
)


def _dotted(path: Sequence[str | int]) -> str:
    """("term", 1, "name") as "term[1].name"."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".") or "the file"
