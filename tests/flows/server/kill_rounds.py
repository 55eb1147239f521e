"""Rounds of SIGKILL on a real `ilwatch up`: one victim, at one moment, and what is right once all has settled.

The moment is found by looking into the product's tables, Prefect's, or the relay, never by a sleep. What would come by
itself within hours (the next poll, the watchdog, the hourly deliver) is ordered at once where only a flow's process
died. For test_killed.py and benchmarks/kills.py.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from flows.app import clock, open_app, utc_now
from flows.cli.demo import MONDAY, SAMPLE, write_config
from flows.jobs.overdue import GRACE, newest_slot
from flows.jobs.poll import poll_all
from flows.server.temporary import prefect_server
from tests.flows.children import at_once, until
from tests.flows.delivery.relayed import write_mail
from tests.flows.digests import make_digest
from tests.flows.server.kill_scene import (
    CHAT_URL_ENV,
    READERS,
    RECIPIENTS,
    SOURCES,
    THINKS,
    Moment,
    Scene,
    SlowOffice,
    Victim,
)
from tests.flows.server.live import for_ever, up
from tests.standins.feeds import FeedStandin
from tests.standins.ncbi import NcbiStandin
from tests.standins.post_office import free_port, open_at
from tests.standins.webhook import Webhook, open_webhook

WEEK = timedelta(days=7)
SLOW_FEED = "slow:5"
MAIL_SECONDS = 120.0

POLLED_NOW, POLLED_BEFORE = "polled now", "polled before the slot, and now"
"""Databases prepared for the rounds: what a poll is to come to, and what a digest begins with. The watchdog makes up
for a slot only where a source was visited before it: somebody waited then."""

NEXT = {
    Moment.ASKED: "poll",
    Moment.ADMITTED: "poll",
    Moment.CLAIMED: "watchdog",
    Moment.BEGUN: "watchdog",
    Moment.OFFERED: "deliver",
    Moment.GIVEN: "deliver",
    Moment.POSTED: "deliver",
}
"""Which deployment goes on by itself within hours, when only the process of a flow was killed."""


class Round(NamedTuple):
    """One of them; ``policy`` is [mail] ambiguous."""

    moment: Moment
    victim: Victim
    policy: str = "retry"

    @property
    def is_poll(self) -> bool:
        return self.moment in (Moment.ASKED, Moment.ADMITTED)

    @property
    def flow(self) -> str:
        """Whose run is killed."""
        return "poll" if self.is_poll else "digest"


class Result(NamedTuple):
    """What came of a round."""

    found: str
    """What stood in the tables when the victim had died."""
    left: str
    """What stands in the end."""
    faults: tuple[str, ...]
    """What is not as it must be; none: all is right."""


@dataclass
class Stage:
    """The sample week, served to all rounds, and what was made for them beforehand in ``folder``."""

    folder: Path
    pubmed: NcbiStandin
    feeds: FeedStandin
    slot: datetime
    """The newest slot of the digest that has passed by more than the watchdog's grace."""

    def play(self, one: Round) -> Result:
        """Kill, go on, wait until all has settled, judge."""
        if one.moment is Moment.ADMITTED:
            self.feeds.misbehave("/journal.xml", SLOW_FEED)
        with self._scene(None if one.is_poll else POLLED_BEFORE, one.policy) as scene:
            if not one.is_poll:
                scene.served.call_off("deliver", "watchdog")
                scene.served.order("weekly", self.slot)
            if not until(lambda: scene.is_at(one.moment)):
                return Result(scene.stands(), "", (f"never came to {one.moment}",))
            scene.kill(one.victim, one.flow)
            self.feeds.faults.clear()
            found, in_hand = scene.stands(), scene.letters("data")
            _go_on(scene, one)
            faults = [*_unsettled(scene, one.policy, polls=one.is_poll), *self._wrong(scene, one, in_hand)]
            return Result(found, _left(scene), tuple(faults))

    def sleep(self, weeks: int) -> Result:
        """Sleep through so many slots: one is made up for by the watchdog; of more than one all late runs come too."""
        last, database = self.slot - weeks * WEEK, f"an edition {weeks} weeks before the slot"
        self.prepare(database, last - timedelta(hours=1), edition=last)
        with self._scene(database, "retry", editions_before=1) as scene:
            for week in reversed(range(weeks)) if weeks > 1 else ():
                scene.served.order("weekly", self.slot - week * WEEK)
            faults = [*_unsettled(scene), *scene.wrong_letters(), *scene.wrong_mails()]
            if [covered for _, _, covered in scene.editions()] != [weeks]:
                faults.append(f"editions {scene.editions()}")
            return Result(f"{weeks} slots without an edition", _left(scene), tuple(faults))

    def _wrong(self, scene: Scene, one: Round, in_hand: set[str]) -> Iterator[str]:
        """What is not as it must be; ``in_hand`` was after its dot at the kill. A flow that outlives the victim by
        seconds may have another letter in hand when it ends."""
        doubted = scene.doubted()
        if len(doubted) > 1 or (one.victim in (Victim.FLOW, Victim.ALL) and doubted != in_hand):
            yield f"in hand {in_hand}, in doubt {doubted}"
        held = doubted if one.policy == "hold" else set()
        until(lambda: not [*scene.wrong_mails(held)], MAIL_SECONDS)
        yield from scene.wrong_mails(held)
        yield from scene.wrong_works(self.folder / f"{POLLED_NOW if one.is_poll else POLLED_BEFORE}.db")
        if not one.is_poll:
            yield from scene.wrong_letters(doubted - held, held)

    @contextmanager
    def _scene(self, database: str | None, policy: str, editions_before: int = 0) -> Iterator[Scene]:
        """An `ilwatch up` in a folder of its own, with copies of what was prepared."""
        folder, port, office = self.folder / "round", free_port(), SlowOffice()
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        config = write_config(folder, self.pubmed.url, self.feeds.url)
        for_ever(config)
        write_mail(config, port, READERS, policy)
        with config.open("a", encoding="utf-8") as file:
            file.write(f'[[channel]]\nname = "lab"\nurl_env = "{CHAT_URL_ENV}"\n')
        if database:
            shutil.copy(self.folder / f"{database}.db", folder / "ilwatch.db")
        if (self.folder / "prefect").exists():
            shutil.copytree(self.folder / "prefect", folder / "data" / "prefect")
        with (
            open_at(office, port),
            open_webhook(Webhook(thinks=THINKS)) as chat,
            with_variable(CHAT_URL_ENV, chat.url),
            up(folder, free_port()) as served,
        ):
            yield Scene(served, office, self.pubmed, chat, editions_before)

    def prepare(self, database: str, *polls: datetime, edition: datetime | None = None) -> None:
        """A database that was polled at these instants, and of which an edition was made."""
        config, address = self.folder / "watch.toml", f"sqlite:///{self.folder / database}.db"
        for at in polls:
            with open_app(config, address, clock(at), at_once) as app:
                asyncio.run(poll_all(app))
        if edition:
            with open_app(config, address, clock(edition), at_once) as app:
                make_digest(app, edition.date())


@contextmanager
def with_variable(name: str, value: str) -> Iterator[None]:
    """An environment variable, for the processes that begin meanwhile."""
    os.environ[name] = value
    try:
        yield
    finally:
        del os.environ[name]


@contextmanager
def staged(folder: Path) -> Iterator[Stage]:
    """The stage of all rounds, in ``folder``."""
    pubmed = NcbiStandin([SAMPLE / "pubmed.xml"], today=f"{MONDAY:%Y-%m-%d}")
    with pubmed, FeedStandin(SAMPLE / "feeds") as feeds:
        for_ever(write_config(folder, pubmed.url, feeds.url))
        with open_app(folder / "watch.toml", f"sqlite:///{folder / 'seeded.db'}") as app:
            slot = newest_slot(app.watch.zone, app.now() - GRACE)
        assert slot
        stage = Stage(folder, pubmed, feeds, slot)
        stage.prepare(POLLED_NOW, utc_now())
        stage.prepare(POLLED_BEFORE, slot - timedelta(hours=20), utc_now())
        yield stage


def warm(folder: Path) -> None:
    """Make the records of Prefect beforehand, which every round then begins with: a first start takes three times as
    long."""
    with prefect_server(folder / "prefect"):
        pass


def _go_on(scene: Scene, one: Round) -> None:
    if one.victim is Victim.ALL:
        scene.served.again()
    if one.victim is Victim.FLOW:
        until(lambda: not [*scene.served.runs(one.flow, "PENDING"), *scene.served.runs(one.flow, "RUNNING")])
        scene.served.order(NEXT[one.moment], datetime.now(UTC))


def _unsettled(scene: Scene, policy: str = "retry", *, polls: bool = False) -> list[str]:
    """Wait for what is to come and until no run is under way; what did not settle in time."""
    ended = ("sent", "ambiguous") if policy == "hold" else ("sent",)

    def settled() -> bool:
        whole = scene.admitted() == SOURCES if polls else scene.letters(*ended) == RECIPIENTS
        return whole and scene.is_quiet()

    return [] if until(settled) else [f"did not settle: {scene.begun()}, {scene.stands()}"]


def _left(scene: Scene) -> str:
    ended = sorted(flow for flow, kind, _ in scene.begun() if kind in ("CRASHED", "FAILED"))
    mails = scene.office.told_owner()
    return f"{scene.stands()}; crashed or failed: {', '.join(ended) or 'none'}; mails to the owner: {len(mails)}"
