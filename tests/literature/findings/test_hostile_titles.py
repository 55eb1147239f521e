"""A title of 90 characters with many slashes kept `digest` busy for ever (designs._NOUN)."""

from __future__ import annotations

import multiprocessing

import pytest

from literature.findings.study_facts import study_facts
from tests.digests.factory import a_record


def _facts(title: str) -> None:
    study_facts(a_record(title=title))


@pytest.mark.parametrize("title", ["Randomised" + "/a" * 40, "Cohort" + "/a" * 500, "Double-blind" + "/" * 1000])
def test_a_title_of_slashes_is_read_at_once(title: str) -> None:
    reading = multiprocessing.get_context("spawn").Process(target=_facts, args=(title,))
    reading.start()
    reading.join(30)
    is_stuck = reading.is_alive()
    reading.kill()
    assert not is_stuck
