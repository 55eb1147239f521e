"""Dates of feeds that feedparser does not read, or reads wrongly: foreign names of months, seconds since 1970.

This file does NOT know feeds, and does NOT look at a clock.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone

_MONTHS = {
    1: "jan january janvier janv januar jaen jaenner janner enero ene gennaio gen janeiro januari",
    2: "feb february fevrier fevr fev februar feber febrero febbraio fevereiro februari",
    3: "mar march mars marz maerz mrz marzo marco maart mrt",
    4: "apr april avril avr abril abr aprile",
    5: "may mai mayo maggio mag maio mei",
    6: "jun june juin juni junio giugno giu junho",
    7: "jul july juillet juil juli julio luglio lug julho",
    8: "aug august aout agosto ago augustus",
    9: "sep sept september septembre septiembre setiembre set settembre setembro",
    10: "oct october octobre okt oktober octubre ottobre ott outubro out",
    11: "nov november novembre noviembre novembro",
    12: "dec december decembre dez dezember dic diciembre dicembre dezembro",
}
"""English, French, German, Spanish, Italian, Portuguese and Dutch, without accents; no word has two meanings."""
_NUMBER = {word: number for number, words in _MONTHS.items() for word in words.split()}
_ZONES = {"": 0, "z": 0, "gmt": 0, "utc": 0, "ut": 0, "wet": 0, "mez": 60, "cet": 60, "west": 60}
_ZONES |= {"mesz": 120, "cest": 120}
"""Minutes east of Greenwich."""
_DATE = re.compile(
    r"(?:[a-z-]+ )?"  # the day of the week, whatever it is called
    r"(?P<day>\d{1,2})(?:er|st|nd|rd|th|o)? (?:de )?(?P<month>[a-z]+) (?:de )?(?P<year>\d{4})"
    r"(?: (?:a las |um |a |alle )?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?: uhr)?)?"
    r"(?: (?P<zone>[a-z]+|[+-]\d{2}:?\d{2}))?"
)
_SINCE_1970 = re.compile(r"\d{10}(?:\d{3})?(?:\.\d+)?")
_LONGEST = 100


def is_seconds(text: str) -> bool:
    """Whether ``text`` counts seconds or milliseconds since 1970; feedparser reads "1636099200" as a day of 1636."""
    return bool(_SINCE_1970.fullmatch(text.strip()))


def read_date(text: str) -> str:
    """The moment in UTC as ``YYYY-MM-DDTHH:MM:SS``, or '' where ``text`` is no date of these kinds."""
    try:
        moment = datetime.fromtimestamp(int(text.strip()[:10]), UTC) if is_seconds(text) else _named(text[:_LONGEST])
        return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat() if moment else ""
    except (ValueError, OverflowError):  # a 31st of June, a zone of 99 hours, the year 1 before a zone
        return ""


def _named(text: str) -> datetime | None:
    hit = _DATE.fullmatch(_folded(text))
    month = _NUMBER.get(hit["month"]) if hit else None
    zone = _zone(hit["zone"] or "") if hit else None
    if not hit or not month or not zone:
        return None
    hour, minute, second = (int(hit[part] or 0) for part in ("hour", "minute", "second"))
    return datetime(int(hit["year"]), month, int(hit["day"]), hour, minute, second, tzinfo=zone)


def _zone(text: str) -> timezone | None:
    if text[:1] in ("+", "-"):
        minutes = int(text[1:3]) * 60 + int(text[-2:])
        return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))
    return timezone(timedelta(minutes=_ZONES[text])) if text in _ZONES else None


def _folded(text: str) -> str:
    """Lower case without accents, dots and commas, single blanks."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[.,]", " ", plain.replace("º", "o")).split())
