"""What is wrong with a value of watch.toml, in plain words, with how to write it.

pydantic finds the faults (config.py, config_values.py); this file words them, and does NOT look for any.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

REPEATED = ("term", "topic", "feed", "reader", "follow", "channel")
"""The tables that are written in double brackets."""


def real(errors: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """``errors`` without those that only follow from others: to pydantic a table with a fault is not there at all."""
    return (error for error in errors if error["type"] != "too_short" or not error["input"])


def fault_words(error: Mapping[str, Any]) -> str:
    """The words for an ``error`` of pydantic."""
    kind, key = error["type"], error["loc"][-1] if error["loc"] else ""
    if kind in _WORDS:
        return _WORDS[kind](key, error)
    message = str(error["msg"]).removeprefix("Value error, ")
    return re.sub("^input should be", "must be", message[0].lower() + message[1:])


def _list(key: object, error: Mapping[str, Any]) -> str:
    given = error["input"]
    if isinstance(given, str):
        return f"must be a list: write {key} = [{quoted(given)}]"
    if isinstance(given, Mapping) and key in REPEATED:
        return f"write [[{key}]], with double brackets: there may be several"
    return f'must be a list: write {key} = ["…", "…"]'


def _table(key: object, error: Mapping[str, Any]) -> str:
    if isinstance(error["input"], Sequence) and not isinstance(error["input"], str) and len(error["loc"]) == 1:
        return f"write [{key}] once, with single brackets"
    return f"must be a table: write [{key}], and its keys on the lines below"


def _text(key: object, error: Mapping[str, Any]) -> str:
    given = error["input"]
    if isinstance(given, list | dict):
        return "must be one text in quotes, without brackets"
    written = str(given).lower() if isinstance(given, bool) else str(given)
    return f"must be a text in quotes: write {'' if isinstance(key, int) else f'{key} = '}{quoted(written)}"


_EXAMPLES = {
    "watch": ": write [watch], and below it name, timezone and contact",
    "mail": ": write [mail], and below it sender",
    "term": ": write [[term]], and below it name and synonyms",
    "name": ': write name = "…"',
    "timezone": ': write timezone = "Europe/Berlin", or your own',
    "contact": ': write contact = "you@…"',
    "synonyms": ': write synonyms = ["…", "…"]',
    "url": ': write url = "https://…"',
    "address": ': write address = "name@…"',
    "url_env": ': write url_env = "ILWATCH_CHAT", the name of the variable that holds the address',
    "sender": ': write sender = "digest@…"',
    "id": ': write id = "…", a short name in lower case',
    "definition": ': write definition = "…", a sentence',
    "keywords": ': write keywords = ["…", "…"]',
}
"""What to write for a key or a table that is missing."""


_WORDS: dict[str, Callable[[object, Mapping[str, Any]], str]] = {
    "missing": lambda key, _: f"is missing{_EXAMPLES.get(str(key), '')}",
    "tuple_type": _list,
    "model_type": _table,
    "model_attributes_type": _table,
    "dataclass_type": _table,
    "dict_type": _table,
    "string_type": _text,
    "string_too_short": lambda *_: "must not be empty",
    "string_too_long": lambda _, error: f"must have at most {error['ctx']['max_length']} characters",
    "too_short": lambda *_: "must not be empty: it needs at least one entry",
    "int_parsing": lambda *_: "must be a whole number",
    "int_type": lambda *_: "must be a whole number",
    "int_from_float": lambda *_: "must be a whole number",
    "float_parsing": lambda *_: "must be a number",
    "float_type": lambda *_: "must be a number",
}


def quoted(text: str) -> str:
    """``text`` as TOML has it."""
    plain = re.sub(r"[\x00-\x1f\x7f]+", " ", text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
