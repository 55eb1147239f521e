"""A newswire story saved as plain text: its dateline shows what it is, the headline above is its title.

A page with a dateline is news whatever it prints: a DOI in it names the paper it reports. This file does NOT look for
the paper behind a story that prints no DOI, PMID or link.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, takewhile

from literature.model.record import SEED, AbstractSection, Event, Form, Identifier, Journal, Record, RichText, Scheme
from sources.library.fields import event, identifiers_of, read_date

Lines = Sequence[str]
"""The lines of a page, without outer space; empty ones separate its paragraphs."""

_DATELINE = re.compile(
    r"(?P<when>[^()]{0,80})\((?P<outlet>(?:[A-Z][\w.&'-]* ){0,3}"
    r"(?:News|Newswire|Wire|Reuters|Health|HealthDay|AP|AFP|UPI|Xinhua))\)\s*(?:--|[-–—])\s"
)
"""How a news agency opens a story: "WEDNESDAY, June 3 (HealthDay News) -- "."""

_ANY_DOI = re.compile(r"\b10\.[0-9]{4,9}/\S+")
_PMID = re.compile(r"\bPMID:? ?([0-9]{1,8})\b")
_URL = re.compile(r"https?://[^\s\"'<>)]+")

_ENDS_SENTENCE = (".", "!", "?", '."', ".”", '?"', ".)")

BANNER = re.compile(
    r"skip to |u\.?s\.? flag$|an official website|dot gov$|https$|the \.gov means|federal government websites"
    r"|the site is secure|the https://|access keys|contact us$|acquire the license|advertisement$|subscribe"
    r"|sign (?:in|up)|log ?in|menu$|home$|share$|print$|search$",
    re.IGNORECASE,
)
"""Lines that sites put around a text: the government's banner, menus, requests."""


def story(lines: Lines) -> Record | None:
    """Read the story, up to its first paragraph that is no sentence; None where no dateline has a headline above it."""
    datelines = ((number, match) for number, line in enumerate(lines) if (match := _DATELINE.match(line)))
    start, dateline = next(datelines, (0, None))
    headlines = _headlines(_paragraphs(lines[:start]))
    if not dateline or not headlines:
        return None
    opening, *paragraphs = _paragraphs(lines[start:])
    # Link lists and names of services have no full stop.
    sentences = takewhile(lambda paragraph: paragraph[-1].endswith(_ENDS_SENTENCE), paragraphs)
    texts = [*headlines[1:], *map(" ".join, (opening, *sentences))]
    return Record(
        source=SEED,
        source_id="",
        title=RichText(headlines[0]),
        form=Form.NEWS,
        abstract=tuple(AbstractSection(RichText(text)) for text in texts),
        journal=Journal(title=dateline["outlet"]),
        dates=event(Event.ISSUE, _dated(dateline["when"], lines)),
        mentions=_named_works(lines),
    )


def _paragraphs(lines: Lines) -> list[list[str]]:
    return [[*paragraph] for has_text, paragraph in groupby(lines, key=bool) if has_text]


def _headlines(above: list[list[str]]) -> list[str]:
    """Find the headline and the line under it, if any: the last paragraphs of one line each that are no banner."""
    alone = [paragraph[0] for paragraph in above if len(paragraph) == 1 and not BANNER.match(paragraph[0])]
    if alone or not above:
        return alone[-2:]
    return [line for line in above[-1] if not BANNER.match(line)][-2:]


def _dated(when: str, lines: Lines) -> str:
    """Return the dateline's day; its year only where the page prints the same day with one."""
    day = read_date(when)
    if day.year or not day.month:
        return when
    for line in lines:
        for printed in re.findall(r"[A-Z][a-z]{2,8}\.? [0-9]{1,2}, [0-9]{4}", line):
            full = read_date(printed)
            if (full.month, full.day) == (day.month, day.day):
                return full.iso
    return when


def _named_works(lines: Lines) -> tuple[Identifier, ...]:
    text = "\n".join(lines)
    dois = ((Scheme.DOI, doi) for doi in _ANY_DOI.findall(text))
    pmids = ((Scheme.PMID, pmid) for pmid in _PMID.findall(text))
    links = ((Scheme.URL, url.rstrip(".")) for url in _URL.findall(text))
    named = identifiers_of((*dois, *pmids, *links)).identifiers
    return tuple(identifier for identifier in named if identifier.scheme is not Scheme.URL)
