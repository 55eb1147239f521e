"""The login at a mail server: each mechanism that both sides support, until one works.

smtplib's own ``login`` tries the next mechanism only after a refusal. A challenge that is not base64, CRAM-MD5 where
the computer forbids MD5 (FIPS), or a password that is not ASCII ends it with an exception that says nothing about mail.
This file does NOT repeat what either side sent: it may contain the password.
"""

from __future__ import annotations

import binascii
import smtplib
from typing import NamedTuple

MECHANISMS = {"CRAM-MD5": "auth_cram_md5", "PLAIN": "auth_plain", "LOGIN": "auth_login"}
"""In the order of smtplib, with its methods: first the one that does not send the password."""

_LASTING = 500
"""Codes from here on are permanent refusals (RFC 5321, 4.2.1)."""

_WHYS: dict[type[Exception], str] = {
    smtplib.SMTPException: "the server keeps asking",
    UnicodeError: "user name and password must be ASCII",  # its ``object`` is the password
    binascii.Error: "the server's challenge cannot be read",
    ValueError: "not allowed on this computer",
}
"""What an exception of smtplib means; the first that fits counts."""

_ENVIRONMENT = "fix them in the environment"


class NoLogin(Exception):
    """The login failed. ``passing``: the same may work later; else a person has to correct a setting."""

    def __init__(self, why: str, code: int = 0, *, passing: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.code = code
        self.passing = passing


class _Failure(NamedTuple):
    """Why one mechanism did not work; ``code`` is the server's, or 0 where we could not do our part of it."""

    mechanism: str
    why: str
    code: int = 0


def log_in(connection: smtplib.SMTP, user: str, password: str) -> None:
    """Log in. Raises NoLogin where no mechanism works, OSError where the line breaks."""
    offered = connection.esmtp_features.get("auth", "").upper().split()
    if not offered:
        raise NoLogin("offers no AUTH: fix [mail] in watch.toml (another port or security, or no username)")
    common = [name for name in MECHANISMS if name in offered]
    if not common:
        both = f"it offers {', '.join(sorted(set(offered)))}, ilwatch supports {', '.join(MECHANISMS)}"
        raise NoLogin(f"no login method in common ({both}): fix [mail] in watch.toml")
    connection.user, connection.password = user, password
    failures = list[_Failure]()
    for mechanism in common:
        if not (failure := _attempt(connection, mechanism)):
            return
        failures.append(failure)
    raise _no_login(failures)


def _attempt(connection: smtplib.SMTP, mechanism: str) -> _Failure | None:
    """Try one mechanism; why it failed, or None."""
    try:
        connection.auth(mechanism, getattr(connection, MECHANISMS[mechanism]))
    except smtplib.SMTPAuthenticationError as error:
        return _Failure(mechanism, f"refused with {error.smtp_code}", error.smtp_code)
    except smtplib.SMTPServerDisconnected:
        raise
    except tuple(_WHYS) as error:
        connection.docmd("*")  # cancels an exchange that the server may still be in (RFC 4954, 4)
        return _Failure(mechanism, next(why for kind, why in _WHYS.items() if isinstance(error, kind)))
    return None


def _no_login(failures: list[_Failure]) -> NoLogin:
    """What all failures together mean: a refusal by the server says more than what we could not do."""
    for failure in failures:
        if 0 < failure.code < _LASTING:
            return NoLogin("the server cannot check passwords now", failure.code, passing=True)
    for failure in failures:
        if failure.code:
            return NoLogin(f"refuses the user name or password ({failure.code}): {_ENVIRONMENT}", failure.code)
    if all("ASCII" in failure.why for failure in failures):
        return NoLogin(f"{failures[0].why}: {_ENVIRONMENT}")
    whys = "; ".join(f"{failure.mechanism}: {failure.why}" for failure in failures)
    return NoLogin(f"no login method works ({whys}): fix [mail] in watch.toml, or ask whoever runs the server")
