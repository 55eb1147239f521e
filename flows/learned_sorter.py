"""What sorts the Records of this app under topics: the rules alone, or with what the topics have learned.

The learned state is read from the store at the first Record that is sorted, and only where people have taught it
anything: a command that sorts nothing does not pay for it. This file does NOT learn (flows/curation/training.py does).
"""

from __future__ import annotations

import logging

from literature.classifier import Sort
from literature.model.record import Record
from literature.topics.sorter import Sorter, Sorting
from store.learned import Learned

_log = logging.getLogger(__name__)


class LearnedSort:
    """A ``Sort`` that knows what is kept in the store."""

    def __init__(self, sorter: Sorter, learned: Learned) -> None:
        self.sorter = sorter
        self._learned = learned
        self._sort: Sort | None = None

    def __call__(self, record: Record) -> Sorting:
        """The topics of ``record``."""
        self._sort = self._sort or self._read()
        return self._sort(record)

    def read_again(self) -> None:
        """Forget what was read: what is kept has changed."""
        self._sort = None

    def _read(self) -> Sort:
        origin = self._learned.origin()
        if origin is None:
            return self.sorter.sort
        from literature.topics.state import sort_by  # noqa: PLC0415  # brings scikit-learn: a second, and 100 MB

        try:
            return sort_by(self._learned.content(), origin.rules, self.sorter)
        except ValueError as error:
            _log.warning("what the topics have learned cannot be read (%s); the next poll makes it anew", error)
            return self.sorter.sort
