"""What a text denies, or says of others, is no fact of its study."""

from __future__ import annotations

import pytest

from literature.findings.study_facts import study_facts
from literature.model.record import AbstractSection, RichText
from tests.digests.factory import a_record


@pytest.mark.parametrize(
    "sentence",
    [
        "A total of 100 patients were not enrolled.",
        "None of 300 patients were enrolled.",
        "A total of 300 children's parents were included.",
        "A total of 104 patients-years were included.",
    ],
)
def test_it_is_not_told_how_many_took_part(sentence: str) -> None:
    """A denial, a genitive and a unit of time are no total."""
    assert study_facts(a_record(title="X", abstract=[AbstractSection(RichText(sentence), "RESULTS")])).size is None


@pytest.mark.parametrize("title", ["Not a randomised trial", "Lack of a double-blind trial of canakinumab in gout"])
def test_a_design_that_is_denied_is_not_one(title: str) -> None:
    """ "Not a", "lack of", "without a"."""
    assert study_facts(a_record(title=title)).designs == ()
