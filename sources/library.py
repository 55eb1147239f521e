"""Libraries of references, as researchers keep them, to Records: the seeds of the corpus.

The suffix names the format, the first bytes must not contradict it. This file does NOT store, and does NOT merge what
a library holds twice: it gives every record under its own id and the door decides.
"""

from __future__ import annotations

import codecs
import gzip
import hashlib
import logging
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, cast

from rapidfuzz import fuzz

from literature.errors import BrokenSource
from literature.harvest import Deleted, Unread
from literature.record import Form, Record, Scheme
from literature.titles import SHORT_TITLE, TITLES_AGREE, title_key
from sources import library_bib, library_csv, library_nbib, library_page, library_ris, library_toml, pubmed_xml
from sources.library_fields import SEED

_log = logging.getLogger(__name__)

MAX_BYTES = 200_000_000
"""A text library larger than this is refused: it would hold some 50,000 abstracts. XML is streamed and has no bound."""

Read = Callable[[str, str], Iterator[Record | Unread]]

_READERS: dict[str, Read] = {
    ".toml": library_toml.read,
    ".nbib": library_nbib.read,
    ".ris": library_ris.read,
    ".bib": library_bib.read,
    ".csv": library_csv.read,
}
_TAGGED: dict[str, Read] = {"PMID- ": library_nbib.read, "TY  - ": library_ris.read}
_FIRST_TAG = re.compile(r"^(?:PMID- |TY  - )", re.MULTILINE)
_XML = (".xml", ".xml.gz")

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
_ID_SCHEMES = (Scheme.PMID, Scheme.DOI, Scheme.PMCID, Scheme.BOOK)


def read_library(path: Path) -> Iterator[Record | Unread]:
    """Every record of the library at ``path``, in its order, under source "seed"; what cannot be read comes as Unread.

    Formats: .toml (seeds/corpus.toml), .nbib, .ris, .bib, .csv, .xml and .xml.gz (PubMed), .txt (MEDLINE, RIS, or one
    saved page). Raises BrokenSource where the file is missing, of another kind, cut inside a character, or without any
    record.
    """
    name = path.name
    try:
        records = _read_xml(path) if name.lower().endswith(_XML) else _read_text(path)
        found = False
        for record in _named(records):
            found = True
            yield record
    except OSError as fault:
        raise BrokenSource(name, f"cannot be read: {fault.strerror or fault}") from fault
    if not found:
        raise BrokenSource(name, "no record found in it; does its ending name its format?")


def _read_text(path: Path) -> Iterator[Record | Unread]:
    suffix = path.suffix.lower()
    if suffix not in _READERS and suffix != ".txt":
        known = ", ".join([*_READERS, ".txt", *_XML])
        raise BrokenSource(path.name, f"its ending '{path.suffix}' names no format that is read: {known}")
    with path.open("rb") as stream:
        body = stream.read(MAX_BYTES + 1)
    if len(body) > MAX_BYTES:
        raise BrokenSource(path.name, f"larger than {MAX_BYTES} bytes: split it")
    refuse_other_kinds(body, path.name)
    text = decode(body, path.name)
    return _reader(suffix, text)(text, path.name)


def _reader(suffix: str, text: str) -> Read:
    """The reader of the suffix; of a .txt the one that a record's first tag names, else that of saved pages."""
    if suffix in _READERS:
        return _READERS[suffix]
    tag = _FIRST_TAG.search(text)
    return _TAGGED[tag[0]] if tag else library_page.read


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


def decode(body: bytes, name: str) -> str:
    r"""The text of a library, its line ends "\n": by byte order mark, else UTF-8, else Windows-1252 with a warning.

    Raises BrokenSource where UTF-8 ends inside a character: that file was cut, and as Windows-1252 it would be garbled.
    """
    encoding = next((encoding for mark, encoding in _BOMS.items() if body.startswith(mark)), "utf-8")
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as fault:
        if encoding != "utf-8" or fault.reason == "unexpected end of data":
            line = body.count(b"\n", 0, fault.start) + 1
            raise BrokenSource(name, f"line {line} is not {encoding}: the file is damaged or cut") from fault
        _log.warning("%s: line %d is not UTF-8, read as Windows-1252", name, body.count(b"\n", 0, fault.start) + 1)
        text = body.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read_xml(path: Path) -> Iterator[Record | Unread]:
    """PubMed's XML, streamed, plain or gzip whatever its name says."""
    with path.open("rb") as raw:
        head = raw.read(1024)
        zipped = head.startswith(b"\x1f\x8b")
        if not zipped and not head.lstrip().startswith((b"<?xml", b"<PubmedArticle", b"<PubmedBook")):
            refuse_other_kinds(head, path.name)
        raw.seek(0)
        try:
            stream = cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if zipped else raw
            for one in pubmed_xml.read(stream, source=SEED):
                yield _kept(one) if isinstance(one, Deleted) else one
        except BrokenSource as fault:
            raise BrokenSource(path.name, fault.message) from fault
        except (EOFError, gzip.BadGzipFile, zlib.error) as fault:
            raise BrokenSource(path.name, f"the compressed file is cut or damaged: {fault}") from fault


def _kept(deleted: Deleted) -> Unread:
    return Unread(deleted.source_id, "PubMed deleted this citation; a library can only add works")


def _named(records: Iterator[Record | Unread]) -> Iterator[Record | Unread]:
    """Each record under its own source id; one id for two different titles (a supplement's DOI) becomes two."""
    titles: dict[str, str] = {}
    for record in records:
        if isinstance(record, Unread):
            yield record
            continue
        name, key = seed_id(record), title_key(record.title.text)
        if fuzz.ratio(titles.setdefault(name, key), key) < TITLES_AGREE:
            name = f"{name} {_short_hash(key)}"
        yield replace(record, source_id=name)


def seed_id(record: Record) -> str:
    """The strongest identifier of ``record``, else a hash of what names it.

    A news story is named by headline and outlet, a paper by title, first author and year; under a short title
    ("Editorial") by its place of print too.
    """
    for scheme in _ID_SCHEMES:
        if value := record.identifier(scheme):
            return f"{scheme}:{value}"
    key, journal = title_key(record.title.text), record.journal
    names = [record.form.value, key]
    if record.form is Form.NEWS:
        names += [title_key(journal.name)]
    else:
        names += [title_key(one.family or one.collective) for one in record.authors[:1]] + [str(record.published.year)]
    if len(key) < SHORT_TITLE:
        names += [title_key(journal.name), journal.volume, journal.pages, str(record.published)]
    return f"title:{_short_hash('|'.join(names))}"


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
