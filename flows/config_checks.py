"""What must fit between the tables of watch.toml: names that are unique, topics that exist, days that have come.

Each fault names its place. This file does NOT check single values (config_values.py, and pydantic, do).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from digests.letter.parts import UNSORTED
from digests.mail.addresses import masked, without_addresses
from flows.config_values import LONGEST_NAME
from flows.config_words import quoted
from flows.given_names import did_you_mean, nearest
from flows.toml_text.toml_lines import Fault
from literature.model.record import CROSSREF
from sources.feeds.source import FeedSource
from sources.pubmed.source import PubmedSource

EARLIEST = date(1945, 1, 1)
"""MEDLINE, with OLDMEDLINE, begins in 1946 (NLM); PubMed has few records that are older."""


def faults_between(data: Mapping[str, Any], today: date) -> Iterator[Fault]:
    """Yield the faults of the file ``data``, as it is read ``today``."""
    for name, keys in _UNIQUE.items():
        for key in keys:
            yield from _repeated(data, name, key)
    for check in (_reserved, _topics, _chosen_topics, _follows):
        yield from check(data)
    yield from _sinces(data, today)


def _tables(data: Mapping[str, Any], name: str) -> list[tuple[int, Mapping[str, Any]]]:
    tables = data.get(name, [])
    return [(i, t) for i, t in enumerate(tables) if isinstance(t, dict)] if isinstance(tables, list) else []


_UNIQUE = {
    "term": ("name",),
    "topic": ("id", "name"),
    "feed": ("name", "url"),
    "reader": ("address",),
    "channel": ("name", "url_env"),
}


def _repeated(data: Mapping[str, Any], name: str, key: str) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for index, table in _tables(data, name):
        value = str(table.get(key, "")).strip().casefold()
        if value and value in first:
            yield (
                (name, index, key),
                f"{without_addresses(str(table[key]))!r} is already the {key} of {name} no. {first[value] + 1}",
            )
        first.setdefault(value, index)


def _sinces(data: Mapping[str, Any], today: date) -> Iterator[Fault]:
    """A datetime is no date, though it is one for Python; what is no date is named by the check of single values."""
    for index, table in _tables(data, "term"):
        since = table.get("since")
        if type(since) is date and not EARLIEST <= since <= today:
            yield ("term", index, "since"), f"must be between {EARLIEST} and today"


def _reserved(data: Mapping[str, Any]) -> Iterator[Fault]:
    for index, table in _tables(data, "feed"):
        name = str(table.get("name", ""))
        if name in (PubmedSource.name, PubmedSource.group, FeedSource.group, CROSSREF) or name.startswith("seed:"):
            yield ("feed", index, "name"), f"{name!r} is a name of ilwatch itself; choose another"


def _topics(data: Mapping[str, Any]) -> Iterator[Fault]:
    for index, table in _tables(data, "topic"):
        topic_id, name = str(table.get("id", "a")).strip(), str(table.get("name", "")).strip()
        if topic_id == UNSORTED:
            yield ("topic", index, "id"), f"{UNSORTED!r} is the section of what no topic claims; choose another id"
        if topic_id and not re.fullmatch("[a-z][a-z0-9_]*", topic_id):
            yield ("topic", index, "id"), "must be lower-case letters, digits and _, a letter first"
        if len(name) > LONGEST_NAME:
            yield ("topic", index, "name"), f"must have at most {LONGEST_NAME} characters"


def _chosen_topics(data: Mapping[str, Any]) -> Iterator[Fault]:
    if "topics" in data:  # which is the fault, not that nothing has its id
        return
    topics = {str(table.get("id", "")): str(table.get("name", "")) for _, table in _tables(data, "topic")}
    both = ((name, index, table) for name in ("reader", "channel") for index, table in _tables(data, name))
    for name, index, table in both:
        chosen = table.get("topics", [])
        for topic in chosen if isinstance(chosen, list) else []:
            if topic not in topics:
                yield (name, index, "topics"), f"no topic has the id {topic!r}{_meant_topic(str(topic), topics)}"


def _author_hint(table: Mapping[str, Any]) -> str:
    """A `name` alone is only what the letter says."""
    name = str(table.get("name", "")).strip()
    return f"; did you mean author = {quoted(name)}?" if name else ""


def _meant_topic(said: str, topics: Mapping[str, str]) -> str:
    """What to write for ``said``: the topic of that name, the likeliest one, or else one of all ids."""
    word = said.strip().casefold()
    named = next((id_ for id_, name in topics.items() if word and word in name.casefold()), "")
    if named:
        return f": write {named!r}, which is the id of {topics[named]!r}"
    return did_you_mean(said, list(topics)) or (f"; the ids are: {', '.join(topics)}" if topics else "")


def _follows(data: Mapping[str, Any]) -> Iterator[Fault]:
    addresses = [str(table.get("address", "")) for _, table in _tables(data, "reader")]
    known = {address.casefold() for address in addresses}
    for index, table in _tables(data, "follow"):
        named = [key for key in ("orcid", "author", "journal") if str(table.get(key, "")).strip()]
        if len(named) != 1:
            hint = _author_hint(table) if not named else ""
            has = " and ".join(named) or "none"
            yield ("follow", index), f"needs one of orcid, author and journal, and has {has}{hint}"
        if table.get("affiliation") and named != ["author"]:
            yield ("follow", index, "affiliation"), "goes with author only"
        chosen = table.get("readers", [])
        for address in chosen if isinstance(chosen, list) else []:
            if str(address).casefold() not in known:
                near = nearest(str(address), addresses)
                meant = f"; did you mean {masked(near)}?" if near else ""
                yield ("follow", index, "readers"), f"no reader has the address {masked(str(address))}{meant}"
