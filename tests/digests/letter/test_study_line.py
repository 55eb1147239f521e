"""The line of facts of an entry, and what a trial states of itself."""

from __future__ import annotations

from digests.letter.parts import Entry, Link
from digests.letter.study_line import trial_facts
from digests.rendering.render import render
from literature.model.record import AbstractSection, RichText
from literature.model.work import Centrality, Kind
from tests.digests.factory import a_record, an_item
from tests.digests.letter.test_compose import letter_of, only_entry

TITLE = "Anakinra in adults with gout: a randomised, double-blind, phase 2 trial"
ABSTRACT = (
    AbstractSection(RichText("A total of 104 patients were enrolled."), "METHODS"),
    AbstractSection(RichText("Registered as ISRCTN12345678 and ChiCTR2000012345."), "REGISTRATION"),
)


def entry(
    kind: Kind = Kind.RANDOMISED_TRIAL, centrality: Centrality = Centrality.CORE, *, retracted: bool = False
) -> Entry:
    record = a_record(title=TITLE, abstract=ABSTRACT)
    return only_entry(letter_of(an_item(record=record, kind=kind, centrality=centrality, retracted=retracted)))


def test_the_line_of_an_entry_says_what_its_badge_does_not() -> None:
    assert entry().facts == ("n = 104", "phase 2", "double-blind")
    assert entry(Kind.OBSERVATIONAL).facts == ("n = 104", "phase 2", "randomised", "double-blind")


def test_nothing_is_said_of_a_retracted_work_nor_of_one_in_a_line_nor_of_a_review() -> None:
    assert entry(retracted=True).facts == ()
    assert entry(centrality=Centrality.MARKER).facts == ()
    assert entry(Kind.REVIEW).facts == ()


def test_controls_and_reviews_of_studies_are_counted_in_words() -> None:
    text = "A total of 508 patients and 494 controls were included."
    record = a_record(title="Gout", abstract=(AbstractSection(RichText(text), "METHODS"),))
    assert only_entry(letter_of(an_item(record=record, kind=Kind.OBSERVATIONAL))).facts == ("508 patients",)
    text = "A total of 22 trials (1668 participants) were included."
    record = a_record(title="Gout: a meta-analysis", abstract=(AbstractSection(RichText(text), "RESULTS"),))
    shown = only_entry(letter_of(an_item(record=record, kind=Kind.SYSTEMATIC_REVIEW))).facts
    assert shown == ("22 trials", "1,668 participants")


def test_a_trial_states_its_facts_apart() -> None:
    trial = entry().trial
    assert trial
    assert (trial.design, trial.phase, trial.size) == ("randomised, double-blind", "phase 2", "n = 104")
    assert (trial.drug, trial.population) == ("anakinra", "adults with gout")
    assert trial.registrations == (
        Link("ISRCTN12345678", "https://www.isrctn.com/ISRCTN12345678"),
        Link("ChiCTR2000012345", ""),
    )


def test_no_other_work_has_them() -> None:
    assert entry(Kind.OBSERVATIONAL).trial is None
    assert trial_facts(an_item(record=a_record(title=TITLE), kind=Kind.TRIAL, retracted=True)) is None


def test_both_parts_of_a_letter_show_the_line() -> None:
    record = a_record(title=TITLE, abstract=ABSTRACT)
    rendered = render(letter_of(an_item(record=record, kind=Kind.RANDOMISED_TRIAL)))
    assert "n = 104 · phase 2 · double-blind" in " ".join(rendered.text.split())
    assert "n = 104 · phase 2 · double-blind" in rendered.html.replace("&nbsp;", " ")
