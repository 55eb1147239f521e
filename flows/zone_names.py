"""Time zones by the names of the IANA list, and the likeliest one where people write another name.

This file does NOT read a configuration.
"""

from __future__ import annotations

import difflib
import os
import re
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path
from zoneinfo import available_timezones

_ABBREVIATIONS = {
    "cest": "Europe/Berlin", "mez": "Europe/Berlin", "mesz": "Europe/Berlin", "bst": "Europe/London",
    "west": "Europe/Lisbon", "eest": "Europe/Helsinki", "msk": "Europe/Moscow", "edt": "America/New_York",
    "et": "America/New_York", "cst": "America/Chicago", "cdt": "America/Chicago", "ct": "America/Chicago",
    "mdt": "America/Denver", "mt": "America/Denver", "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles",
    "pt": "America/Los_Angeles", "brt": "America/Sao_Paulo", "jst": "Asia/Tokyo", "kst": "Asia/Seoul",
    "ist": "Asia/Kolkata", "sgt": "Asia/Singapore", "hkt": "Asia/Hong_Kong", "aest": "Australia/Sydney",
    "aedt": "Australia/Sydney", "awst": "Australia/Perth", "nzst": "Pacific/Auckland", "nzdt": "Pacific/Auckland",
}  # fmt: skip
"""Not in the list; of an abbreviation with several meanings the one with the most people in science."""

_CITIES = {
    "munich": "Europe/Berlin", "hamburg": "Europe/Berlin", "frankfurt": "Europe/Berlin", "germany": "Europe/Berlin",
    "geneva": "Europe/Zurich", "genf": "Europe/Zurich", "basel": "Europe/Zurich", "bern": "Europe/Zurich",
    "wien": "Europe/Vienna", "roma": "Europe/Rome", "milan": "Europe/Rome", "praha": "Europe/Prague",
    "lisboa": "Europe/Lisbon", "barcelona": "Europe/Madrid", "kobenhavn": "Europe/Copenhagen",
    "oxford": "Europe/London", "cambridge": "Europe/London", "edinburgh": "Europe/London", "uk": "Europe/London",
    "bruxelles": "Europe/Brussels", "boston": "America/New_York", "washington": "America/New_York",
    "bethesda": "America/New_York", "san_francisco": "America/Los_Angeles", "seattle": "America/Los_Angeles",
    "beijing": "Asia/Shanghai", "osaka": "Asia/Tokyo", "mumbai": "Asia/Kolkata", "delhi": "Asia/Kolkata",
}  # fmt: skip
"""Cities of large institutes that have no zone of their own name."""

_WITHOUT_SUMMER = frozenset({"EST", "MST", "HST"})


@cache
def zone_names() -> frozenset[str]:
    """Names that Prefect takes too: not "right/…" (with leap seconds) or "posix/…", which many systems have as files,
    and neither "localtime", another zone on each machine, nor "Factory", which means none."""
    return frozenset(available_timezones() - {"localtime", "Factory"})


def likely_zone(word: str) -> str:
    """The zone that ``word`` probably means, or "".

    >>> [likely_zone(word) for word in ("Europe/Zürich", "berlin", "PST", "New York")]
    ['Europe/Zurich', 'Europe/Berlin', 'America/Los_Angeles', 'America/New_York']
    """
    key = _folded(word)
    city = key.rpartition("/")[2]
    whole = {_folded(name): name for name in _with_a_city()}
    if exact := whole.get(key) or _ABBREVIATIONS.get(key):
        return exact
    cities = _CITIES | {_folded(name).rpartition("/")[2]: name for name in _with_a_city()}
    if exact := cities.get(city):
        return exact
    near = difflib.get_close_matches(key, whole, n=1, cutoff=0.8) or difflib.get_close_matches(city, cities, 1, 0.8)
    return (whole | cities)[near[0]] if near else ""


def zone_advice(name: str) -> str:
    """Why the zone ``name`` of the list may not be what is meant, or ""."""
    if name in _WITHOUT_SUMMER:
        return f"{name} has no daylight saving time; write a city, such as America/New_York, if your clocks change"
    return ""


def system_zone() -> str:
    """The zone of this computer, or "" where it does not say."""
    named = [os.environ.get("TZ", "").removeprefix(":"), _first_line(Path("/etc/timezone"))]
    with suppress(OSError):
        named.append(str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2])
    return next((name for name in named if name in zone_names()), "")


def _first_line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return ""


def _with_a_city() -> Iterable[str]:
    return sorted((name for name in zone_names() if "/" in name and not name.startswith("Etc/")), reverse=True)


def _folded(word: str) -> str:
    bare = unicodedata.normalize("NFKD", word.casefold().replace("ß", "ss").replace("ø", "o"))
    return re.sub(r"[\s_]+", "_", "".join(sign for sign in bare if not unicodedata.combining(sign)).strip())
