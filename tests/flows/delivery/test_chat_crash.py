"""Law 6 in a chat: the run is killed at every commit around a post, then run again, under both policies.

Outside the gap (from the mark to the commit of what was posted) the chat gets the edition once; in it, "hold" never
posts twice and "retry" posts the same words again. The mails go once in all cases.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.app import clock, open_app
from flows.cli.demo import MONDAY
from flows.delivery.resend import resolve_delivery
from store.mail.delivery import DeliveryState
from tests.flows.children import KILLED, ended, start
from tests.flows.delivery.mailing_child import CHAT_URL, IN_DOUBT, KEY, STEPS, Point, die_posting, run, write_chat
from tests.flows.delivery.relayed import READER, write_mail
from tests.standins.post_office import PostOffice, free_port, open_at
from tests.standins.webhook import Webhook, open_webhook

POINTS = [point for points in STEPS.values() for point in points if point]


@dataclass(frozen=True)
class ChatWeek:
    """A polled week with one reader, one chat, and both servers open."""

    config: Path
    database: str
    office: PostOffice
    hook: Webhook

    def kill_at(self, point: Point) -> None:
        assert ended([start(die_posting, self.config, self.database, self.hook.url, point)]) == [KILLED]

    def state(self) -> DeliveryState:
        with open_app(self.config, self.database, clock(MONDAY)) as app:
            (state,) = (each.state for each in app.outbox.of_edition(KEY) if each.recipient == "chat:lab")
        return state


@pytest.fixture
def week(
    polled: Path, polled_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[ChatWeek]:
    """Under the policy that the test names."""
    shutil.copy(polled_file, tmp_path / "ilwatch.db")
    shutil.copy(polled, tmp_path / "watch.toml")
    config, office, port = tmp_path / "watch.toml", PostOffice(), free_port()
    write_mail(config, port, (READER,), request.param)
    write_chat(config)
    with open_at(office, port), open_webhook(Webhook()) as hook:
        monkeypatch.setenv(CHAT_URL, hook.url)
        yield ChatWeek(config, f"sqlite:///{tmp_path / 'ilwatch.db'}", office, hook)


@pytest.mark.parametrize("week", ["retry", "hold"], indirect=True)
@pytest.mark.parametrize("point", [point for point in POINTS if point not in IN_DOUBT], ids=str)
def test_killed_outside_the_gap_the_chat_gets_one_message(week: ChatWeek, point: Point) -> None:
    week.kill_at(point)
    assert run(week.config, week.database).problems == ()
    assert len(week.hook.posts) == 1
    assert week.state() is DeliveryState.SENT
    assert week.office.letters() == {READER: 1}


@pytest.mark.parametrize("week", ["retry", "hold"], indirect=True)
@pytest.mark.parametrize("point", [point for point in POINTS if point in IN_DOUBT], ids=str)
def test_killed_in_the_gap_hold_never_posts_twice_and_retry_posts_the_same(
    week: ChatWeek, point: Point, request: pytest.FixtureRequest
) -> None:
    policy = request.node.callspec.params["week"]
    week.kill_at(point)
    before = 0 if point is Point.MARKED else 1
    problems = run(week.config, week.database).problems
    assert week.office.letters()[READER] == 1
    if policy == "retry":
        assert problems == ()
        assert len(week.hook.posts) == before + 1
        assert all(post == week.hook.posts[0] for post in week.hook.posts)
        return
    assert problems[0].startswith("the message to chat:lab may or may not have arrived: the process that sent it ended")
    assert len(week.hook.posts) == before
    with open_app(week.config, week.database, clock(MONDAY)) as app:
        (held,) = app.outbox.open()
        resolve_delivery(app.mailing, held.id, "sent" if before else "retry")
    assert len(week.hook.posts) == 1
    assert week.state() is DeliveryState.SENT
