"""How alike two titles are: the same, one part of the other, alike, or others."""

from __future__ import annotations

import re
from collections import Counter
from enum import IntEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Levenshtein

from literature.identity.titles import SHORT_TITLE, SHORT_WORDS, SMALL_WORDS, WAYS, Title, compact

TITLES_AGREE = 80
"""rapidfuzz ratio of two title keys from which a shared DOI is believed: 21 DOIs of the ASySD diabetes set are
supplement DOIs, each shared by different meeting abstracts whose titles fall below it (measured)."""

SAME_STEM = 4
"""Letters at the beginning that two spellings of one word share; "hypo-" and "hyper-", "pre-" and "post-", "intra-"
and "inter-" part within them."""

SLIP = 6
"""Letters from which a word with one wrong letter, not the first, is a slip of the pen ("exlude", "bufering"): shorter
ones are other words ("ovine", "bovine"), and a first letter says the contrary ("typical", "atypical")."""

LONG_WORD = 8
"""Letters from which a lost letter is a slip of the pen whatever else is known: "inulin" is not "insulin"."""

LEAST_WORDS = 3
"""Words that say something of the shortest title that may be another one, shortened."""

PART_FROM = 20
"""Letters from which a title that is the beginning or the end of another one is part of it, not a mere rubric."""


class Alike(IntEnum):
    """How alike two titles are, from nothing in common to one spelling."""

    OTHER = 0
    ALIKE = 1
    """At least TITLES_AGREE of the letters."""
    PART = 2
    """One is the beginning or the end of the other: a subtitle, or a translation, was left out."""
    LOOSE = 3
    """The same words but for slips of the pen and their order: "nitrite" and "nitrate", "A stimulates B" and "B
    stimulates A" differ no more, so that something else must speak for one paper."""
    SPELLING = 4
    """The same words in the same order but for small words, plurals, hyphens, British and American, a letter lost from
    a long word; or with the words for the way of research at another place."""
    EQUAL = 5

    @property
    def words(self) -> str:
        """For a reason; '' for OTHER."""
        return _WORDS[self]


_WORDS = (
    "",
    "titles much alike",
    "one title is part of the other",
    "same words but for slips or their order",
    "same title but for spelling",
    "same title",
)


def compare_titles(a: Title, b: Title) -> Alike:
    """Return how alike two titles are. Symmetric; OTHER where one is missing."""
    if not a.compact or not b.compact:
        return Alike.OTHER
    if a.compact == b.compact:
        return Alike.EQUAL
    if a.subject and a.subject == b.subject and a.flag == b.flag:
        return Alike.LOOSE
    if _is_part(a.key, b.key) or _is_part(a.unmarked, b.unmarked):
        return Alike.PART
    if fuzz.token_sort_ratio(a.key, b.key, score_cutoff=TITLES_AGREE) == 0:
        return Alike.OTHER
    return _compare_words(a.key, b.key)


def _compare_words(a: str, b: str) -> Alike:
    if _same_sentence(a, b):
        return Alike.SPELLING
    return Alike.LOOSE if _same_words(a, b) else Alike.ALIKE


def _is_part(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    return len(short) >= PART_FROM and (f"{long} ".startswith(f"{short} ") or long.endswith(f" {short}"))


def same_but_for_marks(a: Title, b: Title) -> bool:
    """Return whether two titles are one but for numbers of footnotes behind one of them and a section's heading before
    one of them ("RESEARCH NOTES …"). Numbers behind both must be the same: they may count parts."""
    if len(a.unmarked) < SHORT_TITLE or a.unmarked.count(" ") < SHORT_WORDS - 1:
        return False
    if a.key != a.unmarked and b.key != b.unmarked and a.numbers != b.numbers:
        return False
    return a.unmarked == b.unmarked


def _same_sentence(a: str, b: str) -> bool:
    """Whether the words are the same in their order, one of them perhaps with a slip of the pen; words that say how
    something was studied may be anywhere ("A trial of X", "X: a trial")."""
    words_a, words_b = _content(a), _content(b)
    if "".join(words_a) == "".join(words_b) or _in_order(words_a, words_b):
        return True
    (ways_a, rest_a), (ways_b, rest_b) = _parted(words_a), _parted(words_b)
    return sorted(ways_a) == sorted(ways_b) and _in_order(rest_a, rest_b)


def _content(key: str) -> list[str]:
    return [word for word in key.split() if word not in SMALL_WORDS]


def _in_order(words_a: list[str], words_b: list[str]) -> bool:
    if len(words_a) != len(words_b):
        return False
    changed = [pair for pair in zip(words_a, words_b, strict=True) if not same_word(*pair)]
    return not changed or (len(changed) == 1 and _is_lost_letter(*changed[0]))


def _parted(words: list[str]) -> tuple[list[str], list[str]]:
    """The ways of research, in one spelling, and the other words."""
    return [_spelt(word) for word in words if word in WAYS], [word for word in words if word not in WAYS]


_SPELLINGS = (("our", "or"), ("is", "iz"), ("ys", "yz"), ("tre", "ter"), ("ogue", "og"), ("ph", "f"), ("y", "i"))
"""British and American."""
_DOUBLED = re.compile(r"([a-z])\1")
_ENDING = re.compile(r"(?<=[a-z]{3})(?:e|d|s|i|iz)+$")
"""Of a plural ("analyses"), and what "blinded" has more than "blind"."""


def same_word(a: str, b: str) -> bool:
    """Return whether two words are one but for plural, British and American, and doubled letters."""
    return a == b or _spelt(a) == _spelt(b)


def _spelt(word: str) -> str:
    word = compact(word)
    for british, american in _SPELLINGS:
        word = word.replace(british, american)
    return _ENDING.sub("", _DOUBLED.sub(r"\1", word))


def _is_lost_letter(a: str, b: str) -> bool:
    """Whether a letter of a long word, not the first, was lost, added or changed places; a changed letter makes another
    word too often: "nitrite" and "nitrate", "osteoblast" and "osteoclast"."""
    if a[:1] != b[:1] or max(len(a), len(b)) < LONG_WORD:
        return False
    swapped = sorted(a) == sorted(b) and OSA.distance(a, b) == 1
    return swapped or (len(a) != len(b) and Levenshtein.distance(a, b) == 1)


def _same_words(a: str, b: str) -> bool:
    """Whether every word of one is in the other, perhaps spelt another way: tumor, tumour; gene, genes."""
    left, right = _left_over(a, b)
    if len(left) > len(right):
        left, right = right, left
    if "".join(sorted(left)) == "".join(sorted(right)) or _is_slip("".join(left), "".join(right)):
        return True
    pairs = zip(sorted(left), sorted(right), strict=True)
    return len(left) == len(right) and all(similar_words(*pair) for pair in pairs)


def says_no_other_word(a: Title, b: Title) -> bool:
    """Return whether one title only has words more than the other, or parts and spells them in another way."""
    left, right = _left_over(a.key, b.key)
    return not left or not right or similar_words("".join(left), "".join(right))


def stands_in_order(a: Title, b: Title) -> bool:
    """Return whether all words of one title, three at the least, are in the other one in their order."""
    short, long = sorted((_content(a.key), _content(b.key)), key=len)
    left = iter(long)
    return len(short) >= LEAST_WORDS and all(any(same_word(word, candidate) for candidate in left) for word in short)


def _left_over(a: str, b: str) -> tuple[list[str], list[str]]:
    words_a, words_b = Counter(a.split()), Counter(b.split())
    return (
        [word for word in (words_a - words_b).elements() if word not in SMALL_WORDS],
        [word for word in (words_b - words_a).elements() if word not in SMALL_WORDS],
    )


def similar_words(a: str, b: str) -> bool:
    """Return whether two words are one but for spelling: a common stem, or a slip of one letter."""
    a, b = compact(a), compact(b)
    if a[:SAME_STEM] == b[:SAME_STEM]:
        return fuzz.ratio(a, b) >= TITLES_AGREE
    return _is_slip(a, b)


def _is_slip(a: str, b: str) -> bool:
    """Whether one letter, not the first, is all that differs."""
    if a[:1] != b[:1] or min(len(a), len(b)) < SLIP:
        return False
    return Levenshtein.distance(a, b, score_cutoff=1) <= 1
