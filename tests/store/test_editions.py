"""Editions: membership by set difference, frozen once, retractions told once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from threading import Barrier

import pytest

from digests.letter.order import works_shown
from literature.model.edition import Edition
from literature.model.harvest import Deleted, Harvest, VisitKind
from literature.model.record import Form, Record, Relation, Scheme
from literature.model.work import LinkKind, NoticeKind
from store.corpus import Corpus
from store.editions import Editions, Masthead
from store.engine.database import Database
from tests.store.records import T0, classified, harvest, name, paper

MONDAY, NEXT = date(2026, 11, 23), date(2026, 11, 30)
MASTHEAD = Masthead("IL-1 digest", "Europe/London", "r1", (("gout", "Gout"),), "t1")
WEEK = timedelta(days=7)
WORDS = [
    f"{first}{last}"
    for first in ("Ana", "Cana", "Rilo", "Gevo", "Berme")
    for last in ("kin", "mab", "cept", "nib", "dol", "lin")
]


def admit(corpus: Corpus, *records: Record, at: int = 0) -> None:
    visit = harvest(*records)
    corpus.admit(visit, [classified(r) for r in records], started=T0 + at * WEEK, now=T0 + at * WEEK)


def freeze(editions: Editions, key: date, weeks: int = 1) -> list[int]:
    return [item.work_id for item in editions.freeze(key, MASTHEAD, T0 + weeks * WEEK).items]


def test_an_edition_takes_every_work_that_is_in_none_yet(corpus: Corpus, editions: Editions) -> None:
    admit(corpus, paper("1"))
    assert freeze(editions, MONDAY) == [1]
    admit(corpus, paper("2", "Canakinumab for an invented crystal disease of the joints"), at=1)
    assert freeze(editions, NEXT, 2) == [2]


def test_freezing_the_same_slot_again_gives_the_same_edition(corpus: Corpus, editions: Editions) -> None:
    admit(corpus, paper("1"))
    first = editions.freeze(MONDAY, MASTHEAD, T0 + WEEK)
    admit(corpus, paper("2", "Canakinumab for an invented crystal disease of the joints"), at=1)
    assert editions.freeze(MONDAY, MASTHEAD, T0 + 2 * WEEK) == first
    assert editions.get(MONDAY) == first


def test_a_paper_admitted_while_the_edition_was_frozen_is_in_the_next_one(corpus: Corpus, editions: Editions) -> None:
    freeze(editions, MONDAY, weeks=2)
    admit(corpus, paper("1"), at=0)
    assert freeze(editions, NEXT, 3) == [1]


def test_a_preview_changes_nothing(corpus: Corpus, editions: Editions) -> None:
    admit(corpus, paper("1"))
    assert len(editions.preview(MONDAY, MASTHEAD, T0 + WEEK).items) == 1
    assert editions.slots() == []
    assert freeze(editions, MONDAY) == [1]


def test_a_work_that_its_only_source_took_back_enters_no_edition(corpus: Corpus, editions: Editions) -> None:
    admit(corpus, paper("1"))
    taken_back = Harvest(source="pubmed", announced=0, deleted=(Deleted("1"),))
    corpus.admit(taken_back, [], started=T0, now=T0)
    assert freeze(editions, MONDAY) == []


def test_a_seed_enters_no_edition(corpus: Corpus, editions: Editions) -> None:
    visit = harvest(paper("1"), source="seed:library.ris")
    corpus.admit(visit, [classified(one) for one in visit.records], started=T0, now=T0, seeding=True)
    assert freeze(editions, MONDAY) == []


@pytest.mark.both_databases
def test_a_snapshot_keeps_the_hashes_and_the_topics_it_was_laid_out_with(editions: Editions) -> None:
    editions.freeze(MONDAY, MASTHEAD, T0 + WEEK)
    kept = editions.get(MONDAY)
    assert kept
    assert (kept.rules, kept.templates, kept.topics) == ("r1", "t1", (("gout", "Gout"),))


def test_what_happens_to_a_work_later_does_not_change_the_edition_that_held_it(
    corpus: Corpus, editions: Editions
) -> None:
    admit(corpus, paper("1"))
    frozen = editions.freeze(MONDAY, MASTHEAD, T0 + WEEK)
    admit(corpus, paper("1", "Anakinra in the treatment of invented recurrent pericarditis", version=2), at=1)
    retraction = paper("9", "Retraction of an invented paper", relations=(Relation("RetractionOf", "1"),))
    admit(corpus, retraction, at=1)
    assert editions.get(MONDAY) == frozen


def at_once(database: Database, keys: list[date]) -> list[Edition]:
    """Each key frozen by a worker of its own, each with its own connections, all beginning together."""
    url, gate = database.url.render_as_string(hide_password=False), Barrier(len(keys))

    def freeze_one(key: date) -> Edition:
        with closing(Database(url)) as own:
            gate.wait()
            return Editions(own, works_shown).freeze(key, MASTHEAD, T0 + WEEK)

    with ThreadPoolExecutor(len(keys)) as pool:
        return list(pool.map(freeze_one, keys))


@pytest.mark.both_databases
def test_a_slot_that_four_freeze_at_once_is_one_edition(database: Database, corpus: Corpus, editions: Editions) -> None:
    admit(corpus, paper("1"))
    one, *others = at_once(database, [MONDAY] * 4)
    assert others == [one] * 3
    assert editions.slots() == [(MONDAY, 1)]


@pytest.mark.both_databases
def test_slots_that_are_frozen_at_once_share_no_work(database: Database, corpus: Corpus) -> None:
    admit(corpus, paper("1"), paper("2", "Canakinumab for an invented crystal disease of the joints"))
    frozen = at_once(database, [MONDAY, NEXT, date(2026, 12, 7)])
    assert sorted(item.work_id for edition in frozen for item in edition.items) == [1, 2]
    assert sorted(edition.number for edition in frozen) == [1, 2, 3]


@pytest.mark.both_databases
def test_each_work_admitted_while_editions_are_frozen_is_in_exactly_one(
    database: Database, corpus: Corpus, editions: Editions
) -> None:
    """Law 5: whichever commits first, nothing falls between two editions and nothing is in both."""

    def admit_some() -> None:
        for number in range(30):
            admit(corpus, paper(str(number + 1), f"{WORDS[number]} in an invented disease of the {WORDS[-number]}"))

    with ThreadPoolExecutor(1) as pool:
        admitting = pool.submit(admit_some)
        keys = [MONDAY + n * WEEK for n in range(8)]
        held = [item.work_id for key in keys for item in editions.freeze(key, MASTHEAD, T0 + WEEK).items]
        admitting.result()
    held += [item.work_id for item in editions.freeze(MONDAY + 9 * WEEK, MASTHEAD, T0 + 2 * WEEK).items]
    assert sorted(held) == list(range(1, 31))


@pytest.mark.parametrize(
    ("before", "key", "weeks"),
    [
        (date(2026, 10, 19), date(2026, 10, 26), 1),  # 169 hours: summer time ended in between
        (date(2027, 3, 22), date(2027, 3, 29), 1),  # 167 hours
        (date(2026, 12, 21), date(2026, 12, 28), 1),  # into ISO week 53
        (date(2026, 12, 28), date(2027, 1, 4), 1),  # out of it
        (date(2026, 11, 24), date(2026, 11, 30), 1),  # after a run by hand on a Tuesday
        (date(2026, 11, 24), date(2026, 12, 14), 3),
        (date(2026, 12, 28), date(2027, 1, 18), 3),
    ],
)
def test_weeks_are_counted_in_dates(editions: Editions, before: date, key: date, weeks: int) -> None:
    freeze(editions, before)
    assert editions.freeze(key, MASTHEAD, T0 + 2 * WEEK).weeks == weeks


def test_missed_weeks_make_one_edition_that_says_how_many_it_covers(corpus: Corpus, editions: Editions) -> None:
    freeze(editions, MONDAY)
    edition = editions.freeze(date(2026, 12, 14), MASTHEAD, T0 + 4 * WEEK)
    assert (edition.weeks, edition.number) == (3, 2)


@pytest.mark.both_databases
def test_a_retraction_of_a_mailed_paper_is_told_once(corpus: Corpus, editions: Editions) -> None:
    admit(corpus, paper("1"))
    freeze(editions, MONDAY)
    notice = paper("9", "Retraction: Anakinra in the invented disease", relations=(Relation("RetractionOf", "1"),))
    admit(corpus, notice, at=1)
    edition = editions.freeze(NEXT, MASTHEAD, T0 + 2 * WEEK)
    (held,) = edition.notices
    assert (held.kind, held.mailed, held.identifiers) == (NoticeKind.RETRACTION, MONDAY, (name(Scheme.PMID, "1"),))
    assert editions.freeze(date(2026, 12, 7), MASTHEAD, T0 + 3 * WEEK).notices == ()


def test_a_retraction_notice_that_names_no_term_still_reaches_the_readers(corpus: Corpus, editions: Editions) -> None:
    admit(corpus, paper("1"))
    freeze(editions, MONDAY)
    notice = paper("9", "Retraction", relations=(Relation("RetractionOf", "1"),))
    excluded = [classified(notice, excluded="no watched term")]
    corpus.admit(harvest(notice), excluded, started=T0 + WEEK, now=T0 + WEEK)
    assert len(editions.freeze(NEXT, MASTHEAD, T0 + 2 * WEEK).notices) == 1


def test_a_preprint_and_its_article_name_each_other(corpus: Corpus, editions: Editions) -> None:
    preprint = paper("1", form=Form.PREPRINT, relations=(Relation("UpdateIn", "2"),))
    article = paper("2", relations=(Relation("UpdateOf", "1"),))
    admit(corpus, preprint, article)
    one, other = editions.freeze(MONDAY, MASTHEAD, T0 + WEEK).items
    assert [(r.kind, r.outward, r.work_id) for r in one.related] == [(LinkKind.PREPRINT_OF, True, 2)]
    assert [(r.kind, r.outward, r.work_id) for r in other.related] == [(LinkKind.PREPRINT_OF, False, 1)]


def test_an_update_of_a_review_is_another_version_and_not_its_preprint(corpus: Corpus, editions: Editions) -> None:
    admit(
        corpus, paper("1"), paper("2", "Second edition of the invented review", relations=(Relation("UpdateOf", "1"),))
    )
    one, other = editions.freeze(MONDAY, MASTHEAD, T0 + WEEK).items
    assert [(r.kind, r.outward, r.work_id) for r in one.related] == [(LinkKind.VERSION_OF, False, 2)]
    assert [(r.kind, r.outward, r.work_id) for r in other.related] == [(LinkKind.VERSION_OF, True, 1)]


@pytest.mark.both_databases
def test_the_receipt_sums_the_visits_since_the_last_edition(corpus: Corpus, editions: Editions) -> None:
    admit(corpus, paper("1"))
    freeze(editions, MONDAY)
    admit(corpus, paper("1"), at=2)
    corpus.record_failure("pubmed", "HTTP 502", started=T0 + 2 * WEEK, now=T0 + 2 * WEEK)
    (health,) = editions.freeze(NEXT, MASTHEAD, T0 + 3 * WEEK).sources
    assert (health.visits, health.failed_visits, health.announced, health.known) == (2, 1, 1, 1)
    assert health.last.error == "HTTP 502"
    assert health.last_success == T0 + 2 * WEEK


@pytest.mark.both_databases
def test_a_recheck_is_no_visit_of_its_source(corpus: Corpus, editions: Editions) -> None:
    """All polls of the week failed: what was asked again meanwhile must not hide that."""
    admit(corpus, paper("1"))
    freeze(editions, MONDAY)
    corpus.record_failure("pubmed", "HTTP 502", started=T0 + 2 * WEEK, now=T0 + 2 * WEEK)
    again = replace(harvest(paper("1")), kind=VisitKind.RECHECK, cursor=None)
    corpus.admit(again, [classified(paper("1"))], started=T0 + 2 * WEEK, now=T0 + 2 * WEEK)
    edition = editions.freeze(NEXT, MASTHEAD, T0 + 3 * WEEK)
    [pubmed], [recheck] = edition.sources, edition.rechecks
    assert (pubmed.source, pubmed.announced, pubmed.failed_visits, pubmed.visits) == ("pubmed", 0, 1, 1)
    assert pubmed.last_success == T0
    assert (recheck.source, recheck.last.kind) == ("pubmed", VisitKind.RECHECK)
    assert (recheck.announced, recheck.new, recheck.known) == (1, 0, 1)
    assert editions.get(NEXT) == edition


@pytest.mark.both_databases
def test_the_trend_counts_the_weeks_before(corpus: Corpus, editions: Editions) -> None:
    admit(corpus, paper("1"))
    freeze(editions, MONDAY)
    (week,) = editions.freeze(NEXT, MASTHEAD, T0 + 2 * WEEK).history
    assert (week.key, week.total, week.by_term) == (MONDAY, 1, (("IL-1RA", 1),))


@pytest.mark.both_databases
def test_after_the_clock_was_set_back_the_next_editions_are_frozen_all_the_same(
    corpus: Corpus, editions: Editions
) -> None:
    """The first edition of three was frozen by a clock that was a year ahead."""
    admit(corpus, paper("1"))
    for number, weeks in enumerate((52, 1, 2), start=1):
        key = MONDAY + number * WEEK
        assert freeze(editions, key, weeks) == ([1] if number == 1 else [])
        admit(corpus, paper("1"), at=weeks)
        edition = editions.get(key)
        assert edition
        assert edition.number == number
        assert edition.sources, "its receipt: else the owner is told that no visit succeeded"


PREPRINT = "Invented anakinra for the treatment of recurrent pericarditis in many adults"
ARTICLE = "Invented anakinra for the treatment of recurrent pericarditis in adults"


def preprint(title: str = PREPRINT, version: int = 1) -> Record:
    return paper("1", title, form=Form.PREPRINT, relations=(Relation("UpdateIn", "2"),), version=version)


def article() -> Record:
    return paper("2", ARTICLE, relations=(Relation("UpdateOf", "1"),))


def test_an_article_knows_the_preprint_that_an_earlier_edition_had_and_what_changed(
    corpus: Corpus, editions: Editions
) -> None:
    admit(corpus, preprint())
    freeze(editions, MONDAY)
    admit(corpus, article(), at=1)
    (item,) = editions.freeze(NEXT, MASTHEAD, T0 + 2 * WEEK).items
    assert item.earlier
    assert (item.earlier.work_id, item.earlier.form, item.earlier.edition) == (1, Form.PREPRINT, MONDAY)
    assert item.earlier.revision.title
    kept = editions.get(NEXT)
    assert kept
    assert kept.items == (item,)


def test_what_changed_is_against_what_readers_saw_not_against_a_later_version(
    corpus: Corpus, editions: Editions
) -> None:
    admit(corpus, preprint())
    freeze(editions, MONDAY)
    admit(corpus, preprint(ARTICLE, version=2), at=1)
    admit(corpus, article(), at=1)
    (item,) = editions.freeze(NEXT, MASTHEAD, T0 + 2 * WEEK).items
    assert item.earlier
    assert item.earlier.revision.title


def test_a_preprint_knows_the_article_that_an_earlier_edition_had(corpus: Corpus, editions: Editions) -> None:
    admit(corpus, article())
    freeze(editions, MONDAY)
    admit(corpus, preprint(), at=1)
    (item,) = editions.freeze(NEXT, MASTHEAD, T0 + 2 * WEEK).items
    assert item.earlier
    assert item.earlier.form is Form.ARTICLE


def test_a_preprint_and_its_article_in_one_edition_are_no_updates(corpus: Corpus, editions: Editions) -> None:
    admit(corpus, preprint(), article())
    assert [item.earlier for item in editions.freeze(MONDAY, MASTHEAD, T0 + WEEK).items] == [None, None]


def test_versions_of_one_preprint_are_one_work_and_come_once(corpus: Corpus, editions: Editions) -> None:
    admit(corpus, preprint())
    assert freeze(editions, MONDAY) == [1]
    admit(corpus, preprint(f"{PREPRINT} and children", version=2), at=1)
    assert freeze(editions, NEXT, 2) == []
