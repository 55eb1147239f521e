"""The message of one reader: the same bytes whenever it is made, with the ways to leave that are configured."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from digests.mail.unsubscribe import unsubscribe_url
from digests.rendering.render import Rendered
from flows.app import App
from flows.cli.demo import MONDAY
from flows.delivery.letters import letters
from flows.jobs.digest import reader_named, write_files
from literature.model.edition import Edition, Recipient
from literature.model.errors import BrokenMail
from literature.model.record import Form, Record, Relation
from literature.model.work import Kind
from literature.readers.reader_mark import MarkKind, MarkVia
from store.mail.delivery import DeliveryState, Ending
from store.reader_marks import MarkOutcome, NewMark
from tests.digests.factory import a_notice
from tests.flows.delivery.relayed import KEY, READER, part, with_mail, with_readers
from tests.flows.digests import draw
from tests.store.records import harvest, paper

BASE = "https://example.org/leave"


def first_letter(app: App) -> EmailMessage:
    edition = draw(app, KEY, preview=True)
    (letter, _) = letters(app.mailing, edition)
    return email.message_from_bytes(letter.message, policy=email.policy.default)


def test_the_same_edition_gives_the_same_bytes(mailing: App) -> None:
    edition = draw(mailing, KEY, preview=False)
    first, second = (letters(mailing.mailing, edition) for _ in range(2))
    assert first == second


def test_a_preview_of_one_reader_has_the_text_that_this_reader_is_sent(mailing: App, tmp_path: Path) -> None:
    edition = draw(mailing, KEY, preview=False)
    for reader, letter in zip(mailing.watch.reader, letters(mailing.mailing, edition), strict=True):
        paths = write_files(mailing.mailing, edition, reader_named(mailing.watch, reader.address.upper()))
        assert [path.suffix for path in paths] == [".html", ".txt", ".eml"]
        assert paths[-1].read_bytes() == letter.message


def test_without_a_page_for_it_a_reader_leaves_by_mail(mailing: App) -> None:
    letter = first_letter(mailing)
    assert letter["List-Unsubscribe"] == "<mailto:watch@example.org?subject=unsubscribe>"
    assert letter["List-Unsubscribe-Post"] is None


def test_with_a_page_for_it_one_click_is_enough(mailing: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_UNSUBSCRIBE_KEY", "k")
    letter = first_letter(with_mail(mailing, unsubscribe_url=BASE, unsubscribe_key_env="TEST_UNSUBSCRIBE_KEY"))
    page = unsubscribe_url(BASE, "digest.example.org", READER, "k")
    assert letter["List-Unsubscribe"] == f"<{page}>, <mailto:watch@example.org?subject=unsubscribe>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_page_without_its_key_is_said_before_anything_is_sent(mailing: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_UNSUBSCRIBE_KEY", raising=False)
    with pytest.raises(BrokenMail, match="environment variable TEST_UNSUBSCRIBE_KEY is empty"):
        first_letter(with_mail(mailing, unsubscribe_url=BASE, unsubscribe_key_env="TEST_UNSUBSCRIBE_KEY"))


TITLE = "Anakinra and the invented course of a disease of seven days"


def admit(app: App, record: Record) -> None:
    app.corpus.admit(harvest(record), [app.classifier.classify(record)], started=app.now(), now=app.now())


def week_of_the_article(app: App, readers: App, *, sent: bool) -> Edition:
    """The edition with the article of a preprint, which the edition before it had: a letter of that one was made for
    each reader of ``readers``, and ``sent`` or not yet."""
    admit(app, paper("1", TITLE, form=Form.PREPRINT, relations=(Relation("UpdateIn", "2"),)))
    app.outbox.enqueue(KEY, letters(readers.mailing, draw(app, KEY, preview=False)), app.now())
    for delivery in app.outbox.of_edition(KEY) if sent else ():
        assert app.outbox.resolve(delivery, Ending(DeliveryState.SENT, "dot", 250, "ok"), app.now())
    admit(app, paper("2", f"{TITLE}s", relations=(Relation("UpdateOf", "1"),)))
    return draw(app, KEY + timedelta(days=7), preview=False)


def texts(app: App, edition: Edition) -> list[str]:
    """What each reader reads, in the order of watch.toml."""
    built = [
        email.message_from_bytes(each.message, policy=email.policy.default) for each in letters(app.mailing, edition)
    ]
    return [" ".join(part(each, "plain").split()) for each in built]


def test_a_reader_whose_letter_had_the_preprint_gets_its_article_as_one_line(mailing: App) -> None:
    app = with_readers(mailing, 1)
    (text,) = texts(app, week_of_the_article(app, app, sent=True))
    assert (
        f"Now published: {TITLE}s (Inv J Med). You had the preprint in the letter of 23 Nov 2026. Changed: title."
        in text
    )


def test_a_reader_who_was_not_sent_the_preprint_gets_the_full_entry(mailing: App) -> None:
    one, two = with_readers(mailing, 1), with_readers(mailing, 2)
    line, full = texts(two, week_of_the_article(two, one, sent=True))
    assert "Now published" in line
    assert "Now published" not in full
    assert f"1. {TITLE}s" in full


def test_a_reader_whose_letter_with_the_preprint_may_not_have_come_gets_the_full_entry(mailing: App) -> None:
    app = with_readers(mailing, 1)
    (full,) = texts(app, week_of_the_article(app, app, sent=False))
    assert "Now published" not in full


def test_the_letter_is_rendered_once_for_all_who_see_the_same(mailing: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """300 readers of all topics, who were sent a paper on one of three days, and its notice: three renderings."""
    rendered = list[object]()

    def rendering(*told: object, **_: object) -> Rendered:
        rendered.append(told)
        return Rendered("s", "<p>h</p>", "t")

    monkeypatch.setattr("flows.delivery.letters.render_letter", rendering)
    app = with_readers(mailing, 300)
    days = [MONDAY + timedelta(days=number, minutes=number) for number in range(3)]
    audience = tuple(Recipient(r.address, KEY, days[n % 3]) for n, r in enumerate(app.watch.reader))
    edition = replace(draw(app, KEY, preview=True), notices=(replace(a_notice(), audience=audience),))
    assert len(letters(app.mailing, edition)) == 300
    assert len(rendered) == 3


def test_each_reader_gets_as_much_as_watch_toml_says(mailing: App) -> None:
    app = with_readers(mailing, 2)
    brief, whole = app.watch.reader
    chosen = (brief.model_copy(update={"brief": 0, "max_items": 1}), whole)
    app = replace(app, watch=app.watch.model_copy(update={"reader": chosen}))
    short, long = texts(app, draw(app, KEY, preview=True))
    assert len(short) < len(long)


def test_what_a_reader_marks_moves_that_readers_letter_alone_and_what_is_taken_back_leaves_nothing(
    mailing: App,
) -> None:
    app = with_readers(mailing, 2)
    edition = draw(app, KEY, preview=False)
    before, other = texts(app, edition)
    assert before == other
    marking = app.watch.reader[0].address
    cells = [item.work_id for item in edition.items if item.kind is Kind.PRECLINICAL]
    for work_id in cells:
        said = NewMark(marking, work_id, KEY, MarkKind.NOT_FOR_US, MarkVia.PAGE, app.now())
        assert app.marks.save(said, app.now(), seen=0) is MarkOutcome.SAVED
    marked, other = texts(app, edition)
    assert other == before
    assert marked != before
    for work_id in cells:
        said = NewMark(marking, work_id, KEY, MarkKind.TAKEN_BACK, MarkVia.PAGE, app.now())
        assert app.marks.save(said, app.now(), seen=1) is MarkOutcome.SAVED
    assert texts(app, edition) == [before, before]
