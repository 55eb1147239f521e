"""A Record and all rules in one step: Record -> Candidate."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from literature.model.record import Record
from literature.model.work import Candidate
from literature.study.kinds import verdict
from literature.terms.matcher import Matcher, Term
from literature.topics.sorter import Sorting

NOTICE_ALONE = "a notice, shown with the paper that it is about"
"""Why what Crossref asserts is no work of its own."""

Sort = Callable[[Record], Sorting]
"""What gives a Record its topics: ``Sorter.sort``, or a fitted model (model.py)."""


class Classifier:
    """The rules of one configuration, compiled once. ``rules`` names their version."""

    def __init__(self, terms: Sequence[Term], sort: Sort, rules: str) -> None:
        self.rules = rules
        self._matcher = Matcher(terms)
        self._sort = sort

    def terms_in(self, record: Record) -> frozenset[str]:
        """Return the names of the watched Terms that are in ``record``."""
        return frozenset(match.term for match in self._matcher.matches(record))

    def classify(self, record: Record) -> Candidate:
        """Return ``record`` with its Matches, Labels and verdict; excluded, with the reason, where no Term is in it
        or it is only a notice."""
        matches = self._matcher.matches(record)
        sorting = self._sort(record)
        if matches:
            sorting = sorting.of_watched()
        return Candidate(
            record=record,
            matches=matches,
            labels=sorting.labels,
            verdict=verdict(record, matches),
            rules=self.rules,
            excluded=self._excluded(record) if not matches else "",
            unsorted=sorting.unsorted,
            nearest=sorting.nearest,
        )

    def _excluded(self, record: Record) -> str:
        return NOTICE_ALONE if record.update else self._matcher.why_not(record)
