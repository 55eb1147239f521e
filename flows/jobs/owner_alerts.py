"""What the owner is told of single sources: once where one falls silent, and each week what needs a person.

A run is no failure for one bad source (main_flows.py), so nobody is mailed for that by failure_mail.py. This file does
NOT decide what is late or silent (overdue.py and the sources do) and changes nothing but its own memory of what was
told.
"""

from __future__ import annotations

from collections.abc import Iterator

from digests.letter.parts import Failing
from digests.letter.silence import silent_reason, silent_state
from digests.mail import owner
from flows.app import App
from flows.config import PUBMED
from flows.delivery import mailing
from flows.jobs.overdue import late_sources, silent_sources
from flows.jobs.poll import source_names
from literature.model.clock import day_in_words
from literature.model.edition import Edition
from literature.model.harvest import VisitOutcome


def tell_of_silence(app: App) -> str:
    """Mail the owner once for each source that has fallen silent, and for PubMed where it cannot be visited any more.

    Why that failed, or '': the next run tries again.
    """
    new = {about: line for about, line in _worth_a_mail(app) if not app.told.has(about)}
    if not new:
        return ""
    now = app.now()
    key, about = now.astimezone(app.watch.zone).date(), f"-sources-{now:%H%M%S}"
    rendered = owner.sources_notice(app.watch.watch.name, day_in_words(key), tuple(new.values()))
    if why := mailing.tell_owner(app.mailing, f"owner-{key}{about}", rendered, key, about):
        return f"the owner could not be told that {', '.join(line.source for line in new.values())} needs a look: {why}"
    for told in new:
        app.told.remember(told, now)
    return ""


def tell_weekly(app: App, edition: Edition) -> str:
    """Tell the owner with each edition, once, which sources fail, are late or are silent; nothing where none is. Why
    that failed, or ''."""
    lines, about = tuple(needing(app)), f"week {edition.key}"
    if not lines or app.told.has(about):
        return ""
    rendered = owner.sources_notice(app.watch.watch.name, day_in_words(edition.key), lines)
    if why := mailing.tell_owner(app.mailing, f"owner-{edition.key}-week", rendered, edition.key, "-week"):
        return f"the owner could not be told of {len(lines)} sources: {why}"
    app.told.remember(about, app.now())
    return ""


def needing(app: App) -> Iterator[Failing]:
    """Each source that needs a person now, with since when and why; in the order of watch.toml."""
    zone, silent, late = app.watch.zone, silent_sources(app), late_sources(app)
    last = {account.source: account for account in app.corpus.last_accounts()}
    for name in source_names(app):
        if name in last and last[name].outcome is VisitOutcome.FAILED:
            since = f"no good visit since {day_in_words(late[name])}" if name in late else "its last visit failed"
            yield Failing(name, since, last[name].error)
        elif name in silent:
            yield Failing(name, silent_state(silent[name], zone), silent_reason(name, silent[name], zone))
        elif name in late:
            yield Failing(name, f"no good visit since {day_in_words(late[name])}", "it has not been visited")


def _worth_a_mail(app: App) -> Iterator[tuple[str, Failing]]:
    """The sources of which the owner is mailed at once, each with a name for this one time."""
    silent, late = silent_sources(app), late_sources(app)
    for line in needing(app):
        if line.source in silent:
            yield f"silent {line.source} {silent[line.source]:%Y-%m-%d}", line
        elif line.source == PUBMED and PUBMED in late:
            yield f"late {PUBMED} {late[PUBMED]:%Y-%m-%d}", line
