"""One plain text page, saved from a browser, to one Record: a newswire story, a metadata page, a page of PubMed.

Each layout is known by its own marks (a dateline, "Author(s) -" lines, a DOI or citation), tried in this order. What
the site puts around the text (banners, menus, lists of similar papers, references) is left out.
This file does NOT take identifiers from below "References" or "Similar articles": those are other papers'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from literature.model.harvest import Unread
from literature.model.record import SEED, AbstractSection, Author, Event, Journal, Record, RichText, Scheme
from sources.library.fields import (
    Citation,
    ReferenceIdentifiers,
    attempt,
    author,
    event,
    identifiers_of,
    people,
    read_citation,
    unread,
)
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
    """The one Record of the page, or one Unread that says which marks were looked for."""
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
    """A metadata page: the title, lines such as "DOI - 10.…" (or with the value below), then the abstract."""
    head, labels, tail = _sorted_lines(lines)
    titles = [line for line in head if not BANNER.match(line)]
    if not titles or not labels.keys() & {"Author(s)", "DOI", "Publication title"}:
        return None
    values = {label: " ".join(found) for label, found in labels.items()}
    names = identifiers_of([(Scheme.DOI, values.get("DOI", "")), (Scheme.PMID, values.get("PMID", ""))])
    return Record(
        source=SEED,
        source_id="",
        title=RichText(max(titles, key=len)),
        abstract=tuple(AbstractSection(RichText(line)) for line in tail),
        authors=people(_listed(values.get("Author(s)", ""))),
        journal=Journal(
            title=values.get("Publication title", ""),
            issns=tuple(values[label] for label in ("eISSN", "pISSN", "ISSN") if values.get(label)),
            volume=values.get("Volume", ""),
            issue=values.get("Issue", ""),
            pages=values.get("Pages", ""),
        ),
        dates=event(Event.ISSUE, values.get("Publication year", "")),
        identifiers=names.identifiers,
        repaired=names.repaired,
        keywords=tuple(_listed(values.get("Subject(s)", ""))),
        languages=tuple(_listed(values.get("Language(s)", ""))),
    )


def _sorted_lines(lines: Lines) -> tuple[list[str], dict[str, list[str]], list[str]]:
    """Lines before the first label, the values of each label, and what follows a label whose value is complete."""
    head: list[str] = []
    tail: list[str] = []
    labels: dict[str, list[str]] = {}
    into = head
    for line in filter(None, lines):
        found = _LABEL.match(line)
        if not found:
            into.append(line)
            continue
        labels[found[1]] = [found[2]] if found[2] else []
        into = tail if found[2] else labels[found[1]]
    return head, labels, tail


def _listed(value: str) -> list[str]:
    return [each for part in value.split(",") if (each := part.strip())]


# A page of PubMed or of a journal


def _paper(lines: Lines) -> Record | None:
    """A paper's page: identified by its own DOI or PMID, or by PubMed's citation line, with a title after that line."""
    own = lines[: next((at for at, line in enumerate(lines) if _AFTER_PAPER.match(line)), len(lines))]
    cited_at, cited = _citation(own)
    names = _paper_names(own)
    title = _title(own, cited_at)
    if not title or not (cited or names.identifiers):
        return None
    first = next((found for line in own if (found := _FIRST_AUTHOR.match(line))), None)
    epub = next((found[1] for line in own if (found := _EPUB.search(line))), "")
    return Record(
        source=SEED,
        source_id="",
        title=RichText(title),
        abstract=_abstract(own),
        authors=_authors(own) or ((author(first["name"]),) if first else ()),
        journal=Journal(
            abbreviation=cited.journal or (first["journal"] if first else ""),
            volume=cited.volume,
            issue=cited.issue,
            pages=cited.pages,
        ),
        dates=event(Event.ISSUE, cited.date) + event(Event.ELECTRONIC, epub),
        identifiers=names.identifiers,
        repaired=names.repaired,
    )


def _citation(lines: Lines) -> tuple[int, Citation]:
    """Where the paper's own citation stands, and its parts; -1 where there is none."""
    found = ((at, cited) for at, line in enumerate(lines) if (cited := read_citation(line)))
    return next(found, (-1, Citation()))


def _paper_names(lines: Lines) -> ReferenceIdentifiers:
    text = "\n".join(lines)
    pmid, pmcid = _PMID.search(text), _PMCID.search(text)
    return identifiers_of(
        [
            (Scheme.DOI, _own_doi(lines)),
            (Scheme.PMID, pmid[1] if pmid else ""),
            (Scheme.PMCID, pmcid[1] if pmcid else ""),
        ]
    )


def _own_doi(lines: Lines) -> str:
    """The first DOI that is printed as the page's own: after "doi", or as a line that is a doi.org link."""
    found = (hit for line in lines if (hit := _OWN_DOI.match(line) or _OWN_DOI.search(line.partition(". ")[2])))
    hit = next(found, None)
    return hit[1] if hit else ""


def _title(lines: Lines, cited_at: int) -> str:
    """The first line of three words or more that is no banner, below the citation line where the page has one."""
    for line in lines[cited_at + 1 :]:
        is_other = BANNER.match(line) or _BELOW_CITATION.match(line) or _OWN_DOI.match(line) or _PMID.match(line)
        if len(line.split()) > 2 and not is_other:
            return line
    return ""


def _authors(lines: Lines) -> tuple[Author, ...]:
    """The line under "Authors", without the numbers of the affiliations."""
    for at, line in enumerate(lines[:-1]):
        if line.lower() == "authors":
            names = _AFFILIATION_MARKS.sub(" ", next(filter(None, lines[at + 1 :]), ""))
            return people(_listed(names))
    return ()


def _abstract(lines: Lines) -> tuple[AbstractSection, ...]:
    """The paragraphs under "Abstract" or "Summary", each with its label."""
    starts = (at for at, line in enumerate(lines) if line.lower() in ("abstract", "summary"))
    start = next(starts, len(lines))
    sections: list[AbstractSection] = []
    for line in filter(None, lines[start + 1 :]):
        if _AFTER_ABSTRACT.match(line):
            break
        label = _SECTION.match(line)
        sections.append(
            AbstractSection(RichText(line[label.end() :] if label else line), label=label[1] if label else "")
        )
    return tuple(sections)
