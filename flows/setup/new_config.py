"""A first watch.toml, with the comments that a person needs to change it. It is never written over another file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from flows.config import Watch
from flows.config_words import quoted
from flows.setup.answers import Answers, MailServer, Molecule
from flows.setup.shipped import TableText, shipped_text, tables
from literature.model.errors import UsageError

_HEAD = """\
# What is watched, how it is sorted, and who gets the letter. Made by `ilwatch init`; change it as you like, then run
# `ilwatch check`. docs/config.md explains every key.
"""


def write_config(path: Path, answers: Answers) -> None:
    """Write the watch.toml of ``answers`` to ``path``. Raises UsageError where there is a file."""
    text = config_text(answers)
    Watch.model_validate(tomllib.loads(text))
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise UsageError(str(path), "already exists and was not changed; choose another name") from error


def config_text(answers: Answers) -> str:
    """The text of the file."""
    kinds = ("topic", "feed") if answers.feeds else ("topic",)
    shipped = tables(shipped_text())
    sections = [_HEAD, _watch(answers), *_terms(answers, shipped)]
    for kind in kinds:
        sections += [_with_intro(table) for table in shipped if table.kind == kind]
    return "\n".join([*sections, *_readers(answers, shipped), _mail(answers)])


def _watch(answers: Answers) -> str:
    return f"""\
[watch]
name = {quoted(answers.name)} # title of the letter
timezone = {quoted(answers.timezone)} # the letter is dated, and due on Monday at 07:00, in this zone
contact = {quoted(answers.contact)} # the owner: warnings go there, and PubMed asks for an address
"""


def _terms(answers: Answers, shipped: list[TableText]) -> Iterator[str]:
    known = {table.name: table for table in shipped if table.kind == "term"}
    yield f"\n{next(iter(known.values())).intro}\n"
    for molecule in answers.molecules:
        yield known[molecule.name].body if molecule.shipped else _own_term(molecule)


def _own_term(molecule: Molecule) -> str:
    names = ", ".join(map(quoted, (molecule.name, *molecule.synonyms)))
    return f"""\
[[term]]
name = {quoted(molecule.name)}
synonyms = [{names}] # write names as in a paper; `ilwatch try` shows what they bring
exclude = [] # false friends: phrases in which the name means something else
"""


def _with_intro(table: TableText) -> str:
    return f"\n{table.intro}\n\n{table.body}" if table.intro else table.body


def _readers(answers: Answers, shipped: list[TableText]) -> Iterator[str]:
    yield f"\n{next(table.intro for table in shipped if table.kind == 'reader')}\n"
    for reader in answers.readers:
        yield f"[[reader]]\naddress = {quoted(reader)}\ntopics = []\n"


def _mail(answers: Answers) -> str:
    relay = answers.relay or MailServer("", answers.contact)
    return f"""\

# --- Mail --------------------------------------------------------------------------------------------------------
# While `host` is empty, letters are only written to the outbox folder. The password is not written here: put it into
# the environment variable ILWATCH_SMTP_PASSWORD.

[mail]
sender = {quoted(relay.sender)}
host = {quoted(relay.host)}
port = 587
security = "starttls"
username = {quoted(relay.username)}
"""
