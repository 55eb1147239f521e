"""Who was sent a paper: the readers of a notice about it are found by the letters, and not by a list of readers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from literature.model.edition import HeldNotice, Recipient
from literature.model.record import Record, Relation
from store.corpus import Corpus
from store.decisions import Decisions
from store.editions import Editions, Masthead
from store.engine.database import Database
from store.mail.delivery import DeliveryState, Ending, MessageKind, OutgoingMessage
from store.mail.outbox import Outbox
from store.tables import DeliveryRow
from tests.store.records import T0, classified, harvest, paper

pytestmark = pytest.mark.both_databases

FIRST, SECOND, THIRD = date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 7)
MASTHEAD = Masthead("IL-1", "Europe/London", "r1", (("gout", "Gout"), ("cardio", "Heart")), "t1")
WEEK, ANNA, BERTA = timedelta(days=7), "anna@example.org", "berta@example.org"
SENT = datetime(2026, 11, 23, 7, 5, tzinfo=UTC)
RETRACTION = paper("9", "Retraction: Anakinra in the invented disease", relations=(Relation("RetractionOf", "1"),))


class Past:
    """A corpus whose papers are mailed, and retracted."""

    def __init__(self, corpus: Corpus, editions: Editions, outbox: Outbox, database: Database) -> None:
        self.corpus, self.editions, self.outbox, self.database = corpus, editions, outbox, database

    def admit(self, *records: Record, seeding: bool = False) -> None:
        candidates = [classified(record) for record in records]
        self.corpus.admit(harvest(*records), candidates, started=T0, now=T0, seeding=seeding)

    def freeze(self, key: date) -> tuple[HeldNotice, ...]:
        days = key - FIRST
        return self.editions.freeze(key, MASTHEAD, T0 + WEEK + days).notices

    def send(self, to: str, state: DeliveryState = DeliveryState.SENT, *, key: date = FIRST, **letter: object) -> None:
        """A letter of the Edition ``key`` and what became of it; its topics in ``letter``, none for all."""
        resend = letter.get("resend", 0)
        message = OutgoingMessage(to, f"<{key}.{to}.{resend}@x>", b"Subject: 1\r\n\r\nbody", **letter)  # type: ignore[arg-type]
        self.outbox.enqueue(key, [message], T0)
        (delivery,) = (d for d in self.outbox.of_edition(key) if (d.recipient, d.resend) == (to, resend))
        if state is DeliveryState.PENDING:
            return
        lease = self.outbox.claim(delivery, SENT)
        assert lease
        if state is not DeliveryState.SENDING:
            assert self.outbox.mark_data(lease, SENT)
        if state not in (DeliveryState.SENDING, DeliveryState.DATA):
            self.outbox.finish(lease, Ending(state, "dot", 250, "ok"), SENT)

    def audience(self, key: date = SECOND) -> tuple[Recipient, ...] | None:
        """Of the retraction, which comes now."""
        self.admit(RETRACTION)
        (notice,) = self.freeze(key)
        frozen = self.editions.get(key)
        assert frozen
        assert frozen.notices == (notice,), "the snapshot keeps it"
        return notice.audience


@pytest.fixture
def past(corpus: Corpus, editions: Editions, outbox: Outbox, database: Database) -> Past:
    """A paper about the heart is in the first edition."""
    past = Past(corpus, editions, outbox, database)
    past.admit(paper("1"))
    past.freeze(FIRST)
    return past


@pytest.mark.parametrize("state", DeliveryState, ids=str)
def test_whose_letter_failed_was_not_sent_it_and_all_others_were_or_will_be(past: Past, state: DeliveryState) -> None:
    past.send(ANNA, state)
    instant = SENT if state is DeliveryState.SENT else None
    assert past.audience() == (() if state is DeliveryState.FAILED else (Recipient(ANNA, FIRST, instant),))


@pytest.mark.parametrize(("topics", "shown"), [((), True), (("cardio", "gout"), True), (("gout",), False)], ids=str)
def test_a_letter_without_the_topic_of_the_paper_did_not_bring_it(
    past: Past, topics: tuple[str, ...], shown: bool
) -> None:
    past.send(ANNA, topics=topics)
    assert bool(past.audience()) is shown


def test_an_old_letter_whose_topics_are_not_known_counts_as_one_with_all_of_them(past: Past) -> None:
    past.send(ANNA, topics=("gout",))
    with past.database.writing() as session:
        session.execute(update(DeliveryRow).values(topics=None))
    assert past.audience() == (Recipient(ANNA, FIRST, SENT),)


def test_a_reader_of_several_letters_is_one_by_the_first_that_was_sent(past: Past) -> None:
    past.send(ANNA, DeliveryState.FAILED)
    past.send("Anna@example.org", DeliveryState.AMBIGUOUS, resend=1)
    past.send(ANNA, resend=2)
    assert past.audience() == (Recipient(ANNA, FIRST, SENT),)


def test_a_letter_of_notices_alone_brought_no_paper(past: Past) -> None:
    past.send(BERTA)
    past.send(ANNA, kind=MessageKind.NOTICES)
    assert past.audience() == (Recipient(BERTA, FIRST, SENT),)


def test_what_a_person_says_was_sent_was_sent_when_it_was_tried(past: Past) -> None:
    past.send(ANNA, DeliveryState.AMBIGUOUS)
    (delivery,) = past.outbox.open()
    past.outbox.resolve(delivery, Ending(DeliveryState.SENT, "person", 0, "it came"), SENT + WEEK)
    assert past.audience() == (Recipient(ANNA, FIRST, SENT),)


def test_an_edition_of_which_no_letter_was_made_was_read_by_anybody(past: Past) -> None:
    assert past.audience() is None


def test_a_seed_is_for_all_and_who_was_sent_it_before_is_known(past: Past) -> None:
    past.send(ANNA)
    past.admit(paper("1"), seeding=True)
    past.admit(RETRACTION)
    (notice,) = past.freeze(SECOND)
    assert (notice.is_for_all, notice.audience) == (True, (Recipient(ANNA, FIRST, SENT),))


def test_two_works_that_were_found_to_be_one_were_sent_to_the_readers_of_both(past: Past) -> None:
    """One was the preprint, mailed a week before."""
    past.send(ANNA)
    past.admit(paper("2", "Another title for the same invented work", family="Otherwise"))
    past.freeze(SECOND)
    past.send(BERTA, key=SECOND)
    decisions = Decisions(past.database, classified)
    one, two = (stored for pmid in ("1", "2") for stored in decisions.records_named((), [pmid]))
    decisions.link(one.record_id, two.record_id, T0)
    assert past.audience(THIRD) == (Recipient(ANNA, FIRST, SENT), Recipient(BERTA, SECOND, SENT))


def test_a_letter_of_two_editions_brought_the_paper_of_the_first(past: Past) -> None:
    past.freeze(SECOND)
    past.send(ANNA, key=SECOND, covers_from=FIRST)
    past.send(BERTA, key=SECOND)
    assert past.audience(THIRD) == (Recipient(ANNA, SECOND, SENT),)


def test_a_letter_of_two_editions_under_other_topics_did_not_bring_it(past: Past) -> None:
    past.freeze(SECOND)
    past.send(ANNA, key=SECOND, covers_from=FIRST, topics=("gout",))
    past.send(BERTA, key=SECOND, covers_from=FIRST)
    assert past.audience(THIRD) == (Recipient(BERTA, SECOND, SENT),)
