"""A term that is added, changed, renamed or removed: what is held is matched again, and the run says what changed."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from flows.app import clock, open_app
from flows.cli.demo import MONDAY
from flows.curation.why import story_of
from flows.jobs.poll import poll_all
from flows.jobs.recheck import audit
from flows.jobs.term_changes import change_lines, follow_terms
from flows.jobs.visit import open_poll
from literature.model.harvest import VisitKind
from literature.terms.changes import EditedTerm, MatchedTerm, TermChange, TermEdit, edited_terms
from literature.terms.matcher import Term, asked_as, terms_version
from sources.pubmed.answer import SOURCE
from tests.flows.children import at_once
from tests.flows.conftest import SampleWeek
from tests.standins.ncbi_index import load
from tests.standins.ncbi_sample import document, record

TODAY = MONDAY.date()
PYRIN = '[[term]]\nname = "pyrin"\nsynonyms = ["pyrin", "marenostrin"]\n\n'
NAMES_BOTH = "Interleukin-1 and pyrin in familial Mediterranean fever of invented patients"
NAMES_ONE = "Interleukin-1 alone in an invented study of gout"


@pytest.fixture
def polled(week: SampleWeek, tmp_path: Path) -> SampleWeek:
    """Two papers are held and wait for the next edition: one names pyrin too."""
    file = tmp_path / "pubmed.xml"
    created = TODAY - timedelta(days=3)
    file.write_bytes(document(record(1, NAMES_BOTH, created=created), record(2, NAMES_ONE, created=created)))
    week.pubmed.index = load([file], None)
    poll(week)
    return week


def poll(week: SampleWeek, at: datetime = MONDAY) -> tuple[TermChange, ...]:
    with open_app(week.config, week.database, clock(at), at_once) as app:
        asyncio.run(poll_all(app, [SOURCE]))
        return follow_terms(app)[0]


def later(hours: int) -> datetime:
    return MONDAY + timedelta(hours=hours)


def edit(week: SampleWeek, old: str, new: str) -> None:
    text = week.config.read_text(encoding="utf-8")
    assert old in text
    week.config.write_text(text.replace(old, new, 1), encoding="utf-8")


def remove(week: SampleWeek, term: str) -> None:
    """Take the table of ``term`` out of watch.toml."""
    text = week.config.read_text(encoding="utf-8")
    tables = re.split(r"(?=^\[\[?[a-z_]+\]?\])", text, flags=re.MULTILINE)
    week.config.write_text("".join(t for t in tables if f'name = "{term}"\n' not in t), encoding="utf-8")


def waiting(week: SampleWeek) -> set[str]:
    with open_app(week.config, week.database, clock(MONDAY), at_once) as app:
        return {item.record.source_id for item in app.corpus.new_items()}


def terms_of(week: SampleWeek, pmid: str) -> set[str]:
    with open_app(week.config, week.database, clock(MONDAY), at_once) as app:
        item = app.corpus.history([], [pmid]).item
        assert item
        return {match.term for match in item.matches}


def test_a_poll_that_finds_the_terms_as_they_were_matches_nothing_again(polled: SampleWeek) -> None:
    assert poll(polled, later(6)) == ()


def test_a_new_term_is_found_in_the_works_that_are_held(polled: SampleWeek) -> None:
    edit(polled, "[[term]]\n", f"{PYRIN}[[term]]\n")
    (change,) = poll(polled, later(6))
    assert change == TermChange("pyrin", TermEdit.NEW, more=1, gained=(NAMES_BOTH,))
    assert change_lines([change]) == ["pyrin is new: it matches 1 paper already in the database", f"  + {NAMES_BOTH}"]
    assert "pyrin" in terms_of(polled, "1")
    assert poll(polled, later(12)) == (), "it is said once"


def test_a_synonym_that_is_added_is_found_in_the_works_that_are_held(polled: SampleWeek) -> None:
    edit(polled, "[[term]]\n", '[[term]]\nname = "TRIM20"\nsynonyms = ["marenostrin"]\n\n[[term]]\n')
    poll(polled, later(6))
    edit(polled, '["marenostrin"]', '["marenostrin", "pyrin"]')
    (change,) = poll(polled, later(12))
    assert (change.term, change.edit, change.more, change.fewer) == ("TRIM20", TermEdit.CHANGED, 1, 0)


def test_an_exclusion_takes_works_away_and_says_which(polled: SampleWeek) -> None:
    edit(polled, "[[term]]\n", f"{PYRIN}[[term]]\n")
    poll(polled, later(6))
    edit(polled, '"marenostrin"]\n', '"marenostrin"]\nexclude = ["pyrin in familial Mediterranean fever"]\n')
    (change,) = poll(polled, later(12))
    assert (change.fewer, change.lost) == (1, (NAMES_BOTH,))
    assert "pyrin" not in terms_of(polled, "1")
    assert waiting(polled) == {"1", "2"}, "another term is found in it"


def test_a_work_in_which_no_term_is_found_any_more_is_not_mailed_and_comes_back_with_its_term(
    polled: SampleWeek,
) -> None:
    for term in ("IL-32", "IL-1RA"):
        remove(polled, term)
    edit(polled, "[[term]]\n", f"{PYRIN}[[term]]\n")
    poll(polled, later(6))
    kept = polled.config.read_text(encoding="utf-8")
    remove(polled, "IL-1")
    changes = {change.term: change for change in poll(polled, later(12))}
    assert (changes["IL-1"].edit, changes["IL-1"].more) == (TermEdit.REMOVED, 0)
    assert changes["IL-1"].fewer >= 2, "the seeds count too"
    assert waiting(polled) == {"1"}
    with open_app(polled.config, polled.database, clock(MONDAY), at_once) as app:
        assert "no term of watch.toml matches it any more" in "\n".join(
            story_of(app.corpus, app.editions, app.outbox, app.marks, "2").lines()
        )
    assert "IL-1" in terms_of(polled, "2"), "why it was taken in is kept"
    polled.config.write_text(kept, encoding="utf-8")
    poll(polled, later(18))
    assert waiting(polled) == {"1", "2"}


def test_a_renamed_term_gains_and_loses_nothing(polled: SampleWeek) -> None:
    edit(polled, "[[term]]\n", f"{PYRIN}[[term]]\n")
    poll(polled, later(6))
    edit(polled, 'name = "pyrin"', 'name = "Pyrin protein"')
    (change,) = poll(polled, later(12))
    assert change == TermChange("Pyrin protein", TermEdit.RENAMED, previous_name="pyrin")
    assert "Pyrin protein" in terms_of(polled, "1")


def test_what_the_audits_found_of_a_renamed_term_keeps_to_it(polled: SampleWeek) -> None:
    edit(polled, "[[term]]\n", f"{PYRIN}[[term]]\n")
    poll(polled, later(6))
    with open_app(polled.config, polled.database, clock(later(7)), at_once) as app:

        async def ask() -> None:
            async with open_poll(app, [app.pubmed]) as poll:
                await audit(poll, app.pubmed)

        asyncio.run(ask())
        before = app.terms.recalls(app.watch.terms)["pyrin"]
    assert before
    edit(polled, 'name = "pyrin"', 'name = "Pyrin protein"')
    poll(polled, later(12))
    with open_app(polled.config, polled.database, clock(later(13)), at_once) as app:
        assert app.terms.recalls(app.watch.terms)["Pyrin protein"] == replace(before, term="Pyrin protein")


def test_a_removed_term_is_said_once_and_is_new_when_it_comes_back(polled: SampleWeek) -> None:
    """The days between, in which nobody asked for it, are history then."""
    edit(polled, "[[term]]\n", f"{PYRIN}[[term]]\n")
    poll(polled, later(6))
    kept = polled.config.read_text(encoding="utf-8")
    remove(polled, "pyrin")
    assert [change.edit for change in poll(polled, later(12))] == [TermEdit.REMOVED]
    assert poll(polled, later(18)) == ()
    polled.config.write_text(kept, encoding="utf-8")
    at = MONDAY + timedelta(days=90)
    assert [change.edit for change in poll(polled, at)] == [TermEdit.NEW]
    with open_app(polled.config, polled.database, clock(at), at_once) as app:
        assert app.terms.histories()["pyrin"].watched == at


def test_a_term_renamed_while_pubmed_is_down_is_not_removed(polled: SampleWeek) -> None:
    edit(polled, "[[term]]\n", f"{PYRIN}[[term]]\n")
    poll(polled, later(6))
    edit(polled, 'name = "pyrin"', 'name = "Pyrin protein"')
    polled.pubmed.misbehave("html")
    assert poll(polled, later(12)) == ()
    polled.pubmed.misbehave()
    assert [change.edit for change in poll(polled, later(18))] == [TermEdit.RENAMED]


def test_records_kept_out_before_are_admitted_when_a_term_names_them_the_recent_ones_to_be_mailed(
    polled: SampleWeek,
) -> None:
    """A feed that has not changed since is not read again: what it announced is held, though it was kept out."""
    with open_app(polled.config, polled.database, clock(MONDAY), at_once) as app:
        asyncio.run(poll_all(app))
        kept_out = {stored.source: stored for stored in app.corpus.kept_out()}
    assert kept_out, "the sample week has items without a term"
    stored = next(iter(kept_out.values()))
    word = max(re.findall(r"[A-Za-z]{6,}", stored.title), key=len)
    edit(polled, "[[term]]\n", f'[[term]]\nname = "{word}"\nsynonyms = ["{word}"]\n\n[[term]]\n')
    changes = {change.term: change for change in poll(polled, later(6))}
    assert changes[word].more >= 1
    with open_app(polled.config, polled.database, clock(later(7)), at_once) as app:
        known = app.corpus.history([], [stored.source_id])
        assert known.item
        assert not known.backfilled
        kinds = {account.kind for account in app.corpus.accounts_after(0)}
    assert VisitKind.REMATCH in kinds


def test_records_kept_out_longer_ago_than_polls_look_back_go_to_the_archive(polled: SampleWeek) -> None:
    with open_app(polled.config, polled.database, clock(MONDAY), at_once) as app:
        asyncio.run(poll_all(app))
        stored = app.corpus.kept_out()[0]
    word = max(re.findall(r"[A-Za-z]{6,}", stored.title), key=len)
    edit(polled, "[[term]]\n", f'[[term]]\nname = "{word}"\nsynonyms = ["{word}"]\n\n[[term]]\n')
    at = MONDAY + timedelta(days=60)
    poll(polled, at)
    with open_app(polled.config, polled.database, clock(at), at_once) as app:
        assert app.corpus.history([], [stored.source_id]).backfilled


IL36 = Term("IL-36", ("IL-36", "interleukin-36"))


def matched(term: Term, *, rules: str = "") -> MatchedTerm:
    return MatchedTerm(term.name, asked_as(term), rules or terms_version([term]), MONDAY)


def test_a_term_that_no_visit_has_asked_for_is_not_matched_yet() -> None:
    assert edited_terms([], [IL36], MONDAY) == ()


def test_a_term_that_was_asked_for_since_the_file_was_read_is_not_gone() -> None:
    """Another process polls with a newer watch.toml."""
    newer = matched(IL36)._replace(since=MONDAY + timedelta(hours=1))
    assert edited_terms([newer], [Term("IL-18", ())], MONDAY) == ()


def test_a_term_as_it_was_is_not_edited() -> None:
    assert edited_terms([matched(IL36)], [IL36], MONDAY) == ()


def test_a_term_is_removed_only_where_no_other_one_is_its_new_name() -> None:
    renamed = Term("Interleukin-36", IL36.synonyms)
    new = MatchedTerm(renamed.name, asked_as(renamed), "", MONDAY)
    assert edited_terms([matched(IL36), new], [renamed], MONDAY) == (
        EditedTerm("Interleukin-36", TermEdit.RENAMED, "IL-36"),
    )
    assert edited_terms([matched(IL36)], [Term("IL-18", ())], MONDAY) == (EditedTerm("IL-36", TermEdit.REMOVED),)
