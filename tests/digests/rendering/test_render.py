"""The page and the plain text: the same entries, well-formed, within the budget, nothing hostile and nothing remote."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import UndefinedError
from lxml import etree
from lxml import html as lxml_html

from digests.letter.choice import BUDGET, Choice
from digests.letter.compose import compose
from digests.letter.parts import Letter
from digests.rendering.render import COLUMNS, _environment, render
from digests.rendering.shortening import LADDER, Shortening, brief_view, view
from literature.model.edition import Week
from literature.model.harvest import VisitOutcome
from literature.model.record import AbstractSection, Author, Form, Identifier, Mark, RichText, Scheme
from literature.model.work import Centrality, Kind, LinkKind, Match, NoticeKind, Where
from tests.digests.factory import (
    TOPICS,
    a_notice,
    a_record,
    a_relation,
    an_edition,
    an_item,
    health,
    many_items,
)
from tests.paths import ROOT

SIZES = [0, 1, 50, 75, 300, 2000]
HISTORY = [Week(date(2026, 11, 16), 18, (("IL-1RA", 12), ("IL-32", 0)))]


def a_letter(number: int, *, archive_url: str = "") -> Letter:
    edition = an_edition(many_items(number), history=HISTORY)
    return compose(edition, TOPICS, contact="owner@example.org", archive_url=archive_url)


def page(html: str) -> Any:
    return lxml_html.document_fromstring(html)


def numbers_in_html(html: str) -> list[int]:
    found = page(html).xpath("//*[starts-with(@id, 'w-')]/span[1]/text()")
    return [int(text.rstrip(".")) for text in found]


def numbers_in_text(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"^(\d+)\. ", text, re.MULTILINE)]


def missing(text: str) -> int:
    """How many entries the text part counts instead of showing them."""
    counts = re.findall(r"^([\d,]+) (?:more|papers)(?=:|,)", text, re.MULTILINE)
    return sum(int(count.replace(",", "")) for count in counts)


@pytest.mark.parametrize("number", SIZES)
def test_the_page_never_exceeds_the_budget(number: int) -> None:
    assert len(render(a_letter(number)).html.encode()) <= BUDGET


@pytest.mark.parametrize("number", SIZES)
@pytest.mark.parametrize("archive_url", ["", "https://archive.example/2026-11-23.html"])
def test_both_parts_show_the_same_entries_and_count_the_rest(number: int, archive_url: str) -> None:
    rendered = render(a_letter(number, archive_url=archive_url))
    shown = numbers_in_html(rendered.html)
    assert shown == numbers_in_text(rendered.text)
    assert len(shown) + missing(rendered.text) == number
    assert bool(rendered.attached) is (not archive_url and len(shown) < number)
    if archive_url:
        assert archive_url in rendered.html
        assert archive_url in rendered.text


@settings(max_examples=25)
@given(number=st.integers(0, 150), budget=st.integers(15_000, BUDGET), only=st.sets(st.sampled_from([*TOPICS])))
def test_whatever_the_budget_shown_and_more_are_all_and_both_parts_agree(
    number: int, budget: int, only: set[str]
) -> None:
    letter = compose(
        an_edition(many_items(number)), TOPICS, choice=Choice(topics=tuple(only)), contact="owner@example.org"
    )
    rendered = render(letter, budget=budget)
    shown = numbers_in_html(rendered.html)
    assert shown == numbers_in_text(rendered.text)
    assert len(shown) + missing(rendered.text) == letter.numbers.entries


@pytest.mark.parametrize("step", LADDER)
def test_each_step_of_the_ladder_closes_its_count(step: Shortening) -> None:
    letter = a_letter(120)
    for section in letter.sections:
        seen = view(section, step)
        assert len(seen.full) + len(seen.lines) + len(seen.above) + seen.more == seen.count == section.count
    assert brief_view(letter.brief, step).count == letter.brief.count


def test_fifty_items_are_all_shown_and_nothing_is_cut() -> None:
    assert len(numbers_in_html(render(a_letter(50)).html)) == 50


def test_the_last_step_is_used_where_even_it_is_over_budget_and_keeps_what_is_to_be_read_first() -> None:
    letter = a_letter(50)
    assert numbers_in_html(render(letter, budget=10).html) == [pick.entry.number for pick in letter.picks]


def test_the_list_that_is_attached_has_every_paper_with_its_address() -> None:
    attached = " ".join(render(a_letter(300)).attached.split())
    assert all(f"part {number} (" in attached for number in range(1, 301))
    assert attached.count("https://pubmed.ncbi.nlm.nih.gov/") == 300


def addresses(html: str) -> set[str]:
    return {link for link in page(html).xpath("//a/@href") if link.startswith("http")}


def test_the_text_part_has_every_link_of_the_page() -> None:
    """The "about:" link of a brief news story stood in the page alone."""
    story = a_record(2, title="Drug helps", form=Form.NEWS)
    items = [
        an_item(1, related=[a_relation(LinkKind.COMMENT_ON, 7)], kind=Kind.TRIAL),
        an_item(2, record=story, related=[a_relation(LinkKind.NEWS_ABOUT, 8)], centrality=Centrality.MARKER),
        *many_items(40)[10:],
    ]
    edition = an_edition(items, notices=[a_notice()] * 40, history=HISTORY)
    for archive_url in ("", "https://archive.example/a.html"):
        rendered = render(compose(edition, TOPICS, contact="owner@example.org", archive_url=archive_url))
        assert addresses(rendered.html) <= set(re.findall(r"https?://\S+", rendered.text))
        assert any("80000008" in link for link in addresses(rendered.html))


def test_same_letter_same_bytes() -> None:
    assert render(a_letter(50)) == render(a_letter(50))


def test_the_page_is_whole() -> None:
    """Title, language, description and preheader; one h1; no heading level skipped; ids unique."""
    letter = a_letter(50)
    root = page(render(letter).html)
    assert root.get("lang") == "en"
    assert root.findtext(".//title") == letter.subject
    assert root.xpath("//meta[@name='description']/@content") == [letter.preheader]
    assert root.xpath("//meta[@name='format-detection']")
    levels = [int(str(h.tag)[1]) for h in root.xpath("//h1|//h2|//h3")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("number", SIZES)
def test_the_page_is_valid_html(number: int) -> None:
    """As HTML's own parser has it: nothing to mend. The Nu validator says more, but wants Java."""
    html5lib.HTMLParser(strict=True).parse(render(a_letter(number)).html)


def test_layout_tables_say_so_and_data_tables_have_headings() -> None:
    root = page(render(a_letter(5)).html)
    for table in root.xpath("//table[not(@role='presentation')]"):
        assert table.xpath("./tbody/tr/th/@scope | ./tr/th/@scope")


def test_nothing_is_loaded_from_anywhere() -> None:
    html = render(a_letter(50)).html
    assert not re.search(r"<(img|link|script|iframe|object|svg|form)\b|url\(|@import|\bsrc=|srcset|background=", html)
    assert set(re.findall(r'href="(\w*)', html)) <= {"https", "mailto", ""}


def test_styles_are_inlined_and_only_media_rules_stay() -> None:
    root = page(render(a_letter(1)).html)
    (style,) = root.xpath("//style/text()")
    assert not re.sub(r"@media[^{]+\{([^{}]*\{[^{}]*\})*\s*\}", "", style).strip()
    assert len(style) < 16_000
    assert root.xpath("//h1/@style")


def test_lines_of_text_fit_the_columns_and_addresses_stand_alone() -> None:
    text = render(a_letter(50)).text
    assert all(len(line) <= COLUMNS for line in text.splitlines() if "https://" not in line)
    assert all(re.fullmatch(r" *https://\S+", line) for line in text.splitlines() if "https://" in line)
    assert "\n-- \n" in text


# Hostile input

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</td></tr></table></body>",
    "<style>*{display:none}</style>",
    "<!-- comment",
    '"><a href="javascript:alert(1)">click</a>',
    "&lt;b&gt;&amp;beta;",
    "{{ 7 * 7 }}{% raw %}",
    "It\u0092s \x00\x07\x1b[31m red",
    "abc\u202egpj.exe\u2066\u200b\ufeff",
    "=?utf-8?q?=0D=0ABcc:_x@example.org?=",
    "line\r\nBcc: x@example.org",
    "lone \ud800 surrogate",
    "x" * 5000,
    "<![CDATA[x]]>",
    "%s %(x)s",
]


def a_hostile_letter(text: str) -> Letter:
    """``text`` in every place that a source fills."""
    names = [Identifier(Scheme.URL, f"https://example.org/{text}"), Identifier(Scheme.DOI, f"10.1/{text}")]
    record = a_record(
        title=RichText(text, (Mark(0, 3, "i"), Mark(1, 9999, "script"))),
        abstract=[AbstractSection(RichText(text), text, text)],
        authors=[Author(family=text), Author(collective=text)],
        journal=text,
        identifiers=names,
    )
    matches = [Match(text, text, Where.ABSTRACT, 0, 0, len(text))]
    tie = replace(a_relation(LinkKind.POSSIBLY_SAME, 9), title=text, reason=text, identifiers=tuple(names))
    items = [
        an_item(1, record=record, matches=matches, related=[tie], sources=[text, text]),
        an_item(2, record=record, matches=matches, related=[tie], centrality=Centrality.MARKER, retracted=True),
    ]
    notice = replace(a_notice(NoticeKind.CONCERN, title=text), citation=text, identifiers=tuple(names))
    sources = [health(text, VisitOutcome.FAILED, error=text)]
    history = [Week(date(2026, 11, 16), 1, ((text, 1),))]
    edition = an_edition(items, notices=[notice], sources=sources, history=history)
    return compose(edition, TOPICS, contact="owner@example.org")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_text_in_the_one_layout(text: str) -> None:
    rendered = render(a_hostile_letter(text))
    html5lib.HTMLParser(strict=True).parse(rendered.html)
    root, benign = page(rendered.html), page(render(a_hostile_letter("benign")).html)
    strange = {e.tag for e in root.iter(etree.Element)} - {e.tag for e in benign.iter(etree.Element)}
    assert not strange
    attributes = {name for element in root.iter(etree.Element) for name in element.keys()}  # noqa: SIM118
    assert attributes == {name for element in benign.iter(etree.Element) for name in element.keys()}  # noqa: SIM118
    assert [str(one) for one in root.xpath("//comment()")] == [str(one) for one in benign.xpath("//comment()")]
    assert all(re.match(r"(https://|mailto:owner@|#)", href) for href in root.xpath("//@href"))
    assert len(root.xpath("//h3")) == len(benign.xpath("//h3"))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_control_bidi_or_zero_width_character_is_sent(text: str) -> None:
    rendered = render(a_hostile_letter(text))
    for part in (rendered.html, rendered.text, rendered.subject):
        bad = {c for c in part if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c != "\n"}
        assert not bad
    assert "{{ 7" in rendered.text or "7 * 7" not in text


def test_marks_of_a_title_reach_the_page_and_not_the_text() -> None:
    title = RichText("CD4+ cells & IL-1", (Mark(3, 4, "sup"),))
    rendered = render(compose(an_edition([an_item(record=a_record(title=title))]), TOPICS, contact="o@example.org"))
    assert "CD4<sup>+</sup> cells &amp; IL-1" in rendered.html
    assert "CD4⁺ cells & IL-1" in rendered.text


def test_a_retracted_work_says_so_in_full_and_folded() -> None:
    for centrality in (Centrality.CORE, Centrality.MARKER):
        item = an_item(centrality=centrality, retracted=True)
        rendered = render(compose(an_edition([item]), TOPICS, contact="o@example.org"))
        assert "Retracted" in rendered.html
        assert "retracted" in rendered.text.casefold()


def test_a_field_that_is_missing_stops_the_rendering() -> None:
    with pytest.raises(UndefinedError):
        _environment(html=True).from_string("{{ letter.subjekt }}").render(letter=a_letter(0))


def test_autoescape_is_on_for_the_page_and_off_for_the_text() -> None:
    assert _environment(html=True).from_string("{{ x }}").render(x="<b>") == "&lt;b&gt;"
    assert _environment(html=False).from_string("{{ x }}").render(x="<b>") == "<b>"


def test_rules_for_dark_and_narrow_screens_override_the_inlined_ones_and_dark_changes_colours_only() -> None:
    """A rule without !important loses to what is inlined; a width among the dark rules made columns of the text."""
    css = (ROOT / "digests/rendering/templates/media.css").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"@media ([^{]+) \{\n(.*?)\n\}", css, flags=re.DOTALL))
    dark = re.findall(r"([a-z-]+): ([^;]+);", blocks["(prefers-color-scheme: dark)"])
    assert {name for name, _ in dark} == {"background", "color", "border-color"}
    narrow = re.findall(r"([a-z-]+): ([^;]+);", blocks["(max-width: 480px)"])
    assert all(value.endswith("!important") for _, value in (*dark, *narrow))
