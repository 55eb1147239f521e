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
_IN_BRACKETS = re.compile(rf"\s?[(\[]{_LABEL}(?P<end>[)\];,]|\s(?:and|or|to|&)\s(?=il))")
_WORDS_BEFORE = re.compile(r"[a-z0-9\s\-]+$")
_EXPLAINED = re.compile(
    rf"(?<![a-z0-9]){_LABEL}(?P<end>\s?[(=:,])\s?(?:the )?(?:first |second |third )?"
    r"(?P<long>i[a-z]+[\s\-]?l[a-z]+(?:[\s\-]\d+)?)"
)
_IN_FULL = re.compile(rf"{INTERLEUKIN}[\s\-]{{0,2}}(\d{{1,2}})(?!\d)")
_WORD = re.compile(r"[a-z]+|\d+")

_THING = (
    r"(?:loops?|layers?|lines?|liquids?|loss|lists?|lamell(?:a|ae|ar)|lens(?:es)?|link(?:er)?s?|lanes?|larvae?|leads?|"
    r"leaf|languages?|lattices?|lithography|logic)"
)
_COMPOUND = r"(?:inlets?|in(?:ter|tra)-?(?:layers?|lamell(?:a|ae|ar)|lines?|links?|locks?)|ilyushin)"
_BESIDE = re.compile(
    rf"(?<![a-z])(?:i[a-z]{{4,}}[\s\-]{_THING}|(?:isolation|integrity|impact|insulation|illumination) levels?"
    rf"|accessions?|{_COMPOUND})[\s:]{{1,2}}{_LABEL}(?![a-z0-9])"
)
"""A noun whose initials are I and L, or one that only labels have, just before the label: "insertion loss IL1"."""

_NO_NAME = frozenset({
    "in", "is", "its", "it", "into", "if", "increase", "increased", "increases", "increasing", "induced", "including",
    "inflammatory", "immune", "impaired", "individual", "initial", "inhibited", "inhibits", "inhibiting",
})  # fmt: skip
"""What begins with an i before an l-word in ordinary prose: "increased lactate (IL-1 …)"."""

_COUNTED_LINE = re.compile(r"-\d{1,2}(?![a-z0-9])")
"""After "IL 1": introgression lines are numbered by chromosome and segment, "IL 1-4"."""

_BRED = r"(?:lines?|accessions?|hybrids?|genotypes?|plants?|yield\w*|qtls?|salt|salinity|field trials?)"
_OTHER_SCIENCE = re.compile(
    r"\b(?:"
    # chemistry, physics, minerals
    r"ionic liquids?|imidazolium|phosphonium|co-?solvents?|solvents?|solubility|dissol\w+|miscib\w+|viscosit\w+|"
    r"cellulose|lignin|phenols|equations? of state|as (?:an )?electrolytes?|eutectic|electrodeposit\w+|lithium-ion|"
    r"catalysts?|co2 (?:absorption|capture)|melting points?|desulfuri[sz]\w+|extractants?|lubricants?|nanometers?|"
    r"insulat\w+|delamination|molybdenum|sputter\w+|lamellae?|illite|smectite|kaolinite|clays?|interlayers?|"
    r"multilayers?|luminescen\w+|photodiodes?|wafers?|"
    # soil, plants and breeding; a crop alone may be food
    r"introgressions?|inbred|accessions?|cultivars?|germplasm|diallel|solanum|crops?|qtls?|drought|nematodes|soils?|"
    r"agronom\w+|fruit yield|grain yield|irrigat\w+|sediments?|"
    rf"(?:tomato(?:es)?|soybeans?|maize|wheat|barley|sorghum|rice|cotton|potato(?:es)?)\b(?=.{{0,60}}\b{_BRED}\b)|"
    # engineering and computing
    r"inlets?|outlets?|weirs?|reactors?|insertion loss|ghz|\d db|ladder diagram|plc|phantom rows|isolation levels?|"
    r"compilers?|instruction lists?|microstrip|antennas?|waveguides?|transformers?|turbines?|inductors?|converters?|"
    r"integrated circuits?|indicator (?:lights?|lamps?|panels?)|"
    # roads, places and politics
    r"highways?|state routes?|route (?:il|\d)|il(?:linois)? route|interstate|illinois|county|counties|township|"
    r"congressional|ballots?|voters?|elections?|democrats?|republicans?|senat\w+|incumbents?|seat of|il-?\d+ seat|"
    r"motorists?|drivers (?:should|are|were|can|must|will)|heavy traffic|crash\w*|overturned|paving|resurfac\w+|"
    r"detours?|lane closures?|speed limits?|bridges? (?:on|over|near)|construction (?:on|work|zone)|"
    r"(?:north|south|east|west) of|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    # aircraft and sport
    r"ilyushin|aircrafts?|airliners?|airlines?|gliders?|bombers?|fighters?|turboprops?|aviation|runway|maiden flight|"
    r"cockpit|squadrons?|soviet|pitchers?|innings?|injured list|\d{1,2}-day il|baseball|outfielders?|dodgers|yankees|"
    r"derby|goalkeepers?|midfielders?|eliteserien|kick-?off|il \d{1,2},? [^\W\d_]{4,} \d{1,2}|"
    r"самол\w+|истребител\w+|планер\w*"
    r")\b"
)
"""What papers and news of another science say where they say IL. Words that medicine uses too ("pilot", "drivers of",
"lithium", "valves", "circuits") are left out or stand in a phrase, lest a true IL-1 in a short title be lost."""

_BIOLOGY = re.compile(
    r"interleukin|cytokin|chemokin|inflam|tumou?r|\btnf|interferon|\bifn|macrophag|monocyt|lymphocyt|neutrophil|"
    r"leu[ck]ocyt|immun|\b[tb][ -]cells?\b|\bserum|\bsera\b|\bplasma|blood|"
    r"\bmice\b|\bmouse\b|\bmurine|\brats?\b|patient|\blps\b|"
    r"\bhumans?\b(?! error| right| service)|lipopolysaccharide|infect|arthrit|\bfever|\bmrna|receptor|antagonist|"
    r"inhibitor|blocker|antibod|fibroblast|chondrocyt|epitheli|endotheli|synovi|prostaglandin|nf-kappa|therap|\bclinical|"
    r"\bdrugs?\b|vaccin|disease(?! resist)|cancer|\bgout\b|asthma|sepsis|keratinocyt|microgli|astrocyt|pyrogen|"
    r"lymphokin|monokin|\bsecret(?:ed|es|ion)|endotoxin|wound heal|anakinra|canakinumab|rilonacept|"
    r"\bil-?\d{1,2}[\s-]?(?:alpha|beta|ra\b|r\d?\b)"
)
"""Words of which one stands in nearly every text on a cytokine."""


class Labels:
    """What the bare labels of one folded text, or of all texts of one Record, stand for. Read when first asked."""

    def __init__(self, text: str) -> None:
        self._text = text

    def other(self, bare: str, follows: str) -> str:
        """What the bare label of number ``bare`` is instead of an interleukin, or ''. ``follows`` comes after it."""
        if bare in self._defined and bare not in self._spelled_out:
            return self._defined[bare]
        if self._biology:
            return ""
        counted = _COUNTED_LINE.match(follows)
        if counted:
            return f"IL {bare}{counted[0]}"
        science = self._defined.get("") or self._science
        return science and f"IL {bare} beside {science}"

    @cached_property
    def _defined(self) -> dict[str, str]:
        """Number -> the words that the label abbreviates; '' for IL alone."""
        found: dict[str, str] = {}
        for number, words in (*_definitions(self._text), *((m["number"], m[0]) for m in _BESIDE.finditer(self._text))):
            found.setdefault(number or "", words)
        return found

    @cached_property
    def _spelled_out(self) -> frozenset[str]:
        """The numbers that the text gives to "interleukin" in full."""
        return frozenset(_IN_FULL.findall(self._text))

    @cached_property
    def _science(self) -> str:
        found = _OTHER_SCIENCE.search(self._text)
        return found[0] if found else ""

    @cached_property
    def _biology(self) -> bool:
        return bool(_BIOLOGY.search(self._text))


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
