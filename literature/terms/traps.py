"""What in a Term does not do what its writer expects, found without asking anybody.

A trap is no fault: the term works, and finds too much, too little or nothing. This file does NOT count hits and does
NOT decide what a text names (matcher.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from literature.terms.languages import OTHER_SCRIPT
from literature.terms.matcher import Term, asked_key
from literature.text import fold


class TrapKind(StrEnum):
    """What is wrong."""

    TRUNCATION = "truncation"
    BOOLEAN = "boolean word"
    FIELD_TAG = "field tag"
    ONE_LETTER = "one letter"
    SHORT = "short name"
    COMMON = "common word"
    NOT_ASKED = "not asked"
    NO_QUERY = "no query"
    HEADING_ONLY = "heading only"
    SHARED = "shared name"
    NOTHING = "nothing found"
    TOO_MANY = "too many"


@dataclass(frozen=True, slots=True)
class Trap:
    """``name`` of the term ``term``, as it is written in the file, and the kind of trouble. ``other`` is the term that
    has the name too; ``hits`` is what PubMed counts, of one that is too many."""

    kind: TrapKind
    term: str
    name: str
    other: str = ""
    hits: int = 0

    @property
    def advice(self) -> str:
        """What happens, and what to do."""
        return _ADVICE[self.kind].format(name=self.name, other=self.other, hits=self.hits)


_ADVICE = {
    TrapKind.TRUNCATION: "{name!r}: * and ? are not wildcards here, and are left out; list the names that you mean",
    TrapKind.BOOLEAN: "{name!r} is searched for as one phrase: AND, OR and NOT are words like any other. A term is "
    "found by any one of its synonyms; `only_beside` asks for a second word",
    TrapKind.FIELD_TAG: "{name!r}: field tags of PubMed are not read. Titles and abstracts are searched; headings "
    "belong in `mesh` or `substances`",
    TrapKind.ONE_LETTER: "{name!r} is one letter, and in nearly every paper; spell the name out",
    TrapKind.SHORT: "{name!r} is short, and may abbreviate other things; move it to `only_beside`, with words of which "
    "the text must have one",
    TrapKind.COMMON: "{name!r} is a general word, and in a large part of PubMed; name the molecule, drug or disease",
    TrapKind.NOT_ASKED: "{name!r} has no letter or digit to search for",
    TrapKind.NO_QUERY: "{name!r} has no name in Latin script: PubMed, whose index is English, is not asked about it",
    TrapKind.HEADING_ONLY: "{name!r}: papers get their headings weeks after they appear, so this one finds old papers "
    "only; add the words that authors use as a synonym",
    TrapKind.SHARED: "{name!r} is a name of the term {other!r} too; each paper with it counts for both",
    TrapKind.NOTHING: "PubMed finds no paper of the last 12 months for {name!r}; is it spelled as authors spell it?",
    TrapKind.TOO_MANY: "PubMed finds {hits:,} papers of the last 12 months for {name!r}, more than a weekly letter can "
    "show; name it more closely",
}

COMMON_WORDS = frozenset(
    {
        "cytokine", "cytokines", "chemokine", "chemokines", "interleukin", "interleukins", "interferon", "inhibitor",
        "receptor", "receptors", "antagonist", "agonist", "antibody", "antibodies", "protein", "gene", "enzyme",
        "inflammation", "inflammatory", "autoimmune", "autoimmunity", "autoinflammation", "autoinflammatory", "immune",
        "immunity", "immunology", "immune system", "immune response", "infection", "fever", "disease", "syndrome",
        "patient", "patients", "treatment", "therapy", "biologics", "cell", "cells", "macrophage", "macrophages",
        "neutrophil", "neutrophils", "monocyte", "monocytes", "cancer", "tumor", "tumour", "pain", "arthritis",
        "inflammasome", "apoptosis", "pyroptosis", "signaling", "signalling", "expression", "mutation", "mouse", "mice",
    }
)  # fmt: skip
"""Words by which no paper can be chosen."""

_TAG = re.compile(
    r"\[\s*(?:ti|tiab|ab|title[^\]]*|tw|text words?|all(?: fields)?|mh|majr|mesh[^\]]*|nm|supplementary[^\]]*|"
    r"substance[^\]]*|pt|publication type|au|author|ot|other term|ta|journal|dp|pdat|crdt|edat)\s*(?::~\d+)?\]",
    re.IGNORECASE,
)
"""PubMed's tags in the forms that people paste."""
_BOOLEAN = re.compile(r"(?<=\S)\s+(?:AND|OR|NOT)\s+(?=\S)|^NOT\s")
_SHORT = 3
"""Letters of the longest name without a digit that is called short: IL, RA, MAS."""


def traps(terms: Sequence[Term]) -> tuple[Trap, ...]:
    """Return the traps of ``terms``, in their order."""
    return tuple(trap for index, term in enumerate(terms) for trap in (*_of_term(term), *_shared(term, terms[:index])))


def _of_term(term: Term) -> Iterator[Trap]:
    names = tuple(dict.fromkeys(term.synonyms))
    for name in names:
        if kind := _kind(name):
            yield Trap(kind, term.name, name)
    asked = [name for name in (term.name, *names, *dict(term.only_beside)) if _can_be_asked(name)]
    if not asked:
        yield Trap(TrapKind.NO_QUERY, term.name, term.name)
    keys = {asked_key(name) for name in asked}
    for heading in (*term.mesh, *term.substances):
        if not any(key in asked_key(heading) or asked_key(heading) in key for key in keys):
            yield Trap(TrapKind.HEADING_ONLY, term.name, heading)


def _kind(name: str) -> TrapKind | None:
    """Return the gravest trap that lies in how ``name`` is written."""
    letters = asked_key(name)
    checks = (
        (TrapKind.NOT_ASKED, not letters),
        (TrapKind.FIELD_TAG, bool(_TAG.search(name))),
        (TrapKind.TRUNCATION, "*" in name or "?" in name),
        (TrapKind.BOOLEAN, bool(_BOOLEAN.search(name))),
        (TrapKind.COMMON, " ".join(fold(name).text.split()) in COMMON_WORDS),
        (TrapKind.ONE_LETTER, len(letters) == 1 and letters.isascii()),
        (TrapKind.SHORT, len(letters) <= _SHORT and letters.isascii() and letters.isalpha()),
    )
    return next((kind for kind, applies in checks if applies), None)


def _can_be_asked(name: str) -> bool:
    """Return whether PubMed can be asked for ``name``: its index is English."""
    return bool(asked_key(name)) and not OTHER_SCRIPT.search(fold(name).text)


def _shared(term: Term, earlier: Sequence[Term]) -> Iterator[Trap]:
    """The names of ``term`` that an earlier term has too."""
    owners = {asked_key(name): other.name for other in reversed(earlier) for name in (other.name, *other.synonyms)}
    for name in dict.fromkeys((term.name, *term.synonyms)):
        if other := owners.get(asked_key(name)):
            yield Trap(TrapKind.SHARED, term.name, name, other)
