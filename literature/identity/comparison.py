"""What may be said of two Records, and why."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Likeness(StrEnum):
    """How two Records compare."""

    SAME = "same"
    RELATED = "related"
    POSSIBLY = "possibly"
    DIFFERENT = "different"


class Kinship(StrEnum):
    """How two related Works belong together."""

    NONE = ""
    PREPRINT = "preprint and article"
    VERSION = "versions of one text"
    NOTICE = "a paper and a correction, reply or comment"
    RUBRIC = "one story under two rubrics"


class Comparison(NamedTuple):
    """A Likeness, and what made it."""

    likeness: Likeness
    agreed: tuple[str, ...] = ()
    vetoed: str = ""
    """What shows that these are two; no third Record can join them."""
    missing: str = ""
    """What would be needed for certainty."""
    kinship: Kinship = Kinship.NONE

    @property
    def reason(self) -> str:
        """Both sides in one line: "same title, authors agree; but volume and page differ"."""
        return "; but ".join(side for side in (", ".join(self.agreed), self.vetoed or self.missing) if side)

    @property
    def contradicts(self) -> bool:
        """Whether the two may not even be joined through a third Record that is the same as both."""
        return self.likeness is Likeness.DIFFERENT or bool(self.vetoed)
