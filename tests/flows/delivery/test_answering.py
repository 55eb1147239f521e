"""Letters with links to answer by: each reader has tokens of their own, in bodies that are made and kept once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from digests.letter.parts import Answering
from digests.mail.answer_tokens import read_token, reader_key
from digests.rendering.render import Rendered
from flows.app import App
from flows.config import ReaderTable
from flows.curation.why import story_of
from flows.delivery.answering import answering_words
from flows.delivery.letters import letters
from flows.delivery.resend import resend_edition
from flows.jobs.status import status_of
from literature.readers.reader_mark import MarkKind, MarkVia
from store.engine.database import Database
from store.reader_marks import NewMark
from store.tables import BodyRow, DeliveryRow
from tests.flows.delivery.relayed import CARDIOLOGIST, KEY, READER, later, part, with_readers
from tests.flows.digests import draw, make_digest
from tests.standins.post_office import PostOffice, open_at

SECRET = "an invented key of forty characters 0123"
USEFUL, NOT_FOR_US, _ = MarkKind
TOKEN = re.compile(r"\?subject=(?:Useful|Not%20for%20us)%20([\w-]{28})(?![\w-])")


@pytest.fixture
def answerable(mailing: App, monkeypatch: pytest.MonkeyPatch) -> App:
    monkeypatch.setenv("ILWATCH_FEEDBACK_KEY", SECRET)
    return mailing


def tokens(office: PostOffice, reader: str, kind: str = "html") -> list[str]:
    return TOKEN.findall(part(office.read(reader), kind))


def are_of(reader: str, found: Sequence[str]) -> bool:
    """Whether all of ``found`` speak for ``reader``, each twice: useful, and not for us."""
    key = reader_key(SECRET, KEY, reader)
    read = [read_token(text) for text in found]
    return all(each and each.is_sealed_by(key) for each in read) and found[::2] == found[1::2]


def test_each_reader_is_sent_tokens_of_their_own_in_both_parts(answerable: App, office: PostOffice) -> None:
    with open_at(office, answerable.watch.mail.port):
        make_digest(answerable, KEY)
    for reader in (READER, CARDIOLOGIST):
        found = tokens(office, reader)
        assert found
        assert are_of(reader, found)
        assert tokens(office, reader, "plain") == found
    assert not set(tokens(office, READER)) & set(tokens(office, CARDIOLOGIST))


def test_without_a_key_no_letter_has_links_and_no_body_has_places(mailing: App, office: PostOffice) -> None:
    with open_at(office, mailing.watch.mail.port):
        make_digest(mailing, KEY)
    assert tokens(office, READER) == []
    assert "Useful" not in part(office.read(READER), "html")


def test_a_key_that_can_be_guessed_is_none_and_check_says_so(answerable: App, monkeypatch: pytest.MonkeyPatch) -> None:
    assert answering_words(answerable.watch).startswith("readers answer by mail to watch@example.org")
    monkeypatch.setenv("ILWATCH_FEEDBACK_KEY", "secret")
    (letter, _) = letters(answerable.mailing, draw(answerable, KEY, preview=True))
    assert (letter.answer_key, b"Useful" in letter.message) == (b"", False)
    assert "fewer than 32 characters" in answering_words(answerable.watch)


def test_the_bytes_are_the_same_at_each_attempt_under_another_key_too(
    answerable: App, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.at_dot[READER] = "store and drop"
    with open_at(office, answerable.watch.mail.port):
        make_digest(answerable, KEY)
        office.at_dot.clear()
        monkeypatch.setenv("ILWATCH_FEEDBACK_KEY", SECRET[::-1])
        make_digest(later(answerable, hours=1), KEY)
    first, second = office.boxes[READER]
    assert first == second


def test_a_resent_letter_has_the_tokens_of_whom_it_is_sent_to_and_a_strangers_has_none(
    answerable: App, office: PostOffice
) -> None:
    with open_at(office, answerable.watch.mail.port):
        make_digest(answerable, KEY)
        sent = tokens(office, CARDIOLOGIST)
        office.boxes.clear()
        for address in (CARDIOLOGIST, "friend@example.net"):
            resend_edition(answerable.mailing, answerable.editions, KEY, address)
    assert tokens(office, CARDIOLOGIST) == sent
    assert "Useful" not in part(office.read("friend@example.net"), "html")


def test_no_file_and_no_page_has_a_token_of_anybody(answerable: App, office: PostOffice) -> None:
    with open_at(office, answerable.watch.mail.port):
        make_digest(answerable, KEY)
    own = tokens(office, READER)[0].encode()
    written = [path for path in answerable.folder.rglob("*") if path.suffix in {".html", ".txt", ".eml", ".xml"}]
    assert {path.suffix for path in written} == {".html", ".txt", ".eml", ".xml"}
    assert not [path for path in written if b"Useful" in path.read_bytes() or own in path.read_bytes()]


def test_2000_readers_of_40_choices_are_40_renderings_and_40_bodies(
    answerable: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered = list[object]()

    def rendering(
        _watch: object, _edition: object, topics: object, *_: object, answering: Answering, **__: object
    ) -> Rendered:
        rendered.append(topics)
        links = " ".join(link.url for work_id in (1, 2) for link in answering.of_work(work_id))
        return Rendered("s", f"<p>{links}</p>", f"{topics} {links}")

    monkeypatch.setattr("flows.delivery.letters.render_letter", rendering)
    ids = list(answerable.watch.topic_names)
    choices = [choice for size in range(len(ids)) for choice in combinations(ids, size)][:40]
    assert len(choices) == 40
    readers = tuple(ReaderTable(address=f"reader{n}@example.org", topics=choices[n % 40]) for n in range(2000))
    app = replace(answerable, watch=answerable.watch.model_copy(update={"reader": readers}))
    app.outbox.enqueue(KEY, letters(app.mailing, draw(app, KEY, preview=False)), app.now())
    database = Database(f"sqlite:///{app.folder / 'ilwatch.db'}")
    with database.reading() as session:
        count = session.execute(select(func.count()).select_from(BodyRow)).scalar_one()
        keys = set(session.execute(select(col(DeliveryRow.answer_key))).scalars())
    database.close()
    assert (len(rendered), count, len(keys)) == (40, 40, 2000)
    assert {len(key) for key in keys if key} == {50}


def test_a_reader_whose_address_is_written_in_capitals_now_has_the_same_tokens(
    answerable: App, office: PostOffice
) -> None:
    app = with_readers(answerable, 1)
    shouting = (ReaderTable(address=READER.upper()),)
    app = replace(app, watch=app.watch.model_copy(update={"reader": shouting}))
    with open_at(office, app.watch.mail.port):
        make_digest(app, KEY)
    assert are_of(READER, tokens(office, READER.upper()))


def test_why_says_how_many_readers_marked_a_paper_and_shows_no_address(mailing: App) -> None:
    work_id = draw(mailing, KEY, preview=False).items[0].work_id
    record = mailing.marks.record(work_id)
    assert record
    for number, (reader, kind) in enumerate(((READER, USEFUL), (CARDIOLOGIST, USEFUL), ("o@e.org", NOT_FOR_US))):
        made = mailing.now() + timedelta(minutes=number)
        mailing.marks.save(NewMark(reader, work_id, KEY, kind, MarkVia.PAGE, made), made, seen=0)
    story = story_of(mailing.corpus, mailing.editions, mailing.outbox, mailing.marks, record.source_id)
    assert story.lines()[-2:] == [
        "  marked useful by 2 readers: r***@example.org on 2026-11-23, c***@example.org on 2026-11-23",
        "  marked not for us by 1 reader: o***@e.org on 2026-11-23",
    ]
    assert [mark["mark"] for mark in story.data()["marks"]] == ["useful", "useful", "not_for_us"]
    assert READER not in str(story.data())
    assert "readers marked 2 useful, 1 not for us" in status_of(mailing).lines()
