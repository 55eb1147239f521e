"""A Rendered letter to the exact bytes of one mail to one reader (RFC 5322, MIME, RFC 2369, RFC 8058).

The same input gives the same bytes on every Python: boundary, Date and Message-ID come from outside. This file does
NOT send (smtp.py does) and does NOT render.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from email import policy
from email.header import Header
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import format_datetime

from digests.mail.addresses import is_address
from digests.rendering.render import Rendered
from digests.words.prose import plain
from literature.model.errors import BrokenMail

_TOKEN = re.compile(r"[!-;=?-~]{1,200}")
_MAILTO = re.compile(r"mailto:[!-;=?-~]{3,600}")
_HTTPS = re.compile(r"https://[!-;=?-~]{3,800}")
LONGEST_LINE = 998
"""Octets of a line without its CRLF (RFC 5322, 2.1.1)."""


class DigestPolicy(policy.EmailPolicy):
    """``policy.SMTP`` without its faults for this job, measured on 3.11.7, 3.12.1 and 3.13.0.

    It turns a List-Unsubscribe of more than 78 characters into an encoded word, so that no client understands it
    (odoo/odoo, issue 289182), loses the space between the encoded words of a Subject, makes them longer than the 75 of
    RFC 2047, and writes a CR LF decoded from a Subject unchanged (python/cpython, issue 121650). Here a header is one
    unchanged ASCII line; words that are not ASCII are folded by the older Header class, which does it right.
    """

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return the header as it goes over the wire."""
        text = str(value)
        if not text.isascii():
            words, address = text, ""
            if name in ("From", "List-Id"):
                words, _, address = text.replace('"', "").rpartition(" <")
                address = f" <{address}"
            text = Header(words, "utf-8", 75, name).encode(linesep="\r\n") + address
        return f"{name}: {text}\r\n".encode("ascii")


_POLICY = DigestPolicy(linesep="\r\n", cte_type="7bit", max_line_length=76)


def header_text(text: str) -> str:
    """Return ``text`` for a header: tidy, on one line, and nothing in it that reads as an encoded word."""
    return plain(text).replace("=?", "= ?")


def message_id(edition_key: str, recipient: str, resend: int, *, domain: str) -> str:
    """Return the stable Message-ID of one delivery: the same for every retry, another one for every resend.

    Each reader sees only their own, so the hash needs no key.
    """
    identity = "\0".join((edition_key, recipient.casefold(), str(resend))).encode()
    digest = hashlib.sha256(identity).hexdigest()[:24]
    return f"<ilwatch.{edition_key}.{digest}@{domain}>"


def build(
    rendered: Rendered,
    *,
    sender: str,
    recipient: str,
    reply_to: str,
    list_id: str,
    list_name: str,
    date: datetime,
    message_id: str,
    edition_key: str,
    unsubscribe_mailto: str,
    unsubscribe_url: str = "",
) -> bytes:
    """Return the mail, ready for the wire: CRLF, 7 bit, plain text first and HTML last.

    ``sender``, ``recipient`` and ``reply_to`` are one bare address each; ``list_id`` is the dotted name without
    brackets (RFC 2919); ``date`` carries its zone; ``message_id`` has its angle brackets; ``unsubscribe_mailto`` is
    a whole ``mailto:`` URI. ``unsubscribe_url`` (https) adds one-click unsubscribing (RFC 8058).
    Raises BrokenMail, naming the header, where one of them cannot be written safely.
    """
    phrase = header_text(re.sub(r'["\\<>]', "", list_name))
    headers = {
        "From": f'"{phrase}" <{_address("From", sender)}>',
        "To": _address("To", recipient),
        "Reply-To": _address("Reply-To", reply_to),
        "Subject": header_text(rendered.subject),
        "Date": format_datetime(date),
        "Message-ID": f"<{_matching('Message-ID', message_id[1:-1], _TOKEN)}>",
        "List-Id": f'"{phrase}" <{_matching("List-Id", list_id, _TOKEN)}>',
        **_unsubscribe(unsubscribe_mailto, unsubscribe_url),
        "Auto-Submitted": "auto-generated",
        "Precedence": "list",
        "X-Auto-Response-Suppress": "All",
        "Content-Language": "en",
        "X-Digest-Edition": _matching("X-Digest-Edition", edition_key, _TOKEN),
        "MIME-Version": "1.0",
    }
    message = EmailMessage(policy=_POLICY)
    message.set_content(rendered.text, charset="utf-8", cte="quoted-printable")
    message.add_alternative(rendered.html, subtype="html", charset="utf-8", cte="quoted-printable")
    message.set_boundary("=_ilwatch_part")  # never inside a part: quoted-printable writes "=" as "=3D"
    if rendered.attached:
        name = f"all-papers-{_matching('edition', edition_key, _TOKEN)}.txt"
        message.add_attachment(rendered.attached, charset="utf-8", cte="quoted-printable", filename=name)
        message.set_boundary("=_ilwatch_mail")
    headers["Content-Type"] = message["Content-Type"]
    for name in message.keys():  # noqa: SIM118  # a mail's iterator is not that of its names
        del message[name]
    for name, value in headers.items():
        message[name] = value
    body = message.as_bytes()
    _check_wire(body, list(headers))
    return body


def _address(header: str, address: str) -> str:
    if not is_address(address):
        raise BrokenMail(header, "not one plain mail address such as name@example.org: fix it in watch.toml")
    return address


def _matching(header: str, value: str, form: re.Pattern[str]) -> str:
    if not form.fullmatch(value):
        raise BrokenMail(header, f"{header_text(value)[:80]!r} cannot be used in a header: fix it in watch.toml")
    return value


def _unsubscribe(mailto: str, url: str) -> dict[str, str]:
    """How to unsubscribe, on one line: folding it has broken DKIM signatures at relays (nodemailer, issue 1654)."""
    by_mail = f"<{_matching('List-Unsubscribe', mailto, _MAILTO)}>"
    if not url:
        return {"List-Unsubscribe": by_mail}
    both = f"<{_matching('List-Unsubscribe', url, _HTTPS)}>, {by_mail}"
    return {"List-Unsubscribe": both, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _check_wire(body: bytes, expected: list[str]) -> None:
    """Refuse injected headers, and whatever a relay repairs or refuses (bare LF: CVE-2023-51764)."""
    names = BytesHeaderParser(policy=policy.compat32).parsebytes(body).keys()
    lines = body.split(b"\r\n")
    faults = {
        "its headers are not those that were set": names != expected,
        "it has a bare CR or LF": any(b"\r" in line or b"\n" in line for line in lines),
        f"it has a line of more than {LONGEST_LINE} octets": any(len(line) > LONGEST_LINE for line in lines),
        "it is not 7 bit": not body.isascii() or b"\0" in body,
    }
    if present := [fault for fault, is_present in faults.items() if is_present]:
        raise BrokenMail("message", f"not built: {'; '.join(present)}. Nothing was sent; this is a bug in ilwatch")
