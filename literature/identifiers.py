"""Identifiers made comparable: one spelling for each DOI, PMID, PMCID, book accession and address.

This file does NOT decide whether two Records are one Work: equal identifiers are evidence, identity.py is the judge.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from literature.record import Identifier, Scheme

_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+")
_DOI_PREFIXES = ("https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/", "doi:")
_PMCID = re.compile(r"(?:PMC)?([0-9]+)(?:\.[0-9]+)?", re.IGNORECASE)
_DOI_IN_PATH = re.compile(r"/(10\.[0-9]{4,9}(?:\.[0-9]+)*/[^?#\s]+)")
_BEHIND_ARTICLE_DOI = re.compile(r"/[0-9]+/[^/]*$")
"""RSC and ACS write ``/article/doi/10.1039/D6MD00523C/1291313/Slug``: the article's number and title behind its DOI."""
_PREPRINT_VERSION = re.compile(r"v[0-9]+(?:\.full|\.abstract|\.full-text|\.full\.pdf|\.article-info)?$")
_PAGE_KINDS = re.compile(r"(?:/full|/abstract|/pdf|/fulltext|\.full|\.pdf|\.abstract|/meta|/html)+$")
_PMID_PATHS = re.compile(r"^(?:/pubmed)?/(?:pubmed/)?([0-9]{1,9})/?$")
_PMC_PATH = re.compile(r"/articles/(PMC[0-9]+)")

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


def identifier(scheme: Scheme, raw: str) -> Identifier | None:
    """``raw`` as its one comparable spelling, or None where it is no identifier of that scheme.

    DOIs are case-insensitive (ISO 26324) and folded to lower case; 7.9 % of PubMed's hold capitals (measured). Some
    exports give them as they stand in a link, with brackets as %28 and %29. None holds a control character, which a
    link may smuggle in as %00 and no database column takes.
    """
    value = _NORMALISERS[scheme](raw.strip())
    return Identifier(scheme, value) if value and not _CONTROL.search(value) else None


def identifiers_in_url(url: str) -> tuple[Identifier, ...]:
    """The DOI, PMID or PMCID that a link names: doi.org, PubMed, PMC, and publishers' ``/doi/10.…`` paths."""
    parts = urlsplit(url.strip())
    host = (parts.hostname or "").removeprefix("www.")
    found: list[Identifier | None] = []
    if host in ("pubmed.ncbi.nlm.nih.gov", "ncbi.nlm.nih.gov") and (hit := _PMID_PATHS.match(parts.path)):
        found.append(identifier(Scheme.PMID, hit[1]))
    if host.endswith("ncbi.nlm.nih.gov") and (hit := _PMC_PATH.search(parts.path)):
        found.append(identifier(Scheme.PMCID, hit[1]))
    if hit := _DOI_IN_PATH.search(unquote(parts.path)):
        doi = _BEHIND_ARTICLE_DOI.sub("", hit[1]) if "/article/doi/" in parts.path else hit[1]
        found.append(identifier(Scheme.DOI, _page_cut(doi, host)))
    return tuple(one for one in found if one)


def _page_cut(doi: str, host: str) -> str:
    """A DOI found in a page's path without what the site hangs behind it (``.full.pdf``, a preprint's ``v2``)."""
    if host.endswith(("biorxiv.org", "medrxiv.org")):
        doi = _PREPRINT_VERSION.sub("", doi)
    return _PAGE_KINDS.sub("", doi.rstrip("/"))


def _doi(raw: str) -> str:
    value = unquote(raw).lower()
    for prefix in _DOI_PREFIXES:
        value = value.removeprefix(prefix).lstrip()
    return value if _DOI.fullmatch(value) else ""


def _pmid(raw: str) -> str:
    digits = raw.lower().removeprefix("pubmed:").removeprefix("pmid:").strip()
    return digits.lstrip("0") if digits.isascii() and digits.isdigit() and len(digits) <= 9 else ""


def _pmcid(raw: str) -> str:
    hit = _PMCID.fullmatch(raw.removeprefix("pmc:").strip())
    return f"PMC{hit[1]}" if hit else ""


def _book(raw: str) -> str:
    return raw.upper() if raw.upper().startswith("NBK") and raw[3:].isdigit() else ""


def _url(raw: str) -> str:
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


def _guid(raw: str) -> str:
    return " ".join(raw.split())


_NORMALISERS = {
    Scheme.PMID: _pmid,
    Scheme.PMCID: _pmcid,
    Scheme.DOI: _doi,
    Scheme.BOOK: _book,
    Scheme.URL: _url,
    Scheme.GUID: _guid,
}
