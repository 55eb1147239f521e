"""The page on which a reader answers whether a paper is useful: a title, what was said, and the buttons.

It has no script and loads nothing. This file does NOT serve it (flows/feedback does) and knows no reader.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from markupsafe import Markup

from digests.letter.entries import title
from digests.letter.links import best
from digests.letter.parts import ANSWER_WORDS
from digests.rendering.render import template, text_of
from literature.model.clock import day_in_words
from literature.model.record import Record, RichText
from literature.readers.reader_mark import MarkKind, ReaderMark

QUESTION = "Is this paper useful?"
ANSWERED = "Your answer about this paper"
SAVED = "Saved"
_BUTTONS = {**ANSWER_WORDS, MarkKind.TAKEN_BACK: "Remove my answer"}
_NOW = {
    MarkKind.USEFUL: "You marked this paper as useful on {day}.",
    MarkKind.NOT_FOR_US: "You marked this paper as not for you on {day}.",
    MarkKind.TAKEN_BACK: "You removed your answer on {day}.",
}


class AnswerQuestion(NamedTuple):
    """A paper about which a reader may answer."""

    title: RichText
    url: str
    token: str
    version: int
    """Of the present answer: a form that shows an older one is refused."""
    about: str
    """Whose letter it was in, and until when it can be answered."""
    now: ReaderMark | None
    """What the reader says now."""


def question_of(record: Record, token: str, now: ReaderMark | None, about: str) -> AnswerQuestion:
    """Return the question about the paper that ``record`` describes."""
    version = now.version if now else 0
    return AnswerQuestion(title(record), best(record.identifiers), token, version, about, now)


def answer_page(
    question: AnswerQuestion, followed: MarkKind | None = None, *, heading: str = "", lead: str = ""
) -> str:
    """Return the page with its buttons, always in one order: the one of the link that was ``followed`` stands out.
    ``lead`` comes before what the reader says now; a ``heading`` takes the place of the question."""
    now = question.now
    said = _NOW[now.kind].format(day=day_in_words(now.made.date())) if now else ""
    kinds = [kind for kind in MarkKind if kind is not MarkKind.TAKEN_BACK or _stands(now)]
    buttons = [(kind.value, _BUTTONS[kind], kind is followed) for kind in kinds if not now or kind is not now.kind]
    asked = ANSWERED if _stands(now) else QUESTION
    return _page(heading or asked, said=f"{lead}{said}", question=question, buttons=buttons)


def message_page(heading: str, said: str) -> str:
    """Return a page that only says something: why a link cannot be used."""
    return _page(heading, said=said, question=None, buttons=())


def _stands(now: ReaderMark | None) -> bool:
    return now is not None and now.kind is not MarkKind.TAKEN_BACK


def _page(heading: str, **values: object) -> str:
    return template("feedback/page.html.j2").render(heading=heading, style=_style(), **values)


@cache
def _style() -> Markup:
    return Markup(text_of("feedback/page.css"))  # noqa: S704  (our own file)


@cache
def answer_headers() -> Mapping[str, str]:
    """Return what every answer of the page carries: nothing is loaded, run, kept, framed or told to other sites."""
    style = base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    nothing = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    return MappingProxyType(
        {
            "Content-Security-Policy": f"{nothing}; style-src 'sha256-{style}'",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "X-Robots-Tag": "noindex, nofollow",
        }
    )
