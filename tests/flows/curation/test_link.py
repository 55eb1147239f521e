"""A person's word on two works: by any name, told back, seen in status, and never by halves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.app import App, open_app, seed
from flows.curation.link import link_works, unlink_works
from flows.curation.why import story_of
from flows.jobs.status import status_of
from literature.model.errors import WatchError
from tests.paths import ROOT

CONFIG = ROOT / "watch.toml"
TITLE = "Anakinra in the treatment of an invented recurrent fever of the joints"

LIBRARY = f"""\
TY  - JOUR
ID  - one
TI  - {TITLE}
JO  - Invented Journal of Fevers
VL  - 7
SP  - 12
EP  - 19
PY  - 2024
AU  - Adler, B
DO  - 10.5555/one
ER  -
TY  - JOUR
ID  - other
TI  - {TITLE}
JO  - Invented Annals of Joints
PY  - 2024
AU  - Adler, B
DO  - 10.5555/other
ER  -
TY  - JOUR
ID  - same
TI  - {TITLE}
JO  - Invented Journal of Fevers
VL  - 7
SP  - 12
EP  - 19
PY  - 2024
AU  - Adler, B
ER  -
"""


@pytest.fixture
def app(tmp_path: Path) -> Iterator[App]:
    """`one` and `same` are one work by the rules, `other` possibly the same."""
    library = tmp_path / "mine.ris"
    library.write_text(LIBRARY, encoding="utf-8")
    with open_app(CONFIG, f"sqlite:///{tmp_path / 'ilwatch.db'}") as opened:
        seed(opened, library)
        yield opened


def works(app: App) -> int:
    return app.corpus.size()


def test_works_that_are_possibly_one_are_listed_with_what_speaks_for_it_and_against(app: App) -> None:
    (doubt,) = status_of(app).doubts
    assert {doubt.name, doubt.other_name} == {"10.5555/one", "10.5555/other"}
    assert "same title" in doubt.reason
    assert "but" in doubt.reason
    assert any("ilwatch link" in line for line in status_of(app).lines())


def test_linked_works_are_one_and_no_longer_in_doubt(app: App) -> None:
    before = works(app)
    told = link_works(app.decisions, "10.5555/one", "https://doi.org/10.5555/OTHER", app.now())
    assert works(app) == before - 1
    assert status_of(app).doubts == ()
    assert "ilwatch unlink" in told.lines()[-1]
    assert len(story_of(app.corpus, app.editions, app.outbox, app.marks, "10.5555/other").sightings) == 3


def test_works_said_to_be_two_are_no_longer_in_doubt(app: App) -> None:
    before = works(app)
    unlink_works(app.decisions, "10.5555/one", "10.5555/other", app.now())
    assert (works(app), status_of(app).doubts) == (before, ())


def test_a_join_of_the_rules_is_undone_by_the_ids_of_the_source(app: App) -> None:
    before = works(app)
    nameless = next(
        s.source_id
        for s in story_of(app.corpus, app.editions, app.outbox, app.marks, "10.5555/one").sightings
        if "doi" not in s.source_id
    )
    unlink_works(app.decisions, "10.5555/one", nameless, app.now())
    assert works(app) == before + 1
    link_works(app.decisions, "10.5555/one", nameless, app.now())
    assert works(app) == before


def test_names_of_the_same_records_are_refused_with_what_to_give(app: App) -> None:
    with pytest.raises(WatchError, match=r"both name the same records .*one.*`ilwatch why`"):
        unlink_works(app.decisions, "10.5555/one", "doi:10.5555/one", app.now())


def test_a_name_of_nothing_is_refused(app: App) -> None:
    with pytest.raises(WatchError, match=r"99999999: is no work in the database"):
        link_works(app.decisions, "10.5555/one", "99999999", app.now())
