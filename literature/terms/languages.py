"""The word "interleukin" and the antagonist's name, in the languages and misprints in which papers write them.

Everything here is a pattern over folded text (text.py): lower case, without accents, й as и. Names of single drugs are
synonyms in watch.toml; this file holds only what every interleukin shares.
"""

from __future__ import annotations

import re

from literature.text import fold

_SPLIT = r"(?:-\s?|\s)?"
"""What a line break leaves inside the word: "inter-leukin", "interleu- kin"."""

MISREAD_I = r"[l1|\u0131\u0456]|iota"
"""What a capital I becomes after a scan (l, 1, |) or from another keyboard: Turkish, Cyrillic, Greek Iota."""

_LATIN = rf"(?:i|{MISREAD_I})n{_SPLIT}ter{_SPLIT}l(?:eu|ue|u|oe|o|e){_SPLIT}(?:k|ch?|qu)ii?n[a-z]{{0,2}}"
"""interleukin(e, a, i, y, …), interleucina, interleuquina, interleuchina, interlökin, interleukiini, and misprints."""

_CYRILLIC = r"[\u0438\u0456]нтерле(?:и|\u0456|у|в)к[\u0438\u0456]н[а-яіїє]{0,3}"
"""Russian, Ukrainian, Bulgarian and Serbian, in every case."""

_WRITTEN = (
    "白细胞介素", "白細胞介素", "白介素", "白血球介素", "介白素", "介白质", "介白質",
    "インターロイキン", "インターリューキン", "インタロイキン", "인터루킨", "인터류킨",
)  # fmt: skip
_WHOLE = "|".join(re.escape(fold(word).text) for word in _WRITTEN)

INTERLEUKIN = rf"(?:{_LATIN}|{_CYRILLIC}|{_WHOLE})"
"""The word in all these languages."""

ABBREVIATION = rf"(?:ils?|(?:{MISREAD_I})l|[\u0438\u0456]л)"
"""IL, also misread, and ИЛ. Which of them is believed, ``lookalikes`` says."""

OTHER_SCRIPT = re.compile(r"[\u0370-\u1dff\u2c00-\ud7ff]")
"""A letter of a script other than Latin or (as folding spells it) Greek."""

HINTS = (rf"ter{_SPLIT}l(?:eu|ue|u|oe|o|e){_SPLIT}[kcq]", r"ll-?\d", r"1l-?\d", r"\|l-?\d", r"iotal-?\d")
"""One of these, "il" or a letter of another script is in every text that names an interleukin by this file."""

FIRST = "il1|\u0131\u0456и" + "".join(dict.fromkeys(fold(word).text[0] for word in _WRITTEN))
"""The letters with which a name may begin."""

RECEPTOR = r"re(?:[czs]eptor|cepteur|cettore)s?"
ANTAGONIST = r"antagonist(?:en|er|[aei])?"
"""The two words in the compounds of Germanic languages ("Rezeptorantagonisten") and as copied from English."""

AND = r"(?:\s(?:e|y|i|et|und|och|en|и|та)\s)"
"""The conjunction of a list in other languages; its spaces belong to it, for it is a letter or two."""

_LINK_WORD = (
    r"[\s\-]+(?:of|the|for|to|human|recombinant|type|1|ii?|tip[oe]|d[aeio]s?|du|del|dell[aoe]|degli|dei|l[ae]s?"
    r"|los|el|il|al|alla|aux?|a|para|per|pour|von|fur|am|gegen|van|het|av|der|dem|den|till)\b"
)
_ELISION = r"(?:d'|l'|dell'|all'|del')"
_GAP = rf"(?:{_LINK_WORD})*[\s\-]+{_ELISION}?"
"""Between two words of a name that is written out: articles and prepositions, or none."""
_LINK = rf"(?:(?:{_LINK_WORD})+[\s\-]+{_ELISION}?|[\s\-]+{_ELISION})"
"""The same with one at least: "a TNF receptor antagonist, IL-1 and" names two molecules."""

_ADJECTIVE = r"(?: [a-z]{4,12})?"
"""Romance languages set it behind: "antagoniste naturel du récepteur"."""

_RECEPTOR_WORD = r"re(?:[czs]ept(?:o|eu)r|cett?or)[a-z]{0,4}"
_ANTAGONIST_WORD = r"antagonist[a-z]{0,3}"


def antagonist_of(molecule: str) -> tuple[str, ...]:
    """Return the patterns of the orders in which languages write "``molecule`` receptor antagonist".

    "antagoniste du récepteur de l'IL-1", "antagonista recettoriale dell'IL-1", "receptor antagonist of IL-1",
    "recettore antagonista dell'IL-1", "Antagonist des IL-1-Rezeptors".
    """
    end = r"(?![a-z0-9])"
    return (
        rf"{_ANTAGONIST_WORD}{_ADJECTIVE}{_GAP}{_RECEPTOR_WORD}{_ADJECTIVE}{_GAP}{molecule}{end}",
        rf"{_RECEPTOR_WORD}[\s\-]{{0,2}}{_ANTAGONIST_WORD}{_LINK}{molecule}{end}",
        rf"{_ANTAGONIST_WORD}{_LINK}{molecule}[\s\-]{{1,2}}{_RECEPTOR_WORD}{end}",
    )


_VOWEL = re.compile(r"(?<=.{3})[аеиоуыэюяьі]+$")


def declined(word: str) -> str:
    """Decline a Cyrillic word: its last vowels and up to three letters are free ("анакинры", "канакинумабом")."""
    stem = _VOWEL.sub("", word)
    return stem + (r"[а-яії]{0,3}" if len(word) > 3 else "") + r"(?![а-яії])"


_UNITS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def in_words(digits: str) -> str:
    """Return the pattern of a number up to 99 written in English words: "thirty-two".

    >>> re.fullmatch(in_words("32"), "thirty two") is not None
    True
    """
    number = int(digits)
    if not 0 < number < 100:
        return r"(?!)"
    if number < 20:
        return _UNITS[number - 1]
    tens, unit = divmod(number, 10)
    return _TENS[tens] + (rf"[\s\-]?{_UNITS[unit - 1]}" if unit else "")
