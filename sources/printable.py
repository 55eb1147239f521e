"""Characters that may not be written down, and white space. This file does NOT change any other character."""

from __future__ import annotations

import re

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """``text`` without what XML, UTF-8, a database column or a mail refuses: control characters, lone surrogates."""
    return text if text.isprintable() else _UNWRITABLE.sub("", text)


def one_line(text: str) -> str:
    """What is ``printable`` of ``text``, each run of white space as one blank and none around it."""
    if text.isprintable() and "  " not in text:  # most are; of white space the blank alone is printable
        return text.strip()
    return " ".join(printable(text).split())
