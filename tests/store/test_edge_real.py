"""Real records of PubMed that retract, correct and update others: each tie is kept by identifier, and leads both ways
once the other end is held. What the file says is counted by ElementTree, which shares no code with ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

import pytest
from sqlmodel import Session, col, select

from literature.model.edition import Related
from literature.model.harvest import Harvest
from literature.model.record import Form, Record, Scheme
from literature.model.work import LinkKind
from sources.pubmed.xml import latest, read
from store.corpus import Corpus
from store.engine.database import Database
from store.notices.resolved import given_by, notices_of
from store.related import related
from store.tables import IdentifierRow, NoticeRow, PointerRow, RecordRow
from tests.store.records import T0, classified, paper

OF = {"RetractionOf": "retraction", "ExpressionOfConcernFor": "concern", "ErratumFor": "correction"}
IN = {"RetractionIn": "retraction", "ExpressionOfConcernIn": "concern", "ErratumIn": "correction"}
UPDATES = {"UpdateIn", "UpdateOf"}


class Named(NamedTuple):
    """``pmid`` says by ``ref_type`` how it is related to ``other``."""

    ref_type: str
    pmid: str
    other: str

    @property
    def notice_and_paper(self) -> tuple[str, str]:
        return (self.pmid, self.other) if self.ref_type in OF else (self.other, self.pmid)


@pytest.fixture(scope="module")
def file(shared: Path) -> Path:
    return shared / "pubmed" / "edge" / "edge_real.xml"


@pytest.fixture(scope="module")
def named(file: Path) -> list[Named]:
    """All that the newest version of each record names by its PMID."""
    newest: dict[str, tuple[int, ET.Element]] = {}
    for article in ET.parse(file).getroot().findall("PubmedArticle"):
        pmid = article.find("MedlineCitation/PMID")
        assert pmid is not None
        version = int(pmid.get("Version", "1"))
        if version >= newest.get(pmid.text or "", (0, article))[0]:
            newest[pmid.text or ""] = version, article
    return [
        Named(entry.get("RefType", ""), pmid, entry.findtext("PMID", ""))
        for pmid, (_, article) in newest.items()
        for entry in article.iter("CommentsCorrections")
        if entry.get("RefType") in {*OF, *IN, *UPDATES} and entry.findtext("PMID")
    ]


@pytest.fixture
def admitted(corpus: Corpus, file: Path) -> set[str]:
    """The PMIDs of the file, of which a fresh database holds all records."""
    with file.open("rb") as stream:
        records = [one for one in latest(read(stream)) if isinstance(one, Record)]
    _admit(corpus, records)
    return {record.source_id for record in records}


def _admit(corpus: Corpus, records: Iterable[Record]) -> None:
    visit = tuple(records)
    harvest = Harvest("pubmed", announced=len(visit), records=visit)
    corpus.admit(harvest, [classified(record) for record in visit], started=T0, now=T0)


def works(session: Session) -> dict[str, int]:
    rows = session.exec(select(IdentifierRow).where(col(IdentifierRow.scheme) == Scheme.PMID.value)).all()
    return {row.value: row.work_id for row in rows}


def by_ref_type(named: Iterable[Named]) -> Counter[str]:
    return Counter(each.ref_type for each in named)


@pytest.mark.usefixtures("admitted")
def test_every_notice_that_a_record_names_is_a_row_with_the_paper_that_it_touches(
    named: list[Named], database: Database
) -> None:
    with database.reading() as session:
        joined = select(NoticeRow, RecordRow.source_id).join(RecordRow, col(RecordRow.id) == NoticeRow.record_id)
        rows = {(source_id, row.kind, row.scheme, row.value) for row, source_id in session.exec(joined).all()}
    notices = [each for each in named if each.ref_type in OF or each.ref_type in IN]
    kept = [each for each in notices if (each.pmid, (OF | IN)[each.ref_type], "pmid", each.notice_and_paper[1]) in rows]
    assert by_ref_type(kept) == by_ref_type(notices) != Counter()


@pytest.mark.usefixtures("admitted")
def test_every_notice_in_and_every_update_points_to_the_other_by_its_pmid(
    named: list[Named], database: Database
) -> None:
    with database.reading() as session:
        held = works(session)
        rows = {(row.work_id, row.kind, row.value, row.outward) for row in session.exec(select(PointerRow)).all()}
    pointing = [each for each in named if each.ref_type in IN or each.ref_type in UPDATES]
    kept = [
        each
        for each in pointing
        if (held[each.pmid], _kind(each).value, each.other, each.ref_type == "UpdateIn") in rows
    ]
    assert by_ref_type(kept) == by_ref_type(pointing)


def _kind(named: Named) -> LinkKind:
    return LinkKind.PREPRINT_OF if named.ref_type in UPDATES else LinkKind.NOTICE_OF


def test_each_tie_leads_both_ways_when_the_other_end_is_held(
    named: list[Named], admitted: set[str], corpus: Corpus, database: Database
) -> None:
    """Of most ties the file has one end. The other one comes in a second visit, as a record that names nothing."""
    _admit_other_ends(corpus, {each.other: each for each in named if each.other not in admitted})
    with database.reading() as session:
        held = works(session)
        assert {each.other for each in named} <= held.keys()
        ties = related(session, sorted(held.values()))
        touched = notices_of(session, sorted(held.values()))
        given = {(each.announced_by, each.work_id) for each in given_by(session, sorted(held.values()))}
    both = [
        each
        for each in named
        if _leads(ties, held[each.pmid], held[each.other]) and _leads(ties, held[each.other], held[each.pmid])
    ]
    assert by_ref_type(both) == by_ref_type(named)
    for each in named:
        if each.ref_type not in UPDATES:
            notice, touches = each.notice_and_paper
            assert (OF | IN)[each.ref_type] in {one.kind.value for one in touched[held[touches]]}
        if each.ref_type in OF:
            assert (held[notice], held[touches]) in given


def _leads(ties: Mapping[int, Sequence[Related]], work: int, other: int) -> bool:
    return any(tie.work_id == other for tie in ties.get(work, ()))


def _admit_other_ends(corpus: Corpus, missing: dict[str, Named]) -> None:
    """A preprint where an article names it as what it updates; the titles are unlike, so that only names tie them."""
    _admit(
        corpus,
        (
            paper(
                pmid, f"{pmid} invented", form=Form.PREPRINT if each.ref_type == "UpdateOf" else Form.ARTICLE, family=""
            )
            for pmid, each in missing.items()
        ),
    )
