"""The recall audit without Prefect: it goes by facts, and by no wording of a log."""

from __future__ import annotations

import asyncio
import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from digests.letter.compose import compose
from flows.app import clock, open_app
from flows.cli.demo import MONDAY
from flows.jobs import recheck
from flows.jobs.poll import poll_all
from flows.jobs.visit import open_poll
from literature.model.harvest import VisitKind
from literature.model.recall import MissedPaper, TermRecall
from literature.model.record import Scheme
from sources.pubmed.answer import SOURCE
from store.engine.database import Database
from store.tables import AccountRow
from tests.flows.conftest import SampleWeek
from tests.flows.digests import draw
from tests.standins.ncbi_index import load
from tests.standins.ncbi_sample import document, record


def polled(week: SampleWeek, at: datetime) -> None:
    with open_app(week.config, week.database, clock(at)) as app:
        asyncio.run(poll_all(app, [SOURCE]))


def audited(week: SampleWeek, at: datetime) -> tuple[recheck.Audited, ...]:
    async def ask() -> tuple[recheck.Audited, ...]:
        with open_app(week.config, week.database, clock(at)) as app:
            async with open_poll(app, [app.pubmed]) as poll:
                return await recheck.audit(poll, app.pubmed)

    return asyncio.run(ask())


@pytest.fixture
def missed(week: SampleWeek, tmp_path: Path) -> SampleWeek:
    """Polled on MONDAY; a paper has been entered late, within the days that this poll looked at."""
    first, late = tmp_path / "first.xml", tmp_path / "late.xml"
    first.write_bytes(document(record(41, created=MONDAY.date() - timedelta(days=10))))
    late.write_bytes(document(record(42, created=MONDAY.date() - timedelta(days=25))))
    week.pubmed.index = load([first], None)
    polled(week, MONDAY)
    week.pubmed.index = load([first, late], None)
    return week


def test_the_audit_finds_a_missed_paper_whatever_the_notes_of_visits_say(missed: SampleWeek) -> None:
    database = Database(missed.database)
    with database.writing() as session:
        session.execute(update(AccountRow).values(notes=["reworded: everything"]))
    database.close()
    (found,) = audited(missed, MONDAY + timedelta(days=45))
    assert (found.account.new, found.account.source, found.account.kind) == (1, SOURCE, VisitKind.AUDIT)
    assert found.since < MONDAY.date()


def test_the_audit_finds_a_missed_paper_of_terms_that_were_renamed_since(missed: SampleWeek) -> None:
    text, renamed = re.subn(r'(?<=\[\[term\]\]\nname = ")', "Molecule ", missed.config.read_text(encoding="utf-8"))
    assert renamed > 2
    missed.config.write_text(text, encoding="utf-8")
    found = audited(missed, MONDAY + timedelta(days=45))
    assert sum(one.account.new for one in found) == 1
    assert {one.since for one in found} == {found[0].since}


def test_a_term_that_was_never_asked_for_is_not_audited(week: SampleWeek) -> None:
    assert audited(week, MONDAY) == ()


def test_a_recheck_is_an_account_of_its_source_and_says_what_it_was_for(missed: SampleWeek) -> None:
    async def ask() -> None:
        with open_app(missed.config, missed.database, clock(MONDAY + timedelta(days=1))) as app:
            async with open_poll(app, [app.pubmed]) as poll:
                pmids = app.rechecks.names(Scheme.PMID)
                account = await recheck.ask_again(poll, app.pubmed, pmids)
            assert (account.source, account.kind) == (SOURCE, VisitKind.RECHECK)
            assert app.visits.last_good(app.now())[SOURCE] < app.now(), "no poll"
            (last,) = (one for one in app.corpus.last_accounts() if one.source == SOURCE)
            assert (last.kind, last.finished.date()) == (VisitKind.POLL, date(2026, 11, 23))

    asyncio.run(ask())


# The recall of each term


def recalls(week: SampleWeek) -> dict[str, TermRecall | None]:
    with open_app(week.config, week.database, clock(MONDAY)) as app:
        return app.terms.recalls(app.watch.terms)


def without_headings(pmid: int, title: str, created: date) -> str:
    """A record that is about what its title says alone."""
    headings = r"(?s)<ChemicalList>.*?</ChemicalList>|<MeshHeadingList>.*?</MeshHeadingList>"
    return re.sub(headings, "", record(pmid, title, created=created))


def day(from_monday: int) -> date:
    return (MONDAY + timedelta(days=from_monday)).date()


def index(week: SampleWeek, *records: str) -> None:
    file = week.folder / "index.xml"
    file.write_bytes(document(*records))
    week.pubmed.index = load([file], None)


def test_the_audit_tells_the_recall_of_each_term_and_the_next_one_finds_nothing(missed: SampleWeek) -> None:
    assert set(recalls(missed).values()) == {None}
    audited(missed, MONDAY + timedelta(days=45))
    first = recalls(missed)
    assert {name: recall and (recall.held, recall.papers) for name, recall in first.items()} == {
        "IL-1": (1, 2),
        "IL-1RA": (0, 0),
        "IL-32": (1, 2),
    }
    il32 = first["IL-32"]
    assert il32
    assert (il32.recall, il32.missed_papers) == (0.5, (MissedPaper("42", "Interleukin-1 in gout"),))
    audited(missed, MONDAY + timedelta(days=46))
    assert [recall and recall.recall for recall in recalls(missed).values()] == [1.0, None, 1.0]


def test_a_missed_paper_is_in_the_next_letter_and_named_in_it_once(missed: SampleWeek) -> None:
    for days in (45, 46):
        audited(missed, MONDAY + timedelta(days=days))
    with open_app(missed.config, missed.database, clock(MONDAY + timedelta(days=49))) as app:
        edition = draw(app, day(49), preview=True)
        letter = compose(edition, app.watch.topic_names, contact="owner@example.org")
    assert [item.record.source_id for item in edition.items] == ["41", "42"]
    assert letter.sources.summary.count("had been missed") == 1
    assert "1 paper for IL-1 and 1 paper for IL-32 had been missed, now in this edition" in letter.sources.summary


def test_a_record_that_the_matcher_rejects_is_no_miss(missed: SampleWeek) -> None:
    friend = without_headings(43, "The IL-1 family in gout", day(-5))
    index(missed, record(41, created=day(-10)), friend)
    (account,) = [one.account for one in audited(missed, MONDAY + timedelta(days=3))]
    assert sum(account.excluded.values()) == 1
    il1 = recalls(missed)["IL-1"]
    assert il1
    assert (il1.announced, il1.papers, il1.recall) == (2, 1, 1.0)


def test_a_record_that_cannot_be_fetched_is_unknown_and_recall_a_lower_bound(missed: SampleWeek) -> None:
    index(missed, record(41, created=day(-10)), record(42, created=day(-5)), record(43, created=day(-4)))
    missed.pubmed.misbehave("efetch:drop_record")
    audited(missed, MONDAY + timedelta(days=3))
    il32 = recalls(missed)["IL-32"]
    assert il32
    assert (il32.held, il32.missed, il32.unknown, il32.unknown_ids) == (1, 1, 1, ("43",))
    assert (il32.recall, il32.is_lower_bound) == (1 / 3, True)


def test_a_term_renamed_between_two_audits_is_one_term(missed: SampleWeek) -> None:
    """Its works were stored under the old name; they are held all the same."""
    audited(missed, MONDAY + timedelta(days=45))
    text = missed.config.read_text(encoding="utf-8")
    missed.config.write_text(text.replace('name = "IL-32"', 'name = "The third one"'), encoding="utf-8")
    kept = recalls(missed)["The third one"]
    assert kept
    assert (kept.held, kept.missed) == (1, 1)
    found = audited(missed, MONDAY + timedelta(days=60))
    again = recalls(missed)["The third one"]
    assert again
    assert (again.held, again.missed, again.recall) == (2, 0, 1.0)
    assert [one.since for one in found] == [kept.since] == [again.since]


def test_a_paper_held_under_another_term_is_held_for_a_term_that_is_added(missed: SampleWeek) -> None:
    audited(missed, MONDAY + timedelta(days=1))
    text = missed.config.read_text(encoding="utf-8")
    missed.config.write_text(f'{text}\n[[term]]\nname = "gout"\nsynonyms = ["gout"]\n', encoding="utf-8")
    polled(missed, MONDAY + timedelta(days=2))
    assert recalls(missed)["gout"] is None
    audited(missed, MONDAY + timedelta(days=3))
    gout = recalls(missed)["gout"]
    assert gout
    assert (gout.held, gout.papers, gout.since) == (2, 2, day(2 - 30))
