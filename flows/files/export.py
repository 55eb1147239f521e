"""`ilwatch export`: works for programs and reference managers. This file does NOT write to a disk."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from digests.letter.links import best
from digests.publish.bibtex import bibtex
from digests.publish.ris_csv import ris, table
from flows.config import Watch
from flows.given_names import given_name
from literature.model.edition import Item
from literature.model.errors import BrokenConfig
from literature.model.record import Scheme
from literature.topics.sorter import unsorted_words
from store.corpus import Corpus
from store.editions import Editions


class Format(StrEnum):
    """What `--format` takes."""

    JSON = "json"
    RIS = "ris"
    BIBTEX = "bibtex"
    CSV = "csv"


def choose_works(
    corpus: Corpus,
    editions: Editions,
    watch: Watch,
    *,
    seeded: bool = False,
    edition: date | None = None,
    topic: str | None = None,
    since: date | None = None,
    until: date | None = None,
) -> tuple[Item, ...]:
    """Return the works chosen, oldest first: the seeds, or those of an edition, else all that are no seeds.

    ``since`` and ``until`` are the first and the last day on which a work was first seen, where the readers are. Raises
    UsageError for an unknown topic, BrokenConfig for an unknown edition: an empty file would say "nothing found".
    """
    if topic is not None:
        topic = given_name(topic, watch.topic_names, "topic of watch.toml")
    if edition and editions.get(edition) is None:
        raise BrokenConfig("--edition", (f"there is no edition of {edition}; `ilwatch status` lists them",))
    return tuple(
        item
        for item in corpus.items(seeded=seeded, edition=edition)
        if (topic is None or any(label.topic == topic for label in item.labels))
        and (since or date.min) <= item.first_seen.astimezone(watch.zone).date() <= (until or date.max)
    )


def render(items: Sequence[Item], form: Format) -> str:
    """Write ``items`` as the text of a file."""
    if form is Format.JSON:
        return json.dumps([work_dict(item) for item in items], ensure_ascii=False, indent=1) + "\n"
    return {Format.RIS: ris, Format.BIBTEX: bibtex, Format.CSV: table}[form](items)


def work_dict(item: Item) -> dict[str, Any]:
    """One work; the keys are stable."""
    record = item.record
    return {
        "id": item.work_id,
        "title": record.title.text,
        "abstract": "\n".join(
            f"{section.label}: {section.text.text}" if section.label else section.text.text
            for section in record.abstract
        ),
        "authors": [author.name for author in record.authors],
        "journal": record.journal.name,
        "date": record.published.iso,
        "doi": record.identifier(Scheme.DOI),
        "pmid": record.identifier(Scheme.PMID),
        "pmcid": record.identifier(Scheme.PMCID),
        "url": best(record.identifiers),
        "types": list(record.publication_types),
        "terms": sorted({match.term for match in item.matches}),
        "topics": [
            {"topic": label.topic, "score": round(label.score, 4), "because": label.reason} for label in item.labels
        ],
        "unsorted": unsorted_words(item.unsorted, item.nearest, {}),
        "centrality": item.centrality.value,
        "centrality_score": item.centrality_score,
        "kind": item.kind.value,
        "organisms": [organism.value for organism in item.organisms],
        "notices": [kind.value for kind in item.notice_kinds],
    }
