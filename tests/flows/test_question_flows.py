"""The flows that answer a question, on a real server: their artifact is what the command prints."""

from __future__ import annotations

import asyncio

import pytest
from prefect.client.schemas.objects import FlowRun

from flows import main_flows, question_flows
from flows.cli.demo import MONDAY
from flows.ui.answer_pages import COLUMNS
from tests.flows.conftest import SampleWeek
from tests.flows.ui.asking import ask, newest

pytestmark = [pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"), pytest.mark.usefixtures("api")]


def run(week: SampleWeek, term: str) -> str:
    return asyncio.run(main_flows.to_the_end(question_flows.try_term, term=term, config=str(week.config), at=MONDAY))


def artifact_of(found: FlowRun, key: str) -> str:
    (artifact,) = [one for one in ask(lambda client: client.read_artifacts()) if one.flow_run_id == found.id]
    assert artifact.key == key
    return str(artifact.data)


def test_the_run_is_named_after_what_it_found_and_its_artifact_says_the_rest(week: SampleWeek) -> None:
    assert run(week, "anakinra") == ""
    found = newest("try")
    assert found.name.startswith("try anakinra: ")
    shown = artifact_of(found, "trial")
    assert "Nothing was stored." in shown
    assert "](<https://pubmed.ncbi.nlm.nih.gov/" in shown
    assert max(map(len, shown.partition("\n#### ")[0].splitlines())) <= COLUMNS


def test_what_pubmed_does_not_answer_ends_the_run_in_one_line(week: SampleWeek) -> None:
    week.pubmed.misbehave("body=403=/dev/null")
    assert "pubmed" in run(week, "anakinra")


def test_the_story_of_an_item_is_an_artifact(week: SampleWeek) -> None:
    options = {"config": str(week.config), "database": week.database, "at": MONDAY}
    assert asyncio.run(main_flows.to_the_end(question_flows.why, name="19494218", **options)) == ""
    assert "a seed: already known" in artifact_of(newest("why"), "story")
