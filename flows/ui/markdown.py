"""Text as the Markdown of the Prefect UI: what a source wrote is shown as it is, never as markup or as a link.

The rules are those of the UI of Prefect 3.9, looked at in Chromium: it shows the text of a link as it is, backslashes
included, makes links of bare addresses, and makes a paragraph of every line.
"""

from __future__ import annotations

import re

_MARKDOWN = re.compile(r"[\\`*_\[\]<~|]")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=\bwww)(?=\.)|(?<=\w)(?=@\w)", re.IGNORECASE)
_JOINER = "\u2060"
"""WORD JOINER: it is not seen, and what it stands in is no address."""

_LOOKALIKES = str.maketrans({"\\": "∖", "`": "ˋ", "[": r"\[", "]": r"\]"})
"""In the text of a link: a backslash or a backtick would end it early."""


def escaped(text: str) -> str:
    """Return ``text`` as Markdown that shows it and nothing else."""
    return _MARKDOWN.sub(r"\\\g<0>", _ADDRESS.sub(_JOINER, " ".join(text.split())))


def linked(text: str, url: str) -> str:
    """Return ``text`` as a link to ``url``; without one as text. ``url`` is one of ``digests.letter.links``."""
    if not url:
        return escaped(text)
    label = _TAG.sub("‹", " ".join(text.split())).translate(_LOOKALIKES)
    return f"[{label}](<{url}>)"


def fenced(text: str) -> str:
    """Return ``text`` as Markdown that shows it as it is, line by line."""
    fence = "~" * max(3, 1 + max((len(run) for run in re.findall(r"~+", text)), default=0))
    return f"{fence}\n{text}\n{fence}"
