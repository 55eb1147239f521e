"""The page behind "Useful" and "Not for us": GET shows, POST changes.

Mail scanners follow links, so no GET and no HEAD changes anything. The token is the authority: whoever has it may
answer, so there is no login and no cookie, and nothing that another site could make a browser send by itself. This file
does NOT listen on a port (feedback_server.py does).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import parse_qs

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from digests.mail.addresses import masked
from digests.mail.answer_links import ANSWER_LETTERS
from digests.mail.answer_tokens import ANSWER_DAYS
from digests.publish.answer_page import SAVED, AnswerQuestion, answer_headers, answer_page, message_page, question_of
from flows.feedback.answer_desk import AnswerDesk, Answerer, NotTaken
from literature.model.clock import day_in_words
from literature.model.errors import BrokenStore
from literature.readers.reader_mark import MarkKind
from store.reader_marks import MOST_A_DAY, MarkOutcome

MOST_BYTES = 2_000
"""Of a form, which has three short fields."""


class PageReply(NamedTuple):
    """What a browser is answered."""

    status: HTTPStatus
    html: str


class _Shown(NamedTuple):
    """How the page of a paper is answered; '' is the page's own heading."""

    status: HTTPStatus
    heading: str = ""
    lead: str = ""


def feedback_page(desk: AnswerDesk) -> Starlette:
    """Return the application; it does not look at the path, which is a matter of the proxy before it."""
    pages = _Pages(desk)

    async def page(request: Request) -> HTMLResponse:
        if request.method == "POST":
            form = await _body(request)
            shown = await run_in_threadpool(_kept_well, lambda: pages.change(form))
        else:
            query = request.url.query
            shown = await run_in_threadpool(_kept_well, lambda: pages.show(query))
        return HTMLResponse(shown.html, shown.status, headers=dict(answer_headers()))

    return Starlette(routes=[Route("/{path:path}", page, methods=["GET", "POST"])])


@dataclass(frozen=True, slots=True)
class _Pages:
    """Every page there is, made from a query or a form."""

    desk: AnswerDesk

    def show(self, query: str) -> PageReply:
        """The question about one paper; nothing is changed."""
        fields = _fields(query)
        for kind, letter in ANSWER_LETTERS.items():
            if letter in fields:
                return self._question(fields[letter], followed=kind)
        return _NOT_VALID

    def change(self, form: bytes | None) -> PageReply:
        """Keep the answer of a form, and show what is kept."""
        if form is None:
            return _TOO_LONG
        fields = _fields(form.decode("ascii", "replace"))
        token, mark, version = (fields.get(name, "") for name in ("token", "mark", "version"))
        if mark not in list(MarkKind) or not (version.isascii() and version.isdigit()):
            return _NOT_VALID
        who = self.desk.recognise(token)
        if isinstance(who, NotTaken):
            return _REFUSED[who]
        outcome = self.desk.take_from_page(who, MarkKind(mark), int(version[:9]))
        return self._question(token, shown=_OUTCOMES[outcome])

    def _question(self, token: str, followed: MarkKind | None = None, shown: _Shown | None = None) -> PageReply:
        status, heading, lead = shown or _Shown(HTTPStatus.OK)
        who = self.desk.recognise(token)
        if isinstance(who, NotTaken):
            return _REFUSED[who]
        record = self.desk.marks.record(who.work_id)
        if record is None:
            return _NO_PAPER
        question: AnswerQuestion = question_of(record, token, self.desk.present(who), _about(who))
        return PageReply(status, answer_page(question, followed, heading=heading, lead=lead))


def _about(who: Answerer) -> str:
    until = day_in_words(who.edition + timedelta(days=ANSWER_DAYS))
    letter = f"From the letter of {day_in_words(who.edition)} to {masked(who.reader)}."
    return f"{letter} You can change your answer, or remove it, on this page until {until}."


def _message(status: HTTPStatus, heading: str, said: str) -> PageReply:
    return PageReply(status, message_page(heading, said))


_NOT_VALID = _message(
    HTTPStatus.NOT_FOUND,
    "This link is not valid",
    "A mail program may have cut it in two, or changed it. Please use the link in the letter itself.",
)
_REFUSED = {
    NotTaken.FORGED: _NOT_VALID,
    NotTaken.EXPIRED: _message(
        HTTPStatus.GONE,
        "This link has expired",
        f"The links of a letter work for {ANSWER_DAYS} days. Nothing was changed.",
    ),
    NotTaken.NO_READER: _message(
        HTTPStatus.FORBIDDEN,
        "This link belongs to a former reader",
        "The letter went to somebody who is no longer on the list of readers. Nothing was changed.",
    ),
}
_NO_PAPER = _message(HTTPStatus.NOT_FOUND, "This paper is not known", "It is no longer in the database.")
_TOO_LONG = _message(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "That was too long", "Please use the buttons of the page.")
_NOT_NOW = _message(
    HTTPStatus.SERVICE_UNAVAILABLE, "Not possible now", "Your answer cannot be saved now. Please try again in a minute."
)
_OUTCOMES = {
    MarkOutcome.SAVED: _Shown(HTTPStatus.OK, SAVED),
    MarkOutcome.UNCHANGED: _Shown(HTTPStatus.OK, SAVED),
    MarkOutcome.STALE: _Shown(
        HTTPStatus.CONFLICT,
        lead="Your answer has changed since that page was opened, so nothing was saved. This is what we have now. ",
    ),
    MarkOutcome.OLDER: _Shown(HTTPStatus.CONFLICT),
    MarkOutcome.TOO_MANY: _Shown(
        HTTPStatus.TOO_MANY_REQUESTS,
        lead=f"Not saved: {MOST_A_DAY} answers of one reader a day are kept. Please continue tomorrow. ",
    ),
    MarkOutcome.NO_WORK: _Shown(HTTPStatus.NOT_FOUND),
}


def _fields(text: str) -> dict[str, str]:
    """The fields of a query or a form, the first of each name; {} of what is neither."""
    try:
        return {name: values[0] for name, values in parse_qs(text, max_num_fields=10).items()}
    except ValueError:
        return {}


async def _body(request: Request) -> bytes | None:
    """What was sent; None where it is more than a form of ours can be, which is not read to its end."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return body


def _kept_well(make: Callable[[], PageReply]) -> PageReply:
    """What ``make`` returns; where the database refuses, a page that says so and none of its words."""
    try:
        return make()
    except BrokenStore:
        return _NOT_NOW
