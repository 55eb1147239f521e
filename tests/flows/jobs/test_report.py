"""What a command tells: lines for people, a dict for programs, and the problems that decide the exit."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from flows.cli.demo import MONDAY
from flows.jobs.digest import Digest
from flows.jobs.report import Report, account_dict, account_line
from literature.model.edition import Edition
from literature.model.harvest import Account, VisitOutcome
from store.mail.delivery import Delivery, DeliveryState

NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)


def account(source: str = "pubmed", outcome: VisitOutcome = VisitOutcome.DONE, **counts: Any) -> Account:
    return Account(source, NOW, NOW, outcome, **counts)


def delivery(recipient: str, state: DeliveryState, text: str = "") -> Delivery:
    return Delivery(7, date(2026, 11, 23), recipient, 0, state, 1, 0, None, "RCPT", 550, text, MONDAY)


def made(*deliveries: Delivery) -> Digest:
    edition = Edition(
        key=date(2026, 11, 23),
        number=3,
        name="IL-1",
        timezone="UTC",
        opened=None,
        frozen=NOW,
        weeks=1,
        items=(),
        notices=(),
        sources=(),
        history=(),
        corpus_size=0,
        rules="r",
    )
    return Digest(edition, (), deliveries)


def test_an_account_is_told_as_a_sum() -> None:
    told = account(announced=9, new=4, known=1, seeded=1, excluded={"no watched term": 2}, failed={"cut": 1})
    assert account_line(told) == "pubmed: 9 announced = 4 new + 1 known + 1 seeded + 2 excluded + 1 failed"
    assert account_dict(told)["balances"] is True


def test_a_failed_visit_is_told_with_its_error_and_an_unchanged_one_as_such() -> None:
    assert account_line(account(outcome=VisitOutcome.FAILED, error="HTTP 500")) == "pubmed: FAILED, HTTP 500"
    assert account_line(account(outcome=VisitOutcome.UNCHANGED)) == "pubmed: nothing changed since the last visit"


def test_alarms_and_the_sum_follow_the_accounts() -> None:
    lines = Report((account(announced=2, new=2, alarms=("stale",)), account("wire", announced=1, known=1))).lines()
    assert lines[2:] == ["  look at pubmed: stale", "3 announced, 2 new; all counts add up"]


def test_an_account_that_does_not_balance_is_shouted() -> None:
    assert "THE COUNTS OF A SOURCE DO NOT ADD UP" in Report((account(announced=2, new=1),)).lines()[-1]


def test_what_failed_and_why_it_stopped_are_problems() -> None:
    report = Report(
        (account(outcome=VisitOutcome.FAILED, error="HTTP 500"), account("wire")), stopped="all sources: no mail"
    )
    assert report.problems == ("pubmed: HTTP 500", "all sources: no mail")
    assert Report((account(),)).problems == ()


def test_a_letter_that_did_not_arrive_is_a_problem_without_the_address() -> None:
    report = Report(
        digest=made(
            delivery("anna@example.org", DeliveryState.SENT), delivery("b@example.org", DeliveryState.FAILED, "no")
        )
    )
    assert report.problems == ("the letter to b***@example.org failed: no (ilwatch resolve 7 sent|retry)",)
    assert report.lines()[-1] == "  sent to 1 of 2 readers"
    assert "anna@" not in str(report.data())
    assert report.data()["edition"]["number"] == 3


def test_a_poll_has_no_edition() -> None:
    assert Report((account(),)).data()["edition"] is None
