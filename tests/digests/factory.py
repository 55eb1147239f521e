"""Editions for tests: plain functions that build Edition, Item and Record objects, each with sensible defaults."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from literature.model.edition import Edition, HeldNotice, Item, Related, SourceHealth, Week
from literature.model.harvest import Account, VisitOutcome
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
    RichText,
    Scheme,
)
from literature.model.work import Centrality, Kind, Label, LinkKind, Match, NoticeKind, Organism, Where

KEY = date(2026, 11, 23)
FROZEN = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
TOPICS = {"sepsis": "Infection and sepsis", "gout": "Gout and joints", "skin": "Skin & barrier"}


def a_record(
    work_id: int = 1,
    *,
    title: str | RichText = "Anakinra in early sepsis",
    abstract: Sequence[AbstractSection] = (),
    form: Form = Form.ARTICLE,
    identifiers: Sequence[Identifier] | None = None,
    authors: Sequence[Author] = (Author(family="Aksoy", initials="M"), Author(family="Berg", initials="L")),
    journal: str = "J Immunol",
    published: PartialDate = PartialDate(2026, 11, 18),  # noqa: B008  (a NamedTuple does not change)
    source: str = "pubmed",
) -> Record:
    """A Record whose PMID follows from ``work_id``, unless ``identifiers`` are given."""
    names = (Identifier(Scheme.PMID, str(90_000_000 + work_id)),) if identifiers is None else tuple(identifiers)
    return Record(
        source=source,
        source_id=str(work_id),
        title=RichText(title) if isinstance(title, str) else title,
        form=form,
        abstract=tuple(abstract),
        authors=tuple(authors),
        journal=Journal(abbreviation=journal),
        dates=(EventDate(Event.ELECTRONIC, published),),
        identifiers=names,
    )


def an_item(
    work_id: int = 1,
    *,
    record: Record | None = None,
    topics: Sequence[tuple[str, float]] = (("sepsis", 0.9),),
    matches: Sequence[Match] | None = None,
    centrality: Centrality = Centrality.CORE,
    kind: Kind = Kind.OBSERVATIONAL,
    related: Sequence[Related] = (),
    sources: Sequence[str] = ("pubmed",),
    retracted: bool = False,
) -> Item:
    """An Item that names IL-1RA in its title, under the topics given with their scores."""
    found = (Match("IL-1RA", "Anakinra", Where.TITLE, 0, 0, 8),) if matches is None else tuple(matches)
    return Item(
        work_id=work_id,
        record=record or a_record(work_id, title=f"Anakinra in early sepsis, part {work_id}"),
        sources=tuple(sources),
        matches=found,
        labels=tuple(Label(topic, score, f"keyword “{topic}” in title", "r1") for topic, score in topics),
        centrality=centrality,
        centrality_reason="IL-1RA in the title" if centrality is Centrality.CORE else "measured beside TNF, IL-6",
        kind=kind,
        organisms=(Organism.HUMAN,),
        first_seen=FROZEN,
        related=tuple(related),
        retracted=retracted,
    )


def a_relation(kind: LinkKind, work_id: int = 0, *, outward: bool = True, seeded: bool = False) -> Related:
    """A tie to the work ``work_id``, called "Other work N"."""
    names = (Identifier(Scheme.PMID, str(80_000_000 + work_id)),)
    return Related(kind, f"Other work {work_id}", names, "titles agree", seeded, outward, work_id)


def an_account(source: str = "pubmed", outcome: VisitOutcome = VisitOutcome.DONE, error: str = "") -> Account:
    """The last visit of ``source``."""
    return Account(source, FROZEN, FROZEN, outcome, error=error)


def health(
    source: str = "pubmed",
    outcome: VisitOutcome = VisitOutcome.DONE,
    *,
    error: str = "",
    announced: int = 10,
    new: int = 4,
    failed_visits: int = 0,
) -> SourceHealth:
    """A source whose account closes: what is not new was known."""
    last = an_account(source, outcome, error)
    ended = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
    return SourceHealth(source, 28, failed_visits, announced, new, announced - new, 0, 0, 0, last, ended)


def a_notice(kind: NoticeKind = NoticeKind.RETRACTION, *, title: str = "A held paper") -> HeldNotice:
    """A notice about a paper that was mailed on 3 August 2026."""
    target, by = Identifier(Scheme.PMID, "70000001"), Identifier(Scheme.PMID, "70000002")
    return HeldNotice(kind, title, (target,), "J Immunol. 2026;1:2", (by,), False, date(2026, 8, 3))


def an_edition(
    items: Sequence[Item] = (),
    *,
    name: str = "Interleukin Watch",
    notices: Sequence[HeldNotice] = (),
    sources: Sequence[SourceHealth] | None = None,
    history: Sequence[Week] = (),
    weeks: int = 1,
) -> Edition:
    """The edition of 23 November 2026."""
    return Edition(
        key=KEY,
        number=14,
        name=name,
        timezone="Europe/Amsterdam",
        opened=datetime(2026, 11, 16, 6, 0, tzinfo=UTC),
        frozen=FROZEN,
        weeks=weeks,
        items=tuple(items),
        notices=tuple(notices),
        sources=(health(),) if sources is None else tuple(sources),
        history=tuple(history),
        corpus_size=412,
        rules="a1b2c3d4",
    )


def many_items(number: int) -> list[Item]:
    """``number`` items with an abstract, over all TOPICS and none; every fifth is a marker, every seventh news."""
    topics = [*TOPICS, None]
    return [_one_of_many(work_id, topics[work_id % len(topics)]) for work_id in range(1, number + 1)]


def _one_of_many(work_id: int, topic: str | None) -> Item:
    sentence = "Blocking interleukin-1 lowered the score of organ failure on the fifth day in most of the patients. "
    title = f"Anakinra in early sepsis with hyperferritinaemia, a randomised controlled comparison, part {work_id}"
    record = a_record(
        work_id,
        title=title,
        abstract=(AbstractSection(RichText(sentence * 4), "CONCLUSIONS"),),
        form=Form.NEWS if work_id % 7 == 0 else Form.ARTICLE,
        identifiers=(
            Identifier(Scheme.PMID, str(90_000_000 + work_id)),
            Identifier(Scheme.DOI, f"10.5555/sample.{work_id}"),
        ),
    )
    return an_item(
        work_id,
        record=record,
        topics=[(topic, 0.8)] if topic else [],
        centrality=Centrality.MARKER if work_id % 5 == 0 else Centrality.CORE,
        kind=Kind.RANDOMISED_TRIAL if work_id % 6 == 0 else Kind.OBSERVATIONAL,
    )
