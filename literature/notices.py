"""Notices: what a Record says about the standing of a work, itself or another.

NLM writes them as relations (CommentsCorrections): on the notice "RetractionOf", on the article "RetractionIn". Both
are read, for either may reach us first. This file does NOT look up the other record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from literature.record import Identifier, Record, Relation, Scheme
from literature.work import Notice, NoticeKind

_OF_ANOTHER = {
    "RetractionOf": NoticeKind.RETRACTION,
    "ExpressionOfConcernFor": NoticeKind.CONCERN,
    "ErratumFor": NoticeKind.CORRECTION,
    "CorrectedandRepublishedFrom": NoticeKind.CORRECTION,
    "RetractedandRepublishedFrom": NoticeKind.RETRACTION,
}
_OF_ITSELF = {
    "RetractionIn": NoticeKind.RETRACTION,
    "ExpressionOfConcernIn": NoticeKind.CONCERN,
    "ErratumIn": NoticeKind.CORRECTION,
    "CorrectedandRepublishedIn": NoticeKind.CORRECTION,
    "RetractedandRepublishedIn": NoticeKind.RETRACTION,
}
"""NLM's RefType values (CommentsCorrections of the PubMed DTD). Left out: "UpdateOf", which ties an article to its
preprint, and comments. A partial retraction leaves the work standing, so it is told as a correction."""

_PARTIAL = {"PartialRetractionOf": "ErratumFor", "PartialRetractionIn": "ErratumIn"}
_RETRACTED_TITLE = re.compile(r"\s*\[?\(?(?:retracted|withdrawn)(?:\s+article)?\s*[:\])]", re.IGNORECASE)


def notices(record: Record) -> tuple[Notice, ...]:
    """The notices that ``record`` carries, gravest first, each once; () for nearly all records."""
    found = dict.fromkeys(_read(record))
    order = list(NoticeKind)
    return tuple(sorted(found, key=lambda notice: order.index(notice.kind)))


def is_retracted(record: Record) -> bool:
    """Whether ``record`` itself is a work taken back: by publication type, by relation, or by a mark before its title.

    The notice of a retraction is not: it may carry the same mark ('Retracted: "…"').
    """
    if any(relation.kind == "RetractionOf" for relation in record.relations):
        return False
    return "Retraction of Publication" not in record.publication_types and (
        "Retracted Publication" in record.publication_types
        or any(_OF_ITSELF.get(relation.kind) is NoticeKind.RETRACTION for relation in record.relations)
        or bool(_RETRACTED_TITLE.match(record.title.text))
    )


def _read(record: Record) -> Iterator[Notice]:
    for relation in record.relations:
        kind = _PARTIAL.get(relation.kind, relation.kind)
        if kind in _OF_ANOTHER and relation.pmid:
            yield Notice(_OF_ANOTHER[kind], Identifier(Scheme.PMID, relation.pmid), relation.citation)
        elif kind in _OF_ITSELF:
            yield from _of_itself(record, _OF_ITSELF[kind], relation)


def _of_itself(record: Record, kind: NoticeKind, relation: Relation) -> Iterator[Notice]:
    own = record.identifier(Scheme.PMID)
    if own:
        yield Notice(kind, Identifier(Scheme.PMID, own), relation.citation)
