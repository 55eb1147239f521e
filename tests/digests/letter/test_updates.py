"""The article of a preprint that a reader had already is one line with what changed; all others get the full entry."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

import pytest

from digests.letter.choice import Choice
from digests.letter.compose import compose
from digests.letter.parts import Letter, UpdateLine
from digests.publish.archive import page
from digests.rendering.render import Rendered, render
from literature.model.edition import Earlier, Item, Part, Revision
from literature.model.record import Form
from literature.model.work import Centrality, LinkKind
from tests.digests.factory import TOPICS, a_record, a_relation, an_edition, an_item

PREPRINT = 700
ALL = (Part.TITLE, Part.AUTHORS, Part.CONCLUSION)


def article(revision: Revision = Revision(compared=ALL), *, form: Form = Form.PREPRINT, number: int = 1) -> Item:  # noqa: B008
    """Item ``number``, of which an edition had work 700 in the other form."""
    outward = form is not Form.PREPRINT
    item = an_item(number, related=[a_relation(LinkKind.PREPRINT_OF, PREPRINT, outward=outward)])
    return replace(item, earlier=Earlier(PREPRINT, form, date(2026, 10, 5), revision))


def letter_of(*items: Item, had: Collection[int] = (PREPRINT,), only: Collection[str] = ()) -> Letter:
    return compose(
        an_edition(items), TOPICS, choice=Choice(topics=tuple(only)), contact="a@example.org", was_sent=had.__contains__
    )


def only_update(letter: Letter) -> UpdateLine:
    ((update,),) = (section.updates for section in letter.sections)
    return update


def rendered(letter: Letter) -> Rendered:
    return render(letter)


def test_a_reader_who_had_the_preprint_gets_one_line_for_the_article() -> None:
    found = letter_of(article())
    update = only_update(found)
    assert (update.lead, update.had) == ("Now published", "You had the preprint in the letter of 5 Oct 2026.")
    assert (found.sections[0].full, found.sections[0].lines) == ((), ())
    assert update.entry.notes == ()


def test_a_reader_who_had_not_gets_the_full_entry_with_its_preprint() -> None:
    found = letter_of(article(), had=())
    (entry,) = found.sections[0].full
    assert found.sections[0].updates == ()
    assert [note.lead for note in entry.notes] == ["also as preprint"]


def test_the_page_in_the_archive_has_every_work_in_full() -> None:
    assert "Now published" not in page(an_edition([article()]), TOPICS)


@pytest.mark.parametrize(
    ("revision", "words"),
    [
        (Revision(ALL), "Changed: nothing in title, authors or conclusion."),
        (Revision((Part.TITLE,)), "Changed: nothing in title."),
        (Revision(()), ""),
        (Revision(ALL, title=True), "Changed: title."),
        (Revision(ALL, added=("Exemplar C",)), "Changed: 1 author added."),
        (Revision(ALL, removed=("A", "B"), reordered=True), "Changed: 2 authors removed; authors in another order."),
        (
            Revision(ALL, title=True, added=("A", "B"), conclusion="The drug helps…"),
            "Changed: title; 2 authors added; conclusion now begins: “The drug helps…”",
        ),
    ],
)
def test_what_changed_is_said_in_words(revision: Revision, words: str) -> None:
    assert only_update(letter_of(article(revision))).changed == words


def test_a_preprint_after_its_article_is_one_line_too() -> None:
    update = only_update(letter_of(article(Revision(ALL, added=("A",)), form=Form.ARTICLE)))
    assert (update.lead, update.had) == ("Also as preprint", "You had the article in the letter of 5 Oct 2026.")
    assert update.changed == "Different: 1 author more."


def test_both_parts_of_the_mail_have_the_line() -> None:
    both = rendered(letter_of(article(Revision(ALL, title=True)), an_item(2)))
    assert "Now published:" in both.html
    text = " ".join(both.text.split())
    assert "2. Now published: Anakinra in early sepsis, part 1 (J Immunol). You had the preprint" in text
    assert "letter of 5 Oct 2026. Changed: title." in text
    assert "2 · Infection and sepsis" in text


def test_an_update_counts_as_a_work_once_and_is_not_worth_reading_first() -> None:
    items = [article(), replace(article(number=2), centrality=Centrality.MARKER), *map(an_item, range(3, 12))]
    found = letter_of(*items)
    (section,) = found.sections
    assert (found.numbers.new, found.numbers.entries, found.numbers.markers, section.count) == (11, 11, 0, 11)
    assert {1, 2}.isdisjoint(pick.entry.work_id for pick in found.picks)
    assert [each.number for each in found.entries] == list(range(1, 12))


def test_a_retracted_article_is_shown_in_full() -> None:
    found = letter_of(replace(article(), retracted=True))
    assert found.sections[0].full[0].mark == "Retracted"


def test_a_story_about_the_article_stands_in_its_line() -> None:
    story = an_item(
        2, record=a_record(2, title="Drug helps", form=Form.NEWS), related=[a_relation(LinkKind.NEWS_ABOUT, 1)]
    )
    assert [note.lead for note in only_update(letter_of(article(), story)).entry.notes] == ["in the news"]


def test_updates_without_room_are_counted() -> None:
    found = letter_of(*(article(number=number) for number in range(1, 150)))
    html = render(found, budget=20_000).html
    assert "more, in the list attached" in html
    assert html.count("Now published") < 149
