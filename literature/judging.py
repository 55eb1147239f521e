"""A Record and all rules in one step: Record -> Candidate. This file does NOT hold a rule itself."""

from __future__ import annotations

from collections.abc import Sequence

from literature.kinds import verdict
from literature.record import Record
from literature.terms import Matcher, Term
from literature.topics import Sorter, Topic
from literature.work import Candidate


class Judge:
    """The rules of one configuration, compiled once. ``rules`` names their version."""

    def __init__(self, terms: Sequence[Term], topics: Sequence[Topic], rules: str) -> None:
        self.rules = rules
        self._matcher = Matcher(terms)
        self._sorter = Sorter(topics)

    def judge(self, record: Record) -> Candidate:
        """``record`` with its Matches, Labels and verdict; excluded, with the reason, where no Term is in it."""
        matches = self._matcher.matches(record)
        return Candidate(
            record=record,
            matches=matches,
            labels=self._sorter.labels(record),
            verdict=verdict(record, matches),
            rules=self.rules,
            excluded="" if matches else self._matcher.why_not(record),
        )
