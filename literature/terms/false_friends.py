"""Phrases in which a term's name means something else, found in texts that the term matched.

Two kinds are certain enough to propose: a name that goes on into another entity ("gasdermin D-like", "IL-1 receptor
family"), and an abbreviation that the text itself spells out as something that the term does not name ("duodenal
insulin-releasing activity (DIRA)"). This file does NOT decide what counts: a person copies the lines, or does not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from literature.model.record import Record
from literature.model.work import Match, Where
from literature.terms.matcher import Term, asked_key

_GOES_ON = re.compile(
    r"(?:[\s-]?(?:receptor|R|gene|cytokine|protein))?[\s-]"
    r"(?:like|related|homolog(?:ue)?s?|(?:super)?family|associated (?:kinase|protein)s?|converting enzyme[\s-]like)\b"
)
_SPELLED_OUT = re.compile(r"((?:[A-Za-z][\w-]*[\s-]+){1,8})\($")
"""Words before "(NAME"."""
_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class FalseFriend:
    """``phrase`` holds ``name`` and means something else; it was met in ``records`` records. ``only_beside`` where an
    exclusion would not help, for the name also comes alone in these texts."""

    phrase: str
    name: str
    records: int
    only_beside: bool


def false_friends(term: Term, matched: Sequence[tuple[Record, Sequence[Match]]]) -> tuple[FalseFriend, ...]:
    """Return the false friends of ``term`` in the records that it matched, the most frequent first."""
    longer, spelled_out = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for record, matches in matched:
        texts = [(match, text) for match in matches if (text := _text(record, match))]
        longer.update({phrase for match, text in texts for phrase in _longer(match, text)})
        spelled_out.update({meaning for match, text in texts for meaning in _spelled_out(term, match, text)})
    found = [FalseFriend(phrase, name, times, False) for (phrase, name), times in longer.items()]
    found += [FalseFriend(phrase, name, times, True) for (phrase, name), times in spelled_out.items()]
    return tuple(sorted(found, key=lambda friend: (-friend.records, friend.phrase)))


def _text(record: Record, match: Match) -> str:
    if match.where is Where.TITLE:
        return record.title.text
    return record.abstract[match.part].text.text if match.where is Where.ABSTRACT else ""


def _longer(match: Match, text: str) -> Iterator[tuple[str, str]]:
    """The phrase into which the name goes on."""
    if hit := _GOES_ON.match(text, match.end):
        yield f"{match.spelling}{hit[0]}", match.spelling


def _spelled_out(term: Term, match: Match, text: str) -> Iterator[tuple[str, str]]:
    """What stands before "(NAME)" where NAME is an abbreviation of it, by its initials, and it is no name of ours."""
    name = match.spelling
    before = _SPELLED_OUT.search(text, max(0, match.start - 120), match.start)
    if not (before and name.isupper() and name.isalpha() and text[match.end : match.end + 1] == ")"):
        return
    words = re.split(r"[\s-]+", before[1].strip())[-_MOST_WORDS:]
    for start in range(len(words)):
        meaning = " ".join(words[start:])
        if _abbreviates(name, words[start:]) and not any(
            asked_key(known) in asked_key(meaning) for known in (term.name, *term.synonyms) if known != name
        ):
            yield meaning, name
            return


def _abbreviates(name: str, words: Sequence[str]) -> bool:
    """Whether the letters of ``name`` are the first letters of ``words``, each word giving at least one."""
    return "".join(word[0] for word in words).upper() == name
