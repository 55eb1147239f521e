"""A Letter as one chat message: what it says, and that it fits every service whatever is in the letter."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from digests.chat.summary import BUDGET, ChatMessage, summary
from digests.chat.wire import frozen, thawed
from digests.letter.compose import compose
from digests.letter.parts import Letter
from literature.model.edition import Edition
from literature.model.record import Identifier, Scheme
from tests.digests.factory import KEY, TOPICS, a_notice, a_record, an_edition, an_item, many_items

ARCHIVE = "https://www.example.org/il1/2026-11-23.html"


def letter(edition: Edition, archive_url: str = ARCHIVE) -> Letter:
    return compose(edition, TOPICS, contact="watch@example.org", archive_url=archive_url)


def size(message: ChatMessage) -> int:
    return len("\n\n".join(message).encode("utf-16-le")) // 2


def test_it_has_the_numbers_what_to_read_first_notices_topics_and_the_archive() -> None:
    made = letter(an_edition(many_items(23), notices=[a_notice()]))
    title, text = summary(made)
    assert title == made.subject
    assert text.startswith(made.in_numbers)
    assert "Retractions and corrections:\n\nRetraction: A held paper\nhttps://pubmed.ncbi.nlm.nih.gov/70000001/" in text
    for number, pick in enumerate(made.picks, start=1):
        assert f"{number}. {pick.entry.title.text[:50]}" in text
        assert pick.entry.url in text
    assert "By topic: " in text
    assert all(f"{section.name} {section.count}" in text for section in made.sections)
    assert text.endswith(f"Archive: {ARCHIVE}\nThe letter has the rest.")


def test_where_there_is_room_it_says_why_each_was_chosen() -> None:
    made = letter(an_edition([an_item(each) for each in range(1, 8)]))
    assert made.picks[0].why
    assert f"1. {made.picks[0].entry.title.text}\n{made.picks[0].entry.url}\n{made.picks[0].why}" in summary(made).text


def test_a_week_too_short_for_picks_lists_its_works() -> None:
    text = summary(letter(an_edition([an_item(1)]))).text
    assert "New:\n\n1. Anakinra in early sepsis, part 1\nhttps://pubmed.ncbi.nlm.nih.gov/90000001/" in text


def test_an_empty_week_is_a_message_too() -> None:
    assert (
        summary(letter(an_edition(), "")).text == "Nothing new. This is the first edition.\n\nThe letter has the rest."
    )


@pytest.mark.parametrize("number", [0, 1, 5, 50, 300])
@pytest.mark.parametrize("notices", [0, 1, 40])
def test_it_fits_every_service(number: int, notices: int) -> None:
    edition = an_edition(many_items(number), notices=[a_notice(title="An endless title 🧬 " * 30)] * notices)
    made = summary(letter(edition))
    assert size(made) <= BUDGET
    if notices == 40:
        assert "more notices in the letter." in made.text


def test_the_longest_of_everything_still_fits() -> None:
    records = [
        a_record(each, title="😀 *wide* " * 60, identifiers=[Identifier(Scheme.DOI, f"10.5555/{'a' * 150}{each}")])
        for each in range(1, 9)
    ]
    items = [an_item(each, record=record) for each, record in enumerate(records, start=1)]
    names = dict.fromkeys(TOPICS, "A name of a topic as long as any may be, which is eighty characters in all, xyz")
    edition = an_edition(items, notices=[a_notice(title="😀" * 200)] * 9, name="W" * 80)
    made = compose(edition, names, contact="watch@example.org", archive_url=f"https://example.org/{'a' * 170}/")
    assert size(summary(made)) <= BUDGET


def test_an_address_too_long_for_a_chat_is_left_to_the_letter() -> None:
    made = letter(an_edition([an_item(1)]), f"https://www.example.org/{'a' * 300}")
    assert "Archive:" not in summary(made).text


def test_hostile_titles_do_nothing() -> None:
    title = "<!channel> @everyone [PubMed](https://evil.example) **x** <script>"
    edition = an_edition([an_item(1, record=a_record(1, title=title))], notices=[a_notice(title=title)])
    said = "\n".join(summary(letter(edition)))
    assert said.count("evil.example") >= 2
    for active in ("<!", "<s", "@e", "](", "**"):
        assert active not in said


def test_the_bytes_that_are_kept_are_the_same_each_time_and_say_the_same() -> None:
    name = "@everyone Épidémie: " + "β" * 30
    message = summary(
        letter(an_edition(many_items(9), name=name, notices=[a_notice(title="β and 😀, = as =? it =20 was")]))
    )
    made = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
    kept = [frozen(message, made=made, message_id="<a@example.org>", edition_key=KEY) for _ in range(2)]
    assert kept[0] == kept[1]
    assert kept[0].isascii()
    assert thawed(kept[0]) == message
