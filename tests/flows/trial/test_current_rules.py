"""A past edition by today's terms, topics and rules: what enters, what leaves, what moves, and why."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from flows.app import App, clock, open_app
from flows.cli.demo import MONDAY
from flows.curation.confirm import confirm_topic
from flows.trial.current_rules import by_current_rules
from flows.trial.current_rules_report import CurrentRules, Differing
from literature.model.errors import UsageError
from literature.model.record import Record
from literature.model.work import Centrality
from tests.flows.digests import draw
from tests.flows.holdings import holdings
from tests.store.records import harvest, paper

CONFIG = """
[watch]
name = "Test"
timezone = "Europe/London"
contact = "a@example.org"
[mail]
sender = "a@example.org"
[[term]]
name = "IL-1"
synonyms = ["IL-1"]
[[topic]]
id = "heart"
name = "Heart"
keywords = ["pericarditis"]
[[topic]]
id = "joint"
name = "Joint"
keywords = ["gout"]
"""
KEY, WEEK = MONDAY.date(), timedelta(days=7)
HEART = paper("1", "IL-1 blockade in invented recurrent pericarditis of adults")
GOUT = paper("2", "IL-1 and the invented gout of the great toe in spring")
TOE = paper("3", "Gevokizumab for the swollen invented toe after a long holiday", doi="10.5555/toe")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "watch.toml").write_text(CONFIG, encoding="utf-8")
    with opened(tmp_path) as app:
        admit(app, HEART, GOUT, TOE)
        draw(app, KEY, preview=False)
    return tmp_path


@contextmanager
def opened(folder: Path, weeks: int = 0) -> Iterator[App]:
    address = f"sqlite:///{folder / 'a.db'}"
    with open_app(folder / "watch.toml", address, clock(MONDAY + weeks * WEEK)) as app:
        yield app


def admit(app: App, *records: Record, source: str = "pubmed") -> None:
    classified = [app.classifier.classify(record) for record in records]
    app.corpus.admit(harvest(*records, source=source), classified, started=app.now(), now=app.now())


def rewrite(folder: Path, old: str, new: str) -> None:
    config = folder / "watch.toml"
    text = config.read_text(encoding="utf-8")
    assert old in text
    config.write_text(text.replace(old, new), encoding="utf-8")


def again(folder: Path, weeks: int = 1) -> CurrentRules:
    with opened(folder, weeks) as app:
        return by_current_rules(app, KEY)


def said(result: CurrentRules) -> str:
    return "\n".join(result.lines())


def test_an_edition_keeps_the_version_of_each_term_and_topic_and_of_the_program(folder: Path) -> None:
    with opened(folder) as app:
        edition = app.editions.get(KEY)
    assert edition
    assert [name for name, _ in edition.versions.terms] == ["IL-1"]
    assert [topic for topic, _ in edition.versions.topics] == ["heart", "joint"]
    assert edition.versions.model == ""
    assert edition.versions.program.startswith("terms ")


def test_by_the_same_rules_nothing_differs_and_nothing_is_stored(folder: Path) -> None:
    before = holdings(folder / "a.db")
    result = again(folder)
    assert (result.items_then, result.items_now) == (2, 2)
    assert (result.left, result.entered, result.moved, result.centrality) == ((), (), (), ())
    assert "terms, topics and rules: unchanged since" in said(result)
    assert "no paper moved" in said(result)
    assert holdings(folder / "a.db") == before


def test_the_letter_has_a_name_of_its_own(folder: Path) -> None:
    assert [path.name for path in again(folder).files] == [
        f"{KEY}-current-rules.{suffix}" for suffix in ("html", "txt", "eml")
    ]


def test_a_paper_that_was_kept_out_enters_by_a_new_term_once_whatever_announced_it(folder: Path) -> None:
    with opened(folder) as app:
        admit(app, paper("a", TOE.title.text, source="A feed", doi="10.5555/toe"), source="A feed")
    rewrite(
        folder,
        '[[topic]]\nid = "heart"',
        '[[term]]\nname = "Gevokizumab"\nsynonyms = ["XOMA 052"]\n[[topic]]\nid = "heart"',
    )
    result = again(folder)
    (entered,) = result.entered
    assert (entered.paper.name, entered.terms) == ("3", ("Gevokizumab",))
    assert entered.then == "kept out: no watched term"
    assert result.versions.terms == Differing(added=("Gevokizumab",))
    assert result.items_now == 3
    assert TOE.title.text in result.files[1].read_text(encoding="utf-8").replace("\n    ", " ")


def test_a_paper_of_that_week_that_came_with_a_later_edition_is_named_with_it(folder: Path) -> None:
    rewrite(folder, 'synonyms = ["IL-1"]', 'synonyms = ["IL-1", "gevokizumab"]')
    with opened(folder, 1) as app:
        admit(app, TOE)
        draw(app, KEY + WEEK, preview=False)
    (entered,) = again(folder, 2).entered
    assert entered.then == f"in the edition of {KEY + WEEK}"


def test_what_came_in_another_week_does_not_enter(folder: Path) -> None:
    rewrite(folder, 'synonyms = ["IL-1"]', 'synonyms = ["IL-1", "rilonacept"]')
    with opened(folder, 1) as app:
        admit(app, paper("9", "Rilonacept in an invented disease of the later week"))
    assert again(folder, 2).entered == ()


def test_a_paper_in_which_no_term_is_any_more_would_not_be_in_it(folder: Path) -> None:
    rewrite(folder, 'synonyms = ["IL-1"]', 'synonyms = ["IL-1"]\nexclude = ["IL-1 blockade"]')
    result = again(folder)
    (left,) = result.left
    assert (left.paper.name, left.terms, left.why) == ("1", ("IL-1",), "only false friends: IL-1 blockade")
    assert result.versions.terms.changed == ("IL-1",)
    assert "1 work would drop out:" in said(result)


def test_a_paper_that_moves_says_from_where_to_where_and_why(folder: Path) -> None:
    rewrite(folder, 'keywords = ["gout"]', 'keywords = ["podagra"]')
    result = again(folder)
    (moved,) = result.moved
    assert (moved.paper.name, moved.then, moved.now) == ("2", ("Joint",), ())
    assert moved.why == "no keyword of a topic is in it"
    assert result.versions.topics == Differing(changed=("Joint",))


def test_what_a_person_said_since_counts(folder: Path) -> None:
    with opened(folder, 1) as app:
        confirm_topic(app, "2", "heart", belongs=True)
    (moved,) = again(folder).moved
    assert (moved.then, moved.now) == (("Joint",), ("Heart", "Joint"))


def test_what_the_program_says_of_centrality_today_is_compared(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(folder, 1) as app:
        today = app.classifier.classify(HEART).verdict._replace(centrality=Centrality.MARKER, centrality_reason="new")
    monkeypatch.setattr("literature.classifier.verdict", lambda record, matches: today)
    changed = again(folder).centrality[0]
    assert (changed.then, changed.now, changed.why) == (Centrality.CORE, Centrality.MARKER, "new")


def test_an_edition_that_did_not_keep_its_versions_says_only_whether_they_differ(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "a.db")) as connection, connection:
        (snapshot,) = connection.execute("SELECT snapshot FROM edition").fetchone()
        old = json.loads(snapshot)
        del old["versions"]
        connection.execute("UPDATE edition SET snapshot = ?", (json.dumps(old),))
    assert "rules: those of then\n" in said(again(folder))
    rewrite(folder, 'keywords = ["gout"]', 'keywords = ["podagra"]')
    result = again(folder)
    assert (result.versions.known, result.versions.rules) == (False, True)
    assert "rules: not those of then" in said(result)


def test_a_date_without_an_edition_is_refused(folder: Path) -> None:
    with opened(folder) as app, pytest.raises(UsageError, match=f"the last ones are: {KEY}"):
        by_current_rules(app, KEY + WEEK)
