"""What a change of the terms in watch.toml means for what is held: works are matched again, and so are records that
were kept out.

After each poll: what the polls ask for again by themselves has come by then, and is mailed. Plain functions. This file
does NOT fetch anything (backfill.py does).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from digests.words.prose import count, plain
from flows.app import App
from flows.jobs.backfill import backfill_of, plan_histories
from literature.model.harvest import Harvest, VisitKind
from literature.model.work import Candidate
from literature.terms.changes import TermChange, TermEdit, edited_terms
from literature.terms.matcher import terms_version
from store.terms.watched import TermHistory


def match_again(app: App) -> tuple[TermChange, ...]:
    """Match the works held by the terms of today, where these have changed; return what each change has meant."""
    terms = app.watch.terms
    edited = edited_terms(app.terms.matched(), terms, app.opened)
    if not edited:
        return ()
    admitted = admit_kept_out(app)
    rules = {term.name: terms_version([term]) for term in terms}
    return app.rematch.match_again(edited, rules, app.classifier.classify, app.now(), admitted)


def follow_terms(app: App) -> tuple[tuple[TermChange, ...], tuple[TermHistory, ...]]:
    """Do what a change of the terms asks for after a poll: match the works again, decide how far back histories go.
    Return what each change has meant, and the histories of which nothing was fetched yet."""
    changes = match_again(app)
    plan_histories(app.terms, app.watch.sinces, app.pubmed.eutils.look_back)
    return changes, untouched(app)


def untouched(app: App) -> tuple[TermHistory, ...]:
    """The histories that are to be fetched and of which nothing was fetched yet."""
    return tuple(history for history in backfill_of(app).histories if history.is_open and not history.hits)


def admit_kept_out(app: App) -> list[Candidate]:
    """Admit the records that were kept out and name a term now; return them. What was announced within the time that
    polls look back is mailed; what is older is in the archive only, as the history of a new term is."""
    now = app.now()
    recent = now - app.pubmed.eutils.look_back
    groups = defaultdict[tuple[str, bool], list[Candidate]](list)
    for stored in app.corpus.kept_out():
        candidate = app.classifier.classify(stored.record)
        if not candidate.excluded:
            groups[stored.source, stored.backfilled or stored.first_seen < recent].append(candidate)
    for (source, to_archive), candidates in groups.items():
        records = tuple(candidate.record for candidate in candidates)
        harvest = Harvest(source, len(records), records, kind=VisitKind.REMATCH)
        app.corpus.admit(harvest, candidates, started=now, now=app.now(), to_archive=to_archive)
    return [candidate for candidates in groups.values() for candidate in candidates]


def change_lines(changes: Iterable[TermChange]) -> list[str]:
    """What each change has meant, in a sentence, with titles below it; nothing of a new term that no work names."""
    told = (change for change in changes if change.edit is not TermEdit.NEW or change.more)
    return [line for change in told for line in (_sentence(change), *_titles(change))]


def _sentence(change: TermChange) -> str:
    if change.edit is TermEdit.NEW:
        return f"{change.term} is new: it matches {count(change.more, 'paper')} already in the database"
    if change.edit is TermEdit.REMOVED:
        return f"{change.term} was removed: it matched {count(change.fewer, 'paper')}"
    what = f"was {change.previous_name}" if change.edit is TermEdit.RENAMED else "is matched by new rules"
    return f"{change.term} {what}: {count(change.more, 'paper')} gained, {change.fewer:,} lost"


def _titles(change: TermChange) -> Sequence[str]:
    """Up to five, those that were gained first; none of a removed term."""
    if change.edit is TermEdit.REMOVED:
        return ()
    gained = [f"  + {plain(title, 100)}" for title in change.gained]
    return (*gained, *(f"  - {plain(title, 100)}" for title in change.lost))[:5]
