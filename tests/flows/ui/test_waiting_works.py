"""The works that wait, in the Prefect UI: core papers first, each with its link, its reason and its topics by name."""

from __future__ import annotations

from dataclasses import replace

from flows.ui.waiting_works import MOST_BRIEF, MOST_FULL, waiting_markdown
from literature.model.edition import Item
from literature.model.record import Identifier, Scheme
from literature.model.work import Centrality
from tests.digests.factory import a_record, an_item

NAMES = {"sepsis": "Infection and sepsis"}


def a_mention(number: int) -> Item:
    return an_item(number, centrality=Centrality.MARKER)


def test_a_work_has_its_title_as_a_link_where_it_was_published_why_it_is_here_and_its_topic_by_name() -> None:
    assert waiting_markdown([an_item(1)], NAMES).splitlines() == [
        "### About a watched molecule (1)",
        "",
        "- [Anakinra in early sepsis, part 1](<https://pubmed.ncbi.nlm.nih.gov/90000001/>)"
        " · J Immunol · 2026-11-18 · Observational study · Human",
        "  - Why: IL-1RA “Anakinra” in title. Topics: Infection and sepsis",
    ]


def test_papers_about_a_molecule_come_before_those_that_only_mention_one_which_take_a_line() -> None:
    shown = waiting_markdown([a_mention(1), an_item(2), a_mention(3)], NAMES)
    lines = [line for line in shown.splitlines() if line]
    assert [line for line in lines if line.startswith("#")] == [
        "### About a watched molecule (1)",
        "### Only mention one (2)",
    ]
    assert ["part 2" in lines[1], "part 1" in lines[4], "part 3" in lines[5]] == [True] * 3
    assert shown.count("Why:") == 1


def test_a_paper_without_a_pubmed_number_is_linked_by_its_doi() -> None:
    record = a_record(identifiers=[Identifier(Scheme.DOI, "10.1000/x1")])
    assert "](<https://doi.org/10.1000/x1>)" in waiting_markdown([an_item(record=record)], NAMES)


def test_a_topic_that_is_no_longer_in_watch_toml_is_not_shown_by_its_id() -> None:
    assert "Topics: none yet" in waiting_markdown([an_item(topics=[("gone-id", 0.9)])], NAMES)
    assert "gone-id" not in waiting_markdown([replace(an_item(topics=[("gone-id", 0.9)]), matches=())], NAMES)


def test_the_list_is_bounded_and_says_how_many_it_leaves_out() -> None:
    items = [*(an_item(n) for n in range(1, MOST_FULL + 12)), *(a_mention(n) for n in range(500, 600))]
    shown = waiting_markdown(items, NAMES)
    assert shown.count("](<") == MOST_FULL + MOST_BRIEF
    assert "And 11 more; the next edition has them all." in shown
    assert "And 50 more; the next edition has them all." in shown


def test_a_hostile_title_is_neither_markup_nor_another_link() -> None:
    title = "<script>x</script> ](http://e.example) [a](javascript:x) `c` \\ *b*\n# head"
    (_, _, entry, _) = waiting_markdown([an_item(record=a_record(title=title))], NAMES).splitlines()
    shown = r"- [‹script>x‹/script> \](http://e.example) \[a\](javascript:x) ˋcˋ ∖ *b* # head](<https://pubmed."
    assert entry.startswith(shown)


def test_when_nothing_waits_it_says_so() -> None:
    assert waiting_markdown([], NAMES) == "No work waits for the next edition."
