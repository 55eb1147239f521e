"""What the forms "why" and "try" of the Prefect UI answer: topics by name, every paper named with its link."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flows.app import App
from flows.curation.why import Story, story_of
from flows.ui.answer_pages import story_markdown
from literature.model.work import LinkKind
from tests.digests.factory import TOPICS, a_record, a_relation, an_item

ITEM = an_item(related=[a_relation(LinkKind.COMMENT_ON, 7)])


def known(app: App) -> Story:
    return story_of(app.corpus, app.editions, app.outbox, app.marks, "19494218")


def test_a_story_is_headed_by_the_title_with_its_link_and_ends_with_the_papers_it_names(app: App) -> None:
    shown = story_markdown(replace(known(app), item=ITEM, edition=date(2026, 11, 23)), TOPICS).splitlines()
    assert shown[0] == "### [Anakinra in early sepsis, part 1](<https://pubmed.ncbi.nlm.nih.gov/90000001/>)"
    assert shown[-1] == "- [Other work 7](<https://pubmed.ncbi.nlm.nih.gov/80000007/>)"
    assert "- in the edition of 2026-11-23" in shown


def test_a_story_has_its_topics_by_name(app: App) -> None:
    assert "- Infection and sepsis: keyword" in story_markdown(replace(known(app), item=ITEM), TOPICS)


def test_a_hostile_title_stays_a_title(app: App) -> None:
    item = an_item(record=a_record(title="<b>](x) [y](z)\n# head"))
    first, *rest = story_markdown(replace(known(app), item=item), {}).splitlines()
    assert first.startswith(r"### [‹b>\](x) \[y\](z) # head](<https://pubmed")
    assert not any(line.startswith("# ") for line in rest)


def test_where_words_name_several_papers_each_is_linked() -> None:
    story = Story("gout", (), titles=(("90000001", "Gout [1]"), ("10.1000/x", "Gout 2"), ("guid-3", "Gout 3")))
    assert story_markdown(story, {}).splitlines()[2:] == [
        r"- 90000001: [Gout \[1\]](<https://pubmed.ncbi.nlm.nih.gov/90000001/>)",
        "- 10.1000/x: [Gout 2](<https://doi.org/10.1000/x>)",
        "- guid-3: Gout 3",
    ]


def test_what_nobody_has_announced_is_said_in_one_line() -> None:
    assert "not in this database" in story_markdown(Story("12", ()), {})
