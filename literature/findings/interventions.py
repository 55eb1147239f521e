"""What was done to see what comes of it, where a title says so: something was blocked, or something was given.

"Blockade of IL-1 in gout" promises what the blockade did; the levels that were measured before it are not its result.
"""

from __future__ import annotations

import re
from enum import Enum


class Intervention(Enum):
    """A kind of intervention, with its words as they are found in a text in lower case."""

    BLOCKED = re.compile(
        r"\b(?:inhibition|inhibitors?|inhibited|blockades?|blocking|blockers?|blocked|antagoni(?:sm|sts?|[sz]ing)|"
        r"neutrali[sz](?:ation|ing|ed)|silenc(?:ing|ed)|knock(?:ed)?[ -]?(?:down|out)|deplet(?:ion|ed|ing)|"
        r"delet(?:ion|ed|ing)|ablat(?:ion|ed|ing)|deficien(?:cy|t))\b"
    )
    GIVEN = re.compile(
        r"\b(?:(?:pre-?|co-?)?treat(?:ment|ed|ing)|therapy|administ(?:ration|ered|ering)|supplement(?:ation|ed))\b"
    )

    def named(self, low: str) -> bool:
        """Whether ``low`` names an intervention of this kind."""
        return bool(self.value.search(low))

    def is_word(self, word: str) -> bool:
        """Whether ``word`` alone names one: it says what was done, not what came of it."""
        return bool(self.value.fullmatch(word))


def interventions(title: str) -> tuple[Intervention, ...]:
    """Return the kinds that a title in lower case names."""
    return tuple(kind for kind in Intervention if kind.named(title))
