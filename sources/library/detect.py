"""The first bytes of a library: what kind of file it is, and in which encoding.

This file does NOT read any format.
"""

from __future__ import annotations

import codecs
import logging
import re

from literature.model.errors import BrokenSource

_log = logging.getLogger(__name__)

HEAD = 1 << 16
"""Bytes at the beginning of a file by which its kind is known."""

_WRONG_KINDS = {
    "%PDF": "a PDF; save the citation itself, for example as .nbib or .ris",
    "PK\x03\x04": "a zip or an Office file; save the table as CSV, or unpack it",
    "\xd0\xcf\x11\xe0": "an old Office file; save the table as CSV",
    "\x1f\x8b": "gzip; only .xml.gz and .jsonl.gz are read compressed: unpack it",
    "{\\rtf": "rich text; save it as plain text",
    **dict.fromkeys(("<!doctype html", "<html", "<head"), "a web page; save it as plain text, or export the citation"),
    **dict.fromkeys(("<?xml", "<pubmed"), "XML; if it is PubMed's, name it .xml"),
    "fn clarivate": "Web of Science's tagged text; export it as RIS, or as a table and name it .csv",
}
_SIGNS = {
    ".nbib": (re.compile(r"^PMID- ", re.MULTILINE), "PubMed's tagged text"),
    ".ris": (re.compile(r"^[ \t]*TY {1,2}- ?[A-Z]", re.MULTILINE), "RIS"),
    ".bib": (re.compile(r"^[ \t]*@[A-Za-z]+[ \t]*[{(]", re.MULTILINE), "BibTeX"),
    ".jsonl": (re.compile(r"^[ \t]*\{[ \t]*[\"}]", re.MULTILINE), "JSON lines"),
}
"""Suffix -> how a record of that format begins, and the format's name."""

_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_WITHOUT_BOM = {b"\0\1\0\1": "utf-16-le", b"\1\0\1\0": "utf-16-be"}
"""Which of the first four bytes are zero (1 for yes) where a file of UTF-16 begins with two ASCII characters."""

_STRAY_BYTE = re.compile("[\udc80-\udcff]")
"""What Python makes of a byte that is not in the encoding (PEP 383)."""


def refuse_other_kinds(body: bytes, name: str) -> None:
    """Raise BrokenSource where the first bytes are those of a file that no reader here understands."""
    head = opening(body)
    if not head:
        raise BrokenSource(name, "the file is empty")
    for start, kind in _WRONG_KINDS.items():
        if head.startswith(start.lower()):
            raise BrokenSource(name, f"this is {kind}")
    if "\0" in head:
        raise BrokenSource(name, "this is no text file")


def opening(body: bytes) -> str:
    """Return the first characters in lower case, without the mark or white space before them."""
    encoding = encoding_of(body)
    head = body[:1024].decode("latin-1" if encoding.startswith("utf-8") else encoding, errors="replace")
    return head.removeprefix("\xef\xbb\xbf").lstrip(" \t\r\n").lower()


def refuse_other_format(head: str, suffix: str, name: str) -> None:
    """Raise BrokenSource where a record of another format than that of ``suffix`` begins first in ``head``."""
    format_inside = first_format(head, anywhere=True)
    if format_inside not in ("", suffix):
        raise BrokenSource(name, f"this is {_SIGNS[format_inside][1]}: name it {format_inside}")


def first_format(head: str, *, anywhere: bool) -> str:
    """Return the suffix of the format whose record begins first in ``head``, or ''.

    Unless ``anywhere``, only in the first line that is neither empty nor a comment of BibTeX: a page may quote one.
    """
    text = head if anywhere else next((line for line in head.split("\n") if line.strip() and line[0] != "%"), "")
    starts = [(match.start(), suffix) for suffix, (sign, _) in _SIGNS.items() if (match := sign.search(text))]
    return min(starts)[1] if starts else ""


def encoding_of(body: bytes) -> str:
    """Return the encoding that a byte order mark names; without one UTF-16 where the first character shows it (as XML
    1.0, appendix F, does), else UTF-8."""
    named = next((encoding for mark, encoding in _BOMS.items() if body.startswith(mark)), "")
    return named or _WITHOUT_BOM.get(bytes(byte == 0 for byte in body[:4]), "utf-8")


def decode(body: bytes, name: str) -> str:
    r"""Decode a library by its byte order mark, else as UTF-8, with "\n" as line end. A line that is not UTF-8 is read
    as Windows-1252 with a warning: joined files may be half of each.

    Raises BrokenSource where UTF-8 ends inside a character (that file was cut), and where it has NUL bytes (a crash or
    a bad disk left them).
    """
    encoding = encoding_of(body)
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as fault:
        if not encoding.startswith("utf-8") or fault.reason == "unexpected end of data":
            line = body.count(b"\n", 0, fault.start) + 1
            raise BrokenSource(name, f"line {line} is not {encoding}: the file is damaged or cut") from fault
        text = _mended(body.decode(encoding, errors="surrogateescape"), name)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise BrokenSource(f"{name}:{line}", "NUL bytes: the file is damaged, save it again")
    # Files that were joined have a byte order mark inside; Ctrl-Z ended text files of DOS.
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "").rstrip("\x1a")


def _mended(text: str, name: str) -> str:
    lines = re.split("(?<=[\r\n])", text)
    first = next(index for index, line in enumerate(lines) if is_stray(line))
    warn_of_strays(name, "".join(lines[:first]).count("\n") + 1)
    return "".join(as_windows(line) if is_stray(line) else line for line in lines)


def warn_of_strays(name: str, line: int) -> None:
    """Log where a file stops being UTF-8."""
    _log.warning("%s: line %d is not UTF-8; it, and every other such line, is read as Windows-1252", name, line)


def is_stray(line: str) -> bool:
    """Whether ``line``, decoded with "surrogateescape", holds bytes that are not UTF-8."""
    return _STRAY_BYTE.search(line) is not None


def as_windows(line: str) -> str:
    """Read a stray line as Windows-1252."""
    return line.encode(errors="surrogateescape").decode("cp1252", errors="replace")
