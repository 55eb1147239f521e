"""Headlines: a news title as any outlet would print it, and what distinguishes two of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from rapidfuzz import fuzz

from literature.identity.title_likeness import similar_words
from literature.identity.titles import SMALL_WORDS, Title, plain_key, read_title

HEADLINES_AGREE = 90
"""rapidfuzz token_sort ratio from which two headlines are nearly the same: of 34 such pairs of a news search 31 came
within one day (measured)."""

MOST_OUTLET_WORDS = 5
MOST_RUBRIC_WORDS = 3

_TAIL = re.compile(r"\s+[-–—|·•]\s+(?=\S)")
_SITE = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,4}", re.IGNORECASE)
_MEDIA = frozenset({
    "news", "newswire", "newsroom", "times", "post", "herald", "tribune", "gazette", "chronicle", "guardian",
    "telegraph", "magazine", "press", "media", "radio", "tv", "reuters", "bloomberg", "bbc", "cnn", "npr", "afp",
    "healthday", "medscape", "eurekalert", "sciencedaily",
})  # fmt: skip
"""Words of an outlet's name; not "journal", "review" or "daily", which end the headlines of papers about medicine."""

_ANNOUNCED = re.compile(
    r"^(?:(?i:breaking(?: news)?|exclusive|updated?(?: [0-9]+)?|watch|live|developing|just in)\s*[:|]\s*"
    r"|(?:UPDATE [0-9]+|EXCLUSIVE|REFILE|RPT)-)+"
)
"""What is shouted before a headline, and says nothing of what it is about. A hyphen only as agencies print it: "live-"
begins the name of a vaccine."""

_RUBRIC = re.compile(r"^([^:|]{2,40})[:|]\s+(?=\S)")

_TURNS = frozenset({
    "no", "not", "never", "none", "nor", "without", "cannot", "t", "fail", "fails", "failed", "denies", "denied",
    "false", "myth", "to", "expect", "expected", "expects", "may", "might", "could", "would", "will", "should", "can",
    "set", "plan", "plans", "planned", "likely", "unlikely", "possible", "possibly", "potential", "reportedly",
    "hopes", "hoped", "seeks", "aims", "before", "after", "until", "if", "whether", "again", "another", "second",
    "still", "ex", "former",
})  # fmt: skip
"""Words by which a headline says the contrary, or speaks of what has not happened yet, or of the next time: "X shrinks
Y" and "X expected to shrink Y" score 92 and are two stories (measured)."""


def read_headline(text: str, outlets: tuple[str, ...]) -> Title:
    """Read all that is compared of a headline: without the outlet's name behind it and the shout before it.

    Its flag is the notice or the rubric before a colon: "correction", "audio long read", "reply".
    """
    bare = _ANNOUNCED.sub("", _without_outlet(text.strip(), outlets))
    title = read_title(bare)
    return title._replace(flag=title.flag or _rubric(bare))


def _without_outlet(text: str, outlets: tuple[str, ...]) -> str:
    """A tail is an outlet's where it is one of the ``outlets`` that the item came from, or is plainly named like one;
    any other says what the story is about ("… - here's why", "… | Part 2")."""
    breaks = list(_TAIL.finditer(text))
    if not breaks:
        return text
    tail = text[breaks[-1].end() :]
    words = plain_key(tail).removeprefix("the ").split()
    known = any(words == name for outlet in outlets for name in _names(outlet))
    looks = len(words) <= MOST_OUTLET_WORDS and tail[0].isupper() and not _MEDIA.isdisjoint(words)
    return text[: breaks[-1].start()] if known or looks or _SITE.fullmatch(tail) else text


def _names(outlet: str) -> Iterator[list[str]]:
    """An outlet's name as its feed prints it, and without its motto: "ABC News - Latest News and Videos"."""
    for name in (outlet, _TAIL.split(outlet)[0]):
        if words := plain_key(name).removeprefix("the ").split():
            yield words


def _rubric(text: str) -> str:
    hit = _RUBRIC.match(text)
    key = plain_key(hit[1]) if hit else ""
    return key if key.count(" ") < MOST_RUBRIC_WORDS else ""


def nearly_agree(a: Title, b: Title) -> bool:
    """Return whether the letters of two headlines agree to HEADLINES_AGREE hundredths, in any order of the words."""
    return fuzz.token_sort_ratio(a.key, b.key, score_cutoff=HEADLINES_AGREE) > 0


def find_difference(a: Title, b: Title) -> str:
    """Return what shows that two headlines say two things, or ''. Symmetric.

    One may have words more than the other, but no word may take another's place: two letters make "US" of "UK", and
    "approves" and "rejects" differ in one word of ten.
    """
    if a.numbers != b.numbers:
        return "other numbers in the headline"
    words, other_words = Counter(a.key.split()), Counter(b.key.split())
    sides = sorted(sorted(left.elements()) for left in (words - other_words, other_words - words))
    if turns := _TURNS.intersection(sides[0] + sides[1]):
        return f"only one headline says {min(turns)!r}"
    fewer, more = sorted(([word for word in side if word not in SMALL_WORDS] for side in sides), key=len)
    for word in fewer:
        spelt = next((candidate for candidate in more if similar_words(word, candidate)), None)
        if spelt is None:
            return "other words in the headline"
        more.remove(spelt)
    return ""
