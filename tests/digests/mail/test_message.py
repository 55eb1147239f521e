"""The bytes of a mail: every header whole, nothing injected, the same each time."""

from __future__ import annotations

import email
import re
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.mail.addresses import is_address
from digests.mail.message import build, message_id
from digests.rendering.render import Rendered
from literature.model.errors import BrokenMail

HTML = "<p>IL-1β " + "x" * 5000 + "</p>\n"
TEXT = "IL-1β\n.hidden dot\nFrom me\n\n-- \nfoot\n"


def mail(subject: str = "Interleukin Watch, 23 Nov 2026: 3 new", **changes: Any) -> bytes:
    given_: dict[str, Any] = {
        "sender": "digest@example.org",
        "recipient": "reader@example.org",
        "reply_to": "owner@example.org",
        "list_id": "il1.digest.example.org",
        "list_name": "Interleukin Watch",
        "date": datetime(2026, 11, 23, 6, 0, tzinfo=UTC),
        "message_id": "<ilwatch.2026-11-23.abc@example.org>",
        "edition_key": "2026-11-23",
        "unsubscribe_mailto": "mailto:owner@example.org?subject=unsubscribe%20il1",
    }
    return build(changes.pop("rendered", Rendered(subject, HTML, TEXT)), **(given_ | changes))


def read(body: bytes) -> EmailMessage:
    return email.message_from_bytes(body, policy=policy.default)


def test_the_headers_are_these_in_this_order() -> None:
    head = mail().split(b"\r\n\r\n")[0].decode()
    assert head.split("\r\n") == [
        "From: Interleukin Watch <digest@example.org>",
        "To: reader@example.org",
        "Reply-To: owner@example.org",
        "Subject: Interleukin Watch, 23 Nov 2026: 3 new",
        "Date: Mon, 23 Nov 2026 06:00:00 +0000",
        "Message-ID: <ilwatch.2026-11-23.abc@example.org>",
        'List-Id: "Interleukin Watch" <il1.digest.example.org>',
        "List-Unsubscribe: <mailto:owner@example.org?subject=unsubscribe%20il1>",
        "Auto-Submitted: auto-generated",
        "Precedence: list",
        "X-Auto-Response-Suppress: All",
        "Content-Language: en",
        "X-Digest-Edition: 2026-11-23",
        "MIME-Version: 1.0",
        'Content-Type: multipart/alternative; boundary="=_ilwatch_part"',
    ]


def test_plain_text_comes_first_html_last_and_both_whole() -> None:
    parts = list(read(mail()).iter_parts())
    assert [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    assert [part.get_content().replace("\r\n", "\n") for part in parts] == [TEXT, HTML]


def test_a_list_is_attached_as_plain_text_named_by_the_edition_and_the_letter_stays_whole() -> None:
    given_ = {"attached": "Anakinra in gout\n    https://pubmed.ncbi.nlm.nih.gov/1/\n" * 900}
    message = read(mail(rendered=Rendered("s", HTML, TEXT, **given_)))
    (attachment,) = message.iter_attachments()
    assert attachment.get_content_type() == "text/plain"
    assert attachment.get_filename() == "all-papers-2026-11-23.txt"
    assert attachment.get_content().replace("\r\n", "\n") == given_["attached"]
    assert message.get_body(("html",)).get_content().replace("\r\n", "\n") == HTML  # type: ignore[union-attr]
    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n") == TEXT  # type: ignore[union-attr]


def test_the_bytes_are_seven_bit_crlf_and_never_too_long() -> None:
    body = mail("Δ IL-1β")
    assert body.isascii()
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", body)
    content = body.split(b"\r\n\r\n", 1)[1]
    assert max(map(len, content.split(b"\r\n"))) <= 76


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert mail("IL-1β") == mail("IL-1β")


@pytest.mark.parametrize("length", [20, 78, 79, 200, 600])
def test_a_long_unsubscribe_address_stays_whole_on_one_line(length: int) -> None:
    url = "https://example.org/u/" + "t" * length
    body = mail(unsubscribe_url=url)
    assert f"\r\nList-Unsubscribe: <{url}>, <mailto:owner@example.org?subject=unsubscribe%20il1>\r\n".encode() in body
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in body


def test_one_click_is_never_promised_without_an_https_address() -> None:
    assert b"List-Unsubscribe-Post" not in mail()
    with pytest.raises(BrokenMail, match="List-Unsubscribe"):
        mail(unsubscribe_url="http://example.org/u")


@given(st.text(max_size=120))
def test_any_subject_comes_back_as_it_was_shown(subject: str) -> None:
    """But for what cannot be shown, runs of white space, and what reads as an encoded word."""
    body = mail(subject)
    back = read(body)["Subject"]
    assert back == read(mail(back))["Subject"]
    assert all(len(word) <= 75 for word in re.findall(rb"=\?[^ \r\n]+\?=", body))


@pytest.mark.parametrize("subject", ["Digest — IL-1β", "IL-1β αβγ " * 7, "一二三四五 " * 10, "🧬 IL-1 🧬", "a  b"])
def test_greek_chinese_and_emoji_subjects_round_trip(subject: str) -> None:
    assert read(mail(subject))["Subject"] == " ".join(subject.split())


@pytest.mark.parametrize(
    "subject",
    [
        "A =?UTF-8?Q?=0D=0ABcc=3A_inj=40e=2Eorg?=",
        "A\r\nBcc: x@example.org",
        "A\u2028Bcc: x@example.org",
        "A\x85Bcc: x@example.org",
        "A\x00\x0bB",
        "\ud800",
    ],
)
@pytest.mark.parametrize("field", ["subject", "list_name"])
def test_nothing_can_be_injected_into_a_header(subject: str, field: str) -> None:
    names = read(mail(**{field: subject})).keys()
    assert names == read(mail()).keys()


@pytest.mark.parametrize("name", ["Épidémie, IL-1β", 'A "quoted" \\ <name>', "IL-1 / IL-32, weekly", "é" * 20])
def test_a_list_may_have_any_name(name: str) -> None:
    message = read(mail(list_name=name))
    assert message["From"].addresses[0].addr_spec == "digest@example.org"
    assert message["From"].addresses[0].display_name == " ".join(re.sub(r'["\\<>]', "", name).split())


@pytest.mark.parametrize(
    "address", ["a@b, c@d", "x <a@b.org>", "a@b.org\r\nBcc: c@d.org", "a b@c.org", "é@b.org", "nobody"]
)
@pytest.mark.parametrize("field", ["sender", "recipient", "reply_to"])
def test_an_address_is_one_plain_address(address: str, field: str) -> None:
    assert not is_address(address)
    with pytest.raises(BrokenMail, match="not one plain mail address") as broken:
        mail(**{field: address})
    assert address not in str(broken.value)


@pytest.mark.parametrize("field", ["list_id", "edition_key", "unsubscribe_mailto", "message_id"])
def test_a_setting_that_would_break_a_header_is_refused(field: str) -> None:
    with pytest.raises(BrokenMail, match=r"fix it in watch\.toml"):
        mail(**{field: "mailto:a@b\r\nBcc: c@d.org"})


def test_a_message_id_is_stable_and_its_own_for_reader_and_resend() -> None:
    def of(recipient: str, resend: int) -> str:
        return message_id("2026-11-23", recipient, resend, domain="example.org")

    assert of("a@example.org", 0) == of("A@example.org", 0)
    assert re.fullmatch(r"<ilwatch\.2026-11-23\.[0-9a-f]{24}@example\.org>", of("a@example.org", 0))
    assert len({of("a@x.org", 0), of("b@x.org", 0), of("a@x.org", 1)}) == 3
