"""Whether a title says that a watched molecule is blocked: by a drug against it, or in plain words.

Of the papers about a molecule these are the ones with a treatment in view. Only titles count: in abstracts blocking is
mostly one experiment of many. "Reduces damage by inhibiting IL-1β" is no blockade but a mechanism claimed for another
substance, so the noun is asked for: "inhibition of IL-1β", "IL-1β blockade", "anti-IL-1β".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from literature.model.work import Match, Where

_DRUG = re.compile(r"(?:mab|bart|tug|mig|cept|kinra)$", re.IGNORECASE)
"""Stems of the WHO's international nonproprietary names: antibodies (-mab until 2021; -bart, -tug and -mig since),
receptor molecules (-cept) and antagonists of interleukin receptors (-kinra)."""
_BEFORE = re.compile(
    r"(?:\b(?:blockade|inhibition|neutrali[sz]ation|antagonism|inhibitors|blockers) of (?:the )?|\banti-)$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:-?[αβγ])?[ -](?:receptor |signal\w+ |trans-signal\w+ |pathway )?(?:block|inhibit|antagoni|neutrali)",
    re.IGNORECASE,
)
_OWN_ANTIBODIES = re.compile(r"auto-?antibod", re.IGNORECASE)
"""Anti-IL-1RA antibodies that patients make are no treatment."""


def blocking(title: str, matches: Sequence[Match]) -> Match | None:
    """Return where ``title`` names a drug against a molecule, or a molecule as blocked; None where it does neither."""
    if _OWN_ANTIBODIES.search(title):
        return None
    return next((match for match in matches if match.where is Where.TITLE and _says_so(title, match)), None)


def is_drug(spelling: str) -> bool:
    """Return whether ``spelling`` is the name of a drug: "anakinra", not "IL-1RA"."""
    return bool(_DRUG.search(spelling))


def _says_so(title: str, match: Match) -> bool:
    if is_drug(match.spelling):
        return True
    return bool(_BEFORE.search(title[: match.start]) or _AFTER.match(title, match.end))
