"""Registration numbers of trials, from the data banks of a record and from its text, each as its registry writes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from literature.model.record import Record


class Registration(NamedTuple):
    """A number, and the register that gave it."""

    registry: str
    number: str


_NUMBERS = (
    ("ClinicalTrials.gov", r"NCT\d{8}"),
    ("ISRCTN", r"ISRCTN ?\d{8}"),
    ("CTIS", r"20[2-9]\d-5\d{5}-\d{2}(?:-\d{2})?"),
    ("EudraCT", r"20[01]\d-00\d{4}-\d{2}|202[0-4]-00\d{4}-\d{2}"),
    ("DRKS", r"DRKS ?\d{8}"),
    ("ANZCTR", r"ACTRN ?\d{14}p?"),
    ("ChiCTR", r"ChiCTR[-\w]{0,12}\d{6,12}"),
    ("UMIN", r"UMIN ?\d{9}"),
    ("jRCT", r"jRCTs? ?\d{9,12}"),
    ("CTRI", r"CTRI ?/\d{4}/\d{2,3}/\d{6}"),
    ("CRIS", r"KCT\d{7}"),
    ("IRCT", r"IRCT\d{8,18}N\d{1,3}"),
    ("TCTR", r"TCTR\d{11}"),
    ("PACTR", r"PACTR\d{15,16}"),
    ("ReBEC", r"RBR-[\da-z]{6,8}"),
    ("PROSPERO", r"CRD ?\d{11}"),
)
"""Each as its registry writes it."""
_COMPILED = tuple((registry, re.compile(rf"(?<![\w-])(?:{pattern})(?![\w])")) for registry, pattern in _NUMBERS)
_HINT = re.compile(r"NCT\d|ISRCTN|\d-\d\d\d\d\d\d-|DRKS|ACTRN|ChiCTR|UMIN|jRCT|CTRI|KCT|IRCT|TCTR|PACTR|RBR-|CRD ?\d")
MOST = 20
"""Numbers of one record: a review of trials lists dozens."""


def registrations(record: Record) -> tuple[Registration, ...]:
    """Return every registration that the record or its text names, those of the record first, each once."""
    texts = (*record.registrations, record.title.text, *(section.text.text for section in record.abstract))
    found = dict.fromkeys(each for text in texts if _HINT.search(text) for each in _in_text(text))
    return tuple(found)[:MOST]


def _in_text(text: str) -> Iterator[Registration]:
    for registry, pattern in _COMPILED:
        for hit in pattern.finditer(text):
            yield Registration(registry, hit[0].replace(" ", ""))
