"""Mails to the owner about single sources: once when one falls silent, and each week about those that need a person.

A run is no failure for one bad source (main_flows.py), so nobody is mailed for that by failure_mail.py. This file does
NOT decide what is late or silent (overdue.py and the sources do) and changes nothing but its own memory of what was
told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, tzinfo

from digests.letter.parts import Failing
from digests.mail import owner
from digests.mail.owner import TOPIC
from digests.words.silence import silent_reason, silent_state
from flows.app import App
from flows.delivery import mailing
from flows.delivery.context import Mailing
from flows.jobs.overdue import VisitTimes, visit_times
from literature.model.clock import day_in_words
from literature.model.edition import Edition
from literature.model.harvest import Account, VisitOutcome
from literature.topics.sorter import FailedCase, failed_cases
from store.mail.delivery import Delivery


def tell_of_silence(app: App) -> str:
    """Mail the owner once for each source that has fallen silent, and for a vital one that cannot be visited any more.

    Why that failed, or '': the next run tries again.
    """
    times = visit_times(app)
    lines = needing(times, app.corpus.last_accounts(), app.watch.zone)
    new = {alert: line for alert, line in _worth_a_mail(lines, times) if not app.alerts.has(alert)}
    if not new:
        return ""
    if why := _mail(app.mailing, app.today, f"-sources-{times.now:%H%M%S}", tuple(new.values())):
        names = ", ".join(line.source for line in new.values())
        return f"the owner could not be mailed that {names} needs attention: {why}"
    for alert in new:
        app.alerts.remember(alert, times.now)
    return ""


def tell_weekly(app: App, edition: Edition) -> str:
    """Tell the owner with each edition, once, which sources fail, are late or are silent, and which topics fail
    their own test phrases; nothing where none does. Why that failed, or ''."""
    sources = needing(visit_times(app), app.corpus.last_accounts(), app.watch.zone)
    lines = (*sources, *_failing_topics(failed_cases(app.sort, app.watch.topics), app.watch.topic_names))
    alert = f"week {edition.key}"
    if not lines or app.alerts.has(alert):
        return ""
    if why := _mail(app.mailing, edition.key, "-week", lines):
        return f"the owner could not be mailed about {len(lines)} sources or topics: {why}"
    app.alerts.remember(alert, app.now())
    return ""


def tell_weekly_late(app: App, changed: Iterable[Delivery]) -> str:
    """``tell_weekly`` for the newest digest, if letters of it have ``changed``: where the relay was down, it stopped
    before that. Why that failed, or ''."""
    tried = {delivery.edition_key for delivery in _of_digest(app, changed)}
    if not tried:
        return ""
    newest = next((key for key in _newest_first(app) if any(_of_digest(app, app.outbox.of_edition(key)))), None)
    if newest is None or newest not in tried:
        return ""
    edition = app.editions.get(newest)
    return tell_weekly(app, edition) if edition else ""


def _newest_first(app: App) -> list[date]:
    return sorted((key for key, _ in app.editions.slots() if key <= app.today), reverse=True)


def _of_digest(app: App, deliveries: Iterable[Delivery]) -> Iterator[Delivery]:
    """Those to readers without a rhythm of their own: they get letters of digests alone."""
    own = {reader.address.casefold() for reader in app.watch.reader if reader.rhythm}
    return (delivery for delivery in deliveries if delivery.recipient.casefold() not in own)


def _mail(mail: Mailing, key: date, about: str, lines: Sequence[Failing]) -> str:
    notice = owner.sources_notice(mail.watch.watch.name, day_in_words(key), lines)
    return mailing.tell_owner(mail, notice, key, about)


def needing(times: VisitTimes, accounts: Iterable[Account], zone: tzinfo) -> Iterator[Failing]:
    """Each source that needs a person now, with since when and why, by its last one of ``accounts``; in the order of
    watch.toml."""
    last, late, silent = {account.source: account for account in accounts}, times.late, times.silent
    for source in times.sources:
        name = source.name
        if name in last and last[name].outcome is VisitOutcome.FAILED:
            since = f"no successful visit since {day_in_words(late[name])}" if name in late else "its last visit failed"
            yield Failing(name, since, last[name].error)
        elif name in silent:
            reason = silent_reason(source.silence, silent[name], zone)
            yield Failing(name, silent_state(silent[name], zone), reason)
        elif name in late:
            yield Failing(name, f"no successful visit since {day_in_words(late[name])}", "it has not been visited")


def _failing_topics(cases: Iterable[FailedCase], names: Mapping[str, str]) -> Iterator[Failing]:
    for case in cases:
        yield Failing(names[case.topic], "a test phrase of it fails", case.words, word=TOPIC)


def _worth_a_mail(lines: Iterable[Failing], times: VisitTimes) -> Iterator[tuple[str, Failing]]:
    """The sources of which the owner is mailed at once, each with a name for this one time."""
    late = times.late
    vital = {source.name for source in times.sources if source.is_vital}
    for line in lines:
        if line.source in times.silent:
            yield f"silent {line.source} {times.silent[line.source]:%Y-%m-%d}", line
        elif line.source in vital and line.source in late:
            yield f"late {line.source} {late[line.source]:%Y-%m-%d}", line
