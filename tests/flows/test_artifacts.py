"""What the Prefect UI shows of works: every title as it is, nothing of a source as markup or link."""

from __future__ import annotations

from flows.artifacts import escaped, works_markdown
from tests.digests.factory import a_record, an_item

NAMES = {"sepsis": "Infection and sepsis"}


def test_a_work_has_its_title_its_link_and_what_the_rules_said() -> None:
    assert works_markdown([an_item(1)], NAMES) == (
        "- Anakinra in early sepsis, part 1 [PMID 90000001](<https://pubmed.ncbi.nlm.nih.gov/90000001/>)  \n"
        "  observational · core · IL-1RA · Infection and sepsis"
    )


def test_a_hostile_title_is_neither_markup_nor_a_link() -> None:
    title = "<script>x</script> [IL-1](javascript:x) *b* ~~s~~\n# head"
    (first, _) = works_markdown([an_item(1, record=a_record(1, title=title))], NAMES).splitlines()
    shown = r"- \<script>x\</script> \[IL-1\](javascript:x) \*b\* \~\~s\~\~ # head [PMID"
    assert first.startswith(shown)


def test_a_hyphen_and_a_full_stop_are_left_alone() -> None:
    assert escaped("IL-1β. 5 > 3!") == "IL-1β. 5 > 3!"


def test_when_nothing_waits_it_says_so() -> None:
    assert works_markdown([], NAMES) == "Nothing waits."
