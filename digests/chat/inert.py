"""Words of outside for a chat: what a service reads as a command, a mention or markup is shown and does nothing.

Each service has its own markup (Slack ``<!channel>``, Discord ``@everyone``, Teams ``<at>``, Markdown links) and most
read some of it in plain text too, so no way of escaping suits all of them: one's backslash is another's character.
So the sign itself is exchanged for one that looks the same, or is parted from what it acts on.
"""

from __future__ import annotations

import re

_PARTED = "\u2060"
"""WORD JOINER: no width and no line break. Titles are tidied before, so none of it comes from outside."""

_SIGNS = {
    r"<(?![\s\d.=]|$)": "‹",  # a tag, <!channel>, <@U024>, <https://…|words>; not "p < 0.05", nor "p <0.05"
    r"\](?=[(\[:])": "] ",  # [words](address), [words][name]
    r"@(?=\w)": f"@{_PARTED}",  # @everyone, @here, @room, @name; Fe3O4@SiO2 looks as it did
    r":(?=[\w+-]+:)": "∶",  # :tada:
    r"`": "‘",
    r"\\": "∖",
    r"\*": "∗",
    r"~": "∼",
    r"\|\|": "‖",
    r"(?<![^\W_])_|_(?![^\W_])": "ˍ",  # at the edge of a word: _so_; within one (IL1_RN) no service reads it
}
_ACTIVE = re.compile("|".join(f"({sign})" for sign in _SIGNS))
_INSTEAD = tuple(_SIGNS.values())


def inert(text: str) -> str:
    """Return ``text`` (one tidy line) so that each chat service shows it as it stands.

    >>> inert("<!channel> [PubMed](https://x.example) p < 0.05")
    '‹!channel> [PubMed] (https://x.example) p < 0.05'
    """
    return _ACTIVE.sub(lambda hit: _INSTEAD[(hit.lastindex or 1) - 1], text)
