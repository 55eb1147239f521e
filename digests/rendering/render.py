"""A Letter to one HTML page and one plain text with the same entries, within a budget of bytes.

The HTML is one file with no image and nothing to load; every style is inlined, ``<style>`` keeps only what a
client may drop (narrow screens, dark mode, print). This file does NOT decide what a shorter letter leaves out
(shortening.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from textwrap import TextWrapper, wrap
from typing import Any, NamedTuple

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from digests.letter.choice import BUDGET
from digests.letter.parts import FollowUp, Letter, Note, OwnerNotice
from digests.letter.ranking import FIRST_RULE
from digests.rendering import markup
from digests.rendering.shortening import LADDER, Shortening, brief_view, shortened, view

COLUMNS = 72
_TEMPLATES = Path(__file__).parent / "templates"


class Rendered(NamedTuple):
    """The two parts of the mail, its subject, and a list to attach."""

    subject: str
    html: str
    text: str
    attached: str = ""
    """All papers as plain text, where the letter has no room for all of them and there is no page to link to; or ''."""


def render(letter: Letter, *, budget: int = BUDGET) -> Rendered:
    """Render ``letter`` on the highest step of LADDER whose HTML has at most ``budget`` bytes, or else on the last."""
    for step in LADDER:
        values = context(letter, step)
        page = _inlined("letter/letter.html.j2", values)
        if len(page.encode()) <= budget:
            break
    text = template("letter/letter.txt.j2", html=False).render(values)
    return Rendered(letter.subject, page, text, _attached(letter) if values["attached"] else "")


def _attached(letter: Letter) -> str:
    return template("letter/whole.txt.j2", html=False).render(letter=letter)


def render_notice(notice: OwnerNotice) -> Rendered:
    """Render the owner's notice in both parts."""
    text = template("owner/notice.txt.j2", html=False).render(notice=notice)
    return Rendered(notice.subject, _inlined("owner/notice.html.j2", {"notice": notice}), text)


def render_follow_up(letter: FollowUp) -> Rendered:
    """Render the notices for a former reader in both parts."""
    text = template("letter/follow_up.txt.j2", html=False).render(letter=letter)
    return Rendered(letter.subject, _inlined("letter/follow_up.html.j2", {"letter": letter}), text)


def context(letter: Letter, step: Shortening) -> Mapping[str, Any]:
    """Return the values for both templates of a letter."""
    views = tuple(view(section, step) for section in letter.sections)
    brief = brief_view(letter.brief, step)
    picks = tuple(pick._replace(entry=shortened(pick.entry, step)) for pick in letter.picks)
    missing = bool(letter.left_out or letter.alerts_left or brief.more or sum(each.more for each in views))
    return {
        "letter": letter,
        "views": views,
        "brief": brief,
        "picks": picks,
        "ranking": FIRST_RULE,
        "shown": {pick.entry.number for pick in picks} | {number for each in views for number in each.numbers},
        "attached": missing and not letter.archive_url,
    }


def _inlined(name: str, values: Mapping[str, Any]) -> str:
    media = Markup(text_of("media.css"))  # noqa: S704  (our own file)
    return _inliner().inline(template(name).render(values, media=media))


@cache
def version() -> str:
    """Return a short hash of all templates and styles: under another one the same Edition may give other bytes."""
    parts = sorted(path.name.encode() + b"\0" + path.read_bytes() for path in _TEMPLATES.rglob("*") if path.is_file())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:10]


@cache
def text_of(name: str) -> str:
    """Return a style or script from the folder of the templates."""
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def template(name: str, *, html: bool = True) -> Template:
    """Return the template ``name``; values are escaped unless ``html`` is False."""
    return _environment(html=html).get_template(name)


@cache
def _inliner() -> CSSInliner:
    """Writes letter.css into the elements; the template's own ``<style>`` of media rules is left alone."""
    return CSSInliner(
        load_remote_stylesheets=False, extra_css=text_of("letter.css"), keep_style_tags=True, minify_css=True
    )


@cache
def _environment(*, html: bool) -> Environment:
    """Autoescape is set here, because ``select_autoescape`` leaves ``.html.j2`` unescaped."""
    environment = Environment(
        autoescape=html,  # noqa: S701  (the other one writes text/plain)
        undefined=StrictUndefined,
        loader=FileSystemLoader(_TEMPLATES),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "markup": markup.html,
        "words": markup.text,
        "wrap": _wrapped,
        "underlined": _underlined,
        "note_words": _note_words,
    }
    return environment


def _wrapped(text: str, indent: int, first: int | None = None) -> str:
    """``text`` in lines of at most COLUMNS; addresses and long words stay whole."""
    wrapper = TextWrapper(COLUMNS, break_long_words=False, break_on_hyphens=False)
    wrapper.initial_indent, wrapper.subsequent_indent = " " * (indent if first is None else first), " " * indent
    return wrapper.fill(text)


def _underlined(text: str) -> str:
    lines = wrap(text, COLUMNS)
    return "\n".join([*lines, "-" * max(map(len, lines), default=0)])


def _note_words(note: Note) -> str:
    remark = f" ({note.remark})" if note.remark else ""
    return f"{note.lead}: {note.text}{remark}"
