"""Addresses that a letter may carry: built from identifiers first, from a source's own URL only when it is safe."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, urlsplit, urlunsplit

from digests.letter.parts import Link
from digests.words.prose import plain
from literature.findings.registrations import Registration
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
    """Return the host that a reader should see next to a link, in its ASCII form: a look-alike name shows as xn--…"""
    return (urlsplit(url).hostname or "").removeprefix("www.") if url else ""


_PAGES = {
    Scheme.PMID: ("PMID ", "https://pubmed.ncbi.nlm.nih.gov/", "/"),
    Scheme.DOI: ("doi:", "https://doi.org/", ""),
    Scheme.PMCID: ("free full text ", "https://pmc.ncbi.nlm.nih.gov/articles/", "/"),
    Scheme.BOOK: ("Bookshelf ", "https://www.ncbi.nlm.nih.gov/books/", "/"),
}
"""The surest first: what is shown before the identifier, and what its address begins and ends with."""
_SHORT = {Scheme.DOI: "DOI", Scheme.PMCID: "free full text", Scheme.BOOK: "Bookshelf"}
"""Where several links stand side by side: a PMID is looked up by its number, the others are only followed."""


def links(names: Iterable[Identifier], *, short: bool = False) -> tuple[Link, ...]:
    """Return one link for each scheme that leads somewhere, the surest first; a plain URL only for want of a better.
    ``short`` names them as briefly as may be."""
    first = {name.scheme: name.value for name in reversed(tuple(names))}
    pages = tuple(
        Link(
            _SHORT[scheme] if short and scheme in _SHORT else f"{lead}{plain(first[scheme], 80)}",
            f"{start}{quote(first[scheme], '/:;()._-', errors='replace')}{end}",
        )
        for scheme, (lead, start, end) in _PAGES.items()
        if scheme in first
    )
    url = "" if pages or Scheme.URL not in first else safe_url(first[Scheme.URL])
    return (Link(domain(url), url),) if url else pages


_TRIAL = re.compile(r"ClinicalTrials\.gov (NCT\d{8})")
MOST_TRIALS = 3
"""Registrations shown in one entry: a pooled analysis lists dozens."""


def trials(registrations: Iterable[str]) -> tuple[Link, ...]:
    """Return the ClinicalTrials.gov pages of the trials that a work reports; numbers elsewhere are less certain."""
    numbers = dict.fromkeys(hit[1] for name in registrations if (hit := _TRIAL.fullmatch(name)))
    return tuple(Link(number, f"https://clinicaltrials.gov/study/{number}") for number in [*numbers][:MOST_TRIALS])


_REGISTERS = {
    "ClinicalTrials.gov": "https://clinicaltrials.gov/study/{}",
    "ISRCTN": "https://www.isrctn.com/{}",
    "EudraCT": "https://www.clinicaltrialsregister.eu/ctr-search/search?query={}",
    "DRKS": "https://drks.de/search/en/trial/{}",
    "ANZCTR": "https://www.anzctr.org.au/{}.aspx",
}
"""Registers whose page of a trial has its number in the address. The others have numbers of their own in it."""


def registered(numbers: Iterable[Registration]) -> tuple[Link, ...]:
    """Return the registrations of a trial, each with the address of its page where that is certain, else without."""
    known = [*numbers][:MOST_TRIALS]
    return tuple(Link(each.number, _REGISTERS.get(each.registry, "").format(each.number)) for each in known)


def best(names: Iterable[Identifier]) -> str:
    """Return the surest address of a work, or ''."""
    return next((link.url for link in links(names)), "")
