"""A chat is told of a retraction by the editions that it had, and is no former reader to whom mail goes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.cli.demo import MONDAY
from flows.curation.why import story_of
from store.mail.delivery import DeliveryState, MessageKind
from tests.flows.conftest import SampleWeek
from tests.flows.delivery.mailing_child import CHAT_URL, KEY, write_chat
from tests.flows.delivery.test_follow_up import DAY, LEAVES, NEXT, PAPER, STAYS, TITLE, History, in_a_notice
from tests.standins.post_office import open_at
from tests.standins.webhook import Webhook, open_webhook

RETRACTED = f"Retraction: {TITLE}"


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    with open_webhook(Webhook()) as opened:
        monkeypatch.setenv(CHAT_URL, opened.url)
        yield opened


@pytest.fixture
def history(week: SampleWeek, polled_file: Path) -> Iterator[History]:
    """The sample week is polled, and nothing mailed yet; a chat is in the file."""
    shutil.copy(polled_file, week.folder / "ilwatch.db")
    history = History(week)
    write_chat(history.config)
    with open_at(history.office, history.port):
        history.poll(MONDAY)
        yield history


def retract(history: History) -> None:
    in_a_notice(history, MONDAY + 2 * DAY)
    history.poll(NEXT)
    history.mail(NEXT)


def test_a_chat_that_had_the_paper_is_told(history: History, hook: Webhook) -> None:
    history.mail(MONDAY)
    retract(history)
    first, second = hook.posts
    assert RETRACTED not in first["message"]
    assert second["message"].count(RETRACTED) == 1
    with history.app(NEXT) as app:
        story = story_of(app.corpus, app.editions, app.outbox, app.marks, PAPER)
    assert "chat:lab" in {told.delivery.recipient for told in story.told}
    assert "sent to chat:lab, 2026-11-23" in "\n".join(story.lines())


def test_a_chat_that_is_added_later_gets_the_next_edition_and_not_what_others_were_sent(
    history: History, hook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(CHAT_URL)
    history.mail(MONDAY)
    monkeypatch.setenv(CHAT_URL, hook.url)
    retract(history)
    (post,) = hook.posts
    assert "30 Nov 2026" in post["title"]
    assert RETRACTED not in post["message"]


def test_no_mail_goes_to_a_chat_that_has_left(history: History, hook: Webhook) -> None:
    history.mail(MONDAY)
    history.readers(STAYS, LEAVES)
    retract(history)
    assert len(hook.posts) == 1
    assert set(history.office.boxes) == {STAYS, LEAVES, "neurologist@example.org"}
    with history.app(NEXT) as app:
        assert {each.kind for each in app.outbox.of_edition(NEXT.date())} == {MessageKind.DIGEST}


def test_a_message_that_is_called_off_leaves_no_mail_behind(history: History, hook: Webhook) -> None:
    hook.steps = ["200", "429"]
    history.mail(MONDAY)
    in_a_notice(history, MONDAY + 2 * DAY)
    history.poll(NEXT)
    with pytest.raises(AssertionError):  # the message is deferred, and said to be
        history.mail(NEXT)
    history.readers(STAYS, LEAVES)
    history.mail(NEXT)
    with history.app(NEXT) as app:
        chat = [each for each in app.outbox.of_edition(NEXT.date()) if each.recipient == "chat:lab"]
    assert [(each.kind, each.state) for each in chat] == [(MessageKind.CHAT, DeliveryState.FAILED)]
    assert len(hook.posts) == 1


def test_an_edition_that_a_chat_alone_had_counts_as_read_by_everybody(history: History, hook: Webhook) -> None:
    mail = history.config.read_text(encoding="utf-8")
    history.config.write_text(mail.replace('host = "127.0.0.1"', 'host = ""'), encoding="utf-8")
    history.mail(MONDAY)
    history.config.write_text(mail, encoding="utf-8")
    retract(history)
    assert f"{KEY:%d} Nov 2026" in hook.posts[0]["title"]
    assert RETRACTED in hook.posts[1]["message"]
    assert RETRACTED in " ".join(history.letters(STAYS)[0].get_body(("plain",)).get_content().split())  # type: ignore[union-attr]
