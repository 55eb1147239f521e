"""`every`, `day` and `hour` of a reader in watch.toml: what they mean, and each fault in plain words."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.config import load_watch
from literature.model.errors import BrokenConfig
from literature.readers.rhythm import Every, Rhythm
from tests.flows.test_config import GOOD

LINE = GOOD.count("\n") + 1
READER = 'reader "a***@example.org"'
"""That of the first key that a test adds."""


def rhythm(tmp_path: Path, *lines: str) -> Rhythm | None:
    file = tmp_path / "watch.toml"
    file.write_text(GOOD + "\n".join(lines), encoding="utf-8")
    return load_watch(file).reader[0].rhythm


def faults(tmp_path: Path, *lines: str) -> list[str]:
    with pytest.raises(BrokenConfig) as caught:
        rhythm(tmp_path, *lines)
    return list(caught.value.faults)


def test_without_a_key_the_letter_comes_with_the_digest(tmp_path: Path) -> None:
    assert rhythm(tmp_path) is None


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (['every = "daily"'], Rhythm(Every.DAILY, 7)),
        (['every = "weekly"'], Rhythm(Every.WEEKLY, 7, 0)),
        (['every = "monthly"'], Rhythm(Every.MONTHLY, 7, 1)),
        (["hour = 0"], Rhythm(Every.WEEKLY, 0, 0)),
        (['day = "Thursday"'], Rhythm(Every.WEEKLY, 7, 3)),
        (['every = "MONTHLY"', "day = 28", "hour = 23"], Rhythm(Every.MONTHLY, 23, 28)),
    ],
)
def test_any_of_the_three_makes_a_rhythm_and_the_others_have_defaults(
    tmp_path: Path, lines: list[str], expected: Rhythm
) -> None:
    assert rhythm(tmp_path, *lines) == expected


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('every = "dayly"', 'every: must be "daily", "weekly" or "monthly"; did you mean \'daily\'?'),
        ("every = 7", 'every: must be "daily", "weekly" or "monthly"'),
        ('day = "thurday"', 'day: must be a weekday such as "thursday", or a day of the month from 1 to 28; did you '),
        ("day = 4", 'day: must be a weekday such as "thursday"; for a day of the month, write every = "monthly"'),
        ("day = true", 'day: must be a weekday such as "thursday"'),
        ("hour = 24", "hour: must be a whole hour from 0 to 23, without quotes"),
        ('hour = "7"', "hour: must be a whole hour from 0 to 23, without quotes"),
        ("hour = 7.5", "hour: must be a whole hour from 0 to 23, without quotes"),
    ],
)
def test_a_fault_names_the_line_and_what_to_write(tmp_path: Path, line: str, fault: str) -> None:
    (found,) = faults(tmp_path, line)
    assert found.startswith(f"line {LINE}: {READER}, {fault}")


@pytest.mark.parametrize(
    ("every", "day", "fault"),
    [
        ("daily", '"monday"', 'a letter with every = "daily" comes each day: remove this key'),
        ("monthly", '"monday"', 'must be a number from 1 to 28; for a weekday, write every = "weekly"'),
        ("monthly", "31", "must be from 1 to 28: not every month has a later day"),
    ],
)
def test_a_day_must_fit_how_often_the_letter_comes(tmp_path: Path, every: str, day: str, fault: str) -> None:
    assert faults(tmp_path, f'every = "{every}"', f"day = {day}") == [f"line {LINE + 1}: {READER}, day: {fault}"]
