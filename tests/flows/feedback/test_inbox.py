"""Answers by mail: from the subject of a letter's link to the mark, whatever mail programs make of it on the way."""

from __future__ import annotations

import mailbox
import os
import re
import smtplib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox

from flows.app import App
from flows.config import FeedbackTable
from flows.feedback.inbox import InboxReport, read_inbox
from literature.model.errors import BrokenConfig, BrokenSource
from literature.readers.reader_mark import MarkKind
from sources.inbox import local_inbox
from store.reader_marks import MOST_A_DAY
from tests.flows.delivery.relayed import CARDIOLOGIST, KEY, READER, later, part
from tests.flows.digests import draw, make_digest
from tests.flows.feedback.served import SECRET, kind_now, the_token
from tests.standins.certificate import write_certificate
from tests.standins.imap import ImapStandin
from tests.standins.post_office import PostOffice, free_port, open_at

USEFUL, NOT_FOR_US, TAKEN_BACK = MarkKind


@pytest.fixture
def answerable(mailing: App, monkeypatch: pytest.MonkeyPatch) -> App:
    """Three hours after the edition, so that mails can be older than now."""
    monkeypatch.setenv("ILWATCH_FEEDBACK_KEY", SECRET)
    return later(mailing, hours=3)


@pytest.fixture
def work(answerable: App) -> int:
    return draw(answerable, KEY, preview=False).items[0].work_id


@pytest.fixture
def box(answerable: App) -> mailbox.Maildir:
    return mailbox.Maildir(answerable.folder / "answers")


@pytest.fixture
def app(answerable: App, box: mailbox.Maildir) -> App:
    return with_inbox(answerable, "answers")


def with_inbox(app: App, place: str) -> App:
    return replace(app, watch=app.watch.model_copy(update={"feedback": FeedbackTable(inbox=place)}))


def mail(subject: str, sent: datetime | None, sender: str = READER, **headers: str) -> bytes:
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "watch@example.org"
    message["Subject"] = subject
    if sent:
        message["Date"] = format_datetime(sent)
    message["Message-ID"] = f"<{abs(hash((subject, sent, sender)))}@example.net>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Sent from my phone\n\n-- \nDr A. Reader, Ward 7\n")
    return message.as_bytes()


def minutes(app: App, number: float) -> datetime:
    """So many minutes before now, for negative ones."""
    return app.now() + timedelta(minutes=number)


def told(report: InboxReport) -> dict[str, object]:
    """What was counted, without the zeros."""
    data = report.data()
    refused = {why: number for why, number in data.pop("refused").items() if number}
    counted = {name: value for name, value in data.items() if value and name not in {"place", "mails"}}
    return counted | refused


@pytest.mark.parametrize(
    ("subject", "kind"),
    [
        ("Useful {}", USEFUL),
        ("Not for us {}", NOT_FOR_US),
        ("useful: {}", USEFUL),
        ("Re: Useful {}", USEFUL),
        ("AW: WG: Not for us {}", NOT_FOR_US),
        ("[EXTERN] NOT FOR US {} [list]", NOT_FOR_US),
        ("=?utf-8?q?Not_for_us_{}?=", NOT_FOR_US),
        ("=?utf-8?q?Not_for_?=\r\n =?utf-8?q?us_{}?=", NOT_FOR_US),
        ("Not\r\n for\r\n\tus\r\n {}", NOT_FOR_US),
        ("=?utf-8?q?Not=C2=A0for=C2=A0us_{}?=", NOT_FOR_US),
    ],
)
def test_a_subject_is_read_whatever_mail_programs_make_of_it(
    app: App, box: mailbox.Maildir, work: int, subject: str, kind: MarkKind
) -> None:
    raw = mail("SUBJECT", minutes(app, -5)).replace(b"SUBJECT", subject.format(the_token(work)).encode())
    box.add(raw)
    assert told(read_inbox(app)) == {kind.value: 1}
    assert kind_now(app, work) is kind


def test_mails_read_again_change_nothing_and_the_newest_answer_counts(
    app: App, box: mailbox.Maildir, work: int
) -> None:
    for kind, when in (("Take back", -1), ("Useful", -9), ("Not for us", -5)):
        box.add(mail(f"{kind} {the_token(work)}", minutes(app, when)))
    assert told(read_inbox(app)) == {"useful": 1, "not_for_us": 1, "taken_back": 1}
    assert told(read_inbox(app)) == {"known": 3}
    assert kind_now(app, work) is TAKEN_BACK


def test_an_old_mail_that_is_sent_again_does_not_bring_back_what_was_taken_back(
    app: App, box: mailbox.Maildir, work: int
) -> None:
    first = mail(f"Useful {the_token(work)}", minutes(app, -9))
    box.add(first)
    read_inbox(app)
    box.add(mail(f"Take back {the_token(work)}", minutes(app, -5)))
    read_inbox(app)
    box.add(first.replace(b"Message-ID: <", b"Message-ID: <replayed."))
    assert told(read_inbox(app)) == {"known": 3}
    assert kind_now(app, work) is TAKEN_BACK


def test_forged_and_expired_answers_and_those_of_strangers_are_refused_and_change_nothing(
    app: App, box: mailbox.Maildir, work: int
) -> None:
    genuine, other = the_token(work), the_token(work + 1)
    forged = [genuine[:8] + other[8:], the_token(work, secret=SECRET[::-1]), "A" * 28, genuine[::-1]]
    for text in forged:
        box.add(mail(f"Useful {text}", minutes(app, -5)))
    assert told(read_inbox(app)) == {"forged": 4}
    old = later(app, days=181)
    box.add(mail(f"Useful {genuine}", minutes(old, -5)))
    assert told(read_inbox(old)) == {"forged": 4, "expired": 1}
    assert app.marks.counts() == {}


def test_a_cut_or_longer_token_is_no_answer(app: App, box: mailbox.Maildir, work: int) -> None:
    for text in (the_token(work)[:-1], f"{the_token(work)}A"):
        box.add(mail(f"Useful {text}", minutes(app, -5)))
    assert told(read_inbox(app)) == {}


def test_what_people_and_programs_write_is_left_alone(app: App, box: mailbox.Maildir, work: int) -> None:
    box.add(mail("Useful letter, thank you!", minutes(app, -5)))
    box.add(mail(f"Automatic reply: Useful {the_token(work)}", minutes(app, -5), Auto_Submitted="auto-replied"))
    box.add(mail(f"Useful {the_token(work)}", minutes(app, -5), Return_Path="<>"))
    assert told(read_inbox(app)) == {}
    assert len(list((app.folder / "answers" / "new").iterdir())) == 3


def test_an_answer_from_another_address_counts_for_the_reader_whose_letter_it_was(
    app: App, box: mailbox.Maildir, work: int
) -> None:
    """A group reads one letter, and people mail from aliases: the token decides, and it is said."""
    box.add(mail(f"Useful {the_token(work)}", minutes(app, -5), sender="A colleague <colleague@example.net>"))
    report = read_inbox(app)
    assert told(report) == {"useful": 1, "elsewhere": 1}
    assert (kind_now(app, work), kind_now(app, work, CARDIOLOGIST)) == (USEFUL, None)
    assert not [line for line in report.lines() if "@" in line]


def test_a_mail_of_a_clock_that_is_ahead_waits_and_one_of_next_week_or_no_date_is_refused(
    app: App, box: mailbox.Maildir, work: int
) -> None:
    box.add(mail(f"Useful {the_token(work)}", minutes(app, 20)))
    box.add(mail(f"Useful {the_token(work + 1)}", minutes(app, 7 * 24 * 60)))
    box.add(mail(f"Useful {the_token(work + 1)}", None))
    assert told(read_inbox(app)) == {"waiting": 1, "without a date": 2}
    assert told(read_inbox(later(app, hours=1))) == {"useful": 1, "without a date": 2}


def test_a_reader_who_mails_hundreds_of_answers_is_bounded(app: App, work: int) -> None:
    path = app.folder / "mbox"
    raw = [mail(f"{('Useful', 'Not for us')[n % 2]} {the_token(work)}", minutes(app, n / 60 - 9)) for n in range(250)]
    path.write_bytes(b"".join(b"From a@example.org Mon Nov 23 2026\n" + each + b"\n" for each in raw))
    report = read_inbox(with_inbox(app, "mbox"))
    kept = {"useful": 100, "not_for_us": 100}
    assert told(report) == kept | {"too many": 50}
    assert sum(kept.values()) == MOST_A_DAY


def test_an_mbox_is_read_by_its_heads_and_only_the_newest_mails_of_it(
    app: App, work: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, token = app.folder / "mbox", the_token(work)
    in_body = mail("Hello", minutes(app, -3)) + f"Subject: Not for us {token}\n\nSubject: Not for us {token}\n".encode()
    raw = [mail(f"Useful {token}", minutes(app, -9)), in_body, mail("Bye", minutes(app, -1))]
    path.write_bytes(b"".join(b"From a@example.org Mon Nov 23 2026\n" + each + b"\n" for each in raw))
    report = read_inbox(with_inbox(app, "mbox"))
    assert (report.mails, told(report)) == (3, {"useful": 1})
    monkeypatch.setattr(local_inbox, "MOST_MAILS", 2)
    report = read_inbox(with_inbox(app, "mbox"))
    assert (report.mails, told(report)) == (2, {})


def test_an_inbox_that_cannot_be_read_or_is_not_set_is_said(app: App) -> None:
    with pytest.raises(BrokenSource, match="nowhere cannot be read: No such file"):
        read_inbox(with_inbox(app, "nowhere"))
    (app.folder / "plain").mkdir()
    with pytest.raises(BrokenSource, match="is no Maildir"):
        read_inbox(with_inbox(app, "plain"))
    os.mkfifo(app.folder / "pipe")
    with pytest.raises(BrokenSource, match="neither a file nor a folder"):
        read_inbox(with_inbox(app, "pipe"))
    with pytest.raises(BrokenConfig, match="inbox is not set"):
        read_inbox(with_inbox(app, ""))


def test_without_a_key_nothing_is_read(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ILWATCH_FEEDBACK_KEY")
    with pytest.raises(BrokenConfig, match="ILWATCH_FEEDBACK_KEY must hold 32"):
        read_inbox(app)


def subjects(office: PostOffice, reader: str) -> list[str]:
    """The subjects of the mails that the links of a letter open."""
    links = re.findall(r'href="mailto:watch@example\.org\?subject=([^"]+)"', part(office.read(reader), "html"))
    return [unquote(link) for link in links]


def test_a_round_by_mail_from_the_letter_to_the_mark_over_real_servers(
    app: App, office: PostOffice, tmp_path: Path
) -> None:
    """The letter by SMTP to its reader; the answer by SMTP into a Maildir; and from there."""
    with open_at(office, app.watch.mail.port):
        make_digest(app, KEY)
    useful, not_for_us = subjects(office, CARDIOLOGIST)[:2]
    port, answers = free_port(), app.folder / "answers"
    controller = Controller(Mailbox(answers), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with smtplib.SMTP("127.0.0.1", port) as relay:
            for subject, when in ((useful, -9), (not_for_us, -5), ("Thank you for the letter", -2)):
                relay.sendmail(CARDIOLOGIST, ["watch@example.org"], mail(subject, minutes(app, when), CARDIOLOGIST))
    finally:
        controller.stop()
    report = read_inbox(app)
    assert (report.mails, told(report)) == (3, {"useful": 1, "not_for_us": 1})
    ((reader, (mark,)),) = app.marks.by_reader().items()
    assert (reader, mark.useful) == (CARDIOLOGIST, False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def imap() -> ImapStandin:
    return ImapStandin()


@pytest.fixture
def at_server(answerable: App, imap: ImapStandin, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    """The inbox is a folder of ``imap``."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setenv("ILWATCH_INBOX_PASSWORD", imap.password)
    with imap.serve(certificate) as port:
        yield with_inbox(answerable, f"imaps://watch%40example.org@localhost:{port}/INBOX/answers")


@pytest.mark.parametrize("plain", [True, False])
def test_a_folder_of_a_server_is_read_once_and_only_answers_are_marked_as_read(
    at_server: App, imap: ImapStandin, work: int, plain: bool
) -> None:
    imap.plain = plain
    imap.add(mail("A question about the letter", minutes(at_server, -9)))
    imap.add(mail(f"Useful {the_token(work)}", minutes(at_server, -8)))
    imap.add(mail(f"Useful {'A' * 28}", minutes(at_server, -7)))
    imap.add(mail(f"Not for us {the_token(work)}", None))
    report = read_inbox(at_server)
    assert (report.mails, told(report), imap.seen()) == (
        4,
        {"useful": 1, "forged": 1, "without a date": 1},
        [2],
    )
    assert report.data()["place"] == "localhost/INBOX/answers"
    assert read_inbox(at_server).mails == 0
    imap.add(mail(f"Take back {the_token(work)}", minutes(at_server, -1)))
    assert (told(read_inbox(at_server)), imap.seen()) == ({"taken_back": 1}, [2, 5])
    assert kind_now(at_server, work) is TAKEN_BACK
    assert not [line for line in imap.asked if "DELETE" in line.upper() or "EXPUNGE" in line.upper()]


def test_a_server_with_other_numbers_is_read_again_and_nothing_changes(
    at_server: App, imap: ImapStandin, work: int
) -> None:
    imap.add(mail("Hello", minutes(at_server, -9)))
    imap.add(mail(f"Useful {the_token(work)}", minutes(at_server, -8)))
    read_inbox(at_server)
    del imap.messages[0]
    imap.renumber()
    assert told(read_inbox(at_server)) == {"known": 1}


def test_a_mail_that_waits_is_read_again_and_so_are_those_after_it(
    at_server: App, imap: ImapStandin, work: int
) -> None:
    imap.add(mail(f"Useful {the_token(work)}", minutes(at_server, 20)))
    imap.add(mail(f"Not for us {the_token(work + 1)}", minutes(at_server, -1)))
    assert told(read_inbox(at_server)) == {"not_for_us": 1, "waiting": 1}
    assert told(read_inbox(later(at_server, hours=1))) == {"useful": 1, "known": 1}


@pytest.mark.parametrize("step", ["UID SEARCH", "UID FETCH", "UID STORE"])
def test_a_conversation_that_breaks_is_said_and_the_next_run_makes_it_good(
    at_server: App, imap: ImapStandin, work: int, step: str
) -> None:
    imap.add(mail(f"Useful {the_token(work)}", minutes(at_server, -9)))
    imap.drop_at = step
    with pytest.raises(BrokenSource, match="localhost"):
        read_inbox(at_server)
    assert imap.seen() == []
    imap.drop_at = ""
    read_inbox(at_server)
    assert (kind_now(at_server, work), imap.seen()) == (USEFUL, [1])


def test_a_wrong_password_folder_or_certificate_is_said_without_the_password(
    at_server: App, imap: ImapStandin, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = at_server.watch.feedback.inbox
    with pytest.raises(BrokenSource, match="has no folder 'Other'"):
        read_inbox(with_inbox(at_server, place.replace("INBOX/answers", "Other")))
    monkeypatch.setenv("ILWATCH_INBOX_PASSWORD", "wrong-password")
    with pytest.raises(BrokenSource, match="refused the login") as caught:
        read_inbox(at_server)
    assert "wrong-password" not in str(caught.value)
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(BrokenSource, match="its certificate is not trusted"):
        read_inbox(at_server)
