"""What needs attention in the letter of one reader: papers that this reader was sent, with the date, and new ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from digests.letter.alerts import ToldNotice, told_to
from digests.letter.choice import Choice
from digests.letter.compose import compose
from digests.letter.parts import Letter
from digests.mail.follow_up import follow_up
from digests.publish.archive import page
from digests.rendering.render import render
from literature.model.edition import Edition, HeldNotice, Item, ItemNotice, Recipient
from literature.model.record import Identifier, Scheme
from literature.model.work import NoticeKind
from tests.digests.factory import KEY, TOPICS, a_notice, an_edition, an_item

ANNA, BERTA = "anna@example.org", "berta@example.org"
AUGUST = date(2026, 8, 3)
AT_SEVEN, AT_MIDNIGHT = datetime(2026, 8, 3, 5, tzinfo=UTC), datetime(2026, 8, 3, 22, 30, tzinfo=UTC)


def sent_to(
    *recipients: Recipient, kind: NoticeKind = NoticeKind.RETRACTION, title: str = "A held paper"
) -> HeldNotice:
    return replace(a_notice(kind, title=title), audience=recipients)


def letter_to(address: str, edition: Edition, only: Sequence[str] = ()) -> Letter:
    return compose(
        edition, TOPICS, choice=Choice(topics=tuple(only)), told=told_to(edition, address), contact="owner@example.org"
    )


def retracted(work_id: int = 1, topic: str = "sepsis") -> Item:
    notice = ItemNotice(NoticeKind.RETRACTION, "J Immunol. 2026;1:2", (Identifier(Scheme.PMID, "70000002"),))
    return replace(an_item(work_id, topics=[(topic, 0.9)], retracted=True), notices=(notice,))


# Of papers that were sent


def test_only_who_was_sent_the_paper_is_told_and_the_subject_counts_what_its_reader_sees() -> None:
    edition = an_edition(notices=[sent_to(Recipient(ANNA, AUGUST, AT_SEVEN))])
    told, untold = letter_to(ANNA, edition), letter_to(BERTA, edition)
    assert told.subject.endswith("nothing new (1 retraction)")
    assert (untold.alerts, len(untold.alerts_left), "retraction" in untold.subject) == ((), 0, False)
    assert "A held paper" not in render(untold).html


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (AT_SEVEN, "You were sent this paper on 3 Aug 2026."),
        (AT_MIDNIGHT, "You were sent this paper on 4 Aug 2026, in the edition of 3 Aug 2026."),
        (None, "This paper was in your letter of 3 Aug 2026, which may not have reached you."),
    ],
    ids=["on its day", "later, by the readers' clock", "in doubt"],
)
def test_a_notice_says_when_the_reader_was_sent_the_paper(sent: datetime | None, words: str) -> None:
    found = letter_to(ANNA, an_edition(notices=[sent_to(Recipient("Anna@Example.org", AUGUST, sent))]))
    (alert,) = found.alerts
    assert (alert.known_since, alert.sent) == ("", words)
    rendered = render(found)
    assert f"A held paper. J Immunol. 2026;1:2. {words}" in " ".join(rendered.text.split())
    assert words in rendered.html


def test_a_seed_and_what_an_old_snapshot_does_not_say_is_for_all_readers() -> None:
    """With the date for those who were sent it all the same."""
    seed = replace(sent_to(Recipient(ANNA, AUGUST, AT_SEVEN)), seeded=True)
    edition = an_edition(notices=[seed, a_notice(title="Of an old snapshot")])
    assert [alert.sent for alert in letter_to(ANNA, edition).alerts] == ["You were sent this paper on 3 Aug 2026.", ""]
    known = [alert.known_since for alert in letter_to(BERTA, edition).alerts]
    assert known == ["in your starting library", "in the edition of 3 Aug 2026"]
    assert [each.notice for each in told_to(edition, ANNA, former=True)] == [seed]
    assert told_to(edition, BERTA, former=True) == ()


def test_a_page_has_all_notices_and_nobodys_address_or_date() -> None:
    edition = an_edition(notices=[sent_to(Recipient(ANNA, AUGUST, AT_SEVEN)), sent_to(title="Sent to nobody")])
    shown = page(edition, TOPICS)
    assert ("A held paper" in shown, "Sent to nobody" in shown) == (True, True)
    assert (ANNA in shown, "You were sent" in shown) == (False, False)
    assert ANNA not in repr(edition)


def test_readers_who_were_sent_it_on_one_day_share_what_is_told() -> None:
    later = AT_SEVEN.replace(minute=9)
    edition = an_edition(notices=[sent_to(Recipient(ANNA, AUGUST, AT_SEVEN), Recipient(BERTA, AUGUST, later))])
    assert len({told_to(edition, address) for address in (ANNA, BERTA)}) == 1


# Of papers that are new


def test_a_new_paper_that_is_retracted_already_needs_attention() -> None:
    found = compose(an_edition([retracted(), an_item(2)]), TOPICS, contact="owner@example.org")
    (alert,) = found.alerts
    assert (alert.word, alert.title, alert.known_since) == (
        "Retraction",
        "Anakinra in early sepsis, part 1",
        "new in this letter",
    )
    assert alert.notice_url == "https://pubmed.ncbi.nlm.nih.gov/70000002/"
    assert "2 new (1 retraction)" in found.subject
    assert found.sections[0].full[-1].mark == "Retracted"


def test_a_new_retracted_paper_under_other_topics_is_no_concern_of_this_reader() -> None:
    found = letter_to(ANNA, an_edition([retracted(topic="gout")]), only=["sepsis"])
    assert (found.alerts, "retraction" in found.subject) == ((), False)


def test_a_new_paper_that_was_corrected_stands_as_it_is() -> None:
    item = replace(an_item(), notices=(ItemNotice(NoticeKind.CORRECTION, "J Immunol. 2026;1:2"),))
    assert compose(an_edition([item]), TOPICS, contact="owner@example.org").alerts == ()


def test_what_is_new_and_what_was_sent_are_counted_together_gravest_first() -> None:
    concern = sent_to(Recipient(ANNA, AUGUST, AT_SEVEN), kind=NoticeKind.CONCERN)
    found = letter_to(ANNA, an_edition([retracted()], notices=[concern, sent_to(Recipient(ANNA, AUGUST, AT_SEVEN))]))
    assert [alert.word for alert in found.alerts] == ["Retraction", "Retraction", "Expression of concern"]
    assert "2 retractions" in found.subject


# To a former reader


@pytest.mark.parametrize(
    ("kinds", "titles", "words"),
    [
        ([NoticeKind.RETRACTION], ["A"], "1 retraction of a paper you were sent"),
        ([NoticeKind.RETRACTION] * 2, ["A", "B"], "2 retractions of papers you were sent"),
        ([NoticeKind.CONCERN], ["A"], "1 expression of concern about a paper you were sent"),
        ([NoticeKind.CONCERN, NoticeKind.RETRACTION], ["A", "A"], "2 notices about a paper you were sent"),
    ],
    ids=["one", "two", "a concern", "two of one paper"],
)
def test_the_subject_says_what_there_is(kinds: list[NoticeKind], titles: list[str], words: str) -> None:
    notices = [
        replace(a_notice(kind, title=title), identifiers=(Identifier(Scheme.DOI, title),))
        for kind, title in zip(kinds, titles, strict=True)
    ]
    edition = an_edition(notices=notices)
    rendered = follow_up(edition, [ToldNotice(notice, "You were sent it.") for notice in notices], "owner@example.org")
    assert rendered.subject.endswith(f": {words}")
    assert len(rendered.subject) <= 70
    assert rendered.text.count("You were sent it.") == rendered.html.count("You were sent it.") == len(kinds)
    assert f"{KEY.day} Nov 2026" in rendered.text
