"""What names an entry of a feed: its own id there, and the identifiers that others may know it by.

A name that two entries of different titles share names neither: a real digest gives one link to all of its 577 stories
(measured), other feeds repeat a guid. PubMed's links differ at every fetch (0 of 43 the same, measured) while
its guids stay, so a link there is none. This file does NOT compare entries of different visits: the store does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from literature.model.identifiers import FoundIdentifier, found_in_url, identifier, read_identifier
from literature.model.record import Identifier, Scheme
from sources.feeds.xml import FeedEntry
from sources.markup import read_markup

PREPRINT_DOI = re.compile(r"10\.(?:1101|64898)/[0-9]")
"""bioRxiv and medRxiv. Cold Spring Harbor's journals share 10.1101, but go on with a letter (10.1101/gr.…)."""
_PREPRINT_HOSTS = ("biorxiv.org", "medrxiv.org")
_VOLATILE_HOSTS = ("pubmed.ncbi.nlm.nih.gov",)
_VERSION = re.compile(r"(?<=[0-9])v([1-9][0-9]?)(?![0-9])(?:-[0-9]+)?")
_PRINTED_DOI = re.compile(r"<(?:p|br|div)\b[^>]*>\s*DOI:?\s+(10\.[^\s<]+)\s*<", re.IGNORECASE)
_HEAD = 500
"""Characters at the beginning of a summary where a publisher prints, as a line of its own, the DOI that its feed gives
nowhere else (Pensoft: 100 of 100 entries, measured). Further down a DOI is another work's."""
_LABELS = {"pubmed:": Scheme.PMID, "pmid:": Scheme.PMID, "pmc:": Scheme.PMCID, "pmcid:": Scheme.PMCID}
_LONGEST = 1_000
"""A longer name is none: it would not fit an index, and the longest real ones (Google News) have 400 characters."""


class EntryIdentifiers(NamedTuple):
    """What names one entry. ``source_id`` is stable from visit to visit; ``version`` counts a preprint's versions."""

    source_id: str
    version: int
    identifiers: tuple[Identifier, ...]
    repaired: tuple[Identifier, ...] = ()
    """Those of the identifiers whose spelling had to be repaired."""

    def value(self, scheme: Scheme) -> str:
        """Its name under ``scheme``, or ''."""
        return next((name.value for name in self.identifiers if name.scheme is scheme), "")

    @property
    def is_preprint(self) -> bool:
        """Whether bioRxiv or medRxiv published it."""
        return bool(PREPRINT_DOI.match(self.value(Scheme.DOI))) or is_preprint_link(self.value(Scheme.URL))


class Shared(NamedTuple):
    """The guids and links that name no entry, because several share them."""

    guids: frozenset[str]
    links: frozenset[str]


def shared_names(entries: Sequence[FeedEntry]) -> Shared:
    """The guids and canonical links that are shared by entries of different titles."""
    return Shared(_shared_by_many(entries, lambda entry: entry.guid), _shared_by_many(entries, _address))


def names_of(feed_name: str, entry: FeedEntry, shared: Shared) -> EntryIdentifiers:
    """The names of ``entry`` in the feed ``feed_name``.

    Its ``source_id`` is the PMID, else the DOI of a preprint (its versions are one thing), guid, link, title and date.
    """
    guid = "" if entry.guid in shared.guids or len(entry.guid) > _LONGEST else entry.guid
    address = "" if (address := _address(entry)) in shared.links else address
    named = _names_of_itself(entry, guid, entry.link if address else "")
    if address and not _host(address).endswith(_VOLATILE_HOSTS):
        named.append(FoundIdentifier(Identifier(Scheme.URL, address)))
    if guid and (own_guid := read_identifier(Scheme.GUID, f"{feed_name} {guid}")):
        named.append(own_guid)
    kept = _one_of_each(named)
    clean = {name.identifier for name in named if not name.repaired}
    names = EntryIdentifiers("", 1, kept, tuple(name for name in kept if name not in clean))
    version = (_VERSION.search(entry.link) or _VERSION.search(entry.guid)) if names.is_preprint else None
    return names._replace(source_id=_source_id(entry, names, guid, address), version=int(version[1]) if version else 1)


def is_preprint_link(url: str) -> bool:
    """Whether ``url`` is a page of bioRxiv or medRxiv."""
    return _host(url).endswith(_PREPRINT_HOSTS)


def _names_of_itself(entry: FeedEntry, guid: str, link: str) -> list[FoundIdentifier]:
    """DOI, PMID and PMCID by which the entry calls itself, the most outspoken first."""
    printed = _PRINTED_DOI.search(entry.summary[:_HEAD])
    named = [name for raw in (*entry.names, guid) for name in _in_name(raw)]
    named += found_in_url(link)
    named += _in_name(printed[1]) if printed else ()
    return [_without_version(name) for name in named]


def _in_name(raw: str) -> tuple[FoundIdentifier, ...]:
    """What ``raw`` names: an address only by its path, for its query may name anything."""
    raw = raw[:_LONGEST]
    scheme = next((scheme for label, scheme in _LABELS.items() if raw[:7].lower().startswith(label)), None)
    if scheme is None and (named := found_in_url(raw)):
        return named
    if scheme is None and "://" in raw and "doi.org/" not in raw.lower():
        return ()
    read = read_identifier(scheme or Scheme.DOI, raw)
    return (read,) if read else ()


def _without_version(name: FoundIdentifier) -> FoundIdentifier:
    """The DOI of a preprint without its version (``v2``, and ``v2-0`` as some aggregators write it)."""
    scheme, value = name.identifier
    bare = _VERSION.sub("", value) if scheme is Scheme.DOI and PREPRINT_DOI.match(value) else value
    return name if bare == value else FoundIdentifier(Identifier(scheme, bare), repaired=True)


def _source_id(entry: FeedEntry, names: EntryIdentifiers, guid: str, address: str) -> str:
    if pmid := names.value(Scheme.PMID):
        return f"pubmed:{pmid}"
    if names.is_preprint and (doi := names.value(Scheme.DOI)):
        return doi
    if guid or address:
        return guid or address
    return f"{_wording(entry)} {entry.published_at or entry.updated_at}".strip()


def _one_of_each(named: Iterable[FoundIdentifier]) -> tuple[Identifier, ...]:
    """The first under each scheme: two DOIs of one entry would join two papers."""
    first: dict[Scheme, Identifier] = {}
    for name in named:
        first.setdefault(name.identifier.scheme, name.identifier)
    return tuple(first.values())


def _shared_by_many(entries: Sequence[FeedEntry], name: Callable[[FeedEntry], str]) -> frozenset[str]:
    titles: dict[str, set[str]] = {}
    for entry in entries:
        titles.setdefault(name(entry), set()).add(_wording(entry))
    return frozenset(value for value, several in titles.items() if value and len(several) > 1)


def _wording(entry: FeedEntry) -> str:
    """What tells entries without a name apart. Not ``title_key``, to which titles in other scripts are all ''."""
    return read_markup(entry.title or entry.summary or entry.content, _LONGEST).text.text.casefold()


def _address(entry: FeedEntry) -> str:
    """The entry's link in its comparable spelling; '' where it is no page of its own (a bare host)."""
    url = identifier(Scheme.URL, entry.link) if len(entry.link) <= _LONGEST else None
    if url is None:
        return ""
    parts = urlsplit(url.value)
    return url.value if parts.path or parts.query else ""


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
