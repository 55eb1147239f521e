"""A letter of several Editions: no reader gets one of them twice, and each is found by any of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from literature.readers.coverage import Span
from store.editions import Editions, Masthead
from store.mail.delivery import NO_READER, DeliveryState, Ending, MessageKind, OutgoingMessage
from store.mail.outbox import Outbox
from tests.store.records import T0

pytestmark = pytest.mark.both_databases

ANNA, BERTA = "anna@example.org", "berta@example.org"
DAY = timedelta(days=1)
DAYS = [date(2026, 11, 16) + n * DAY for n in range(8)]
"""Monday to Monday."""


@pytest.fixture(autouse=True)
def frozen(editions: Editions) -> None:
    masthead = Masthead("IL-1 digest", "Europe/London", "r1", (), "t1")
    for number, key in enumerate(DAYS):
        editions.freeze(key, masthead, T0 + number * DAY)


def enqueue(outbox: Outbox, to: str, last: date, first: date | None = None, **kind: object) -> None:
    message = OutgoingMessage(to, f"<{to}{last}{kind}@x>", b"Subject: 1\r\n\r\nbody", covers_from=first, **kind)  # type: ignore[arg-type]
    outbox.enqueue(last, [message], T0)


def spans(outbox: Outbox, key: date) -> Sequence[tuple[str, Span]]:
    return [(delivery.recipient, delivery.span) for delivery in outbox.covering(key)]


def test_the_letters_that_cover_an_edition_are_found_whichever_it_is(outbox: Outbox) -> None:
    enqueue(outbox, ANNA, DAYS[3])
    enqueue(outbox, BERTA, DAYS[7], DAYS[1])
    week, alone = (BERTA, Span(DAYS[1], DAYS[7])), (ANNA, Span(DAYS[3], DAYS[3]))
    assert spans(outbox, DAYS[3]) == [alone, week]
    assert spans(outbox, DAYS[7]) == [week]
    assert spans(outbox, DAYS[0]) == []
    assert outbox.joined() == [Span(DAYS[1], DAYS[7])]


@pytest.mark.parametrize(("first", "last"), [(0, 3), (3, 4), (2, 6), (5, 7), (0, 7), (3, 3)])
def test_a_letter_that_has_an_edition_which_the_reader_had_is_not_enqueued(
    outbox: Outbox, first: int, last: int
) -> None:
    """Another process has enqueued it meanwhile; the next run makes a letter of what is left."""
    enqueue(outbox, ANNA, DAYS[5], DAYS[3])
    enqueue(outbox, ANNA.upper(), DAYS[last], DAYS[first])
    assert len(outbox.since(DAYS[0])) == 1


@pytest.mark.parametrize(("first", "last"), [(0, 2), (6, 7)])
def test_the_editions_before_and_after_it_may_come(outbox: Outbox, first: int, last: int) -> None:
    enqueue(outbox, ANNA, DAYS[5], DAYS[3])
    enqueue(outbox, ANNA, DAYS[last], DAYS[first])
    assert len(outbox.since(DAYS[0])) == 2


def test_what_was_called_off_was_not_had(outbox: Outbox) -> None:
    enqueue(outbox, ANNA, DAYS[5], DAYS[3])
    outbox.resolve(outbox.open()[0], Ending(DeliveryState.FAILED, NO_READER, 0, "left"), T0)
    enqueue(outbox, ANNA, DAYS[6], DAYS[3])
    assert outbox.open()[0].span == Span(DAYS[3], DAYS[6])


def test_notices_and_what_is_resent_are_no_first_letters(outbox: Outbox) -> None:
    enqueue(outbox, ANNA, DAYS[5], DAYS[3])
    enqueue(outbox, ANNA, DAYS[4], kind=MessageKind.NOTICES)
    enqueue(outbox, ANNA, DAYS[5], DAYS[3], resend=1)
    assert len(outbox.open()) == 3


def test_since_a_day_has_the_letters_of_that_day_and_later_ones(outbox: Outbox) -> None:
    for key in DAYS[:3]:
        enqueue(outbox, ANNA, key)
    assert [delivery.edition_key for delivery in outbox.since(DAYS[1])] == DAYS[1:3]
