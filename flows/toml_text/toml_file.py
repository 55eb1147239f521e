"""A TOML file as people really have it: with a byte order mark, the line ends of Windows, in UTF-16.

A file in Windows-1252 or Latin-1 is refused, by its lines: a name of a term that was guessed wrong would find nothing,
and nobody would know. This file does NOT know what is in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.toml_text.toml_lines import Fault, Layout, TextFault, layout
from flows.toml_text.toml_mending import mend
from literature.model.errors import BrokenConfig, BrokenSource
from sources.library.detect import as_windows, encoding_of, is_stray, refuse_other_kinds


@dataclass(frozen=True, slots=True)
class TomlFile:
    """What a file holds, where, and which faults its text has; with any, ``data`` is as it was probably meant."""

    path: Path
    data: dict[str, Any]
    layout: Layout
    faults: tuple[TextFault, ...]

    def refuse(self, faults: Iterable[Fault]) -> None:
        """Raise BrokenConfig with the faults of the text and ``faults``, if there are any."""
        if found := self.layout.located(faults, self.faults):
            raise BrokenConfig(str(self.path), found)


def read_toml(path: Path, *, absent: str = "", repeated: Collection[str] = ()) -> TomlFile:
    """Read ``path``, whose tables ``repeated`` are written in double brackets. Raises BrokenConfig where it cannot be
    read to its end, for no file with the reason ``absent``."""
    try:
        body = path.read_bytes()
        if body:
            refuse_other_kinds(body, path.name)
        text, strays = _decoded(body)
        read = mend(text, repeated)
    except OSError as error:
        no_file = isinstance(error, FileNotFoundError) and absent
        raise BrokenConfig(str(path), (no_file or f"cannot be read: {error.strerror}",)) from error
    except BrokenSource as error:
        raise BrokenConfig(str(path), (error.message,)) from error
    except RecursionError as error:
        raise BrokenConfig(str(path), ("is nested too deeply to be read",)) from error
    except UnicodeDecodeError as error:
        raise BrokenConfig(str(path), (f"is not whole: it is cut or damaged ({error.encoding})",)) from error
    except ValueError as error:  # a number of thousands of digits
        raise BrokenConfig(str(path), (f"is not TOML: {error}",)) from error
    faults, places = (*strays, *read.faults), layout(read.text)
    if read.data is None:
        raise BrokenConfig(str(path), places.located((), faults))
    return TomlFile(path, read.data, places, faults)


def _decoded(body: bytes) -> tuple[str, tuple[TextFault, ...]]:
    """The text with the line ends of TOML, and a fault for each line that is not in its encoding."""
    encoding = encoding_of(body)
    text = body.decode(encoding, errors="surrogateescape" if encoding.startswith("utf-8") else "strict")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\n")
    strays = tuple(_strays(lines))
    return "\n".join(as_windows(line) if is_stray(line) else line for line in lines), strays


def _strays(lines: Iterable[str]) -> Iterator[TextFault]:
    for number, line in enumerate(lines, start=1):
        if is_stray(line):
            stray = next(sign for sign in line if is_stray(sign))
            why = f"“{as_windows(stray)}” is not stored as UTF-8 (but as Windows-1252?): save the file again, as UTF-8"
            yield TextFault(number, why)
