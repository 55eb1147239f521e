"""The flow of a trial, on a real server: its artifact is what the command prints."""

from __future__ import annotations

import asyncio

import pytest

from flows import main_flows, term_flows
from flows.cli.demo import MONDAY
from tests.flows.conftest import SampleWeek
from tests.flows.ui.asking import ask, newest

pytestmark = [pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"), pytest.mark.usefixtures("api")]


def run(week: SampleWeek, term: str) -> str:
    return asyncio.run(main_flows.to_the_end(term_flows.try_term, term=term, config=str(week.config), at=MONDAY))


def test_the_run_is_named_after_what_it_found_and_its_artifact_says_the_rest(week: SampleWeek) -> None:
    assert run(week, "anakinra") == ""
    found = newest("try")
    assert found.name.startswith("try anakinra: ")
    (artifact,) = [one for one in ask(lambda client: client.read_artifacts()) if one.flow_run_id == found.id]
    assert artifact.key == "trial"
    assert "Nothing was stored." in str(artifact.data)


def test_what_pubmed_does_not_answer_ends_the_run_in_one_line(week: SampleWeek) -> None:
    week.pubmed.misbehave("body=403=/dev/null")
    assert "pubmed" in run(week, "anakinra")
