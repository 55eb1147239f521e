"""The composition root: builds every part once, with the clock, and passes it to whoever needs it."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from pathlib import Path

import httpx

from digests.chat.apprise_channel import AppriseChannel
from digests.letter.order import works_shown
from digests.mail.channel import Channel
from digests.mail.folder import FolderChannel
from digests.mail.relay import Relay
from digests.mail.smtp import SmtpChannel
from flows.config import ROOT, Watch, load_watch
from flows.delivery.context import Mailing
from flows.delivery.publish import Archive
from flows.learned_sorter import LearnedSort
from literature.classifier import Classifier
from literature.model.edition import Versions
from literature.model.errors import BrokenSource
from literature.model.harvest import Account, Cursor, Harvest, Unread, VisitKind
from literature.model.record import Record
from literature.topics.sorter import Sorter
from sources.crossref.works import Crossref, crossref_pace
from sources.feeds.request import Limits
from sources.feeds.source import FeedSource
from sources.library.read import read_library, without_bare_titles
from sources.pubmed.eutils import Eutils, shared_pace
from sources.pubmed.source import PubmedSource
from sources.source import Source
from store.confirmations import Confirmations
from store.corpus import Corpus
from store.decisions import Decisions
from store.editions import Editions
from store.engine.database import Database
from store.learned import Learned
from store.mail.outbox import Outbox
from store.mail.owner_alerts import OwnerAlerts
from store.notices.rechecks import Rechecks
from store.past_weeks import PastWeeks
from store.reader_marks import ReaderMarks
from store.terms.rematch import Rematch
from store.terms.watched import WatchedTerms
from store.upkeep import Upkeep
from store.visits import Visits

SEEDS = ROOT / "seeds" / "corpus.toml"
DEFAULT_CONFIG = Path("watch.toml")
DEFAULT_DATABASE = "sqlite:///data/ilwatch.db"

Clock = Callable[[], datetime]
Sleep = Callable[[float], Awaitable[None]]


def utc_now() -> datetime:
    """The instant now, aware."""
    return datetime.now(UTC)


def clock(at: datetime | None = None) -> Clock:
    """Return a clock fixed at ``at``, or the real one."""
    return (lambda: at) if at else utc_now


@dataclass(frozen=True, slots=True)
class App:
    """All parts, built."""

    watch: Watch
    config: Path
    corpus: Corpus
    decisions: Decisions
    confirmations: Confirmations
    learned: Learned
    sort: LearnedSort
    editions: Editions
    past_weeks: PastWeeks
    outbox: Outbox
    marks: ReaderMarks
    upkeep: Upkeep
    visits: Visits
    terms: WatchedTerms
    rematch: Rematch
    alerts: OwnerAlerts
    sources: tuple[Source, ...]
    """All that is polled, in the order of their admission."""
    pubmed: PubmedSource
    crossref: Crossref
    """Asked what became of papers that readers know; it is not polled."""
    rechecks: Rechecks
    classifier: Classifier
    channels: tuple[Channel, ...]
    """The ways to readers, most special first; none: letters are only written."""
    now: Clock
    opened: datetime
    """When the configuration was read."""
    sleep: Sleep = asyncio.sleep
    """Waits that many seconds between two tries."""

    @property
    def silences(self) -> dict[str, str]:
        """What each source says of itself when it brings nothing new."""
        return {source.name: source.silence for source in self.sources}

    @property
    def versions(self) -> Versions:
        """The versions of all that sorts: what an Edition that is frozen now keeps."""
        return replace(self.watch.versions, model=self.learned.version())

    @property
    def folder(self) -> Path:
        """The folder of the configuration file: relative paths in it start here."""
        return self.config.resolve().parent

    @property
    def today(self) -> date:
        """The date in the readers' time zone."""
        return self.now().astimezone(self.watch.zone).date()

    @property
    def archive(self) -> Archive:
        """The archive that the configuration names."""
        folder = self.folder / self.watch.archive.folder
        return Archive(self.watch, self.editions, folder, self.silences, self.outbox.joined)

    @property
    def mailing(self) -> Mailing:
        """What it takes to mail."""
        copies = FolderChannel(self.folder / self.watch.mail.outbox)
        return Mailing(self.watch, self.editions, self.outbox, self.marks, self.channels, copies, self.now)


def database_of(address: str | None) -> Database:
    """The database at ``address``, by default of ``ILWATCH_DATABASE_URL``, else a SQLite file below ``data/``."""
    return Database(address or os.environ.get("ILWATCH_DATABASE_URL") or DEFAULT_DATABASE)


def channels_of(watch: Watch) -> tuple[Channel, ...]:
    """Return the ways to readers that are configured, and those to chats whose address is set."""
    mail = watch.mail
    password = os.environ.get(mail.password_env, "")
    relay = Relay(mail.host, mail.port, mail.security, mail.username, password, password_env=mail.password_env)
    return (*chats_of(watch), *([SmtpChannel(relay, mail.sender)] if mail.host else []))


def chats_of(watch: Watch) -> tuple[AppriseChannel, ...]:
    """Return the chats whose address is set in the environment."""
    addresses = {table.name: os.environ.get(table.url_env, "").strip() for table in watch.channel}
    return tuple(
        AppriseChannel(table.name, addresses[table.name], table.url_env)
        for table in watch.channel
        if addresses[table.name]
    )


@contextmanager
def open_app(
    config: Path = DEFAULT_CONFIG,
    database: str | None = None,
    now: Clock = utc_now,
    sleep: Sleep = asyncio.sleep,
    *,
    only_existing: bool = False,
) -> Iterator[App]:
    """The app of ``config``, its database brought up to date and its seeds admitted.

    ``database`` is read as ``database_of`` says; with ``only_existing`` none is made. Raises BrokenConfig or
    BrokenStore before any request is made.
    """
    opened = now()
    watch = load_watch(config, opened.date())
    store = database_of(database)
    try:
        if only_existing:
            store.require()
        store.upgrade(now())
        learned = Learned(store)
        sort = LearnedSort(Sorter(watch.topics), learned)
        classifier = Classifier(watch.terms, sort, watch.rules)
        pubmed = pubmed_of(watch, sleep)
        app = App(
            watch=watch,
            config=config,
            corpus=Corpus(store, classifier.classify),
            decisions=Decisions(store, classifier.classify),
            confirmations=Confirmations(store),
            learned=learned,
            sort=sort,
            editions=Editions(store, works_shown),
            past_weeks=PastWeeks(store),
            outbox=Outbox(store),
            marks=ReaderMarks(store),
            upkeep=Upkeep(store),
            visits=Visits(store),
            terms=WatchedTerms(store),
            rematch=Rematch(store),
            alerts=OwnerAlerts(store),
            sources=(pubmed, *feeds_of(watch)),
            pubmed=pubmed,
            crossref=crossref_of(watch, sleep),
            rechecks=Rechecks(store),
            classifier=classifier,
            channels=channels_of(watch),
            now=now,
            opened=opened,
            sleep=sleep,
        )
        if app.corpus.cursor(_source(SEEDS))[0] != _digest(SEEDS):  # a new database, or the file has changed
            seed(app, SEEDS)
        yield app
    finally:
        store.close()


def pubmed_of(watch: Watch, sleep: Sleep) -> PubmedSource:
    """PubMed as ``watch`` has it."""
    eutils = Eutils(
        base_url=watch.pubmed.base_url,
        tool=watch.pubmed.tool,
        email=watch.watch.contact,
        api_key=os.environ.get(watch.pubmed.api_key_env) or None,
        look_back=timedelta(days=watch.pubmed.look_back_days),
        seconds=watch.limits.visit_seconds,
    )
    return PubmedSource(watch.terms, eutils, shared_pace(eutils, sleep))


def crossref_of(watch: Watch, sleep: Sleep) -> Crossref:
    """Crossref as ``watch`` has it."""
    base_url = watch.crossref.base_url
    pace = crossref_pace(base_url, sleep)
    return Crossref(watch.watch.contact, pace, base_url, seconds=watch.limits.visit_seconds)


def http_client(watch: Watch) -> httpx.AsyncClient:
    """The client of all requests, which says whom to write to."""
    agent = f"interleukin-watch/{version('interleukin-watch')} (+mailto:{watch.watch.contact})"
    return httpx.AsyncClient(headers={"User-Agent": agent})


def feeds_of(watch: Watch) -> tuple[FeedSource, ...]:
    """The feeds of ``watch``, in their order."""
    limits = Limits(max_bytes=int(watch.limits.feed_megabytes * 1024 * 1024))
    seconds = watch.limits.parse_seconds
    return tuple(FeedSource(feed.name, feed.url, feed.every, limits, seconds) for feed in watch.feed)


def seed(app: App, path: Path) -> Account:
    """Admit the works of the library file ``path`` as seeds. Raises BrokenSource where the file cannot be read.

    Each file is a source of its own: two files may use one id for two things. A bare title is counted as failed.
    """
    started, source = app.now(), _source(path)
    read = list(without_bare_titles(read_library(path)))
    records = tuple(replace(record, source=source) for record in read if isinstance(record, Record))
    harvest = Harvest(
        source=source,
        announced=len(read),
        records=records,
        unread=tuple(entry for entry in read if isinstance(entry, Unread)),
        cursor=Cursor(_digest(path)),
        kind=VisitKind.SEED,
    )
    candidates = [app.classifier.classify(record) for record in records]
    return app.corpus.admit(harvest, candidates, started=started, now=app.now(), seeding=True)


def seed_or_say(app: App, path: Path) -> Account:
    """``seed``; a file that cannot be read becomes a failed Account, so that the others of a command go on."""
    started = app.now()
    try:
        return seed(app, path)
    except BrokenSource as error:
        return app.corpus.record_failure(
            _source(path), error.message, started=started, now=app.now(), kind=VisitKind.SEED
        )


def _source(path: Path) -> str:
    """The name of a library as a source; a database takes no bytes that are no text."""
    return f"seed:{path.name.encode(errors='backslashreplace').decode()}"


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
