r"""LaTeX as exporters write it into BibTeX, as plain text: Greek in all its macros, accents, formulas, braces.

pylatexenc drops every macro that it does not know, and with it a letter ("interleukin-32\textgamma"): here such a macro
leaves the text of its argument, or else its own name. This file does NOT find fields or entries.
"""

from __future__ import annotations

import re

from pylatexenc.latex2text import (  # type: ignore[import-untyped]  # it has no types
    LatexNodes2Text,
    get_default_latex_context_db,
)

_LETTERS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "omicron": "ο", "pi": "π", "rho": "ρ",
    "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
}  # fmt: skip
_GREEK = (
    _LETTERS
    | {name.capitalize(): letter.upper() for name, letter in _LETTERS.items()}
    | {"varepsilon": "ε", "vartheta": "θ", "varkappa": "κ", "varphi": "φ", "varrho": "ρ", "varsigma": "ς", "varpi": "π"}
)
_GREEK_MACRO = re.compile(rf"\\(?:text|textup|textit|up|Up|straight|mup)?({'|'.join(_GREEK)})(?![A-Za-z])(?:\{{\}})?")
r"""Greek outside formulas (``\textgamma``, ``\gamma``), upright (``\upgamma``, ``\straightgamma``), and all others."""

_KEYBOARD = dict(zip("abgdezhjiklmnxoprsctufqyw", "αβγδεζηθικλμνξοπρσςτυφχψω", strict=True))
_TYPED = re.compile(
    r"\\textgreek\s*\{([A-Za-z]+)\}|\\greektext\s*\{([A-Za-z]+)\}|\\greektext(?:\{\}|\s)+([A-Za-z]+)(?=\})"
)
r"""Greek typed on a Latin keyboard (the encoding LGR): ``\textgreek{g}``, ``{\greektext g}``."""

_SYMBOLS = {
    "textless": "<", "textgreater": ">", "textbar": "|", "textunderscore": "_", "textasciicircum": "^",
    "textasciitilde": "~", "micro": "µ", "textmicro": "µ", "textmugreek": "µ", "par": " ", "newline": " ",
    "linebreak": " ", "slash": "/",
}  # fmt: skip
_SILENT = frozenset({
    "greektext", "latintext", "protect", "relax", "rm", "it", "bf", "em", "sf", "tt", "sc", "sl", "up", "upshape",
    "itshape", "mdseries", "bfseries", "rmfamily", "sffamily", "ttfamily", "normalfont", "small", "boldmath",
    "noopsort", "allowbreak", "nobreak", "displaystyle", "textstyle", "mathstrut", "unboldmath", "scshape",
    "slshape", "mathop", "nolinebreak", "nonumber", "leavevmode", "selectfont", "limits", "nolimits", "left",
    "right", "big", "Big", "bigl", "bigr", "label", "nocite", "index",
})  # fmt: skip
"""Macros that change only how something looks."""
_LANGUAGE = re.compile(r"\\(?:select|foreign)language\s*\{[^{}]*\}")
_LINK = re.compile(r"\\href\s*\{[^{}]*\}")
"""pylatexenc fails at it (2.10); its text follows in braces of its own."""
_ESCAPED_MACRO = re.compile(r"\$\\backslash\$(?=[A-Za-z])")
"""A macro that an exporter took for text."""
_MACRO = re.compile(r"(?<!\\)\\([A-Za-z]+)(?:\{\}|(?P<argument>(?=\s*\{)))?")

_SIGNS = {"{": "", "}": "", "~": " ", "---": "—", "--": "–", "``": "“", "''": "”"}
_SIGN = re.compile("|".join(map(re.escape, _SIGNS)))
"""All that LaTeX means without a backslash or a formula; pylatexenc takes 0.8 ms for a line (measured)."""
_BARE_SIGN = re.compile(r"(?<!\\)([%&#_])")
_ESCAPED = re.compile(r"\{?\\([_%&#$~^-])(?:\{\})?\}?")
_MATH_SIGN = re.compile(r"\$\s*([<>_^-])\s*\$")

_CONTEXT = get_default_latex_context_db()


def plain(latex: str) -> str:
    """Read LaTeX as text: accents, Greek, no braces. A bare "%" or "&" is the sign: no exporter comments or aligns."""
    if "\\" not in latex and "$" not in latex:
        return " ".join(_SIGN.sub(lambda sign: _SIGNS[sign[0]], latex).split())
    latex = _TYPED.sub(_from_keyboard, _ESCAPED_MACRO.sub(r"\\", latex))
    latex = _LINK.sub("", _LANGUAGE.sub("", latex))
    latex = _MACRO.sub(_known, _GREEK_MACRO.sub(lambda macro: _GREEK[macro[1]], latex))
    text: str = LatexNodes2Text(math_mode="text", latex_context=_CONTEXT).latex_to_text(_BARE_SIGN.sub(r"\\\1", latex))
    return " ".join(text.split())


def address(latex: str) -> str:
    r"""Read a DOI, a number or a link as it was before an exporter escaped its signs; "%" and "~" belong to it.

    Mendeley writes ``{\_}`` and ``{\textless}``, others ``\url{…}``; "<" of old DOIs may be in a formula.
    """
    if "\\" in latex or "$" in latex:
        latex = _MATH_SIGN.sub(r"\1", _LINK.sub("", latex))
        latex = _MACRO.sub(lambda macro: _SYMBOLS.get(macro[1], ""), _ESCAPED.sub(r"\1", latex))
    return latex.replace("{", "").replace("}", "").strip()


def _from_keyboard(typed: re.Match[str]) -> str:
    letters = typed[1] or typed[2] or typed[3]
    greek = "".join(_KEYBOARD.get(letter.lower(), letter) for letter in letters)
    return greek.upper() if letters[0].isupper() else greek


def _known(macro: re.Match[str]) -> str:
    """Keep a macro that pylatexenc knows; else write the sign that it means, its name, or nothing."""
    name = macro[1]
    if name in _SYMBOLS and _SYMBOLS[name] != "~":
        return _SYMBOLS[name]
    spec = _CONTEXT.get_macro_spec(name)
    if spec is not None and spec.macroname:
        return macro[0]
    return "" if name in _SILENT or macro["argument"] is not None else name  # the argument follows
