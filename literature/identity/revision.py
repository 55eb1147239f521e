"""What an article says otherwise than its preprint: title, authors, the first words of the conclusion.

A difference of print alone is none: hyphens, capitals, Greek letters, a full stop. This file does NOT decide that two
Records belong together (compare.py does), and does NOT word anything for a letter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from literature.identity.titles import compact, plain_key, read_title
from literature.model.edition import Part, Revision
from literature.model.record import AbstractSection, Author, Record
from literature.sentences import sentences

FIRST_WORDS = 20
"""Words of a conclusion that are compared, and that a reader is shown."""

_LABEL_INSIDE = re.compile(r"\bCONCLUSIONS?\s*:\s*", re.IGNORECASE)
"""Feeds give a structured abstract as one text with the labels inside it."""


def revision(first: Record, second: Record) -> Revision:
    """Return what ``second`` says otherwise than ``first``. A part that one of them lacks is not compared: a feed that
    gives no authors has not removed them."""
    words = first_words(second)
    compared = {
        Part.TITLE: bool(_title(first) and _title(second)),
        Part.AUTHORS: bool(first.authors and second.authors),
        Part.CONCLUSION: bool(first.abstract and words and not _is_cut(first)),
    }
    added, removed, reordered = _authors(first, second) if compared[Part.AUTHORS] else ((), (), False)
    return Revision(
        compared=tuple(part for part in Part if compared[part]),
        title=compared[Part.TITLE] and _title(first) != _title(second),
        added=added,
        removed=removed,
        reordered=reordered,
        conclusion="" if not compared[Part.CONCLUSION] or _says(first, words) else words,
    )


def _title(record: Record) -> str:
    return read_title(record.title.text).compact


def _authors(first: Record, second: Record) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """The authors added, those removed, and whether the others are in another order."""
    left = list(range(len(first.authors)))
    places: list[int] = []
    added: list[str] = []
    for author in second.authors:
        place = next((place for place in left if _is_same(first.authors[place], author)), None)
        if place is None:
            added.append(author.name)
        else:
            left.remove(place)
            places.append(place)
    return tuple(added), tuple(first.authors[place].name for place in left), places != sorted(places)


def _is_same(one: Author, other: Author) -> bool:
    """Whether both names may be one person's: the family name, and the first initial where both have one."""
    family, other_family = (compact(plain_key(author.family or author.collective)) for author in (one, other))
    initial, other_initial = (plain_key(author.given or author.initials)[:1] for author in (one, other))
    return family == other_family and (not initial or not other_initial or initial == other_initial)


def first_words(record: Record) -> str:
    """Return the first words of the conclusion of ``record``, at most FIRST_WORDS; '' without an abstract."""
    words = _conclusion(record).split()
    return " ".join(words[:FIRST_WORDS]) + ("…" if len(words) > FIRST_WORDS else "")


def _conclusion(record: Record) -> str:
    """Its labelled section, what is behind the label within a text, or else the last sentence."""
    for section in reversed(record.abstract):
        if section.text and _is_conclusion(section):
            return section.text.text
    for section in reversed(record.abstract):
        if hit := _LABEL_INSIDE.search(section.text.text):
            return section.text.text[hit.end() :]
    read = sentences(record)
    return read[-1].text if read else ""


def _is_conclusion(section: AbstractSection) -> bool:
    return section.category == "CONCLUSIONS" or "CONCLUSION" in section.label.upper()


def _is_cut(record: Record) -> bool:
    """Whether its source gives the beginning of its abstract alone, as some feeds do."""
    return record.abstract[-1].text.text.rstrip(" ]").endswith(("…", "..."))


def _says(record: Record, words: str) -> bool:
    """Whether the abstract of ``record`` has ``words``, wherever: it may have its conclusion under no label."""
    return _bare([words]) in _bare([section.text.text for section in record.abstract])


def _bare(texts: Sequence[str]) -> str:
    return "".join(compact(plain_key(text)) for text in texts)
