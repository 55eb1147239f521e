"""The commands about letters: what they say, and with which exit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows.app import App
from flows.cli import main_job
from tests.flows.cli.test_cli import Said, _on_monday, ilwatch
from tests.flows.delivery.relayed import CARDIOLOGIST, KEY, OWNER, READER, one
from tests.flows.feedback.served import SECRET, the_token
from tests.standins.post_office import PostOffice, open_at

Command = Callable[..., Said]


@pytest.fixture
def command(mailing: App, office: PostOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Command]:
    """`ilwatch …` on the polled week, its relay open."""
    monkeypatch.setattr(main_job, "open_app", _on_monday)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    mail = f'host = "127.0.0.1"\nport = {mailing.watch.mail.port}\nsecurity = "none"\nambiguous = "hold"'
    config = tmp_path / "watch.toml"
    config.write_text(config.read_text(encoding="utf-8").replace('host = ""', mail), encoding="utf-8")
    options = ("--config", config, "--database", f"sqlite:///{tmp_path / 'ilwatch.db'}")
    with open_at(office, mailing.watch.mail.port):
        yield lambda *arguments: ilwatch(*arguments, *options)


def test_a_digest_that_reached_everybody_is_exit_0(command: Command, office: PostOffice) -> None:
    said = command("digest", "--date", f"{KEY}")
    assert (said.code, said.err) == (0, "")
    assert "sent to 2 of 2 readers" in said.out
    assert office.letters() == {READER: 1, CARDIOLOGIST: 1}


def test_a_letter_in_doubt_is_exit_1_and_resolved_by_its_number(
    command: Command, office: PostOffice, mailing: App
) -> None:
    office.at_dot[READER] = "store and drop"
    said = command("digest", "--date", f"{KEY}")
    number = str(one(mailing).id)
    assert said.code == 1
    assert "problem: the letter to r***@example.org may or may not have arrived: " in said.err
    assert f"(ilwatch resolve {number} sent|retry)" in said.err
    assert f"delivery {number}, {KEY} to r***@example.org: ambiguous" in command("status").out
    assert [row["id"] for row in command("status", "--json").json["undelivered"]] == [int(number)]
    settled = command("resolve", number, "sent", "--json")
    assert (settled.code, settled.json["deliveries"][0]["state"]) == (0, "sent")
    assert command("status", "--json").json["undelivered"] == []
    assert command("resolve", number, "sent").code == 1
    assert READER not in said.out + said.err


def test_a_letter_put_off_is_delivered_later(command: Command, office: PostOffice) -> None:
    office.refuse[READER] = "450 4.2.0 greylisted"
    assert command("digest", "--date", f"{KEY}").code == 1
    waiting = command("deliver")
    assert (waiting.code, waiting.out) == (0, "")
    office.refuse.clear()
    assert command("digest", "--date", f"{KEY}").code == 0
    assert office.letters() == {READER: 1, CARDIOLOGIST: 1}


def test_deliver_sends_what_a_stopped_run_left(command: Command, office: PostOffice) -> None:
    office.refuse[""] = "530 5.7.0 log in first"
    stopped = command("digest", "--date", f"{KEY}", "--json")
    assert stopped.code == 1
    assert stopped.json["problems"][0] == "2 letters not tried yet: to be sent by the next run"
    office.refuse.clear()
    said = command("deliver", "--json")
    assert (said.code, [row["state"] for row in said.json["deliveries"]]) == (0, ["sent", "sent"])
    assert office.letters() == {READER: 1, CARDIOLOGIST: 1}


def test_an_edition_is_sent_again_to_one_address(command: Command, office: PostOffice) -> None:
    command("digest", "--date", f"{KEY}")
    said = command("resend", f"{KEY}", "--to", READER)
    assert said.code == 0
    assert "to r***@example.org (resend 1): sent" in said.out
    assert office.letters() == {READER: 2, CARDIOLOGIST: 1}


@pytest.mark.parametrize(
    "arguments",
    [("resend", "2026-01-05", "--to", READER), ("resend", f"{KEY}", "--to", "a@b, c@d"), ("resolve", "1", "perhaps")],
)
def test_what_cannot_be_asked_is_bad_usage(command: Command, arguments: tuple[str, ...]) -> None:
    assert command(*arguments).code == 2


def test_a_reader_without_a_mailbox_is_named_in_the_status_masked(command: Command, office: PostOffice) -> None:
    office.refuse[READER] = "550 5.1.1 no such user"
    command("digest", "--date", f"{KEY}")
    command("resend", f"{KEY}", "--to", READER)
    assert "no letters for r***@example.org: refused 2 times" in command("status").out
    assert command("status", "--json").json["suppressed"] == ["r***@example.org"]
    assert office.letters() == {CARDIOLOGIST: 1, OWNER: 1}


def with_inbox(tmp_path: Path, inbox: str) -> None:
    config = tmp_path / "watch.toml"
    text = config.read_text(encoding="utf-8")
    config.write_text(f'{text}\n[feedback]\ninbox = "{inbox}"\n', encoding="utf-8")


def test_inbox_says_what_it_read_and_json_has_every_count(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ILWATCH_FEEDBACK_KEY", SECRET)
    monkeypatch.setattr("flows.app.open_app", _on_monday)
    with_inbox(tmp_path, "answers.mbox")
    command("digest", "--date", str(KEY))
    answers = ("Date: Mon, 23 Nov 2026 06:00:00 +0000", f"Subject: Useful {the_token(8)}", f"From: {READER}", "", "")
    (tmp_path / "answers.mbox").write_text("\n".join(("From a Mon Nov 23 2026", *answers)), encoding="ascii")
    said = command("inbox")
    assert (said.code, said.out.splitlines()) == (
        0,
        ["1 mail in answers.mbox", "  1 useful, 0 not for us, 0 taken back; 0 known already"],
    )
    again = command("inbox", "--json").json
    assert (again["mails"], again["useful"], again["known"], set(again["refused"].values())) == (1, 0, 1, {0})


def test_inbox_that_is_not_set_or_has_no_key_is_bad_usage_and_one_that_is_away_is_exit_1(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command("inbox").code == 2
    with_inbox(tmp_path, "nowhere")
    assert "ILWATCH_FEEDBACK_KEY must hold 32 random characters" in command("inbox").err
    monkeypatch.setenv("ILWATCH_FEEDBACK_KEY", SECRET)
    said = command("inbox")
    assert (said.code, "nowhere cannot be read" in said.err) == (1, True)


def test_the_page_for_answers_is_not_served_without_a_key(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ILWATCH_FEEDBACK_KEY", raising=False)
    config = ("--config", tmp_path / "watch.toml", "--database", f"sqlite:///{tmp_path / 'ilwatch.db'}")
    said = ilwatch("serve-feedback", *config)
    assert (said.code, "ILWATCH_FEEDBACK_KEY" in said.err) == (2, True)


def test_check_says_how_readers_answer_where_something_is_set_for_it(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = ("--config", tmp_path / "watch.toml")
    monkeypatch.delenv("ILWATCH_FEEDBACK_KEY", raising=False)
    assert "answer" not in ilwatch("check", *config).out
    monkeypatch.setenv("ILWATCH_FEEDBACK_KEY", SECRET)
    assert f"readers answer by mail to {OWNER}; [feedback] inbox is empty" in ilwatch("check", *config).out
