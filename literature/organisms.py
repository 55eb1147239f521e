"""On whom a work was done: people, animals, cells in culture; several may apply.

MeSH's check tags decide where the record is indexed, words of title and abstract where it is not yet. This file does
NOT decide the kind of study (kinds.py).
"""

from __future__ import annotations

import re

from literature.record import Record
from literature.work import Organism

_CELL = (
    r"(?:cell|macrophage|monocyte|neuron|fibroblast|chondrocyte|keratinocyte|hepatocyte|neutrophil|synoviocyte|"
    r"astrocyte|osteoclast|cardiomyocyte)s?\b|microglia\b"
)
_ANIMAL = (
    r"\b(?:mice|rats|rodents?|rabbits?|zebrafish|fish(?! oil)|tilapia|trout|salmon|carp|teleosts?|pigs|piglets?|"
    r"swine|dogs|cats|horses|racehorses|chickens?|broilers?|chicks|poultry|geese|ducks|hens|cows|cattle|calves|sheep|"
    r"goats|monkeys|macaques?|hamsters?|guinea pigs?|ferrets?|drosophila|c57bl/6j?|balb/c|animal models?|"
    r"xenografts?|in vivo|sprague[- ]dawley|wistar|"
    r"(?:mouse|rat|murine|porcine|canine(?! (?:tooth|teeth|retraction|distali[sz]ation))|feline|equine|bovine|ovine|"
    r"caprine|dog|pig)"
    rf"(?! (?:[\w-]+ ){{0,3}}(?:{_CELL})))\b"
)
"""Animals themselves; "murine macrophages" are cells."""
_CELLS = (
    r"\b(?:in vitro|cell lines?|cell cultures?|co-?cultur\w+|cell viability|transfect\w+|"
    r"raw ?264\.?7|thp-?1|huvecs?|bv-?2|hek-?293t?|a549|mrc-?5|caco-?2|hacat|bmdms?|sh-sy5y|hela|mcf-?7)\b|"
    rf"\b(?:cultured|primary) (?:[\w-]+ ){{0,3}}(?:{_CELL})|"
    rf"\b(?:human|mouse|rat|murine|bovine|porcine|canine|equine) (?:[\w-]+ ){{0,3}}(?:{_CELL})|"
    rf"\b(?:treated|stimulated|induced|activated|exposed|infected) (?:[\w.-]+ ){{0,2}}(?:{_CELL})|"
    rf"\b(?:{_CELL}) (?:were|was) (?:treated|exposed|stimulated|incubated|cultured|infected|transfected|isolated)"
)
_PEOPLE = (
    r"\b(?:patients?|participants?|volunteers?|healthy controls|human subjects|children|infants?|adolescents|adults|"
    r"women|men|individuals|cohort|donors?|biopsies|newborns?|neonates|pregnant|clinical trials?|twins)\b"
)
_SAMPLES = (
    r"\b(?:samples?|tissues?|serum|sera|plasma|blood|biops\w+|specimens?|cells|pbmcs?|cartilage|igg)\b[^.]{0,60}"
    r"\b(?:patients?|donors?|volunteers|humans?|individuals|subjects)\b|"
    r"\b(?:patients?'?s?|donors?'?|clinical|human) (?:serum|sera|plasma|blood|tissues?|samples?|biops\w+|specimens?)\b|"
    r"\b(?:\d+|healthy|with) (?:\w+ ){0,2}(?:patients|volunteers|donors|participants)\b"
)
"""In laboratory work patients are often only the reason for it; they took part where something was taken from them."""


_INDEXED = (
    (Organism.HUMAN, {"Humans"}),
    (Organism.ANIMAL, {"Animals"}),
    (Organism.IN_VITRO, {"In Vitro Techniques", "Cells, Cultured", "Cell Line", "Cell Line, Tumor"}),
)


def organisms(record: Record, title: str, abstract: str) -> tuple[Organism, ...]:
    """On whom ``record`` reports, by its headings or by its folded ``title`` and ``abstract``; () is unknown."""
    headings = {heading.name for heading in record.mesh}
    text = f"{title} {abstract}"
    if headings & {"Humans", "Animals"}:
        indexed = tuple(organism for organism, names in _INDEXED if headings & names)
        return (Organism.IN_VITRO,) if indexed == (Organism.HUMAN,) and _only_cells(text) else indexed
    lab = [
        organism
        for organism, pattern in ((Organism.ANIMAL, _ANIMAL), (Organism.IN_VITRO, _CELLS))
        if re.search(pattern, text)
    ]
    people = re.search(_SAMPLES, abstract) if lab else re.search(_PEOPLE, text)
    return (Organism.HUMAN, *lab) if people else tuple(lab)


def _only_cells(text: str) -> bool:
    """Whether ``text`` is about cells and no people: NLM gives work on human cells the tag "Humans" too."""
    return bool(re.search(_CELLS, text)) and not re.search(_PEOPLE, text) and not re.search(_SAMPLES, text)
