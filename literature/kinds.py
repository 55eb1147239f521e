"""What a Record is beside its topics: kind of study, on whom it was done, and how central the watched term is.

NLM's publication types and MeSH headings decide where they exist; most fresh records have none (4 of 205 had MeSH,
measured), so words of title and abstract decide there. This file does NOT weigh terms itself (centrality.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from literature.centrality import centrality
from literature.record import Form, Record
from literature.text import fold
from literature.work import Kind, Match, Organism, Verdict

_BY_TYPE = (
    (Kind.CORRECTION, ("Published Erratum", "Retraction of Publication", "Expression of Concern")),
    (Kind.PROTOCOL, ("Clinical Trial Protocol",)),
    (Kind.GUIDELINE, ("Practice Guideline", "Guideline", "Consensus Development Conference")),
    (Kind.SYSTEMATIC_REVIEW, ("Systematic Review", "Meta-Analysis")),
    (Kind.RANDOMISED_TRIAL, ("Randomized Controlled Trial",)),
    (Kind.CASE_REPORT, ("Case Reports",)),
    (Kind.REVIEW, ("Review",)),
    (Kind.TRIAL, ("Clinical Trial", "Clinical Trial, Phase I", "Clinical Trial, Phase II", "Clinical Trial, Phase III",
                  "Clinical Trial, Phase IV", "Controlled Clinical Trial", "Clinical Study")),
    (Kind.OBSERVATIONAL, ("Observational Study", "Twin Study")),
    (Kind.EDITORIAL, ("Editorial",)),
    (Kind.NEWS, ("News", "Newspaper Article")),
)  # fmt: skip
"""NLM publication types, the most telling first: a record carries several."""

_BY_TITLE = (
    (Kind.CORRECTION, r"^(?:correction|corrigendum|erratum|retraction|expression of concern|author correction)\b"),
    (Kind.PROTOCOL, r"\b(?:study|trial|review) protocol\b|\bprotocol (?:for|of) an?\b|rationale and design"),
    (Kind.SYSTEMATIC_REVIEW, r"\bsystematic (?:literature )?review|meta-analy[sz]|\bscoping review"),
    (Kind.GUIDELINE, r"\bguidelines?\b|\bconsensus\b|\brecommendations\b|\bposition (?:statement|paper)"),
    (Kind.CASE_REPORT, r"\bcase (?:reports?|series)\b|\ba (?:rare )?case of\b|\breport of (?:a|one|two|three|\d+) "),
    (Kind.RANDOMISED_TRIAL, r"\brandomi[sz]ed\b"),
    (Kind.REVIEW, r"\breview\b|\boverview\b|\bperspectives?\b|\bstate of the art\b|\badvances in\b"),
    (Kind.EDITORIAL, r"^(?:editorial|comment(?:ary)?|letter|reply|response)\b|\(letter\)|author'?s'? reply"),
)

_REVIEWING = (
    r"\b(?:this|our|present|current) (?:\w+ )?(?:mini-?)?review\b|"
    r"\bwe (?:here |will |briefly |also |then )*(?:review|summari[sz]e)d?\b|\bhere,? we (?:review|discuss)|"
    r"\bthis (?:article|paper|chapter|work) (?:reviews?|summari[sz]es|discusses|provides an overview)"
)
_SYSTEMATIC = r"\b(?:systematic(?:ally)? (?:literature )?(?:review|search)|meta-analy[sz]\w+|prisma|cochrane library)\b"
_ADVISING = r"\b(?:delphi|consensus (?:statement|recommendation)s?|expert (?:panel|consensus)|we recommend)\b"
_RANDOMISED = r"\brandomi[sz]ed(?:,| \w+){0,3} (?:trial|study|controlled|placebo)|\bplacebo-controlled\b|\bdouble-blind"
_TRIAL = r"\b(?:phase (?:[1-4]|i{1,3}v?)[ab]?\b(?=.{0,20}(?:trial|study))|open-label|single-arm|clinical trial registr\w+|pilot trial)"
_OBSERVING = (
    r"\b(?:cohort|case-control|cross-sectional|retrospective(?:ly)?|prospective(?:ly)?|registry|survey|questionnaire|"
    r"odds ratio|hazard ratio|genotyp\w+|healthy (?:controls|volunteers|subjects)|consecutive patients|"
    r"patients with|were enrolled|were recruited)\b"
)
_IN_SILICO = (
    r"\b(?:network pharmacology|bioinformatics?|mendelian randomi[sz]ation|wgcna|molecular docking|in silico|"
    r"gene expression omnibus|geo database|tcga|protein-protein interaction|hub genes?|kegg)\b"
)
_ONE_PATIENT = (
    r"\bwe (?:report|describe|present)\b.{0,60}\b(?:case|patient|girl|boy|man|woman|infant)\b|"
    r"\b\d+-(?:year|month|day)-old (?:\w+ ){0,2}(?:girl|boy|man|woman|male|female|infant|patient)"
)

_CELL = r"(?:cells?|macrophages?|monocytes?|microglia|neurons?|fibroblasts?|chondrocytes?|keratinocytes?|hepatocytes?|neutrophils?|synoviocytes?|astrocytes?|osteoclasts?|cardiomyocytes?)"
_ANIMAL = (
    r"\b(?:mice|rats|rodents?|rabbits?|zebrafish|fish(?! oil)|tilapia|trout|salmon|carp|steeds?|teleosts?|pigs|piglets?|swine|dogs|"
    r"cats|horses|racehorses|chickens?|broilers?|chicks|poultry|geese|ducks|hens|cows|cattle|calves|sheep|goats|monkeys|"
    r"macaques?|hamsters?|guinea pigs?|ferrets?|drosophila|c57bl/6j?|balb/c|animal models?|xenografts?|in vivo|sprague[- ]dawley|wistar|"
    rf"(?:mouse|rat|murine|porcine|canine|feline|equine|bovine|ovine|caprine|dog|pig)(?! (?:[\w-]+ ){{0,3}}{_CELL}))\b"
)
"""Animals themselves; "murine macrophages" are cells."""
_CELLS = (
    r"\b(?:in vitro|cell lines?|cell cultures?|co-?cultur\w+|cell viability|transfect\w+|"
    r"cultured (?:\w+ ){0,3}" + _CELL + r"|primary (?:[\w-]+ ){0,3}" + _CELL + r"|"
    rf"(?:human|mouse|rat|murine|bovine|porcine|canine|equine)(?: [\w-]+){{0,3}} {_CELL}|"
    rf"{_CELL} (?:were|was) (?:treated|exposed|stimulated|incubated|cultured|infected|transfected|isolated)|"
    r"[\w-]*(?:treated|stimulated|induced|activated|exposed|infected) (?:[\w.-]+ ){0,2}" + _CELL + r"|"
    r"raw ?264\.?7|thp-?1|huvecs?|bv-?2|hek-?293t?|a549|mrc-?5|caco-?2|hacat|bmdms?|sh-sy5y|hela|mcf-?7|fibroblast-like synoviocytes)\b"
)
_PEOPLE = (
    r"\b(?:patients?|participants?|volunteers?|healthy controls|human subjects|children|infants?|adolescents|adults|women|"
    r"men|individuals|cohort|donors?|biopsies|newborns?|neonates|pregnant|clinical trials?|twins)\b"
)
_SAMPLES = (
    r"\b(?:samples?|tissues?|serum|sera|plasma|blood|biops\w+|specimens?|cells|pbmcs?|cartilage|igg)\b[^.]{0,60}"
    r"\b(?:patients?|donors?|volunteers|humans?|individuals|subjects)\b|"
    r"\b(?:patients?'?s?|donors?'?|clinical|human) (?:serum|sera|plasma|blood|tissues?|samples?|biops\w+|specimens?)\b|"
    r"\b(?:\d+|healthy|with) (?:\w+ ){0,2}(?:patients|volunteers|donors|participants)\b"
)
"""In laboratory work patients are often only the reason for it; people took part where something was taken from them."""


_INDEXED = (
    (Organism.HUMAN, {"Humans"}),
    (Organism.ANIMAL, {"Animals"}),
    (Organism.IN_VITRO, {"In Vitro Techniques", "Cells, Cultured", "Cell Line", "Cell Line, Tumor"}),
)


class _Words(NamedTuple):
    """The folded texts that the rules read."""

    title: str
    abstract: str

    @property
    def all(self) -> str:
        return f"{self.title} {self.abstract}"


def verdict(record: Record, matches: Sequence[Match]) -> Verdict:
    """Centrality, kind and organisms of ``record``; ``matches`` is what the Matcher found in it."""
    words = _Words(fold(record.title.text).text, fold(" ".join(s.text.text for s in record.abstract)).text)
    organisms = _organisms(record, words)
    kind, kind_reason = _kind(record, words, organisms)
    central, why = centrality(record, matches)
    return Verdict(central, why, kind, kind_reason, organisms)


def _kind(record: Record, words: _Words, organisms: Sequence[Organism]) -> tuple[Kind, str]:
    """The first rule that speaks decides, from what NLM states to what the words suggest."""
    for kind, reason in (*_stated(record, words), *_titled(words), *_worded(record, words, organisms)):
        return kind, reason
    return Kind.OTHER, "no sign of a kind of study"


def _stated(record: Record, words: _Words) -> Iterator[tuple[Kind, str]]:
    if record.form is Form.NEWS:
        yield Kind.NEWS, f"announced by {record.source}"
    types = set(record.publication_types)
    if "Review" in types and (found := re.search(_SYSTEMATIC, words.title)):
        yield Kind.SYSTEMATIC_REVIEW, f'"{found[0]}" in the title'
    for kind, names in _BY_TYPE:
        for name in names:
            if name in types and (kind is not Kind.NEWS or not record.abstract):
                yield kind, f"publication type {name}"
    if types & {"Letter", "Comment"} and not record.abstract:
        yield Kind.EDITORIAL, "a letter or comment without abstract"


def _titled(words: _Words) -> Iterator[tuple[Kind, str]]:
    for kind, pattern in _BY_TITLE:
        found = re.search(pattern, words.title)
        if found:
            yield kind, f'"{found[0].strip()}" in the title'


def _worded(record: Record, words: _Words, organisms: Sequence[Organism]) -> Iterator[tuple[Kind, str]]:
    """What the abstract says of its method, given on whom the work was done."""
    lab = Organism.ANIMAL in organisms or Organism.IN_VITRO in organisms
    if found := re.search(_REVIEWING, words.abstract):
        yield Kind.REVIEW, f'"{found[0]}" in the abstract'
    if not lab:
        yield from _clinical(words)
    if lab:
        yield Kind.PRECLINICAL, "animals or cells"
    if Organism.HUMAN in organisms:
        yield Kind.OBSERVATIONAL, "patients or volunteers, no intervention named"


def _clinical(words: _Words) -> Iterator[tuple[Kind, str]]:
    for kind, pattern in (
        (Kind.SYSTEMATIC_REVIEW, _SYSTEMATIC), (Kind.GUIDELINE, _ADVISING), (Kind.BIOINFORMATICS, _IN_SILICO), (Kind.RANDOMISED_TRIAL, _RANDOMISED),
        (Kind.CASE_REPORT, _ONE_PATIENT), (Kind.TRIAL, _TRIAL), (Kind.OBSERVATIONAL, _OBSERVING),
    ):  # fmt: skip
        if found := re.search(pattern, words.abstract):
            yield kind, f'"{found[0]}" in the abstract'


def _organisms(record: Record, words: _Words) -> tuple[Organism, ...]:
    """MeSH check tags where the record is indexed, words where it is not."""
    headings = {heading.name for heading in record.mesh}
    if headings & {"Humans", "Animals"}:
        return tuple(organism for organism, names in _INDEXED if headings & names)
    lab = [
        organism
        for organism, pattern in ((Organism.ANIMAL, _ANIMAL), (Organism.IN_VITRO, _CELLS))
        if re.search(pattern, words.all)
    ]
    people = re.search(_SAMPLES, words.abstract) if lab else re.search(_PEOPLE, words.all)
    return (Organism.HUMAN, *lab) if people else tuple(lab)
