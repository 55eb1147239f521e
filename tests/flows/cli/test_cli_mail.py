"""The commands about letters: what they say, and with which exit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from flows.app import App
from flows.cli import main_job
from tests.flows.cli.test_cli import Said, _on_monday, ilwatch
from tests.flows.delivery.relayed import CARDIOLOGIST, KEY, OWNER, READER, one
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
