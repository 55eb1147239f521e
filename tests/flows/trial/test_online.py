"""`check --online` asks everybody, whoever fails."""

from __future__ import annotations

from flows.cli.check import Checked
from flows.cli.demo import MONDAY
from flows.config import load_watch
from flows.trial.online import ask_online
from tests.flows.children import at_once
from tests.flows.conftest import SampleWeek


async def test_what_fails_is_named_and_the_others_are_asked(week: SampleWeek) -> None:
    week.feeds.misbehave("/journal.xml", "html")
    week.pubmed.misbehave("html")
    answers = await ask_online(load_watch(week.config), MONDAY, at_once)
    assert [error.split(":")[0] for error in answers.errors] == ["IL-1", "IL-1RA", "IL-32", "J Sample Med"]
    assert [feed.name for feed in answers.feeds if feed.number] == [
        "Sample Newswire",
        "Sample Health Daily",
        "sampleRxiv",
    ]
    assert answers.traps == ()


async def test_a_follow_that_matches_nobody_is_said(week: SampleWeek) -> None:
    with week.config.open("a", encoding="utf-8") as file:
        file.write('[[follow]]\nauthor = "Nobody N"\n[[follow]]\njournal = "No Such Journal"\n')
    watch = load_watch(week.config)
    answers = await ask_online(watch, MONDAY, at_once)
    assert [(answer.name, answer.number, answer.error) for answer in answers.follows] == [
        ("Nobody N", 0, ""),
        ("No Such Journal", 0, ""),
    ]
    lines = Checked(watch, (), answers=answers).lines()
    assert "warning: follow Nobody N: PubMed has no paper of the last 12 months; check the spelling" in lines
