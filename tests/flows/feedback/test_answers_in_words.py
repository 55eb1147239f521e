"""What the subject of a mail says, and which editions can be answered."""

from __future__ import annotations

from datetime import date

import pytest

from digests.mail.answer_tokens import TOKEN_LENGTH
from flows.config import load_watch
from flows.delivery.answering import answer_links
from flows.feedback.inbox import answer_in
from literature.readers.reader_mark import MarkKind
from tests.flows.feedback.served import SECRET
from tests.paths import ROOT


def test_an_edition_from_before_2020_has_no_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """`ilwatch digest --date 2019-12-30` with a key set: a token counts the days since 2020."""
    monkeypatch.setenv("ILWATCH_FEEDBACK_KEY", SECRET)
    watch = load_watch(ROOT / "watch.toml")
    assert answer_links(watch, date(2019, 12, 30)) is None
    assert answer_links(watch, date(2020, 1, 6)) is not None


@pytest.mark.parametrize("words", ["Take back: Useful", "Take back Not for us", "Not useful"])
def test_words_put_before_those_of_the_link_do_not_count_as_their_opposite(words: str) -> None:
    """Who writes "Take back" before the words of the link takes back; "not useful" is none of the answers."""
    said = answer_in(f"Re: {words} {'x' * TOKEN_LENGTH}")
    assert said is None or said[0] is MarkKind.TAKEN_BACK
