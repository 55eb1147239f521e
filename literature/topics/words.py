"""Texts as weighted words: TF-IDF over single words and pairs, the same for topics, records and confirmed works.

Words are folded, common English words are left out, and plurals are cut ("infections" counts as "infection"): on the
ohsumed training set that gave macro-F1 .473 against .459 without it. A text becomes a row of length one, so that a
product of two rows is their cosine.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer
from sklearn.preprocessing import normalize

from literature.model.record import Record
from literature.text import fold

Row = NDArray[np.float32]

MOST_WORDS = 100_000
"""Words and pairs kept at most, the frequent ones first: bounds the memory whatever the corpus."""

LARGE = 1_000
"""Texts from which a word must be in two of them; in a smaller corpus most telling words are there once. (On ohsumed a
linear model reached accuracy .677 instead of .626 from all of train, macro-F1 .48 instead of .51 among 565 texts.)"""

MOST_CHARACTERS = 50_000
"""What is read of one text: an abstract has 2,000; a megabyte pasted in must not cost seconds."""

_WORD = re.compile(r"[a-z0-9]{2,}")


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The words of a corpus, in the order of the columns, and how telling each is (inverse document frequency)."""

    words: tuple[str, ...]
    telling: Row
    columns: Mapping[str, int] = field(init=False, repr=False)
    """The column of each word: made once, for the works of a visit are weighed one by one."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", {word: column for column, word in enumerate(self.words)})


def reading_text(record: Record) -> str:
    """Return what of ``record`` is weighed: the title twice, the abstract, the authors' keywords.

    Not the MeSH headings: they are evidence of their own, and "Aged" or "Male" would carry every topic of a clinic.
    """
    parts = [record.title.text, record.title.text, *(section.text.text for section in record.abstract)]
    return "\n".join(part for part in (*parts, *record.keywords) if part)


def words(text: str) -> list[str]:
    """Return the single words of ``text``, then its pairs of neighbours.

    >>> words("Infections of the eye")
    ['infection', 'eye', 'infection eye']
    """
    words_ = _WORD.findall(fold(text[:MOST_CHARACTERS]).text)
    single = [_singular(word) for word in words_ if word not in ENGLISH_STOP_WORDS]
    return single + [f"{first} {second}" for first, second in pairwise(single)]


def _singular(word: str) -> str:
    """Harman's S-stemmer (JASIS 42:7, 1991): "ies" to "y", a plain "s" dropped; "us", "ss" and "is" stay."""
    if len(word) > 3 and word.endswith("ies") and not word.endswith(("eies", "aies")):
        return f"{word[:-3]}y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("us", "ss", "is")):
        return word[:-1]
    return word


def learn_words(texts: Sequence[str]) -> tuple[Vocabulary, csr_matrix]:
    """Return the Vocabulary of ``texts``, and a row for each of them; without columns where no text has a word."""
    least = 2 if len(texts) >= LARGE else 1
    vectorizer = TfidfVectorizer(
        analyzer=words, sublinear_tf=True, min_df=least, max_features=MOST_WORDS, dtype=np.float32
    )
    try:
        rows = vectorizer.fit_transform(texts)
    except ValueError:  # what scikit-learn raises of a corpus without a single word
        return Vocabulary((), np.zeros(0, np.float32)), csr_matrix((len(texts), 0), dtype=np.float32)
    return Vocabulary(tuple(vectorizer.get_feature_names_out().tolist()), vectorizer.idf_), rows


def weigh(vocabulary: Vocabulary, texts: Sequence[str]) -> csr_matrix:
    """Make a row of each text, over the columns of ``vocabulary``."""
    columns, counts, ends = [], [], [0]
    for text in texts:
        counted = Counter(words(text))
        known = sorted((vocabulary.columns[word], counted[word]) for word in counted.keys() & vocabulary.columns.keys())
        columns += [column for column, _ in known]
        counts += [count for _, count in known]
        ends.append(len(columns))
    indices = np.array(columns, np.int32)
    values = (1 + np.log(np.array(counts, np.float32))) * vocabulary.telling[indices]
    return normalize(csr_matrix((values, indices, ends), shape=(len(texts), len(vocabulary.words)), dtype=np.float32))
