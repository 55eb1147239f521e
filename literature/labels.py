"""What "IL-1" is the label of in other sciences: a protein's loop, an ionic liquid, a line of tomatoes, a road.

Asked only of a bare label, never of "IL-1β" or "interleukin-1". Two kinds of evidence, over the whole text or Record:
the label is defined there ("intracellular loop 1 (IL1)"), or the text speaks another science's words and none of
biology's. Everything here reads folded text. This file does NOT look for spellings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from literature.languages import INTERLEUKIN

BARE = re.compile(r"(?:ils?[\s\-_]{0,3}|-?)(\d{1,2})")
"""A spelling that is only family and number, or a number in a list."""

_LABEL = r"ils?[\s\-]?(?P<number>\d{1,2})?s?"
_IN_BRACKETS = re.compile(rf"\s?[(\[]{_LABEL}(?P<end>[)\];,])")
_WORDS_BEFORE = re.compile(r"[a-z0-9\s\-]+$")
_EXPLAINED = re.compile(
    rf"(?<![a-z0-9]){_LABEL}(?P<end>\s?[(=:,])\s?(?:the )?(?:first |second |third )?(?P<long>i[a-z]+[\s\-]?l[a-z]+(?:[\s\-]\d+)?)"
)
_WORD = re.compile(r"[a-z]+|\d+")

_THING = (
    r"(?:loops?|layers?|lines?|liquids?|loss|lists?|lamell(?:a|ae|ar)|lens(?:es)?|link(?:er)?s?|lanes?|larvae?|leads?|"
    r"leaf|lattices?|lithography|logic)"
)
_COMPOUND = r"(?:inlets?|in(?:ter|tra)-?(?:layers?|lamell(?:a|ae|ar)|lines?|links?|locks?)|ilyushin)"
_BESIDE = re.compile(
    rf"(?<![a-z])(?:(?:i[a-z]{{4,}}[\s\-]{_THING}|isolation level|accessions?|{_COMPOUND})[\s:]{{1,2}}{_LABEL})(?![a-z0-9])"
)
"""A noun whose initials are I and L, or one that only labels have, just before the label: "insertion loss IL1"."""

_NO_NAME = frozenset(
    "in is its it into if increased increases increasing induced including inflammatory immune impaired individual initial "
    "inhibited inhibits inhibiting".split()
)
"""What begins with an i before an l-word in ordinary prose: "increased lactate (IL-1 …)"."""

_COUNTED_LINE = re.compile(r"-\d{1,2}(?![a-z0-9])")
"""After "IL 1": introgression lines are numbered by chromosome and segment, "IL 1-4"."""

_OTHER_SCIENCE = re.compile(
    r"\b(?:"
    # chemistry and physics
    r"ionic liquids?|imidazolium|phosphonium|co-?solvents?|solvents?|solubility|dissol\w+|miscib\w+|viscosit\w+|cellulose|"
    r"equations? of state|electrolytes?|eutectic|electrodeposit\w+|batter(?:y|ies)|lithium|catalysts?|co2|melting points?|"
    r"desulfuri[sz]\w+|extractants?|lubricants?|nanometers?|insulat\w+|delamination|mirror|molybdenum|sputter\w+|"
    r"lamell\w+|carbonate|inlets?|outlets?|weirs?|interlayers?|multilayers?|luminescen\w+|photodiodes?|wafers?|"
    # soil, plants and breeding
    r"introgressions?|inbred|accessions?|cultivars?|germplasm|diallel|tomato(?:es)?|soybeans?|maize|wheat|barley|sorghum|"
    r"solanum|nematodes|soils?|agronom\w+|fruit yield|grain yield|irrigat\w+|horizons?|sediments?|"
    # engineering and computing
    r"insertion loss|[gmk]hz|db|ladder diagram|plc|transactions?|isolation levels?|phantom rows|databases?|compilers?|"
    r"instruction lists?|microstrip|antennas?|waveguides?|transformers?|turbines?|"
    # roads, places and politics
    r"highways?|routes?|interstate|illinois|county|counties|township|congressional|districts?|ballots?|voters?|"
    r"elections?|democrats?|republicans?|senat\w+|motorists?|traffic|paving|resurfac\w+|detours?|lane closures?|intersections?|"
    # aircraft and sport
    r"ilyushin|aircrafts?|airliners?|airlines?|gliders?|bombers?|fighters?|turboprops?|aviation|runway|maiden flight|"
    r"pitchers?|innings?|injured list|baseball|outfielders?|dodgers|yankees|mets|derby|football|soccer|handball|"
    r"goalkeepers?|midfielders?|strikers?|eliteserien|kick-?off|brann|rosenborg|molde"
    r")\b"
)
"""Words that papers and news of another science use where they say IL; common words of medicine are not among them."""

_BIOLOGY = re.compile(
    r"interleukin|cytokin|chemokin|inflam|tumou?r|\btnf|interferon|\bifn|macrophag|monocyt|lymphocyt|neutrophil|leu[ck]ocyt|"
    r"immun|\bt[ -]cells?\b|\bb[ -]cells?\b|\bserum|\bsera\b|blood|\bmice\b|\bmouse\b|\bmurine|\brats?\b|\bhuman|patient|\blps\b|"
    r"lipopolysaccharide|infect|arthrit|\bfever|\bmrna|receptor|antagonist|fibroblast|chondrocyt|epitheli|endotheli|synovi|"
    r"prostaglandin|nf-kappa|therap|clinic|hospital|\bdrugs?\b|vaccin|disease|cancer|\bgout\b|asthma|\bskin\b|sepsis|"
    r"keratinocyt|microgli|astrocyt|pyrogen|lymphokin|monokin|secret|toxin|wound|anakinra|canakinumab|rilonacept|"
    r"\bil-?\d{1,2}[\s-]?(?:alpha|beta|ra\b|r\d?\b)"
)
"""Words of which one stands in nearly every text on a cytokine."""


class Labels:
    """What the bare labels of one folded text, or of all texts of one Record, stand for. Read when first asked."""

    def __init__(self, text: str) -> None:
        self.text = text

    def other(self, bare: str, follows: str) -> str:
        """What the bare label of number ``bare`` is instead of an interleukin, or ''. ``follows`` comes after it."""
        named = self._defined.get(bare)
        if named and not self._spelled_out(bare):
            return named
        if self._biology:
            return ""
        counted = _COUNTED_LINE.match(follows)
        if counted:
            return f"IL {bare}{counted[0]}"
        return self._defined.get("", "") or self._science

    @cached_property
    def _defined(self) -> dict[str, str]:
        """Number -> the words that the label abbreviates; '' for IL alone."""
        found: dict[str, str] = {}
        for number, words in (*_definitions(self.text), *((m["number"], m[0]) for m in _BESIDE.finditer(self.text))):
            found.setdefault(number or "", words)
        return found

    def _spelled_out(self, bare: str) -> bool:
        return bool(re.search(rf"{INTERLEUKIN}[\s\-]{{0,2}}{bare}(?!\d)", self.text))

    @cached_property
    def _science(self) -> str:
        found = _OTHER_SCIENCE.search(self.text)
        return found[0] if found else ""

    @cached_property
    def _biology(self) -> bool:
        return bool(_BIOLOGY.search(self.text))


def _definitions(text: str) -> Iterator[tuple[str | None, str]]:
    """Number and long form of every IL that ``text`` defines as something else: "(IL1)" after it, or before it."""
    for short in _IN_BRACKETS.finditer(text):
        before = _WORDS_BEFORE.search(text, max(0, short.start() - 60), short.start())
        if before and _abbreviates(before[0], short):
            yield short["number"], " ".join(before[0].split()[-3:])
    for short in _EXPLAINED.finditer(text):
        if _abbreviates(short["long"], short):
            yield short["number"], short["long"]


def _abbreviates(long: str, short: re.Match[str]) -> bool:
    """Whether the last words of ``long`` have the initials I and L and are no interleukin.

    Its number in the long form is proof; without it the l-word must be a thing that is labelled, and nothing may follow
    in the bracket: "inflammatory lipids (IL-1, TNF)" defines nothing.
    """
    words = _WORD.findall(long)
    letters = [word for word in words if word.isalpha()][-2:]
    if not letters or re.match(INTERLEUKIN, letters[-1]):
        return False
    if re.fullmatch(_COMPOUND, letters[-1]):
        return True
    if [word[0] for word in letters] != ["i", "l"] or letters[0] in _NO_NAME:
        return False
    number = short["number"]
    return number in words[-3:] or (
        short["end"].strip() not in (",", ";") and bool(not number or re.fullmatch(_THING, letters[1]))
    )
