"""What a round of kill_rounds.py looks into: `ilwatch up`, its relay, the product's tables; and what must be so in the
end.

This file does NOT start anything and does NOT choose the rounds.
"""

from __future__ import annotations

import asyncio
import email
import email.policy
import json
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from flows.ui.failure_mail import NEVER_STARTED, OWNER_KNOWS
from tests.flows.children import kill, lives, until
from tests.flows.delivery.relayed import OWNER
from tests.flows.holdings import holdings
from tests.flows.server.live import RUN, Served, rows
from tests.standins.ncbi import NcbiStandin
from tests.standins.post_office import PostOffice
from tests.standins.webhook import Webhook

READERS = tuple(f"reader{number}@example.org" for number in range(1, 9))
CHAT = "chat:lab"
CHAT_URL_ENV = "ILWATCH_KILLED_CHAT_URL"
RECIPIENTS = frozenset({*READERS, CHAT})
SOURCES = 5
THINKS = 0.6
"""Seconds that the relay thinks at each RCPT and after each dot: the letter in hand is seen there."""

OF_A_VISIT = ("visited_at", "validated_at", "body_since", "last_modified")
"""What a cursor keeps of the clock."""


class Victim(StrEnum):
    """Who is killed."""

    FLOW = "flow process"
    RUNNER = "runner"
    SERVER = "server"
    ALL = "all at once"


class Moment(StrEnum):
    """When."""

    ASKED = "poll: PubMed asked, nothing admitted"
    ADMITTED = "poll: some sources admitted"
    CLAIMED = "digest: claimed, not begun"
    BEGUN = "digest: begun, not frozen"
    OFFERED = "sending: third letter, before its dot"
    GIVEN = "sending: third letter, after its dot"
    POSTED = "sending: posted to the chat, no answer yet"


class SlowOffice(PostOffice):
    """A relay that thinks. It has taken a letter and says so late: the harsh half of RFC 1047's gap."""

    def __init__(self) -> None:
        super().__init__()
        self.in_hand = ""
        """After which command it thought last."""

    async def handle_RCPT(self, server: SMTP, _s: Session, envelope: Envelope, address: str, _o: list[str]) -> str:
        return await self._think("RCPT", await super().handle_RCPT(server, _s, envelope, address, _o))

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        return await self._think("dot", await super().handle_DATA(server, _session, envelope))

    async def _think(self, after: str, answer: str) -> str:
        self.in_hand = after
        await asyncio.sleep(THINKS)
        return answer

    def served(self) -> int:
        """How many readers have a letter."""
        return len(self.boxes.keys() - {OWNER})

    def told_owner(self) -> list[str]:
        """The subjects of the mails to the owner."""
        mails = [email.message_from_bytes(one, policy=email.policy.default) for one in self.boxes.get(OWNER, [])]
        return [str(mail["Subject"]) for mail in mails]


@dataclass
class Scene:
    """One round under way."""

    served: Served
    office: SlowOffice
    pubmed: NcbiStandin
    chat: Webhook
    editions_before: int = 0

    def __post_init__(self) -> None:
        self.asked_before = len(self.pubmed.requests)

    def held(self, query: str) -> list[tuple[Any, ...]]:
        """What the product's database answers."""
        return rows(self.served.folder / "ilwatch.db", query)

    def admitted(self) -> int:
        """How many sources have a cursor."""
        return len(self.held("SELECT 1 FROM cursor WHERE source NOT LIKE 'seed:%'"))

    def editions(self) -> list[tuple[str, int, int]]:
        """Key, items and weeks of each edition that this round has made."""
        query = "SELECT key, items, json_extract(snapshot, '$.weeks') FROM edition ORDER BY key"
        return self.held(query)[self.editions_before :]

    def letters(self, *states: str) -> set[str]:
        """The readers whose letter is in one of these states."""
        return {reader for reader, state in self.held("SELECT recipient, state FROM delivery") if state in states}

    def doubted(self) -> set[str]:
        """The readers of whose letter the product ever said that it may have arrived."""
        query = "SELECT d.recipient FROM attempt a JOIN delivery d ON d.id = a.delivery_id WHERE a.state = 'ambiguous'"
        return {reader for (reader,) in self.held(query)}

    def is_at(self, moment: Moment) -> bool:
        """Whether it is the moment to kill."""
        match moment:
            case Moment.ASKED:
                return len(self.pubmed.requests) > self.asked_before and not self.admitted()
            case Moment.ADMITTED:
                return 0 < self.admitted() < SOURCES
            case Moment.CLAIMED:
                return any(self.flow_processes(run) for run in self.served.runs("digest", "PENDING"))
            case Moment.BEGUN:
                return bool(self.served.runs("digest", "RUNNING")) and not self.editions()
            case _:
                return self._is_sending(moment)

    def _is_sending(self, moment: Moment) -> bool:
        if moment is Moment.POSTED:
            return bool(self.chat.posts) and CHAT in self.letters("data")
        served, after = (2, "RCPT") if moment is Moment.OFFERED else (3, "dot")
        return self.office.served() == served and self.office.in_hand == after

    def flow_processes(self, run: str) -> list[int]:
        """The process of a run: one, or none."""
        return self.served.processes("prefect.engine", RUN.format(run=run))

    def kill(self, victim: Victim, flow: str) -> None:
        """SIGKILL; returns when the victim is no more."""
        runs = [*self.served.runs(flow, "PENDING"), *self.served.runs(flow, "RUNNING")]
        found = {
            Victim.FLOW: lambda: [pid for run in runs for pid in self.flow_processes(run)],
            Victim.RUNNER: lambda: self.served.processes("flows.server.runner"),
            Victim.SERVER: lambda: self.served.processes("flows.server.api_server"),
            Victim.ALL: self.served.everything,
        }[victim]()
        assert found, victim
        kill(found)
        if victim is Victim.ALL:
            self.served.process.wait()
        assert until(lambda: not any(map(lives, found)))

    def stands(self) -> str:
        """What the tables hold now, in short."""
        letters = Counter(state for (state,) in self.held("SELECT state FROM delivery"))
        told = ", ".join(f"{count} {state}" for state, count in sorted(letters.items()))
        return f"{self.admitted()} of {SOURCES} sources, {len(self.editions())} editions, letters: {told or 'none'}"

    def is_quiet(self) -> bool:
        """No run is under way, or due."""
        now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"
        due = f"state_type = 'SCHEDULED' AND next_scheduled_start_time < '{now}'"
        under_way = "state_type IN ('PENDING', 'RUNNING', 'CANCELLING')"
        counted = self.served.asked(f"SELECT count(*) FROM flow_run WHERE {under_way} OR {due}")
        return counted == [(0,)]

    def begun(self) -> list[tuple[str, str, str]]:
        """Flow, type and name of the state of every run that has begun."""
        query = "SELECT f.name, r.state_type, r.state_name FROM flow_run r JOIN flow f ON f.id = r.flow_id"
        return self.served.asked(f"{query} WHERE r.state_type != 'SCHEDULED'")

    def wrong_letters(self, twice: Set[str] = frozenset(), held: Set[str] = frozenset()) -> Iterator[str]:
        """One edition with all works, one letter a reader and one message a chat; a second copy for ``twice`` alone, of
        the same bytes."""
        missing = self.held("SELECT id FROM work WHERE merged_into IS NULL AND NOT seeded AND edition_key IS NULL")
        if missing or len(self.editions()) != 1:
            yield f"editions {self.editions()}, works in none {missing}"
        posts: list[Any] = [json.dumps(post, sort_keys=True) for post in self.chat.posts]
        for recipient in RECIPIENTS:
            copies = posts if recipient == CHAT else self.office.boxes.get(recipient, [])
            if len(copies) not in ((1, 2) if recipient in twice else (1,)) or len(set(copies)) != 1:
                yield f"{recipient}: {len(copies)} letters, {len(set(copies))} different ones"
        if self.letters("ambiguous") != held or self.letters("sent") != RECIPIENTS - held:
            yield f"outbox: {self.stands()}"

    def wrong_mails(self, held: Set[str] = frozenset()) -> Iterator[str]:
        """One mail to the owner for each flow that died under way, and one that names the letters that are held.

        What the owner is told of sources that have fallen silent is left out: the sample week grows older by the day.
        """
        ended = {
            f"{flow} {kind.lower()}"
            for flow, kind, name in self.begun()
            if kind in ("CRASHED", "FAILED") and name not in (OWNER_KNOWS, NEVER_STARTED)
        }
        subjects = [subject for subject in self.office.told_owner() if not subject.endswith("attention")]
        told = sorted(subject.rpartition(": ")[2] for subject in subjects)
        wanted = sorted([*ended, *(["1 letter not delivered"] if held else [])])
        if told != wanted:
            yield f"owner told {told}, not {wanted}"

    def wrong_works(self, unkilled: Path) -> Iterator[str]:
        """The works, records and cursors of a week without a kill."""
        found, wanted = kept(self.served.folder / "ilwatch.db"), kept(unkilled)
        yield from (f"{name} not as unkilled" for name in wanted if found[name] != wanted[name])


def kept(database: Path) -> dict[str, list[Any]]:
    """What a database holds of works and cursors, without what hangs on the clock and on editions."""
    found: dict[str, list[Any]] = holdings(database)
    del found["works"], found["editions"], found["terms"]
    found["cursors"] = [(source, _timeless(state)) for source, state in found["cursors"]]
    return found


def _timeless(state: str) -> object:
    if not state.startswith("{"):
        return state
    return {name: value for name, value in json.loads(state).items() if name not in OF_A_VISIT}
