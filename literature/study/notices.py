"""Notices: what a Record says of the status of a work, itself or another; and whether it is a notice itself.

NLM writes them as relations (CommentsCorrections): on the notice "RetractionOf", on the article "RetractionIn". Both
are read, for either may reach us first. Titles and publication types are in notice_titles.py, Crossref's assertions in
update_types.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from literature.model.identifiers import identifier
from literature.model.record import Form, Identifier, Record, Relation, Scheme
from literature.model.work import Notice, NoticeKind
from literature.study.notice_doubts import may_be_research
from literature.study.notice_titles import NOTICE_TYPES, RETRACTED_TYPE, title_form
from literature.study.update_types import kind_of_update

_NOTICE_OF = {
    "RetractionOf": NoticeKind.RETRACTION,
    "ExpressionOfConcernFor": NoticeKind.CONCERN,
    "ErratumFor": NoticeKind.CORRECTION,
    "PartialRetractionOf": NoticeKind.CORRECTION,
}
"""RefTypes (CommentsCorrections of the PubMed DTD) on a notice. A partial retraction does not take back the
work, so it counts as a correction."""

_OF_ANOTHER = _NOTICE_OF | {
    "CorrectedandRepublishedFrom": NoticeKind.CORRECTION,
    "RetractedandRepublishedFrom": NoticeKind.RETRACTION,
}
"""Those two are on a whole paper, printed anew: it refers to the first one, and is no notice."""

_OF_ITSELF = {
    "RetractionIn": NoticeKind.RETRACTION,
    "ExpressionOfConcernIn": NoticeKind.CONCERN,
    "ErratumIn": NoticeKind.CORRECTION,
    "PartialRetractionIn": NoticeKind.CORRECTION,
    "CorrectedandRepublishedIn": NoticeKind.CORRECTION,
    "RetractedandRepublishedIn": NoticeKind.RETRACTION,
}
"""RefTypes on the paper itself. Left out: "UpdateOf", which ties an article to its preprint, and comments."""

_NO_NOTICES = frozenset({"Corrected and Republished Article", RETRACTED_TYPE})
"""Types of whole papers, which keep "Erratum:" or "Retraction:" before their titles."""
TELLING = 400
"""Characters of an abstract from which "Withdrawal: X" is a paper about what withdrawal does."""
_DOI = re.compile(r"\b10\.[0-9]{4,9}/[^\s\"<>]+")
_BEHIND_DOI = ".,;:"
_GRAVITY = list(NoticeKind)

OWN_MARK = "its own record says so"
"""The citation of a retraction that a paper's title or publication type tells without naming the notice."""


class Announced(NamedTuple):
    """What a notice announces about another work, and what shows it."""

    kind: NoticeKind
    reason: str


def notices(record: Record) -> tuple[Notice, ...]:
    """Return the notices that ``record`` carries, gravest first, each once; () for nearly all records."""
    related = list(dict.fromkeys(_read(record)))
    unnamed = _own_marks(record) - {notice.kind for notice in related}
    marks = [Notice(kind, name, OWN_MARK, own_mark=True) for kind in unnamed for name in _own_name(record)]
    return tuple(sorted((*related, *marks), key=lambda notice: _GRAVITY.index(notice.kind)))


def announced(record: Record) -> Announced | None:
    """Return what ``record`` announces of another work, where it is a notice: by relation, by type, else by its title.

    A news story is none, whatever its headline says, nor is a paper that was corrected and printed anew.
    """
    if record.form is Form.NEWS:
        return None
    ref_types = [relation.kind for relation in record.relations if relation.kind in _NOTICE_OF]
    types = [type_ for type_ in record.publication_types if type_ in NOTICE_TYPES]
    stated = [Announced(_NOTICE_OF[ref_type], f"relation {ref_type}") for ref_type in ref_types]
    stated += [Announced(notice.kind, f"update {notice.citation}") for notice in _asserted(record)]
    stated += [Announced(NOTICE_TYPES[type_], f"publication type {type_}") for type_ in types]
    return min(stated, key=lambda notice: _GRAVITY.index(notice.kind)) if stated else _titled(record)


def is_retracted(record: Record) -> bool:
    """Return whether ``record`` itself is a work taken back: by publication type, relation, or a mark in its title.

    The notice of a retraction is not: it may carry the same mark ('Retracted: "…"').
    """
    return announced(record) is None and (
        any(_OF_ITSELF.get(relation.kind) is NoticeKind.RETRACTION for relation in record.relations)
        or NoticeKind.RETRACTION in _own_marks(record)
    )


def named_notice(record: Record, kind: NoticeKind, citation: str) -> tuple[Identifier, ...]:
    """Return the names of the notice of ``kind`` about itself that the record of a paper gives with this ``citation``,
    else of the first of that kind: its PMID, and the DOI in the citation."""
    named = [relation for relation in record.relations if _OF_ITSELF.get(relation.kind) is kind]
    named.sort(key=lambda relation: relation.citation != citation)
    return next((names for relation in named if (names := tuple(_targets(relation)))), ())


def _titled(record: Record) -> Announced | None:
    form = title_form(record.title.text)
    if form is None or form.itself or may_be_research(form) or not _NO_NOTICES.isdisjoint(record.publication_types):
        return None
    characters = sum(len(section.text.text) for section in record.abstract)
    of_a_drug = form.words.casefold().startswith("withdrawal:") and characters >= TELLING
    return None if of_a_drug else Announced(form.kind, f'"{form.words}" in the title')


def _own_marks(record: Record) -> set[NoticeKind]:
    if record.form is Form.NEWS or announced(record):
        return set()
    form = title_form(record.title.text)
    by_type = {NoticeKind.RETRACTION} if RETRACTED_TYPE in record.publication_types else set()
    return by_type | ({form.kind} if form and form.itself and not may_be_research(form) else set())


def _asserted(record: Record) -> Iterator[Notice]:
    if record.update and (kind := kind_of_update(record.update.type)):
        yield Notice(kind, record.update.work, record.update.type)


def _read(record: Record) -> Iterator[Notice]:
    yield from _asserted(record)
    of_another = [relation for relation in record.relations if relation.kind in _OF_ANOTHER]
    for relation in of_another:
        for target in _targets(relation):
            if target not in record.identifiers:
                yield Notice(_OF_ANOTHER[relation.kind], target, relation.citation)
    if not of_another:
        yield from _of_the_one_mentioned(record)
    for relation in record.relations:
        if relation.kind in _OF_ITSELF:
            for name in _own_name(record):
                yield Notice(_OF_ITSELF[relation.kind], name, relation.citation)


def _targets(relation: Relation) -> Iterator[Identifier]:
    """The paper by PMID and by the DOI in the citation: it may be held under either."""
    if target := identifier(Scheme.PMID, relation.pmid):
        yield target
    if (hit := _DOI.search(relation.citation)) and (target := identifier(Scheme.DOI, hit[0].rstrip(_BEHIND_DOI))):
        yield target


def _of_the_one_mentioned(record: Record) -> Iterator[Notice]:
    """A notice of a feed has no relations; its text names the paper by one DOI or PMID, or else says nothing sure."""
    notice = announced(record)
    papers = [mention for mention in record.mentions if mention.scheme in (Scheme.PMID, Scheme.DOI)]
    targets = [paper for paper in papers if paper not in record.identifiers]
    if notice and len(targets) == 1:
        yield Notice(notice.kind, targets[0], "")


def _own_name(record: Record) -> list[Identifier]:
    """One name of ``record``: its PMID, its DOI, else the first that it has; [] where it has none."""
    names = [Identifier(scheme, value) for scheme in (Scheme.PMID, Scheme.DOI) if (value := record.identifier(scheme))]
    return [*names, *record.identifiers][:1]
