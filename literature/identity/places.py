"""Where something was printed: volume, pages and journal names made comparable."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import dropwhile
from typing import NamedTuple

from literature.identity.titles import plain_key

_SMALL = frozenset({
    "the", "of", "and", "for", "in", "on", "a", "an", "e", "et", "d", "de", "l", "la", "des", "und", "der", "fur",
})  # fmt: skip
_BREAK = re.compile(r"\s*(?:[:=(\[/]| -+ |--|\.(?=\s?[A-Z]))")
"""Where the name ends and a motto, a place, a section or the name in another language begins."""

_SERIAL = frozenset({
    "journal", "j", "transactions", "trans", "record", "magazine", "letters", "review", "bulletin", "annals",
})  # fmt: skip
_MEETING = frozenset({
    "conference", "conf", "proceedings", "proc", "symposium", "congress", "meeting", "convention",
})  # fmt: skip
_PASSING = re.compile(
    r"^(?:[0-9]+|[0-9]+(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|annual|proceedings"
    r"|proc|acm|ieee)$"
)
"""Words before a name that come and go: the year and the count of a meeting, and the society that holds it."""

_WORKSHOP = frozenset(["workshop", "workshops"])

_VOLUME = re.compile(r"^(?:vol(?:ume)?s?|v|jg|bd|t)?[. ]*([a-z]?[0-9]+|[ivxlc]+)\b")
_PAGE = re.compile(r"^(?:pp?|pages?|art(?:icle)?|no)?[. ]*([a-z]{0,8})[ .:]?0*([0-9]+)([a-z]{0,2})")
_COUNT = re.compile(r"[0-9]+ ?(?:pages?|pp?|s|seiten)\.?")
"""How many pages there are ("9 pages", "7 p"), which names no place."""
_SUPPLEMENT = re.compile(r"(?:([0-9]+)[ ,]*)?(?:suppl?[a-z]*\b\.?|s(?=[0-9]))[ .]*([0-9]*)")
_LAST = re.compile(r"\s*[-–—‐‑‒−]+\s*([a-z]*)([0-9]+)")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


class Pages(NamedTuple):
    """First page and last page; '' where not printed."""

    first: str = ""
    last: str = ""

    @property
    def span(self) -> int:
        """How many pages from the first to the last one; 0 where not printed, or of an abstract ("S30-S31")."""
        if self.first.isdigit() and self.last.isdigit():
            return int(self.last) - int(self.first) + 1
        return 0

    @property
    def whole(self) -> bool:
        """Whether they name a place without a volume: several, and not from 1, where a manuscript's count begins and
        each of 34 papers of one year in 13,000 fills pages 1 to 8 (measured)."""
        return not self.counted and self.span > 1

    @property
    def counted(self) -> bool:
        """Whether they may be a count: journals without pages print "1-10" for each paper of a volume."""
        return self.first == "1" and self.last != "1"

    def holds(self, other: Pages) -> bool:
        """Return whether the first page of ``other`` is within these pages, after the first."""
        return self.span > 1 and other.first.isdigit() and int(self.first) < int(other.first) <= int(self.last)


@lru_cache(maxsize=4096)
def read_volume(text: str) -> str:
    """Read the volume's number: "16 (1) (no pagination)" is "16", "Vol. XII" is "12"; other words as they are."""
    plain = text.strip().lower()
    hit = _VOLUME.match(plain)
    if not hit:
        return plain_key(plain)
    return hit[1].lstrip("0") if any(c.isdigit() for c in hit[1]) else str(_roman(hit[1]))


@lru_cache(maxsize=4096)
def read_issue(issue: str, volume: str = "") -> str:
    """Read the issue's number; "suppl 2" of a supplement, perhaps printed with the volume ("76 Suppl 2"), "suppl 3 1"
    of the first supplement to number 3."""
    plain = issue.strip().lower()
    if hit := _SUPPLEMENT.search(plain):
        return " ".join(part for part in ("suppl", hit[1], hit[2]) if part)
    hit = _SUPPLEMENT.search(volume.lower())
    return f"suppl {hit[2]}".strip() if hit else read_volume(plain)


def _roman(text: str) -> int:
    values = [_ROMAN[c] for c in text]
    return sum(-v if any(w > v for w in values[i + 1 : i + 2]) else v for i, v in enumerate(values))


ARTICLE_NUMBER = 5
"""Digits from which "e" before a number is dropped: "e0137960" and "137960" are one article number."""


def read_pages(text: str) -> Pages:
    """Read "2426-37" as 2426 to 2437, "S12-S14" as s12 to s14, "e0123" as an article number; no pages where none."""
    plain = text.strip().lower()
    hit = _PAGE.match(plain)
    if not hit or _COUNT.fullmatch(plain):
        return Pages()
    letters = "" if hit[1] == "e" and len(hit[2]) >= ARTICLE_NUMBER else hit[1]
    first = f"{letters}{hit[2]}{hit[3]}"
    last = _LAST.match(plain, hit.end())
    if not last:
        return Pages(first)
    digits = last[2].lstrip("0")
    if len(digits) < len(hit[2]):
        digits = hit[2][: len(hit[2]) - len(digits)] + digits
    return Pages(first, f"{hit[1]}{digits}")


class Venue(NamedTuple):
    """A journal's or a conference's name, as it is compared."""

    names: tuple[tuple[str, ...], ...] = ()
    """The words of the whole name, of what is before each colon or bracket in it, and of its abbreviation."""
    kind: str = ""
    """"serial", "meeting", "workshop", or '' where the name does not say."""


NOWHERE = Venue()


@lru_cache(maxsize=4096)
def read_venue(title: str, abbreviation: str = "") -> Venue:
    """Return the names that ``title`` may have elsewhere. Cached: a library names few journals, often."""
    names: dict[tuple[str, ...], None] = {}
    kind = ""
    for text in (title, abbreviation):
        for part in (text, *(text[: hit.start()] for hit in _BREAK.finditer(text))):
            words = tuple(word for word in plain_key(part).split() if word not in _SMALL)
            kind = kind or _kind(words)
            words = tuple(dropwhile(_PASSING.match, words))
            if len(words) > 1 or (words and len(words[0]) >= SHORTEST_NAME):
                names[words] = None
    return Venue(tuple(names), kind)


SHORTEST_NAME = 3
"""Letters of the shortest one-word name of a journal ("Gut", "BMJ"): less is the beginning of an abbreviation."""


def _kind(words: tuple[str, ...]) -> str:
    if not _WORKSHOP.isdisjoint(words):
        return "workshop"
    is_serial, is_meeting = not _SERIAL.isdisjoint(words), not _MEETING.isdisjoint(words)
    if is_serial == is_meeting:
        return ""
    return "serial" if is_serial else "meeting"


@lru_cache(maxsize=16384)
def same_venue(a: Venue, b: Venue) -> bool | None:
    """Return whether two names mean one journal; None where one is missing, or a meeting's many names leave it open.

    A word abbreviates another when it begins alike and its letters follow in order ("natl", "national"; "dtsch",
    "deutsche": ISO 4), a name of one word for the first letters of several ("VLDB").
    """
    if not a.names or not b.names:
        return None
    if any(_one_name(name_a, name_b) for name_a in a.names for name_b in b.names):
        return True
    if a.kind == b.kind == "meeting":
        return None
    return None if _begins(a, b) or _begins(b, a) else False


def _begins(a: Venue, b: Venue) -> bool:
    """Whether ``a`` is the beginning of ``b`` and what is left out does not make it another kind of thing."""
    short, long = a.names[0], b.names[0]
    if not 1 < len(short) < len(long):
        return False
    return _words_fit(short, long[: len(short)]) and (_SERIAL | _MEETING).isdisjoint(long[len(short) :])


def _one_name(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    if len(a) == len(b):
        return _words_fit(a, b)
    short, long = sorted((a, b), key=len)
    return len(short) == 1 and len(short[0]) == len(long) > SHORTEST_NAME and short[0] == "".join(w[0] for w in long)


def _words_fit(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    return all(_stands_for(*sorted(pair, key=len)) for pair in zip(a, b, strict=True))


def _stands_for(short: str, long: str) -> bool:
    if long.startswith(short):
        return True
    letters = iter(long)
    return short[0] == long[0] and all(letter in letters for letter in short)
