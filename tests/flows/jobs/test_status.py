"""`ilwatch status`: how the sources fare, said once for all of them and again for each, in the letter's words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from flows.app import App
from flows.jobs.status import status_of
from literature.model.harvest import Cursor, Harvest, Health, VisitKind

Visited = Callable[[App, str], None]


def good(app: App, source: str, **more: object) -> None:
    harvest = replace(Harvest(source, announced=0, cursor=Cursor("{}")), **more)  # type: ignore[arg-type]
    app.corpus.admit(harvest, [], started=app.now(), now=app.now())


def silent(app: App, source: str) -> None:
    good(app, source, silent_since=app.now() - timedelta(days=9))


def warned(app: App, source: str) -> None:
    good(app, source, alarms=("the query is read otherwise",))


def failing(app: App, source: str) -> None:
    app.corpus.record_failure(source, "HTTP 502", started=app.now(), now=app.now())


@pytest.mark.parametrize(
    ("visit", "state", "line"),
    [
        (good, Health.HEALTHY, "Sample Newswire: 0 announced = 0 new + 0 known + 0 seeded + 0 excluded + 0 failed"),
        (silent, Health.SILENT, "0 failed; silent since 14 Nov 2026"),
        (warned, Health.WARNING, "0 failed (with warnings)"),
        (failing, Health.FAILING, "Sample Newswire: FAILED, HTTP 502"),
    ],
)
def test_status_says_how_a_source_fares_in_its_line_in_the_sum_and_for_programs(
    app: App, visit: Visited, state: Health, line: str
) -> None:
    visit(app, "Sample Newswire")
    status = status_of(app)
    others = len(app.sources) - 1
    lines = status.lines()
    assert lines[1] == f"{others + 1} sources, 1 {state.value}, {others} not visited"
    assert lines[2].splitlines()[0].endswith(line)
    (told,) = status.data()["sources"]
    assert (told["source"], told["health"], told["kind"]) == ("Sample Newswire", state.value, "poll")
    assert len(status.data()["never_visited"]) == others


def test_a_recheck_is_not_what_status_tells_of_a_source(app: App) -> None:
    """All polls fail; asking again for what is held went well."""
    failing(app, "pubmed")
    good(app, "pubmed", kind=VisitKind.RECHECK, cursor=None)
    (account,) = status_of(app).accounts
    assert (account.kind, account.error) == (VisitKind.POLL, "HTTP 502")
