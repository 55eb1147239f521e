"""`ilwatch export`: the works held, for programs. This file does NOT write RIS or BibTeX yet."""

from __future__ import annotations

from datetime import date
from typing import Any

from digests.links import best
from flows.house import House
from literature.edition import Item
from literature.record import Scheme


def works(
    house: House,
    *,
    seeded: bool = False,
    edition: date | None = None,
    topic: str | None = None,
    since: date | None = None,
) -> list[dict[str, Any]]:
    """The works chosen, oldest first: the seeds, or those of an edition, else all that was found since the seeding."""
    found = house.corpus.items(seeded=seeded, edition=edition)
    return [
        work_dict(item)
        for item in found
        if (topic is None or any(label.topic == topic for label in item.labels))
        and (since is None or item.first_seen.astimezone(house.watch.zone).date() >= since)
    ]


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
        "centrality": item.centrality.value,
        "kind": item.kind.value,
        "organisms": [organism.value for organism in item.organisms],
        "notices": ["retraction"] if item.retracted else [],
    }
