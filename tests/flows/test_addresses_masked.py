"""Readers' addresses are masked where a run's page, its log or its mail shows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.app import App
from flows.config import load_watch
from flows.jobs.digest import digest_steps
from flows.jobs.steps import run_bare
from literature.model.errors import BrokenConfig
from tests.flows.conftest import mailing, polled, polled_file  # noqa: F401  # fixtures
from tests.flows.delivery.relayed import KEY


def test_the_preview_of_one_reader_does_not_name_the_reader_by_its_files(mailing: App) -> None:  # noqa: F811
    """The names of the files are in the JSON, in the lines, and at the end of the artifact."""
    reader = mailing.watch.reader[0]
    made = run_bare(digest_steps(mailing, KEY, preview=True, reader=reader))
    assert made
    assert not any(reader.address in path.name for path in made.files)


@pytest.mark.parametrize(
    "text",
    [
        '[[reader]]\naddress = "anna.secret@example.org"\ntopics = ["no such topic"]\n',
        '[[follow]]\njournal = "Blood"\nreaders = ["anna.secrets@example.org"]\n'
        '[[reader]]\naddress = "anna.secret@example.org"\n',
    ],
)
def test_a_fault_of_a_reader_masks_the_address(tmp_path: Path, text: str) -> None:
    """The fault of a scheduled run stands in its log and in the failure mail."""
    path = tmp_path / "watch.toml"
    path.write_text(f"{Path('watch.toml').read_text(encoding='utf-8')}\n{text}", encoding="utf-8")
    with pytest.raises(BrokenConfig) as caught:
        load_watch(path)
    assert "anna.secret" not in str(caught.value)
