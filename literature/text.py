"""Folding: one spelling for what typesetters write in many ways, and the way back to the original.

``fold`` makes dashes, spaces, quotes, Greek letters, accents and case alike, so that the rules of the field can be
written in plain lower-case letters; ``Folded.span`` turns a place in the folded text into a place in the original.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "ο": "omicron", "π": "pi",
    "ρ": "rho", "σ": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
"""Greek letters and the names by which PubMed's index spells them."""

_LOOKALIKE = {"ɑ": "alpha", "ɣ": "gamma", "ꞵ": "beta", "ɛ": "epsilon", "∝": "alpha"}
"""Characters that authors take from a symbol list for a Greek letter."""

_PUNCTUATION = {
    "−": "-", "⁃": "-", "˗": "-", "➖": "-",
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "´": "'", "ʹ": "'", "ʼ": "'",
    "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "«": '"', "»": '"',
    "®": "", "™": "", "℠": "", "©": "",
}  # fmt: skip

_STRANGE = re.compile(r"[^\x00-\x7f]")
_SHARP_S = re.compile(r"(?<![^\W\d_])[ßẞ]")
"""A sharp s with no letter before it: no German word begins with one, so it was typed for a beta ("IL-1 ß")."""


@dataclass(frozen=True)
class Folded:
    """``text`` is the folded form of ``original``."""

    original: str
    text: str

    @cached_property
    def origin(self) -> Sequence[int]:
        """For each position of ``text``, the index in ``original`` that it came from; counted when first asked for."""
        if self.original.isascii():
            return range(len(self.text))
        lengths = (1 if char.isascii() else len(_plain(char)) for char in _SHARP_S.sub("β", self.original))
        return tuple(index for index, length in enumerate(lengths) for _ in range(length))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the part of ``original`` that became ``text[start:end]``, which must not be empty."""
        return self.origin[start], self.origin[end - 1] + 1


def fold(text: str) -> Folded:
    """Fold ``text``; folding what is folded changes nothing.

    Compatibility forms are decomposed (NFKD) and accents dropped, so that "Behçet" and "IL-1𝛽" have one form; every
    dash is "-", every non-ASCII space " ", soft hyphens and zero-width characters vanish, Greek letters become their
    names, quotes straight, letters lower case. ASCII text only loses its capitals.
    """
    if text.isascii():  # half of all titles; worth its own line
        return Folded(text, text.lower())
    return Folded(text, _STRANGE.sub(lambda hit: _plain(hit[0]), _SHARP_S.sub("β", text)).lower())


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    """One non-ASCII character, folded to the end: each step may give characters that fold again ("㎈" -> "cal")."""
    if char in _PUNCTUATION:
        return _PUNCTUATION[char]
    if named := GREEK.get(char) or _LOOKALIKE.get(char):
        return named
    category = unicodedata.category(char)
    if category == "Pd":
        return "-"
    if category in ("Mn", "Cf"):  # accents left over from a decomposition; soft hyphen, zero-width, direction marks
        return ""
    simpler = unicodedata.normalize("NFKD", char).casefold()
    if simpler == char:
        return " " if category.startswith("Z") else char
    return "".join(part.lower() if part.isascii() else _plain(part) for part in simpler)


def word_set(text: str) -> frozenset[str]:
    """Return the words of ``text``: a long set is read more easily as one text."""
    return frozenset(text.split())
