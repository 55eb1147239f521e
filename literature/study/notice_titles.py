"""How titles and publication types say that a paper was taken back, doubted or corrected: one table for all rules.

Two things are distinguished. A mark on the paper itself ("RETRACTED ARTICLE: X", "X (Retracted article. See vol 12)")
says that this is X and that it was taken back; a notice ("Statement of Retraction: X", "Corrigendum to X") is a text of
its own about X. Some publishers head a notice as they mark a paper ("Retracted: X"): notices.py then asks the types and
relations.

"Retraction", "correction", "withdrawal" and "removal" are words of the field too (of gums, of anaemia, of a drug, of
teeth), so a form counts by what follows it: a colon, a bracket, a quotation, the end, "notice" or "et al".
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from literature.model.work import NoticeKind


class TitleForm(NamedTuple):
    """What the form of a title says."""

    kind: NoticeKind
    itself: bool
    """True: of the paper that bears the title. False: the title is that of a notice about another paper."""
    words: str
    """The form as the title has it."""
    subject: str
    """What is left of the title without the form: mostly the title of the paper."""


NOTICE_TYPES = {
    "Retraction of Publication": NoticeKind.RETRACTION,
    "Retraction Notice": NoticeKind.RETRACTION,
    "Expression of Concern": NoticeKind.CONCERN,
    "Published Erratum": NoticeKind.CORRECTION,
}
"""NLM's publication types of notices. "Retraction Notice" is the name that searches of PubMed use now for what was
"Retraction of Publication" (MeSH D016440); older copies of a record keep the old one."""

RETRACTED_TYPE = "Retracted Publication"
"""NLM's publication type of a paper that was retracted (MeSH D016441)."""

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad", "-"),
        **dict.fromkeys("“”„‟«»", '"'),
        **dict.fromkeys("‘’‚‛‹›`´", "'"),
    }
)
_LEADING = re.compile(r"^[\W_]+")
_HINTS = (
    "retra", "ritratt", "withdr", "remov", "errat", "errore", "corrig", "corre", "concern", "zuruck", "ruckzug",
    "berichtig", "korrektur", "richtigstell", "rectific", "rettific", "retir", "ingetrok", "publisher", "preocup",
    "inquiet", "besorg", "department of err", "fe de err", "vol ", "vol.", "撤", "訂", "ретрак", "отозван",
)  # fmt: skip
"""Parts of the words of all forms; titles without one, nearly all, are not looked at further."""

_BY = r"(?:(?:(?:author|editor|publisher)(?:s'|'s|s)?|editorial|journal|full|formal|voluntary|official)\s+)*"
"""Who gives the notice."""
_STOP = r"(?:\s*(?:[:\])*\"]|$|\.\s|\.$|'(?=\w))|\s+-+\s|-+\s)"
"""What ends a form, and begins the title of the paper."""
_PAPER = (
    r"(?:article|paper|publication|manuscript|chapter|book|abstract|preprint|study|review|report|case report"
    r"|articulo|artigo|artikel|articolo)"
)
_PREPOSITION = r"(?:to|of|for|in|on|re|regarding|concerning|zu|zum|zur|von|a|de|du|do|da|del|di)"
_NAMES = (
    rf"(?:(?:the\s+)?{_PAPER}\s+by\s+)?(?-i:(?:[A-Z][\w'.-]*,?\s+|(?:and|&|van|von|de|der|den|la|le|di|da)\s+){{1,6}})"
)
"""The authors before "et al": "Correction for blood loss, as described by Doe et al" names another paper."""
_SOMETHING_NAMED = r"(?=(?-i:[A-Z\"'\[]))"
"""A title or a name follows: a capital, a quotation. "Retraction for canines" goes on in small letters."""

_RETRACTION = (
    r"(?:retraction|retractation|retractacion|retratacao|ritrattazione|retractatie|retraktion|zuruckziehung"
    r"|zurucknahme|ruckzug|retirada|retiro|ретракция|撤稿|撤回)"
)
_TAKEN_BACK = (
    r"(?:retracted|retractad[oa]|retratad[oa]|retractee?|ritrattat[oa]|zuruckgezogene?r?|ingetrokken|retirad[oa]"
    r"|отозвана?|已撤稿)"
)
_WITHDRAWN = r"(?:withdrawn|removed|temporar(?:y|ily)\s+(?:removal|removed))"
"""Also words for what happens to drugs, patients and teeth."""
_CORRIGENDUM = r"(?:corrigend(?:um|a)|errat(?:um|a)|fe de errat(?:as?|um)|fe de errores|errore corrige)"
_ABOUT_ERRATA = r"(?:errata|corrigenda)\s+(?:in|and|as|are|among|from)\s"
_BERICHTIGUNG = (
    r"(?:berichtigung|korrektur|richtigstellung|rectificatif|rectificacion|rettifica|correccion|correcao"
    r"|correzione|訂正)"
)
_CONCERN = (
    r"(?:(?:expressions?|statement|notice|note)\s+of\s+(?:editorial\s+)?concern|editor(?:ial|'s)\s+concern"
    r"|expres(?:ion|sao)\s+de\s+preocupaca?[oi]o?n?|expression\s+d'inquietude|ausdruck\s+der\s+besorgnis)"
)
_AND_REPLACED = r"(?:\s+(?:and|&)\s+(?:replaced|republished|replacement|republication|removed|removal))"

LONGEST_FORM = 300
"""Characters at either end of a title in which a form is looked for."""

_Form = tuple[NoticeKind, bool, str]

_BEFORE: tuple[_Form, ...] = (
    # a part of a paper is taken back: the rest holds, corrected
    (NoticeKind.CORRECTION, False, rf"{_BY}(?:partial(?:ly)?\s+(?:{_RETRACTION}|retracted|withdrawal)"
     rf"(?:\s+(?:notice|note|statement))?(?:\s+{_PREPOSITION})?(?:\s+{_PAPER})?{_STOP})"),
    (NoticeKind.CORRECTION, False, rf"{_BY}partial\s+retraction\s+(?:(?:notice|note)\b"
     rf"|(?:to|for)\s+{_SOMETHING_NAMED})"),
    # the paper itself
    (NoticeKind.RETRACTION, True, rf"(?:{_PAPER}\s+)?{_TAKEN_BACK}(?:\s+{_PAPER})?{_AND_REPLACED}?{_STOP}"),
    (NoticeKind.RETRACTION, True, rf"(?:{_PAPER}\s+)?(?-i:WITHDRAWN|REMOVED|TEMPORARY REMOVAL)(?:\s+{_PAPER})?{_STOP}"),
    (NoticeKind.RETRACTION, True, rf"(?:{_PAPER}\s+)?{_WITHDRAWN}\s+{_PAPER}{_STOP}"),
    (NoticeKind.RETRACTION, True, rf"(?:{_PAPER}\s+)?{_WITHDRAWN}\s*[:\])]\s*{_SOMETHING_NAMED}"),
    # a notice that a paper was taken back
    (NoticeKind.RETRACTION, False, rf"{_BY}{_RETRACTION}(?:\s+(?:notice|note|statement|letter))?{_AND_REPLACED}?"
     rf"(?:\s+{_PREPOSITION})?(?:\s+(?:the\s+)?{_PAPER})?{_STOP}"),
    (NoticeKind.RETRACTION, False, rf"{_BY}(?:{_PAPER}\s+)?(?:retraction|withdrawal|removal)\s+"
     rf"(?:notice|note|statement)(?:{_STOP}|\s+(?:to|for|on|regarding|concerning)\b|\s+of\s+{_SOMETHING_NAMED})"),
    (NoticeKind.RETRACTION, False, rf"{_BY}(?:notice|note|statement|announcement)\s+of\s+(?:{_PAPER}\s+)?"
     rf"(?:retraction|withdrawal|removal){_AND_REPLACED}?(?:{_STOP}|\s+(?:to|for|of|on|regarding|concerning)\b)"),
    (NoticeKind.RETRACTION, False, rf"{_BY}retraction{_AND_REPLACED}\b"),
    (NoticeKind.RETRACTION, False, rf"{_BY}retraction\s+(?:to|for)\s+{_SOMETHING_NAMED}"),
    (NoticeKind.RETRACTION, False, rf"{_BY}(?:retraction|withdrawal)\s+(?:of|for)\s{_NAMES}\bet al\b"),
    (NoticeKind.RETRACTION, False, rf"{_BY}(?!study|review|report|case)(?:{_PAPER})\s+(?:withdrawal|removal){_STOP}"),
    (NoticeKind.RETRACTION, False, rf"{_BY}(?:withdrawal|removal)\s+{_PREPOSITION}(?:\s+(?:the\s+)?{_PAPER})?\s*[:\"]"),
    (NoticeKind.RETRACTION, False, rf"{_BY}(?:withdrawal|removal)\s+of\s+(?:{_PAPER}){_STOP}"),
    (NoticeKind.RETRACTION, False, rf"{_BY}withdrawal\s*[:\])]\s*{_SOMETHING_NAMED}"
     r"(?!(?:an?|the|from|in|of|and|what|how|why|when|is|are)\b)(?=(?:\S+\s+){4})"),
    # doubted
    (NoticeKind.CONCERN, False, rf"{_BY}{_CONCERN}(?:{_STOP}|\s+(?:{_PREPOSITION}|about|over|and)\b)"),
    # corrected
    (NoticeKind.CORRECTION, False, rf"{_BY}(?!{_ABOUT_ERRATA}){_CORRIGENDUM}\b(?!-\w)"),
    (NoticeKind.CORRECTION, False, rf"{_BY}{_BERICHTIGUNG}(?:\s+{_PREPOSITION})?{_STOP}"),
    (NoticeKind.CORRECTION, False, rf"{_BY}{_BERICHTIGUNG}\s+z(?:u|um|ur)\b"),
    (NoticeKind.CORRECTION, False, r"(?:author|publisher|editor)(?:s'|'s|s)?\s+correction\b"),
    (NoticeKind.CORRECTION, False, rf"{_BY}correction(?:\s+(?:notice|note|statement))?(?:\s+{_PREPOSITION})?{_STOP}"),
    (NoticeKind.CORRECTION, False, rf"{_BY}correction\s+(?:notice|note)\s+(?:to|for|of)\b"),
    (NoticeKind.CORRECTION, False, rf"{_BY}notice\s+of\s+correction\b"),
    (NoticeKind.CORRECTION, False, rf"{_BY}correction\s+to\s+(?-i:(?=[A-Z0-9\"'\[]))"),
    (NoticeKind.CORRECTION, False, rf"{_BY}corrections?\s+(?:for|of|to)\s{_NAMES}\bet al\b"),
    (NoticeKind.CORRECTION, False, rf"{_BY}corrections(?:\s+(?:to|in)\s*[:\"]|\s+and\s+clarifications?\b|\.?$)"),
    (NoticeKind.CORRECTION, False, r"(?:publisher(?:s'|'s|s)?\s+note|rectification)(?:\s+(?:to|on|for))?\s*[:\"]"),
    (NoticeKind.CORRECTION, False, r"department\s+of\s+errors?\b"),
)  # fmt: skip
"""Forms before the title of the paper, or alone. Sources: titles of records with these types in NLM's files, and the
styles of Elsevier (WITHDRAWN, TEMPORARY REMOVAL, "… notice to"), Springer Nature (RETRACTED ARTICLE, "… Note: ",
"Erratum zu"), Taylor & Francis ("Statement of …"), Wiley and Hindawi ("Retracted: "), Spandidos ("[Retracted]"), PNAS
("… for Smith et al."), ASBMB ("Withdrawal: ") and the Lancet ("Department of Error")."""

_OF_VOLUME = r"(?:vol\.?\s?[a-z]?\d[^)\]]*\b(?:pg|pp|page|p)\b\.?\s?[a-z]{0,3}\d[^)\]]*)"
_BEHIND: tuple[_Form, ...] = (
    (NoticeKind.RETRACTION, True, rf"[\[(]\s*(?:this\s+{_PAPER}\s+(?:has\s+been|was|is)\s+)?(?:{_TAKEN_BACK}|withdrawn)"
     rf"(?:\s+{_PAPER})?(?:[.,;:]?\s+(?:see|by|in)\b[^)\]]*)?\s*[\])]\.?$"),
    (NoticeKind.RETRACTION, True, r"(?:\s-+|:)\s+(?-i:RETRACTED|Retracted|WITHDRAWN)(?:\s+article)?\.?$"),
    (NoticeKind.CONCERN, True, r"[\[(]\s*publication\s+with\s+expression\s+of\s+concern[^)\]]*[\])]\.?$"),
    (NoticeKind.RETRACTION, False, r"[\[(]\s*retraction(?:\s+(?:notice|note))?"
     rf"(?:\s+(?:of|to)\s+{_OF_VOLUME})?\s*[\])]\.?$"),
    (NoticeKind.CONCERN, False, r"[\[(]\s*expression\s+of\s+concern"
     rf"(?:\s+(?:of|to|for)\s+{_OF_VOLUME})?\s*[\])]\.?$"),
    (NoticeKind.CORRECTION, False, rf"[\[(]\s*(?:correction|{_CORRIGENDUM})?"
     rf"(?:\s*(?:of|to)\s+)?{_OF_VOLUME}[\])]\.?$"),
    (NoticeKind.CORRECTION, False, rf"[\[(]\s*(?:correction|{_CORRIGENDUM})\s*[\])]\.?$"),
    (NoticeKind.RETRACTION, False, r"(?:\s-+|:)\s+(?-i:RETRACTION|Retraction)(?:\s+notice)?\.?$"),
    (NoticeKind.CONCERN, False, r"(?:\s-+|:)\s+(?-i:EXPRESSION OF CONCERN|Expression of [Cc]oncern)\.?$"),
    (NoticeKind.CORRECTION, False, rf"(?:\s-+|:)\s+(?:{_CORRIGENDUM}|(?-i:CORRECTION|Correction))\.?$"),
)  # fmt: skip
"""Forms behind the title of the paper: Web of Science's "(vol 12, pg 345, 2003)" and "(Retracted article. See …)",
Cambridge's " - CORRIGENDUM", Wolters Kluwer's ": Retraction"."""


def _compiled(forms: tuple[_Form, ...]) -> tuple[tuple[NoticeKind, bool, re.Pattern[str]], ...]:
    return tuple((kind, itself, re.compile(pattern, re.IGNORECASE)) for kind, itself, pattern in forms)


_BEFORE_PATTERNS, _BEHIND_PATTERNS = _compiled(_BEFORE), _compiled(_BEHIND)


@lru_cache(maxsize=16384)  # a title is asked for by the rules of kind, of identity and of notices
def title_form(title: str) -> TitleForm | None:
    """Return what the form of ``title`` says, None for nearly all titles.

    >>> title_form("Statement of Retraction: Anakinra in mice").subject
    'Anakinra in mice'
    >>> title_form("Retraction of the gingiva in dogs") is None
    True
    """
    text = _plain(title)
    lower = text.lower()
    if not any(hint in lower for hint in _HINTS):
        return None
    bare = _LEADING.sub("", text)
    for kind, itself, pattern in _BEFORE_PATTERNS:
        if hit := pattern.match(bare, 0, LONGEST_FORM):
            return TitleForm(kind, itself, hit[0].strip(), bare[hit.end() :].strip())
    for kind, itself, pattern in _BEHIND_PATTERNS:
        if hit := pattern.search(text, max(0, len(text) - LONGEST_FORM)):
            return TitleForm(kind, itself, hit[0].strip(), text[: hit.start()].strip())
    return None


def _plain(title: str) -> str:
    """``title`` with one spelling of its dashes, quotation marks, spaces and accented letters; its case is kept."""
    if not title.isascii():
        decomposed = unicodedata.normalize("NFKD", title.translate(_SIGNS))
        title = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return " ".join(title.split())
