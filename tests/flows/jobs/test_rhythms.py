"""Readers of several rhythms over scripted months: each paper reaches each reader once, at the hour asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from flows.app import App
from flows.curation.why import story_of
from flows.delivery.resend import resend_edition
from flows.jobs.owner_alerts import tell_weekly_late
from flows.jobs.rhythms import key_due
from literature.model.errors import BrokenSource
from literature.model.record import Relation
from tests.flows.digests import make_digest
from tests.flows.jobs.months import DAY, Months
from tests.store.records import paper

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def in_berlin(app: App) -> App:
    table = app.watch.watch.model_copy(update={"timezone": "Europe/Berlin"})
    return replace(app, watch=app.watch.model_copy(update={"watch": table}))


@pytest.fixture
def months(app: App) -> Months:
    """From Monday 2 November 2026, 06:00 in Berlin, when the first papers have come."""
    months = Months(in_berlin(app), at("2026-11-02T06:00"))
    months.announce(3)
    return months


def some_papers(months: Months) -> Callable[[datetime], object]:
    """A handler of days: two papers on most of them, none at weekends."""
    return lambda day: months.announce(2 if day.weekday() < 5 else 0)


def test_a_weekly_a_daily_and_a_monthly_reader_get_each_paper_once(months: Months) -> None:
    months.readers(plain={}, daily={"every": "daily"}, monthly={"every": "monthly"}, thursday={"day": "thursday"})
    months.until(at("2026-12-01T00:00"), some_papers(months))
    months.until(at("2026-12-08T00:00"))
    assert set(months.announced) == set(months.read("plain"))
    for reader in ("plain", "daily", "monthly", "thursday"):
        assert Counter(months.read(reader)) == Counter([*months.announced]), reader
    assert months.days("plain")[:3] == ["2026-11-02", "2026-11-09", "2026-11-16"]
    assert months.spans("plain")[1] == ("11-03", "11-09")
    assert months.days("monthly") == ["2026-11-02", "2026-12-01"]
    assert months.spans("monthly")[1] == ("11-03", "12-01")
    assert months.days("thursday")[:3] == ["2026-11-02", "2026-11-05", "2026-11-12"]
    assert months.spans("thursday")[2] == ("11-06", "11-12")


def test_a_daily_reader_gets_nothing_on_an_empty_day_and_a_letter_at_least_once_a_week(months: Months) -> None:
    months.readers(daily={"every": "daily", "hour": 8})
    months.until(at("2026-11-05T12:00"), lambda _: months.announce(1))
    months.until(at("2026-11-28T12:00"))
    assert months.days("daily") == [f"2026-11-{day:02}" for day in (2, 3, 4, 5, 12, 19, 26)]
    assert [letter["Date"].datetime.astimezone(BERLIN).hour for letter in months.letters("daily")] == [
        7,
        8,
        8,
        8,
    ] + 3 * [8]
    assert Counter(months.read("daily")) == Counter([*months.announced])


def test_a_daily_reader_of_one_topic_gets_a_letter_on_days_with_something_for_them(months: Months) -> None:
    months.readers(daily={"every": "daily", "topics": ["cardio"]})
    months.until(at("2026-11-05T12:00"), lambda _: months.announce(1))
    assert months.days("daily") == ["2026-11-02"]


def test_who_changes_the_rhythm_loses_nothing_and_gets_nothing_twice(months: Months) -> None:
    days = some_papers(months)
    for until, keys in (
        ("2026-11-11T15:00", {"every": "daily", "hour": 9}),
        ("2026-11-20T10:00", {}),
        ("2026-11-25T10:00", {"day": "friday", "hour": 16}),
        ("2026-12-09T10:00", {"every": "monthly", "day": 5}),
        ("2026-12-12T10:00", {"every": "daily"}),
    ):
        months.readers(plain={}, changes=keys)
        months.until(at(until), days)
    months.readers(plain={}, changes={})
    months.until(at("2026-12-15T00:00"))
    assert Counter(months.read("changes")) == Counter([*months.announced])


def test_a_new_reader_gets_a_first_letter_within_the_hour_and_then_what_comes(months: Months) -> None:
    days = some_papers(months)
    months.readers(plain={}, daily={"every": "daily"})
    months.until(at("2026-11-18T15:00"), days)
    months.readers(plain={}, daily={"every": "daily"}, weekly={"day": "monday"}, monthly={"every": "monthly"})
    months.until(at("2026-11-18T16:00"), days)
    assert months.spans("weekly") == [("11-12", "11-18")]
    assert months.spans("monthly") == [("11-02", "11-18")]
    months.until(at("2026-12-02T00:00"), days)
    assert months.spans("weekly") == [("11-12", "11-18"), ("11-19", "11-23"), ("11-24", "11-30")]
    assert months.spans("monthly")[1] == ("11-19", "12-01")


def test_who_was_removed_and_comes_back_gets_what_came_meanwhile(months: Months) -> None:
    days = some_papers(months)
    months.readers(plain={}, daily={"every": "daily"})
    months.until(at("2026-11-10T12:00"), days)
    months.readers(plain={})
    months.until(at("2026-11-17T12:00"), days)
    months.readers(plain={}, daily={"every": "daily"})
    months.until(at("2026-11-24T00:00"))
    assert Counter(months.read("daily")) == Counter([*months.announced])


def test_a_machine_that_was_off_makes_one_letter_of_what_was_missed(months: Months) -> None:
    days = some_papers(months)
    months.readers(daily={"every": "daily"}, thursday={"day": "thursday"})
    months.until(at("2026-11-04T00:00"), days)
    months.is_on = False
    months.until(at("2026-11-14T10:00"), days)
    months.is_on = True
    months.until(at("2026-11-14T12:00"), days)
    assert [months.days(reader)[-1] for reader in ("daily", "thursday")] == ["2026-11-14", "2026-11-14"]
    assert [len(months.letters(reader)) for reader in ("daily", "thursday")] == [3, 2]
    assert Counter(months.read("daily")) == Counter(months.read("thursday")) == Counter([*months.announced])


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
@pytest.mark.parametrize("hour", [1, 2, 3])
def test_on_the_day_when_the_clock_changes_a_daily_reader_gets_one_letter(app: App, day: str, hour: int) -> None:
    months = Months(in_berlin(app), at(f"{day}T00:00") - 3 * DAY)
    months.announce(1)
    months.readers(daily={"every": "daily", "hour": hour})
    months.until(at(f"{day}T00:00") + 3 * DAY, lambda _: months.announce(1))
    assert len(set(months.days("daily"))) == len(months.days("daily")) == 6
    assert day in months.days("daily")
    assert len(set(months.read("daily"))) == len(months.read("daily"))


def test_the_digest_of_a_day_whose_edition_was_cut_before_serves_its_readers(months: Months) -> None:
    months.readers(plain={}, early={"every": "daily", "hour": 5})
    months.until(at("2026-11-09T08:00"), lambda _: months.announce(1))
    assert months.days("plain") == ["2026-11-02", "2026-11-09"]
    assert months.days("early")[-1] == "2026-11-09"
    assert len(months.app.editions.slots()) == 8


def test_a_relay_that_is_down_costs_no_letter(months: Months) -> None:
    months.readers(plain={}, daily={"every": "daily"})
    months.until(at("2026-11-04T00:00"), lambda _: months.announce(1))
    months.channel.is_down = True
    months.until(at("2026-11-06T00:00"), lambda _: months.announce(1))
    months.channel.is_down = False
    months.until(at("2026-11-10T00:00"), lambda _: months.announce(1))
    assert Counter(months.read("daily")) == Counter(months.read("plain"))
    assert len(months.letters("daily")) == 8


def test_nobody_is_due_before_the_sources_were_first_visited(app: App) -> None:
    months = Months(in_berlin(app), at("2026-11-02T06:00"))
    months.readers(daily={"every": "daily"})
    assert key_due(months.app) is None
    months.announce(1)
    months.until(at("2026-11-02T12:00"))
    assert months.days("daily") == ["2026-11-02"]


def test_where_no_source_works_no_edition_is_made_and_the_owner_is_told_once_a_day(months: Months) -> None:
    months.readers(daily={"every": "daily"})
    months.until(at("2026-11-02T12:00"))
    for _ in range(2):
        for hour in (7, 8, 9):
            months.now = months.now.astimezone(BERLIN).replace(hour=hour, minute=37) + (hour == 7) * DAY
            months.app.corpus.record_failure("pubmed", "timeout", started=months.now, now=months.now)
            with pytest.raises(BrokenSource, match="no visit since the last edition succeeded"):
                months.deliver()
    told = [letter["Subject"] for letter in months.channel.boxes[months.app.watch.watch.contact]]
    assert len(told) == 2
    months.announce(1)
    months.deliver()
    assert Counter(months.read("daily")) == Counter([*months.announced])


def test_where_nobody_has_polled_since_the_last_edition_none_is_made_and_nobody_is_alarmed(months: Months) -> None:
    months.readers(daily={"every": "daily"})
    months.until(at("2026-11-02T07:40"))
    months.now = at("2026-11-03T07:37")
    months.deliver()
    assert len(months.app.editions.slots()) == 1
    assert list(months.channel.boxes) == ["daily@example.org"]
    months.announce(1)
    months.deliver()
    assert months.days("daily") == ["2026-11-02", "2026-11-03"]


def test_a_paper_with_its_notice_in_one_letter_is_marked_and_who_had_it_before_is_told(months: Months) -> None:
    months.readers(plain={}, daily={"every": "daily"})
    months.until(at("2026-11-03T12:00"))
    (word,) = months.announce(1)
    pmid = str(70_000_000 + len(months.announced) - 1)
    months.until(at("2026-11-05T12:00"))
    months.admit(paper("9", "Retraction notice to an invented paper", relations=(Relation("RetractionOf", pmid),)))
    months.until(at("2026-11-10T00:00"))
    first, told = (months.texts("daily")[n] for n in (1, 2))
    assert f"in {word} disease" in first
    assert "Retraction" not in first
    assert f"Retraction: Anakinra in {word} disease. J" not in first
    assert "You were sent this paper on 4 Nov 2026." in told
    (week,) = months.texts("plain")[1:]
    assert "You were sent this paper" not in week
    assert week.count("new in this letter") == 1


def test_three_days_of_letters_to_another_rhythm_are_no_weekly_digest(months: Months) -> None:
    """The owner's copy and weekly list stay with the digest."""
    months.readers(plain={}, daily={"every": "daily"})
    months.until(at("2026-11-09T08:00"), lambda _: months.announce(1))
    outbox = months.app.mailing.copies.folder
    assert sorted(path.name for path in outbox.glob("2026-*.html")) == ["2026-11-02.html", "2026-11-09.html"]
    copy = (outbox / "2026-11-09.txt").read_text(encoding="utf-8")
    since = [word for word, when in months.announced.items() if when > at("2026-11-02T07:00")]
    assert len(since) == 7
    assert all(f"in {word} disease" in " ".join(copy.split()) for word in since)


def test_a_letter_of_several_editions_links_to_a_page_that_has_them_all(months: Months) -> None:
    table = months.base.watch.archive.model_copy(update={"base_url": "https://example.org/il1/"})
    months.base = replace(months.base, watch=months.base.watch.model_copy(update={"archive": table}))
    months.readers(plain={}, daily={"every": "daily"})
    months.until(at("2026-11-09T08:00"), lambda _: months.announce(1))
    page = "2026-11-03_2026-11-09.html"
    assert f"https://example.org/il1/{page}" in months.texts("plain")[-1]
    folder = months.app.archive.folder
    content = (folder / page).read_text(encoding="utf-8")
    assert all(f"{word} disease" in content for word in months.read("plain")[3:])
    assert page not in (folder / "index.html").read_text(encoding="utf-8")
    (folder / page).unlink()
    months.app.archive.write()
    assert (folder / page).read_text(encoding="utf-8") == content


def retracted(months: Months) -> str:
    """A word of the newest paper, of which a retraction is announced now."""
    pmid = str(70_000_000 + len(months.announced) - 1)
    months.admit(paper("9", "Retraction notice to an invented paper", relations=(Relation("RetractionOf", pmid),)))
    return [*months.announced][-1]


def test_who_leaves_before_the_weekly_letter_is_told_of_a_retraction_that_a_daily_edition_had(months: Months) -> None:
    """The paper was in the letters of 2 November; the daily edition of the 5th has its retraction; the reader leaves on
    the 6th, before the weekly letter that would have told it."""
    months.readers(plain={}, leaves={}, daily={"every": "daily"})
    months.until(at("2026-11-04T12:00"))
    retracted(months)
    months.until(at("2026-11-06T12:00"))
    assert len(months.letters("leaves")) == 1
    months.readers(plain={}, daily={"every": "daily"})
    months.until(at("2026-11-17T00:00"), lambda _: months.announce(1))
    (letter,) = months.letters("leaves")[1:]
    assert "1 retraction of a paper you were sent" in letter["Subject"]
    told = [
        sum("You were sent this paper on 2 Nov 2026." in text for text in months.texts(r)) for r in ("plain", "daily")
    ]
    assert told == [1, 1]


def test_a_letter_of_several_editions_is_resent_with_all_of_them(months: Months) -> None:
    months.readers(plain={}, daily={"every": "daily"})
    months.until(at("2026-11-09T12:00"), lambda _: months.announce(1))
    app = months.app
    resend_edition(app.mailing, app.editions, app.today, "plain@example.org")
    original, again = months.texts("plain")[1:]
    assert months.letters("plain")[-1]["Subject"].startswith("Resent: ")
    words = [word for word in months.announced if f"in {word} disease" in original]
    assert len(words) == 7
    assert all(f"in {word} disease" in again for word in words)
    resend_edition(app.mailing, app.editions, app.today, "friend@example.org")
    assert months.spans("friend") == [("11-09", "11-09")]


def test_why_names_the_letter_that_brought_the_paper(months: Months) -> None:
    months.readers(plain={}, daily={"every": "daily"})
    months.until(at("2026-11-04T12:00"))
    months.announce(1)
    months.until(at("2026-11-09T12:00"))
    app = months.app
    story = story_of(app.corpus, app.editions, app.outbox, app.marks, str(70_000_000 + len(months.announced) - 1))
    assert f"{story.edition}" == "2026-11-05"
    assert [(each.recipient, f"{each.edition_key}") for each in story.deliveries] == [
        ("daily@example.org", "2026-11-05"),
        ("plain@example.org", "2026-11-09"),
    ]


def test_the_owners_weekly_list_follows_letters_of_the_digest_and_not_those_of_other_rhythms(months: Months) -> None:
    months.readers(plain={}, daily={"every": "daily"})
    months.until(at("2026-11-09T06:00"), lambda _: months.announce(1))
    months.app.corpus.record_failure("Sample Newswire", "timeout", started=months.now, now=months.now)
    months.channel.is_down, months.now = True, at("2026-11-09T07:00")
    app = months.app
    make_digest(app, app.today)
    months.now = at("2026-11-10T07:37")
    months.announce(1)
    months.channel.is_down = False
    months.deliver()
    app = months.app
    daily, plain = (
        [each for each in app.outbox.since(app.today - DAY) if each.recipient == f"{name}@example.org"]
        for name in ("daily", "plain")
    )
    assert [len(daily), len(plain)] == [2, 1]
    assert tell_weekly_late(app, daily) == ""
    assert app.watch.watch.contact not in months.channel.boxes
    assert tell_weekly_late(app, plain) == ""
    (mail,) = months.channel.boxes[app.watch.watch.contact]
    assert "sources need attention" in mail["Subject"]
