"""Records and Editions to JSON and back, whole and typed. This file does NOT know the tables."""

from __future__ import annotations

from pydantic import TypeAdapter

from literature.model.edition import Edition
from literature.model.record import Record

_RECORD: TypeAdapter[Record] = TypeAdapter(Record)
_EDITION: TypeAdapter[Edition] = TypeAdapter(Edition)


def record_json(record: Record) -> str:
    """``record`` as JSON text; fields at their default are left out, so that a new field does not change old rows."""
    return _RECORD.dump_json(record, exclude_defaults=True).decode()


def record_of(text: str) -> Record:
    """The Record that ``record_json`` wrote."""
    return _RECORD.validate_json(text)


def edition_json(edition: Edition) -> str:
    """``edition`` as JSON text."""
    return _EDITION.dump_json(edition, exclude_defaults=True).decode()


def edition_of(text: str) -> Edition:
    """The Edition that ``edition_json`` wrote."""
    return _EDITION.validate_json(text)
