"""What a page says first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.page_words import LONGEST, page_text, words_of


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<html><head><title>Sorry</title></head><body><p>We are down. Come back.</p></body></html>", "Sorry"),
        ("<!DOCTYPE html><title>Sorry</title><p>We are down for now. Come back.</p>", "Sorry: We are down for now."),
        ("<html><body><nav><a>Home</a> <a>Log in</a></nav><p>All of <b>it</b> is down.", "All of it is down."),
        ("<html><script>var a = 'not a word of this.'</script><style>p is hidden by this</style>", ""),
        ("<html><body>&lt;script&gt; is only text here</body></html>", "<script> is only text here"),
        ("\ufeff\n<HTML><TITLE>Sorry\x01</TITLE>", "Sorry"),
        ("<eSearchResult><Count>0</Count></eSearchResult>", ""),
        ("Unable to route request!", ""),
        ("", ""),
    ],
)
def test_a_page_is_told_by_its_title_and_its_first_sentence(page: str, words: str) -> None:
    assert words_of(page.encode()) == words


def test_a_long_page_gives_one_short_line() -> None:
    page = b"<html><title>" + b"t" * 5_000 + b"</title><p>" + b"word " * 100_000
    assert len(words_of(page)) <= 2 * LONGEST + 2
    assert "\n" not in page_text(page)


@given(st.binary(max_size=300))
def test_no_bytes_can_raise(body: bytes) -> None:
    words_of(b"<html>" + body)
    page_text(b"<html>" + body)
