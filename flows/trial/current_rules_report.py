"""What differs between an edition as it was frozen and by today's rules: facts for programs, lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from digests.words.prose import count
from flows.result import Result, plain
from literature.model.edition import Edition, Versions
from literature.model.work import Centrality


class Paper(NamedTuple):
    """A work: what `ilwatch why` takes for it, and its title."""

    name: str
    title: str

    def __str__(self) -> str:
        return f"{self.name}  {self.title}"


class Left(NamedTuple):
    """A work of the edition that would drop out; ``terms`` are those that it was in for."""

    paper: Paper
    terms: tuple[str, ...]
    why: str

    def __str__(self) -> str:
        return f"{self.paper}\n      {self.why} (was in it for {', '.join(self.terms)})"


class Entered(NamedTuple):
    """A work of that week that would be in it now, by which terms; and where it was then, or is."""

    paper: Paper
    terms: tuple[str, ...]
    then: str

    def __str__(self) -> str:
        return f"{self.paper}\n      {', '.join(self.terms) or 'no term'} ({self.then})"


class Moved(NamedTuple):
    """A work under other topics (by name, surest first), and why it is there now."""

    paper: Paper
    then: tuple[str, ...]
    now: tuple[str, ...]
    why: str

    def __str__(self) -> str:
        then, now = ("; ".join(topics) or "no topic" for topics in (self.then, self.now))
        return f"{self.paper}\n      {then} -> {now} ({self.why})"


class CentralityChange(NamedTuple):
    """A work that became the subject, or one of several molecules measured."""

    paper: Paper
    then: Centrality
    now: Centrality
    why: str

    def __str__(self) -> str:
        return f"{self.paper}\n      {self.then} -> {self.now} ({self.why})"


class Differing(NamedTuple):
    """Names of terms or topics."""

    changed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


class VersionChanges(NamedTuple):
    """Which versions are not those of then. ``known`` is False of an edition that is older than this record: then only
    ``rules`` is certain, the hash of terms, topics and program together."""

    known: bool
    rules: bool
    terms: Differing = Differing()
    topics: Differing = Differing()
    learned: bool = False
    """Whether the topics have learned something else since."""
    program: tuple[str, ...] = ()
    """The program's rules then and now, where they differ."""


@dataclass(frozen=True, slots=True)
class CurrentRules(Result):
    """What a past edition would be by today's rules."""

    edition: date
    items_then: int
    items_now: int
    versions: VersionChanges
    left: tuple[Left, ...]
    entered: tuple[Entered, ...]
    moved: tuple[Moved, ...]
    centrality: tuple[CentralityChange, ...]
    files: tuple[Path, ...]

    def data(self) -> dict[str, Any]:
        """For programs; the keys are stable."""
        table: dict[str, Any] = plain(self)
        return {**table, "files": [str(path) for path in self.files]}

    def lines(self) -> list[str]:
        """For people."""
        then, now = count(self.items_then, "item"), f"{self.items_now:,} by today's rules"
        return [
            f"edition {self.edition}: {then} when it was made, {now}",
            *_version_lines(self.versions),
            *_listed("would drop out", self.left),
            *_listed("would be in it now", self.entered),
            *_listed("would be under other topics", self.moved),
            *_listed("changed between core and marker", self.centrality),
            *([] if self._differs else ["no paper moved"]),
            *(f"  {path}" for path in self.files),
            "nothing was stored, and nothing was sent",
        ]

    @property
    def _differs(self) -> bool:
        return bool(self.left or self.entered or self.moved or self.centrality)


def changes_of(then: Edition, today: Edition, names: Mapping[str, str]) -> VersionChanges:
    """Compare the versions that sorted ``then`` with today's; ``names`` are those of the topics."""
    before, now = then.versions, today.versions
    rules = then.rules != today.rules
    if before == Versions():
        return VersionChanges(known=False, rules=rules)
    topics = _differing(before.topics, now.topics)
    return VersionChanges(
        known=True,
        rules=rules,
        terms=_differing(before.terms, now.terms),
        topics=Differing(*(tuple(names.get(topic, topic) for topic in ids) for ids in topics)),
        learned=before.model != now.model,
        program=(before.program, now.program) if before.program != now.program else (),
    )


def _differing(then: Sequence[tuple[str, str]], now: Sequence[tuple[str, str]]) -> Differing:
    before, today = dict(then), dict(now)
    return Differing(
        changed=tuple(name for name in today if name in before and before[name] != today[name]),
        added=tuple(name for name in today if name not in before),
        removed=tuple(name for name in before if name not in today),
    )


def _version_lines(versions: VersionChanges) -> Iterator[str]:
    if not versions.known:
        yield f"  terms, topics and rules: {'not those' if versions.rules else 'those'} of then"
        yield "  (an older version of ilwatch made this edition, which did not keep them one by one)"
        return
    lines = [*_named("term", versions.terms), *_named("topic", versions.topics)]
    lines += ["what the topics have learned: changed"] if versions.learned else []
    lines += [f"the program's own rules: {' -> '.join(versions.program)}"] if versions.program else []
    yield from (f"  {line}" for line in lines or ["terms, topics and rules: unchanged since"])


def _named(what: str, names: Differing) -> Iterator[str]:
    yield from (f"{what} {name}: changed" for name in names.changed)
    yield from (f"{what} {name}: new" for name in names.added)
    yield from (f"{what} {name}: removed" for name in names.removed)


def _listed(what: str, rows: Sequence[object]) -> Iterator[str]:
    if rows:
        yield f"{count(len(rows), 'work')} {what}:"
        yield from (f"  {row}" for row in rows)
