"""Kinds of values in watch.toml, each checked when it is read: times, addresses, time zones."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Annotated
from urllib.parse import unquote, urlsplit

import idna
from pydantic import AfterValidator, BeforeValidator, Field

from flows.zone_names import likely_zone, zone_names
from literature.study.follows import orcid

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


def _optional_address(value: str) -> str:
    return _address(value) if value else ""


def _inbox(value: str) -> str:
    """A path, or an IMAP folder by TLS; a password has no place in it."""
    if "://" in value and not _is_imap_folder(value):
        raise ValueError("must be a file, a folder or imaps://user@host/FOLDER, without a password")
    return value


def _is_imap_folder(value: str) -> bool:
    """A folder in another script is written as the server calls it (RFC 3501, 5.1.3)."""
    try:
        parts = urlsplit(value)
        named = parts.hostname and parts.username and parts.path.strip("/") and (parts.port or True)
    except ValueError:
        return False
    whole = unquote(value)
    is_plain = whole.isascii() and whole.isprintable() and not parts.query and not parts.fragment
    return bool(parts.scheme == "imaps" and named and parts.password is None and is_plain)


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
    if urlsplit(value).query or urlsplit(value).fragment:
        raise ValueError("must be the address of a folder, without ? and #")
    return f"{_web(value).rstrip('/')}/" if value else ""


def _orcid(value: str) -> str:
    if value and not orcid(value):
        raise ValueError(f"{value!r} is no ORCID, or one with a typing error; it looks like 0000-0002-1825-0097")
    return orcid(value)


def _chat_name(value: str) -> str:
    """What `ilwatch resend --to chat:NAME` can name."""
    if not re.fullmatch(r"[\w.-]{1,40}", value):
        raise ValueError("must be one word of letters, digits, '.', '-' and '_', such as lab-slack")
    return value


def _variable(value: str) -> str:
    """The fault does not repeat the value: who writes the address itself here has written a secret."""
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", value):
        raise ValueError(
            "must be the name of an environment variable, such as ILWATCH_SLACK_URL, and not what it holds"
        )
    return value


def _zone(value: str) -> str:
    if value in zone_names():
        return value
    meant = likely_zone(value)
    advice = f"did you mean {meant!r}?" if meant else "write for example Europe/London"
    raise ValueError(f"{value!r} is not a known time zone; {advice}")


def _folder(value: str) -> str:
    if any(ord(sign) < 32 for sign in value):
        advice = r"put it in single quotes, as in 'C:\temp', or write / for \ ".rstrip()
        raise ValueError(f"a backslash in double quotes made a tab or a line break of the letter behind it: {advice}")
    return value


Day = Annotated[date, BeforeValidator(_day)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
Address = Annotated[str, AfterValidator(_address)]
OptionalAddress = Annotated[str, AfterValidator(_optional_address)]
Inbox = Annotated[str, AfterValidator(_inbox)]
Web = Annotated[str, AfterValidator(_web)]
SecureWeb = Annotated[str, AfterValidator(_secure_web)]
BaseUrl = Annotated[str, AfterValidator(_base)]
Orcid = Annotated[str, AfterValidator(_orcid)]
Zone = Annotated[str, AfterValidator(_zone)]
ChatName = Annotated[str, AfterValidator(_chat_name)]
Variable = Annotated[str, AfterValidator(_variable)]
Folder = Annotated[str, Field(min_length=1), AfterValidator(_folder)]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Texts = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field()]
