"""A TopicModel as bytes and back: NumPy's own archive without pickled objects, so that reading it runs no code.

This file does NOT decide whether what it reads still holds.
"""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from literature.topics.model import TopicModel
from literature.topics.words import Vocabulary

FORMAT = 1
"""Raised when a field comes or goes: what another program kept is made anew and not read."""

_ARRAYS = ("weights", "shifts", "cuts", "gains", "learned", "confirmed_in")
_FACTS = ("topics", "keyword_weight", "meaning_weight", "single", "confirmed", "version")


def to_bytes(model: TopicModel) -> bytes:
    """``model`` as one compressed archive."""
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
    """The model that ``to_bytes`` wrote. Raises ValueError where it is of another format, or damaged."""
    try:
        with np.load(BytesIO(body), allow_pickle=False) as archive:
            parts = dict(archive)
        facts = json.loads(parts["facts"].tobytes())
        if facts.pop("format") != FORMAT:
            raise ValueError("it is of another format")
        return _model(facts, parts)
    except (KeyError, TypeError, EOFError, OSError, zipfile.BadZipFile) as error:
        raise ValueError(f"it is damaged: {error}") from error


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
