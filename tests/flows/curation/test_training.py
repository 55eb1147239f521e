"""What people say of works teaches the topics: when it does, from how much on, and what is remade when."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.app import App, open_app, seed
from flows.curation.confirm import confirm_topic
from flows.curation.evaluate import evaluate_topics
from flows.curation.topics_table import topics_of
from flows.curation.training import relabel_all, renew
from flows.jobs.status import status_of
from literature.model.errors import UsageError, WatchError

HEAD = """
[watch]
name = "Test"
timezone = "Europe/Berlin"
contact = "a@example.org"
[mail]
sender = "a@example.org"
[[term]]
name = "IL-1"
synonyms = ["IL-1"]
"""
TOPICS = """
[[topic]]
id = "heart"
name = "Heart"
keywords = ["pericarditis"]
examples = [{examples}]
[[topic]]
id = "joint"
name = "Joint"
keywords = ["gout"]
"""
KINDS = (
    ("Recurrent pericarditis, part {}", "IL-1 in pericarditis with effusion of the pericardium."),
    ("The swollen toe, part {}", "IL-1 and the swollen toe after beer: a podagra of the big toe."),
    ("Of weather and IL-1, part {}", "IL-1 was not measured in the rain."),
)
WORKS = 75


def library(folder: Path) -> Path:
    """Pericarditis by its keyword, a toe that no keyword names, and weather: in turn."""
    file = folder / "invented.jsonl"
    rows = []
    for number in range(WORKS):
        title, text = KINDS[number % 3]
        named = {"doi": f"10.5555/w{number}", "title": title.format(number)}
        rows.append({**named, "abstract": text, "year": 1900 + number})
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return file


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "watch.toml"
    file.write_text(HEAD + TOPICS.format(examples=""), encoding="utf-8")
    return file


@pytest.fixture
def app(config: Path, tmp_path: Path) -> Iterator[App]:
    with open_app(config, f"sqlite:///{tmp_path / 'a.db'}") as opened:
        seed(opened, library(tmp_path))
        yield opened


def teach(app: App, kind: int, topic: str, *, yes: bool, most: int = WORKS) -> None:
    for number in range(kind, WORKS, 3)[:most]:
        confirm_topic(app, f"10.5555/w{number}", topic, belongs=yes)


def under(app: App, topic: str) -> int:
    return next(row.works for row in topics_of(app).topics if row.topic == topic)


def test_without_a_word_of_a_person_nothing_is_learned(app: App) -> None:
    assert renew(app) is False
    assert app.learned.origin() is None
    assert relabel_all(app).model == ""


def test_a_word_is_learned_from_once_and_again_when_there_is_a_new_one(app: App) -> None:
    confirm_topic(app, "10.5555/w1", "joint", belongs=True)
    assert renew(app) is True
    assert renew(app) is False
    confirm_topic(app, "10.5555/w4", "joint", belongs=True)
    assert renew(app) is True


def test_a_corpus_that_has_grown_by_a_tenth_teaches_again(app: App, tmp_path: Path) -> None:
    confirm_topic(app, "10.5555/w1", "joint", belongs=True)
    renew(app)
    more = tmp_path / "more.jsonl"
    rows = [{"doi": f"10.5555/m{n}", "title": f"IL-1 and the {n} th moon", "year": 1800 + n} for n in range(12)]
    more.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    seed(app, more)
    assert renew(app) is True


def test_what_was_learned_is_the_same_every_time(app: App) -> None:
    confirm_topic(app, "10.5555/w1", "joint", belongs=True)
    first = relabel_all(app)
    content = app.learned.content()
    assert relabel_all(app).model == first.model
    assert app.learned.content() == content


def test_confirmed_works_bring_others_like_them_under_the_topic(app: App) -> None:
    assert under(app, "joint") < 25
    teach(app, 1, "joint", yes=True, most=12)
    teach(app, 2, "joint", yes=False, most=12)
    relabel_all(app)
    assert under(app, "joint") >= 24


def test_a_rejected_topic_stays_away_through_a_relabelling(app: App) -> None:
    assert under(app, "heart") == 25
    confirm_topic(app, "10.5555/w0", "heart", belongs=False)
    relabel_all(app)
    assert under(app, "heart") == 24


def test_a_kept_model_of_other_topics_is_not_used(app: App, config: Path, tmp_path: Path) -> None:
    confirm_topic(app, "10.5555/w1", "joint", belongs=True)
    renew(app)
    config.write_text(HEAD + TOPICS.format(examples="").replace('"gout"', '"podagra"'), encoding="utf-8")
    with open_app(config, f"sqlite:///{tmp_path / 'a.db'}") as again:
        (record,) = again.learned.records([2]).values()
        assert again.sort(record) == again.sort.sorter.sort(record)
        assert renew(again) is True


def test_damaged_state_is_passed_over_and_made_anew(app: App) -> None:
    confirm_topic(app, "10.5555/w1", "joint", belongs=True)
    renew(app)
    origin = app.learned.origin()
    assert origin
    app.learned.save(origin._replace(works=1), b"damaged", app.now())
    app.sort.read_again()
    (record,) = app.learned.records([2]).values()
    assert app.sort(record) == app.sort.sorter.sort(record)
    assert renew(app) is True


def test_evaluation_says_plainly_where_too_little_was_said(app: App) -> None:
    teach(app, 1, "joint", yes=True, most=4)
    heart, joint = evaluate_topics(app).topics
    assert (joint.confirmed, joint.rejected, joint.before) == (4, 0, None)
    assert joint.lines() == [
        "joint: 4 confirmed, 0 rejected: too few for figures, which need at least 5 confirmed and 5 rejected works"
    ]
    assert heart.too_few


def test_evaluation_shows_what_confirmed_works_add(app: App) -> None:
    teach(app, 1, "joint", yes=True, most=10)
    teach(app, 2, "joint", yes=False, most=10)
    joint = evaluate_topics(app).topics[1]
    assert joint.before
    assert joint.after
    assert joint.after.average_precision == 1
    assert joint.after.average_precision >= joint.before.average_precision
    assert joint.after.precision_at == {5: 1.0, 10: 1.0, 20: 0.5}
    assert sum(one.works for one in joint.after.calibration) == 20
    assert json.dumps(evaluate_topics(app).data())


def test_examples_that_are_not_held_are_named_and_stop_nothing(config: Path, tmp_path: Path) -> None:
    config.write_text(HEAD + TOPICS.format(examples='"99999999", "nonsense here"'), encoding="utf-8")
    with open_app(config, f"sqlite:///{tmp_path / 'a.db'}") as app:
        seed(app, library(tmp_path))
        assert status_of(app).examples == (
            "topic heart: the example 99999999 is not in the database",
            "topic heart: the example nonsense here is not in the database",
        )
        assert renew(app) is False


def test_an_example_counts_as_confirmed_until_a_person_says_no(tmp_path: Path, config: Path) -> None:
    config.write_text(HEAD + TOPICS.format(examples='"19494218"'), encoding="utf-8")
    with open_app(config, f"sqlite:///{tmp_path / 'a.db'}") as app:
        assert topics_of(app).topics[0][3] == 1
        confirm_topic(app, "19494218", "heart", belongs=False)
        assert topics_of(app).topics[0][3:] == (0, 1)
        assert status_of(app).examples == (
            "topic heart: the example 19494218 was rejected by `ilwatch reject`, which counts",
        )


def test_a_topic_or_a_work_that_is_not_there_is_named(app: App) -> None:
    with pytest.raises(UsageError, match=r"hart: is no topic of watch.toml; there are: .*; did you mean 'heart'\?"):
        confirm_topic(app, "10.5555/w1", "hart", belongs=True)
    with pytest.raises(WatchError, match="w999: is no work in the database"):
        confirm_topic(app, "w999", "heart", belongs=True)


def test_a_command_that_sorts_nothing_does_not_pay_for_what_was_learned(app: App, config: Path) -> None:
    confirm_topic(app, "10.5555/w1", "joint", belongs=True)
    renew(app)
    script = (
        "import sys; from pathlib import Path\n"
        "from flows.app import open_app; from flows.jobs.status import status_of\n"
        f"with open_app(Path({str(config)!r}), {f'sqlite:///{config.parent}/a.db'!r}) as app: status_of(app)\n"
        "sys.exit('sklearn' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
