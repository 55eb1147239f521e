"""Whether two different titles may be one title in two languages.

By words that every sentence of a language has, as libraries print titles without saying in which language they are.
This file does NOT translate, and does NOT decide whether two Records are one Work (identity.py).
"""

from __future__ import annotations

from literature.fields import Fields
from literature.title_likeness import SAME_STEM
from literature.titles import SMALL_WORDS, Title

_FOREIGN = frozenset({
    "der", "das", "des", "und", "dem", "den", "ein", "eine", "einer", "eines", "fur", "bei", "mit", "zur", "zum", "von",
    "auf", "als", "nach", "durch", "uber", "aus", "bis", "oder", "wie",
    "le", "la", "les", "du", "une", "et", "dans", "chez", "sur", "par", "avec", "pour", "aux", "est", "ou", "au",
    "el", "los", "las", "del", "con", "por", "para", "una", "sobre", "entre", "como", "su", "y",
    "il", "lo", "gli", "della", "delle", "dei", "degli", "nel", "nella", "nelle", "di", "da", "dal", "un",
    "os", "dos", "em", "com", "uma", "ao",
    "het", "een", "van", "voor", "bij", "met", "og", "av", "med", "hos", "til", "och", "ett", "som", "ja",
    "oraz", "przy", "ve", "ile", "bir",
})  # fmt: skip
"""Articles, prepositions and conjunctions of European languages, without accents, that are no English words."""

_ENGLISH = frozenset({"the", "of", "and", "with", "for", "by", "from", "to", "on", "between", "is", "are"})


def is_foreign(title: Title) -> bool:
    """Whether ``title`` is in another language than English: two such words at the least, and more than English ones
    ("la Crosse virus" and "et al" stand in English titles)."""
    words = title.key.split()
    foreign = {word for word in words if word in _FOREIGN}
    return len(foreign) > 1 and len(foreign) > sum(word in _ENGLISH for word in words)


def share_words(a: Title, b: Title) -> bool:
    """Whether half of the words of the shorter title, by their stems, stand in the other one."""
    shorter, longer = sorted((_stems(a), _stems(b)), key=len)
    return bool(shorter) and 2 * len(shorter & longer) >= len(shorter)


def _stems(title: Title) -> set[str]:
    return {word[:SAME_STEM] for word in title.key.split() if word not in SMALL_WORDS}


def may_be_translated(a: Fields, b: Fields) -> bool:
    """Whether one title is the other in another language: one is the other's vernacular title, one of the two is not
    English, or one stands in PubMed's brackets and the other says much the same in other words."""
    if (a.vernacular and a.vernacular == b.title.key) or (b.vernacular and b.vernacular == a.title.key):
        return True
    if is_foreign(a.title) is not is_foreign(b.title):
        return True
    return a.title.bracketed is not b.title.bracketed and share_words(a.title, b.title)
