"""Identifiers made comparable: one spelling for each DOI, PMID, PMCID, book accession and address."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qs, parse_qsl, unquote, urlencode, urlsplit

from literature.model.dois import read_doi
from literature.model.record import Identifier, Scheme

_DOI_IN_PATH = re.compile(r"/(10\.[0-9]{4,9}(?:\.[0-9]+)*/[^?#\s]+)")
_BEHIND_ARTICLE_DOI = re.compile(r"/[0-9]+/[^/]*$")
"""RSC and ACS write ``/article/doi/10.1039/D6MD00523C/1291313/Slug``: the article's number and title behind its DOI."""
_PREPRINT_VERSION = re.compile(r"v[0-9]+(?:\.full|\.abstract|\.full-text|\.full\.pdf|\.article-info)?$")
_PMID_PATHS = re.compile(r"^(?:/pubmed)?/(?:pubmed/)?([0-9]{1,9})/?$")
_PMC_PATH = re.compile(r"/articles/(PMC[0-9]+)")

_PROXIED = re.compile(r"(?P<site>[a-z0-9-]+-(?:com|org|gov|net|edu|[a-z]{2}))\.[^/]*", re.IGNORECASE)
"""A library's EZproxy: the site's name with hyphens for its dots (and two for a hyphen) before the proxy's own."""
_NCBI_PROXIED = re.compile(r"((?:pubmed|www|pmc)\.ncbi\.nlm\.nih\.gov|(?:dx\.)?doi\.org)\..+")
"""The same as older ones write it, with the dots of the site kept."""

_LONGEST_PMID = 8
"""Digits, as NLM defines the element."""
_PMID = re.compile(r"(?:pubmed:|pmid:)?\s*([0-9]+)", re.IGNORECASE)
_PMID_FLOAT = re.compile(r"([0-9]+)\.0*|([0-9])\.([0-9]+)e\+?0?([0-9])", re.IGNORECASE)
"""A number as pandas and spreadsheets write it: "42100001.0", "4.2100001E7"."""
_PMID_LABELLED = re.compile(
    r"\b(?:PMID|PubMed(?:[ -]?ID)?|MEDLINE)\b[^0-9A-Za-z]{0,4}([0-9]{1,9})(?![0-9])", re.IGNORECASE
)
_PMID_NOTED = re.compile(r"([0-9]{1,9})\s*(?:\[(?:pmid|pubmed|medline)[^\]]*\]|\(medline pmid\))", re.IGNORECASE)
_PMID_FIRST = re.compile(r"([0-9]{4,9})(?:\s*[;,|/]\s*[0-9]{4,9})+")
_PMCID = re.compile(r"(?:PMC:?)?\s*([0-9]+)(?:\.[0-9]+)?", re.IGNORECASE)
_PMCID_ANYWHERE = re.compile(r"\bPMC([0-9]{1,9})\b", re.IGNORECASE)

_TRACKING = re.compile(
    r"^(?:utm_|mtm_|pk_|hsa_|_hs|vero_|mkt_|oly_|wickedid|fbclid$|gclid$|dclid$|msclkid$|yclid$|igshid$|mc_[ce]id$"
    r"|ref$|ref_src$|rss$|error$|query$|source$|cmpid$|s_cid$|ncid$|_ga$|_gl$|ff$|fc$|v$|journalcode$|af$)",
    re.IGNORECASE,
)
"""Parameters that tell where a reader came from, not what is read: the public lists of feed readers, and PubMed's
``fc``, ``ff``, ``v`` (its feed links differ at every fetch in just these; measured)."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_AMP_HOST = re.compile(r"^(?:amp|m|mobile)\.")
_AMP_PATH = re.compile(r"(?:/amp/?|\.amp(?:\.html)?)$")


class FoundIdentifier(NamedTuple):
    """An identifier, and whether it had to be ``repaired``: more than the ordinary forms were taken off to find it."""

    identifier: Identifier
    repaired: bool = False


_Read = tuple[str, bool]
"""A value, '' where there is none, and whether it was repaired."""


def identifier(scheme: Scheme, raw: str) -> Identifier | None:
    """Return ``raw`` as its one comparable spelling, or None where it holds no identifier of that scheme."""
    result = read_identifier(scheme, raw)
    return result.identifier if result else None


def read_identifier(scheme: Scheme, raw: str) -> FoundIdentifier | None:
    """Return the identifier of ``scheme`` in ``raw``, however it is dressed; the first where there are several.

    DOIs are case-insensitive (ISO 26324) and folded to lower case; 7.9 % of PubMed's hold capitals (measured). None
    holds a control character, which a link may smuggle in as %00 and no database column takes.
    """
    value, repaired = _READERS[scheme](raw.strip())
    return FoundIdentifier(Identifier(scheme, value), repaired) if value and not _CONTROL.search(value) else None


def identifiers_in_url(url: str) -> tuple[Identifier, ...]:
    """As ``found_in_url``, the identifiers alone."""
    return tuple(hit.identifier for hit in found_in_url(url))


def names_in(name: str) -> list[Identifier]:
    """Return every identifier that ``name`` may be: a PMID, PMCID, DOI, or an address that names one."""
    schemes = (Scheme.PMID, Scheme.PMCID, Scheme.DOI, Scheme.BOOK, Scheme.URL)
    return [*identifiers_in_url(name), *filter(None, (identifier(scheme, name) for scheme in schemes))]


def found_in_url(url: str) -> tuple[FoundIdentifier, ...]:
    """Return the DOI, PMID or PMCID that a link names: doi.org, PubMed, PMC, and publishers' ``/doi/10.…`` paths,
    through a library's proxy or not. None where it is no address."""
    parts = _split(url.strip())
    if parts is None:
        return ()
    host = _host(parts)
    if parts.path.endswith("/login") and (behind := parse_qs(parts.query).keys() & {"url", "qurl"}):
        return found_in_url(unquote(parse_qs(parts.query)[min(behind)][0]))
    candidates: list[FoundIdentifier | None] = []
    if host in ("pubmed.ncbi.nlm.nih.gov", "ncbi.nlm.nih.gov") and (hit := _PMID_PATHS.match(parts.path)):
        candidates.append(read_identifier(Scheme.PMID, hit[1]))
    if host.endswith("ncbi.nlm.nih.gov") and (hit := _PMC_PATH.search(parts.path)):
        candidates.append(read_identifier(Scheme.PMCID, hit[1]))
    if hit := _DOI_IN_PATH.search(unquote(parts.path)):
        candidates.append(_doi_in_path(hit[1], parts, host))
    return tuple(candidate for candidate in candidates if candidate)


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        return parts if parts.hostname else None
    except ValueError:  # brackets without an address in them
        return None


def _host(parts: SplitResult) -> str:
    """The site's name: without "www.", and without the name of a proxy through which it was read."""
    host = (parts.hostname or "").lower()
    if older := _NCBI_PROXIED.fullmatch(host):
        host = older[1]
    elif proxied := _PROXIED.fullmatch(host):
        host = proxied["site"].replace("--", "\n").replace("-", ".").replace("\n", "-")
    return host.removeprefix("www.")


def _doi_in_path(path: str, parts: SplitResult, host: str) -> FoundIdentifier | None:
    """The DOI that begins ``path``, without what the site appends to it (``.full.pdf``, a preprint's ``v2``)."""
    if "/article/doi/" in parts.path:
        path = _BEHIND_ARTICLE_DOI.sub("", path)
    if host.endswith(("biorxiv.org", "medrxiv.org")):
        path = _PREPRINT_VERSION.sub("", path.rstrip("/"))
    doi = read_identifier(Scheme.DOI, path)
    is_resolver = parts.hostname in ("doi.org", "dx.doi.org", "www.doi.org") and not (parts.query or parts.fragment)
    return doi and doi._replace(repaired=doi.repaired or not is_resolver)


def _doi(raw: str) -> _Read:
    """A page's address is read as one, so that what the site appends to the DOI goes."""
    if "://" in raw and "doi.org/" not in raw[:24] and raw[:4].lower() == "http":
        dois = [hit for hit in found_in_url(raw.split(maxsplit=1)[0]) if hit.identifier.scheme is Scheme.DOI]
        if dois:
            return dois[0].identifier.value, True
    return read_doi(raw) or ("", False)


def _pmid(raw: str) -> _Read:
    if raw.isascii() and raw.isdigit():
        return _in_range(raw), False
    if plain := _PMID.fullmatch(raw):
        return _in_range(plain[1]), False
    if number := _PMID_FLOAT.fullmatch(raw):
        whole = number[1] or (number[2] + number[3] if len(number[3]) == int(number[4]) else "")
        return _in_range(whole), True
    pmids = (hit for hit in found_in_url(raw) if hit.identifier.scheme is Scheme.PMID)
    if linked := next(pmids, None):
        return linked.identifier.value, linked.repaired
    hit = _PMID_LABELLED.search(raw) or _PMID_NOTED.search(raw) or _PMID_FIRST.fullmatch(raw)
    return (_in_range(hit[1]) if hit else ""), True


def _in_range(digits: str) -> str:
    bare = digits.lstrip("0")
    return bare if len(bare) <= _LONGEST_PMID else ""


def _pmcid(raw: str) -> _Read:
    plain = _PMCID.fullmatch(raw)
    hit = plain or _PMCID_ANYWHERE.search(raw)
    return (f"PMC{hit[1]}", not plain) if hit and hit[1].strip("0") else ("", False)


def _canonical(raw: str) -> str:
    """The address of the page itself: https, lower host, no fragment, no tracking, no AMP form, sorted query.

    http and https, and a trailing slash, are one page; a link with a user name, or not http(s), is none.
    """
    try:
        parts = urlsplit(raw)
        host, port = parts.hostname, parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not host or parts.username is not None:
        return ""
    host = _AMP_HOST.sub("", host.lower()).removeprefix("www.")
    shown_port = f":{port}" if port not in (None, 80, 443) else ""
    path = _AMP_PATH.sub("", parts.path).rstrip("/")
    query = urlencode(sorted(pair for pair in parse_qsl(parts.query) if not _TRACKING.match(pair[0])))
    return f"https://{host}{shown_port}{path}" + (f"?{query}" if query else "")


_READERS: dict[Scheme, Callable[[str], _Read]] = {
    Scheme.PMID: _pmid,
    Scheme.PMCID: _pmcid,
    Scheme.DOI: _doi,
    Scheme.BOOK: lambda raw: (raw.upper() if raw.upper().startswith("NBK") and raw[3:].isdigit() else "", False),
    Scheme.URL: lambda raw: (_canonical(raw), False),
    Scheme.GUID: lambda raw: (" ".join(raw.split()), False),
}
