"""How two titles stand to each other: the same, one part of the other, alike, or others.

This file does NOT decide whether two Records are one Work: equal titles are evidence, identity.py is the judge.
"""

from __future__ import annotations

from collections import Counter
from enum import IntEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from literature.titles import SHORT_TITLE, SHORT_WORDS, SMALL_WORDS, Title, compact

TITLES_AGREE = 80
"""rapidfuzz ratio of two title keys from which a shared DOI is believed: 21 DOIs of the ASySD diabetes set are
supplement DOIs, each shared by different meeting abstracts whose titles fall below it (measured)."""

SAME_STEM = 4
"""Letters at the beginning that two spellings of one word share; "hypo-" and "hyper-", "pre-" and "post-", "intra-"
and "inter-" part within them."""

SLIP = 6
"""Letters from which a word with one wrong letter, not the first, is a slip of the pen ("exlude", "bufering"): shorter
ones are other words ("ovine", "bovine"), and a first letter says the contrary ("typical", "atypical")."""

PART_FROM = 20
"""Letters from which a title that is the beginning or the end of another one is part of it, not a mere rubric."""

LONGEST_HEADING = 5
"""Words of the longest heading of a section that scans have glued before a title ("Issues and Opinions")."""


class Alike(IntEnum):
    """How two titles stand to each other, from nothing in common to one spelling."""

    OTHER = 0
    ALIKE = 1
    """At least TITLES_AGREE of the letters."""
    PART = 2
    """One is the beginning or the end of the other: a subtitle, or a translation, was left out."""
    SPELLING = 3
    """The same words but for their spelling, their order and small words."""
    EQUAL = 4

    @property
    def words(self) -> str:
        """For a reason; '' for OTHER."""
        return _WORDS[self]


_WORDS = (
    "",
    "titles much alike",
    "one title is part of the other",
    "same title but for spelling",
    "same title",
)


def compare(a: Title, b: Title) -> Alike:
    """How the two titles stand to each other. Symmetric; OTHER where one is missing."""
    if not a.compact or not b.compact:
        return Alike.OTHER
    if a.compact == b.compact:
        return Alike.EQUAL
    if a.subject and a.subject == b.subject and a.flag == b.flag:
        return Alike.SPELLING
    if _is_part(a.key, b.key) or _is_part(a.unmarked, b.unmarked):
        return Alike.PART
    if fuzz.token_sort_ratio(a.key, b.key, score_cutoff=TITLES_AGREE) == 0:
        return Alike.OTHER
    return Alike.SPELLING if _same_words(a.key, b.key) else Alike.ALIKE


def _is_part(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= PART_FROM and (f"{long} ".startswith(f"{short} ") or long.endswith(f" {short}"))


def same_but_for_marks(a: Title, b: Title) -> bool:
    """Whether two titles that name something are one but for numbers of footnotes behind one of them and a section's
    heading before one of them ("RESEARCH NOTES …"). Numbers behind both must be the same: they may count parts."""
    short, long = sorted((a.unmarked, b.unmarked), key=len)
    if len(short) < SHORT_TITLE or short.count(" ") < SHORT_WORDS - 1:
        return False
    if a.key != a.unmarked and b.key != b.unmarked and a.numbers != b.numbers:
        return False
    heading = long.removesuffix(short)
    return long.endswith(short) and (not heading or heading.endswith(" ")) and heading.count(" ") <= LONGEST_HEADING


def _same_words(one: str, other: str) -> bool:
    """Whether every word of one stands in the other, perhaps spelt another way: tumor, tumour; gene, genes."""
    left, right = _left_over(one, other)
    if len(left) > len(right):
        left, right = right, left
    if "".join(sorted(left)) == "".join(sorted(right)) or _is_slip("".join(left), "".join(right)):
        return True
    return len(left) == len(right) and all(one_word(*pair) for pair in zip(sorted(left), sorted(right), strict=True))


def says_no_other_word(a: Title, b: Title) -> bool:
    """Whether one title only has words more than the other, or parts and spells them in another way."""
    left, right = _left_over(a.key, b.key)
    return not left or not right or one_word("".join(left), "".join(right))


def _left_over(one: str, other: str) -> tuple[list[str], list[str]]:
    """The words of either key that the other one lacks, without small words."""
    words, others = Counter(one.split()), Counter(other.split())
    return (
        [word for word in (words - others).elements() if word not in SMALL_WORDS],
        [word for word in (others - words).elements() if word not in SMALL_WORDS],
    )


def one_word(one: str, other: str) -> bool:
    """Whether two words are one but for spelling: a common stem, or a slip of one letter."""
    one, other = compact(one), compact(other)
    if one[:SAME_STEM] == other[:SAME_STEM]:
        return fuzz.ratio(one, other) >= TITLES_AGREE
    return _is_slip(one, other)


def _is_slip(one: str, other: str) -> bool:
    """Whether one letter, not the first, is all that differs."""
    if one[:1] != other[:1] or min(len(one), len(other)) < SLIP:
        return False
    return Levenshtein.distance(one, other, score_cutoff=1) <= 1
