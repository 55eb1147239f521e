"""Whole numbers as papers print them: "1,234", "20 152", "Fifty-two", "three hundred and twelve"."""

from __future__ import annotations

import re

_TO_NINETEEN = (
    "zero one two three four five six seven eight nine ten "
    "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL = {word: number for number, word in enumerate(_TO_NINETEEN.split())} | {
    word: 10 * ten for ten, word in enumerate(_TENS.split(), 2)
}
_LARGE = {"hundred": 100, "thousand": 1000}
_WORD = "|".join(sorted((*_SMALL, *_LARGE), key=len, reverse=True))

NUMERAL = (
    rf"(?:(?<![\d.,/±<>≥≤$€-])(?<!\d )\d{{1,3}}(?:[,  \u2009\u202f·]\d{{3}})+(?![\d.,]\d)|"
    rf"(?<![\d.,/±<>≥≤$€-])(?<!\d )\d{{1,7}}(?![\d.,]\d|\d|[-–]\d| ?%|/)|"
    rf"(?<![\w-])(?:{_WORD})(?:(?:[ -]| and |-and-)(?:{_WORD})){{0,12}}\b)"
)
"""A numeral; to be searched without regard to case. No part of a decimal, a range, a share or a fraction."""


def value(numeral: str) -> int | None:
    """Return the number that ``numeral`` says; None where its words make no number ("two one")."""
    digits = re.sub(r"[,\s·]", "", numeral)
    if digits.isascii() and digits.isdigit():
        return int(digits)
    return _of_words([word for word in re.split(r"[\s-]+", numeral.lower()) if word != "and"])


def _of_words(parts: list[str]) -> int | None:
    total, current, last = 0, 0, 1000
    for word in parts:
        if word in _LARGE:
            current = max(current, 1) * _LARGE[word]
            total, current = (total + current, 0) if word == "thousand" else (total, current)
            last = _LARGE[word]
        elif (small := _SMALL.get(word)) is not None and _may_follow(small, last):
            current, last = current + small, small
        else:
            return None
    return total + current


def _may_follow(small: int, last: int) -> bool:
    """ "twenty" then "two", not "two" then "one"; anything behind hundred and thousand, and at the beginning."""
    return last >= 100 or (last >= 20 and last % 10 == 0 and 0 < small < 10)
