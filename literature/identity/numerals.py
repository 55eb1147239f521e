"""One spelling in titles for the numbers of interleukins and of parts, which every source writes in its own way."""

from __future__ import annotations

import re

NUMERALS = {
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11",
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10",
}  # fmt: skip
"""Numbers that are words; not "one" and "x", which mostly are none ("one of", "X-ray")."""

_INTERLEUKIN = re.compile(
    r"\b(?:il|interleukine?)s? ?(?:([0-9]{1,2})|(?<=n )([il]))(?: ?(b)(?! cell)|([a-g]))?(?![0-9a-z])"
)
_GLUED = re.compile(r"\b(?:il|interleukine?)s? ?([0-9]{1,2})(alpha|beta|gamma|delta)\b")
_LETTERS = {"a": " alpha", "b": " beta", "g": " gamma", "d": " delta"}
_COUNTED = re.compile(r"\b(part|phase|type|grade|stage|class) (one|two|three|four|i|ii|iii|iv|v|vi)\b")


def unify_numbers(key: str) -> str:
    """Spell the number of a part or phase, and an interleukin, in one way: "il 1b" is "interleukin 1 beta"."""
    key = _COUNTED.sub(lambda hit: f"{hit[1]} {NUMERALS.get(hit[2], '1')}", key)
    if "il" not in key and "interleukin" not in key:
        return key
    return _INTERLEUKIN.sub(_interleukin, _GLUED.sub(r"interleukin \1 \2", key))


def _interleukin(hit: re.Match[str]) -> str:
    letter = hit[3] or hit[4] or ""
    return f"interleukin {hit[1] or 1}{_LETTERS.get(letter, letter)}"
