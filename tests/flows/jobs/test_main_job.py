"""The main job on the sample week: poll, admit, edition, letter; and what happens when sources fail."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest

from flows.app import App
from flows.cli.demo import MONDAY, SAMPLE
from flows.jobs.poll import choose, failures, poll_all, steps
from literature.model.edition import Edition
from literature.model.errors import BrokenSource, UsageError
from literature.model.harvest import Account, VisitOutcome
from literature.model.record import Scheme
from sources.feeds.source import FeedSource
from store.editions import Masthead
from tests.flows.conftest import SampleWeek
from tests.flows.digests import make_digest

KEY = MONDAY.date()


def poll(app: App, only: Sequence[str] = ()) -> tuple[Account, ...]:
    return asyncio.run(poll_all(app, only))


def chosen(app: App, only: Sequence[str] = (), *, due_only: bool = False) -> tuple[str, ...]:
    return tuple(source.name for source in choose(app, only, due_only=due_only))


def expected() -> list[dict[str, str]]:
    with (SAMPLE / "expected.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def test_every_item_of_the_sample_week_ends_in_the_column_it_should(app: App) -> None:
    accounts = poll(app)
    assert all(account.balances for account in accounts)
    wrong = []
    for row in expected():
        sightings = app.corpus.history([], [row["source_id"]]).records
        outcomes = [s.outcome.value for s in sightings if s.source == row["source"]] or ["not announced"]
        if outcomes != [row["expected"]]:
            wrong.append((row["source"], row["source_id"], outcomes, row["expected"], row["why"]))
    assert wrong == []


def test_a_second_run_adds_nothing(app: App) -> None:
    poll(app)
    first = make_digest(app, KEY)
    again = poll(app)
    assert sum(account.new for account in again) == 0
    assert all(account.balances for account in again)
    assert [a.outcome for a in again] == [VisitOutcome.DONE] + 4 * [VisitOutcome.UNCHANGED]
    assert make_digest(app, KEY).edition == first.edition


@pytest.mark.polled
def test_the_letter_is_written_three_ways(app: App) -> None:
    made = make_digest(app, KEY)
    assert [path.name for path in made.files] == [f"{KEY}.html", f"{KEY}.txt", f"{KEY}.eml"]
    assert all(path.stat().st_size > 1_000 for path in made.files)
    assert len(made.edition.items) == sum(row["expected"] == "new" for row in expected())


@pytest.mark.polled
def test_writing_the_letter_again_gives_the_same_bytes(app: App) -> None:
    first = [path.read_bytes() for path in make_digest(app, KEY).files]
    assert [path.read_bytes() for path in make_digest(app, KEY).files] == first


@pytest.mark.polled
def test_a_preview_freezes_nothing(app: App) -> None:
    made = make_digest(app, KEY, preview=True)
    assert made.files
    assert app.editions.slots() == []


@pytest.mark.polled
def test_a_seed_that_comes_back_is_in_no_letter(app: App) -> None:
    pmids = {item.record.identifier(Scheme.PMID) for item in make_digest(app, KEY).edition.items}
    assert "19494218" not in pmids


@pytest.mark.parametrize("fault", ["status:503", "html", "empty", "truncated", "cut", "endless", "bomb", "reset"])
def test_a_feed_that_fails_is_named_and_the_others_go_on(app: App, week: SampleWeek, fault: str) -> None:
    week.feeds.misbehave("/journal.xml", fault)
    accounts = {account.source: account for account in poll(app)}
    failed = accounts.pop("J Sample Med")
    if fault != "truncated":  # what a truncated feed still holds is taken, with an alarm
        assert failed.outcome is VisitOutcome.FAILED
        assert failed.error
    assert failures([failed]) or failed.alarms
    assert all(account.outcome is VisitOutcome.DONE for account in accounts.values())
    letter = make_digest(app, KEY).files[1].read_text(encoding="utf-8")
    assert "J Sample Med" in letter


@pytest.mark.parametrize(
    "fault",
    ["error_in_200", "viewer_timeout_400", "html", "empty", "truncated", "prolog_only", "route_failure", "reset"],
)
def test_a_failing_pubmed_is_named_and_its_cursor_stays(app: App, week: SampleWeek, fault: str) -> None:
    week.pubmed.misbehave(fault)
    (account,) = poll(app, ["pubmed"])
    assert (account.outcome, account.announced) == (VisitOutcome.FAILED, 0)
    assert account.error
    assert app.corpus.cursor("pubmed")[0] is None
    week.pubmed.misbehave()
    (account,) = poll(app, ["pubmed"])
    assert account.new > 0


def test_a_record_that_efetch_drops_is_counted_and_asked_for_again(app: App, week: SampleWeek) -> None:
    week.pubmed.misbehave("drop_record")
    (account,) = poll(app, ["pubmed"])
    assert account.outcome is VisitOutcome.PARTIAL
    assert account.balances
    assert sum(account.failed.values()) == 1
    week.pubmed.misbehave()
    (account,) = poll(app, ["pubmed"])
    assert account.new == 1


def test_when_every_source_fails_no_reader_is_mailed_and_the_owner_is_told(app: App, week: SampleWeek) -> None:
    week.pubmed.misbehave("html")
    for path in (SAMPLE / "feeds").iterdir():
        week.feeds.misbehave(f"/{path.name}", "status:500")
    assert {account.outcome for account in poll(app)} == {VisitOutcome.FAILED}
    with pytest.raises(
        BrokenSource,
        match=r"what happened is in .*/outbox/owner-2026-11-23\.html",
    ):
        make_digest(app, KEY)
    assert app.editions.slots() == []
    notice = week.folder / "outbox" / f"owner-{KEY}.txt"
    assert "all sources failed" in (week.folder / "outbox" / f"owner-{KEY}.html").read_text(encoding="utf-8")
    assert "pubmed" in notice.read_text(encoding="utf-8")


def test_a_digest_without_any_visit_before_it_is_refused(app: App) -> None:
    """A poll schedule that has stopped must not end in a letter that says "nothing new"."""
    with pytest.raises(BrokenSource, match="no visit since the last edition succeeded"):
        make_digest(app, KEY)
    assert app.editions.slots() == []


@pytest.mark.polled
def test_an_edition_that_another_process_freezes_meanwhile_is_taken_and_nobody_is_alarmed(
    app: App, week: SampleWeek, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = app.editions.preview

    def overtaken(key: date, masthead: Masthead, now: datetime) -> Edition:
        app.editions.freeze(key, masthead, now)
        return before(key, masthead, now)

    monkeypatch.setattr(app.editions, "preview", overtaken)
    assert len(make_digest(app, KEY).edition.items) == 27
    assert not list((week.folder / "outbox").glob("owner-*"))


def test_a_source_that_asked_for_quiet_is_not_visited_until_then(app: App) -> None:
    now = app.now()
    app.corpus.record_failure("pubmed", "HTTP 429", started=now, now=now, not_before=now + timedelta(hours=1))
    assert "pubmed" not in chosen(app)
    assert "Sample Newswire" in chosen(app)
    with pytest.raises(UsageError, match="not to be visited before 2026-11-23 08:00 UTC"):
        choose(app, ["pubmed"])


def test_a_feed_is_due_only_after_its_own_interval(app: App) -> None:
    poll(app)
    assert chosen(app, due_only=True) == ("pubmed",)


def test_a_name_that_is_no_source_is_refused_with_the_names_there_are(app: App) -> None:
    with pytest.raises(UsageError, match="Sample Newswire"):
        choose(app, ["pubmde"])


def test_a_poll_of_some_terms_asks_pubmed_for_these_only_and_leaves_the_cursor(app: App) -> None:
    cursor, _ = app.corpus.cursor("pubmed")
    [account] = asyncio.run(poll_all(app, terms=["IL-32"]))
    assert (account.source, account.balances) == ("pubmed", True)
    assert account.notes[0] == "asked for IL-32 only: the cursor stays"
    assert app.corpus.cursor("pubmed")[0] == cursor
    assert 0 < account.new < 22
    whole = poll(app)
    assert sum(one.new for one in whole) == sum(row["expected"] == "new" for row in expected()) - account.new
    assert app.corpus.cursor("pubmed")[0] != cursor


def test_a_name_that_is_no_term_is_refused_with_the_names_there_are(app: App) -> None:
    with pytest.raises(UsageError, match=r"IL-33: is no term of .*; there are: IL-1, IL-1RA, IL-32"):
        choose(app, terms=["IL-33"])


def test_pubmed_is_a_step_of_its_own_and_feeds_go_five_at_a_time(app: App) -> None:
    feeds = [FeedSource(f"feed {n}", "https://example.org/", timedelta(hours=6)) for n in range(1, 13)]
    assert [len(step) for step in steps([app.pubmed, *feeds])] == [1, 5, 5, 2]
    assert steps(feeds[:2]) == [(feeds[0], feeds[1])]
    assert steps([]) == []


def test_the_word_feeds_stands_for_all_feeds(app: App) -> None:
    feeds = ("Sample Newswire", "Sample Health Daily", "J Sample Med", "sampleRxiv")
    assert chosen(app, ["feeds"]) == feeds
    assert chosen(app, ["pubmed", "feeds"]) == ("pubmed", *feeds)
    asyncio.run(poll_all(app, ["feeds"]))
    assert chosen(app, ["feeds"], due_only=True) == ()
