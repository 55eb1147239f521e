"""Kinds of values in watch.toml, each checked when it is read: times, addresses, time zones."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Annotated
from urllib.parse import urlsplit

import idna
from pydantic import AfterValidator, BeforeValidator, Field

from flows.zone_names import likely_zone, zone_names

LONGEST_NAME = 80
"""Characters of a name."""

_DURATION = re.compile(r"(\d+)\s*(m|h|d)")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?\.[A-Za-z0-9-]+")


def _duration(value: object) -> timedelta:
    hit = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if not hit or int(hit[1]) == 0:
        raise ValueError('must be a time such as "30m", "6h" or "1d"')
    return timedelta(**{_UNITS[hit[2]]: int(hit[1])})


def _day(value: object) -> date:
    """A datetime is a date for Python, and not for a reader of the file."""
    if type(value) is not date:
        written = value if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) else "2020-01-01"
        raise ValueError(f"must be a date without quotes and without a time: write {written}")
    return value


def _address(value: str) -> str:
    """One plain addr-spec (RFC 5321): a list, a name before it or a line break would change who is mailed.

    A domain in another script becomes its ASCII form (IDNA 2008: the older form in Python itself makes another domain
    of "straße"). Before the @ it has none, and few servers take SMTPUTF8.
    """
    local, at, domain = value.rpartition("@")
    if not domain.isascii():
        try:
            value = f"{local}{at}{idna.encode(domain, uts46=True).decode()}"
        except idna.IDNAError as error:
            raise ValueError(f"{domain!r} is no domain name") from error
    if not _ADDRESS.fullmatch(value):
        raise ValueError("must be one plain mail address, such as reader@example.org, with no accents before the @")
    return value


def _web(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise ValueError("must be a web address that starts with https:// or http://")
    return value


def _secure_web(value: str) -> str:
    if value and (not value.startswith("https://") or not re.fullmatch(r"[!-;=?-~]{9,400}", _web(value))):
        raise ValueError("must be a plain web address that starts with https:// (RFC 8058 takes no other)")
    return value


def _base(value: str) -> str:
    """The address of a folder, or ''; what is joined to it must not replace its last part."""
    return f"{_web(value).rstrip('/')}/" if value else ""


def _zone(value: str) -> str:
    if value in zone_names():
        return value
    meant = likely_zone(value)
    advice = f"did you mean {meant!r}?" if meant else "write for example Europe/London"
    raise ValueError(f"{value!r} is no time zone of the IANA list; {advice}")


def _folder(value: str) -> str:
    if any(ord(sign) < 32 for sign in value):
        advice = r"put it in single quotes, as in 'C:\temp', or write / for \ ".rstrip()
        raise ValueError(f"a backslash in double quotes made a tab or a line break of the letter behind it: {advice}")
    return value


Day = Annotated[date, BeforeValidator(_day)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
Address = Annotated[str, AfterValidator(_address)]
Web = Annotated[str, AfterValidator(_web)]
SecureWeb = Annotated[str, AfterValidator(_secure_web)]
BaseUrl = Annotated[str, AfterValidator(_base)]
Zone = Annotated[str, AfterValidator(_zone)]
Folder = Annotated[str, Field(min_length=1), AfterValidator(_folder)]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Texts = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field()]
