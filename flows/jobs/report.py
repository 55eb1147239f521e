"""What a command tells its user: the account of a poll, what became of an edition. Lines for people, a dict for
programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

from digests.mail.addresses import masked
from digests.words.prose import count
from digests.words.silence import silent_state
from flows.delivery.undelivered import problems
from flows.jobs.backfill import history_dict, planned_line
from flows.jobs.digest import Digest
from flows.jobs.poll import failures
from flows.jobs.term_changes import change_lines
from flows.result import Result, plain
from literature.model.clock import day_in_words
from literature.model.harvest import Account, VisitOutcome, health
from literature.model.recall import TermRecall
from literature.terms.changes import TermChange
from store.mail.delivery import Delivery, DeliveryState, MessageKind
from store.terms.watched import TermHistory


@dataclass(frozen=True, slots=True)
class Report(Result):
    """What a run did. ``stopped`` is why it could not go on, or ''."""

    accounts: tuple[Account, ...] = ()
    digest: Digest | None = None
    deliveries: tuple[Delivery, ...] = ()
    """Those that a command other than the digest went on with."""
    stopped: str = ""
    changes: tuple[TermChange, ...] = ()
    """What changes of the terms have meant for the works held."""
    histories: tuple[TermHistory, ...] = ()
    """Histories of terms of which nothing was fetched yet."""

    @property
    def problems(self) -> tuple[str, ...]:
        """One line for each thing that a person must look at; empty when all went well."""
        made = self.digest.problems if self.digest else ()
        stopped = (self.stopped,) if self.stopped else ()
        return (*failures(self.accounts), *made, *problems(self.deliveries), *stopped)

    @property
    def complaints(self) -> list[str]:
        """``problems``, as stderr has them."""
        return [f"problem: {problem}" for problem in self.problems]

    def data(self) -> dict[str, Any]:
        """For programs; the keys are stable."""
        return {
            "accounts": [account_dict(account) for account in self.accounts],
            "edition": _edition_dict(self.digest),
            "deliveries": [delivery_dict(delivery) for delivery in self._other_deliveries()],
            "term_changes": plain(self.changes),
            "histories": [history_dict(history) for history in self.histories],
            "problems": list(self.problems),
        }

    def lines(self) -> list[str]:
        """For people."""
        lines = [account_line(account) for account in self.accounts]
        lines += self._totals()
        lines += change_lines(self.changes)
        lines += [planned_line(self.histories)] if self.histories else []
        if self.digest:
            lines += _digest_lines(self.digest)
        return lines + [delivery_line(delivery) for delivery in self._other_deliveries()]

    def essentials(self) -> list[str]:
        """The totals, the letter and how many got it."""
        made = _digest_lines(self.digest) if self.digest else []
        return [*self._totals(), *(line for line in made if not line.endswith((".txt", ".eml")))]

    def _totals(self) -> list[str]:
        lines = [f"  look at {a.source}: {alarm}" for a in self.accounts for alarm in a.alarms]
        if not self.accounts:
            return lines
        add_up = all(account.balances for account in self.accounts)
        total = f"{sum(a.announced for a in self.accounts)} announced, {sum(a.new for a in self.accounts)} new"
        return [*lines, f"{total}; {'all counts add up' if add_up else 'THE COUNTS OF A SOURCE DO NOT ADD UP'}"]

    def _other_deliveries(self) -> tuple[Delivery, ...]:
        """Those of no edition that the report is about."""
        return (*self.deliveries, *(self.digest.others if self.digest else ()))


def account_dict(account: Account) -> dict[str, Any]:
    """An Account for programs; the keys are stable."""
    return {**plain(account), "balances": account.balances, "health": health(account).value}


def _edition_dict(digest: Digest | None) -> dict[str, Any] | None:
    if digest is None:
        return None
    edition = digest.edition
    return {
        "key": edition.key.isoformat(),
        "number": edition.number,
        "items": len(edition.items),
        "notices": len(edition.notices),
        "files": [str(path) for path in digest.files],
        "deliveries": [delivery_dict(delivery) for delivery in digest.deliveries],
        "suppressed": [masked(bounced.recipient) for bounced in digest.suppressed],
    }


def delivery_dict(delivery: Delivery) -> dict[str, Any]:
    """A Delivery for programs, its address masked; the keys are stable."""
    return {
        "id": delivery.id,
        "edition": delivery.edition_key.isoformat(),
        "covers_from": delivery.covers_from.isoformat() if delivery.covers_from else None,
        "reader": masked(delivery.recipient),
        "resend": delivery.resend,
        "kind": delivery.kind.value,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "not_before": delivery.not_before.isoformat() if delivery.not_before else None,
        "text": delivery.text,
    }


def account_line(account: Account) -> str:
    """One visit in a sentence."""
    if account.outcome is VisitOutcome.FAILED:
        return f"{account.source}: FAILED, {account.error}"
    if account.outcome is VisitOutcome.UNCHANGED:
        return f"{account.source}: nothing changed since the last visit{_silent(account)}"
    excluded, failed = sum(account.excluded.values()), sum(account.failed.values())
    return (
        f"{account.source}: {account.announced} announced = {account.new} new + {account.known} known"
        f" + {account.seeded} seeded + {excluded} excluded + {failed} failed{_silent(account)}"
    )


def recall_dict(term: str, recall: TermRecall | None) -> dict[str, Any]:
    """What the newest audit of ``term`` found, for programs; the keys are stable. One that was not audited yet has its
    ``term`` alone; ``recall`` is None where there were no papers."""
    if recall is None:
        return {"term": term}
    shares = {"papers": recall.papers, "recall": recall.recall, "lower_bound": recall.is_lower_bound}
    return {**plain(recall), **shares, "term": term}


def recall_line(term: str, recall: TermRecall) -> str:
    """What the newest audit of ``term`` found, in a sentence."""
    asked = f"asked again {day_in_words(recall.asked)}"
    if not recall.papers and not recall.unknown:
        return f"recall of {term}: no papers in this time (since {day_in_words(recall.since)}, {asked})"
    return f"recall of {term}: {recall_words(recall)} since {day_in_words(recall.since)} ({asked}{_not_held(recall)})"


def recall_words(recall: TermRecall) -> str:
    """How many papers of how many were held: "214 of 214 papers", "at least 212 of 214 papers"."""
    least = "at least " if recall.is_lower_bound else ""
    return f"{least}{recall.held:,} of {count(recall.papers + recall.unknown, 'paper')}"


def _not_held(recall: TermRecall) -> str:
    missed = f"; {recall.missed:,} had been missed and {'was' if recall.missed == 1 else 'were'} added then"
    unknown = f"; {recall.unknown:,} could not be fetched"
    return f"{missed if recall.missed else ''}{unknown if recall.unknown else ''}"


def _silent(account: Account) -> str:
    return f"; {silent_state(account.silent_since, UTC)}" if account.silent_since else ""


def delivery_line(delivery: Delivery) -> str:
    """One Delivery in a sentence, its number first: what `ilwatch resolve` takes."""
    again = f" (resend {delivery.resend})" if delivery.resend else ""
    again = " (notices only)" if delivery.kind is MessageKind.NOTICES else again
    reason = f": {delivery.text}" if delivery.text and delivery.state is not DeliveryState.SENT else ""
    after = f"; next try after {delivery.not_before:%Y-%m-%d %H:%M} UTC" if delivery.not_before else ""
    several = f"{delivery.covers_from} … " if delivery.covers_from else ""
    to = f"{several}{delivery.edition_key} to {masked(delivery.recipient)}{again}"
    return f"  delivery {delivery.id}, {to}: {delivery.state.value}{reason}{after}"


def _digest_lines(digest: Digest) -> list[str]:
    edition = digest.edition
    held = f"{count(len(edition.items), 'item')}, {count(len(edition.notices), 'notice')}"
    lines = [f"edition {edition.key} (no. {edition.number}): {held}"]
    lines += [f"  {relative(path)}" for path in digest.files]
    if digest.deliveries:
        first = [delivery for delivery in digest.deliveries if not delivery.resend]
        readers = [delivery.state is DeliveryState.SENT for delivery in first if delivery.kind is MessageKind.DIGEST]
        lines += [f"  sent to {sum(readers)} of {len(readers)} readers"] if readers else []
        posted = [delivery.state is DeliveryState.SENT for delivery in first if delivery.kind is MessageKind.CHAT]
        lines += [f"  posted to {sum(posted)} of {count(len(posted), 'chat')}"] if posted else []
    former = [d.state is DeliveryState.SENT for d in digest.deliveries if d.kind is MessageKind.NOTICES]
    if former:
        lines.append(f"  notices sent to {sum(former)} of {count(len(former), 'former reader')}")
    return lines


def relative(path: Path) -> str:
    """``path`` as a person at the prompt would type it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
