"""`ilwatch status`: sources, their last accounts, editions and deliveries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from digests.letter.figures import health_words
from digests.mail.addresses import masked
from digests.words.prose import count
from flows.app import App
from flows.curation.examples import said_by_people
from flows.delivery.undelivered import suppressed, suppression_line
from flows.jobs.backfill import NO_BACKFILL, Backfill, backfill_of, history_line
from flows.jobs.overdue import overdue
from flows.jobs.report import account_dict, account_line, delivery_dict, delivery_line, recall_dict, recall_line
from flows.jobs.rhythms import RhythmDue, rhythms_of
from flows.result import Result
from literature.model.harvest import Account, Health, health
from literature.model.recall import TermRecall
from literature.readers.reader_mark import MarkKind
from literature.topics.sorter import FailedCase, failed_cases
from store.decisions import PossibleDuplicate
from store.mail.delivery import Delivery, DeliveryState

MOST_DOUBTS = 20
"""Pairs that a person may look through at once."""


@dataclass(frozen=True, slots=True)
class Status(Result):
    """What is held, how the sources fare, what was sent and what is still to do."""

    works: int
    waiting: int
    never_visited: tuple[str, ...]
    accounts: tuple[Account, ...]
    editions: tuple[tuple[date, int, dict[str, int]], ...]
    """Key, number of items, deliveries by state."""
    doubts: tuple[PossibleDuplicate, ...]
    """Works that are possibly one, newest first."""
    failed_cases: tuple[FailedCase, ...] = ()
    """Topics' own test phrases that are not sorted as they must be, by what the topics have learned too."""
    examples: tuple[str, ...] = ()
    """Examples of topics in watch.toml from which nothing can be learned, and why."""
    undelivered: tuple[Delivery, ...] = ()
    suppressed: tuple[Delivery, ...] = ()
    backfill: Backfill = NO_BACKFILL
    """How far the histories of the terms have come."""
    overdue: tuple[str, ...] = ()
    """What should have happened and has not, a line each."""
    recalls: Mapping[str, TermRecall | None] = field(default_factory=dict)
    """What the newest audit of each term found; None of one that was not audited yet."""
    marks: Mapping[MarkKind, int] = field(default_factory=dict)
    """How many answers of readers stand now, by kind."""
    rhythms: tuple[RhythmDue, ...] = ()
    """When the next letters come; () where all come with the digest."""

    @property
    def failed(self) -> bool:
        """Whether something is overdue."""
        return bool(self.overdue)

    @property
    def healths(self) -> tuple[Health, ...]:
        """How each source of the configuration fares."""
        return (*map(health, self.accounts), *(health(None) for _ in self.never_visited))

    def data(self) -> dict[str, Any]:
        """For programs; the keys are stable."""
        return {
            "works": self.works,
            "waiting": self.waiting,
            "never_visited": list(self.never_visited),
            "sources": [account_dict(account) for account in self.accounts],
            "editions": [
                {"key": key.isoformat(), "items": items, "deliveries": states} for key, items, states in self.editions
            ],
            "possibly_the_same": [doubt._asdict() for doubt in self.doubts],
            "failed_cases": [case._asdict() for case in self.failed_cases],
            "examples": list(self.examples),
            "undelivered": [delivery_dict(delivery) for delivery in self.undelivered],
            "suppressed": [masked(bounced.recipient) for bounced in self.suppressed],
            "histories": self.backfill.data()["histories"],
            "overdue": list(self.overdue),
            "recall": [recall_dict(term, recall) for term, recall in self.recalls.items()],
            "marks": {kind.value: self.marks.get(kind, 0) for kind in MarkKind},
            "rhythms": [due.data() for due in self.rhythms],
        }

    def lines(self) -> list[str]:
        """For people."""
        lines = [f"{self.works} works in the database, {self.waiting} waiting for the next edition"]
        lines.append(f"{count(len(self.healths), 'source')}, {health_words(self.healths)}")
        lines += [f"  {a.finished:%Y-%m-%d %H:%M} {_source_line(a)}" for a in self.accounts]
        lines += [f"  {name}: {health(None).value} yet" for name in self.never_visited]
        lines += [*self._recalls(), *(due.line for due in self.rhythms)]
        for key, items, states in self.editions:
            sent = ", ".join(f"{number} {state}" for state, number in sorted(states.items()))
            lines.append(f"edition {key}: {items} items; {sent or 'no mail server set, written to files only'}")
            lines += [delivery_line(delivery) for delivery in self.undelivered if delivery.edition_key == key]
        useful, not_for_us = self.marks.get(MarkKind.USEFUL, 0), self.marks.get(MarkKind.NOT_FOR_US, 0)
        lines += [f"readers marked {useful} useful, {not_for_us} not for us"] if useful or not_for_us else []
        late = [f"overdue: {line}" for line in self.overdue]
        lines += [*map(suppression_line, self.suppressed), *late, *self._doubts()]
        lines += [history_line(each, self.backfill.most) for each in self.backfill.histories if each.left]
        lines += [f"topic {case.topic}: {case.words}" for case in self.failed_cases]
        if self.examples:
            lines += _examples_lines(self.examples)
        return lines

    def _recalls(self) -> list[str]:
        lines = [recall_line(term, recall) for term, recall in self.recalls.items() if recall]
        waiting = [term for term, recall in self.recalls.items() if recall is None]
        return [*lines, f"recall of {', '.join(waiting)}: not audited yet"] if waiting else lines

    def _doubts(self) -> list[str]:
        if not self.doubts:
            return []
        lines = [
            f"{count(len(self.doubts), 'pair')} of works may be the same. Join a pair with `ilwatch link`, "
            "keep it apart with `ilwatch unlink`:"
        ]
        for doubt in self.doubts[:MOST_DOUBTS]:
            lines += [f"  {doubt.name} {doubt.title}", f"  {doubt.other_name} {doubt.other_title}"]
            lines.append(f"      {doubt.reason}")
        rest = len(self.doubts) - MOST_DOUBTS
        return [*lines, f"  and {rest} more (--json lists all)"] if rest > 0 else lines


def _examples_lines(faults: Sequence[str]) -> list[str]:
    """Why examples of topics teach nothing, with what to do; all is well without them."""
    return [
        f"{count(len(faults), 'topic example')} in watch.toml cannot be learned from, such as {faults[0]}.",
        "  Import the papers with `ilwatch seed FILE`, or remove them from `examples`; sorting works without them"
        " (--json lists all)",
    ]


def _source_line(account: Account) -> str:
    """The last visit to a source, and how the source fares where the visit's own line does not say it."""
    state = health(account)
    warning = f" ({state.value})" if state is Health.WARNING else ""
    alarms = "".join(f"\n      {alarm}" for alarm in account.alarms)
    return f"{account_line(account)}{warning}{alarms}"


def status_of(app: App) -> Status:
    """The Status now."""
    accounts = {account.source: account for account in app.corpus.last_accounts()}
    names = [source.name for source in app.sources]
    slots = app.editions.slots()
    deliveries = {key: app.outbox.of_edition(key) for key, _ in slots}
    states = {key: dict(Counter(delivery.state.value for delivery in row)) for key, row in deliveries.items()}
    return Status(
        works=app.corpus.size(),
        waiting=len(app.corpus.new_items()),
        never_visited=tuple(name for name in names if name not in accounts),
        accounts=tuple(accounts[name] for name in names if name in accounts),
        editions=tuple((key, items, states[key]) for key, items in slots),
        doubts=tuple(app.decisions.possible_duplicates()),
        failed_cases=failed_cases(app.sort, app.watch.topics),
        examples=said_by_people(app.watch, app.confirmations, app.decisions).faults,
        undelivered=tuple(d for row in deliveries.values() for d in row if d.state is not DeliveryState.SENT),
        suppressed=suppressed(app.outbox, app.watch.reader),
        backfill=backfill_of(app),
        overdue=overdue(app),
        recalls=app.terms.recalls(app.watch.terms),
        marks=app.marks.counts(),
        rhythms=rhythms_of(app),
    )
