"""The links of an entry, and the places in a stored body that become the tokens of one reader."""

from __future__ import annotations

import quopri
import re
from datetime import UTC, date, datetime
from email import message_from_bytes, policy

from hypothesis import given
from hypothesis import strategies as st

from digests.letter.compose import compose
from digests.mail.answer_links import AnswerLinks, filled
from digests.mail.answer_tokens import read_token, reader_key, token
from digests.mail.message import build
from digests.rendering.render import Rendered, render
from tests.digests.factory import KEY as EDITION
from tests.digests.factory import TOPICS, a_record, an_edition, an_item

SECRET = "an invented key of forty characters 0123"
READER = "reader@example.org"
BY_PAGE = AnswerLinks(SECRET, EDITION, "watch@example.org", "https://example.org/answers/")
BY_MAIL = AnswerLinks(SECRET, EDITION, "watch@example.org", "")
PLACE = re.compile(r"\?u=(.{28})$")


def place(work_id: int, links: AnswerLinks = BY_PAGE) -> str:
    found = PLACE.search(links.of_work(work_id)[0].url)
    assert found
    return found[1]


def the_token(work_id: int, reader: str = READER) -> str:
    return token(reader_key(SECRET, EDITION, reader), EDITION, work_id)


def built(text: str, html: str = "<p>h</p>\n") -> bytes:
    return build(
        Rendered("subject", html, text),
        sender="digest@example.org",
        recipient=READER,
        reply_to="owner@example.org",
        list_id="il1.digest.example.org",
        list_name="Interleukin Watch",
        date=datetime(2026, 11, 23, 6, 0, tzinfo=UTC),
        message_id="<ilwatch.2026-11-23.abc@example.org>",
        edition_key="2026-11-23",
        unsubscribe_mailto="mailto:owner@example.org?subject=unsubscribe",
    )


def plain_part(message: bytes) -> str:
    body = message_from_bytes(message, policy=policy.default).get_body(("plain",))
    assert body
    return str(body.get_content()).replace("\r\n", "\n")


def test_with_a_page_both_links_lead_to_it_by_one_token() -> None:
    useful, not_for_us = BY_PAGE.of_work(7)
    assert (useful.text, not_for_us.text) == ("Useful", "Not for us")
    assert useful.url == f"https://example.org/answers/?u={place(7)}"
    assert not_for_us.url == f"https://example.org/answers/?n={place(7)}"


def test_without_a_page_each_link_opens_a_mail_whose_subject_is_the_answer() -> None:
    assert [link.url for link in BY_MAIL.of_work(7)] == [
        f"mailto:watch@example.org?subject=Useful%20{place(7)}&body=Just%20press%20Send.",
        f"mailto:watch@example.org?subject=Not%20for%20us%20{place(7)}&body=Just%20press%20Send.",
    ]


def test_an_address_with_signs_of_its_own_stays_one_address() -> None:
    odd = AnswerLinks(SECRET, EDITION, "a&b?c%d+e@example.org", "")
    assert odd.of_work(7)[0].url.startswith("mailto:a%26b%3Fc%25d%2Be@example.org?subject=")


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]) | st.sampled_from("=\n. \t"), max_size=90)


@given(st.lists(st.tuples(TEXTS, st.integers(0, 2**32 - 1)), max_size=6), TEXTS)
def test_a_filled_mail_reads_as_the_text_with_the_tokens_in_it(pieces: list[tuple[str, int]], end: str) -> None:
    template = "".join(f"{text}{place(work_id)}" for text, work_id in pieces) + end + "\n"
    wanted = "".join(f"{text}{the_token(work_id)}" for text, work_id in pieces) + end + "\n"
    message = built(template)
    done = filled(message, BY_PAGE.for_reader(READER), EDITION)
    assert plain_part(done) == plain_part(built(wanted))
    assert [len(line) for line in done.split(b"\r\n")] == [len(line) for line in message.split(b"\r\n")]
    assert done == filled(message, BY_PAGE.for_reader(READER), EDITION)


def test_a_place_that_a_line_break_cuts_at_any_sign_is_filled() -> None:
    for before in range(40, 80):
        message = built(f"{'x' * before}{place(7)}\n")
        assert plain_part(filled(message, BY_MAIL.for_reader(READER), EDITION)) == f"{'x' * before}{the_token(7)}\n"


def test_each_reader_has_other_tokens_and_nothing_else_differs() -> None:
    message = built(f"see {place(7)}\n")
    one, other = (filled(message, BY_PAGE.for_reader(each), EDITION) for each in (READER, "other@example.org"))
    assert one != other
    assert one.replace(the_token(7).encode(), b"") == other.replace(the_token(7, "other@example.org").encode(), b"")


def test_without_a_key_of_the_reader_a_message_stays_as_it_is() -> None:
    assert filled(b"any\r\n" + place(7).encode(), b"", EDITION) == b"any\r\n" + place(7).encode()


def test_a_title_that_looks_like_a_place_under_another_key_or_edition_is_left_alone() -> None:
    """Whoever writes a title has no key: places of old editions are all that they could have seen, if any."""
    forged = [
        AnswerLinks("k" * 40, EDITION, "a@b.org", "https://e.org/"),
        AnswerLinks(SECRET, date(2026, 11, 16), "a@b.org", "https://e.org/"),
    ]
    title = " ".join(place(7, links) for links in forged)
    letter = compose(
        an_edition([an_item(1, record=a_record(1, title=title))]), TOPICS, contact="o@example.org", answering=BY_PAGE
    )
    page = render(letter).html
    quoted = quopri.encodestring(page.encode()).replace(b"\n", b"\r\n")
    read = quopri.decodestring(filled(quoted, BY_PAGE.for_reader(READER), EDITION)).decode()
    assert all(each in read for each in title.split())
    assert read.count(the_token(1)) == 2


def test_every_full_entry_has_both_links_in_both_parts_and_the_foot_explains_them_once() -> None:
    letter = compose(an_edition([an_item(1), an_item(2)]), TOPICS, contact="o@example.org", answering=BY_MAIL)
    page = render(letter)
    for part in (page.html, page.text):
        assert [part.count(f"?subject=Useful%20{place(each)}") for each in (1, 2)] == [1, 1]
        assert [part.count(f"?subject=Not%20for%20us%20{place(each)}") for each in (1, 2)] == [1, 1]
        assert " ".join(part.split()).count("The links work for 180 days.") == 1


def test_the_links_cost_a_letter_so_many_bytes_an_entry() -> None:
    """By mail to an address of usual length; a letter has a budget for all."""
    edition = an_edition([an_item(number) for number in range(1, 11)])
    bare, with_links = (
        len(render(compose(edition, TOPICS, contact="o@example.org", answering=each)).html) for each in (None, BY_MAIL)
    )
    assert (with_links - bare - len(BY_MAIL.explained)) // 10 < 320


def test_what_is_written_to_nobody_has_no_links() -> None:
    page = render(compose(an_edition([an_item(1)]), TOPICS, contact="o@example.org"))
    assert "Useful" not in page.html + page.text


def test_the_token_of_a_filled_place_is_genuine() -> None:
    found = read_token(plain_part(filled(built(place(9) + "\n"), BY_PAGE.for_reader(READER), EDITION)).strip())
    assert found
    assert found.is_sealed_by(reader_key(SECRET, EDITION, READER))
