"""Readers who left, or whose mailbox does not exist: they get no letter, and it is said."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from flows.app import App
from flows.delivery.resend import resend_edition
from flows.delivery.undelivered import suppressed
from flows.jobs.digest import Digest
from flows.jobs.poll import poll_all
from store.mail.delivery import DeliveryState
from tests.flows.delivery.relayed import (
    CARDIOLOGIST,
    KEY,
    READER,
    later,
    one,
)
from tests.flows.digests import make_digest
from tests.standins.post_office import PostOffice, open_at

# Readers who come, go, or have no mailbox


def test_the_letter_of_a_reader_who_left_is_called_off(mailing: App, office: PostOffice) -> None:
    office.refuse[READER] = "450 4.2.0 greylisted"
    with open_at(office, mailing.watch.mail.port):
        make_digest(mailing, KEY)
        left = mailing.watch.model_copy(update={"reader": mailing.watch.reader[1:]})
        made = make_digest(replace(mailing, watch=left), KEY)
    assert made.problems == ()
    assert (one(mailing).state, one(mailing).text) == (DeliveryState.FAILED, "the reader is no longer in watch.toml")


def editions_refusing(app: App, office: PostOffice, refusals: list[str]) -> Digest:
    """One edition a week; READER is answered with each of ``refusals``. What became of the last one."""
    with open_at(office, app.watch.mail.port):
        for week, refusal in enumerate(refusals):
            office.refuse[READER] = refusal
            then = later(app, days=7 * week)
            asyncio.run(poll_all(then))
            made = make_digest(then, KEY + timedelta(days=7 * week))
    return made


GONE = "550 5.1.1 no such user"


def test_after_two_hard_bounces_a_reader_gets_no_more_and_it_is_said(mailing: App, office: PostOffice) -> None:
    made = editions_refusing(mailing, office, [GONE, GONE, "250 OK"])
    assert READER not in office.letters()
    assert [d.recipient for d in made.deliveries] == [CARDIOLOGIST]
    (problem,) = made.problems
    assert problem.startswith("no letters for r***@example.org: refused 2 times (5.1.1 no such user); fix the address")


@pytest.mark.parametrize("refusals", [[GONE, "250 OK", GONE], [GONE, "554 5.7.1 not from you", GONE]])
def test_other_answers_between_do_not_suppress(mailing: App, office: PostOffice, refusals: list[str]) -> None:
    made = editions_refusing(mailing, office, refusals)
    assert made.suppressed == ()


def test_a_resend_that_is_accepted_lifts_the_suppression(mailing: App, office: PostOffice) -> None:
    editions_refusing(mailing, office, [GONE, GONE])
    office.refuse.clear()
    assert [d.recipient for d in suppressed(mailing.outbox, mailing.watch.reader)] == [READER]
    with open_at(office, mailing.watch.mail.port):
        resend_edition(mailing.mailing, mailing.editions, KEY, READER)
    assert suppressed(mailing.outbox, mailing.watch.reader) == ()
