"""`ilwatch status`: how the sources fare, said once for all of them and again for each, in the letter's words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from flows.app import App
from flows.jobs.status import Status, status_of
from literature.model.harvest import Cursor, Harvest, Health, VisitKind
from literature.model.recall import MissedPaper, TermRecall

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


def test_examples_that_teach_nothing_are_said_with_what_to_do(app: App) -> None:
    lines = "\n".join(status_of(app).lines())
    assert "in watch.toml cannot be learned from, such as topic" in lines
    assert "Import the papers with `ilwatch seed FILE`, or remove them from `examples`" in lines


def test_a_recheck_is_not_what_status_tells_of_a_source(app: App) -> None:
    """All polls fail; asking again for what is held went well."""
    failing(app, "pubmed")
    good(app, "pubmed", kind=VisitKind.RECHECK, cursor=None)
    (account,) = status_of(app).accounts
    assert (account.kind, account.error) == (VisitKind.POLL, "HTTP 502")


def told(recall: TermRecall | None) -> tuple[list[str], dict[str, Any]]:
    """The lines of a status with one term, and what it says of it for programs."""
    status = Status(0, 0, (), (), (), (), recalls={"IL-32": recall})
    (data,) = status.data()["recall"]
    return [line for line in status.lines() if line.startswith("recall")], data


RECALL = TermRecall("IL-32", date(2025, 10, 1), datetime(2026, 11, 1, 3, tzinfo=UTC), announced=230, held=214)


@pytest.mark.parametrize(
    ("recall", "line"),
    [
        (RECALL, "214 of 214 papers since 1 Oct 2025 (asked again 1 Nov 2026)"),
        (
            replace(RECALL, held=213, missed=1),
            "213 of 214 papers since 1 Oct 2025 (asked again 1 Nov 2026; 1 had been missed and was added then)",
        ),
        (
            replace(RECALL, held=211, missed=2, unknown=1),
            "at least 211 of 214 papers since 1 Oct 2025 (asked again 1 Nov 2026; 2 had been missed and were added "
            "then; 1 could not be fetched)",
        ),
        (replace(RECALL, held=0), "no papers in this time (since 1 Oct 2025, asked again 1 Nov 2026)"),
        (None, "not audited yet"),
    ],
)
def test_status_says_the_recall_of_each_term(recall: TermRecall | None, line: str) -> None:
    assert told(recall)[0] == [f"recall of IL-32: {line}"]


def test_the_recall_of_a_term_for_programs() -> None:
    missed = replace(RECALL, held=213, missed=1, missed_papers=(MissedPaper("7", "A paper"),))
    assert told(missed)[1] == {
        "term": "IL-32",
        "since": "2025-10-01",
        "asked": "2026-11-01T03:00:00+00:00",
        "announced": 230,
        "held": 213,
        "missed": 1,
        "unknown": 0,
        "missed_papers": [{"source_id": "7", "title": "A paper"}],
        "unknown_ids": [],
        "papers": 214,
        "recall": 213 / 214,
        "lower_bound": False,
    }
    assert told(replace(RECALL, held=0))[1]["recall"] is None
    assert told(None)[1] == {"term": "IL-32"}


def test_terms_that_were_not_audited_yet_are_one_line(app: App) -> None:
    assert [line for line in status_of(app).lines() if "recall" in line] == [
        "recall of IL-1, IL-1RA, IL-32: not audited yet"
    ]
