"""A TopicModel as bytes and back: NumPy's own archive without pickled objects, so that reading it runs no code."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from literature.model.record import Record
from literature.topics import fit
from literature.topics.model import TopicModel, sort
from literature.topics.sorter import Sorter, Sorting
from literature.topics.words import Vocabulary

FORMAT = 1
"""Raised when a field comes or goes: what another program kept is made anew and not read."""

_ARRAYS = ("weights", "shifts", "cuts", "gains", "learned", "confirmed_in")
_FACTS = ("topics", "keyword_weight", "meaning_weight", "single", "confirmed", "version")


def to_bytes(model: TopicModel) -> bytes:
    """Save ``model`` as one compressed archive."""
    facts = {name: getattr(model, name) for name in _FACTS}
    rows = model.confirmed_rows
    body = BytesIO()
    np.savez_compressed(
        body,
        facts=_text(json.dumps({"format": FORMAT, **facts})),
        words=_text("\n".join(model.vocabulary.words)),
        telling=model.vocabulary.telling,
        values=rows.data,
        columns=rows.indices,
        ends=rows.indptr,
        **{name: getattr(model, name) for name in _ARRAYS},
    )
    return body.getvalue()


def from_bytes(body: bytes) -> TopicModel:
    """Load the model that ``to_bytes`` wrote. Raises ValueError where it is of another format, or damaged."""
    try:
        with np.load(BytesIO(body), allow_pickle=False) as archive:
            parts = dict(archive)
        facts = json.loads(parts["facts"].tobytes())
        if facts.pop("format") != FORMAT:
            raise ValueError("it is of another format")
        return _model(facts, parts)
    except (KeyError, TypeError, EOFError, OSError, zipfile.BadZipFile) as error:
        raise ValueError(f"it is damaged: {error}") from error


def rules_of(sorter: Sorter) -> str:
    """Name what a saved model was made by: the format, the method, and the topics of ``sorter``."""
    return f"{FORMAT} {fit.RULES} {sorter.version}"


def sort_by(body: bytes, rules: str, sorter: Sorter) -> Callable[[Record], Sorting]:
    """Return what sorts by the model in ``body``, which was made by ``rules``. Raises ValueError where it cannot be
    read, or was made by others."""
    if not rules.startswith(rules_of(sorter)):
        raise ValueError("it is of other topics, or of another version of ilwatch")
    model = from_bytes(body)
    return lambda record: sort(model, sorter, record)


def _model(facts: dict[str, Any], parts: dict[str, Any]) -> TopicModel:
    words = parts["words"].tobytes().decode()
    vocabulary = Vocabulary(tuple(words.split("\n")) if words else (), parts["telling"])
    shape = len(facts["confirmed"]), len(vocabulary.words)
    fields: dict[str, Any] = {**facts, **{name: parts[name] for name in _ARRAYS}}
    fields["topics"], fields["confirmed"] = tuple(facts["topics"]), tuple(facts["confirmed"])
    rows = csr_matrix((parts["values"], parts["columns"], parts["ends"]), shape=shape)
    return TopicModel(vocabulary=vocabulary, confirmed_rows=rows, **fields)


def _text(text: str) -> Any:
    return np.frombuffer(text.encode(), np.uint8)
