"""How every source fares, as the Prefect UI shows it: what is wrong first, the whole reason above the table, and the
state before the columns that a narrow page cuts off.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import NamedTuple

from digests.words.prose import count, plain
from digests.words.silence import UNEXPLAINED, silent_reason
from flows.ui.markdown import escaped
from literature.model.harvest import Account, Health, health

LONGEST_STATE = 42
"""Of a state and its reason in a row of a table: what is left of the page beside a long name."""

STATE_WORDS = {
    Health.FAILING: "failing",
    Health.SILENT: "silent",
    Health.WARNING: "works, with a warning",
    Health.NOT_VISITED: "not visited yet",
    Health.HEALTHY: "works",
}
_GRAVITY = [*STATE_WORDS]


class SourceState(NamedTuple):
    """A source after its last visit."""

    account: Account
    words: str
    """Its state, and why where something is wrong."""
    good: datetime | None
    """When a visit last went well."""
    due: datetime | None
    """When the next one may be."""

    @property
    def health(self) -> Health:
        """How it fares."""
        return health(self.account)


def source_states(
    accounts: Iterable[Account],
    good: Mapping[str, datetime],
    due: Mapping[str, datetime],
    silences: Mapping[str, str],
    zone: tzinfo,
) -> list[SourceState]:
    """Return the states of the sources of these last ``accounts``, what is wrong first.

    ``good``, ``due`` and ``silences`` (its sentence for when it brings nothing new) are by the name of the source.
    """
    states = [
        SourceState(last, _words(last, silences, zone), good.get(last.source), due.get(last.source))
        for last in accounts
    ]
    return sorted(states, key=lambda each: _GRAVITY.index(each.health))


def _words(last: Account, silences: Mapping[str, str], zone: tzinfo) -> str:
    state, reasons = STATE_WORDS[health(last)], [last.error, *_silence(last, silences, zone), *last.alarms]
    unread = [f"{count(number, 'record')} could not be read ({reason})" for reason, number in last.failed.items()]
    why = "; ".join(dict.fromkeys(filter(None, [*reasons, *unread])))
    return f"{state}: {why}" if why else state


def _silence(last: Account, silences: Mapping[str, str], zone: tzinfo) -> tuple[str, ...]:
    if last.silent_since is None:
        return ()
    return (silent_reason(silences.get(last.source, UNEXPLAINED), last.silent_since, zone),)


def health_rows(states: Iterable[SourceState], zone: tzinfo) -> list[dict[str, str]]:
    """Return a row for each source. Times are those of ``zone``."""
    return [
        {
            "source": each.account.source,
            "state": escaped(plain(each.words, LONGEST_STATE)),
            "next visit": _minute(each.due, zone),
            "last good visit": _minute(each.good, zone),
            "last visit": _minute(each.account.finished, zone),
        }
        for each in states
    ]


def health_description(states: Sequence[SourceState], zone: str) -> str:
    """Say above the table, where lines are not cut off, which sources need attention, and the whole reason."""
    wrong = [each for each in states if each.health is not Health.HEALTHY]
    if not wrong:
        return f"Every source works. Times: {zone}."
    verb = "needs" if len(wrong) == 1 else "need"
    heading = f"{len(wrong)} of {count(len(states), 'source')} {verb} attention. Times: {zone}."
    return "\n".join([heading, "", *(f"- **{escaped(each.account.source)}** {escaped(each.words)}" for each in wrong)])


def _minute(instant: datetime | None, zone: tzinfo) -> str:
    return f"{instant.astimezone(zone):%a %d %b, %H:%M}" if instant else "–"
