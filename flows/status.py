"""`ilwatch status`: sources, their last accounts, editions and deliveries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows.house import House
from flows.poll import source_names
from flows.report import account_dict, account_line
from literature.harvest import Account


@dataclass(frozen=True, slots=True)
class Status:
    """Where the house stands."""

    works: int
    waiting: int
    never_visited: tuple[str, ...]
    accounts: tuple[Account, ...]
    editions: tuple[tuple[date, int, dict[str, int]], ...]
    """Key, number of items, deliveries by state."""

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
        }

    def lines(self) -> list[str]:
        """For people."""
        lines = [f"{self.works} works held, {self.waiting} wait for the next edition"]
        lines += [f"  {a.finished:%Y-%m-%d %H:%M} {account_line(a)}" for a in self.accounts]
        lines += [f"  never visited: {name}" for name in self.never_visited]
        for key, items, states in self.editions:
            told = (
                ", ".join(f"{count} {state}" for state, count in sorted(states.items())) or "no mail host, files only"
            )
            lines.append(f"edition {key}: {items} items; {told}")
        return lines


def status_of(house: House) -> Status:
    """The Status now."""
    accounts = {account.source: account for account in house.corpus.last_accounts()}
    names = source_names(house)
    editions = [
        (key, items, dict(Counter(delivery.state.value for delivery in house.outbox.of_edition(key))))
        for key, items in house.editions.slots()
    ]
    return Status(
        works=house.corpus.size(),
        waiting=len(house.corpus.new_items()),
        never_visited=tuple(name for name in names if name not in accounts),
        accounts=tuple(accounts[name] for name in names if name in accounts),
        editions=tuple(editions),
    )
