"""What a Record is, apart from its topics: kind of study, on whom it was done, and how central the watched term is.

NLM's publication types and MeSH headings decide where they exist; most fresh records have none (4 of 205 had MeSH,
measured), so words of title and abstract decide there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from literature.model.record import Form, Record
from literature.model.work import Kind, Match, Organism, Verdict
from literature.study import kind_words, organism_words
from literature.study.centrality import assess_centrality
from literature.study.notices import announced
from literature.study.organisms import cells_were_tested, organisms, organisms_of_data, organisms_of_review
from literature.text import fold

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
    (
        Kind.PROTOCOL,
        r"\b(?:study|trial|review) protocol\b|\bprotocol (?:for|of) an?\b|"
        r"\b(?:rationale and design|design and rationale)\b",
    ),
    (Kind.SYSTEMATIC_REVIEW, r"\bsystematic (?:literature )?review|meta-analy[sz]|\bscoping review"),
    (Kind.GUIDELINE, r"\bguidelines?\b|\bconsensus\b|\brecommendations\b|\bposition (?:statement|paper)"),
    (Kind.CASE_REPORT, _CASE_TITLE),
    (Kind.BIOINFORMATICS, r"\bin[- ]silico\b(?!.*\bin[- ]vi)|\bmendelian randomi[sz]ation"),
    (Kind.RANDOMISED_TRIAL, r"\brandomi(?<!non[- ]randomi)[sz]ed\b"),
    (Kind.TRIAL, r"\bopen-label\b|\bsingle-arm\b|\bphase (?:[1-4]|i{1,3}v?)[ab]?\b (?:\w+ )?(?:trial|study)"),
    (
        Kind.OBSERVATIONAL,
        r"\b(?:retrospective|longitudinal study|prospective (?:\w+ )?study|cohort|case-control|cross-sectional|"
        r"registry|population-based|real-world|nationwide|"
        r"survey)\b",
    ),
    (
        Kind.REVIEW,
        r"\breview\b|\boverview\b|\bperspectives?\b|\bstate of the art\b|\badvances in\b|"
        r"\bcurrent (?:concepts|knowledge|status|understanding|evidence|views)\b|\brecent (?:advances|progress)\b",
    ),
    (Kind.EDITORIAL, r"^(?:editorial|comment(?:ary)?|letter|reply)\b|\(letter\)|author'?s'? reply"),
)

_RANDOMISED = (Kind.RANDOMISED_TRIAL, kind_words.RANDOMISED)
_BY_ABSTRACT = (
    (Kind.SYSTEMATIC_REVIEW, kind_words.SYSTEMATIC),
    (Kind.GUIDELINE, kind_words.ADVISING),
    (Kind.BIOINFORMATICS, kind_words.IN_SILICO),
    _RANDOMISED,
    (Kind.TRIAL, kind_words.TRIAL),
)
"""What an abstract says of its method, where neither animals nor cells were used."""

_OF_OTHERS = frozenset({Kind.REVIEW, Kind.SYSTEMATIC_REVIEW, Kind.GUIDELINE, Kind.EDITORIAL, Kind.BIOINFORMATICS})
"""Kinds without an experiment of their own."""

_TELLING = 400
"""Characters from which an abstract would tell of a finding, if there was one."""

_ABSTRACTS_SINCE = 2000
"""From this year on journals print a research paper with its abstract, and NLM lists it so."""

_FINISHED = frozenset({"MEDLINE", "PubMed-not-MEDLINE"})
"""NLM's statuses of records that it has done with."""

_Ruling = tuple[Kind, str]


def verdict(record: Record, matches: Sequence[Match]) -> Verdict:
    """Decide centrality, kind and organisms of ``record``; ``matches`` is what the Matcher found in it."""
    title = fold(record.title.text).text
    abstract = fold(" ".join(section.text.text for section in record.abstract)).text
    on_whom = organisms(record, title, abstract)
    centrality = assess_centrality(record, matches)
    rulings = chain(_stated(record, title), _titled(title, abstract), _worded(record, title, abstract, on_whom))
    kind, kind_reason = next(chain(rulings, _bare(record)), (Kind.OTHER, "no sign of a kind of study"))
    if kind in _OF_OTHERS:
        on_whom_of = organisms_of_data if kind is Kind.BIOINFORMATICS else organisms_of_review
        on_whom = on_whom_of(record, title, abstract)
    elif kind is Kind.PRECLINICAL:
        on_whom = _tested(record, abstract, on_whom)
    return Verdict(centrality.centrality, centrality.reason, kind, kind_reason, on_whom, centrality.score)


def _tested(record: Record, abstract: str, on_whom: tuple[Organism, ...]) -> tuple[Organism, ...]:
    """``on_whom`` with cells in culture, where an experiment names nobody else or people alone."""
    if not on_whom:
        return (Organism.IN_VITRO,) if re.search(organism_words.LIKELY_CELLS, abstract) else ()
    if set(on_whom) == {Organism.HUMAN} and cells_were_tested(record, abstract):
        return (Organism.HUMAN, Organism.IN_VITRO)
    return on_whom


def _stated(record: Record, title: str) -> Iterator[_Ruling]:
    """What the source says: the first ruling counts, and a review may be a systematic one."""
    if record.form is Form.NEWS:
        yield Kind.NEWS, f"announced by {record.source}"
    if notice := announced(record):
        yield Kind.CORRECTION, notice.reason
    types = set(record.publication_types)
    if "Review" in types:  # said of protocols too: "rationale and design of a trial"
        yield from _found(title, (_BY_TITLE[0], (Kind.SYSTEMATIC_REVIEW, kind_words.SYSTEMATIC)), "title")
    for kind, names in _BY_TYPE:
        for name in names:
            if name in types and (kind is not Kind.NEWS or not record.abstract):
                yield kind, f"publication type {name}"
    if types & {"Letter", "Comment"} and not record.abstract:
        if "Comment" not in types:  # many a case is reported in a letter
            yield from _found(title, ((Kind.CASE_REPORT, _CASE_TITLE),), "title")
        yield Kind.EDITORIAL, "a letter or comment without abstract"


def _titled(title: str, abstract: str) -> Iterator[_Ruling]:
    yield from _found(title, _BY_TITLE, "title")
    if not abstract:  # with one it is a study: "Response to anakinra in Still's disease"
        yield from _found(title, ((Kind.EDITORIAL, r"^response to\b"),), "title")


def _worded(record: Record, title: str, abstract: str, on_whom: Sequence[Organism]) -> Iterator[_Ruling]:
    lab = Organism.ANIMAL in on_whom or Organism.IN_VITRO in on_whom
    if not lab:  # a case is often reported with a review of the literature
        yield from _case(record, abstract)
    yield from _found(abstract, ((Kind.REVIEW, kind_words.REVIEWING), (Kind.OTHER, kind_words.MEASURING)), "abstract")
    if lab:
        yield from _clinical(abstract, on_whom)
        yield Kind.PRECLINICAL, "animals or cells"
    if cells_were_tested(record, abstract) and not re.search(kind_words.CLINICAL, abstract):
        yield Kind.PRECLINICAL, "cells in culture, and no study of patients"
    if _tried(title, abstract):
        yield from _found(abstract, (_RANDOMISED, (Kind.TRIAL, kind_words.TRIED)), "abstract")
    for ruling in _found(abstract, _BY_ABSTRACT, "abstract"):
        if ruling[0] is not Kind.BIOINFORMATICS or _is_computed(abstract):
            yield ruling
    if len(abstract) >= _TELLING and not re.search(kind_words.FINDING, abstract):
        yield Kind.REVIEW, "no finding of its own"
    yield from _by_subject(title, abstract, on_whom)


def _clinical(abstract: str, on_whom: Sequence[Organism]) -> Iterator[_Ruling]:
    """A study of patients or of sick animals in which cells were looked at too."""
    if not re.search(kind_words.RODENTS, abstract):
        yield from _found(abstract, ((Kind.OBSERVATIONAL, kind_words.WATCHED),), "abstract")
    if set(on_whom) == {Organism.HUMAN, Organism.IN_VITRO} and not re.search(organism_words.CHANGED_GENES, abstract):
        yield from _found(abstract, (_RANDOMISED, (Kind.OBSERVATIONAL, kind_words.CLINICAL)), "abstract")


def _tried(title: str, abstract: str) -> bool:
    """Whether the effect of something on people was the question, and not looked up in what had been done."""
    asked = re.search(kind_words.TRIED_TITLE, title) or re.search(kind_words.TRIED_ON, abstract)
    if not asked or not re.search(organism_words.PEOPLE, abstract):
        return False
    return not re.search(kind_words.LOOKED_BACK, abstract)


def _is_computed(abstract: str) -> bool:
    """Whether the work was done with data, and not at the bench too."""
    return bool(re.search(kind_words.PUBLIC_DATA, abstract)) or not re.search(kind_words.EXPERIMENT, abstract)


def _bare(record: Record) -> Iterator[_Ruling]:
    """A comment is what NLM lists without abstract and without a type of its own.

    By their titles most of 19 such papers about immunity in a bulk file of NLM's are; a case and a study of patients
    seem to be among them. What a publisher has sent ahead of print may still get its abstract.
    """
    is_listed = record.status in _FINISHED and "Journal Article" in record.publication_types
    if is_listed and (record.published.year or 0) >= _ABSTRACTS_SINCE and not record.abstract:
        yield Kind.EDITORIAL, "an article of today without abstract"


def _case(record: Record, abstract: str) -> Iterator[_Ruling]:
    heading = ((Kind.CASE_REPORT, kind_words.CASE_HEADING),)
    for section in record.abstract:
        yield from _found(section.label.casefold(), heading, "headings of the abstract")
    yield from _found(abstract, ((Kind.CASE_REPORT, kind_words.ONE_PATIENT),), "abstract")


def _by_subject(title: str, abstract: str, on_whom: Sequence[Organism]) -> Iterator[_Ruling]:
    """The likeliest kind where no method is named."""
    methods = ((Kind.PRECLINICAL, kind_words.MECHANISM), (Kind.OBSERVATIONAL, kind_words.OBSERVING))
    yield from _found(abstract, methods, "abstract")
    if abstract and re.search(organism_words.PEOPLE, f"{title} {abstract}"):
        yield Kind.OBSERVATIONAL, "patients or volunteers, no intervention named"
    for pattern in (kind_words.MOLECULAR, kind_words.MATERIAL, kind_words.BIOCHEMISTRY):
        yield from _found(abstract, ((Kind.PRECLINICAL, pattern),), "abstract")
    if Organism.HUMAN in on_whom and abstract:
        yield Kind.OBSERVATIONAL, "NLM tags it as of people"
    if len(abstract) >= _TELLING:
        yield from _found(title, ((Kind.PRECLINICAL, kind_words.ACTS),), "title")


def _found(text: str, rules: Sequence[tuple[Kind, str]], place: str) -> Iterator[_Ruling]:
    for kind, pattern in rules:
        if hit := re.search(pattern, text):
            yield kind, f'"{hit[0].strip()}" in the {place}'
