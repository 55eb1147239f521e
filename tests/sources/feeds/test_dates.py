"""Dates that feedparser does not read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.feeds.dates import read_date

DAYS = [
    # French
    *("lun., 12 oct. 2026 10:00:00 +0200", "lundi 12 octobre 2026 08:00:00 GMT", "LUNDI 12 OCTOBRE 2026 10:00 CEST"),
    # German
    *("Mo, 12 Okt 2026 10:00:00 +0200", "Montag, 12. Oktober 2026, 10:00 Uhr MESZ", "Mo., 12. Okt. 2026 08:00:00 GMT"),
    # Spanish
    *("lun, 12 oct 2026 10:00:00 +0200", "lunes, 12 de octubre de 2026 10:00:00 +02:00", "lunes 12 Octubre 2026 08:00"),
    # Italian
    *("lun, 12 ott 2026 10:00:00 +0200", "lunedì 12 ottobre 2026 08:00:00 UTC", "Lunedì, 12 Ottobre 2026 alle 08:00"),
    # Portuguese
    *("seg, 12 out 2026 10:00:00 +0200", "Segunda-feira, 12 de outubro de 2026 08:00", "SEG, 12 OUT 2026 08:00:00 Z"),
    # Dutch
    *("ma, 12 okt 2026 10:00:00 +0200", "maandag 12 oktober 2026 08:00:00 +0000", "ma 12 okt. 2026 10:00 CEST"),
    # seconds and milliseconds since 1970
    *("1791792000", " 1791792000 ", "1791792000000", "1791792000.25"),
]


@pytest.mark.parametrize("text", DAYS)
def test_a_date_with_foreign_names_or_in_seconds_is_read(text: str) -> None:
    assert read_date(text) == "2026-10-12T08:00:00"


@pytest.mark.parametrize(
    ("text", "month"),
    [
        *(("1er janv. 2026", 1), ("1 févr. 2026", 2), ("1 mars 2026", 3), ("1 avr. 2026", 4), ("1 mai 2026", 5)),
        *(("1 juin 2026", 6), ("1 juil. 2026", 7), ("1 août 2026", 8), ("1 sept. 2026", 9), ("1 déc. 2026", 12)),
        *(("1. Jänner 2026", 1), ("1. März 2026", 3), ("1 Mrz 2026", 3), ("1 Mai 2026", 5), ("1 Dez 2026", 12)),
        *(("1 ene 2026", 1), ("1 abr 2026", 4), ("1 ago 2026", 8), ("1 setiembre 2026", 9), ("1 dic 2026", 12)),
        *(("1º gennaio 2026", 1), ("1 mag 2026", 5), ("1 giu 2026", 6), ("1 lug 2026", 7), ("1 set 2026", 9)),
        *(("1 de março de 2026", 3), ("1 maio 2026", 5), ("1 dez 2026", 12), ("1 mrt 2026", 3), ("1 mei 2026", 5)),
    ],
)
def test_every_spelling_of_a_month_is_read(text: str, month: int) -> None:
    assert read_date(text) == f"2026-{month:02d}-01T00:00:00"


@pytest.mark.parametrize(
    "text",
    [
        *("", "gestern", "31 juin 2026", "12 Brumaire 2026", "12 okt 26", "12 okt 2026 25:00", "12 okt 2026 10:00 XYZ"),
        *("12 okt 2026 10:00 +9900", "1 jan 0001 00:00 +0100", "163609920", "20261012103000", "99999999999999999"),
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_date(text) == ""


@given(st.text(max_size=60))
def test_no_text_can_raise(text: str) -> None:
    read_date(text)
    read_date(f"12 okt {text}")
