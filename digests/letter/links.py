"""Addresses that a letter may carry: built from identifiers first, from a source's own URL only when it is safe."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, urlsplit, urlunsplit

from digests.letter.parts import Link
from digests.letter.prose import plain
from literature.model.record import Identifier, Scheme

LONGEST_URL = 600
"""Characters; a longer address is a tracker's, and uses up the byte budget of the letter."""

_UNSAFE = re.compile(r"[\s\\<>\"`{}|^\x00-\x20\x7f-\x9f\ud800-\udfff]")


def safe_url(url: str) -> str:
    """Return ``url`` in ASCII if it is plain http(s) to a host, without user and password; else ''."""
    url = url.strip()
    if not url or len(url) > LONGEST_URL or _UNSAFE.search(url):
        return ""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except ValueError:  # UnicodeError of a bad host name is one too
        return ""
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc or ":" in host:
        return ""
    path, query = (quote(part, safe="/%:;,()!$&'*+=~@?.-_[]") for part in (parts.path, parts.query))
    return urlunsplit((parts.scheme, host + port, path, query, quote(parts.fragment, safe="/%:=&~?.-_")))


def domain(url: str) -> str:
    """Return the host that a reader should see beside a link, in its ASCII form: a look-alike name shows as xn--…"""
    return (urlsplit(url).hostname or "").removeprefix("www.") if url else ""


def _link(name: Identifier) -> Link:
    value, words = quote(name.value, safe="/:;()._-", errors="replace"), plain(name.value, 80)
    match name.scheme:
        case Scheme.PMID:
            return Link(f"PMID {words}", f"https://pubmed.ncbi.nlm.nih.gov/{value}/")
        case Scheme.DOI:
            return Link(f"doi:{words}", f"https://doi.org/{value}")
        case Scheme.PMCID:
            return Link(f"free full text {words}", f"https://pmc.ncbi.nlm.nih.gov/articles/{value}/")
        case Scheme.BOOK:
            return Link(f"Bookshelf {words}", f"https://www.ncbi.nlm.nih.gov/books/{value}/")
        case Scheme.URL:
            url = safe_url(name.value)
            return Link(domain(url), url)
        case _:
            return Link("", "")


_ORDER = (Scheme.PMID, Scheme.DOI, Scheme.PMCID, Scheme.BOOK, Scheme.URL)


def links(names: Iterable[Identifier]) -> tuple[Link, ...]:
    """Return one link for each scheme that leads somewhere, the surest first; a plain URL only for want of a better."""
    first = {name.scheme: name for name in reversed(tuple(names))}
    usable = tuple(link for scheme in _ORDER if scheme in first and (link := _link(first[scheme])).url)
    return usable if len(usable) < 2 else tuple(link for link in usable if link.text != domain(link.url))


_TRIAL = re.compile(r"ClinicalTrials\.gov (NCT\d{8})")
MOST_TRIALS = 3
"""Registrations shown in one entry: a pooled analysis lists dozens."""


def trials(registrations: Iterable[str]) -> tuple[Link, ...]:
    """Return the ClinicalTrials.gov pages of the trials that a work reports; numbers elsewhere are less certain."""
    numbers = dict.fromkeys(hit[1] for name in registrations if (hit := _TRIAL.fullmatch(name)))
    return tuple(Link(number, f"https://clinicaltrials.gov/study/{number}") for number in [*numbers][:MOST_TRIALS])


def best(names: Iterable[Identifier]) -> str:
    """Return the surest address of a work, or ''."""
    return next((link.url for link in links(names)), "")
