"""Small pure helpers for shown text: tidying, cutting, sentences, and the passage of an abstract worth showing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from literature.model.clock import day_in_words
from literature.model.record import MARKS, AbstractSection, Mark, PartialDate, RichText
from literature.model.work import Match, Where
from literature.sentences import concludes

PASSAGE = 240
"""Longest passage of an abstract that a letter shows, in characters."""

ELLIPSIS = "…"


def shown(character: str) -> str:
    """Return what a letter shows of one character: ' ' for white space, '' for controls, bidi and zero-width ones.

    C1 controls are what windows-1252 meant by them: one U+0092 alone makes Gmail clip a letter
    (hteumeuleu/email-bugs, issue 41). Lone surrogates cannot be sent at all.
    """
    if "\x80" <= character <= "\x9f":
        character = character.encode("latin-1").decode("cp1252", "ignore")
    if not character or unicodedata.category(character) in {"Cf", "Cs"}:
        return ""
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) == "Cc" else character


def tidy(rich: RichText) -> RichText:
    """Return the text with only what can be shown, white space collapsed, and its marks moved with it."""
    inner = rich.text.strip()
    if inner.isprintable() and "  " not in inner:  # nearly every text: nothing in it to change
        start = rich.text.find(inner)
        return clip(rich, start, start + len(inner))
    kept: list[str] = []
    moved: list[int] = []
    for character in rich.text:
        moved.append(len(kept))
        piece = shown(character)
        if piece and not (piece == " " and (not kept or kept[-1] == " ")):
            kept.append(piece)
    moved.append(len(kept))
    text = "".join(kept).rstrip()
    last = len(rich.text)
    marks = tuple(Mark(moved[min(m.start, last)], moved[min(m.end, last)], m.tag) for m in rich.marks)
    return clip(RichText(text, marks), 0, len(text))


def plain(text: str, limit: int = 0) -> str:
    """Return ``text`` tidied, and cut at a word to at most ``limit`` characters if one is given."""
    clean = tidy(RichText(text))
    return (cut(clean, limit) if limit else clean).text


def cut(rich: RichText, limit: int) -> RichText:
    """Return at most ``limit`` characters, cut at a word and ended by an ellipsis; 0 cuts all."""
    if len(rich.text) <= limit:
        return rich
    if limit < 1:
        return RichText("")
    end = rich.text.rfind(" ", 0, limit)
    if end < limit // 2:  # one endless word, or a script without spaces
        end = limit - 1
    body = clip(rich, 0, len(rich.text[:end].rstrip(" ,;:–-(")))
    return RichText(body.text + ELLIPSIS, body.marks)


def clip(rich: RichText, start: int, end: int) -> RichText:
    """Return ``rich[start:end]`` with its marks, counted from ``start``; only tags that a letter may carry."""
    inside = (Mark(max(m.start, start) - start, min(m.end, end) - start, m.tag) for m in rich.marks if m.tag in MARKS)
    return RichText(rich.text[start:end], tuple(m for m in inside if m.start < m.end))


def count(number: int, word: str, words: str = "") -> str:
    """Return "1 item", "2 items"; ``words`` is the plural where it is not ``word`` with an s."""
    return f"{number:,} {word if number == 1 else words or f'{word}s'}"


def date_words(when: PartialDate) -> str:
    """Return what was printed, or else as much as is certain: "12 Nov 2026", "Nov 2026", "2026" or ''."""
    if when.text or when.year is None:
        return plain(when.text, 40)
    unknown = 0 if when.day and when.month else 1 if when.month else 2
    words = day_in_words(date(when.year, when.month or 1, (when.month and when.day) or 1)).split()
    return " ".join(words[unknown:])


def listed(words: Sequence[str]) -> str:
    """Return "A", "A and B", "A, B and C"."""
    *firsts, last = words or [""]
    return f"{', '.join(firsts)} and {last}" if firsts else last


def sentence(text: str) -> str:
    """Return ``text`` with a full stop, unless it ends in a stop of its own."""
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


_STOP = re.compile(r"[.!?][)\]”\"’]?(?:\s+(?=[“\"‘'(\[]?[A-Z0-9Α-Ω])|\s*$)")
_NO_STOP = re.compile(r"(?:\b(?:e\.g|i\.e|vs|cf|al|Fig|Figs|No|approx|ca|resp|spp|sp|St|Dr)|\b[A-Z])\.$")
"""A full stop that ends no sentence: of an abbreviation, or of the initial of a species or a name."""


def sentence_ends(text: str, start: int = 0) -> Iterator[int]:
    """Yield where the sentences of ``text[start:]`` end."""
    for stop in _STOP.finditer(text, start):
        if not _NO_STOP.search(text, start, stop.start() + 1):
            yield stop.end()
    yield len(text)


_CONCLUSION_INSIDE = re.compile(r"\bCONCLUSIONS?\s*:\s*", re.IGNORECASE)
MANY = 5
"""Sentences of an abstract, from which on its last one says what was found and its first ones what was known."""
SHORTEST = 40
"""Characters of a last sentence worth quoting: below is the end of a citation."""


def _where_to_begin(abstract: Sequence[AbstractSection]) -> tuple[int, int]:
    """Index of the section to quote from, and where in it: its conclusion, by its label, its words or its place, or
    its opening.

    Feeds give a structured abstract as one text with the labels inside it.
    """
    for part in reversed(range(len(abstract))):
        section = abstract[part]
        if section.text and (section.category == "CONCLUSIONS" or "CONCLUSION" in section.label.upper()):
            return part, 0
    for part in reversed(range(len(abstract))):
        if inside := _CONCLUSION_INSIDE.search(abstract[part].text.text):
            return part, inside.end()
    for part in reversed(range(len(abstract))):
        if (start := _worded_conclusion(abstract[part].text.text)) is not None:
            return part, start
    first = next((part for part, section in enumerate(abstract) if section.text), 0)
    spans = _sentences(abstract[first].text.text) if len(abstract) == 1 else []
    start, end = spans[-1] if len(spans) >= MANY else (0, 0)
    return first, start if end - start >= SHORTEST else 0


def _sentences(text: str) -> list[tuple[int, int]]:
    return list(pairwise([0, *dict.fromkeys(sentence_ends(text))]))


def _worded_conclusion(text: str) -> int | None:
    """Where the last sentences begin whose words say that they conclude; None where none do."""
    spans = [span for span in _sentences(text) if concludes(text[slice(*span)])]
    while len(spans) > 1 and spans[-2][1] == spans[-1][0]:
        spans.pop()
    return spans[-1][0] if spans else None


def passage(abstract: Sequence[AbstractSection], matches: Iterable[Match], *, news: bool = False) -> RichText:
    """Return the conclusion, or else the opening, with every matched spelling marked ``b``; of ``news``, the opening.

    It is two sentences if they fit into PASSAGE characters, else one, cut to that length. Spans of Matches fit the
    original text, so marks are laid before it is tidied.
    """
    if not abstract:
        return RichText("")
    part, start = (0, 0) if news else _where_to_begin(abstract)
    text = abstract[part].text
    ends = sentence_ends(text.text, start)
    first = next(ends)
    second = next(ends, first)
    end = second if second - start <= PASSAGE else first
    marks = (mark for mark in text.marks if mark.tag != "b")  # bold marks what was searched for
    bold = (Mark(m.start, m.end, "b") for m in matches if m.where is Where.ABSTRACT and m.part == part)
    return cut(tidy(clip(RichText(text.text, (*marks, *bold)), start, end)), PASSAGE)
