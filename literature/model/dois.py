"""One DOI out of whatever a library, a feed or a person wrote for it.

The ordinary forms are the bare DOI in any case, percent-encoded or not, behind ``doi:`` or behind an address of
doi.org. All else that is taken off (the address of a page, a full stop, a second copy, another system's ``info:doi/``)
is a repair, and marked so: a repaired DOI may have lost or kept a letter too many.
"""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple
from urllib.parse import unquote

_REGISTRANT = r"10\.[0-9]{4,9}(?:\.[0-9]+)*"
_CLEAN = re.compile(rf"{_REGISTRANT}/[a-z0-9._()/:-]*[a-z0-9]")
"""Nearly all of PubMed's DOIs: nothing can be wrong in them but a tail or a second DOI."""
_TAILS = (
    r"(?:/full|/full-?text(?:\.html?)?|/abstract|/e?pdf|/meta|/html|/references|/figures|/citedby|/suppinfo"
    r"|\.full|\.full-text|\.pdf|\.abstract|/)"
)
"""What publishers' pages append to the DOI in their address."""
_ENDINGS = ("full", "text", "abstract", "pdf", "meta", "html", "htm", "references", "figures", "citedby", "suppinfo")
"""How each of the tails ends."""

_ORDINARY = re.compile(r"(?:doi:\s*|https?://(?:dx\.|www\.)?doi\.org/\s*)?(?=10\.)")
_BEGINS = re.compile(rf"(?<![0-9]){_REGISTRANT}\s*/\s*(?=\S)")
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#[0-9]+|#x[0-9a-f]+);", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_DASHES = str.maketrans("‐‑‒–—−", "------")
"""A DOI has the hyphen of ASCII; word processors make dashes of it."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

_LAST_PART = r"[a-z0-9._():/-]*[0-9][a-z0-9._():/-]*$"
_BROKEN = re.compile(
    r"\s*[\r\n]\s*(?!10\.|https?:|doi|pm|[0-9]{4}$|[0-9]{7,8}$)(?=[a-z0-9._():/-]*[0-9])"
    rf"|(?<=[-/_(])\s+(?!10\.)(?={_LAST_PART})"
    rf"|(?<=\.)\s+(?!10\.|[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})(?=[a-z0-9]*[0-9][a-z0-9]*[-./()][a-z0-9]{_LAST_PART})"
    rf"|\s+(?=[-_/.]{_LAST_PART})"
)
"""White space that broke one DOI in two: a line's end, or a space beside a sign that joins two parts of it, where no
more than the rest of a DOI follows; not between a DOI and a year, a PMID or another DOI."""

_ENDS = re.compile(
    r"[\s\"“”„«»|{}\\^`]|'>|[,;](?=10\.[0-9]{4}|https?:|doi\b)|</?(?:a|br|p|i|b|u|em|div|span|strong|sub|sup|td|li)\b"
    r"|https?:|info:doi/|(?:doi|pmid):|\[(?:doi|pii|pmid|pubmed)\]|[?&](?=[a-z_]+=)|\#(?=[a-z])"
)
"""What no DOI holds: where it begins, another thing does."""
_TWICE = re.compile(rf"({_REGISTRANT}/.+?)(?:[,;./\s]*\1)+")
_TAIL = re.compile(rf"{_TAILS}$")
_PUNCTUATION = ".,;:'’‘”“\"»*"
_PAIRS = {")": "(", "]": "[", ">": "<"}
_WHOLE = re.compile(rf"{_REGISTRANT}/\S+")
_NAMELESS = re.compile(r"[a-z]+[ \t]+[a-z]")
"""A word and white space where the name begins: words are part of it ("10.3129/can j ophthalmol.06-124"), and its first
one would be the name of many papers."""
_MOST_COATS = 4
"""Times that a DOI may have been encoded."""
_LONGEST = 4_000
"""Characters of a text in which a DOI is looked for; the longest real ones have some hundred."""


class Doi(NamedTuple):
    """A DOI in lower case (they do not tell cases apart: ISO 26324); ``repaired`` where more than its ordinary forms
    had to be taken off."""

    value: str
    repaired: bool = False


def read_doi(raw: str) -> Doi | None:
    """Return the first DOI in ``raw``, or None where there is none."""
    lower = raw.lower()
    if _CLEAN.fullmatch(lower) and not lower.endswith(_ENDINGS) and not _holds_another(lower[3:]):
        return Doi(lower)
    plain = _unquoted(lower[:_LONGEST]).strip()
    text = _without_markup(plain)
    begin = _BEGINS.search(text)
    if begin is None or _CONTROL.search(text):
        return None
    value = _trimmed(_cut("".join(begin[0].split()) + _BROKEN.sub("", text[begin.end() :], count=1)))
    if not _WHOLE.fullmatch(value) or _NAMELESS.match(text, begin.end()):
        return None
    return Doi(value, repaired=_ORDINARY.sub("", plain, count=1) != value)


def _holds_another(rest: str) -> bool:
    return "10." in rest or "doi" in rest or "pmid" in rest or "http" in rest


def _unquoted(text: str) -> str:
    for _ in range(_MOST_COATS):
        if "%" not in text or (plain := unquote(text).lower()) == text:
            break
        text = plain
    return text


def _without_markup(text: str) -> str:
    """``text`` without what a page or a word processor made of its signs."""
    if "&" in text:
        text = _unquoted(_ENTITY.sub(_sign, _ENTITY.sub(_sign, text)))
    if not text.isascii():
        text = _INVISIBLE.sub("", text.replace("\xa0", " ")).translate(_DASHES)
    return text.strip()


def _sign(entity: re.Match[str]) -> str:
    return unescape(entity[0])


def _cut(text: str) -> str:
    """The DOI at the beginning of ``text``, as far as it can reach; once where it is written twice."""
    end = _ENDS.search(text)
    value = text[: end.start()] if end else text
    twice = _TWICE.fullmatch(value)
    return twice[1] if twice else value


def _trimmed(value: str) -> str:
    """``value`` without closing punctuation, brackets that were opened before it, and a page's tail."""
    while True:
        bare = _TAIL.sub("", value.rstrip(_PUNCTUATION))
        opening = _PAIRS.get(bare[-1:], "")
        if opening and bare.count(bare[-1]) > bare.count(opening):
            bare = bare[:-1]
        if bare == value:
            return value
        value = bare
