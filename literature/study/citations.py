"""The day in a citation as NLM prints it: "Lancet. 2010 Feb 6;375(9713):445. doi: 10.1016/…".

This file does NOT read titles, volumes and pages.
"""

from __future__ import annotations

import re
from calendar import monthrange

from literature.model.record import PartialDate

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(
    rf"\.\s+((?:18|19|20)[0-9]{{2}})(?:\s+({'|'.join(_MONTHS)})(?:\s+([0-3]?[0-9]))?(?![-/A-Za-z0-9]))?(?![0-9])"
)
"""Behind the journal and its full stop. A range of months ("2010 Jan-Feb") is known to the year only."""


def citation_date(citation: str) -> PartialDate:
    """Return the date in ``citation``, as far as it is certain; an empty one where there is none."""
    hit = _DATE.search(citation)
    if hit is None:
        return PartialDate()
    year, month = int(hit[1]), _MONTHS.index(hit[2]) + 1 if hit[2] else None
    day = int(hit[3]) if month and hit[3] and 1 <= int(hit[3]) <= monthrange(year, month)[1] else None
    return PartialDate(year, month, day)
