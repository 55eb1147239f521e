"""One notice, said by PubMed and by Crossref, in every order: readers are told once, and see who says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import permutations

import pytest

from literature.model.edition import Assertion, Edition, HeldNotice, Item, Silence
from literature.model.harvest import Deleted, Harvest
from literature.model.record import CROSSREF, PartialDate, Record, Relation, RichText, Scheme, Update
from literature.model.work import NoticeKind
from store.corpus import Corpus
from store.editions import Editions, Masthead
from store.engine.database import Database
from store.notices.rechecks import Rechecks
from tests.store.records import T0, classified, harvest, name, paper

MASTHEAD = Masthead("IL-1 digest", "Europe/London", "r1", (), "t1")
MONDAY, WEEK = date(2026, 11, 23), timedelta(days=7)
PAPER, NOTICE, SECOND = "10.5555/paper", "10.5555/notice", "10.5555/second"
PUBLISHER, WATCH = "publisher", "retraction-watch"


def asserted(
    type_: str = "retraction", by: str = PUBLISHER, notice: str = NOTICE, day: int = 12, work: str = PAPER
) -> Record:
    """What Crossref asserts, as sources/crossref reads it."""
    issued = PartialDate(2026, 11, day)
    update = Update(name(Scheme.DOI, work), type_, by, name(Scheme.DOI, notice), issued)
    return Record(CROSSREF, f"{work} {type_} {notice} {by} {issued}", RichText(""), update=update)


def article(ref_type: str = "", citation: str = f"J Inv. 2026 Nov 10;1:1. doi: {NOTICE}.") -> Record:
    return paper("1", doi=PAPER, relations=(Relation(ref_type, "9", citation),) if ref_type else ())


def notice_record(ref_type: str) -> Record:
    return paper("9", "Notice", doi=NOTICE, relations=(Relation(ref_type, "1"),), published=PartialDate(2026, 11))


@dataclass
class Desk:
    """A corpus whose paper was mailed on MONDAY; each further step is a week later."""

    corpus: Corpus
    editions: Editions
    weeks: int = 0
    told: list[HeldNotice] = field(default_factory=list)

    def admit(self, *records: Record, deleted: Sequence[str] = ()) -> None:
        """Admit what one source says, of whom all ``records`` are."""
        source = records[0].source if records else CROSSREF
        candidates = [classified(each, excluded="a notice" if each.source_id != "1" else "") for each in records]
        taken_back = tuple(map(Deleted, deleted))
        visit = (
            Harvest(source, len(records), records, deleted=taken_back) if deleted else harvest(*records, source=source)
        )
        self.corpus.admit(visit, candidates, started=T0, now=T0 + self.weeks * WEEK)

    def freeze(self) -> Edition:
        edition = self.editions.freeze(MONDAY + self.weeks * WEEK, MASTHEAD, T0 + (self.weeks + 1) * WEEK)
        self.weeks += 1
        self.told += edition.notices
        return edition

    @property
    def item(self) -> Item:
        (item,) = (item for item in self.corpus.items(seeded=False) if item.record.source_id == "1")
        return item


@pytest.fixture
def desk(corpus: Corpus, editions: Editions) -> Desk:
    desk = Desk(corpus, editions)
    desk.admit(article())
    desk.freeze()
    return desk


SAID: dict[str, Callable[[str], Record]] = {
    "article": lambda kind: article("RetractionIn" if kind == "retraction" else "ErratumIn"),
    "notice": lambda kind: notice_record("RetractionOf" if kind == "retraction" else "ErratumFor"),
    "publisher": asserted,
    "watch": lambda kind: asserted(kind, WATCH, day=14),
}


@pytest.mark.parametrize("what", ["retraction", "correction"])
@pytest.mark.parametrize("order", list(permutations(SAID)), ids=" ".join)
def test_it_is_told_once_whoever_says_it_first(desk: Desk, what: str, order: Sequence[str]) -> None:
    for said in order:
        desk.admit(SAID[said](what))
        desk.freeze()
    desk.freeze()
    assert [notice.kind for notice in desk.told] == [NoticeKind(what)]
    (shown,) = desk.item.notices
    assert [(each.source, each.asserted_by, str(each.issued)) for each in shown.asserted] == [
        ("pubmed", "", "2026-11-10"),
        ("crossref", PUBLISHER, "2026-11-12"),
        ("crossref", WATCH, "2026-11-14"),
    ]
    assert shown.silent == ()


@pytest.mark.both_databases
def test_all_who_say_it_in_one_week_are_named_in_the_one_notice(desk: Desk) -> None:
    desk.admit(article("RetractionIn"))
    desk.admit(asserted(), asserted(by=WATCH, day=14))
    (held,) = desk.freeze().notices
    seen = (T0 + WEEK).date()
    assert held.asserted == (
        Assertion("pubmed", PartialDate(2026, 11, 10), "", seen),
        Assertion("crossref", PartialDate(2026, 11, 12), PUBLISHER, seen),
        Assertion("crossref", PartialDate(2026, 11, 14), WATCH, seen),
    )
    assert held.notice_identifiers == (name(Scheme.PMID, "9"), name(Scheme.DOI, NOTICE))
    assert (held.mailed, held.silent) == (MONDAY, ())


@pytest.mark.both_databases
def test_who_was_asked_and_does_not_say_so_is_named_with_the_day(desk: Desk, database: Database) -> None:
    desk.weeks = 2
    desk.admit(article())
    Rechecks(database).note_answers(CROSSREF, [PAPER], [], T0 + 3 * WEEK)
    desk.admit(asserted())
    (held,) = desk.freeze().notices
    assert held.silent == (Silence("pubmed", (T0 + 2 * WEEK).date()),)


@pytest.mark.both_databases
@pytest.mark.parametrize("knows_paper", [True, False])
def test_crossref_is_named_where_only_pubmed_says_so(desk: Desk, database: Database, knows_paper: bool) -> None:
    rechecks, dois = Rechecks(database), [PAPER]
    rechecks.note_answers(CROSSREF, [], dois, T0)
    rechecks.note_answers(CROSSREF, dois if knows_paper else [], [] if knows_paper else dois, T0 + WEEK)
    desk.admit(article("RetractionIn"))
    (held,) = desk.freeze().notices
    assert held.silent == (Silence("crossref", (T0 + WEEK).date(), knows_paper),)


def test_a_retraction_that_both_name_differently_is_one_retraction(desk: Desk) -> None:
    desk.admit(article("RetractionIn", "J Inv. 2026"))
    desk.admit(asserted(notice=SECOND))
    (held,) = desk.freeze().notices
    assert {each.source for each in held.asserted} == {"pubmed", "crossref"}


def test_two_corrections_of_a_paper_are_told_each(desk: Desk) -> None:
    desk.admit(asserted("correction"))
    desk.freeze()
    desk.admit(asserted("correction"), asserted("erratum", notice=SECOND))
    (held,) = desk.freeze().notices
    assert held.notice_identifiers == (name(Scheme.DOI, SECOND),)
    assert desk.freeze().notices == ()


def test_a_correction_before_a_retraction_does_not_hide_it(desk: Desk) -> None:
    desk.admit(asserted("correction"))
    desk.freeze()
    desk.admit(asserted("withdrawal", notice=SECOND))
    assert [notice.kind for notice in desk.freeze().notices] == [NoticeKind.RETRACTION]


def test_what_crossref_has_taken_back_touches_nothing(desk: Desk) -> None:
    desk.admit(asserted())
    desk.admit(deleted=[asserted().source_id])
    assert desk.freeze().notices == ()
    assert (desk.item.retracted, desk.item.notices) == (False, ())


def test_what_was_taken_back_and_is_said_again_before_a_letter_is_told(desk: Desk) -> None:
    desk.admit(asserted())
    desk.admit(deleted=[asserted().source_id])
    desk.freeze()
    desk.admit(asserted())
    assert len(desk.freeze().notices) == 1


@pytest.mark.parametrize("again", ["article", "notice", "publisher", "watch"])
def test_what_a_letter_told_and_crossref_took_back_is_not_told_again_whoever_says_it(desk: Desk, again: str) -> None:
    desk.admit(asserted())
    desk.freeze()
    desk.admit(deleted=[asserted().source_id])
    desk.freeze()
    assert not desk.item.retracted
    desk.admit(SAID[again]("retraction"))
    assert desk.freeze().notices == ()
    assert desk.item.retracted


def test_what_a_letter_told_and_pubmed_does_not_say_any_more_is_not_told_again_by_crossref(desk: Desk) -> None:
    desk.admit(article("RetractionIn"))
    desk.freeze()
    desk.admit(article())
    assert not desk.item.retracted
    desk.admit(asserted())
    assert desk.freeze().notices == ()
    assert len(desk.told) == 1
    desk.admit(article("RetractionIn"))
    assert desk.freeze().notices == ()


def test_a_date_that_crossref_corrects_is_shown_and_is_no_news(desk: Desk) -> None:
    desk.admit(asserted(day=12))
    desk.freeze()
    desk.admit(asserted(day=13), deleted=[asserted(day=12).source_id])
    assert desk.freeze().notices == ()
    (shown,) = desk.item.notices
    assert [each.issued for each in shown.asserted] == [PartialDate(2026, 11, 13)]


def test_an_assertion_is_no_work_and_is_counted_as_excluded(desk: Desk, corpus: Corpus) -> None:
    before = corpus.size()
    record = asserted()
    account = corpus.admit(
        harvest(record, source=CROSSREF), [classified(record, excluded="a notice")], started=T0, now=T0
    )
    assert (account.announced, dict(account.excluded), account.balances) == (1, {"a notice": 1}, True)
    assert corpus.size() == before


@pytest.mark.both_databases
def test_papers_that_readers_know_are_named_and_recent_ones_alone_where_asked(
    corpus: Corpus, editions: Editions, database: Database
) -> None:
    def admit(pmid: str, title: str, at: int, *, seeding: bool = False) -> None:
        record = paper(pmid, title, doi=f"10.5555/{pmid}")
        corpus.admit(harvest(record), [classified(record)], started=T0 + at * WEEK, now=T0 + at * WEEK, seeding=seeding)

    admit("3", "An invented seed of long ago", 0, seeding=True)
    admit("20", "A paper that was mailed early", 0)
    admit("1", "Another one that was mailed late", 3)
    editions.freeze(MONDAY, MASTHEAD, T0 + 4 * WEEK)
    admit("4", "One that waits for its letter", 5)
    rechecks = Rechecks(database)
    assert rechecks.names(Scheme.DOI) == ["10.5555/3", "10.5555/20", "10.5555/1"]
    assert rechecks.names(Scheme.PMID, T0 + 3 * WEEK) == ["1"]


def test_what_crossref_asserts_now_is_found_by_the_papers(desk: Desk, database: Database) -> None:
    other = asserted(work="10.5555/other")
    desk.admit(asserted(), asserted(by=WATCH), other)
    desk.admit(deleted=[asserted(by=WATCH).source_id])
    assert Rechecks(database).asserted(CROSSREF, [PAPER, "10.5555/unheard"]) == {asserted().source_id}
    assert Rechecks(database).asserted("pubmed", [PAPER]) == set()
