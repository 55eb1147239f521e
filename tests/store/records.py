"""Records and Candidates for the store's tests, with plain defaults."""

from __future__ import annotations

from datetime import UTC, datetime

from literature.model.harvest import Cursor, Harvest, Unread
from literature.model.identifiers import identifier
from literature.model.record import (
    AbstractSection,
    Author,
    Event,
    EventDate,
    Form,
    Identifier,
    Journal,
    PartialDate,
    Record,
    Relation,
    RichText,
    Scheme,
)
from literature.model.work import Candidate, Centrality, Kind, Label, Match, Verdict, Where

THE_JOURNAL = Journal("The Invented Journal of Medicine", "Inv J Med")
THE_DAY = PartialDate(2026, 11, 12)

T0 = datetime(2026, 11, 16, 6, 17, tzinfo=UTC)


def name(scheme: Scheme, raw: str) -> Identifier:
    found = identifier(scheme, raw)
    assert found is not None
    return found


def paper(
    pmid: str = "1",
    title: str = "Anakinra in the treatment of invented recurrent pericarditis",
    *,
    source: str = "pubmed",
    doi: str = "",
    form: Form = Form.ARTICLE,
    family: str = "Sampleton",
    abstract: str = "",
    relations: tuple[Relation, ...] = (),
    version: int = 1,
    journal: Journal = THE_JOURNAL,
    published: PartialDate = THE_DAY,
) -> Record:
    names = [name(Scheme.PMID, pmid)] if source == "pubmed" else []
    names += [name(Scheme.DOI, doi)] if doi else []
    return Record(
        source=source,
        source_id=pmid,
        title=RichText(title),
        form=form,
        version=version,
        abstract=(AbstractSection(RichText(abstract)),) if abstract else (),
        authors=(Author(family, "Ann", "A"),) if family else (),
        journal=journal,
        dates=(EventDate(Event.ISSUE, published),),
        identifiers=tuple(names),
        relations=relations,
    )


def story(
    guid: str,
    title: str,
    text: str = "",
    *,
    feed: str = "News wire",
    day: int = 18,
    mentions: tuple[Identifier, ...] = (),
) -> Record:
    return Record(
        source=feed,
        source_id=guid,
        title=RichText(title),
        form=Form.NEWS,
        abstract=(AbstractSection(RichText(text)),) if text else (),
        dates=(EventDate(Event.ISSUE, PartialDate(2026, 11, day)),),
        identifiers=(name(Scheme.GUID, f"{feed} {guid}"),),
        mentions=mentions,
    )


def classified(record: Record, *, excluded: str = "", rules: str = "r1") -> Candidate:
    return Candidate(
        record=record,
        matches=() if excluded else (Match("IL-1RA", "Anakinra", Where.TITLE, 0, 0, 8),),
        labels=() if excluded else (Label("cardio", 0.9, "pericarditis in the title", rules),),
        verdict=Verdict(Centrality.CORE, "in the title", Kind.TRIAL, "publication type", ()),
        rules=rules,
        excluded=excluded,
    )


def harvest(
    *records: Record,
    source: str = "pubmed",
    held: tuple[str, ...] = (),
    unread: tuple[Unread, ...] = (),
    cursor: str | None = "c1",
) -> Harvest:
    return Harvest(
        source=source,
        announced=len(records) + len(held) + len(unread),
        records=records,
        held=held,
        unread=unread,
        cursor=Cursor(cursor) if cursor is not None else None,
    )
