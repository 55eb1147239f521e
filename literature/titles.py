"""Titles made comparable: a key, its numbers, its flag word, and how two titles stand to each other.

This file does NOT decide whether two Records are one Work: equal titles are evidence, identity.py is the judge.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from enum import IntEnum
from itertools import dropwhile
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from literature.notice_titles import TitleForm, title_form
from literature.text import fold
from literature.work import NoticeKind

SHORT_TITLE = 35
"""Below this many characters of its key, or under 5 words, a title names nothing ("Editorial", "Guide to the
Nature Index"): 229 of 240 same-title collisions in the digital_work set are such titles (measured)."""

TITLES_AGREE = 80
"""rapidfuzz ratio of two title keys from which a shared DOI is believed: 21 DOIs of the ASySD diabetes set are
supplement DOIs, each shared by different meeting abstracts whose titles fall below it (measured)."""

SAME_STEM = 4
"""Letters at the beginning that two spellings of one word share; "hypo-" and "hyper-", "pre-" and "post-", "intra-"
and "inter-" part within them."""

SLIP = 6
"""Letters from which a word with one wrong letter, not the first, is a slip of the pen ("exlude", "bufering"): shorter
ones are other words ("ovine", "bovine"), and a first letter says the contrary ("typical", "atypical")."""

SHORT_WORDS = 5
"""Words below which a title names nothing."""

LONGEST_HEADING = 5
"""Words of the longest heading of a section that scans have glued before a title ("Issues and Opinions")."""

PART_FROM = 20
"""Letters from which a title that is the beginning or the end of another one is part of it, not a mere rubric."""

_RUBRICS = frozenset({
    "guest", "editorial", "editorials", "editor", "editors", "foreword", "preface", "introduction", "column",
    "reminiscences", "remarks", "minitrack", "news", "obituary", "errata", "erratum", "announcement", "keynote",
    "address", "announcements", "bookshelf", "book",
})  # fmt: skip
"""Words of what comes back in every issue under one title and often by one hand: only its place tells it apart."""

_NOT_WORD = re.compile(r"[^0-9a-z]+")
_BARE = "".join(chr(code) if chr(code).isalnum() else " " for code in range(128)).lower()
"""For ASCII text: each character's place in it holds its lower case, or a space where it is no letter or digit."""
_LANGUAGES = (
    "arabic|bulgarian|chinese|croatian|czech|danish|dutch|finnish|french|german|greek|hebrew|hungarian|italian|japanese"
    "|korean|norwegian|persian|polish|portuguese|romanian|russian|serbian|slovak|spanish|swedish|turkish|ukrainian"
)
_NOTES = (
    r"(?:review|in process citation|see comments?|comments?|letter|editorial|abstract|article)(?:[;,.] ?[^\]]*)?",
    r"abstract (?:no|number)[^\]]*",
    r"[^\]]*\berratum\b[^\]]*",
    r"corrected",
    r"\d+ refs?\.?",
    r"[a-z]+ transl?\.?",
    rf"(?:article in )?(?:{_LANGUAGES})",
)
_TRAILING_NOTE = re.compile(rf"(?:\s*\[(?:{'|'.join(_NOTES)})\]\.?)+$", re.IGNORECASE)
"""What databases hang behind a title in brackets: Ovid's "[Review] [90 refs]", "[see comments]", the language."""

_KINDS = (
    r"panel(?: session| abstract| discussion)?|(?:extended )?abstract(?: only)?|tutorial|poster|invited (?:talk|paper)"
    r"|keynote|demo(?:nstration)?(?: description| paper)?|experience paper|review"
)
_KIND_NOTE = re.compile(rf"\s*\(\s*(?:{_KINDS})\s*\)\.?$", re.IGNORECASE)
"""What proceedings put behind a title in parentheses: the kind of contribution."""

_RUBRIC = re.compile(
    r"^(?:(?:short|brief|rapid) (?:report|communication|paper)|(?:original|research) (?:article|paper)"
    r"|original research|case report|review article|full paper|in brief)\s*[:.]\s+(?=\S)",
    re.IGNORECASE,
)
"""The journal's rubric, that some databases print before the title."""

_RUBRIC_BEHIND = re.compile(
    r"(?<=\S)\s*[:.–—-]\s+(?:a )?(?:(?:short|brief|rapid) (?:report|communication|paper|note)"
    r"|(?:original|research) (?:article|paper)|research letter|full paper)\s*\.?$",
    re.IGNORECASE,
)
"""The same rubric where a database prints it behind the title: ": Brief communication"."""

_CITED = re.compile(r"\s*[\[(](?:[^()\[\]]|\([^()]*\))*[0-9](?:[^()\[\]]|\([^()]*\))*[\])]\.?\s*$")
"""Where the paper stands, behind its title in a notice's: "(Blood (2009) 113, 12 (1234-1240))"."""
_BRACKET = re.compile(r"[\s\"']*\[")
_FOOTNOTE_MARKS = re.compile(r"(?: ?[0-9]{1,2})+$")
"""Numbers of footnotes that a scan left behind a title ("… RESEARCH 1, 2", "… Research1"), in its key."""

_FLAG = re.compile(
    r"^(?:author |publisher |editorial )?"
    r"(reply|response|comment|commentary|letter|editorial|author reply|addendum)\b"
)
"""What says that a title is about another paper, beside the forms of notices (notice_titles.py)."""

_NUMBER = re.compile(r"[0-9]+")
_NUMERALS = {
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11",
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10",
}  # fmt: skip
"""Numbers that are words; not "one" and "x", which mostly are none ("one of", "X-ray")."""

SMALL_WORDS = frozenset({
    "a", "an", "and", "the", "of", "in", "on", "or", "for", "to", "with", "by", "from", "at", "as", "is",
})  # fmt: skip
"""Words that printers drop and swap, the "or" of ">or=" among them; not "without" or "not", which say something."""


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


class Title(NamedTuple):
    """A title as it is compared."""

    key: str
    compact: str
    """The key without spaces and with one spelling for ae/e and oe/e: "Pledge work" is "pledgework"."""
    numbers: frozenset[str]
    """All numbers in it, Roman ones and number words too: parts, phases, grades, years."""
    flag: str
    """"correction", "reply" … where the title says that it is about another paper."""
    unmarked: str = ""
    """The key without numbers at its end that may be marks of footnotes; the key itself where it ends in a word."""
    bracketed: bool = False
    """Whether it stands in square brackets: PubMed's sign of a title that it has translated."""
    subject: str = ""
    """Of a notice, the compact key of the title that it is about: "Erratum: X" and "X (vol 12, pg 345, 2003)" have one.
    '' of what is no notice."""

    @property
    def short(self) -> bool:
        """Whether it names nothing by itself."""
        return len(self.key) < SHORT_TITLE or self.key.count(" ") < SHORT_WORDS - 1

    @property
    def recurs(self) -> bool:
        """Whether it is, or may be, the title of a column that every issue has."""
        words = self.key.split()
        return len(words) < 2 or words[0] in _RUBRICS or (self.short and not _RUBRICS.isdisjoint(words))

    @property
    def telling(self) -> bool:
        """Whether it has three words that are not small: "Guide to the index" has two."""
        return sum(word not in SMALL_WORDS for word in self.key.split()) > 2


def title_key(title: str) -> str:
    """``title`` reduced to what two sources agree on: letters and digits, folded (dashes, Greek, accents, case,
    brackets of a translation), without the notes that databases put behind it or the rubric before it.

    >>> title_key("Interleukin-1–Receptor Antagonist.") == title_key("interleukin 1-receptor antagonist")
    True
    """
    bare = _RUBRIC_BEHIND.sub("", title.strip())
    if bare.endswith(("]", "].")):
        bare = _TRAILING_NOTE.sub("", bare) or bare
    elif bare.endswith((")", ").")):
        bare = _KIND_NOTE.sub("", bare) or bare
    return plain_key(_RUBRIC.sub("", bare))


def plain_key(text: str) -> str:
    """``text`` as lower-case words of letters and digits, nothing taken away."""
    if text.isascii():  # most are: twice as fast without a pattern
        return " ".join(text.translate(_BARE).split())
    folded = fold(text).text
    if not folded.isascii():
        folded = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", folded).strip()


def read_title(title: str) -> Title:
    """All that is compared of ``title``."""
    form = title_form(title)
    is_notice = form is not None and not form.itself
    key = title_key(title)
    about = _subject(form.subject) if form and is_notice else ""
    return Title(
        key=key,
        compact=compact(key),
        numbers=_numbers(about or key),
        flag=_flag(form, key),
        unmarked=_FOOTNOTE_MARKS.sub("", key) if key[-1:].isdigit() else key,
        bracketed=_BRACKET.match(title) is not None,
        subject=compact(about),
    )


def _subject(text: str) -> str:
    """The key of what a notice is about: without the preposition before it and the citation in brackets behind it."""
    words = title_key(_CITED.sub("", text)).split()
    return " ".join(dropwhile(SMALL_WORDS.__contains__, words))


def _numbers(key: str) -> frozenset[str]:
    words = key.split()
    written = () if _NUMERALS.keys().isdisjoint(words) else (_NUMERALS[word] for word in words if word in _NUMERALS)
    return frozenset((*_NUMBER.findall(key), *written))


def compact(key: str) -> str:
    """``key`` without spaces and with one spelling for ae/e and oe/e."""
    return key.replace(" ", "").replace("ae", "e").replace("oe", "e")


def _flag(form: TitleForm | None, key: str) -> str:
    """ "retraction", "concern" or "correction" of a notice, "retracted" of the paper itself, else a rubric's word."""
    if form:
        if not form.itself:
            return form.kind.value
        return "retracted" if form.kind is NoticeKind.RETRACTION else ""
    hit = _FLAG.match(key)
    return hit[1] if hit else ""


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
