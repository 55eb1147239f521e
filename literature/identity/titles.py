"""Titles made comparable: a key, its numbers, its flag word, what a notice is about."""

from __future__ import annotations

import re
import unicodedata
from itertools import dropwhile
from typing import NamedTuple

from literature.identity.numerals import NUMERALS, unify_numbers
from literature.model.work import NoticeKind
from literature.study.notice_titles import TitleForm, title_form
from literature.text import GREEK, fold

SHORT_TITLE = 35
"""Below this many characters of its key, or under 5 words, a title names nothing ("Editorial", "Guide to the
Nature Index"): 229 of 240 same-title collisions in the digital_work set are such titles (measured)."""

SHORT_WORDS = 5
"""Words below which a title names nothing."""

_RUBRICS = frozenset({
    "guest", "editorial", "editorials", "editor", "editors", "foreword", "preface", "introduction", "column",
    "reminiscences", "remarks", "minitrack", "news", "obituary", "errata", "erratum", "announcement", "keynote",
    "address", "announcements", "bookshelf", "book",
})  # fmt: skip
"""Words of what every issue has under one title and often by one hand: only its place distinguishes it."""

_NOT_WORD = re.compile(r"[^0-9a-z]+")
_BARE = "".join(chr(code) if chr(code).isalnum() else " " for code in range(128)).lower()
"""For ASCII text: each character's place in it holds its lower case, or a space where it is no letter or digit."""
_STROKED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ħ": "h", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"})
"""Letters that are no letter with an accent, as English prints them."""
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
"""What databases append to a title in brackets: Ovid's "[Review] [90 refs]", "[see comments]", the language."""

_KINDS = (
    r"panel(?: session| abstract| discussion)?|(?:extended )?abstract(?: only)?|tutorial|poster|invited (?:talk|paper)"
    r"|keynote|demo(?:nstration)?(?: description| paper)?|experience paper|review"
)
_KIND_NOTE = re.compile(rf"(?<=\S)\s*\(\s*(?:{_KINDS})\s*\)(?=\s*:|\.?$)", re.IGNORECASE)
"""What proceedings put behind a title, or its first part, in parentheses: the kind of contribution."""

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
"""Where the paper was printed, behind its title in a notice's: "(Blood (2009) 113, 12 (1234-1240))"."""
_BRACKET = re.compile(r"[\s\"']*\[")
_FOOTNOTE_MARKS = re.compile(
    r"(?<=[A-Za-z]{4})(?<!leukin)(?<!phase)(?<!grade)(?<!stage)(?<!part)(?<!parts)(?<!type)(?<!types)(?<!phases)(?<!leukins)"
    r"(?:[0-9]{1,2}(?:\s?,\s?[0-9]{1,2})*|\s[0-9]{1,2}(?:\s?,\s?[0-9]{1,2})+)\s*$",
    re.IGNORECASE,
)
"""Numbers of footnotes that a scan left behind a title: glued to its last word ("Research1") or a list of them
("research 1, 2"). A lone number behind it counts parts."""
_HEADING = re.compile(
    r"^(?:research (?:notes?|articles?|commentary)|(?:original )?articles?|original (?:papers?|contributions?)"
    r"|issues and opinions|theory and review|(?:technical|short|clinical) notes?|case reports?|review articles?"
    r"|brief (?:reports?|communications?)|short communications?)[\s:.]+(?=\S+\s+\S+\s+\S)",
    re.IGNORECASE,
)
"""A section's heading that a scan has glued before a title: known ones only, as any words may begin a title."""

_FLAG = re.compile(
    r"^(?:author |publisher |editorial )?(reply|response|comment|commentary|letter|editorial|author reply|addendum)\b"
)
"""What says that a title is about another paper, in addition to the forms of notices (notice_titles.py)."""

_REPLY_BEHIND = re.compile(
    r"(?:[:.–—-]\s*|\(|\s)(?:the )?authors?['’]?s?['’]? (reply|response)\)?\.?$"
    r"|[:.–—-]\s+(reply|response|rebuttal)(?: (?:from|by) (?:the )?authors?)?\.?$",
    re.IGNORECASE,
)
"""A reply under the title of what it replies to: "X: authors' reply"."""
_COLUMN = re.compile(
    r"^\s*(?:\[(?:comments?|editorials?|letters?|commentary|correspondence|articles?|review|viewpoint|perspectives?)\]"
    r"|(?:comment|editorial|letter|commentary|correspondence|viewpoint|perspective)\s*:)\s+(?=\S)",
    re.IGNORECASE,
)
"""The journal's column before a title, in brackets or with a colon: the title behind it is the piece's own."""

_NUMBER = re.compile(r"[0-9]+")
_PART = re.compile(r"\bpart ([0-9]+|[a-d])\b")

GREEK_LETTERS = frozenset(GREEK.values())

SMALL_WORDS = frozenset({
    "a", "an", "and", "the", "of", "in", "on", "or", "for", "to", "with", "by", "from", "at", "as", "is",
})  # fmt: skip
"""Words that printers drop and swap, the "or" of ">or=" among them; not "without" or "not", which say something."""

WAYS = SMALL_WORDS | {
    "systematic", "review", "reviews", "literature", "meta", "analysis", "analyses", "randomized", "randomised",
    "controlled", "trial", "trials", "clinical", "study", "studies", "double", "blind", "blinded", "placebo", "open",
    "label", "prospective", "retrospective", "cohort", "cross", "sectional", "case", "cases", "control", "report",
    "reports", "series", "pilot", "observational", "single", "multi", "center", "centre", "multicenter", "multicentre",
    "protocol", "population", "based", "survey", "experience", "update", "overview", "results", "comparison",
    "comparative", "evaluation", "assessment", "investigation", "empirical", "experimental", "preliminary", "effect",
    "effects", "efficacy", "effectiveness", "safety", "tolerability", "impact", "role", "influence", "association",
    "relationship", "development", "validation", "characterization", "characterisation", "characteristics", "isolation",
    "identification", "synthesis", "use", "new", "novel",
}  # fmt: skip
"""Words that say how something was studied, not what: thousands of titles begin or end with them."""


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
    """The key without marks of footnotes behind it and a section's heading before it."""
    in_column: bool = False
    """Whether the flag, if any, is but the column that the piece is in: "Editorial: X"."""
    bracketed: bool = False
    """Whether it is in square brackets: PubMed's sign of a title that it has translated."""
    subject: str = ""
    """Of a notice, else '', the compact key of the title that it is about: "Erratum: X", "X (vol 12, pg 345, 2003)"."""

    @property
    def greek(self) -> frozenset[str]:
        """The Greek letters that it names: interleukin-1 alpha is not beta."""
        return GREEK_LETTERS.intersection(self.key.split())

    @property
    def parts(self) -> list[str]:
        """What it says behind the word "part": its number or letter."""
        return _PART.findall(self.key)

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
    """Return ``title`` reduced to what two sources agree on: letters and digits, folded (dashes, Greek, accents, case,
    brackets of a translation), without the notes that databases put behind it or the rubric before it.

    >>> title_key("Interleukin-1–Receptor Antagonist.") == title_key("interleukin 1-receptor antagonist")
    True
    """
    bare = _RUBRIC_BEHIND.sub("", title.strip())
    if bare.endswith(("]", "].")):
        bare = _TRAILING_NOTE.sub("", bare) or bare
    elif "(" in bare:
        bare = _KIND_NOTE.sub("", bare)
    return plain_key(_RUBRIC.sub("", bare))


def plain_key(text: str) -> str:
    """Return ``text`` as lower-case words of letters and digits, nothing taken away."""
    if text.isascii():  # most are: twice as fast without a pattern
        return " ".join(text.translate(_BARE).split())
    folded = fold(text).text.translate(_STROKED)
    if not folded.isascii():
        folded = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return _NOT_WORD.sub(" ", folded).strip()


def read_title(title: str) -> Title:
    """Read all that is compared of ``title``."""
    form = title_form(title)
    is_notice = form is not None and not form.itself
    key = unify_numbers(title_key(title))
    about = _subject(form.subject) if form and is_notice else ""
    return Title(
        key=key,
        compact=compact(key),
        numbers=_numbers(about or key),
        flag=_flag(form, key, title),
        in_column=_COLUMN.match(title) is not None,
        unmarked=unify_numbers(title_key(_FOOTNOTE_MARKS.sub("", _HEADING.sub("", title.strip(), count=1)))),
        bracketed=_BRACKET.match(title) is not None,
        subject=compact(about),
    )


def _subject(text: str) -> str:
    """The key of what a notice is about: without the preposition before it and the citation in brackets behind it."""
    words = title_key(_CITED.sub("", text)).split()
    return " ".join(dropwhile(SMALL_WORDS.__contains__, words))


def _numbers(key: str) -> frozenset[str]:
    words = key.split()
    written = () if NUMERALS.keys().isdisjoint(words) else (NUMERALS[word] for word in words if word in NUMERALS)
    return frozenset((*_NUMBER.findall(key), *written))


def compact(key: str) -> str:
    """Return ``key`` without spaces and with one spelling for ae/e and oe/e."""
    return key.replace(" ", "").replace("ae", "e").replace("oe", "e")


def _flag(form: TitleForm | None, key: str, title: str) -> str:
    """ "retraction", "concern" or "correction" of a notice, "retracted" of the paper itself, else a rubric's word."""
    if form:
        if not form.itself:
            return form.kind.value
        return "retracted" if form.kind is NoticeKind.RETRACTION else ""
    if hit := _FLAG.match(key):
        return hit[1]
    return "reply" if _REPLY_BEHIND.search(title.strip()) else ""
