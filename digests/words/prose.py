"""Small pure helpers for shown text: tidying, cutting, sentences, and the passage of an abstract worth showing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date

from literature.findings.finding import Finding, finding
from literature.findings.finding_scores import Place
from literature.model.clock import day_in_words
from literature.model.record import MARKS, AbstractSection, Form, Mark, PartialDate, Record, RichText
from literature.model.work import Match, Where
from literature.sentences import sentence_spans

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


def listed(words: Sequence[str], conjunction: str = "and") -> str:
    """Return "A", "A and B", "A, B and C"."""
    *firsts, last = words or [""]
    return f"{', '.join(firsts)} {conjunction} {last}" if firsts else last


def whole_parts(text: str, limit: int) -> str:
    """Return as many of the parts of ``text``, which semicolons divide, as fit into ``limit`` characters; of the first
    one at least as much as fits."""
    clean = plain(text)
    if len(clean) <= limit:
        return clean
    end = clean.rfind(";", 0, limit + 1)
    return clean[:end] if end > 0 else plain(clean.partition(";")[0], limit)


def sentence(text: str) -> str:
    """Return ``text`` with a full stop, unless it ends in a stop of its own."""
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


def passage(record: Record, matches: Iterable[Match]) -> RichText:
    """Return what the paper found, in at most PASSAGE characters, with every matched spelling marked ``b``; of news,
    its opening. Empty where the abstract states no result.

    Spans of Matches fit the original text, so marks are laid before it is tidied.
    """
    named = tuple(match for match in matches if match.where is Where.ABSTRACT)
    place = _opening(record.abstract) if record.form is Form.NEWS else _found(record, named)
    if not place:
        return RichText("")
    text = record.abstract[place.part].text
    marks = (mark for mark in text.marks if mark.tag != "b")  # bold marks what was searched for
    bold = (Mark(m.start, m.end, "b") for m in named if m.part == place.part)
    shown = _capitalised(tidy(clip(RichText(text.text, (*marks, *bold)), place.start, place.end)))
    return RichText(shown.text.rstrip(" ,;:") + ELLIPSIS, shown.marks) if place.cut else cut(shown, PASSAGE)


def _found(record: Record, named: Iterable[Match]) -> Finding | None:
    spans = tuple(Place(match.part, match.start, match.end) for match in named)
    return finding(record.abstract, record.title.text, PASSAGE, spans)


_PLAIN = re.compile(r"[a-z](?:[a-z]+(?=[\s,;:]|-[^\W\d]|$)|(?=\s))")
"""A first word that may have a capital: "combined", "anti-IL-1", "a"; not "mTOR", "p38", "miR-9", "c-Fos"."""


def _capitalised(rich: RichText) -> RichText:
    """Return it with a capital where its first word is an ordinary one."""
    plain_word = _PLAIN.match(rich.text)
    return RichText(rich.text[:1].upper() + rich.text[1:], rich.marks) if plain_word else rich


def _opening(abstract: Sequence[AbstractSection]) -> Finding | None:
    """The first two sentences, where both fit into PASSAGE characters, or the first."""
    for part, section in enumerate(abstract):
        spans = list(sentence_spans(section.text.text))
        if spans:
            fits = len(spans) > 1 and spans[1][1] - spans[0][0] <= PASSAGE
            return Finding(part, spans[0][0], spans[fits][1])
    return None
