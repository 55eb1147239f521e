"""Words of outside in a chat: nothing in them acts, and what is no markup stays as it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digests.chat.inert import inert

ACTS = re.compile(
    r"<[!@#/a-zA-Z]|@(?:everyone|here|channel|room|all|\w)|\]\(|\]\[|\]:|`|\*|~|\|\||\\|:[\w+-]+:|(?<![^\W_])_|_(?![^\W_])"
)


@pytest.mark.parametrize(
    "hostile",
    [
        "<!channel> a trial",
        "<!subteam^S024> and <@U024BE7LH> and <#C024>",
        "<https://evil.example|PubMed>",
        "@everyone @here @channel @room @all",
        "Ask @admin:matrix.example",
        "[PubMed](https://evil.example)",
        "![pixel](https://evil.example/p.png)",
        "[words][ref] [ref]: https://evil.example",
        "<at>everyone</at> <a href='https://evil.example'>x</a> <script>alert(1)</script>",
        "**bold** _italic_ __under__ ~~gone~~ `code` ||spoiler|| \\*",
        "*_~`",
        ":tada: :+1:",
    ],
)
def test_markup_and_mentions_of_every_service_do_nothing(hostile: str) -> None:
    assert ACTS.search(hostile)
    assert not ACTS.search(inert(hostile))


@pytest.mark.parametrize(
    "plain",
    [
        "Anakinra in sepsis (p < 0.05): IL-1β, n = 104 [Article in German].",
        "p <0.05 and n>30",
        "IL1_RN and CARD8 | a [review]",
        "Effects at 10:30, ratio 2:1",
        "50% of 7 & 8 #1",
    ],
)
def test_what_is_no_markup_stays(plain: str) -> None:
    assert inert(plain) == plain


def test_an_at_sign_within_a_name_looks_as_before() -> None:
    assert inert("Fe3O4@SiO2").replace("\u2060", "") == "Fe3O4@SiO2"


@given(st.text(alphabet="<!@#[]():`*_~|\\ aB1+-/&>"))
def test_nothing_acts_whatever_stands_beside_it(words: str) -> None:
    made = inert(words)
    assert not ACTS.search(made)
    assert inert(made) == made
