"""What a Record is beside its topics: kind of study, on whom it was done, and how central the watched term is.

NLM's publication types and MeSH headings decide where they exist; most fresh records have none (4 of 205 had MeSH,
measured), so words of title and abstract decide there. This file does NOT weigh terms itself (centrality.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from literature.centrality import standing
from literature.notices import announced
from literature.organisms import organisms, organisms_told_of
from literature.record import Form, Record
from literature.text import fold
from literature.work import Kind, Match, Organism, Verdict

_BY_TYPE = (
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

_CASE_TITLE = (
    r"\bcases? (?:reports?|series)\b|\b(?:rare|unusual|fatal|first) case\b|\ba case of\b|"
    r"\bcase and (?:literature )?review\b|\breport of (?:a|one|two|three|\d+) |"
    r"\bin an? (?:[\w-]+ ){0,3}(?:patient|child|infant|girl|boy|man|woman|adolescent|neonate)\b(?!-)|"
    r"\b(?:two|three|four|five|six|seven|eight|nine) (?:\w+ )?(?:patients|cases|siblings|families)\b"
)
_BY_TITLE = (
    (Kind.PROTOCOL, r"\b(?:study|trial|review) protocol\b|\bprotocol (?:for|of) an?\b|rationale and design"),
    (Kind.SYSTEMATIC_REVIEW, r"\bsystematic (?:literature )?review|meta-analy[sz]|\bscoping review"),
    (Kind.GUIDELINE, r"\bguidelines?\b|\bconsensus\b|\brecommendations\b|\bposition (?:statement|paper)"),
    (Kind.CASE_REPORT, _CASE_TITLE),
    (Kind.BIOINFORMATICS, r"\bin[- ]silico\b(?!.*\bin[- ]vi)|\bmendelian randomi[sz]ation"),
    (Kind.RANDOMISED_TRIAL, r"\brandomi(?<!non[- ]randomi)[sz]ed\b"),
    (Kind.TRIAL, r"\bopen-label\b|\bsingle-arm\b|\bphase (?:[1-4]|i{1,3}v?)[ab]?\b (?:\w+ )?(?:trial|study)"),
    (
        Kind.OBSERVATIONAL,
        r"\b(?:retrospective|cohort|case-control|cross-sectional|registry|population-based|real-world|nationwide|"
        r"survey)\b",
    ),
    (
        Kind.REVIEW,
        r"\breview\b|\boverview\b|\bperspectives?\b|\bstate of the art\b|\badvances in\b|"
        r"\bcurrent (?:concepts|knowledge|status|understanding|evidence|views)\b|\brecent (?:advances|progress)\b",
    ),
    (Kind.EDITORIAL, r"^(?:editorial|comment(?:ary)?|letter|reply|response)\b|\(letter\)|author'?s'? reply"),
)

_REVIEWING = (
    r"\breview (?:aims|focuses|covers|highlights|summari[sz]es|discusses|provides|describes|addresses)\b|"
    r"\b(?:aim|purpose|goal)\w* (?:is|was) to (?:review|summari[sz]e|discuss)\b|"
    r"\b(?:is|are) (?:\w+ )?(?:reviewed|summari[sz]ed)\b|"
    r"\b(?:this|our|the following|present|current) (?:\w+ )?(?:mini-?)?review\b|"
    r"\bwe (?:here |will |briefly |also |then )*(?:review|summari[sz]e)d?\b|\bhere,? we (?:review|discuss)|"
    r"\bthis (?:article|paper|chapter|work) (?:reviews?|summari[sz]es|discusses|provides an overview)"
)
_SYSTEMATIC = (
    r"\b(?:systematic(?:ally)? (?:literature )?(?:review|search)|prisma|cochrane library)\b|"
    r"\b(?:pubmed|embase|medline)\b.{0,600}\bmeta-analy[sz]|"
    r"\bmeta-analy[sz]\w+\b(?=.{0,600}\b(?:studies|trials|articles|pubmed|embase|medline)\b)"
)
"""A meta-analysis of what was published; cohorts of one's own are pooled by the same word."""
_ADVISING = r"\b(?:delphi|consensus (?:statement|recommendation)s?|expert (?:panel|consensus))\b"
_RANDOMISED = (
    r"\brandomi(?<!non-randomi)[sz]ed(?:(?:,| [\w-]+){0,3} (?:trial|study|controlled|placebo|cross-?over|experiment)|"
    r" (?:to|into|in a)\b)|\brandomly (?:\w+ )?(?:assigned|allocated|divided|grouped)\b|"
    r"\brandom number table|\bplacebo-controlled\b|\bdouble-blind"
)
_TRIAL = (
    r"\b(?:phase (?:[1-4]|i{1,3}v?)[ab]?\b(?=.{0,20}(?:trial|study))|open-label|single-arm|"
    r"clinical trial registr\w+|pilot trial)"
)
_OBSERVING = (
    r"\b(?:cohort|case-control|cross-sectional|retrospective(?:ly)?|prospective(?:ly)?|registry|survey|questionnaire|"
    r"odds ratio|hazard ratio|genotyp\w+|healthy (?:controls|volunteers|subjects)|consecutive patients|"
    r"patients with|were enrolled|were recruited)\b"
)
_IN_SILICO = (
    r"\b(?:network pharmacology|bioinformatics?|mendelian randomi[sz]ation|wgcna|molecular docking|in[- ]silico|"
    r"gene expression omnibus|geo database|tcga|protein-protein interaction|hub genes?|kegg)\b"
)
_ONE_PATIENT = (
    r"\bthis case (?:report|series)\b|"
    r"\bwe (?:report|describe|present)\b.{0,40}\b(?:two|three|four|five|six) (?:[\w-]+ ){0,3}"
    r"(?:patients|cases|girls|boys|men|women|infants|children|siblings|brothers|sisters|families)\b|"
    r"\bwe (?:report|describe|present)\b.{0,60}\b(?:case|patient|girl|boy|man|woman|infant)\b|"
    r"\b\d+-(?:year|month|day)-old (?:\w+ ){0,2}(?:girl|boy|man|woman|male|female|infant|patient|child)\b|"
    r"\bthe patient (?:was (?:diagnosed|treated|started|given|admitted)|presented|developed|responded|recovered)\b"
)

_MOLECULAR = (
    r"\bwe (?:\w+ )?(?:show|showed|found|demonstrated?|identif(?:y|ied)|report)\b(?=.{0,400}"
    r"\b(?:receptors?|proteins?|mrna|signall?ing|pyroptosis|mutants?|knock(?:down|out)|overexpression)\b)"
)
"""A finding on molecules where neither people, animals nor cells are named: a plant, a protein, a tissue by name."""
_MECHANISM = r"\b(?:mechanistically|co-?immunoprecipitat\w+|immunoblot\w*|downstream of|upstream of)\b"
"""How a mechanism is told, though patients may be all that is named beside it."""
_MATERIAL = (
    r"\b(?:compounds?|extracts?|fractions?|hydrogels?|scaffolds?|nanoparticles?|peptides?|polysaccharides?)\b.{0,300}"
    r"\b(?:anti-?inflammatory|inhibit\w+|wound|antioxidant|cytokines?|expression|levels)\b"
)
"""A substance made and tried out, and not said on what."""

_BY_ABSTRACT = (
    (Kind.SYSTEMATIC_REVIEW, _SYSTEMATIC),
    (Kind.GUIDELINE, _ADVISING),
    (Kind.BIOINFORMATICS, _IN_SILICO),
    (Kind.RANDOMISED_TRIAL, _RANDOMISED),
    (Kind.TRIAL, _TRIAL),
)
"""What an abstract says of its method, where neither animals nor cells were used."""

_OF_OTHERS = frozenset({Kind.REVIEW, Kind.SYSTEMATIC_REVIEW, Kind.GUIDELINE, Kind.EDITORIAL, Kind.BIOINFORMATICS})
"""Kinds without an experiment of their own."""

_FINDING = (
    r"\b(?:was|were|had|showed|exhibited|revealed|our|study|significantly)\b|\bp ?[<=>] ?0?\.|\bn ?= ?\d|"
    r"\bwe (?!(?:\w+ ){0,2}(?:review|discuss|summari[sz]e|describe|highlight|focus|propose|provide|outline|cover|"
    r"consider|present|argue|explore|emphasi[sz]e|suggest|address|aim)\b)\w+"
)
"""What an abstract says of work of its own. In a bulk file of NLM's, 160 of 360 abstracts marked as reviews had none of
it, and 109 of 2,149 others, a third of which were reviews too."""

_TELLING = 400
"""Characters from which an abstract would tell of a finding, if there was one."""

_Ruling = tuple[Kind, str]


def verdict(record: Record, matches: Sequence[Match]) -> Verdict:
    """Centrality, kind and organisms of ``record``; ``matches`` is what the Matcher found in it."""
    title = fold(record.title.text).text
    abstract = fold(" ".join(section.text.text for section in record.abstract)).text
    on_whom = organisms(record, title, abstract)
    found = standing(record, matches)
    rulings = chain(_stated(record, title), _titled(title), _worded(abstract, on_whom))
    kind, kind_reason = next(rulings, (Kind.OTHER, "no sign of a kind of study"))
    if kind in _OF_OTHERS:
        on_whom = organisms_told_of(record, title, abstract)
    return Verdict(found.centrality, found.reason, kind, kind_reason, on_whom, found.score)


def _stated(record: Record, title: str) -> Iterator[_Ruling]:
    """What the source says: the first ruling counts, and a review may be a systematic one."""
    if record.form is Form.NEWS:
        yield Kind.NEWS, f"announced by {record.source}"
    notice = announced(record)
    if notice:
        yield Kind.CORRECTION, notice.reason
    types = set(record.publication_types)
    if "Review" in types:
        yield from _found(title, ((Kind.SYSTEMATIC_REVIEW, _SYSTEMATIC),), "title")
    for kind, names in _BY_TYPE:
        for name in names:
            if name in types and (kind is not Kind.NEWS or not record.abstract):
                yield kind, f"publication type {name}"
    if types & {"Letter", "Comment"} and not record.abstract:
        if "Comment" not in types:  # many a case is told in a letter
            yield from _found(title, ((Kind.CASE_REPORT, _CASE_TITLE),), "title")
        yield Kind.EDITORIAL, "a letter or comment without abstract"


def _titled(title: str) -> Iterator[_Ruling]:
    yield from _found(title, _BY_TITLE, "title")


def _worded(abstract: str, on_whom: Sequence[Organism]) -> Iterator[_Ruling]:
    """What the abstract says, given on whom the work was done."""
    lab = Organism.ANIMAL in on_whom or Organism.IN_VITRO in on_whom
    if not lab:  # a case is often told with a review of the literature
        yield from _found(abstract, ((Kind.CASE_REPORT, _ONE_PATIENT),), "abstract")
    yield from _found(abstract, ((Kind.REVIEW, _REVIEWING),), "abstract")
    if lab:
        yield Kind.PRECLINICAL, "animals or cells"
    yield from _found(abstract, _BY_ABSTRACT, "abstract")
    if len(abstract) >= _TELLING and not re.search(_FINDING, abstract):
        yield Kind.REVIEW, "no finding of its own"
    yield from _by_subject(abstract, on_whom)


def _by_subject(abstract: str, on_whom: Sequence[Organism]) -> Iterator[_Ruling]:
    """The likeliest kind where no method is named."""
    yield from _found(abstract, ((Kind.PRECLINICAL, _MECHANISM), (Kind.OBSERVATIONAL, _OBSERVING)), "abstract")
    if Organism.HUMAN in on_whom and abstract:
        yield Kind.OBSERVATIONAL, "patients or volunteers, no intervention named"
    if not on_whom:
        yield from _found(abstract, ((Kind.PRECLINICAL, _MOLECULAR), (Kind.PRECLINICAL, _MATERIAL)), "abstract")


def _found(text: str, rules: Sequence[tuple[Kind, str]], place: str) -> Iterator[_Ruling]:
    for kind, pattern in rules:
        if found := re.search(pattern, text):
            yield kind, f'"{found[0].strip()}" in the {place}'
