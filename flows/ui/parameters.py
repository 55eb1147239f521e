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


ConfigPath = Annotated[str, Shown("Your file of terms, topics, feeds and readers. Leave it as it is")]
DatabaseUrl = Annotated[
    str | None,
    Shown(
        "Leave it empty: the database of this installation. For a trial on another one: sqlite:///FILE or "
        "postgresql+psycopg://… without a password, since this form is shown"
    ),
]
At = Annotated[datetime | None, Shown("Leave it empty: now. For a trial: pretend that it is this instant")]
Sources = Annotated[
    tuple[str, ...],
    Shown('Visit only these: "pubmed", "feeds" for all feeds, or names of feeds as in watch.toml. Empty: all'),
]
Terms = Annotated[
    tuple[str, ...],
    Shown("Ask PubMed for these terms only, by their names in watch.toml. Empty: all terms, and the feeds too"),
]
DueOnly = Annotated[
    bool, Shown("Only what is due: leave out feeds whose own interval (`every` in watch.toml) has not passed yet")
]
RecentOnly = Annotated[
    bool,
    Shown(
        "Only works first seen in the last two years, and no search for missed papers: each week. Off: all, each month"
    ),
]
ItemName = Annotated[str, Shown("A PMID, a DOI, an address, or words of the title")]
TermName = Annotated[str, Shown('The term to try, named as in a paper: "gasdermin D"')]
Synonyms = Annotated[tuple[str, ...], Shown("Its other names")]
Headings = Annotated[tuple[str, ...], Shown("Its MeSH headings")]
FalseFriends = Annotated[tuple[str, ...], Shown("Phrases in which a name of it means something else")]
Since = Annotated[date | None, Shown("First day of its history. Empty: two years ago")]
EditionDate = Annotated[date | None, Shown("Date of the edition. Empty: today")]
Preview = Annotated[bool, Shown("Preview only: the letter as it would be now. Nothing is kept, nobody is mailed")]
LetterOf = Annotated[
    str,
    Shown(
        "Preview the letter of one reader: their address in watch.toml. It is written to the outbox folder and shown "
        "below the run; nobody is mailed. Empty: all topics"
    ),
]
OnlyMe = Annotated[
    bool, Shown("Send to me only: a preview, mailed to the owner (`contact` in watch.toml) and nobody else")
]
