"""A chat channel against a server on loopback: what each answer means, what is posted to which service, and silence
about the address."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from digests.chat.apprise_channel import AppriseChannel
from digests.mail.channel import Ambiguous, Permanent, SendOutcome, Sent, Transient
from tests.paths import ROOT
from tests.standins.post_office import free_port
from tests.standins.webhook import SECRET, Webhook, open_webhook

MESSAGE = b"Subject: IL-1 Watch, 23 new\r\n\r\nFirst & p < 0.05\r\n\r\nhttps://pubmed.ncbi.nlm.nih.gov/1/\r\n"


def post(hook: Webhook, **seconds: float) -> SendOutcome:
    """One attempt at ``hook``, which is open."""
    channel = replace(AppriseChannel("lab", hook.url, "LAB_URL"), **seconds)  # type: ignore[arg-type]  # of their names
    return channel.deliver(MESSAGE, recipient="chat:lab")


@pytest.mark.parametrize(
    ("step", "kind", "said"),
    [
        ("200", Sent, "HTTP 200 OK"),
        ("204", Sent, "HTTP 204 No Content"),
        ("302", Permanent, "HTTP 302 Found"),
        ("401", Permanent, "HTTP 401 Unauthorized"),
        ("403", Permanent, "HTTP 403 Forbidden"),
        ("404", Permanent, "HTTP 404 Not Found"),
        ("410", Permanent, "HTTP 410 Gone"),
        ("408", Transient, "HTTP 408 Request Timeout"),
        ("429", Transient, "HTTP 429 Too Many Requests"),
        ("503", Transient, "HTTP 503 Service Unavailable"),
        ("500", Ambiguous, "HTTP 500 Internal Server Error, which does not say whether it was posted"),
        ("502", Ambiguous, "HTTP 502 Bad Gateway, which does not say whether it was posted"),
        ("504", Ambiguous, "HTTP 504 Gateway Timeout, which does not say whether it was posted"),
        ("drop", Ambiguous, "the connection broke before the answer came"),
        ("keep and drop", Ambiguous, "the connection broke before the answer came"),
    ],
)
def test_the_answer_decides(step: str, kind: type[SendOutcome], said: str) -> None:
    with open_webhook(Webhook(step)) as hook:
        outcome = post(hook)
    assert (type(outcome), outcome.text) == (kind, said)
    assert hook.requests == 1


def test_a_service_that_never_answers_costs_one_deadline_and_leaves_it_in_doubt() -> None:
    with open_webhook(Webhook("keep and hang")) as hook:
        outcome = post(hook, answer_seconds=0.5)
    assert isinstance(outcome, Ambiguous)
    assert (hook.requests, len(hook.posts)) == (1, 1)


def test_where_nobody_listens_it_can_be_sent_again_without_risk() -> None:
    outcome = post(Webhook(port=free_port()))
    assert outcome == Transient("post", 0, "no connection to the service")


def test_a_host_that_does_not_exist_is_no_connection_either() -> None:
    channel = AppriseChannel("lab", "json://lab.invalid/x", "LAB_URL")
    assert isinstance(channel.deliver(MESSAGE, recipient="chat:lab"), Transient)


def test_what_the_address_asks_for_makes_no_second_post_and_no_false_yes() -> None:
    with open_webhook(Webhook("500")) as hook:
        url = f"{hook.url}?retry=3&wait=0&optional=yes&overflow=split&redirect=yes&format=markdown&emojis=yes"
        outcome = AppriseChannel("lab", url, "LAB_URL").deliver(MESSAGE, recipient="chat:lab")
    assert isinstance(outcome, Ambiguous)
    assert hook.requests == 1


def test_a_plugin_that_tries_again_by_itself_is_stopped_after_a_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    from apprise.plugins.custom_json import NotifyJSON

    once: Callable[..., bool] = NotifyJSON.send
    monkeypatch.setattr(NotifyJSON, "send", lambda *words, **named: once(*words, **named) or once(*words, **named))
    with open_webhook(Webhook("keep and drop")) as hook:
        assert isinstance(post(hook), Ambiguous)
    assert hook.requests == 1


def test_a_plugin_that_raises_leaves_it_in_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    from apprise.plugins.custom_json import NotifyJSON

    def broken(*_words: object, **_named: object) -> bool:
        raise ValueError(SECRET)

    monkeypatch.setattr(NotifyJSON, "send", broken)
    with open_webhook(Webhook()) as hook:
        outcome = post(hook)
    assert isinstance(outcome, Ambiguous)
    assert SECRET not in outcome.text


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        (f"nosuchservice://{SECRET}", "the environment variable LAB_URL holds no address that apprise understands"),
        (SECRET, "the environment variable LAB_URL holds no address that apprise understands"),
        (f"tgram://123456789:{SECRET}/", ""),
        (
            f"slack://T1JJ3T3L2/A1BRTD4JD/{SECRET[:24]}/#a/#b",
            "the environment variable LAB_URL names 2 places: write a [[channel]] for each",
        ),
    ],
)
def test_an_address_that_cannot_be_used_is_named_by_its_variable(url: str, fault: str) -> None:
    channel = AppriseChannel("lab", url.replace("-", ""), "LAB_URL")
    assert channel.fault == fault
    if fault:
        assert channel.deliver(MESSAGE, recipient="chat:lab") == Transient("address", 0, fault)


@pytest.mark.parametrize("step", ["200", "404", "keep and drop"])
def test_no_log_and_no_text_has_the_address(
    step: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG), open_webhook(Webhook(step)) as hook:
        channel = AppriseChannel("lab", hook.url, "LAB_URL")
        outcome = channel.deliver(MESSAGE, recipient="chat:lab")
        dead = replace(channel, url=SECRET)
        said = f"{channel!r} {channel.name} {outcome!r} {dead.fault}"
    out, err = capfd.readouterr()
    assert SECRET not in f"{said} {caplog.text} {out} {err}"


def test_apprise_is_not_imported_until_something_is_posted() -> None:
    code = "import flows.app, flows.cli.main, sys; sys.exit('apprise' in sys.modules or 'requests' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_bytes_of_our_mails_stay_as_they_are() -> None:
    """apprise's own plugin for mail changes how the whole process writes UTF-8."""
    code = """
from email.header import Header
from digests.chat.apprise_channel import AppriseChannel
def written(): return Header('Épidémie, IL-1β ' * 5, 'utf-8', 75, 'Subject').encode()
before = written()
assert AppriseChannel('lab', 'json://127.0.0.1:9/', 'LAB_URL').fault == ''
assert written() == before, (before, written())
"""
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


# What arrives at the services that people use: each plugin's own request, at an address on loopback.

MAIL = (
    "Subject: Watch\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    "1. ‹!channel> [PubMed] (https://evil.example) p < 0.05 & IL1_RN\r\n"
).encode()


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Webhook]:
    """A service in the place of Slack, Telegram and Discord."""
    from apprise.plugins.discord import NotifyDiscord
    from apprise.plugins.slack import NotifySlack
    from apprise.plugins.telegram import NotifyTelegram

    with open_webhook(Webhook()) as opened:
        base = f"http://127.0.0.1:{opened.port}"
        monkeypatch.setattr(NotifySlack, "webhook_url", f"{base}/services")
        monkeypatch.setattr(NotifyTelegram, "notify_url", f"{base}/bot")
        monkeypatch.setattr(NotifyDiscord, "notify_url", f"{base}/webhooks")
        yield opened


def arrived(hook: Webhook, url: str) -> dict[str, Any]:
    assert isinstance(AppriseChannel("lab", url, "LAB_URL").deliver(MAIL, recipient="chat:lab"), Sent)
    (body,) = hook.posts
    return body


def test_slack_gets_plain_text(hook: Webhook) -> None:
    body = arrived(hook, f"slack://T1JJ3T3L2/A1BRTD4JD/{SECRET.replace('-', '')[:24]}")
    assert body["mrkdwn"] is False
    assert body["attachments"][0]["title"] == "Watch"
    assert "p < 0.05 & IL1_RN" in body["attachments"][0]["text"]


def test_telegram_gets_html_with_every_sign_escaped(hook: Webhook) -> None:
    body = arrived(hook, "tgram://123456789:abcdefg_hijklmnop/12315544")
    assert body["parse_mode"] == "HTML"
    assert "p &lt; 0.05 &amp; IL1_RN" in body["text"]
    assert body["text"].startswith("Watch") or "<b>Watch</b>" in body["text"]


def test_discord_gets_one_plain_message_of_its_size(hook: Webhook) -> None:
    body = arrived(hook, "discord://123456789012345678/abcdefghijklmnopqrstuvwxyz")
    assert "embeds" not in body
    assert "p < 0.05 & IL1_RN" in body["content"]
