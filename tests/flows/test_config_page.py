"""docs/config.md against the program: no key is missing, none is strange, and what it says of each is true."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from flows import config
from flows.config import Watch, load_watch
from literature.topics.sorter import Topic
from tests.paths import ROOT

PAGE = (ROOT / "docs" / "config.md").read_text(encoding="utf-8")
NEEDED = object()
TABLES: dict[str, Any] = {
    "watch": config.WatchTable,
    "term": config.TermTable,
    "topic": Topic,
    "feed": config.FeedTable,
    "reader": config.ReaderTable,
    "follow": config.FollowTable,
    "channel": config.ChannelTable,
    "owner": config.OwnerTable,
    "pubmed": config.PubmedTable,
    "crossref": config.CrossrefTable,
    "mail": config.MailTable,
    "feedback": config.FeedbackTable,
    "archive": config.ArchiveTable,
    "limits": config.LimitsTable,
    "store": config.StoreTable,
}
ONE_OF = {"follow": ("orcid", "journal")}
"""Keys that exclude one that the file of all examples has."""
ROW = re.compile(r"^\| `(\w+)` \| (.+?) \| `(.+?)` \|", re.MULTILINE)


def rows(table: str) -> dict[str, tuple[str, str]]:
    """Key -> default and example, as the page has them."""
    section = re.search(rf"^## `\[+{table}\]+`$(.+?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert section, table
    return {key: (default.strip("`"), example) for key, default, example in ROW.findall(section[1])}


def defaults(table: str) -> dict[str, Any]:
    """Key -> its default in the program, NEEDED where it has none."""
    kind = TABLES[table]
    if dataclasses.is_dataclass(kind):
        return {
            field.name: NEEDED if field.default is dataclasses.MISSING else field.default
            for field in dataclasses.fields(kind)
        }
    return {key: NEEDED if field.is_required() else field.get_default() for key, field in kind.model_fields.items()}


def test_the_page_has_every_table_of_the_file() -> None:
    assert set(TABLES) == set(Watch.model_fields)
    assert set(re.findall(r"^## `\[+(\w+)\]+`$", PAGE, re.MULTILINE)) == set(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_the_page_has_every_key_and_no_stranger(table: str) -> None:
    assert list(rows(table)) == list(defaults(table))


@pytest.mark.parametrize("table", TABLES)
def test_the_defaults_are_those_of_the_program(table: str) -> None:
    for key, (told, _) in rows(table).items():
        default = defaults(table)[key]
        if told in {"needed", "none"}:
            assert default is (NEEDED if told == "needed" else None)
        else:
            assert default == read(table, key, told), key


def read(table: str, key: str, text: str) -> Any:
    """A value of the page as the program reads it, among the examples of its table."""
    told = {name: example for name, (_, example) in rows(table).items()} | {key: text}
    values = {name: tomllib.loads(f"x = {value}")["x"] for name, value in told.items()}
    return getattr(TypeAdapter(TABLES[table]).validate_python(values), key)


def test_a_file_of_all_the_examples_is_accepted(tmp_path: Path) -> None:
    lines = []
    for table in TABLES:
        repeated = table in {"term", "topic", "feed", "reader", "follow", "channel"}
        lines.append(f"[[{table}]]" if repeated else f"[{table}]")
        examples = {key: example for key, (_, example) in rows(table).items() if key not in ONE_OF.get(table, ())}
        lines += [f"{key} = {example}" for key, example in examples.items()]
    path = tmp_path / "watch.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    assert load_watch(path).watch.name == "Interleukin Watch"
