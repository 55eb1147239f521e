"""The parameters of the flows, as the form of the Prefect UI shows them. This file does NOT give them defaults: the
flows do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from pydantic import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


@dataclass(frozen=True, slots=True)
class Shown:
    """What the form in the UI says under a parameter. Prefect drops the description of pydantic's own ``Field`` in an
    annotation (3.8.8, _internal/pydantic/v2_schema.py), and keeps that of the type."""

    description: str

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The schema of the type, with the description."""
        return {**handler(schema), "description": self.description}


ConfigPath = Annotated[str, Shown("The researchers' file: terms, topics, feeds, readers")]
DatabaseUrl = Annotated[
    str | None,
    Shown(
        "sqlite:///FILE or postgresql+psycopg://… without a password, for parameters are shown; "
        "empty: ILWATCH_DATABASE_URL, else data/ilwatch.db"
    ),
]
At = Annotated[datetime | None, Shown("Pretend that it is this instant (demo and tests); empty: now")]
Sources = Annotated[
    tuple[str, ...], Shown('Visit only these, by their names in watch.toml, or "pubmed", or "feeds"; empty: all')
]
DueOnly = Annotated[bool, Shown("Leave out feeds whose own interval has not passed yet")]
EditionDate = Annotated[date | None, Shown("Date of the edition; empty: the date this run was scheduled for")]
Preview = Annotated[bool, Shown("Preview only: lay the letter out, freeze nothing, send nothing")]
OnlyMe = Annotated[bool, Shown("Send to me only: a preview, mailed to the owner ([watch] contact) and nobody else")]
