"""One plain text page, saved from a browser, to one Record: a newswire story, a metadata page, a page of PubMed.

A layout is recognised by its marks (a dateline, "Author(s) -" lines, a DOI or citation), tried in this order. What the
site puts around the text (banners, menus, lists of similar papers, references) is left out.
This file does NOT take identifiers from below "References" or "Similar articles": those are other papers'.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from itertools import dropwhile, takewhile

from literature.model.harvest import Unread
from literature.model.record import SEED, AbstractSection, Author, Event, Journal, Record, RichText, Scheme
from sources.library.fields import Citation, attempt, event, identifiers_of, people, read_citation, split, unread
from sources.library.newswire import BANNER, Lines, story

_LABEL = re.compile(
    r"(Author\(s\)|Publication year|Publication title|Language\(s\)|Resource type|SCImago Journal Rank|H-Index"
    r"|eISSN|pISSN|ISSN|DOI|PMID|Volume|Issue|Pages|Subject\(s\)) -(?: (.*)|$)"
)
_OWN_DOI = re.compile(r"(?:doi|https?://(?:dx\.)?doi\.org/)[:\s]*(10\.[0-9]{4,9}/\S+)", re.IGNORECASE)
_PMID = re.compile(r"\bPMID:? ?([0-9]{1,8})\b")
_PMCID = re.compile(r"\bPMCID:? ?(PMC[0-9]+)\b")
_EPUB = re.compile(r"\bEpub ([0-9]{4}[^.]*)")
_FIRST_AUTHOR = re.compile(r"(?P<name>[^.;]{3,60}?) et al\. (?P<journal>[^.]+)\.")
_AFFILIATION_MARKS = re.compile(r"\s*[0-9*†‡#]+\s*")
_SECTION = re.compile(
    r"(Background|Introduction|Purpose|Objectives?|Aims?|Design|Setting|Patients|Methods|Results|Findings|Interpretation"
    r"|Conclusions?|Funding|Significance): "
)
_AFTER_PAPER = re.compile(r"(?:references|similar articles|cited by|related (?:articles|information))$", re.IGNORECASE)
_AFTER_ABSTRACT = re.compile(
    r"(?:pubmed disclaimer|keywords:|figures?$|similar articles|cited by|references|conflict of interest"
    r"|publication types|mesh terms|substances|full text|©|copyright)",
    re.IGNORECASE,
)
_BELOW_CITATION = re.compile(r"(?:doi:|epub|ecollection|online ahead of print|affiliations?$|actions?$)", re.IGNORECASE)


def read(text: str, file: str) -> Iterator[Record | Unread]:
    """Read the one Record of the page, or one Unread that says which marks were looked for."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    first = next((number for number, line in enumerate(lines, start=1) if line), 1)
    yield attempt(partial(_read_one, lines, first, text, file), file, first, text)


def _read_one(lines: Lines, first: int, text: str, file: str) -> Record | Unread:
    record = story(lines) or _labelled(lines) or _paper(lines)
    return record or unread(
        file,
        first,
        f"no title found from {lines[first - 1][:60]!r} on: no dateline such as '(HealthDay News) --', no "
        "'Author(s) -' lines, no DOI, PMID or citation with a title. Write the work into a .toml file",
        text,
    )


# A page of labelled lines


def _labelled(lines: Lines) -> Record | None:
    """Read a metadata page: the title, lines such as "DOI - 10.…" (or with the value below), then the abstract."""
    head, labels, tail = _sorted_lines(lines)
    titles = [line for line in head if not BANNER.match(line)]
    if not titles or not labels.keys() & {"Author(s)", "DOI", "Publication title"}:
        return None
    values = defaultdict(str, {label: " ".join(texts) for label, texts in labels.items()})
    named = identifiers_of([(Scheme.DOI, values["DOI"]), (Scheme.PMID, values["PMID"])])
    return Record(
        source=SEED,
        source_id="",
        title=RichText(max(titles, key=len)),
        abstract=tuple(AbstractSection(RichText(line)) for line in tail),
        authors=people(split(values["Author(s)"], ",")),
        journal=Journal(
            title=values["Publication title"],
            issns=tuple(values[label] for label in ("eISSN", "pISSN", "ISSN") if values[label]),
            volume=values["Volume"],
            issue=values["Issue"],
            pages=values["Pages"],
        ),
        dates=event(Event.ISSUE, values["Publication year"]),
        identifiers=named.identifiers,
        repaired=named.repaired,
        keywords=tuple(split(values["Subject(s)"], ",")),
        languages=tuple(split(values["Language(s)"], ",")),
    )


def _sorted_lines(lines: Lines) -> tuple[list[str], dict[str, list[str]], list[str]]:
    """Split into what precedes the first label, the values of each label, and what follows a complete value."""
    head: list[str] = []
    tail: list[str] = []
    labels: dict[str, list[str]] = {}
    into = head
    for line in filter(None, lines):
        if not (match := _LABEL.match(line)):
            into.append(line)
            continue
        label, value = match.groups()
        labels[label] = [value] if value else []
        into = tail if value else labels[label]
    return head, labels, tail


# A page of PubMed or of a journal


def _paper(lines: Lines) -> Record | None:
    """Read a paper's page: its DOI, PMID or PubMed's citation line identifies it, with a title after that line."""
    lines = [*takewhile(lambda line: not _AFTER_PAPER.match(line), lines)]
    citations = ((index, cited) for index, line in enumerate(lines) if (cited := read_citation(line)))
    citation_line, cited = next(citations, (-1, Citation()))
    pmid, pmcid = (_printed(pattern, lines) for pattern in (_PMID, _PMCID))
    named = identifiers_of([(Scheme.DOI, _own_doi(lines)), (Scheme.PMID, pmid), (Scheme.PMCID, pmcid)])
    title = _title(lines, citation_line)
    if not title or not (cited or named.identifiers):
        return None
    first = next(filter(None, map(_FIRST_AUTHOR.match, lines)), None)
    return Record(
        source=SEED,
        source_id="",
        title=RichText(title),
        abstract=_abstract(lines),
        authors=_authors(lines) or people([first["name"]] if first else []),
        journal=Journal(
            abbreviation=cited.journal or (first["journal"] if first else ""),
            volume=cited.volume,
            issue=cited.issue,
            pages=cited.pages,
        ),
        dates=event(Event.ISSUE, cited.date) + event(Event.ELECTRONIC, _printed(_EPUB, lines)),
        identifiers=named.identifiers,
        repaired=named.repaired,
    )


def _printed(pattern: re.Pattern[str], lines: Lines) -> str:
    return next((match[1] for line in lines if (match := pattern.search(line))), "")


def _own_doi(lines: Lines) -> str:
    """Find the first DOI printed as the page's own: after "doi", or as a line that is a doi.org link."""
    dois = (_OWN_DOI.match(line) or _OWN_DOI.search(line.partition(". ")[2]) for line in lines)
    return next((doi[1] for doi in dois if doi), "")


def _title(lines: Lines, citation_line: int) -> str:
    """Find the first line of three words or more that is no banner, below the citation line where there is one."""
    for line in lines[citation_line + 1 :]:
        is_other = BANNER.match(line) or _BELOW_CITATION.match(line) or _OWN_DOI.match(line) or _PMID.match(line)
        if len(line.split()) > 2 and not is_other:
            return line
    return ""


def _authors(lines: Lines) -> tuple[Author, ...]:
    """Read the line under "Authors", without the numbers of the affiliations."""
    for index, line in enumerate(lines[:-1], start=1):
        if line.lower() == "authors":
            return people(split(_AFFILIATION_MARKS.sub(" ", next(filter(None, lines[index:]), "")), ","))
    return ()


def _abstract(lines: Lines) -> tuple[AbstractSection, ...]:
    """Read the paragraphs under "Abstract" or "Summary", each with its label."""
    below = dropwhile(lambda line: line.lower() not in ("abstract", "summary"), lines)
    next(below, "")
    sections: list[AbstractSection] = []
    for line in takewhile(lambda line: not _AFTER_ABSTRACT.match(line), filter(None, below)):
        label = _SECTION.match(line)
        text = RichText(line[label.end() :] if label else line)
        sections.append(AbstractSection(text, label[1] if label else ""))
    return tuple(sections)
