"""The Letter: all that one reader will read, as plain data in reading order.

compose.py fills it, render.py renders it. Every text in it is already tidy (no control, bidi or zero-width
characters) and every address is already safe; nothing in it is markup but the marks of a RichText.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import NamedTuple, Protocol

from literature.model.record import RichText
from literature.readers.reader_mark import MarkKind

UNSORTED = "unsorted"
"""Anchor of the section of Works without a topic."""

ANSWER_WORDS = {
    MarkKind.USEFUL: "Useful",
    MarkKind.NOT_FOR_US: "Not for us",
    MarkKind.TAKEN_BACK: "Take back",
}
"""Each answer as a reader sees it: on a link, on a button, in the subject of a mail."""


class Link(NamedTuple):
    """A safe http(s) address and the words shown for it."""

    text: str
    url: str


class Answering(Protocol):
    """How the readers of a letter answer about its works (digests/mail/answer_links.py)."""

    def of_work(self, work_id: int) -> tuple[Link, ...]:
        """Return the links below one entry."""

    @property
    def explained(self) -> str:
        """What these links do, for the end of the letter."""


class Note(NamedTuple):
    """A line that links an Entry to another work: "also as preprint", "about", "possibly the same as" …"""

    lead: str
    text: str
    url: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class TrialFacts:
    """What the text of a clinical trial states; each is '' or () where it does not, or not surely."""

    design: str
    """"randomised, double-blind, placebo-controlled"."""
    phase: str
    """"phase 2b"."""
    size: str
    """"n = 104", or "92 children"."""
    drug: str
    population: str
    """"adults with gout", as the title says it."""
    registrations: tuple[Link, ...]
    """Registration numbers; ``url`` is '' where the address of its page is not certain."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One Work as it is shown, once in a Letter. ``number`` counts through the Letter in reading order."""

    number: int
    work_id: int
    title: RichText
    url: str
    domain: str
    """Shown next to the title where the address is neither PubMed nor a DOI."""
    authors: str
    venue: str
    date: str
    badges: tuple[str, ...]
    mark: str
    """"Retracted" or "Expression of concern": the first of the badges, shown in red; or ''."""
    passage: RichText
    """What it found, of news its opening, matched spellings marked ``b``; at most ``prose.PASSAGE`` characters. Empty
    where the abstract states no result."""
    why: str
    topic: str
    """Why it has the topic of its section, or why it has none; or ''."""
    also_under: tuple[str, ...]
    notes: tuple[Note, ...]
    links: tuple[Link, ...]
    followed: str = ""
    """Whom or what its readers follow, for which it is marked; or ''."""
    answers: tuple[Link, ...] = ()
    """Where the reader says whether it is useful; () in what is not written to one reader."""
    facts: tuple[str, ...] = ()
    """What the text states of the study, shown behind the badges: "n = 104", "phase 2", "double-blind"."""
    trial: TrialFacts | None = None
    """The same apart, of a clinical trial; None of anything else."""


class UpdateLine(NamedTuple):
    """A work that this reader had in its other form, in one line: the article of a preprint, or the other way round."""

    entry: Entry
    lead: str
    """What it is to the reader: "Now published"."""
    had: str
    """Which form the reader had, and in which letter, as a sentence."""
    changed: str
    """What has changed since, as a sentence; '' where the two cannot be compared."""


@dataclass(frozen=True, slots=True)
class LetterSection:
    """A topic: ``full`` entries first, then ``updates``, then ``lines``, of one line each."""

    id: str
    name: str
    full: tuple[Entry, ...]
    lines: tuple[Entry, ...]
    updates: tuple[UpdateLine, ...] = ()
    above: tuple[Entry, ...] = ()
    """Those that stand further up, among the first to read."""
    lines_title: str = "In brief"

    @property
    def count(self) -> int:
        """How many entries it has, shown or not."""
        return len(self.full) + len(self.lines) + len(self.updates) + len(self.above)


@dataclass(frozen=True, slots=True)
class Brief:
    """The papers that only mention a watched molecule, those nearest to it first."""

    lines: tuple[Entry, ...]
    more: int
    """How many the reader's own limit leaves out."""
    by_topic: tuple[tuple[str, int], ...] = ()
    """How many there are under each topic, shown or not, by its name."""

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.lines) + self.more


class TrialLine(NamedTuple):
    """A trial in one line; ``entry`` has it in full."""

    entry: Entry
    facts: str
    """Design, size, drug and population, as far as the text states them."""
    registrations: tuple[Link, ...]


class Numbers(NamedTuple):
    """The row of figures at the top, over the works that this Letter shows.

    ``new`` counts Works, ``merged`` further announcements of the same work. The others count entries, in which
    preprints, news and corrections are shown with their article: those about a watched molecule (``about``, and of
    these ``trials``, ``reviews``, ``preprints`` and ``news``), and the ``markers``, which only mention one.
    """

    new: int
    about: int
    trials: int
    reviews: int
    preprints: int
    news: int
    merged: int
    markers: int

    answering: str = ""
    """What the ``answers`` of the entries do; '' where they have none."""

    @property
    def entries(self) -> int:
        """How many entries there are."""
        return self.about + self.markers


class Alert(NamedTuple):
    """A notice about a work: what, about which work, and how the reader knows that work."""

    word: str
    title: str
    url: str
    citation: str
    notice_url: str
    known_since: str
    """Where the work was shown, or is; '' where ``sent`` says it."""
    said: str = ""
    """Who says so, and who was asked and does not; '' in old editions."""
    sent: str = ""
    """When this reader was sent the work, as a sentence; '' in what is not written to one reader."""


class Failing(NamedTuple):
    """A source that failed, or a letter that did not arrive: since when, and why."""

    source: str
    since: str
    error: str
    word: str = "Source failing"


class Pick(NamedTuple):
    """One of the few to read first, and why it was chosen."""

    entry: Entry
    why: str


class Bar(NamedTuple):
    """One week of the trend; ``share`` is its length in percent of the longest."""

    week: str
    total: int
    share: int
    now: bool


class TermCount(NamedTuple):
    """How many works name a Term: in this letter, in the previous edition, and the median of earlier ones; '' where
    there is none to compare with."""

    term: str
    now: int
    previous: str
    usual: str


@dataclass(frozen=True, slots=True)
class Trend:
    """At most 12 weeks, oldest first, this edition last; no bars where there is nothing to compare it with.

    ``bars`` are of the whole edition, ``terms`` of the works of this letter; ``compared`` where these come with numbers
    of earlier editions.
    """

    heading: str
    bars: tuple[Bar, ...]
    terms: tuple[TermCount, ...]
    caption: str
    compared: bool
    note: str


class SourceRow(NamedTuple):
    """The account of one source in words, which balances: announced = new + known + seeded + excluded + failed."""

    source: str
    state: str
    account: str
    last_success: str
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What the sources delivered: one ``summary``; on a page also ``rows`` for sources that are not healthy."""

    summary: str
    rows: tuple[SourceRow, ...]
    others: str
    """How many works of this edition are under topics that this reader did not choose, or ''."""


@dataclass(frozen=True, slots=True)
class Foot:
    """Why the reader gets this, how to change it, and what made it."""

    contact: str
    topics: str
    """The names of the topics this reader chose, or ''."""
    made: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One edition as one group of readers gets it."""

    subject: str
    preheader: str
    name: str
    key: date
    dateline: str
    numbers: Numbers
    in_numbers: str
    """``numbers`` and a comparison with earlier editions, in one line."""
    picks: tuple[Pick, ...]
    trials: tuple[TrialLine, ...]
    more_trials: int
    alerts: tuple[Alert, ...]
    alerts_left: tuple[Alert, ...]
    """Those that the letter has no room for."""
    sections: tuple[LetterSection, ...]
    empty_topics: tuple[str, ...]
    brief: Brief
    left_out: str
    """How many papers the reader's own choice leaves out, as a sentence; or ''."""
    trend: Trend
    sources: SourceReport
    foot: Foot
    archive_url: str
    whole: tuple[LetterSection, ...]
    """All papers under these readers' topics, for the list that is attached where there is no page of the edition."""
    answering: str = ""
    """What the ``answers`` of the entries do; '' where they have none."""

    @property
    def notices_below(self) -> str:
        """How many notices the letter has: "2 retractions or corrections below"."""
        number = len(self.alerts) + len(self.alerts_left)
        return f"{number:,} {'retraction or correction' if number == 1 else 'retractions or corrections'} below"

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries in reading order, each once."""
        by_section = (
            (*section.full, *(update.entry for update in section.updates), *section.lines) for section in self.sections
        )
        return (*(pick.entry for pick in self.picks), *chain.from_iterable(by_section), *self.brief.lines)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A mail to a former reader: the notices about papers that this reader was sent, and nothing else."""

    subject: str
    name: str
    headline: str
    dateline: str
    intro: str
    alerts: tuple[Alert, ...]
    reason: str
    """Why the former reader gets this, and what else: nothing."""
    contact: str


@dataclass(frozen=True, slots=True)
class OwnerNotice:
    """A mail to the owner where a person must act: sources that failed, or letters that did not arrive."""

    subject: str
    headline: str
    dateline: str
    intro: str
    heading: str
    failing: tuple[Failing, ...]
    advice: str
