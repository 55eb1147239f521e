"""Whether two different titles may be one title in two languages.

By words that every sentence of a language has, as libraries print titles without saying in which language they are.
This file does NOT translate, and does NOT decide whether two Records are one Work (compare.py).
"""

from __future__ import annotations

from literature.identity.fields import Fields
from literature.identity.title_likeness import SAME_STEM
from literature.identity.titles import SMALL_WORDS, Title

_FOREIGN = frozenset({
    "und", "ein", "eine", "einer", "eines", "fur", "bei", "zur", "zum", "auf", "nach", "durch", "uber", "oder", "wie",
    "une", "dans", "chez", "avec", "pour", "aux", "du", "les",
    "el", "por", "para", "una", "sobre", "entre", "como",
    "gli", "della", "delle", "dei", "degli", "nel", "nella", "nelle", "dal", "dos", "uma", "ao",
    "het", "een", "voor", "bij", "og", "til", "och", "ett", "som", "oraz", "przy",
})  # fmt: skip
"""Articles, prepositions and conjunctions of European languages, without accents, that are no English words."""

_ALSO_BIOLOGY = frozenset({
    "der", "das", "des", "dem", "den", "mit", "von", "als", "aus", "bis", "le", "la", "et", "sur", "par", "est", "ou",
    "au", "los", "las", "del", "con", "su", "y", "il", "lo", "di", "da", "un", "os", "em", "com", "van", "met", "av",
    "med", "hos", "ja", "ve", "ile", "bir", "de", "en",
})  # fmt: skip
"""Such words that also mean something in English titles: IL-1, PAR-2, MET, BIR, von Willebrand, et al."""

LEAST_FOREIGN = 0.2
"""Share of a title's words that two foreign ones must make up; three need not."""

_ENGLISH = frozenset({"the", "of", "and", "with", "for", "by", "from", "to", "on", "between", "is", "are"})


def is_foreign(title: Title) -> bool:
    """Return whether ``title`` is in another language than English: two such words at the least, one of which is no
    word of biology, and more than English ones (English titles have "la Crosse virus" and "et al")."""
    words = title.key.split()
    sure = {word for word in words if word in _FOREIGN}
    foreign = sure | {word for word in words if word in _ALSO_BIOLOGY}
    many = len(foreign) > 2 or (len(foreign) > 1 and len(foreign) >= LEAST_FOREIGN * len(words))
    return bool(sure) and many and len(foreign) > sum(word in _ENGLISH for word in words)


def share_words(a: Title, b: Title, least: int = 1) -> bool:
    """Return whether half of the shorter title's words, and ``least`` in all, are in the other one, by their stems."""
    shorter, longer = sorted((_stems(a), _stems(b)), key=len)
    return len(shorter & longer) >= max(least, len(shorter) / 2)


def _stems(title: Title) -> set[str]:
    return {word[:SAME_STEM] for word in title.key.split() if word not in SMALL_WORDS and not word.isdigit()}


def may_be_translated(a: Fields, b: Fields) -> bool:
    """Return whether one title is the other in another language: one is the other's vernacular title, one of the two is
    not English, or one is in PubMed's brackets and the other says much the same in other words."""
    if (a.vernacular and a.vernacular == b.title.key) or (b.vernacular and b.vernacular == a.title.key):
        return True
    if is_foreign(a.title) is not is_foreign(b.title):
        return True
    return a.title.bracketed is not b.title.bracketed and share_words(a.title, b.title)
