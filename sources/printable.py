"""Characters that may not be written down. This file does NOT change any other character."""

from __future__ import annotations

import re

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """``text`` without what XML, UTF-8, a database column or a mail refuses: control characters, lone surrogates."""
    return text if text.isprintable() else _UNWRITABLE.sub("", text)
