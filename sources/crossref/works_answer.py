"""What an answer of Crossref's works API means: a 200 may carry an error, and plain text may be one.

Shapes: a list {"status": "ok", "message-type": "work-list", "message": {"total-results", "items"}}; a refusal
{"status": "failed", "message-type": "validation-failure", "message": [{"type", "value", "message"}]}; 404 and 429 in
plain text.
This file does NOT read the works (updates.py does) and does NOT ask again (works.py does).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from literature.model.errors import BrokenSource, RetrySource, SkipRecord
from literature.model.identifiers import identifier
from literature.model.record import CROSSREF, Scheme
from sources.http import Reply, retry_after
from sources.json_texts import read_object
from sources.page_words import words_of
from sources.printable import one_line

BLOCKED = timedelta(days=1)
"""How long to stay away from a server that has shut us out."""
LONGEST_QUOTE = 300
Work = Mapping[str, Any]
"""One work as Crossref has it; only what was selected of it."""
Read = Callable[[Reply, datetime], dict[str, Work]]


class RefusedError(BrokenSource):
    """Crossref does not take this question: one of its DOIs may be the reason."""


def listed(asked: Collection[str]) -> Read:
    """A reader of the list of works that were ``asked`` for, by DOI; those that are not in it are not known there.

    It raises RetrySource for an answer that is not whole, is of another shape or is about other works, RefusedError
    where the question is not taken, and BrokenSource for all that cannot pass.
    """

    def read(reply: Reply, now: datetime) -> dict[str, Work]:
        if reply.status == 404:
            raise BrokenSource(CROSSREF, "has no such page (404); is base_url right?")
        message = _message(reply, now, "work-list")
        works = _works(message.get("items"), asked)
        if message.get("total-results") != len(works):
            raise RetrySource(CROSSREF, f"listed {len(works)} of {message.get('total-results')!r} works")
        if strange := sorted(works.keys() - set(asked)):
            raise RetrySource(CROSSREF, f"answered about {strange[0][:80]}, which was not asked for")
        return works

    return read


def single(doi: str) -> Read:
    """A reader of the one work ``doi``; it returns nothing where the work is not known there. Raises as ``listed``."""

    def read(reply: Reply, now: datetime) -> dict[str, Work]:
        if reply.status == 404:
            return {}
        works = _works([_message(reply, now, "work")], [doi])
        if works.keys() != {doi}:
            raise RetrySource(CROSSREF, f"answered about {next(iter(works))[:80]} instead of {doi[:80]}")
        return works

    return read


def _message(reply: Reply, now: datetime, kind: str) -> Mapping[str, Any]:
    """The message of a good answer of ``kind``."""
    wait = retry_after(reply.headers, now)
    if reply.status == 429:
        raise RetrySource(CROSSREF, "too many requests (429)", wait)
    answer = _json(reply)
    if answer.get("message-type") == "validation-failure":
        raise RefusedError(CROSSREF, f"refused the question: {_refusal(answer)}")
    if reply.status != 200:
        raise _failure(reply, wait)
    message = answer.get("message")
    if answer.get("status") == "ok" and answer.get("message-type") == kind and isinstance(message, dict):
        return message
    raise RetrySource(CROSSREF, f"{_shape(reply, answer)} instead of a {kind}", wait)


def _json(reply: Reply) -> Mapping[str, Any]:
    """The object in the body; an empty one where there is none."""
    try:
        return read_object(reply.body.decode(errors="replace"))
    except SkipRecord:
        return {}


def _failure(reply: Reply, wait: timedelta | None) -> BrokenSource:
    status, words = reply.status, _words(reply)
    quote = f": “{words}”" if words else ""
    if status == 403:
        return RetrySource(CROSSREF, f"refuses requests from this computer (403){quote}", wait or BLOCKED)
    if status in (400, 414):
        return RefusedError(CROSSREF, f"refused the question ({status}){quote}")
    if status == 408 or status >= 500:
        return RetrySource(CROSSREF, f"failed with status {status}{quote}", wait)
    return BrokenSource(CROSSREF, f"answered with status {status}{quote}; is base_url right?")


def _refusal(answer: Mapping[str, Any]) -> str:
    faults = answer.get("message")
    told = [each.get("message") for each in faults if isinstance(each, dict)] if isinstance(faults, list) else []
    return one_line("; ".join(map(str, told)))[:LONGEST_QUOTE]


def _shape(reply: Reply, answer: Mapping[str, Any]) -> str:
    if answer:
        return f"sent JSON of another kind ({one_line(str(answer.get('message-type')))[:60]})"
    if not reply.body.strip():
        return "sent an empty answer"
    words = _words(reply)
    return f"sent something that is no JSON, or cut{f': “{words}”' if words else ''}"


def _words(reply: Reply) -> str:
    """What a page or a line of plain text says."""
    start = reply.body.lstrip()[:LONGEST_QUOTE]
    plain = "" if start[:1] in b"<{[" else one_line(start.decode(errors="replace"))
    return words_of(reply.body) or plain


def _works(items: object, asked: Collection[str]) -> dict[str, Work]:
    """The works of a list, by DOI."""
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise RetrySource(CROSSREF, "sent a list of works that is none")
    works: dict[str, Work] = {}
    for item in items:
        doi = _doi(item, asked)
        if doi in works:
            raise RetrySource(CROSSREF, f"sent {doi[:80]} twice")
        works[doi] = item
    return works


def _doi(item: Work, asked: Collection[str]) -> str:
    """The DOI of a work, as it was asked for."""
    raw = str(item.get("DOI", "")).lower()
    if raw in asked:
        return raw
    if read := identifier(Scheme.DOI, raw):
        return read.value
    raise RetrySource(CROSSREF, "sent a work without a DOI")
