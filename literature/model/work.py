"""A Work: the thing itself in our corpus, described by one or many Records; and what the rules say about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from literature.model.record import Identifier, Record


class Where(StrEnum):
    """The part of a Record in which a Term was found, strongest evidence first."""

    TITLE = "title"
    ABSTRACT = "abstract"
    KEYWORD = "keyword"
    SUBSTANCE = "substance"
    MESH = "mesh"


class Match(NamedTuple):
    """Evidence that a Record is about a Term: ``spelling`` is at ``[start:end]`` of the original text of ``where``.

    ``part`` is the index of the abstract section, keyword, substance or heading (0 for the title).
    """

    term: str
    spelling: str
    where: Where
    part: int
    start: int
    end: int


class Label(NamedTuple):
    """A Topic given to a Work, with its score in 0..1, what carried it, and the version of the ``rules``."""

    topic: str
    score: float
    reason: str
    rules: str


class Nearest(NamedTuple):
    """The Topic that came nearest to a Work that has none: its id, the evidence for it in words, its score (0..1)."""

    topic: str
    words: str
    score: float


class Centrality(StrEnum):
    """Is a watched molecule the subject, or one of a panel that was measured?"""

    CORE = "core"
    MARKER = "marker"
    NONE = "none"


class Kind(StrEnum):
    """The kind of study, one for each Work."""

    RANDOMISED_TRIAL = "randomised_trial"
    TRIAL = "trial"
    OBSERVATIONAL = "observational"
    CASE_REPORT = "case_report"
    SYSTEMATIC_REVIEW = "systematic_review"
    REVIEW = "review"
    GUIDELINE = "guideline"
    PRECLINICAL = "preclinical"
    BIOINFORMATICS = "bioinformatics"
    PROTOCOL = "protocol"
    EDITORIAL = "editorial"
    CORRECTION = "correction"
    NEWS = "news"
    OTHER = "other"


class Organism(StrEnum):
    """On whom or what the work was done; several may apply."""

    HUMAN = "human"
    ANIMAL = "animal"
    IN_VITRO = "in_vitro"


class Verdict(NamedTuple):
    """What the rules say of a Record in addition to its Labels, each with its reason."""

    centrality: Centrality
    centrality_reason: str
    kind: Kind
    kind_reason: str
    organisms: tuple[Organism, ...]
    centrality_score: float = 0.0
    """0..1, to order by; 0.5 where a marker becomes the subject."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A Record to be admitted, with all that the rules say of it.

    ``excluded`` is the reason why it is not for this corpus, or ''. ``rules`` names the version of the Terms that
    classified it: an exclusion holds only for them.
    """

    record: Record
    matches: tuple[Match, ...]
    labels: tuple[Label, ...]
    verdict: Verdict
    rules: str
    excluded: str = ""
    unsorted: str = ""
    """Why it has no Label; '' where it has one."""
    nearest: Nearest | None = None
    """Of one without a Label: the topic that came nearest, where any evidence was found."""


class AdmissionOutcome(StrEnum):
    """What admission made of one Record."""

    NEW = "new"
    KNOWN = "known"
    SEEDED = "seeded"
    EXCLUDED = "excluded"


class LinkKind(StrEnum):
    """How one Work is related to another one."""

    NEWS_ABOUT = "news_about"
    PREPRINT_OF = "preprint_of"
    VERSION_OF = "version_of"
    """Another version of one text: a Cochrane review's update, a preprint's second version."""
    CONCERNS = "concerns"
    """A correction, a reply or a comment, recognised by its title."""
    NOTICE_OF = "notice_of"
    """A retraction, concern or correction, recognised by a name that the notice gives."""
    COMMENT_ON = "comment_on"
    POSSIBLY_SAME = "possibly_same"


class NoticeKind(StrEnum):
    """What a Notice says about the work it touches, gravest first."""

    RETRACTION = "retraction"
    CONCERN = "concern"
    CORRECTION = "correction"


class Notice(NamedTuple):
    """A retraction, expression of concern or correction; ``target`` names the work it touches."""

    kind: NoticeKind
    target: Identifier
    citation: str
    own_mark: bool = False
    """Whether it is only the mark of the article's own record, which names no notice."""
