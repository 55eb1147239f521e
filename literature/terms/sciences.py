"""Words of the sciences and trades in which "IL-1" is a label: chemistry, breeding, engineering, roads, aircraft.

A word of another science counts only NEXT to the label, or where a second of the same science is in the text: a
paper on cartilage may name a lubricant, a headline a county. Everything here reads folded text.
"""

from __future__ import annotations

import re

_BRED = r"(?:lines?|accessions?|hybrids?|genotypes?|plants?|yield\w*|qtls?|salt|salinity|field trials?)"
_CHEMISTRY = (
    r"ionic liquids?|imidazolium|phosphonium|co-?solvents?|solvents?|solubility|dissol\w+|miscib\w+|viscosit\w+|"
    r"(?<!bacterial )cellulose|lignin|phenols|equations? of state|as (?:an )?electrolytes?|eutectic|electrodeposit\w+|"
    r"lithium-ion|catalysts?|co2 (?:absorption|capture)|melting points?|desulfuri[sz]\w+|extractants?|nanometers?|"
    r"insulat\w+|delamination|molybdenum|sputter\w+|illite|smectite|kaolinite|clays?|interlayers?|"
    r"multilayers?|luminescen\w+|photodiodes?|wafers?"
)
_BREEDING = (
    r"introgressions?|inbred|accessions?|cultivars?|germplasm|diallel|solanum|crops?|qtls?|drought|nematodes|soils?|"
    r"agronom\w+|fruit yield|grain yield|irrigat\w+|sediments?|"
    rf"(?:tomato(?:es)?|soybeans?|maize|wheat|barley|sorghum|rice|cotton|potato(?:es)?)\b(?=.{{0,60}}\b{_BRED}\b)"
)
_ENGINEERING = (
    r"inlets?|outlets?|weirs?|reactors?|insertion loss|ghz|\d db|ladder diagram|plc|phantom rows|isolation levels?|"
    r"compilers?|instruction lists?|microstrip|antennas?|waveguides?|(?:power|step-down) transformers?|turbines?|"
    r"inductors?|converters?|integrated circuits?|indicator (?:lights?|lamps?|panels?)"
)
_ROADS = (
    r"highways?|state routes?|route (?:il|\d)|il(?:linois)? route|interstate|us[ -]\d{1,3}|township|congressional|"
    r"ballots?|voters?|elections?|democrats?|republicans?|senat\w+|incumbents?|seat of|il-?\d+ seat|motorists?|"
    r"drivers (?:should|are|were|can|must|will)|heavy traffic|crash\w*|overturned|paving|resurfac\w+|detours?|"
    r"lane closures?|speed limits?|bridges? (?:on|over|near)|construction (?:on|work|zone)|(?:north|south|east|west) of"
)
_FLIGHT_AND_SPORT = (
    r"ilyushin|aircrafts?|airliners?|airlines?|gliders?|bombers?|fighters?|turboprops?|aviation|runway|maiden flight|"
    r"cockpit|squadrons?|soviet|pitchers?|innings?|injured list|\d{1,2}-day il|on the il \d|baseball|outfielders?|"
    r"dodgers|yankees|derby|goalkeepers?|midfielders?|eliteserien|kick-?off|il \d{1,2},? [^\W\d_]{4,} \d{1,2}|"
    r"самол\w+|истребител\w+|планер\w*"
)
_SCIENCES = tuple(
    re.compile(rf"\b(?:{words})\b") for words in (_CHEMISTRY, _BREEDING, _ENGINEERING, _ROADS, _FLIGHT_AND_SPORT)
)
"""What papers and news of another science say where they say IL. Words that medicine uses too ("pilot", "drivers of",
"lithium", "valves", "circuits"), days, counties and the name of Illinois are left out or are part of a phrase."""

_LABEL = re.compile(r"(?<![a-z0-9])ils?[\s\-]?\d{1,2}(?!\d)")
_NEXT = 26
"""Characters on either side of a label that count as next to it: about four words."""
_BREAK = re.compile(r"[.;:?!]\s")

BIOLOGY = re.compile(
    r"interleukin|cytokin|chemokin|inflam|tumou?r|\btnf|interferon|\bifn|macrophag|monocyt|lymphocyt|neutrophil|"
    r"leu[ck]ocyt|immun|\b[tb][ -]cells?\b|\bserum|\bsera\b|\bplasma|blood|\bmice\b|\bmouse\b|\bmurine|\brats?\b|"
    r"patient|\blps\b|\bhumans?\b(?! error| right| service)|lipopolysaccharide|infect|arthrit|\bfever|\bmrna|receptor|"
    r"antagonist|inhibitor|blocker|blockade|antibod|fibroblast|chondrocyt|epitheli|endotheli|synovi|prostaglandin|"
    r"nf-kappa|therap|\bclinical|\bdrugs?\b|vaccin|disease(?! resist)|cancer|\bgout\b|asthma|sepsis|keratinocyt|"
    r"microgli|astrocyt|\bil-?\d{1,2}[\s-](?:induc|driv|mediat|dependent|stimulat|signal|releas|produc|express|pathway|"
    r"synthes|secret)|\b(?:lower(?:s|ed)?|raise[sd]?|suppress\w*|induce[sd]?|via|anti) il-?\d|lymphokin|monokin|"
    r"\bsecret(?:ed|es|ion)|endotoxin|wound heal|anakinra|canakinumab|rilonacept|pyrogen|\bil-?\d{1,2}[\s-]?(?:alpha|"
    r"beta|ra\b|r\d?\b|trap\b)|cartilag|\bbones?\b|osteo|fibrosis|fibrosus|mucin|mucus|scaffold|biosens|immunosens|"
    r"aptasens|aptamer|peptid|(?<!field )(?<!yield )\btrials?\b|\bpills?\b|biotech|\bpharma\b|pharmaceutic|pharmacol|"
    r"biologics?\b|obes|diabet|atheroscl|colitis|dermat|psoria|periodont|dental|intestin|cardi|\bbrain|neuro|\bpain\b|"
    r"pregnan|stem cells?|\bapopto|zebrafish|leuk[ae]+mi|lymphoma|\bwounds?\b|transplant|autoimm|syndrom"
)
"""Words of which nearly every text on a cytokine has one, also in the few words of a headline."""

CYTOKINES = re.compile(
    r"cytokin|chemokin|inflammat|\btnf|\bifn|interferon|\belisas?\b|\bserum|\bsera\b|patient|macrophag|monocyt|"
    r"lymphokin|\bil-?(?:6|8|10|17|18|33)(?!\d)|\bil-?1[\s-]?(?:alpha|beta|ra\b)"
)
"""The narrower choice that outweighs all but an exact definition: "human" and "receptor" are said of loops too."""


def find_other_science(text: str) -> str:
    """Return the word of another science next to a label of ``text``, else the first of two of one science."""
    for label in _LABEL.finditer(text):
        span = _around(text, label)
        if neighbour := next((word for science in _SCIENCES if (word := science.search(text, *span))), None):
            return neighbour[0]
    for science in _SCIENCES:
        words = list(dict.fromkeys(word[0] for word in science.finditer(text)))
        if len(words) > 1:
            return words[0]
    return ""


def _around(text: str, label: re.Match[str]) -> tuple[int, int]:
    """The span of the label and the words next to it, not beyond the end of the sentence."""
    left = _BREAK.split(text[max(0, label.start() - _NEXT) : label.start()])[-1]
    right = _BREAK.split(text[label.end() : label.end() + _NEXT])[0]
    return label.start() - len(left), label.end() + len(right)
