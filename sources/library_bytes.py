"""The first bytes of a library: what kind of file it is, and in which encoding.

This file does NOT read any format.
"""

from __future__ import annotations

import codecs
import logging

from literature.errors import BrokenSource

_log = logging.getLogger(__name__)

_WRONG_KINDS = {
    b"%PDF": "a PDF; save the citation itself, for example as .nbib or .ris",
    b"PK\x03\x04": "a zip or an Office file; save the table as CSV, or unpack it",
    b"\xd0\xcf\x11\xe0": "an old Office file; save the table as CSV",
    b"\x1f\x8b": "gzip; only .xml.gz is read compressed",
    b"{\\rtf": "rich text; save it as plain text",
    b"<!doctype html": "a web page; save it as plain text, or export the citation",
    b"<html": "a web page; save it as plain text, or export the citation",
}
_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def refuse_other_kinds(body: bytes, name: str) -> None:
    """Raise BrokenSource where the first bytes are those of a file that no reader here understands."""
    head = body[:1024].lstrip().lower()
    if not head:
        raise BrokenSource(name, "the file is empty")
    for start, kind in _WRONG_KINDS.items():
        if head.startswith(start.lower()):
            raise BrokenSource(name, f"this is {kind}")
    if head.startswith((b"<?xml", b"<pubmedarticle", b"<pubmedbook")):
        raise BrokenSource(name, "this is XML; if it is PubMed's, name it .xml")
    if b"\0" in head and not body.startswith(tuple(_BOMS)):
        raise BrokenSource(name, "this is no text file")


def encoding_of(body: bytes) -> str:
    """The encoding that a byte order mark names, else UTF-8."""
    return next((encoding for mark, encoding in _BOMS.items() if body.startswith(mark)), "utf-8")


def decode(body: bytes, name: str) -> str:
    r"""The text of a library, its line ends "\n": by byte order mark, else UTF-8, else Windows-1252 with a warning.

    Raises BrokenSource where UTF-8 ends inside a character: that file was cut, and as Windows-1252 it would be garbled.
    """
    encoding = encoding_of(body)
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as fault:
        if encoding != "utf-8" or fault.reason == "unexpected end of data":
            line = body.count(b"\n", 0, fault.start) + 1
            raise BrokenSource(name, f"line {line} is not {encoding}: the file is damaged or cut") from fault
        _log.warning("%s: line %d is not UTF-8, read as Windows-1252", name, body.count(b"\n", 0, fault.start) + 1)
        text = body.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")
