"""What a command tells its user: the account of a poll, what became of an edition. Lines for people, a dict for
programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.digest import Digest, masked
from flows.poll import failures
from literature.harvest import Account, Outcome


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did. ``stopped`` is why it could not go on, or ''."""

    accounts: tuple[Account, ...] = ()
    digest: Digest | None = None
    stopped: str = ""

    @property
    def problems(self) -> tuple[str, ...]:
        """One line for each thing that a person must look at; empty when all went well."""
        made = self.digest.problems if self.digest else ()
        return (*failures(self.accounts), *made, *((self.stopped,) if self.stopped else ()))


def account_dict(account: Account) -> dict[str, Any]:
    """An Account for programs; the keys are stable."""
    return {
        "source": account.source,
        "outcome": account.outcome.value,
        "started": account.started.isoformat(),
        "finished": account.finished.isoformat(),
        "announced": account.announced,
        "new": account.new,
        "known": account.known,
        "seeded": account.seeded,
        "excluded": dict(account.excluded),
        "failed": dict(account.failed),
        "balances": account.balances,
        "error": account.error,
        "notes": list(account.notes),
        "alarms": list(account.alarms),
    }


def report_dict(report: Report) -> dict[str, Any]:
    """A Report for programs; the keys are stable."""
    return {
        "accounts": [account_dict(account) for account in report.accounts],
        "edition": _edition_dict(report.digest),
        "problems": list(report.problems),
    }


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
        "deliveries": [
            {"reader": masked(d.recipient), "state": d.state.value, "attempts": d.attempts, "text": d.text}
            for d in digest.deliveries
        ],
    }


def account_line(account: Account) -> str:
    """One visit in a sentence."""
    if account.outcome is Outcome.FAILED:
        return f"{account.source}: FAILED, {account.error}"
    if account.outcome is Outcome.UNCHANGED:
        return f"{account.source}: nothing changed since the last visit"
    excluded, failed = sum(account.excluded.values()), sum(account.failed.values())
    return (
        f"{account.source}: {account.announced} announced = {account.new} new + {account.known} known"
        f" + {account.seeded} seeded + {excluded} excluded + {failed} failed"
    )


def report_lines(report: Report) -> list[str]:
    """A Report for people."""
    lines = [account_line(account) for account in report.accounts]
    lines += [f"  look at {a.source}: {alarm}" for a in report.accounts for alarm in a.alarms]
    if report.accounts:
        lines.append(_sum_line(report.accounts))
    if report.digest:
        lines += _digest_lines(report.digest)
    return lines


def _sum_line(accounts: Sequence[Account]) -> str:
    balanced = "every account balances" if all(a.balances for a in accounts) else "AN ACCOUNT DOES NOT BALANCE"
    return f"{sum(a.announced for a in accounts)} announced, {sum(a.new for a in accounts)} new; {balanced}"


def _digest_lines(digest: Digest) -> list[str]:
    edition = digest.edition
    lines = [
        f"edition {edition.key} (no. {edition.number}): {len(edition.items)} items, {len(edition.notices)} notices"
    ]
    lines += [f"  {relative(path)}" for path in digest.files]
    if digest.deliveries:
        sent = sum(d.state.value == "sent" for d in digest.deliveries)
        lines.append(f"  sent to {sent} of {len(digest.deliveries)} readers")
    return lines


def relative(path: Path) -> str:
    """``path`` as a person at the prompt would type it."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
