"""`ilwatch init`: asks for what a first watch.toml needs, each answer checked at once, and says what to do next."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import typer

from flows.cli.errors import USAGE, fail
from flows.deployments import zone_fault
from flows.setup import answers
from flows.setup.answers import Answers, MailServer, Molecule
from flows.setup.new_config import write_config
from flows.zone_names import system_zone
from literature.model.errors import UsageError

T = TypeVar("T")

_WHO = "Who gets the letter? Addresses, separated by commas"
_UTC = ("UTC", "Etc/UTC", "Etc/UCT", "Etc/GMT", "GMT", "Zulu", "Universal", "UCT", "Etc/Universal", "Etc/Zulu")


@dataclass(frozen=True, slots=True)
class Given:
    """The options of the command: what is given is not asked; with ``yes``, nothing is."""

    name: str = ""
    contact: str = ""
    timezone: str = ""
    terms: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    feeds: bool | None = None
    host: str = ""
    sender: str = ""
    yes: bool = False


def init_file(file: Path | None, given: Given) -> Path:
    """Ask, and write the file. Raises UsageError where it exists: it is never written over."""
    path = file or free_name()
    if path.exists():
        raise UsageError(
            str(path), "already exists and was not changed; choose another name, such as `ilwatch init b.toml`"
        )
    try:
        write_config(path, _asked(given))
    except typer.Abort:
        fail(USAGE, "no answer: nothing was written. Without a terminal, give --yes, --contact and the other options")
    return path


def free_name() -> Path:
    """watch.toml, or where that exists (a checkout has one) my-watch.toml."""
    first, second = Path("watch.toml"), Path("my-watch.toml")
    if not first.exists():
        return first
    if not second.exists():
        typer.echo(f"{first} exists and is not changed; your answers go into {second}.")
    return second


def next_steps(path: Path, zone: str) -> list[str]:
    """What to do with the new file."""
    option = "" if path == Path("watch.toml") else f" --config {path}"
    steps = {
        f"ilwatch check{option}": "look for mistakes (makes no request)",
        f"ilwatch run{option}": "visit the sources and write the first letter",
        "outbox/….html": "then open the letter in a browser",
    }
    width = max(map(len, steps))
    lines = [f"{path} is written. Next:", *(f"  {step:<{width}}   {what}" for step, what in steps.items())]
    if zone_fault(ZoneInfo(zone)):
        lines.append(
            f"Later, for a server: set the time zone {zone} in prefect.yaml too (`ilwatch up` needs no change)."
        )
    return lines


def _asked(given: Given) -> Answers:
    ask = _Dialogue(given.yes)
    name = ask("--name", "Title of the letter", given.name, answers.NAME, answers.name_of)
    contact = ask(
        "--contact", "Your mail address (warnings go there; PubMed asks for one)", given.contact, "", answers.address
    )
    zone = ask("--timezone", "Time zone, such as Europe/Berlin", given.timezone, _likely_zone(given), answers.zone)
    molecules = _molecules(ask, given)
    readers = ask("--reader", _WHO, ",".join(given.readers), contact, answers.addresses)
    feeds = ask.whether("Read the news feeds of the shipped list too?", given.feeds, default=True)
    return Answers(name, contact, zone, molecules, readers, feeds, _relay(ask, given, contact))


def _likely_zone(given: Given) -> str:
    """The zone of this computer; of one in UTC a person is asked: servers are set so, and few people live there."""
    zone = system_zone()
    return "" if zone in _UTC and not given.yes else zone


def _molecules(ask: _Dialogue, given: Given) -> tuple[Molecule, ...]:
    if given.terms:
        named = ask("--term", "", "\n".join(given.terms), "", lambda text: answers.molecules(text.split("\n")))
        return _each_once(_shipped_or_own(ask, each, silent=True) for each in named)
    shipped = ", ".join(answers.shipped_molecules())
    ask.say(f"{shipped} come with their synonyms; for any other molecule you are asked for them.")
    chosen = ask(
        "--term", "Molecules, separated by commas", "", shipped, lambda text: answers.molecules(answers.parts(text))
    )
    known = _each_once(_shipped_or_own(ask, each, silent=ask.silent) for each in chosen)
    return tuple(each if each.shipped else _with_synonyms(ask, each) for each in known)


def _shipped_or_own(ask: _Dialogue, molecule: Molecule, *, silent: bool) -> Molecule:
    """The shipped molecule that ``molecule`` is another name of, unless the person says no."""
    found = answers.shipped_as(molecule)
    if not found:
        return molecule
    words = f"{molecule.name} is a name of {found.name}, which comes with {found.names} names."
    if silent:
        typer.echo(f"{words} {found.name} is used.")
    elif not ask.whether(f"{words} Use {found.name}?", None, default=True):
        return molecule
    return Molecule(found.name, shipped=True)


def _each_once(molecules: Iterable[Molecule]) -> tuple[Molecule, ...]:
    return tuple({each.name.casefold(): each for each in molecules}.values())


def _with_synonyms(ask: _Dialogue, molecule: Molecule) -> Molecule:
    other = f'  Other names of {molecule.name}, as papers write them: of IL-18, "IL18, interleukin-18" (Enter: none)'
    return ask("--term", other, "", "", lambda text: answers.with_names(molecule, text), may_be_empty=True)


def _relay(ask: _Dialogue, given: Given, contact: str) -> MailServer | None:
    if not given.host and not ask.whether("Send the letters by mail? (No: they are only written to a folder)", None):
        return None
    host = ask("--host", "  Mail server", given.host, "", answers.name_of)
    sender = ask("--sender", "  Sender", given.sender, contact, answers.address)
    return MailServer(host, sender, username=sender)


@dataclass(frozen=True, slots=True)
class _Dialogue:
    """Questions with a default in brackets, none where ``silent``. A wrong answer is explained, and asked for again."""

    silent: bool

    def __call__(
        self,
        option: str,
        question: str,
        given: str,
        default: str,
        check: Callable[[str], T],
        *,
        may_be_empty: bool = False,
    ) -> T:
        """The answer: what is ``given`` as ``option``, else what the person says."""
        if given or self.silent:
            return _checked_option(option, given or default, check)

        def checked(text: str) -> T:
            try:
                return check(text)
            except ValueError as error:
                raise typer.BadParameter(str(error)) from error

        shown = default or ("" if may_be_empty else None)
        answer: T = typer.prompt(question, default=shown, show_default=bool(default), value_proc=checked)
        return answer

    def whether(self, question: str, given: bool | None, *, default: bool = False) -> bool:
        """A yes or no."""
        if given is not None or self.silent:
            return default if given is None else given
        return typer.confirm(question, default=default)

    def say(self, text: str) -> None:
        """Say it where there is a dialogue."""
        if not self.silent:
            typer.echo(text)


def _checked_option(option: str, text: str, check: Callable[[str], T]) -> T:
    if not text:
        raise UsageError(option, "is needed with --yes")
    try:
        return check(text)
    except ValueError as error:
        raise UsageError(option, str(error)) from error
