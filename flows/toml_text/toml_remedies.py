"""What people write in place of TOML, each told in a sentence, with the line as it was probably meant.

They are tried in order at the place where the parser stopped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from flows.toml_text.toml_lines import HEADER, KEY

RENAMED = "{renamed}-"
"""Begins a name in a mended line that must not count: its value is missing, or it was there before."""


class Spot(NamedTuple):
    """Where the parser stopped (both from 0), and what it said."""

    lines: Sequence[str]
    at: int
    column: int
    message: str

    @property
    def line(self) -> str:
        """The line."""
        return self.lines[self.at]

    @property
    def key_at(self) -> int:
        """The line of the last key at or above the spot; -1 where there is none."""
        return next((at for at in range(self.at, -1, -1) if KEY.match(self.lines[at])), -1)


class Remedy(NamedTuple):
    """What is wrong in line ``at``, and how line ``changed`` is read instead."""

    at: int
    reason: str
    changed: int
    line: str


_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_NO_WIDTH = "\u200b-\u200d\u2060\ufeff"
_ODD_SPACE = re.compile(f"[{_SPACES}{_NO_WIDTH}]")
_DOUBLE = re.compile("[“”„‟«»″＂]")
_SINGLE_EDGE = re.compile(r"(?<=[\[,=\s])[‘’‚‛′]|[‘’‛′](?=\s*(?:[,\]#]|$))")
_NO_VALUE = re.compile(r"^\s*([A-Za-z0-9_-]+)\s*=?\s*(?:#.*)?$")
_COLON = re.compile(r"^(\s*[A-Za-z0-9_-]+)\s*:(?!:)")
_BARE_HEADER = re.compile(r"^\s*(\[+)\s*([A-Za-z0-9_.-]+)\s*(\]*)\s*(?:#.*)?$")
_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?\s*(?:#.*)?$")


_MOST_QUOTED = 30


def _quoted(rest: str) -> str:
    """``rest`` of a line as a message shows it: its comment may be long."""
    return rest if len(rest) <= _MOST_QUOTED else f"{rest[:_MOST_QUOTED].rstrip()}…"


def _strings(line: str) -> tuple[list[bool], str]:
    """Of each character whether it is inside a text in straight quotes (these included); and the quote of a text that
    is still open at the end, or "". Nothing counts after a "#" that is in no text."""
    inside, quote, escaped = list[bool](), "", False
    for index, sign in enumerate(line):
        if not quote and sign == "#":
            return [*inside, *[True] * (len(line) - index)], ""
        was = quote
        if not quote and sign in "\"'":
            quote = sign
        elif quote and sign == quote and not escaped:
            quote = ""
        escaped = was == '"' and sign == "\\" and not escaped
        inside.append(bool(was or quote))
    return inside, quote


def _replaced(line: str, signs: re.Pattern[str], by: str, *, within: bool = False) -> str:
    """``line`` with the ``signs`` outside its texts replaced, or with ``within`` all."""
    inside, _ = _strings(line)
    return signs.sub(lambda hit: by if within or not inside[hit.start()] else hit[0], line)


def _odd_space(spot: Spot) -> Remedy | None:
    line = _replaced(spot.line, _ODD_SPACE, " ")
    if line == spot.line:
        return None
    why = "there is a no-break or invisible space, as word processors and web pages make: type an ordinary space"
    return Remedy(spot.at, why, spot.at, line)


def _curly_quotes(spot: Spot) -> Remedy | None:
    line = _replaced(_replaced(spot.line, _DOUBLE, '"'), _SINGLE_EDGE, "'")
    if line == spot.line and (spot.line.count('"') % 2 or _strings(spot.line)[1]):
        line = _replaced(spot.line, _DOUBLE, '"', within=True)
    if line == spot.line:
        return None
    sign = next(old for old, new in zip(spot.line, line, strict=True) if old != new)
    return Remedy(spot.at, f'the curly quote {sign} does not count as a quote: type a straight one, "', spot.at, line)


def _open_list(spot: Spot) -> Remedy | None:
    """The next key, header or the end of the file comes before the bracket that closes a list."""
    key = KEY.match(spot.line)
    starts_anew = HEADER.match(spot.line) or (key and spot.column < key.end()) or spot.at == len(spot.lines) - 1
    if not starts_anew or not spot.message.startswith(("Unclosed array", "Invalid value")):
        return None
    opened = spot._replace(at=spot.at - 1).key_at
    if opened < 0 or not re.match(r"[^=]*=\s*\[", spot.lines[opened]):
        return None
    last = next(at for at in range(spot.at - 1, -1, -1) if spot.lines[at].split("#")[0].strip() or at == opened)
    line = spot.lines[last]
    cut = _end_of_code(line)
    return Remedy(opened, "the list that begins here has no closing bracket ]", last, f"{line[:cut]}]{line[cut:]}")


def _end_of_code(line: str) -> int:
    """Where the comment of ``line`` begins, or its end."""
    inside, _ = _strings(line)
    return next((at for at, sign in enumerate(line) if sign == "#" and (at == 0 or not inside[at - 1])), len(line))


_OPEN_TEXT = ("Illegal character '\\n'", "Found invalid character '\\n'", "Unterminated string", 'Expected "\'"')
"""The last two are told of the end of the file."""


def _open_text(spot: Spot) -> Remedy | None:
    if not spot.message.startswith(_OPEN_TEXT):
        return None
    candidates = (spot.at, *range(len(spot.lines)))
    at = next((at for at in candidates if _strings(spot.lines[at])[1]), None)
    if at is None:
        return None
    line, quote = spot.lines[at].rstrip(), _strings(spot.lines[at])[1]
    key = KEY.match(line)
    in_list = not key or line[key.end() :].lstrip().startswith("[")
    kept = line.rstrip("],") if in_list else line
    return Remedy(at, f"the text has no closing quote {quote}", at, f"{kept}{quote}{line[len(kept) :]}")


def _missing_comma(spot: Spot) -> Remedy | None:
    if spot.message != "Unclosed array" or spot.line[spot.column : spot.column + 1] not in ('"', "'"):
        return None
    rest = _quoted(spot.line[spot.column :].strip())
    line = f"{spot.line[: spot.column]},{spot.line[spot.column :]}"
    return Remedy(spot.at, f"a comma is missing before {rest}", spot.at, line)


def _header(spot: Spot) -> Remedy | None:
    header = _BARE_HEADER.match(spot.line)
    if not header or len(header[1]) == len(header[3]):
        return None
    brackets = min(max(len(header[1]), len(header[3])), 2)
    line = f"{'[' * brackets}{header[2]}{']' * brackets}"
    return Remedy(spot.at, f"the brackets do not match: write {line}", spot.at, line)


def _table_again(spot: Spot) -> Remedy | None:
    header = HEADER.match(spot.line)
    if not header or not spot.message.startswith(("Cannot declare", "Cannot overwrite")):
        return None
    first = next((at for at in range(spot.at) if re.match(rf"\s*\[+\s*{header[2]}\s*\]", spot.lines[at])), None)
    if first is None:
        return None
    why = f"[{header[2]}] is already in line {first + 1}: move the keys there"
    return Remedy(spot.at, why, spot.at, f"[{RENAMED}{header[2]}]")


def _key_again(spot: Spot) -> Remedy | None:
    at = spot.key_at
    if at < 0 or not spot.message.startswith("Cannot overwrite"):
        return None
    name = KEY.match(spot.lines[at])
    before = range(at - 1, -1, -1)
    first = next((i for i in before if (key := KEY.match(spot.lines[i])) and name and key[1] == name[1]), None)
    if first is None or not name:
        return None
    why = f"{name[1]} is already set in line {first + 1}: keep one of the two"
    return Remedy(at, why, at, f"{RENAMED}{name[1]} ={spot.lines[at][name.end() :]}")


def _backslash(spot: Spot) -> Remedy | None:
    if not spot.message.startswith(("Invalid hex value", "Unescaped '\\'")):
        return None
    why = (
        "a backslash in double quotes begins a special character: put the text in single quotes, "
        r"as in 'C:\letters', or write / for \ "
    )
    return Remedy(spot.at, why.rstrip(), spot.at, spot.line.replace("\\", "\\\\"))


def _colon(spot: Spot) -> Remedy | None:
    hit = _COLON.match(spot.line)
    if not hit or not spot.message.startswith("Expected '='"):
        return None
    why = f"write {hit[1].strip()} = …, with an equals sign in place of the colon"
    return Remedy(spot.at, why, spot.at, f"{hit[1]} ={spot.line[hit.end() :]}")


def _no_value(spot: Spot) -> Remedy | None:
    hit = _NO_VALUE.match(spot.line)
    if not hit or ("=" not in spot.line and not spot.message.startswith("Expected '='")):
        return None
    why = f'{hit[1]} has no value: write {hit[1]} = "…", or remove the line'
    if _list_follows(spot):
        why = f"the list needs an opening bracket: write {hit[1]} = ["
        return Remedy(spot.at, why, spot.at, f"{spot.line[: hit.end(1)]} = [")
    return Remedy(spot.at, why, spot.at, f"{RENAMED}{hit[1]} = 0")


def _list_follows(spot: Spot) -> bool:
    """Whether the next line is an entry of a list, or its end."""
    below = next((line.strip() for line in spot.lines[spot.at + 1 :] if line.split("#")[0].strip()), "")
    return bool(re.match(r"""(["']).*\1\s*(?:,|\]|#|$)|\]""", below))


def _date(spot: Spot) -> Remedy | None:
    key = KEY.match(spot.line)
    hit = _DATE.match(spot.line[key.end() :].strip()) if key else None
    if not key or not hit:
        return None
    try:
        day = date(*(int(part or 1) for part in hit.groups()))
        why = f"write the date as {day}"
    except ValueError:
        day, why = date(2020, 1, 1), "there is no such day: write a date such as 2020-01-01"
    return Remedy(spot.at, why, spot.at, f"{spot.line[: key.end()]} {day}")


def _boolean(spot: Spot) -> Remedy | None:
    hit = re.compile(r"(true|false|yes|no|on|off)\b", re.IGNORECASE).match(spot.line, spot.column)
    if not hit or spot.message != "Invalid value":
        return None
    word = "true" if hit[1].lower() in ("true", "yes", "on") else "false"
    line = f"{spot.line[: spot.column]}{word}{spot.line[hit.end() :]}"
    return Remedy(spot.at, f"write {word}, in lower case and without quotes", spot.at, line)


def _bare_text(spot: Spot) -> Remedy | None:
    """Text without quotes; a number with letters behind it too."""
    start = spot.column
    if spot.message.startswith("Expected newline") and (key := KEY.match(spot.line)):
        start = key.end()
    elif spot.message != "Invalid value":
        return None
    in_list = not KEY.match(spot.line) or "[" in spot.line[:start]
    end = "\"'\\\\#" if in_list else '"\\\\#'
    hit = re.compile(rf"\s*([^\s\"'\[\]{{}}\\#,][^{end}]*)").match(spot.line, start)
    text = (hit[1].split(",")[0].split("]")[0] if in_list else hit[1]).strip() if hit else ""
    if not hit or not text:
        return None
    begin = hit.start(1)
    line = f'{spot.line[:begin]}"{text}"{spot.line[begin + len(text) :]}'
    return Remedy(spot.at, f'text needs quotes: write "{text}"', spot.at, line)


def _quote_inside(spot: Spot) -> Remedy | None:
    """A text that holds the quote that would close it."""
    key = KEY.match(spot.line)
    value = spot.line[key.end() :].strip() if key else ""
    if not key or value[:1] not in ("'", '"') or value[-1:] != value[0] or not spot.message.startswith("Expected new"):
        return None
    quote, inner = value[0], value[1:-1]
    advice = r"write \" inside it" if quote == '"' else 'put the whole text in double quotes, "…"'
    escaped = inner.replace('"', '\\"')
    return Remedy(spot.at, f"the text ends at the {quote} within it: {advice}", spot.at, f'{key[0]} "{escaped}"')


def _unclear(spot: Spot) -> Remedy | None:
    """What comes behind a value: it cannot be mended."""
    rest = spot.line[spot.column :].strip()
    if not rest or not spot.message.startswith(("Unclosed array", "Expected newline", "Invalid value")):
        return None
    why = f"{_quoted(rest)} is not expected here: is a quote or a comma missing before it?"
    return Remedy(spot.at, why, spot.at, spot.line)


def _no_assignment(spot: Spot) -> Remedy | None:
    if not spot.message.startswith(("Expected '='", "Invalid statement")):
        return None
    why = f'{spot.line.strip()[:40]!r} is neither a table, [name], nor a value, key = "…"; a comment begins with #'
    return Remedy(spot.at, why, spot.at, spot.line)


REMEDIES: tuple[Callable[[Spot], Remedy | None], ...] = (
    _odd_space,
    _curly_quotes,
    _open_list,
    _open_text,
    _missing_comma,
    _header,
    _table_again,
    _key_again,
    _backslash,
    _colon,
    _no_value,
    _date,
    _boolean,
    _quote_inside,
    _bare_text,
    _unclear,
    _no_assignment,
)
