r"""LaTeX as text: no letter is lost, whatever macro it stands in; a DOI keeps its signs."""

from __future__ import annotations

import pytest

from sources.library.latex import address, plain


@pytest.mark.parametrize(
    "gamma",
    [
        r"\textgamma{}",
        r"{\textgamma}",
        r"$\upgamma$",
        r"$\gamma$",
        r"{$\gamma$}",
        r"\ensuremath{\gamma}",
        r"\straightgamma{}",
        r"\gamma",
        r"\gamma{}",
        r"{\greektext g}",
        r"\textgreek{g}",
        r"\mathrm{\gamma}",
        r"$\backslash$textgamma",
        "γ",
    ],
)
def test_greek_is_a_letter_in_every_macro(gamma: str) -> None:
    assert plain(f"interleukin-32{gamma} levels") == "interleukin-32γ levels"


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"IL-1\textbeta-like", "IL-1β-like"),
        (r"\Delta F508", "Δ F508"),
        (r"5\,\textmu{}g", "5 μg"),
        (r"\varepsilon", "ε"),
        (r"p {\textless} 0.05 \textgreater{} 0", "p < 0.05 > 0"),
        (r"\href{https://example.org/a%20b}{a link}", "a link"),
        (r"\foreignlanguage{english}{words} {\itshape of} \mkbibemph{it}", "words of it"),
        (r"B\"urger, \'{e}, \v{c}, \l", "Bürger, é, č, ł"),
        (r"50\% of A & B_2 #1", "50% of A & B_2 #1"),
        ("{{A {DNA} title}}", "A DNA title"),
    ],
)
def test_what_latex_means_is_what_is_read(latex: str, text: str) -> None:
    assert plain(latex) == text


def test_an_unknown_macro_leaves_its_argument_or_its_name_and_never_nothing() -> None:
    assert plain(r"interleukin-\unheardof{32} and \myprotein{} levels") == "interleukin-32 and myprotein levels"


@pytest.mark.parametrize(
    ("latex", "doi"),
    [
        ("{10.1000/182}", "10.1000/182"),
        (r"10.1000/a{\_}b", "10.1000/a_b"),
        (r"10.1000/a\_b%20c", "10.1000/a_b%20c"),
        (r"\url{https://doi.org/10.1000/a~b}", "https://doi.org/10.1000/a~b"),
        (r"\href{https://doi.org/10.1000/182}{10.1000/182}", "10.1000/182"),
        (r"10.1002/(SICI)1097{\textless}1::AID{\textgreater}3.0.CO;2-9", "10.1002/(SICI)1097<1::AID>3.0.CO;2-9"),
        (r"10.1002/(SICI)1097$<$1::AID$>$3.0.CO;2-9", "10.1002/(SICI)1097<1::AID>3.0.CO;2-9"),
    ],
)
def test_a_doi_comes_out_of_latex_as_it_was(latex: str, doi: str) -> None:
    assert address(latex) == doi
