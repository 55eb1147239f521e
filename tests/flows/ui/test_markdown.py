"""Text in the Prefect UI: shown as it is, never as markup or as a link of its own."""

from __future__ import annotations

from flows.ui.markdown import escaped, fenced, linked


def test_a_hyphen_and_a_full_stop_are_left_alone() -> None:
    assert escaped("IL-1β. 5 > 3!") == "IL-1β. 5 > 3!"


def test_signs_of_markdown_are_shown_and_do_nothing() -> None:
    assert escaped("<b> [x](y) *b* _i_ `c` ~~s~~ a|b") == r"\<b> \[x\](y) \*b\* \_i\_ \`c\` \~\~s\~\~ a\|b"


def test_an_address_in_a_text_is_no_link() -> None:
    shown = escaped("http://e.example/x www.e.example me@e.example")
    assert shown.replace("\u2060", "") == "http://e.example/x www.e.example me@e.example"
    assert not any(sign in shown for sign in ("://", "www.", "me@"))


def test_a_text_becomes_one_line() -> None:
    assert escaped("one\n# two") == "one # two"
    assert linked("one\n\ntwo", "https://e.org") == "[one two](<https://e.org>)"


def test_a_link_shows_its_text_as_it_is() -> None:
    assert (
        linked("HLA-B*27 and p<0.05 [Letter]", "https://e.org") == r"[HLA-B*27 and p<0.05 \[Letter\]](<https://e.org>)"
    )


def test_a_text_without_an_address_is_no_link() -> None:
    assert linked("[x](y)", "") == r"\[x\](y)"


def test_a_text_with_fences_stays_in_its_own() -> None:
    assert fenced("a ~~~~ b") == "~~~~~\na ~~~~ b\n~~~~~"
