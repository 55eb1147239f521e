"""The layout of the checkout: what a newcomer relies on when looking for a thing by its name."""

from __future__ import annotations

import pytest

from benchmarks.shape.modules import Module, classes_twice, folders, read, stems_twice
from tests.conftest import FIRST, ONE_PREFECT
from tests.paths import ROOT

MOST_FILES = 15

SAME_JOB = {
    ("sources/feeds", "sources/pubmed"),
    ("sources/feeds", "sources/pubmed", "sources"),
}
"""Folders that do the same job for two things: their files may share names."""


@pytest.fixture(scope="module")
def modules() -> tuple[Module, ...]:
    return read(ROOT)


def test_no_folder_has_more_than_15_files(modules: tuple[Module, ...]) -> None:
    assert {folder: count for folder, count in folders(modules).items() if count > MOST_FILES} == {}


def test_no_class_name_is_used_twice(modules: tuple[Module, ...]) -> None:
    assert classes_twice(modules) == {}


def test_a_file_name_is_used_twice_only_where_sibling_packages_do_the_same_job(modules: tuple[Module, ...]) -> None:
    assert {stem: where for stem, where in stems_twice(modules).items() if where not in SAME_JOB} == {}


def test_every_file_that_is_to_run_first_is_there() -> None:
    """Else a file that takes long runs last by mistake, and one worker is left alone with it."""
    assert [file for file in FIRST if not (ROOT / "tests" / file).is_file()] == []
    assert [file for file in ONE_PREFECT if not (ROOT / file).is_file()] == []
