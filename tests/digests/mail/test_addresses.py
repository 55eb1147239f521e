"""No whole address in what many people may see."""

from __future__ import annotations

import pytest

from digests.mail.addresses import masked, without_addresses


def test_a_masked_address_keeps_its_first_letter_and_its_domain() -> None:
    assert masked("anna@example.org") == "a***@example.org"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("<anna@example.org>: no such user", "<a***@example.org>: no such user"),
        ("anna.b+x@example.org, berta@example.org", "a***@example.org, b***@example.org"),
        ("RCPT TO:<anna@example.org> 5.1.1", "RCPT TO:<a***@example.org> 5.1.1"),
        ("5.1.1 @ nothing to mask", "5.1.1 @ nothing to mask"),
    ],
)
def test_every_address_in_the_words_of_a_server_is_masked(said: str, shown: str) -> None:
    assert without_addresses(said) == shown
