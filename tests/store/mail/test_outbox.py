"""The outbox: bytes are frozen, one process at a time leases a Delivery, and a dead one's lease is found."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import func, select

from store.editions import Editions, Masthead
from store.engine.database import Database
from store.mail import lease
from store.mail.delivery import Delivery, DeliveryState, Ending, Lease, OutgoingMessage
from store.mail.outbox import Outbox
from store.tables import BodyRow
from tests.store.records import T0

pytestmark = pytest.mark.both_databases

KEY = date(2026, 11, 23)
ANNA = "anna@example.org"
LATER = T0 + timedelta(minutes=5)
SENT = Ending(DeliveryState.SENT, "dot", 250, "ok")
PUT_OFF = Ending(DeliveryState.PENDING, "RCPT", 450, "greylisted", LATER)
IN_DOUBT = Ending(DeliveryState.AMBIGUOUS, "dot", 0, "timed out", LATER)


def letter(recipient: str, number: int = 1, body: bytes = b"body\r\n", resend: int = 0) -> OutgoingMessage:
    return OutgoingMessage(recipient, f"<{number}@example.org>", b"Subject: %d\r\n\r\n%b" % (number, body), resend)


@pytest.fixture
def delivery(editions: Editions, outbox: Outbox) -> Delivery:
    editions.freeze(KEY, Masthead("IL-1 digest", "Europe/London", "r1", (), "t1"), T0)
    outbox.enqueue(KEY, [letter(ANNA)], T0)
    return outbox.of_edition(KEY)[0]


def now_of(outbox: Outbox, delivery: Delivery) -> Delivery:
    (one,) = outbox.get([delivery.id])
    return one


def claimed(outbox: Outbox, delivery: Delivery) -> Lease:
    held = outbox.claim(now_of(outbox, delivery), T0)
    assert held
    return held


def test_a_letter_once_enqueued_never_changes(outbox: Outbox, delivery: Delivery) -> None:
    outbox.enqueue(KEY, [letter(ANNA, 2, b"other")], T0)
    assert claimed(outbox, delivery).message == b"Subject: 1\r\n\r\nbody\r\n"


def test_a_reader_who_came_later_gets_the_same_edition(outbox: Outbox, delivery: Delivery) -> None:
    outbox.enqueue(KEY, [letter("berta@example.org", 3)], T0)
    assert [d.recipient for d in outbox.of_edition(KEY)] == [ANNA, "berta@example.org"]


def test_a_reader_whose_address_is_written_otherwise_gets_no_second_letter(outbox: Outbox, delivery: Delivery) -> None:
    outbox.enqueue(KEY, [letter("Anna@Example.org", 2)], T0)
    assert [d.recipient for d in outbox.of_edition(KEY)] == [ANNA]


def test_a_resend_is_a_delivery_of_its_own_and_made_once(outbox: Outbox, delivery: Delivery) -> None:
    outbox.enqueue(KEY, [letter(ANNA, 2, resend=1)], T0)
    outbox.enqueue(KEY, [letter(ANNA, 3, resend=1)], T0)
    assert [(d.recipient, d.resend) for d in outbox.of_edition(KEY)] == [(ANNA, 0), (ANNA, 1)]


def test_readers_of_the_same_topics_share_one_body(database: Database, outbox: Outbox, delivery: Delivery) -> None:
    outbox.enqueue(KEY, [letter("berta@example.org", 2), letter("carla@example.org", 3, b"chosen\r\n")], T0)
    with database.reading() as session:
        assert session.exec(select(func.count()).select_from(BodyRow)).one() == 2
    messages = [claimed(outbox, one).message for one in outbox.of_edition(KEY)]
    assert messages == [
        letter(ANNA, n, body).message for n, body in ((1, b"body\r\n"), (2, b"body\r\n"), (3, b"chosen\r\n"))
    ]


def test_only_one_of_two_processes_claims_a_delivery(outbox: Outbox, delivery: Delivery) -> None:
    assert outbox.claim(delivery, T0)
    assert not outbox.claim(delivery, T0)
    assert now_of(outbox, delivery).state is DeliveryState.SENDING


def test_who_saw_it_before_another_tried_it_does_not_try_it_at_once(outbox: Outbox, delivery: Delivery) -> None:
    """Else four runs that start together would each try a letter that the server has just put off."""
    outbox.finish(claimed(outbox, delivery), PUT_OFF, T0)
    assert outbox.claim(delivery, T0) is None
    assert outbox.claim(now_of(outbox, delivery), T0)


def test_a_sent_delivery_cannot_be_claimed_again(outbox: Outbox, delivery: Delivery) -> None:
    held = claimed(outbox, delivery)
    assert outbox.mark_data(held, T0)
    outbox.finish(held, SENT, T0)
    assert outbox.claim(delivery, T0) is None
    assert (now_of(outbox, delivery).state, now_of(outbox, delivery).attempts) == (DeliveryState.SENT, 1)
    assert outbox.open() == ()


def test_a_relay_that_cannot_be_used_burns_no_attempt(outbox: Outbox, delivery: Delivery) -> None:
    outbox.release(claimed(outbox, delivery), T0)
    assert now_of(outbox, delivery) == delivery
    assert outbox.attempts(delivery) == []


def test_what_is_marked_cannot_be_put_back(outbox: Outbox, delivery: Delivery) -> None:
    held = claimed(outbox, delivery)
    outbox.mark_data(held, T0)
    outbox.release(held, T0)
    assert now_of(outbox, delivery).state is DeliveryState.DATA


def test_attempts_are_listed_and_never_overwritten(outbox: Outbox, delivery: Delivery) -> None:
    outbox.finish(claimed(outbox, delivery), PUT_OFF, T0)
    assert now_of(outbox, delivery).not_before == LATER
    outbox.finish(claimed(outbox, delivery), IN_DOUBT, LATER)
    assert now_of(outbox, delivery).doubts == 1
    outbox.resolve(now_of(outbox, delivery), Ending(DeliveryState.SENT, "person", 0, "it came"), LATER)
    told = [(number, ending.state, ending.text) for number, ending in outbox.attempts(delivery)]
    assert told == [
        (1, DeliveryState.PENDING, "greylisted"),
        (2, DeliveryState.AMBIGUOUS, "timed out"),
        (2, DeliveryState.SENT, "it came"),
    ]
    assert outbox.first_tried(delivery) == T0


def test_a_person_cannot_settle_what_has_moved_since(outbox: Outbox, delivery: Delivery) -> None:
    claimed(outbox, delivery)
    assert not outbox.resolve(delivery, SENT, T0)


# Leases


@pytest.fixture
def dead(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every process but this one has ended."""
    monkeypatch.setattr(lease, "is_gone", lambda owner: True)


@pytest.mark.usefixtures("dead")
@pytest.mark.parametrize(("marked", "state"), [(False, DeliveryState.PENDING), (True, DeliveryState.AMBIGUOUS)])
def test_what_a_dead_process_held_is_pending_before_the_mark_and_in_doubt_after_it(
    outbox: Outbox, delivery: Delivery, marked: bool, state: DeliveryState
) -> None:
    held = claimed(outbox, delivery)
    if marked:
        outbox.mark_data(held, T0)
    outbox.recover(T0)
    found = now_of(outbox, delivery)
    assert (found.state, found.attempts, found.doubts, found.not_before) == (state, 1, 0, None)
    assert [ending.state for _, ending in outbox.attempts(delivery)] == [state]


def test_what_a_living_process_holds_is_left_until_its_lease_ends(outbox: Outbox, delivery: Delivery) -> None:
    claimed(outbox, delivery)
    outbox.recover(T0 + lease.LENGTH - timedelta(seconds=1))
    assert now_of(outbox, delivery).state is DeliveryState.SENDING
    outbox.recover(T0 + lease.LENGTH)
    assert now_of(outbox, delivery).state is DeliveryState.PENDING


@pytest.mark.usefixtures("dead")
def test_who_lost_the_lease_may_not_send_the_dot_nor_say_that_it_failed(outbox: Outbox, delivery: Delivery) -> None:
    slow = claimed(outbox, delivery)
    outbox.recover(T0)
    quick = claimed(outbox, delivery)
    assert not outbox.mark_data(slow, T0)
    outbox.finish(slow, Ending(DeliveryState.FAILED, "RCPT", 550, "no"), T0)
    outbox.release(slow, T0)
    assert now_of(outbox, delivery).state is DeliveryState.SENDING
    assert outbox.mark_data(quick, T0)


@pytest.mark.usefixtures("dead")
def test_a_letter_that_was_accepted_is_sent_in_whosever_hand_it_is(outbox: Outbox, delivery: Delivery) -> None:
    slow = claimed(outbox, delivery)
    outbox.mark_data(slow, T0)
    outbox.recover(T0)
    quick = claimed(outbox, delivery)
    outbox.finish(slow, SENT, T0)
    assert not outbox.mark_data(quick, T0)
    assert now_of(outbox, delivery).state is DeliveryState.SENT


def test_no_message_is_in_a_repr(outbox: Outbox, delivery: Delivery) -> None:
    held = claimed(outbox, delivery)
    assert "body" not in f"{letter(ANNA)!r} {held!r} {delivery!r}"
