"""A token of one reader about one work of one edition: good for that, and for nothing else."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from digests.mail.answer_tokens import ANSWER_DAYS, TOKEN_LENGTH, AnswerToken, read_token, reader_key, token
from digests.mail.unsubscribe import unsubscribe_url

KEY = "an invented key of forty characters 0123"
EDITION = date(2026, 11, 23)
READER = "reader@example.org"
THEIRS = reader_key(KEY, EDITION, READER)


def read(text: str) -> AnswerToken:
    found = read_token(text)
    assert found
    return found


@given(st.integers(0, 2**32 - 1), st.dates(date(2020, 1, 1), date(2199, 1, 1)))
def test_a_token_says_its_work_and_edition_and_is_as_long_as_every_other(work_id: int, edition: date) -> None:
    key = reader_key(KEY, edition, READER)
    text = token(key, edition, work_id)
    found = read(text)
    assert (len(text), found.edition, found.work_id, found.is_sealed_by(key)) == (TOKEN_LENGTH, edition, work_id, True)


def test_a_reader_is_the_same_in_any_capitals() -> None:
    assert read(token(THEIRS, EDITION, 7)).is_sealed_by(reader_key(KEY, EDITION, "Reader@Example.org"))


def test_it_speaks_for_no_other_reader_edition_or_key() -> None:
    found = read(token(THEIRS, EDITION, 7))
    others = (
        reader_key(KEY, EDITION, "another@example.org"),
        reader_key(KEY, EDITION + timedelta(days=7), READER),
        reader_key(KEY[::-1], EDITION, READER),
    )
    assert not any(map(found.is_sealed_by, others))


@given(st.integers(0, TOKEN_LENGTH - 1), st.sampled_from("AZaz09-_"))
def test_a_token_that_was_changed_anywhere_is_not_genuine(place: int, sign: str) -> None:
    text = token(THEIRS, EDITION, 7)
    changed = text[:place] + sign + text[place + 1 :]
    assert changed == text or not read(changed).is_sealed_by(THEIRS)


def test_the_seal_of_one_work_marks_no_other() -> None:
    about_7, about_8 = (read(token(THEIRS, EDITION, work_id)) for work_id in (7, 8))
    assert not about_8._replace(seal=about_7.seal).is_sealed_by(THEIRS)


def test_what_is_no_token_is_none() -> None:
    text = token(THEIRS, EDITION, 7)
    assert [read_token(wrong) for wrong in ("", text[:-1], f"{text}A", "!" * TOKEN_LENGTH, "é" * TOKEN_LENGTH)] == [
        None
    ] * 5
    assert read_token(text[:-1] + "\n") is None


def test_the_seal_by_which_readers_unsubscribe_is_no_token_under_the_same_key() -> None:
    seal = unsubscribe_url("https://example.org/leave", "digest.example.org", READER, KEY).rpartition(".")[2]
    assert read_token(seal) is None
    padded = read_token(urlsafe_b64encode(b"\0\0\0\0\0\7" + seal.encode()[:15]).decode())
    assert padded
    assert not padded.is_sealed_by(THEIRS)


def test_a_token_expires_so_many_days_after_its_edition() -> None:
    found, last = read(token(THEIRS, EDITION, 7)), EDITION + timedelta(days=ANSWER_DAYS)
    assert [found.has_expired(day) for day in (EDITION, last, last + timedelta(days=1))] == [False, False, True]
