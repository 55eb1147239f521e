"""The entries of a feed as Records: a paper, a preprint or a piece of news each.

This file does NOT parse bytes (xml.py), does NOT decide what names an entry (identifiers.py), and does NOT know what is
new: every entry becomes a Record or an Unread at every visit, and the store knows what it has seen before.
"""

from __future__ import annotations

import json
import re
from datetime import date

from literature.model.harvest import Unread
from literature.model.identifiers import identifier, identifiers_in_url
from literature.model.record import (
    AbstractSection,
    Author,
    Event,
    EventDate,
    Form,
    Identifier,
    Journal,
    PartialDate,
    Record,
    RichText,
    Scheme,
)
from sources.feeds.authors import people
from sources.feeds.identifiers import EntryIdentifiers, Shared, is_preprint_link, names_of, shared_names
from sources.feeds.xml import MAX_ENTRIES, FeedEntry, ParsedFeed
from sources.markup import Markup, extract, read_markup

LONGEST_TEXT = 20_000
LONGEST_TITLE = 1_000
MOST_KEYWORDS = 50
MOST_MENTIONS = 50
_LONGEST_LINE = 300

_DOI_IN_TEXT = re.compile(r"\b10\.[0-9]{4,9}/\S+")
_PAPER_LINK = re.compile(r"^https://(?:www\.)?sciencedirect\.com/science/article/")
"""ScienceDirect's feeds name neither DOI nor author nor date (measured); its address tells a paper."""
_ABSTRACT_HEAD = "ABSTRACT "
_ABSTRACT_TAIL = " PMID:"


def records(feed_name: str, feed: ParsedFeed) -> tuple[Record | Unread, ...]:
    """One Record or Unread for each announced entry, in order; the entries over MAX_ENTRIES are Unread.

    An entry that is there twice in one document gives two equal Records: the second is counted as known. The entry in
    which a document was cut is no Record: it may lack the guid and the DOI that name it, and would be reported a second
    time when it comes whole.
    """
    shared = shared_names(feed.entries)
    whole = feed.entries[:-1] if feed.is_cut and len(feed.entries) == feed.announced else feed.entries
    read = tuple(_read(feed_name, feed, entry, number, shared) for number, entry in enumerate(whole, start=1))
    if len(whole) < len(feed.entries):
        cut = "the document was cut inside this entry; it is asked for again"
        read += (_unread(feed.entries[-1], f"entry {len(feed.entries)}", cut),)
    surplus = f"beyond the first {MAX_ENTRIES:,} entries of the document"
    return read + tuple(Unread(f"entry {n}", surplus) for n in range(len(feed.entries) + 1, feed.announced + 1))


def _unread(entry: FeedEntry, source_id: str, reason: str) -> Unread:
    return Unread(source_id, reason, json.dumps(entry, ensure_ascii=False).encode())


def _read(feed_name: str, feed: ParsedFeed, entry: FeedEntry, number: int, shared: Shared) -> Record | Unread:
    title = _title(entry)
    summary, content = (read_markup(part, LONGEST_TEXT) for part in (entry.summary, entry.content))
    text = _abstract(entry, max(summary.text, content.text, key=lambda rich: len(rich.text)))
    names = names_of(feed_name, entry, shared)
    if not title and not text:
        return _unread(entry, names.source_id or f"entry {number}", "an entry without title and text")
    form = _form(entry, names)
    return Record(
        source=feed_name,
        source_id=names.source_id,
        version=names.version,
        title=title,
        form=form,
        abstract=(AbstractSection(text),) if text and text.text != title.text else (),
        authors=_authors(entry, form),
        journal=_journal(feed, entry, names, form),
        dates=_dates(entry, names, form),
        identifiers=names.identifiers,
        repaired=names.repaired,
        keywords=tuple(_line(tag) for tag in entry.tags[:MOST_KEYWORDS]),
        mentions=_mentions((summary, content), names.identifiers),
    )


def _title(entry: FeedEntry) -> RichText:
    """The title without the outlet that a news search hangs behind it: "… - Reuters" (92 of 92 items, measured)."""
    title = read_markup(entry.title, LONGEST_TITLE).text
    suffix = f" - {_line(entry.outlet)}"
    if entry.outlet and title.text.endswith(suffix):
        return extract(title, 0, len(title.text) - len(suffix))
    return title


def _abstract(entry: FeedEntry, text: RichText) -> RichText:
    """The text; of PubMed's feeds without the citation before the abstract and the links behind it."""
    if not entry.guid.startswith("pubmed:"):
        return text
    head, tail = text.text.find(_ABSTRACT_HEAD), text.text.rfind(_ABSTRACT_TAIL)
    if head < 0:
        return text
    return extract(text, head + len(_ABSTRACT_HEAD), tail if tail > head else len(text.text))


def _form(entry: FeedEntry, names: EntryIdentifiers) -> Form:
    if names.is_preprint or is_preprint_link(entry.link):
        return Form.PREPRINT
    is_paper = names.value(Scheme.DOI) or names.value(Scheme.PMID) or _PAPER_LINK.match(names.value(Scheme.URL))
    # Only a journal counts volumes and pages.
    return Form.ARTICLE if is_paper or entry.volume or entry.first_page else Form.NEWS


def _authors(entry: FeedEntry, form: Form) -> tuple[Author, ...]:
    """People of a paper; the byline of news as printed, which may be an agency or a desk."""
    if form is not Form.NEWS:
        return people(_line(name) for name in entry.authors)
    return tuple(Author(collective=name) for name in dict.fromkeys(_line(name) for name in entry.authors))


def _journal(feed: ParsedFeed, entry: FeedEntry, names: EntryIdentifiers, form: Form) -> Journal:
    if form is Form.NEWS:
        return Journal(title=_line(entry.outlet) or _line(feed.title))
    issn = entry.issn or feed.issn
    return Journal(
        title=_journal_title(feed, entry, names),
        issns=(_line(issn),) if issn else (),
        volume=_line(entry.volume),
        issue=_line(entry.issue),
        pages=_line("-".join(page for page in (entry.first_page, entry.last_page) if page)),
    )


def _journal_title(feed: ParsedFeed, entry: FeedEntry, names: EntryIdentifiers) -> str:
    """The journal's own name. Taylor & Francis print the paper's title as prism:publicationName of each entry."""
    if names.value(Scheme.PMID):
        return _line(entry.dc_source)
    if entry.journal and entry.journal != entry.title:
        return _line(entry.journal)
    if feed.journal:
        return _line(feed.journal)
    if names.is_preprint:
        return "medRxiv" if "medrxiv.org" in entry.link else "bioRxiv"
    return _line(feed.title)


def _dates(entry: FeedEntry, names: EntryIdentifiers, form: Form) -> tuple[EventDate, ...]:
    """The date of the entry as what it is: of news its own, in PubMed's feeds the day it came to PubMed."""
    event = Event.ISSUE if form is Form.NEWS else Event.ELECTRONIC
    if names.value(Scheme.PMID):
        event = Event.ENTREZ
    days = [_day(moment) for moment in (entry.published_at, entry.updated_at) if moment]
    dates = [EventDate(event, day) for day in days[:1]]
    if len(days) == 2 and days[1] > days[0]:
        dates.append(EventDate(Event.REVISED, days[1]))
    return tuple(dates)


def _day(moment: str) -> PartialDate:
    day = date.fromisoformat(moment[:10])
    return PartialDate(day.year, day.month, day.day)


def _mentions(parts: tuple[Markup, ...], own: tuple[Identifier, ...]) -> tuple[Identifier, ...]:
    """DOIs, PMIDs and PMCIDs that the text links to or prints, each once; none that is, or begins with, the entry's own
    (a preprint's DOI with a version)."""
    mentioned: list[Identifier] = []
    for part in parts:
        for link in part.links:
            mentioned += identifiers_in_url(link)
        for hit in _DOI_IN_TEXT.findall(part.text.text):
            doi = identifier(Scheme.DOI, hit)
            mentioned += [doi] if doi else []
    others = (
        mention
        for mention in dict.fromkeys(mentioned)
        if not any(mention.scheme is name.scheme and mention.value.startswith(name.value) for name in own)
    )
    return tuple(others)[:MOST_MENTIONS]


def _line(text: str) -> str:
    """A short plain value (a name, a keyword) in one line."""
    return read_markup(text, _LONGEST_LINE).text.text
