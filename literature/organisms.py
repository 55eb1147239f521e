"""On whom a work was done: people, animals, cells in culture; several may apply.

MeSH's check tags decide where the record is indexed, words of title and abstract where it is not yet. This file does
NOT decide the kind of study (kinds.py).
"""

from __future__ import annotations

import re

from literature.record import Record
from literature.work import Organism

_CELL = (
    r"(?:(?:cell|macrophage|monocyte|lymphocyte|neuron|fibroblast|chondrocyte|keratinocyte|hepatocyte|neutrophil|"
    r"synoviocyte|astrocyte|osteoclast|osteoblast|cardiomyocyte|podocyte|adipocyte|tenocyte|myoblast|myotube|"
    r"splenocyte|thymocyte|explant|b?msc|bmm?c)s?|microglia|pbmcs)\b"
    r"(?! (?:infiltration|accumulation|recruitment|loss|death|degeneration|production|interactions?)\b)"
)
"""A kind of cell; "LPS-induced macrophage infiltration" happens in an animal."""
_ANIMAL = (
    r"\b(?:mice|rats|rodents?|rabbits?|zebrafish|(?<!\()fish(?! (?:oil|analysis|probe|assay))|tilapia|trout|salmon|"
    r"(?:common|grass|crucian|silver|black|bighead|koi) carp|flounder|turbot|grouper|catfish|sea ?bass|teleosts?|"
    r"pigs|piglets?|minipigs?|swine|dogs|cats|horses|racehorses|foals?|chickens?|broilers?|chicks|poultry|geese|ducks|hens|turkeys|"
    r"quails?|cows|cattle|calves|sheep|lambs?|goats|buffalo(?:es)?|camels?|monkeys|macaques?|baboons?|marmosets?|"
    r"hamsters?|guinea pigs?|gerbils?|ferrets?|frogs?|xenopus|drosophila|c\. elegans|caenorhabditis|c57bl/?6j?|"
    r"balb/c|animal (?:models?|experiments?)|xenografts?|in[- ]vivo(?!-like)|sprague[- ]dawley|wistar|"
    r"(?:mouse|rat|murine|porcine|canine(?! (?:tooth|teeth|retraction|distali[sz]ation))|feline|equine|bovine|ovine|"
    r"caprine|dog|pig)"
    rf"(?! (?:[\w.-]+ ){{0,3}}(?:{_CELL})))\b"
)
"""Animals themselves; "murine macrophages" are cells, and CARP and FISH are abbreviations."""
_PROCEDURES = (
    r"\b(?:gavage|intraperitoneal(?:ly)?(?: \w+)? (?:inject|administ)\w+|(?:injected|administered) intraperitoneally|"
    r"sham[- ]operated|littermates|ovariectomi[sz]ed|streptozotocin-(?:induced|treated)|ca?ecal ligation|"
    r"middle cerebral artery occlusion|dss[- ]induced|dextran sul(?:f|ph)ate sodium|tnbs-induced|imiquimod-induced|"
    r"bleomycin-induced|carrageenan|(?:collagen|antigen|adjuvant)-induced arthritis|freund's (?:complete )?adjuvant|"
    r"experimental autoimmune \w+|chronic constriction injury|high[- ]fat diet[- ]fed)\b"
)
"""What is done to animals only, where an abstract does not say which animal it was."""
_LINE = (
    r"\b(?:raw ?264\.?7|thp-?1|huvecs?|bv-?2|hek-?293t?|a549|mrc-?5|caco-?2|hacat|bmdms?|sh-sy5y|hela|mcf-?7|hepg2|"
    r"huh-?7|jurkat|u937|k562|hl-?60|mda-mb-\d+|hct-?116|ht-?29|u-?87|pc-?12|h9c2|c2c12|3t3-l1|nih-?3t3|mc3t3-e1|"
    r"atdc5|rbl-2h3|hk-?2|beas-?2b|arpe-?19|j774|min6|"
    r"(?!(?:cd|th|tc|ilc|foxp|ig|il|ki|pd|cc|cx)-?\d|[bmt]-?[12]\b)[a-z]{1,6}-?\d\w*(?:[.-]\d\w*)? cells)\b"
)
"""Cell lines by name, and what is named like one: letters and a number before "cells"; CD8, Th17 and M2 are none."""
_BENCH = (
    r"\b(?:in[- ]vitro|cell lines?|cell cultures?|co-?cultur\w+|monocultures?|monolayers?|organoids?|on-(?:a-)?chip|"
    r"cell viability|transfect\w+|sirnas?|shrnas?|small interfering rna|crispr\S*|knock(?:ed)?[- ]?down|luciferase|"
    r"chromatin immunoprecipitation|transwell|lymphoproliferation)\b"
)
"""What is done with cells only."""
_WHICH = r"(?:(?!in |of |by |to |with |between |and )[\w.-]+ ){0,2}"
"""Words that say which cells: "LPS-induced murine macrophages", not "LPS-induced activation of macrophages"."""
_CELLS = (
    rf"{_LINE}|{_BENCH}|"
    rf"\b(?:cultured|isolated) (?:[\w-]+ ){{0,6}}(?:{_CELL})|\bprimary (?:[\w-]+ ){{0,3}}(?:{_CELL})|"
    rf"\b(?:human|mouse|rat|murine|bovine|porcine|canine|equine) (?:[\w.-]+ ){{0,3}}(?:{_CELL})|"
    rf"\b(?:peritoneal|bone marrow-derived|monocyte-derived) (?:\w+ )?(?:{_CELL})|"
    rf"(?:\b(?:treated|stimulated|exposed)|-(?:induced|activated|challenged|primed|infected)) {_WHICH}(?:{_CELL})|"
    rf"\b(?:{_CELL}) (?:were|was) (?:treated|exposed|stimulated|incubated|cultured|infected|transfected|isolated)"
)
"""Cells in culture; "activated microglia" and "activated T cells" are of a patient or an animal."""
_SIGNS = ((Organism.ANIMAL, f"{_ANIMAL}|{_PROCEDURES}"), (Organism.IN_VITRO, _CELLS))
_PEOPLE = (
    r"\b(?:patients?|participants?|volunteers?|healthy controls|human subjects|children|infants?|adolescents|adults|"
    r"women|men|woman|man|boys?|girls?|older people|people (?:with|who|aged)|individuals|cohort|donors?|"
    r"biopsies|autops(?:y|ies)|newborns?|neonates|pregnant|clinical trials?|twins|recipients|"
    r"survivors|inpatients|outpatients|athletes|workers|smokers)\b"
)
_BODY = (
    r"(?:skin|gingiva|gingival|synovium|synovial|mucosal?|lungs?|hearts?|brains?|livers?|kidneys?|colon|placentas?|"
    r"arter(?:y|ies)|aortas?|muscles?|tumou?rs?|bones?)"
)
_SAMPLES = (
    r"\b(?:samples?|tissues?|serum|sera|plasma|blood|biops\w+|specimens?|cells|pbmcs?|cartilage|igg)\b[^.]{0,60}"
    r"\b(?:patients?|donors?|volunteers|humans?|individuals|subjects)\b|"
    r"\b(?:patients?'?s?|donors?'?|clinical|human) (?:serum(?! albumin)|sera|plasma|blood|tissues?|samples?|biops\w+|"
    r"specimens?)\b|"
    rf"\b(?:normal |healthy )?human (?:[\w-]+ )?{_BODY}\b(?! (?:[\w-]+ ){{0,3}}(?:{_CELL}))(?!-)|"
    rf"\b{_BODY} (?:of|from|in) (?:[\w-]+ ){{0,3}}(?:patients|donors|humans)\b|"
    r"\b(?:\d+|healthy|with) (?:\w+ ){0,2}(?:patients|volunteers|donors|participants)\b|"
    r"\b(?:humans|patients) (?:with [^.]{1,40} )?(?:had|showed|exhibited|underwent|received)\b|"
    r"\bpatients and (?:\w+ )?controls?\b|\bclinical (?:study|trial|cohort)\b|\bautops(?:y|ies)\b"
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
    lab = _laboratory(text)
    people = re.search(_SAMPLES, abstract) if lab else re.search(_PEOPLE, text)
    return (Organism.HUMAN, *lab) if people else tuple(lab)


def organisms_told_of(record: Record, title: str, abstract: str) -> tuple[Organism, ...]:
    """``organisms`` of a work that reports on the work of others: animals and cells count in its title only.

    A review names the mice and cells of those whom it cites in passing.
    """
    if any(heading.name in {"Humans", "Animals"} for heading in record.mesh):
        return organisms(record, title, abstract)
    lab = _laboratory(title)
    return (Organism.HUMAN, *lab) if re.search(_PEOPLE, f"{title} {abstract}") else tuple(lab)


def _laboratory(text: str) -> list[Organism]:
    return [organism for organism, pattern in _SIGNS if re.search(pattern, text)]


def _only_cells(text: str) -> bool:
    """Whether ``text`` is about cells and no people: NLM gives work on human cells the tag "Humans" too."""
    return bool(re.search(_CELLS, text)) and not re.search(_PEOPLE, text) and not re.search(_SAMPLES, text)
