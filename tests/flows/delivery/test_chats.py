"""An edition in a chat: once, beside the mail and independent of it, whatever its service answers."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flows.app import App, channels_of
from flows.config import ChannelTable
from flows.delivery.resend import resend_edition, resolve_delivery
from flows.jobs.report import Report
from literature.model.errors import BrokenConfig, BrokenMail
from store.mail.delivery import DeliveryState, MessageKind
from tests.flows.delivery.relayed import CARDIOLOGIST, KEY, OWNER, READER, later, one, states, with_mail
from tests.flows.digests import make_digest
from tests.standins.post_office import PostOffice, open_at
from tests.standins.webhook import SECRET, Webhook, open_webhook

CHAT = "chat:lab"
BY_MAIL = {READER: 1, CARDIOLOGIST: 1}


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    with open_webhook(Webhook()) as opened:
        monkeypatch.setenv("TEST_LAB_URL", opened.url)
        yield opened


@pytest.fixture
def relay(mailing: App, office: PostOffice) -> Iterator[None]:
    with open_at(office, mailing.watch.mail.port):
        yield


def with_chat(app: App, *tables: ChannelTable) -> App:
    """The app with these chats, "lab" if none is given, as the environment has their addresses now."""
    chosen = tables or (ChannelTable(name="lab", url_env="TEST_LAB_URL"),)
    watch = app.watch.model_copy(update={"channel": chosen})
    return replace(app, watch=watch, channels=channels_of(watch))


@pytest.mark.usefixtures("relay")
def test_each_edition_is_posted_once(mailing: App, office: PostOffice, hook: Webhook) -> None:
    app = with_chat(mailing)
    for _ in range(3):
        made = make_digest(app, KEY)
    (post,) = hook.posts
    assert post["title"].startswith("Interleukin Watch (sample week), 23 Nov 2026: ")
    assert "Worth reading first:" in post["message"]
    assert (one(app, CHAT).kind, one(app, CHAT).state) == (MessageKind.CHAT, DeliveryState.SENT)
    assert "  posted to 1 of 1 chat" in Report(digest=made).lines()
    assert "  sent to 2 of 2 readers" in Report(digest=made).lines()
    assert office.letters() == BY_MAIL


@pytest.mark.usefixtures("relay")
@pytest.mark.parametrize("step", ["500", "429", "401", "404", "drop"])
def test_a_chat_that_fails_is_deferred_and_the_mails_go(
    mailing: App, office: PostOffice, hook: Webhook, step: str
) -> None:
    hook.steps = [step]
    app = with_chat(mailing)
    (problem,) = make_digest(app, KEY).problems
    assert problem.startswith(f"the message to {CHAT} ")
    assert one(app, CHAT).not_before
    assert office.letters() == BY_MAIL
    hook.steps = ["200"]
    make_digest(later(app, minutes=10), KEY)
    assert len(hook.posts) == 1
    assert one(app, CHAT).state is DeliveryState.SENT
    assert office.letters() == BY_MAIL


@pytest.mark.usefixtures("relay")
@pytest.mark.parametrize("url", ["json://127.0.0.1:9/", "no address at all"])
def test_an_address_that_cannot_be_used_defers_its_message_alone(
    mailing: App, office: PostOffice, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_LAB_URL", url)
    app = with_chat(mailing)
    make_digest(app, KEY)
    assert states(app)[CHAT] == (DeliveryState.PENDING, 1)
    assert office.letters() == BY_MAIL
    assert url not in one(app, CHAT).text


@pytest.mark.usefixtures("relay")
def test_a_refusal_is_believed_at_the_third_attempt_and_the_owner_is_told(
    mailing: App, office: PostOffice, hook: Webhook
) -> None:
    hook.steps = ["404"]
    app = with_chat(mailing)
    for minutes in (0, 6, 30):
        make_digest(later(app, minutes=minutes), KEY)
    assert states(app)[CHAT] == (DeliveryState.FAILED, 3)
    (mail,) = office.boxes[OWNER]
    assert b"chat:lab" in mail
    assert SECRET.encode() not in mail
    hook.steps = ["200"]
    (settled,) = resolve_delivery(app.mailing, one(app, CHAT).id, "retry")
    assert (settled.state, len(hook.posts)) == (DeliveryState.SENT, 1)


@pytest.mark.usefixtures("relay")
@pytest.mark.parametrize(("policy", "copies"), [("retry", 2), ("hold", 1)])
def test_an_answer_that_was_lost_follows_the_policy_of_the_mail(
    mailing: App, hook: Webhook, policy: str, copies: int
) -> None:
    hook.steps = ["keep and drop", "200"]
    app = with_chat(with_mail(mailing, ambiguous=policy))
    for _ in range(3):
        make_digest(app, KEY)
    assert len(hook.posts) == copies
    assert all(post == hook.posts[0] for post in hook.posts)


@pytest.mark.usefixtures("relay")
def test_a_service_that_loses_every_answer_gets_three_copies_at_most(
    mailing: App, office: PostOffice, hook: Webhook
) -> None:
    hook.steps = ["keep and drop"]
    app = with_chat(mailing)
    for _ in range(6):
        make_digest(app, KEY)
    assert len(hook.posts) == 3
    assert office.letters() == {**BY_MAIL, OWNER: 1}


def test_a_mail_server_that_is_down_keeps_no_chat_waiting(mailing: App, hook: Webhook) -> None:
    app = with_chat(mailing)
    with pytest.raises(BrokenMail):
        make_digest(app, KEY)
    assert len(hook.posts) == 1
    assert states(app)[READER] == (DeliveryState.PENDING, 0)


def test_without_a_mail_server_the_chat_is_told_all_the_same(mailing: App, hook: Webhook) -> None:
    app = with_chat(with_mail(mailing, host=""))
    assert make_digest(app, KEY).problems == ()
    assert (len(hook.posts), set(states(app))) == (1, {CHAT})


@pytest.mark.usefixtures("relay")
def test_a_chat_whose_address_is_not_set_gets_nothing(mailing: App, office: PostOffice) -> None:
    app = with_chat(mailing)
    assert make_digest(app, KEY).problems == ()
    assert office.letters() == BY_MAIL
    assert CHAT not in states(app)


@pytest.mark.usefixtures("relay")
def test_a_chat_hears_of_its_topics_alone(mailing: App, hook: Webhook) -> None:
    topic = mailing.watch.reader[1].topics[0]
    app = with_chat(mailing, ChannelTable(name="lab", url_env="TEST_LAB_URL", topics=(topic,)))
    make_digest(app, KEY)
    named = re.search("By topic: (.+)", hook.posts[0]["message"])
    assert named
    assert " · " not in named[1]
    assert named[1].startswith(app.watch.topic_names[topic])


@pytest.mark.usefixtures("relay")
def test_a_chat_that_left_the_file_is_called_off_without_a_word(
    mailing: App, office: PostOffice, hook: Webhook
) -> None:
    hook.steps = ["429"]
    app = with_chat(mailing)
    make_digest(app, KEY)
    without = replace(app, watch=app.watch.model_copy(update={"channel": ()}), channels=mailing.channels)
    assert make_digest(without, KEY).problems == ()
    assert (one(app, CHAT).state, one(app, CHAT).phase) == (DeliveryState.FAILED, "no reader")
    assert one(app, CHAT).text == "the chat is no longer in watch.toml"
    assert office.letters() == BY_MAIL


@pytest.mark.usefixtures("relay")
@pytest.mark.parametrize("to", [CHAT, "lab", "CHAT:Lab"])
def test_a_person_may_post_it_again(mailing: App, hook: Webhook, to: str) -> None:
    app = with_chat(mailing)
    make_digest(app, KEY)
    (again,) = resend_edition(later(app, hours=1).mailing, app.editions, KEY, to)
    assert (again.recipient, again.resend, again.state) == (CHAT, 1, DeliveryState.SENT)
    assert [post["title"].startswith("Resent: ") for post in hook.posts] == [False, True]


@pytest.mark.usefixtures("relay", "hook")
def test_a_chat_that_is_not_there_is_bad_usage(mailing: App, monkeypatch: pytest.MonkeyPatch) -> None:
    app = with_chat(mailing)
    make_digest(app, KEY)
    with pytest.raises(BrokenConfig, match=r"no \[\[channel\]\] of watch.toml is chat:lap; did you mean 'chat:lab'"):
        resend_edition(app.mailing, app.editions, KEY, "chat:lap")
    monkeypatch.delenv("TEST_LAB_URL")
    unset = with_chat(mailing)
    with pytest.raises(BrokenConfig, match="TEST_LAB_URL is not set"):
        resend_edition(unset.mailing, unset.editions, KEY, CHAT)


@pytest.mark.usefixtures("relay")
def test_no_file_of_a_run_has_the_address(mailing: App, hook: Webhook, tmp_path: Path) -> None:
    hook.steps = ["404"]
    app = with_chat(mailing)
    made = make_digest(app, KEY)
    assert os.environ["TEST_LAB_URL"] == hook.url
    assert SECRET not in f"{app!r} {made!r} {made.problems}"
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert [path for path in files if SECRET.encode() in path.read_bytes()] == []
