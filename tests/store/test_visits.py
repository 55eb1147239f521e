"""What the visits say of a source, whatever the clock said at each; and what the owner was told of."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from literature.model.harvest import Harvest
from store.corpus import LONGEST_QUIET, Corpus
from store.engine.database import Database
from store.mail.owner_alerts import OwnerAlerts
from store.tables import CursorRow
from store.visits import Visits
from tests.store.records import T0

pytestmark = pytest.mark.both_databases

HOUR, YEAR = timedelta(hours=1), timedelta(days=365)


@pytest.fixture
def visits(database: Database) -> Visits:
    return Visits(database)


def visit(corpus: Corpus, at: datetime, silent_since: datetime | None = None) -> None:
    corpus.admit(Harvest("pubmed", announced=0, silent_since=silent_since), [], started=at, now=at)


def fail(corpus: Corpus, at: datetime, wait: timedelta | None = None) -> None:
    corpus.record_failure("pubmed", "busy", started=at, now=at, not_before=at + wait if wait else None)


def test_a_good_visit_by_a_clock_that_was_ahead_is_not_the_last_good_one(corpus: Corpus, visits: Visits) -> None:
    visit(corpus, T0)
    visit(corpus, T0 + YEAR)
    assert visits.last_good(T0 + HOUR) == {"pubmed": T0}
    assert visits.last_good(T0 + YEAR) == {"pubmed": T0 + YEAR}


def test_that_a_clock_was_ahead_is_known_until_the_next_good_visit(corpus: Corpus, visits: Visits) -> None:
    visit(corpus, T0)
    fail(corpus, T0 + YEAR)
    assert visits.ahead("pubmed", T0) == T0 + YEAR
    fail(corpus, T0 + HOUR)
    assert visits.ahead("pubmed", T0 + HOUR) == T0 + YEAR
    visit(corpus, T0 + 2 * HOUR)
    assert visits.ahead("pubmed", T0 + 2 * HOUR) is None


def test_a_source_is_silent_as_its_last_good_visit_found_it(corpus: Corpus, visits: Visits) -> None:
    visit(corpus, T0, T0 - 3 * HOUR)
    fail(corpus, T0 + HOUR)
    assert visits.silent() == {"pubmed": T0 - 3 * HOUR}
    assert corpus.last_accounts()[0].silent_since is None
    visit(corpus, T0 + 2 * HOUR)
    assert visits.silent() == {}


def test_quiet_ends_when_it_was_asked_to_and_after_a_day_at_the_latest(corpus: Corpus) -> None:
    fail(corpus, T0, 2 * HOUR)
    assert corpus.quiet_until("pubmed", T0 + HOUR) == T0 + 2 * HOUR
    assert corpus.quiet_until("pubmed", T0 + 2 * HOUR) is None
    fail(corpus, T0, YEAR)
    assert corpus.quiet_until("pubmed", T0 + HOUR) == T0 + LONGEST_QUIET
    assert corpus.quiet_until("nowhere", T0) is None


def test_quiet_asked_for_under_a_clock_that_was_ahead_is_none(corpus: Corpus) -> None:
    fail(corpus, T0 + YEAR, HOUR)
    assert corpus.quiet_until("pubmed", T0) is None


@pytest.mark.parametrize(("wait", "quiet"), [(HOUR, True), (LONGEST_QUIET + 2 * HOUR, False)])
def test_a_row_of_an_older_version_which_does_not_say_when_is_believed_for_a_day(
    corpus: Corpus, database: Database, wait: timedelta, quiet: bool
) -> None:
    with database.writing() as session:
        session.add(CursorRow(source="pubmed", not_before=T0 + wait))
    assert bool(corpus.quiet_until("pubmed", T0)) is quiet


def test_what_was_told_is_remembered_once(database: Database) -> None:
    alerts = OwnerAlerts(database)
    assert not alerts.has("silent pubmed 2026-11-20")
    for _ in range(2):
        alerts.remember("silent pubmed 2026-11-20", T0)
    assert alerts.has("silent pubmed 2026-11-20")
    assert not alerts.has("silent pubmed 2026-12-01")
