"""A model kept and read back sorts as it did; what is damaged or of another format is refused."""

from __future__ import annotations

import json
from io import BytesIO

import numpy as np
import pytest

from literature.model.record import Record, RichText
from literature.topics.fit import ConfirmedWork, fit
from literature.topics.model import TopicModel, place, reading
from literature.topics.sorter import Sorter, Topic
from literature.topics.state import from_bytes, to_bytes

TOPICS = (Topic("heart", "Heart", keywords=("pericarditis",)), Topic("gout", "Gout", keywords=("gout",)))
SORTER = Sorter(TOPICS)
HELD = [
    reading(SORTER, Record("s", f"{word}{n}", RichText(f"{word} of the β toe, part {n}")))
    for word in ("Pericarditis", "Gout", "Weather")
    for n in range(4)
]


@pytest.fixture(scope="module")
def model() -> TopicModel:
    known = [ConfirmedWork(HELD[0], frozenset({"heart"})), ConfirmedWork(HELD[4], frozenset(), frozenset({"gout"}))]
    return fit(TOPICS, HELD, known, rules=SORTER.version, single=False)


def test_a_model_read_back_places_records_as_before(model: TopicModel) -> None:
    again = from_bytes(to_bytes(model))
    assert list(place(again, HELD)) == list(place(model, HELD))
    assert (again.version, again.topics, again.confirmed) == (model.version, model.topics, model.confirmed)


def test_a_model_of_an_empty_corpus_comes_back_too() -> None:
    empty = fit(TOPICS, [], [], rules=SORTER.version, single=False)
    assert from_bytes(to_bytes(empty)).vocabulary.words == empty.vocabulary.words


def test_damaged_bytes_are_refused(model: TopicModel) -> None:
    body = to_bytes(model)
    for damaged in (b"", b"PK nonsense", body[: len(body) // 2]):
        with pytest.raises(ValueError, match=r"damaged|format|pickle"):
            from_bytes(damaged)


def test_another_format_is_refused() -> None:
    body = BytesIO()
    np.savez_compressed(body, facts=np.frombuffer(json.dumps({"format": 0}).encode(), np.uint8))
    with pytest.raises(ValueError, match="another format"):
        from_bytes(body.getvalue())


def test_an_archive_with_a_pickled_object_is_refused(model: TopicModel) -> None:
    body = BytesIO()
    np.savez_compressed(body, facts=np.array([{"format": 1}], dtype=object))
    with pytest.raises(ValueError, match="pickle"):
        from_bytes(body.getvalue())
