"""The head of any mail is read without fail."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from sources.inbox.mail_head import LONGEST_SUBJECT_READ, read_head

LINES = st.sampled_from(
    [
        b"Subject: =?utf-8?q?a?=",
        b"Subject: =?no-such-set?b?QUJD?=",
        b"Subject: =?utf-8?b?A?=",
        b"Subject: \xff\xfe\x80",
        b"Subject:",
        b" folded =?utf-8?q?=FF?=",
        b"Date: 99 Foo 0000 99:99",
        b"Date: Mon, 23 Nov 2026 09:00:00 -9999",
        b"Date: Fri, 31 Dec 9999 23:59:59 -2359",
        b"From: <<@,\x00>",
        b"From: a" + b"(" * 50,
        b"Message-ID: \xe9",
        b"Content-Type: ;;;",
        b"no header at all",
        b"",
    ]
)


@given(st.lists(LINES | st.binary(max_size=60)))
def test_nothing_in_a_head_makes_it_fail(lines: list[bytes]) -> None:
    head = read_head(b"\n".join(lines))
    assert "\n" not in head.subject
    assert len(head.subject) <= LONGEST_SUBJECT_READ


def test_what_an_ordinary_head_says() -> None:
    head = read_head(
        b"From: Dr =?utf-8?q?J=C3=B6rg?= <joerg@example.org>\r\n"
        b"Subject: =?utf-8?q?Na=C3=AFve_T?=\r\n =?utf-8?q?-cells?=\r\n"
        b"Date: Mon, 23 Nov 2026 10:00:00 +0100\r\nMessage-ID: <a@b>\r\n\r\n"
    )
    assert (head.subject, head.sender) == ("Naïve T-cells", "joerg@example.org")
    assert head.sent == datetime(2026, 11, 23, 9, tzinfo=UTC)
    assert not head.is_automatic


def test_programs_are_told_from_people() -> None:
    automatic = [b"Auto-Submitted: auto-replied", b"Content-Type: multipart/report; boundary=x", b"Return-Path: <>"]
    assert all(read_head(line + b"\r\n").is_automatic for line in automatic)
    assert not any(
        read_head(line).is_automatic for line in (b"", b"Auto-Submitted: no; x\r\n", b"Return-Path: <a@b>\r\n")
    )


def test_the_same_mail_has_the_same_id_and_one_without_a_message_id_has_one_too() -> None:
    same = [read_head(b"Message-ID: <a@b>\r\nX: %d\r\n" % number).mail_id for number in range(2)]
    without = [read_head(b"X: %d\r\n" % number).mail_id for number in range(2)]
    assert (len(set(same)), len({*same, *without})) == (1, 3)
