"""What a reader says of a Work: useful, or not for us; and how it was said. The plain data that all layers share."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple


class MarkKind(StrEnum):
    """What a reader says of a Work."""

    USEFUL = "useful"
    NOT_FOR_US = "not_for_us"
    TAKEN_BACK = "taken_back"
    """The reader said one of the others, and says nothing now."""


class MarkVia(StrEnum):
    """How the answer came."""

    PAGE = "page"
    MAIL = "mail"


class ReaderMark(NamedTuple):
    """The present answer of one reader about one Work. The address is shown masked only."""

    reader: str
    """The address, casefolded: one reader in any capitals."""
    work_id: int
    """The Work that holds the marked one now."""
    edition: date
    """The Edition whose letter was answered."""
    kind: MarkKind
    via: MarkVia
    made: datetime
    """When it was said: of a mail, the date that it bears."""
    version: int
    """Counts the answers of this reader about this Work, from 1."""
