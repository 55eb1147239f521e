"""RichText to what a letter carries: HTML with only ``i b sub sup``, or plain text with Unicode super- and subscripts.

Tags come from the marks alone: markup of a source never passes through here.
"""

from __future__ import annotations

import re
from itertools import pairwise

from markupsafe import Markup, escape

from literature.model.record import MARKS, RichText

_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_NUMBER = re.compile(r"[-−+]?\d+[.,/]\d+")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


def html(rich: RichText) -> Markup:
    """Return well-formed HTML of ``rich``, also where its marks cross each other."""
    edges = sorted({0, len(rich.text), *(edge for m in rich.marks for edge in (m.start, m.end))})
    pieces: list[str] = []
    open_tags: list[str] = []
    for start, end in pairwise(edges):
        wanted = {m.tag for m in rich.marks if m.start <= start and end <= m.end and m.tag in MARKS}
        while not wanted.issuperset(open_tags):
            pieces.append(f"</{open_tags.pop()}>")
        fresh = sorted(wanted.difference(open_tags))
        pieces.extend(f"<{tag}>" for tag in fresh)
        open_tags.extend(fresh)
        pieces.append(str(escape(rich.text[start:end])))
    pieces.extend(f"</{tag}>" for tag in reversed(open_tags))
    return Markup("".join(pieces))  # noqa: S704  (built of escaped text and the tags of MARKS)


def text(rich: RichText) -> str:
    """Return plain text of ``rich``; 10<sup>6</sup> reads 10⁶ and not 106, where Unicode has all the characters, and
    another number is an exponent: W<sup>0.75</sup> reads W^0.75."""
    characters = list(rich.text)
    for mark in rich.marks:
        table = {"sup": _RAISED, "sub": _LOWERED}.get(mark.tag)
        piece = characters[mark.start : mark.end]
        if table and all(ord(character) in table for character in piece):
            characters[mark.start : mark.end] = "".join(piece).translate(table)
        elif mark.tag == "sup" and _NUMBER.fullmatch("".join(piece)):
            characters[mark.start] = f"^{characters[mark.start]}"
    return "".join(characters)
