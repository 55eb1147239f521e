"""A scripted history: a paper is mailed to two of three readers, one of them leaves, then it is retracted.

Exactly the two who were sent it are told, once each, by whatever source it is known and wherever the mailing is killed.
"""

from __future__ import annotations

import asyncio
import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as email_policy
from pathlib import Path

import pytest

from flows.app import App, clock, open_app
from flows.cli.demo import MONDAY, SAMPLE
from flows.curation.why import story_of
from flows.delivery.mailing import resume
from flows.delivery.resend import resend_edition
from flows.jobs import recheck
from flows.jobs.poll import poll_all
from flows.jobs.visit import open_poll
from literature.model.record import Scheme
from sources.pubmed.answer import SOURCE
from store.mail.delivery import DeliveryState, MessageKind
from tests.flows.children import KILLED, at_once, ended, start
from tests.flows.conftest import SampleWeek
from tests.flows.delivery.mailing_child import IN_DOUBT, KEY, Point, die, run
from tests.flows.delivery.relayed import part, write_mail
from tests.standins.crossref import update
from tests.standins.ncbi_index import bodies, load
from tests.standins.ncbi_sample import document, record
from tests.standins.post_office import PostOffice, free_port, open_at

STAYS, LEAVES, NEVER_SENT = "reader@example.org", "cardiologist@example.org", "neurologist@example.org"
FRIEND = "friend@example.net"
TOPICS = {STAYS: (), LEAVES: ("cardio",), NEVER_SENT: ("neuro",)}
PAPER, TITLE, NOTICE = "99000001", "Rilonacept versus placebo", 99000101
DAY = timedelta(days=1)
NEXT, AFTER = MONDAY + 7 * DAY, MONDAY + 14 * DAY

ALERT = f"Retraction: {TITLE}"
WHEN = "You were sent this paper on 23 Nov 2026."


class History:
    """The sample week, its relay and its three readers, as time goes by."""

    def __init__(self, week: SampleWeek) -> None:
        self.week, self.config, self.database = week, week.config, week.database
        self.office, self.port = PostOffice(), free_port()
        self.files, self.written = [SAMPLE / "pubmed.xml"], week.config.read_text(encoding="utf-8")
        self.readers(STAYS, LEAVES, NEVER_SENT)

    def readers(self, *addresses: str, policy: str = "retry") -> None:
        """From now on these are in watch.toml."""
        self.config.write_text(self.written, encoding="utf-8")
        write_mail(self.config, self.port, addresses, policy)
        text = self.config.read_text(encoding="utf-8")
        for address in addresses:
            topics = ", ".join(f'"{topic}"' for topic in TOPICS[address])
            text = text.replace(f'address = "{address}"', f'address = "{address}"\ntopics = [{topics}]')
        self.config.write_text(text, encoding="utf-8")

    def announce(self, name: str, content: bytes) -> None:
        """From now on PubMed has these records too, or these newer states of its records."""
        self.files.append(self.week.folder / name)
        self.files[-1].write_bytes(content)
        self.week.pubmed.index = load(self.files)

    def app(self, at: datetime) -> AbstractContextManager[App]:
        return open_app(self.config, self.database, clock(at), at_once)

    def poll(self, at: datetime) -> None:
        with self.app(at) as app:
            asyncio.run(poll_all(app, [SOURCE]))

    def mail(self, at: datetime) -> None:
        assert run(self.config, self.database, at).problems == ()

    def letters(self, address: str) -> list[EmailMessage]:
        """All that the reader got, oldest first."""
        boxes = self.office.boxes.get(address, [])
        return [message_from_bytes(content, policy=email_policy) for content in boxes]

    def told(self, address: str) -> list[str]:
        """The letters that told the reader of the retraction under "Needs attention", or in a letter of its own."""
        return [text for letter in self.letters(address) if ALERT in (text := words(letter))]


def words(letter: EmailMessage) -> str:
    """Its text part on one line."""
    return " ".join(part(letter, "plain").split())


def notice() -> bytes:
    """The notice of the journal, a record of its own."""
    of = f'<CommentsCorrections RefType="RetractionOf"><RefSource>J Sample</RefSource><PMID>{PAPER}</PMID>'
    notes = f"<CommentsCorrectionsList>{of}</CommentsCorrections></CommentsCorrectionsList><ChemicalList>"
    made = record(NOTICE, f"Retraction notice to: {TITLE}.", created=(MONDAY + DAY).date())
    return document(made.replace("<ChemicalList>", notes).replace("Journal Article", "Retraction Notice"))


def own_record() -> bytes:
    """The paper's own record, as NLM changes it."""
    (body,) = (each for each in bodies(SAMPLE / "pubmed.xml") if f">{PAPER}</PMID>".encode() in each[:400])
    cited = (
        f'<CommentsCorrections RefType="RetractionIn"><RefSource>J Sample. 2026;1:2</RefSource><PMID>{NOTICE}</PMID>'
    )
    notes = f"<CommentsCorrectionsList>{cited}</CommentsCorrections></CommentsCorrectionsList></MedlineCitation>"
    return document(body.decode().replace("</MedlineCitation>", notes))


def in_a_notice(history: History, at: datetime) -> None:
    history.announce("notice.xml", notice())
    history.poll(at)


def in_its_own_record(history: History, at: datetime) -> None:
    """No poll announces it: the monthly recheck finds it."""
    history.announce("own.xml", own_record())

    async def ask() -> None:
        with history.app(at) as app:
            async with open_poll(app, [app.pubmed]) as poll:
                await recheck.ask_again(poll, app.pubmed, app.rechecks.names(Scheme.PMID))

    asyncio.run(ask())
    history.poll(at)


def in_crossref(history: History, at: datetime) -> None:
    """The recheck asks Crossref too; PubMed says nothing of it."""
    with history.app(at) as app:
        item = app.corpus.history([], [PAPER]).item
        assert item
        history.week.crossref.asserts(item.record.identifier(Scheme.DOI), update("10.5555/notice.1", at.date()))

        async def ask() -> None:
            async with open_poll(app, [app.pubmed]) as poll:
                dois = app.rechecks.names(Scheme.DOI)
                await recheck.ask_crossref(poll, app.crossref, app.rechecks, dois)

        asyncio.run(ask())


Event = Callable[[History, datetime], None]
SCRIPTS: dict[str, Sequence[tuple[datetime, Event]]] = {
    "in PubMed, by a notice": [(MONDAY + 2 * DAY, in_a_notice)],
    "in PubMed, in its own record": [(MONDAY + 3 * DAY, in_its_own_record)],
    "in PubMed, in both ways": [(MONDAY + 2 * DAY, in_a_notice), (MONDAY + 4 * DAY, in_its_own_record)],
    "in Crossref only": [(MONDAY + 3 * DAY, in_crossref)],
    "in Crossref, then in PubMed": [(MONDAY + 2 * DAY, in_crossref), (MONDAY + 4 * DAY, in_its_own_record)],
    "in Crossref, a week later in PubMed": [(MONDAY + 2 * DAY, in_crossref), (NEXT + 2 * DAY, in_a_notice)],
    "in PubMed, a week later in Crossref": [(MONDAY + 2 * DAY, in_its_own_record), (NEXT + 2 * DAY, in_crossref)],
    "in PubMed, in both ways a week apart": [(MONDAY + 2 * DAY, in_a_notice), (NEXT + 2 * DAY, in_its_own_record)],
    "in PubMed, in both ways a week apart, the other way round": [
        (MONDAY + 2 * DAY, in_its_own_record),
        (NEXT + 2 * DAY, in_a_notice),
    ],
}
"""What becomes known of the paper, and when; a source more is a row more."""


@pytest.fixture
def history(week: SampleWeek, polled_file: Path) -> Iterator[History]:
    """The paper has been mailed to two of three readers, and one of the two has left since."""
    shutil.copy(polled_file, week.folder / "ilwatch.db")
    history = History(week)
    with open_at(history.office, history.port):
        history.poll(MONDAY)
        history.mail(MONDAY)
        assert [TITLE in words(*history.letters(reader)) for reader in (STAYS, LEAVES, NEVER_SENT)] == [
            True,
            True,
            False,
        ]
        history.readers(STAYS, NEVER_SENT)
        yield history


def retract(history: History, script: Sequence[tuple[datetime, Event]], until: datetime) -> None:
    for at, event in script:
        if until - 7 * DAY <= at < until:
            event(history, at)


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_exactly_those_who_were_sent_the_paper_are_told_once_each(
    history: History, script: Sequence[tuple[datetime, Event]]
) -> None:
    for week in (NEXT, AFTER):
        retract(history, script, week)
        history.poll(week)
        history.mail(week)
        history.mail(week)
    assert_told_once(history)
    assert [len(history.letters(reader)) for reader in (STAYS, LEAVES, NEVER_SENT)] == [3, 2, 3]


def assert_told_once(history: History) -> None:
    assert {reader: len(history.told(reader)) for reader in TOPICS} == {STAYS: 1, LEAVES: 1, NEVER_SENT: 0}
    assert all(WHEN in text for reader in (STAYS, LEAVES) for text in history.told(reader))
    for letter in history.letters(NEVER_SENT)[1:]:
        assert "retraction" not in letter["Subject"]
        assert ALERT not in part(letter, "html")


ROUNDS = range(6)


@pytest.mark.parametrize("seed", ROUNDS)
@pytest.mark.parametrize("script", ["in PubMed, by a notice", "in Crossref only"])
def test_killed_at_random_outside_the_gap_they_are_told_once_each(history: History, seed: int, script: str) -> None:
    """Between the freeze and the last letter, several times over."""
    chance = random.Random(seed)
    points = [point for point in Point if point not in IN_DOUBT]
    retract(history, SCRIPTS[script], NEXT)
    history.poll(NEXT)
    for _ in range(3):
        child = start(die, history.config, history.database, chance.choice(points), chance.randint(1, 3), NEXT)
        assert ended([child])[0] in (0, KILLED)
    history.mail(NEXT)
    assert_told_once(history)
    assert [len(history.letters(reader)) for reader in (STAYS, LEAVES, NEVER_SENT)] == [2, 2, 2]


@pytest.mark.parametrize("point", IN_DOUBT, ids=str)
def test_killed_in_the_gap_of_the_former_readers_letter_it_is_held_for_a_person(history: History, point: Point) -> None:
    history.readers(STAYS, NEVER_SENT, policy="hold")
    retract(history, SCRIPTS["in PubMed, by a notice"], NEXT)
    history.poll(NEXT)
    assert ended([start(die, history.config, history.database, point, 3, NEXT)]) == [KILLED]
    run(history.config, history.database, NEXT)
    with history.app(NEXT) as app:
        held = {(each.recipient, each.kind, each.state) for each in app.outbox.of_edition(NEXT.date())}
    assert (LEAVES, MessageKind.NOTICES, DeliveryState.AMBIGUOUS) in held
    assert len(history.told(LEAVES)) <= 1


def retracted(history: History) -> None:
    retract(history, SCRIPTS["in PubMed, by a notice"], NEXT)
    history.poll(NEXT)


def test_a_former_reader_gets_the_notice_and_nothing_else(history: History) -> None:
    retracted(history)
    history.mail(NEXT)
    letter = history.letters(LEAVES)[1]
    assert letter["Subject"].endswith(": 1 retraction of a paper you were sent")
    assert len(letter["Subject"]) <= 70
    text = words(letter)
    assert "You are no longer on the list of readers, so you get no weekly letter and nothing else from us" in text
    assert text.count("https://pubmed.ncbi.nlm.nih.gov/") == 2, "the paper and its notice"
    assert "You get this letter because" not in text
    assert STAYS not in text


def test_who_leaves_before_the_letter_is_sent_gets_its_notices_alone(history: History) -> None:
    """The letter is called off with its reader; the notice in it is not, whatever is killed in between."""
    history.readers(STAYS, LEAVES, NEVER_SENT)
    retracted(history)
    assert ended([start(die, history.config, history.database, Point.ENQUEUED, 1, NEXT)]) == [KILLED]
    history.readers(STAYS, NEVER_SENT)
    for point in (Point.IN_ENQUEUE, Point.ENQUEUED):
        assert ended([start(die, history.config, history.database, point, 1, NEXT)]) == [KILLED]
    with history.app(NEXT + DAY) as app:
        resume(app.mailing)
        resume(app.mailing)
        states = {(each.kind, each.state) for each in app.outbox.of_edition(NEXT.date()) if each.recipient == LEAVES}
    assert states == {(MessageKind.DIGEST, DeliveryState.FAILED), (MessageKind.NOTICES, DeliveryState.SENT)}
    assert_told_once(history)


def test_who_comes_back_gets_the_normal_letter(history: History) -> None:
    history.readers(LEAVES, NEVER_SENT)
    retracted(history)
    history.mail(NEXT)
    (text,) = history.told(LEAVES)
    assert "You get this letter because" in text
    (text,) = history.told(STAYS)
    assert "You get this letter because" not in text


def test_a_mailbox_that_was_refused_for_good_gets_none(history: History) -> None:
    history.office.refuse[LEAVES] = "550 5.1.1 no such user"
    with history.app(MONDAY + DAY) as app:
        for _ in range(2):
            resend_edition(app.mailing, app.editions, KEY, LEAVES)
    retracted(history)
    history.mail(NEXT)
    with history.app(NEXT) as app:
        assert LEAVES not in {each.recipient for each in app.outbox.of_edition(NEXT.date())}


def test_whose_letter_failed_was_not_sent_the_paper_and_a_friend_was(history: History) -> None:
    """`ilwatch resend` sends an edition to any address."""
    with history.app(MONDAY + 2 * DAY) as app:
        resend_edition(app.mailing, app.editions, KEY, FRIEND)
    retracted(history)
    history.mail(NEXT)
    (text,) = history.told(FRIEND)
    assert "You were sent this paper on 25 Nov 2026, in the edition of 23 Nov 2026." in text


def test_a_letter_that_is_sent_again_has_the_notices_of_its_reader(history: History) -> None:
    retracted(history)
    history.mail(NEXT)
    with history.app(NEXT) as app:
        for reader in (STAYS, NEVER_SENT):
            resend_edition(app.mailing, app.editions, NEXT.date(), reader)
    assert (len(history.told(STAYS)), len(history.told(NEVER_SENT))) == (2, 0)


def test_an_edition_that_is_sent_again_later_says_what_was_retracted_since(history: History) -> None:
    """Who gets it only now was not sent the paper when the notice came."""
    retracted(history)
    history.mail(NEXT)
    with history.app(NEXT + DAY) as app:
        for reader in (FRIEND, NEVER_SENT):
            resend_edition(app.mailing, app.editions, KEY, reader)
    (text,) = history.told(FRIEND)
    assert "(in the edition of 23 Nov 2026)" in text
    assert history.told(NEVER_SENT) == [], "the letter under their topics does not show the paper"


def test_no_address_of_a_reader_is_in_the_archive_or_the_owners_files(history: History) -> None:
    retracted(history)
    history.mail(NEXT)
    folder = history.config.parent
    pages = [*(folder / "archive").glob("*"), *(folder / "outbox").glob(f"{NEXT.date()}.*")]
    assert {path.suffix for path in pages} == {".html", ".xml", ".txt", ".eml", ".ris", ".bib"}
    for path in pages:
        text = path.read_text(encoding="utf-8")
        assert not [reader for reader in TOPICS if reader in text], path
        assert "You were sent" not in text
    assert ALERT in " ".join((folder / "outbox" / f"{NEXT.date()}.txt").read_text(encoding="utf-8").split())
    with history.app(NEXT) as app:
        edition = app.editions.get(NEXT.date())
    assert STAYS not in repr(edition)


def test_why_says_who_was_told_and_when(history: History) -> None:
    retracted(history)
    history.mail(NEXT)
    with history.app(NEXT) as app:
        story = story_of(app.corpus, app.editions, app.outbox, app.marks, PAPER)
    told = [(each["notice"], each["edition"], each["reader"], each["state"]) for each in story.data()["told"]]
    assert sorted(told) == [
        ("retraction", "2026-11-30", "c***@example.org", "sent"),
        ("retraction", "2026-11-30", "r***@example.org", "sent"),
    ]
    line = "  retraction told in the edition of 2026-11-30: sent to c***@example.org, 2026-11-30 07:00 UTC"
    assert line in story.lines()
