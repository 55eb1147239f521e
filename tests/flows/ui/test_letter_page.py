"""The letter in the Prefect UI: headings and links, findings of what to read first, hostile text as text, bounded."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from digests.letter.compose import compose
from digests.letter.parts import Letter
from flows.ui.letter_page import BUDGET, letter_markdown
from literature.model.edition import Item
from literature.model.work import Centrality
from tests.digests.factory import TOPICS, a_notice, a_record, an_edition, an_item, many_items
from tests.digests.rendering.test_render import HOSTILE

ARCHIVE = "https://example.org/2026-11-23.html"
FILES = [Path("outbox/2026-11-23.html")]


def a_letter(*items: Item, archive_url: str = ARCHIVE) -> Letter:
    return compose(an_edition(items, notices=[a_notice()]), TOPICS, contact="o@example.org", archive_url=archive_url)


FINDING = "lowered the score of organ failure"


def shown(*items: Item, archive_url: str = ARCHIVE) -> str:
    return letter_markdown(a_letter(*items, archive_url=archive_url), FILES)


def headings(markdown: str) -> list[str]:
    return re.findall(r"^#+ (.+)$", markdown, flags=re.MULTILINE)


def test_the_science_comes_first_then_notices_topics_and_the_sources() -> None:
    found = headings(shown(*many_items(20)))
    assert found[:4] == ["Interleukin Watch", "Worth reading first", "Trials", "Retractions and corrections"]
    topics = [*TOPICS.values(), "Unsorted", "Brief mentions"]
    assert [name.rpartition(" (")[0] for name in found[4:-1]] == topics
    assert found[-1] == "Sources"


def test_what_to_read_first_has_its_finding_a_link_and_why() -> None:
    letter = a_letter(*many_items(20))
    _, _, rest = letter_markdown(letter, FILES).partition("## Worth reading first")
    first = rest.partition("##")[0]
    assert letter.picks
    for pick in letter.picks:
        assert f"](<{pick.entry.url}>)" in first
    assert first.count("Ranked high: ") == len(letter.picks)
    assert first.count(FINDING) == sum(bool(pick.entry.passage) for pick in letter.picks) > 0


def test_every_entry_and_every_brief_line_is_linked() -> None:
    items = [an_item(n, centrality=Centrality.MARKER if n % 2 else Centrality.CORE) for n in range(1, 9)]
    page = shown(*items)
    assert "## Brief mentions (4)" in page
    for item in items:
        assert f"](<https://pubmed.ncbi.nlm.nih.gov/{90_000_000 + item.work_id}/>)" in page


def test_a_retracted_paper_is_marked_before_its_title() -> None:
    assert "- **1.** **Retracted:** [" in shown(an_item(1, retracted=True))


def test_the_letter_of_thousands_of_works_is_bounded_and_links_the_rest() -> None:
    page = shown(*many_items(3000))
    assert len(page.encode()) <= BUDGET + 500
    assert re.search(r"[\d,]+ more: \[see the whole edition\]\(<https://example\.org/2026-11-23\.html#gout>\)\.", page)


def test_without_an_archive_on_the_web_the_rest_is_counted_and_no_link_is_made_up() -> None:
    page = shown(*many_items(3000), archive_url="")
    assert re.search(r"^[\d,]+ more\.$", page, flags=re.MULTILINE)
    assert "](<>)" not in page


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_titles_and_names_give_no_markup_and_no_other_link(text: str) -> None:
    hostile = an_item(record=a_record(title=text or "x", journal=text))
    benign = shown(an_item(record=a_record(title="x", journal="y")))
    page = shown(hostile)
    assert headings(page) == headings(benign)
    assert len(page.splitlines()) == len(benign.splitlines())
    unescaped = re.sub(r"\\.", "", page)
    assert unescaped.count("](") == re.sub(r"\\.", "", benign).count("](")
    assert not re.search(r"<(?!https://)[A-Za-z/!?]", unescaped)


def test_an_empty_week_says_so() -> None:
    assert "Nothing new was found since the last edition." in shown()


def test_it_says_where_the_files_are_or_that_they_could_not_be_written() -> None:
    assert "As files: `outbox/2026-11-23.html`" in shown(an_item())
    assert "could not be written; the readers are mailed anyway" in letter_markdown(a_letter(an_item()), [])
