"""The pages of the archive and the feed: all is there without a script, the same bytes each time, nothing remote."""

from __future__ import annotations

import base64
import hashlib
import io
import re
from dataclasses import replace
from datetime import date
from typing import Any

import feedparser
import html5lib
import pytest
from lxml import etree
from lxml import html as lxml_html

from digests.publish import archive, atom, earlier
from digests.publish.archive import Shelf
from literature.model.edition import Edition
from literature.model.record import RichText
from tests.digests.factory import FROZEN, KEY, TOPICS, a_notice, a_record, an_edition, an_item, many_items
from tests.digests.rendering.test_render import HOSTILE

BASE = "https://example.org/il1/"


def tree(html: str) -> Any:
    return lxml_html.document_fromstring(html)


def titles(html: str) -> int:
    return len(tree(html).xpath("//*[@data-topics]"))


@pytest.mark.parametrize("number", [0, 1, 50, 2000])
def test_a_page_has_all_items_whatever_their_number(number: int) -> None:
    page = archive.page(an_edition(many_items(number)), TOPICS)
    assert titles(page) == number
    assert "more" not in re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)


def test_a_page_has_all_notices_whatever_their_number() -> None:
    """The letter counts those beyond the first 25, and all are counted as told."""
    page = archive.page(an_edition(notices=[a_notice(title=f"Paper {n} of many") for n in range(60)]), TOPICS)
    assert all(f"Paper {n} of many" in page for n in range(60))


def test_the_same_edition_gives_the_same_bytes() -> None:
    edition = an_edition(many_items(20), notices=[a_notice()])
    assert archive.page(edition, TOPICS) == archive.page(edition, TOPICS)
    assert atom.feed("n", edition, [edition], TOPICS, BASE) == atom.feed("n", edition, [edition], TOPICS, BASE)


def saved_links(page: str) -> list[str]:
    return [str(link) for link in tree(page).xpath("//*[@id='save']//a[@download]/@href")]


def test_a_page_links_all_its_works_as_ris_and_as_bibtex() -> None:
    assert saved_links(archive.page(an_edition([an_item()]), TOPICS)) == ["2026-11-23.ris", "2026-11-23.bib"]
    month = earlier.page("Watch", "2025-03", [an_item()], TOPICS)
    assert saved_links(month) == ["earlier-2025-03.ris", "earlier-2025-03.bib"]


def test_a_page_without_works_offers_nothing_to_save_and_has_no_file_beside_it() -> None:
    assert saved_links(archive.page(an_edition(), TOPICS)) == []
    assert archive.saved("2026-11-23.html", []) == {}
    assert archive.files_of(Shelf(KEY, 0)) == ("2026-11-23.html",)


def test_the_files_to_save_hold_every_work_in_the_same_bytes_each_time() -> None:
    items = many_items(20)
    files = archive.saved("2026-11-23.html", items)
    assert files == archive.saved("2026-11-23.html", many_items(20))
    assert set(files) == {name for name in archive.files_of(Shelf(KEY, 20)) if not name.endswith(".html")}
    assert files["2026-11-23.ris"].count("ER  -") == files["2026-11-23.bib"].count("@") == 20


def test_each_item_bears_every_topic_that_it_can_be_filtered_by() -> None:
    page = tree(archive.page(an_edition([an_item(topics=[("gout", 0.9), ("skin", 0.4)])]), TOPICS))
    assert page.xpath("//*[@data-topics]/@data-topics") == ["|Gout and joints|Skin & barrier|"]
    assert page.xpath("//select/option/text()") == ["All topics", "Gout and joints", "Skin & barrier"]


def test_controls_that_need_the_script_are_hidden_without_it() -> None:
    page = tree(archive.page(an_edition(many_items(3)), TOPICS))
    (form,) = page.xpath("//form")
    assert form.get("hidden") is not None
    assert page.xpath("//*[@data-topics and @hidden]") == []


def test_a_browser_runs_only_the_script_of_the_page_and_loads_nothing() -> None:
    page = tree(archive.page(an_edition(many_items(3)), TOPICS))
    (script,) = page.xpath("//script/text()")
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    sign = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{sign}'" in policy
    assert "default-src 'none'" in policy
    assert page.xpath("//@src | //@srcset | //link[@rel='stylesheet'] | //img | //iframe | //object") == []


def valid(html: str) -> None:
    """Raises where HTML's own parser would have to mend something. The Nu validator says more, but wants Java."""
    html5lib.HTMLParser(strict=True).parse(html)


@pytest.mark.parametrize("number", [0, 1, 50, 2000])
def test_pages_are_valid_html(number: int) -> None:
    valid(archive.page(an_edition(many_items(number), notices=[a_notice()]), TOPICS))
    valid(archive.index("IL-1 & IL-32", [Shelf(KEY, number)]))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_titles_are_shown_as_text(text: str) -> None:
    edition = an_edition([an_item(record=a_record(title=RichText(text)))])
    page, benign = tree(archive.page(edition, TOPICS)), tree(archive.page(an_edition([an_item()]), TOPICS))
    assert {e.tag for e in page.iter(etree.Element)} == {e.tag for e in benign.iter(etree.Element)}
    read = feedparser.parse(io.BytesIO(atom.feed(text, edition, [edition], TOPICS, BASE)))
    assert not read.bozo
    valid(archive.page(edition, TOPICS))


def test_the_index_names_every_edition_newest_first_by_year() -> None:
    page = tree(archive.index("IL-1", [Shelf(date(2025, 12, 29), 3), Shelf(KEY, 1), Shelf(date(2026, 1, 5), 0)]))
    assert page.xpath("//h2/text()") == ["2026", "2025"]
    assert page.xpath("//th/a/@href") == ["2026-11-23.html", "2026-01-05.html", "2025-12-29.html"]
    assert page.xpath("//td/text()") == ["1 work", "0 works", "3 works"]


def test_an_archive_without_an_edition_says_so() -> None:
    assert "No edition yet" in archive.index("IL-1", [])
    assert not feedparser.parse(io.BytesIO(atom.feed("IL-1", None, [], TOPICS, ""))).bozo


def two_editions() -> tuple[Edition, Edition]:
    first = replace(an_edition([an_item(1)]), number=13, key=date(2026, 11, 16), frozen=FROZEN.replace(day=16))
    return an_edition([an_item(2), an_item(3)]), first


def read_feed(name: str = "IL-1 & <friends>", base: str = BASE) -> Any:
    newest, first = two_editions()
    return feedparser.parse(io.BytesIO(atom.feed(name, first, [newest, first], TOPICS, base)))


def test_the_feed_is_well_formed_and_says_what_atom_asks_for() -> None:
    read = read_feed()
    assert not read.bozo
    assert read.version == "atom10"
    assert read.feed.title == "IL-1 & <friends>"
    assert read.feed.updated == "2026-11-23T06:00:00Z"
    assert {(one.rel, one.href) for one in read.feed.links} == {
        ("alternate", f"{BASE}index.html"),
        ("self", f"{BASE}feed.xml"),
    }
    assert [(e.title, e.link, e.updated) for e in read.entries] == [
        ("23 Nov 2026: 2 new works", f"{BASE}2026-11-23.html", "2026-11-23T06:00:00Z"),
        ("16 Nov 2026: 1 new work", f"{BASE}2026-11-16.html", "2026-11-16T06:00:00Z"),
    ]
    assert all(entry.summary and entry.content[0].type == "text/html" for entry in read.entries)


def test_ids_stay_when_the_archive_moves_and_the_digest_is_renamed() -> None:
    before, after = read_feed(), read_feed("Another name", "https://elsewhere.example/")
    assert before.feed.id == after.feed.id
    ids = [entry.id for entry in before.entries]
    assert ids == [entry.id for entry in after.entries]
    assert len({before.feed.id, *ids}) == 3


def test_earlier_papers_have_a_page_for_each_month_of_publication_with_all_of_them() -> None:
    items = many_items(30)
    months = earlier.by_month(items)
    pages = {month: earlier.page("Watch", month, published, TOPICS) for month, published in months.items()}
    assert sum(titles(page) for page in pages.values()) == len(items)
    assert {earlier.month_of(earlier.page_name(month)) for month in months} == set(months)


def test_a_month_is_in_words_as_far_as_it_is_known() -> None:
    assert [earlier.in_words(month) for month in ("2025-03", "2025", "undated")] == ["March 2025", "2025", "undated"]


def test_the_index_lists_the_pages_of_earlier_papers() -> None:
    index = tree(archive.index("Watch", [], [("earlier-2025-03.html", "March 2025")]))
    assert index.xpath("//a[@href='earlier-2025-03.html']/text()") == ["March 2025"]
    assert "Earlier papers" not in archive.index("Watch", [])
