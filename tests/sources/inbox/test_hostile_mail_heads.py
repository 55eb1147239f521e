"""One mail of a stranger made every run of `ilwatch inbox` fail, for all readers."""

from __future__ import annotations

import pytest

from sources.inbox.mail_head import read_head


@pytest.mark.parametrize("subject", [b"=?utf-8?b?a?=", b"Useful =?utf-8?b?abcde?=", b"=?no-such?q?a?="])
def test_an_encoded_word_that_is_none_is_shown_as_it_stands(subject: bytes) -> None:
    assert read_head(b"Subject: " + subject + b"\n\n").subject == subject.decode()


def test_thousands_of_brackets_in_the_sender_or_the_date_are_no_sender_and_no_date() -> None:
    head = read_head(b"From: " + b"(" * 10_000 + b"\nDate: " + b"(" * 10_000 + b"\n\n")
    assert (head.sender, head.sent) == ("", None)
