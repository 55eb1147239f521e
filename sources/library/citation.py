"""The line in which PubMed cites a paper: "J Neurol. 2011 Oct;258(10):1865-70."

This file does NOT read reference lists of other styles.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_CITATION = re.compile(
    r"(?P<journal>[^.;]{1,200}(?:\([^)]{0,100}\))?)?\.?\s*"
    r"(?P<date>(?:1[5-9]|20)[0-9]{2}(?: [A-Z][a-z]{2}(?:-[A-Z][a-z]{2})?)?(?: [0-9]{1,2})?)"
    r"(?:;(?P<volume>[^():;.]*)(?:\((?P<issue>[^)]*)\))?(?::(?P<pages>[^.;]*))?)?\."
)


class Citation(NamedTuple):
    """The parts that were printed, '' for the others."""

    journal: str = ""
    date: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""

    def __bool__(self) -> bool:
        return bool(self.volume or self.pages)


def read_citation(line: str) -> Citation:
    """The citation at the beginning of ``line``; all parts empty where there is none."""
    found = _CITATION.match(line.strip())
    return Citation(**{name: (part or "").strip() for name, part in found.groupdict().items()}) if found else Citation()
