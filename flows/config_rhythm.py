"""`every`, `day` and `hour` of a [[reader]]: when this reader's letter comes, in the words of watch.toml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from flows.given_names import did_you_mean
from flows.toml_text.toml_lines import Fault
from literature.readers.rhythm import DEFAULT_HOUR, LAST_DAY, WEEKDAYS, Every, Rhythm

KEYS = ("every", "day", "hour")
_HOWS = tuple(every.value for every in Every)


def _every(value: object) -> str:
    """In any capitals."""
    return _one_of(value, _HOWS, '"daily", "weekly" or "monthly"')


def _day(value: object) -> str | int:
    """The name of a weekday in any capitals, or the number of a day of the month."""
    if type(value) is int:
        if 1 <= value <= LAST_DAY:
            return value
        raise ValueError(f"must be from 1 to {LAST_DAY}: not every month has a later day")
    return _one_of(value, WEEKDAYS, f'a weekday such as "thursday", or a day of the month from 1 to {LAST_DAY}')


def _hour(value: object) -> object:
    if type(value) is not int or not 0 <= value <= 23:  # the last hour of a day
        raise ValueError("must be a whole hour from 0 to 23, without quotes")
    return value


def _one_of(value: object, names: tuple[str, ...], wanted: str) -> str:
    name = value.strip().casefold() if isinstance(value, str) else ""
    if name not in names:
        raise ValueError(f"must be {wanted}{did_you_mean(name, names)}")
    return name


EveryValue = Annotated[Every, BeforeValidator(_every)]
DayValue = Annotated[int | str, BeforeValidator(_day), Field(description="A weekday, or a day of the month")]
HourValue = Annotated[int, BeforeValidator(_hour)]


def rhythm_of(every: Every | None, day: int | str | None, hour: int | None) -> Rhythm | None:
    """The rhythm of a reader with these keys; None where there are none: the letter comes with the digest."""
    if (every, day, hour) == (None, None, None):
        return None
    how = every or Every.WEEKLY
    first = {Every.DAILY: 0, Every.WEEKLY: 0, Every.MONTHLY: 1}[how]
    number = WEEKDAYS.index(day) if isinstance(day, str) else day
    return Rhythm(how, DEFAULT_HOUR if hour is None else hour, first if number is None else number)


def rhythm_faults(data: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield a fault for each `day` that does not fit `every`."""
    readers = data.get("reader", [])
    for index, table in enumerate(readers if isinstance(readers, list) else []):
        if isinstance(table, dict) and (why := _misfit(table)):
            yield ("reader", index, "day"), why


def _misfit(table: Mapping[str, Any]) -> str:
    day, every = table.get("day"), str(table.get("every", Every.WEEKLY.value)).strip().casefold()
    if day is None:
        return ""
    if every == Every.DAILY:
        return 'a letter with every = "daily" comes each day: remove this key'
    if every == Every.WEEKLY and type(day) is int:
        return 'must be a weekday such as "thursday"; for a day of the month, write every = "monthly"'
    if every == Every.MONTHLY and isinstance(day, str):
        return f'must be a number from 1 to {LAST_DAY}; for a weekday, write every = "weekly"'
    return ""
