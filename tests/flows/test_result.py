"""What programs read of a result: its keys are stable, whatever the fields are called."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import NamedTuple

import pytest

from flows.curation.evaluate import Evaluation, Figures, OfTopic
from flows.curation.marking_sheet import Marked
from flows.curation.topics_table import TopicCounts, Topics
from flows.curation.training import Relabelling
from flows.jobs.maintenance import Maintained
from flows.jobs.report import account_dict
from flows.result import Result, plain
from literature.model.harvest import Account, VisitOutcome

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Colour(StrEnum):
    RED = "red"


class Pair(NamedTuple):
    name: str
    colours: tuple[Colour, ...]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (NOON, "2026-11-23T12:00:00+00:00"),
        (date(2026, 11, 23), "2026-11-23"),
        (Pair("a", (Colour.RED,)), {"name": "a", "colours": ["red"]}),
        ({"a": (1, None)}, {"a": [1, None]}),
        ("text", "text"),
    ],
)
def test_a_value_is_plain_json(value: object, expected: object) -> None:
    assert plain(value) == expected
    assert type(plain(Colour.RED)) is str


@pytest.mark.parametrize(
    ("result", "keys"),
    [
        (Maintained(date(2026, 1, 1), 1, 2, 3, 4, ""), "before accounts unread bytes_before bytes_after note recalls"),
        (Relabelling(1, 2, ("heart",), "m1"), "works changed learned model"),
        (Marked(1, {"heart": 1}, []), "works said faults"),
        (Topics((), 0, ()), "topics unsorted examples"),
        (Evaluation((), ()), "topics examples"),
    ],
)
def test_the_keys_of_a_result_are_stable(result: Result, keys: str) -> None:
    assert list(result.data()) == keys.split()


def test_the_keys_of_a_topic_are_stable() -> None:
    (counts,) = Topics((TopicCounts("heart", "Heart", 3, 2, 1),), 0, ()).data()["topics"]
    assert counts == {"topic": "heart", "name": "Heart", "works": 3, "confirmed": 2, "rejected": 1}
    figures = Figures({5: 1.0, 10: None}, 0.5, 0.1, ())
    (measured,) = Evaluation((OfTopic("heart", 6, 5, figures, None),), ()).data()["topics"]
    assert set(measured) == {"topic", "confirmed", "rejected", "too_few", "before", "after"}
    assert set(measured["before"]) == {"precision_at", "average_precision", "brier", "calibration"}


def test_the_keys_of_an_account_are_stable() -> None:
    account = account_dict(Account("pubmed", NOON, NOON, VisitOutcome.DONE, excluded={"no term": 1}))
    keys = "source started finished outcome announced new known seeded excluded failed error notes alarms kind"
    assert set(account) == {*keys.split(), "silent_since", "balances", "health"}
    assert (account["started"], account["outcome"], account["kind"]) == (NOON.isoformat(), "done", "poll")
