"""The authors of a PubMed record, in the order printed.

This file does NOT tell who is who: two authors of one name stay two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from literature.model.record import Author
from sources.rich_xml import Element, plain

_ORCID = re.compile(r"([0-9]{4})-?([0-9]{4})-?([0-9]{4})-?([0-9]{3}[0-9X])", re.IGNORECASE)


def authors(lists: Sequence[Element]) -> tuple[Author, ...]:
    """The Authors of the first AuthorList that is no list of editors, or of the first one; collective names in place.

    ValidYN="N" marks a mistaken name that NLM keeps next to the right one: it is left out, unless it is the only one.
    """
    chosen = sorted(lists, key=lambda each: each.get("Type") == "editors")[:1]
    listed = [element for each in chosen for element in each]
    valid = [element for element in listed if element.get("ValidYN") != "N"]
    return tuple(_author(element) for element in valid or listed)


def _author(element: Element) -> Author:
    """Return one author. A suffix follows the initials, as PubMed lists names: "King ML Jr"."""
    names: dict[str, str] = {}
    affiliations: list[str] = []
    orcid = ""
    for child in element:
        tag = child.tag
        if tag == "AffiliationInfo":
            affiliations += [plain(each) for each in child if each.tag == "Affiliation"]
        elif tag == "Identifier":
            orcid = orcid or _orcid(child)
        else:
            names[tag] = plain(child)
    initials = names.get("Initials", "")
    return Author(
        family=names.get("LastName", ""),
        given=names.get("ForeName", ""),
        initials=f"{initials} {names['Suffix']}" if initials and "Suffix" in names else initials,
        collective=names.get("CollectiveName", ""),
        affiliations=tuple(affiliations),
        orcid=orcid,
    )


def _orcid(element: Element) -> str:
    """An ORCID iD with its hyphens: publishers send it as an address, with hyphens and without."""
    hit = _ORCID.search(plain(element)) if element.get("Source") == "ORCID" else None
    return "-".join(hit.groups()).upper() if hit else ""
