"""What a person who begins must say, checked by the rules of watch.toml. This file does NOT ask."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, NamedTuple

from pydantic import StringConstraints, TypeAdapter, ValidationError

from flows.config import Watch
from flows.config_values import LONGEST_NAME, Address, Zone
from flows.config_words import fault_words
from flows.given_names import as_known
from flows.setup.shipped import shipped_text, tables
from literature.terms.matcher import Matcher, Term, asked_key

_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME)]

NAME = "Interleukin Watch"
"""Title of the letter where none is given."""


@dataclass(frozen=True, slots=True)
class Molecule:
    """One to watch; one that the shipped watch.toml has brings its synonyms from there."""

    name: str
    synonyms: tuple[str, ...] = ()
    shipped: bool = False


class ShippedTerm(NamedTuple):
    """A term of the shipped watch.toml, and how many names it has."""

    name: str
    names: int


@dataclass(frozen=True, slots=True)
class MailServer:
    """The server that sends the letters."""

    host: str
    sender: str
    username: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """All that a watch.toml is made of, beside what is shipped."""

    name: str
    contact: str
    timezone: str
    molecules: tuple[Molecule, ...]
    readers: tuple[str, ...]
    feeds: bool = True
    relay: MailServer | None = None


def shipped_molecules() -> tuple[str, ...]:
    """Names of the terms in the shipped watch.toml."""
    return tuple(table.name for table in tables(shipped_text()) if table.kind == "term")


def shipped_as(molecule: Molecule) -> ShippedTerm | None:
    """The shipped term that ``molecule`` is another spelling or name of: IL1RA is IL-1RA, and so is anakinra. None of
    one that has names of its own: whoever listed them has chosen."""
    if molecule.shipped or molecule.synonyms:
        return None
    terms, key = _shipped_terms(), asked_key(molecule.name)
    whole = {each.term for each in Matcher(terms).in_text(molecule.name) if each.spelling == molecule.name}
    named = (term for term in terms if term.name in whole or key in map(asked_key, term.names))
    return next((ShippedTerm(term.name, len(set(term.names))) for term in named), None)


@cache
def _shipped_terms() -> tuple[Term, ...]:
    return Watch.model_validate(tomllib.loads(shipped_text())).terms


def name_of(text: str) -> str:
    """A name. Raises ValueError, in plain words, as the others do."""
    return _valid(_Name, text)


def address(text: str) -> str:
    """A mail address."""
    return _valid(Address, text.strip())


def addresses(text: str) -> tuple[str, ...]:
    """Mail addresses, separated by commas; each once."""
    found = {each.casefold(): each for each in map(address, parts(text))}
    if not found:
        raise ValueError("give at least one address")
    return tuple(found.values())


def zone(text: str) -> str:
    """A time zone."""
    return _valid(Zone, text.strip())


def molecule(text: str) -> Molecule:
    """A molecule: "IL-1", or with other names "gasdermin D=GSDMD, GSDMDC1"."""
    name, _, synonyms = text.partition("=")
    if shipped := as_known(name, shipped_molecules()):
        return Molecule(shipped, shipped=True)
    return Molecule(name_of(name), tuple(map(name_of, parts(synonyms))))


def with_names(molecule: Molecule, text: str) -> Molecule:
    """``molecule`` with the other names that commas separate in ``text``."""
    return Molecule(molecule.name, tuple(map(name_of, parts(text))))


def molecules(names: Iterable[str]) -> tuple[Molecule, ...]:
    """Molecules, each once."""
    found = {each.name.casefold(): each for each in map(molecule, names)}
    if not found:
        raise ValueError("give at least one molecule")
    return tuple(found.values())


def parts(text: str) -> list[str]:
    """What commas or semicolons separate."""
    return [part for each in text.replace(";", ",").split(",") if (part := each.strip())]


def _valid(kind: Any, text: str) -> str:
    try:
        value: str = TypeAdapter(kind).validate_python(text)
    except ValidationError as error:
        raise ValueError(fault_words(error.errors()[0])) from error
    return value
