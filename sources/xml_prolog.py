"""The head of an XML document, looked at before the real parser sees a byte.

When libxml2 reports its first event it has already read the entities that the DOCTYPE declares, so a small expat parser
goes ahead up to the root element and refuses what may declare one. An external DOCTYPE is fine (every file of NLM has
one); nobody fetches it. This file does NOT read records.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol
from xml.parsers import expat

from literature.model.errors import BrokenSource

CHUNK = 1 << 16
"""Bytes read at once."""

_LIMIT = 1 << 20
"""Bytes within which the root element must begin; NLM's documents need about 250."""


class ReadableBytes(Protocol):
    """What is asked of a stream: an open file, GzipFile and BytesIO all have it."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end."""
        ...


class Prolog(NamedTuple):
    """The root element's name ("namespace name" where it has one), and the bytes read: parse them before the rest."""

    root: str
    head: bytes


def read_prolog(stream: ReadableBytes, subject: str) -> Prolog:
    """Read ``stream`` until its root element is known.

    Raises BrokenSource about ``subject`` where nothing came, where no XML came (with line and column), and where the
    DOCTYPE has an internal subset: the only place in a document that can declare entities (billion laughs, files of
    this machine).
    """
    roots: list[str] = []

    def note_root(name: str, _attributes: dict[str, str]) -> None:
        roots.append(name)

    def refuse_subset(_name: str, _system: str | None, _public: str | None, has_subset: int) -> None:
        if has_subset:
            raise BrokenSource(subject, "refused: its DOCTYPE has an internal subset, which may declare entities")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = note_root
    parser.StartDoctypeDeclHandler = refuse_subset
    head = b""
    while not roots:
        chunk = stream.read(CHUNK)
        head += chunk
        fault = _fault(parser, chunk)
        if not head:
            raise BrokenSource(subject, "an empty document came instead of XML")
        if not roots and (fault or len(head) > _LIMIT):
            raise BrokenSource(subject, f"no XML came: {fault or f'no element in the first {_LIMIT} bytes'}")
    return Prolog(roots[0], head)


def _fault(parser: expat.XMLParserType, chunk: bytes) -> str:
    """What is wrong with the document so far, or ''; an empty ``chunk`` ends it."""
    try:
        parser.Parse(chunk, not chunk)
    except expat.ExpatError as fault:
        return f"line {fault.lineno}, column {fault.offset + 1}: {expat.ErrorString(fault.code)}"
    except (LookupError, ValueError) as fault:
        return f"its encoding cannot be read ({fault})"
    return ""
