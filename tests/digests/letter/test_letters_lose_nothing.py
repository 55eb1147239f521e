"""Whatever a letter has no room for stands somewhere that its reader can open."""

from __future__ import annotations

import re
from dataclasses import replace

from digests.letter.choice import Choice
from digests.letter.compose import compose
from digests.letter.parts import Letter
from digests.publish import archive
from digests.rendering.render import render
from literature.model.edition import Edition
from literature.model.record import Form, Identifier, Scheme
from literature.model.work import Centrality, Kind, Label, LinkKind, Organism
from literature.study.follows import Follow
from tests.digests.factory import TOPICS, a_notice, a_record, a_relation, an_edition, an_item, many_items

BOTH = (Label("sepsis", 0.9, "keyword", "r1"), Label("gout", 0.5, "keyword", "r1"))


def letter(edition: Edition, choice: Choice = Choice(), archive_url: str = "") -> Letter:  # noqa: B008  # frozen
    return compose(edition, TOPICS, choice=choice, contact="owner@example.org", archive_url=archive_url)


def test_the_attached_list_names_the_preprint_of_an_article_that_the_letter_has_no_room_for() -> None:
    """A guest counts as a new paper; its host, cut or left out, was listed without it."""
    host = replace(an_item(1, centrality=Centrality.MARKER), record=a_record(1, title="The article"))
    guest = an_item(2, record=a_record(2, title="The preprint", form=Form.PREPRINT, identifiers=[PREPRINT]))
    guest = replace(guest, related=(a_relation(LinkKind.PREPRINT_OF, 1),))
    sent = render(letter(an_edition([host, guest]), Choice(brief=0)))
    assert "The article" in sent.attached
    assert "https://doi.org/10.1101/2026.01.02.123456" in sent.attached


PREPRINT = Identifier(Scheme.DOI, "10.1101/2026.01.02.123456")


def test_a_letter_whose_papers_were_all_left_out_by_choice_does_not_say_that_nothing_was_found() -> None:
    """It said "1 new", "1 study in animals or cells alone left out" and "Nothing new was found"."""
    mouse = replace(an_item(1), organisms=(Organism.ANIMAL,))
    sent = render(letter(an_edition([mouse]), Choice(animals=False)))
    assert "left out" in sent.text
    assert "Nothing new was found" not in sent.text + sent.html


def test_every_number_that_the_block_of_trials_names_is_in_the_letter() -> None:
    """The block is not shortened with the sections: what is cut there has its title linked here, and no number."""
    items = [replace(each, kind=Kind.RANDOMISED_TRIAL) for each in many_items(150)]
    sent = render(letter(an_edition(items)), budget=20_000)
    named = re.findall(r"^no\. (\d+):", sent.text, re.MULTILINE)
    assert [number for number in named if not re.search(rf"^{number}\. ", sent.text, re.MULTILINE)] == []


def test_without_an_archive_notices_beyond_the_most_are_in_the_attached_list() -> None:
    """ "15 more notices." of papers that the reader was sent stood nowhere."""
    notices = [a_notice(title=f"Held paper number {number}") for number in range(40)]
    sent = render(letter(an_edition([an_item()], notices=notices)))
    assert "15 more, in the list attached" in sent.text
    assert all(f"Held paper number {number}" in sent.text + sent.attached for number in range(40))


def test_a_link_to_the_rest_of_a_topic_leads_to_a_place_of_the_page_that_has_it() -> None:
    """The page has each work under its surest topic of all, and perhaps no section "gout": where topics were chosen,
    the link leads to the page itself."""
    items = [replace(each, labels=BOTH) for each in many_items(150)]
    edition = an_edition(items)
    sent = render(letter(edition, Choice(topics=("gout",)), "https://example.org/2026-11-23.html"), budget=20_000)
    assert 'href="https://example.org/2026-11-23.html"' in sent.html
    assert 'id="gout"' not in archive.page(edition, TOPICS)
    assert "2026-11-23.html#gout" not in sent.html


def test_a_paper_of_somebody_who_is_followed_is_in_the_letter() -> None:
    """Also where it only mentions a molecule, whatever ``brief`` is."""
    followed = replace(an_item(1, centrality=Centrality.MARKER), record=a_record(1, title="A paper of Aksoy"))
    sent = render(letter(an_edition([followed]), Choice(brief=0, follows=(Follow("Aksoy", author="Aksoy M"),))))
    assert "A paper of Aksoy" in sent.html
