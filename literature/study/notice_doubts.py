"""Whether a title that has the form of a notice may be that of research: asked where neither type nor relation says so.

Drugs and patients are withdrawn, teeth and clots retract, anaemia is corrected. A form that such work uses too is
believed by the title alone only where the rest is plainly the title of a paper: LONG_TITLE words, none of them of what
the word means in the field.
"""

from __future__ import annotations

import re

from literature.model.work import NoticeKind
from literature.study.notice_titles import TitleForm

LONG_TITLE = 8
"""Words from which the rest of a title is plainly a paper's: "Withdrawal notice: Arcalyst" is about a product."""
SHORT_TITLE = 3
"""Words that even a publisher's mark in capitals needs behind it."""

_LEAVING = re.compile(r"withdr|remov|retirad|retiro|zuruck|ruckzug", re.IGNORECASE)
_IN_CAPITALS = re.compile(r"WITHDRAWN|REMOVED|TEMPORARY REMOVAL")
_NAMES_A_PAPER = re.compile(
    r"\b(?:article|paper|publication|manuscript|chapter|book|abstract|preprint)\b", re.IGNORECASE
)
_NOTICE = re.compile(r"\b(?:notice|note|statement|letter|article|paper|erratum|errata)\b", re.IGNORECASE)
_CLOSED = re.compile(r"[:.\])\"]$|-$")
_CITED = re.compile(r"^[^:]{0,60}\bet al\b|\b(?:19|20)\d\d\b|^['\"\[]")

_EXACT_CORRECTION = re.compile(r"^(?:author|publisher|editor)|\b(?:to|for|zu)\s?:|\bet al$", re.IGNORECASE)

_STOPPING = re.compile(
    r"\b(?:stop(?:s|ped|ping)?|taper\w*|discontinu\w*|cessation|suspen\w+|flares?|rebound|relaps\w*|dependen\w+|"
    r"opioids?|alcohol|nicotine|benzodiazepines?|abstinen\w+|who|market\w*|authori[sz]ations?|licen[cs]\w*|approval|"
    r"eu|ema|fda|lots?|batch\w*|vials?|products?|applications?|shortages?|supply)\b",
    re.IGNORECASE,
)
_SHRINKING = re.compile(
    r"\b(?:canines?|incisors?|molars?|teeth|tooth|orthodon\w+|gingiva\w*|maxill\w+|eyelids?|clots?|fibrin|chordae?|"
    r"leaflets?|tendons?|muscles?|cuff|nipples?|tympanic|eardrums?|retractors?|lens|retina\w*|scars?|wounds?|foreskin|"
    r"brain retract\w+|neurites?|axon\w*|intent|polyps?)\b",
    re.IGNORECASE,
)
_MENDING = re.compile(
    r"\b(?:an[ae]e?mi\w+|deficien\w+|deform\w+|scoliosis|kyphosis|malocclusion\w*|acidosis|alkalosis|hypo\w+mia|"
    r"hyper\w+mia|coagulopath\w+|vision|visual|refracti\w+|myopi\w+|astigmatism|normal|baseline|multiple testing|"
    r"multiple comparisons|attenuation|scatter|motion|gene editing|defects?|mutations?|blood loss)\b",
    re.IGNORECASE,
)
_SHORTAGE = re.compile(r"\b(?:shortages?|supply|prices?|pricing|costs?|access|outcomes?|safety)\b", re.IGNORECASE)
_ASKING = re.compile(r"^(?:why|how|what|when|who|which)\b|\?$", re.IGNORECASE)


def may_be_research(form: TitleForm) -> bool:
    """Return whether ``form`` alone is no proof of a notice or of a paper taken back."""
    if not form.subject:
        return False
    if _LEAVING.search(form.words):
        return _of_leaving(form)
    if form.kind is NoticeKind.RETRACTION:
        return _of_retraction(form)
    return _of_concern(form) if form.kind is NoticeKind.CONCERN else _of_correction(form)


def _of_leaving(form: TitleForm) -> bool:
    if _IN_CAPITALS.search(form.words) and not form.subject.isupper():
        return _length(form) < SHORT_TITLE
    named = bool(_NAMES_A_PAPER.search(form.words))
    return bool(_STOPPING.search(form.subject)) or (not named and _length(form) < LONG_TITLE)


def _of_retraction(form: TitleForm) -> bool:
    if _ASKING.search(form.subject):
        return True
    if _NOTICE.search(form.words) or _CITED.search(form.subject) or "et al" in form.words:
        return False
    if _CLOSED.search(form.words) and not form.words.startswith((":", "-")):
        return _length(form) < LONG_TITLE and bool(_SHRINKING.search(form.subject))
    return bool(_SHRINKING.search(form.subject)) or (_is_open(form) and _length(form) < LONG_TITLE)


def _of_concern(form: TitleForm) -> bool:
    if form.words.lower().startswith(("expression", "editorial expression", "[expression", "(")):
        return not _CLOSED.search(form.words) and bool(_SHORTAGE.search(form.subject))
    return _length(form) < LONG_TITLE and not _CITED.search(form.subject)


def _of_correction(form: TitleForm) -> bool:
    if not re.search(r"corre(?:ction|ccion)|korrektur", form.words, re.IGNORECASE) or _CITED.search(form.subject):
        return False
    if _EXACT_CORRECTION.search(form.words):
        return False
    is_mending = bool(_MENDING.search(form.subject))
    if _is_open(form):
        return is_mending or _length(form) < LONG_TITLE
    return is_mending and (_length(form) < LONG_TITLE or not form.words[0].isalpha())


def _is_open(form: TitleForm) -> bool:
    """Whether the title goes on behind the form without colon, quotation or bracket: "Correction to Normal of …"."""
    return form.words[0].isalpha() and not _CLOSED.search(form.words) and not _NOTICE.search(form.words)


def _length(form: TitleForm) -> int:
    return len(form.subject.split())
