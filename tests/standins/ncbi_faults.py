"""The ways in which NCBI has been seen to misbehave, by name; each one takes the true answer and spoils it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.standins.ncbi_answers import EFETCH, Answer, efetch_error, esearch_error
from tests.standins.ncbi_index import RECORD

HTML = b"<!DOCTYPE html>\n<html><head><title>NCBI</title></head><body>Please try again later.</body></html>\n"
ROUTE = b"Unable to route request!\n\nservice name: /http/service/ratecontrol\ndtab:\n"
ILL_FORMED = "ill_formed="
OVER_LIMIT = "over_limit"
ALLOWED = 3
"""Requests a second without an api key (KA-05510)."""
TIMEOUT = " Error: External viewer error: Empty Response. Bytes read: 0 Status: Timeout"


@dataclass(frozen=True)
class Request:
    """One request as the stand-in saw it."""

    utility: str
    method: str
    parameters: Mapping[str, str]
    at: float = 0.0
    """When it came, in seconds of the server's monotonic clock."""


@dataclass(frozen=True)
class Fault:
    """Misbehave as ``name`` says: at each request, or at the ``nth`` (from 1); of those to ``utility``, if given."""

    name: str
    utility: str = ""
    nth: int = 0
    answer: Answer | None = None
    """What the fault "body" serves."""


def parse(spec: str) -> Fault:
    """Read ``[UTILITY:]NAME[@NTH]``; NAME may be ``body=FILE`` or ``body=STATUS=FILE``: that file is served.

    ``ill_formed=PMID`` breaks the XML of that one record.

    Raises ValueError for a name that is not known.
    """
    found = re.fullmatch(r"(?:(?P<utility>esearch|efetch):)?(?P<name>.+?)(?:@(?P<nth>\d+))?", spec)
    if not found:
        raise ValueError(f"not a misbehaviour: {spec!r}")
    name, utility, nth = found["name"], found["utility"] or "", int(found["nth"] or 0)
    if name.startswith("body="):
        status, _, file = name.removeprefix("body=").rpartition("=")
        return Fault("body", utility, nth, Answer(Path(file).read_bytes(), int(status or 200)))
    if not name.startswith(ILL_FORMED) and name not in (*SPOILED, *ON_THE_WIRE):
        raise ValueError(f"not a misbehaviour: {name!r}; known are {', '.join((*SPOILED, *ON_THE_WIRE))}")
    return Fault(name, utility, nth)


def spoil(fault: Fault, request: Request, answer: Answer, client: str) -> Answer:
    """The answer that ``fault`` makes of ``answer``; ``client`` is the address that a 429 echoes."""
    if fault.answer:
        return fault.answer
    if fault.name in ("rate_limit", OVER_LIMIT):
        return _rate_limit(request.parameters.get("api_key", client))
    if fault.name.startswith(ILL_FORMED):
        return _ill_formed(fault.name.removeprefix(ILL_FORMED).encode(), answer)
    return SPOILED[fault.name](request, answer)


def _rate_limit(echoed: str) -> Answer:
    body = f'{{"error":"API rate limit exceeded","api-key":"{echoed}","count":"11","limit":"10"}}\n'
    return Answer(body.encode(), 429, "application/json")


def _ill_formed(pmid: bytes, answer: Answer) -> Answer:
    named = re.compile(rb"(<PMID[^>]*>" + pmid + rb")</PMID>")
    return Answer(named.sub(rb"\1", answer.body, count=1))


def _error_in_200(request: Request, answer: Answer) -> Answer:
    error = efetch_error if request.utility == "efetch" else esearch_error
    return error("Search Backend failed: Database is not supported: pubmed")


def _drop_record(request: Request, answer: Answer) -> Answer:
    records = list(RECORD.finditer(answer.body))
    if not records:
        return answer
    start, end = records[-1].span()
    return Answer(answer.body[:start] + answer.body[end:])


def _clamp_silently(request: Request, answer: Answer) -> Answer:
    """Only the first half of the page's ids; Count and all else stay."""
    ids = list(re.finditer(rb"<Id>\d+</Id>\n", answer.body))
    if not ids:
        return answer
    return Answer(answer.body[: ids[(len(ids) - 1) // 2].end()] + answer.body[ids[-1].end() :])


def over_limit(requests: Sequence[Request]) -> bool:
    """Whether the last of ``requests`` is one too many within its second."""
    return sum(request.at > requests[-1].at - 1 for request in requests) > ALLOWED


SPOILED: dict[str, Callable[[Request, Answer], Answer]] = {
    "rate_limit": lambda request, answer: answer,  # made by ``spoil``, which knows the client
    OVER_LIMIT: lambda request, answer: answer,  # likewise, where the server finds that it is due
    "error_in_200": _error_in_200,
    "viewer_timeout_400": lambda request, answer: efetch_error(TIMEOUT, 400),
    "html": lambda request, answer: Answer(HTML, content_type="text/html"),
    "empty": lambda request, answer: Answer(b""),
    "truncated": lambda request, answer: Answer(answer.body[: len(answer.body) // 2]),
    "prolog_only": lambda request, answer: Answer(EFETCH),
    "route_failure": lambda request, answer: Answer(ROUTE, 503, "text/plain"),
    "drop_record": _drop_record,
    "clamp_silently": _clamp_silently,
}
ON_THE_WIRE = ("slow", "huge", "reset")
"""Faults of the connection: the server itself makes them."""
