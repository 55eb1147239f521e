"""The outbox: bytes are frozen, a Delivery is in one hand at a time."""

from __future__ import annotations

from datetime import date

import pytest

from store.editions import Editions, Masthead
from store.outbox import Delivery, Letter, Outbox, State
from tests.store.records import T0

KEY = date(2026, 11, 23)


@pytest.fixture
def delivery(editions: Editions, outbox: Outbox) -> Delivery:
    editions.freeze(KEY, Masthead("IL-1 digest", "Europe/London", "r1"), T0)
    outbox.enqueue(KEY, [Letter("anna@example.org", "<1@example.org>", b"first")], T0)
    return outbox.of_edition(KEY)[0]


def test_a_letter_once_enqueued_never_changes(outbox: Outbox, delivery: Delivery) -> None:
    outbox.enqueue(KEY, [Letter("anna@example.org", "<2@example.org>", b"second")], T0)
    assert [d.message for d in outbox.of_edition(KEY)] == [b"first"]


def test_a_reader_who_came_later_gets_the_same_edition(outbox: Outbox, delivery: Delivery) -> None:
    outbox.enqueue(KEY, [Letter("berta@example.org", "<3@example.org>", b"first")], T0)
    assert [d.recipient for d in outbox.of_edition(KEY)] == ["anna@example.org", "berta@example.org"]


def test_only_one_of_two_processes_claims_a_delivery(outbox: Outbox, delivery: Delivery) -> None:
    assert outbox.claim(delivery, T0)
    assert not outbox.claim(delivery, T0)


def test_a_sent_delivery_cannot_be_claimed_again(outbox: Outbox, delivery: Delivery) -> None:
    outbox.claim(delivery, T0)
    outbox.mark_data(delivery, T0)
    outbox.finish(delivery, State.SENT, T0, phase="data", code=250, text="ok")
    assert not outbox.claim(delivery, T0)
    assert (outbox.of_edition(KEY)[0].state, outbox.of_edition(KEY)[0].attempts) == (State.SENT, 1)


def test_a_relay_that_cannot_be_used_burns_no_attempt(outbox: Outbox, delivery: Delivery) -> None:
    outbox.claim(delivery, T0)
    outbox.release(delivery, T0, "wrong password")
    assert (outbox.of_edition(KEY)[0].state, outbox.of_edition(KEY)[0].attempts) == (State.PENDING, 0)


def test_the_bytes_and_no_address_beyond_the_row_are_in_its_repr(delivery: Delivery) -> None:
    assert "first" not in repr(delivery)
