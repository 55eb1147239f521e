from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from literature.model.record import PartialDate
from sources.pubmed.dates import partial_date


def read(**parts: str) -> PartialDate:
    element = etree.Element("PubDate")
    for tag, text in parts.items():
        etree.SubElement(element, tag).text = text
    return partial_date(element)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"Year": "2011", "Month": "10", "Day": "03"}, PartialDate(2011, 10, 3)),
        ({"Year": "2011", "Month": "Oct", "Day": "3"}, PartialDate(2011, 10, 3)),
        ({"Year": "2011", "Month": "Jun"}, PartialDate(2011, 6)),
        ({"Year": "2011", "Month": "June"}, PartialDate(2011, 6)),
        ({"Year": "2011"}, PartialDate(2011)),
        ({"Year": "2024", "Month": "1", "Day": "10", "Hour": "9", "Minute": "12"}, PartialDate(2024, 1, 10)),
    ],
)
def test_numbers_and_names_of_months_are_numbers(parts: dict[str, str], expected: PartialDate) -> None:
    assert read(**parts) == expected


def test_a_season_is_words_beside_its_year() -> None:
    assert read(Year="1979", Season="Winter") == PartialDate(1979, text="1979 Winter")


@pytest.mark.parametrize(
    ("text", "year", "month"),
    [
        ("1979 Jul-Aug", 1979, None),
        ("1998 Dec-1999 Jan", 1998, None),
        ("1977-1978 Fall", 1977, None),
        ("1978 Jan 5-12", 1978, 1),
        ("1978 Apr-Jun 30", 1978, None),
        ("1978 3rd Quarter", 1978, None),
        ("Spring 1985", 1985, None),
        ("2000 Dec", 2000, 12),
        ("in press", None, None),
    ],
)
def test_a_medline_date_keeps_its_words_and_what_is_certain(text: str, year: int | None, month: int | None) -> None:
    assert read(MedlineDate=text) == PartialDate(year, month, None, text)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"Year": "2021", "Month": "02", "Day": "31"}, PartialDate(2021, 2, None, "2021 02 31")),
        ({"Year": "2021", "Month": "13", "Day": "1"}, PartialDate(2021, None, None, "2021 13 1")),
        ({"Year": "2021", "Month": "Jul-Aug"}, PartialDate(2021, None, None, "2021 Jul-Aug")),
        ({"Year": "0000"}, PartialDate(text="0000")),
        ({"Year": "MMXX"}, PartialDate(text="MMXX")),
        ({"Month": "Jan"}, PartialDate(text="Jan")),
        ({}, PartialDate()),
    ],
)
def test_what_is_no_date_stays_as_printed(parts: dict[str, str], expected: PartialDate) -> None:
    assert read(**parts) == expected


@given(st.dates())
def test_every_day_of_the_calendar_reads_as_itself(day: object) -> None:
    year, month, number = str(day).split("-")
    assert read(Year=year, Month=month, Day=number).iso == str(day)
